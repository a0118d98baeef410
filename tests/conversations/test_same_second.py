"""Two people decide differently in the same second: one is heard first, the other is told, and nothing is lost."""

from bot.local.slack.model import Message
from tests.conversations.conftest import World
from tests.people import Thread, visible

WISH = "add: the report must name its sources"


async def both_at_once(world: World, first: str) -> tuple[Thread, Message]:
    """Ana approves and Ben asks for changes, both accepted before the bot has done anything about either.

    Returns the thread and the review of the version that comes of it.
    """
    thread, review = await world.in_review()
    await world.ben.presses("Request changes", review)
    form = await world.ben.sees_modal("Request changes")
    moves = {
        "changes": lambda: world.ben.fills(form, {"What should change": WISH}),
        "approve": lambda: world.ana.presses("Approve", review),
    }
    # A move is over as soon as Slack knows that it was heard; what comes of it is later.
    assert (await moves.pop(first)()).ok
    assert (await moves.popitem()[1]()).ok
    return thread, await world.planner.says(thread, "Product specification, version 2", timeout=20)


async def test_an_approval_just_before_a_request_counts_and_the_request_becomes_the_next_version(world: World):
    thread, second = await both_at_once(world, "approve")
    await world.ana.sees("Ana approved version 1", thread)
    await asked_for_and_published(world, thread, second)


async def test_an_approval_just_after_a_request_is_told_to_look_at_the_next_version(world: World):
    thread, second = await both_at_once(world, "changes")
    await world.ana.sees_ephemeral("look at version 2")
    assert not any("Ana approved version 1" in visible(m) for m in thread.from_bot)
    await asked_for_and_published(world, thread, second)


async def asked_for_and_published(world: World, thread: Thread, second: Message) -> None:
    """What Ben asked for is in the second version, and that one can be approved."""
    assert any("name its sources" in visible(m) and "version 2" in visible(m) for m in thread.from_bot)
    await world.ana.presses("Approve", second)
    await world.planner.says(thread, "Version 2 of the product specification is published in Notion", timeout=20)
