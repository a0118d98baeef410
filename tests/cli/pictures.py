"""The pictures in README.md, taken of the demo: `python -m tests.cli.pictures`.

Needs Chromium, and `pngquant` (apt-get install pngquant) to make them small.
"""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

from tests.browser.screen import a_screen

PICTURES = Path(__file__).parents[2] / ".github" / "pictures"
ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+/")
SIZE = (1440, 900)
SHOTS = (("modules", "modules", "Documents", "Modules"), ("sprints", "timeline", "Sprints", "Timeline"))
"""Each by its name, the picture in the thread that it shows, and the view of a database beside it."""


async def take() -> None:
    """Play the demo to its end and press the trigger twice."""
    demo = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "try", "--demo", "--speed", "fast", "--keep"), stdout=asyncio.subprocess.PIPE
    )
    assert demo.stdout
    try:
        address = ""
        async for line in demo.stdout:
            if found := ADDRESS.search(line):
                address = found[0].decode()
                break
        reading = asyncio.create_task(_read(demo.stdout))
        async with a_screen(address, size=SIZE, path="?as=ana") as screen:
            await screen.thread.open("A weekly report that writes itself")
            await screen.thread.root.get_by_text("sprint plan is published").first.wait_for(timeout=150_000)
            for name, picture, database, view in SHOTS:
                await screen.notion.open(database)
                await screen.notion.view(view)
                await screen.thread.root.get_by_role("img", name=re.compile(f"{picture}$")).scroll_into_view_if_needed()
                await screen.page.mouse.move(0, 0)
                await screen.page.wait_for_timeout(1_000)
                await screen.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
        reading.cancel()
    finally:
        demo.terminate()
        await demo.wait()


async def _read(output: asyncio.StreamReader) -> None:
    async for _ in output:
        pass


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    asyncio.run(take())
    subprocess.run(["pngquant", "--force", "--ext", ".png", "256", *PICTURES.glob("*.png")], check=True)
