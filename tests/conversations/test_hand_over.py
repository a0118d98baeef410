"""*Hand over* on the dashboard: everybody in the channel can take the plan with them."""

import io
import zipfile

from tests.conversations.conftest import World
from tests.people import pressable


async def test_the_dashboard_hands_the_plan_over_as_a_zip_from_the_first_approval_on(world: World):
    thread, review = await world.in_review()
    assert "Hand over" not in pressable(thread.root)
    await world.ana.presses("Approve", review)
    root = await world.people.until(
        lambda: next((m for m in [thread.root] if "Hand over" in pressable(m)), None), "a button", about=thread.root
    )
    await world.chen.presses("Hand over", root)
    file = await world.people.until(
        lambda: next((f for f in _files(world, thread) if f.name.endswith(".zip")), None), "a zip", about=thread.root
    )
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        (readme,) = [name for name in archive.namelist() if name.endswith("README.md")]
        assert "approved by Ana" in archive.read(readme).decode()


def _files(world, thread):
    return [world.slack.file(file) for message in thread.from_bot for file in message.files]
