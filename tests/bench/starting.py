"""From typing `planthread try` to a page that answers, with the bot connected; with nothing kept from before."""

import asyncio
import os
import re
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.bench.measurement import Measurement, Size, percentile
from tests.crash.bot_process import COMMAND

PATIENCE = 60
READY = re.compile(rb"is ready:\s+(http://\S+?/)")


async def measure(size: Size) -> list[Measurement]:
    """The median of a few starts, each in a folder of its own."""
    took = [await _once() for _ in range(min(3, size.turns))]
    return [Measurement("try_ready_s", percentile(took, 0.5), "s")]


async def _once() -> float:
    with tempfile.TemporaryDirectory(prefix="planthread-bench-") as folder:
        begun = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(*COMMAND[:-1], "try", "--no-browser"),
            cwd=folder,
            env={**os.environ, "PLANTHREAD_DATA_DIR": folder, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            # It says so once the bot is connected.
            async with asyncio.timeout(PATIENCE):
                url = await _address(process)
                await asyncio.to_thread(_open, url)
            return time.perf_counter() - begun
        finally:
            process.terminate()
            await process.communicate()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    told = b""
    while (found := READY.search(told)) is None:
        line = await process.stdout.readline()
        if not line:
            raise AssertionError(f"`planthread try` ended: {told.decode(errors='replace')}")
        told += line
    return found[1].decode()


def _open(url: str) -> None:
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        assert answer.status == 200, answer.status
        answer.read()
