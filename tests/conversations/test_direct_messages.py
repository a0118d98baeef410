"""A direct message to the bot is not left unanswered; planning itself is for channels."""

from tests.conversations.conftest import World
from tests.people import PATIENCE, visible


async def test_the_bot_tells_how_to_start_in_a_channel_and_says_it_once(world: World):
    room = world.slack.direct_messages("ana")
    await world.slack.post("ana", room, "hi there, can you plan something with us?")
    answer = await world.people.until(lambda: _answers(world, room.id), "an answer", PATIENCE)
    assert "/plan a weekly report" in visible(answer[0])
    await world.slack.post("ana", room, "list")
    await world.people.until(lambda: len(_answers(world, room.id)) == 2 or None, "a second answer", PATIENCE)
    assert "no planning sessions yet" in visible(_answers(world, room.id)[1])
    await world.slack.settled()
    assert len(_answers(world, room.id)) == 2


async def test_a_message_in_a_channel_outside_of_a_session_is_left_alone(world: World):
    before = len(world.slack.history("#product", "ana"))
    await world.slack.post("ana", "#product", "does anybody have lunch plans?")
    await world.slack.settled()
    assert len(world.slack.history("#product", "ana")) == before + 1


def _answers(world: World, room: str):
    return [message for message in world.slack.world.in_channel(room) if message.bot_id]
