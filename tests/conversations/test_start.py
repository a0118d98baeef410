"""Starting a session: every way in, and every way that does not work."""

import asyncio

from tests.conversations.conftest import World
from tests.people import pressable, visible


async def test_the_idea_is_acknowledged_and_becomes_a_dashboard(world: World):
    await world.ana.types("/plan a weekly report that writes itself")
    await world.ana.sees_ephemeral("On it")
    thread = await world.planner.opens_a_thread("weekly report")
    shown = visible(thread.root)
    assert "A weekly report that writes itself" in shown
    assert "Started by Ana" in shown
    assert "0 of 8 topics clear" in shown


async def test_plan_alone_opens_a_form_that_starts_a_session_with_approvers(world: World):
    await world.ana.types("/plan")
    modal = await world.ana.sees_modal("Plan something")
    await world.ana.fills(
        modal, {"Your idea": "a tool for counting stock", "Title": "Stock count", "Approvers": [world.ben.person.id]}
    )
    thread = await world.planner.opens_a_thread("Stock count")
    await world.ana.presses("That's enough", await world.planner.asks(thread, "Q1"))
    review = await world.planner.says(thread, "may approve", timeout=20)
    assert "Ben may approve" in visible(review)
    await world.ana.presses("Approve", review)
    await world.ana.sees_ephemeral("Only Ben may approve")


async def test_a_message_becomes_a_session_with_plan_this(world: World):
    message = await world.ben.says("We should have a tool that counts the stock by itself")
    await world.ana.uses_shortcut("Plan this", message)
    modal = await world.ana.sees_modal("Plan something")
    await world.ana.fills(modal, {"Your idea": "A tool that counts the stock by itself"})
    await world.planner.opens_a_thread("counts the stock")


async def test_help_list_and_status_answer_only_to_who_asked(world: World):
    await world.ana.types("/plan help")
    await world.ana.sees_ephemeral("one question at a time")
    await world.ana.types("/plan list")
    await world.ana.sees_ephemeral("no planning sessions yet")
    await world.ana.types("/plan status")
    await world.ana.sees_ephemeral("Nothing is being planned")
    await world.planning()
    await world.ana.types("/plan list")
    await world.ana.sees_ephemeral("A weekly report that writes itself")
    await world.ben.types("/plan status")
    await world.ben.sees_ephemeral("0 of 8 topics clear")


async def test_an_idea_that_is_too_long_is_refused_and_nothing_starts(world: World):
    await world.ana.types("/plan " + "word " * 900)
    await world.ana.sees_ephemeral("I take up to 4000")
    await asyncio.sleep(0.3)
    assert not [m for m in world.slack.world.in_channel("C0PRODUCT1") if m.bot_id]


async def test_the_longest_idea_is_planned(world: World):
    await world.ana.types("/plan " + ("a report that writes itself and " * 200)[:3990])
    thread = await world.planner.opens_a_thread("A report that writes itself")
    await world.planner.asks(thread, "Q1")


async def test_the_same_idea_twice_in_a_second_is_one_session(world: World):
    await asyncio.gather(*(world.ana.types("/plan a weekly report") for _ in range(3)))
    thread = await world.planner.opens_a_thread("weekly report")
    await world.planner.asks(thread, "Q1")
    await world.ana.sees_ephemeral("has a planning thread already")
    roots = [m for m in world.slack.world.in_channel("C0PRODUCT1") if m.bot_id and not m.is_reply]
    assert len(roots) == 1


async def test_two_ideas_at_once_are_two_sessions(world: World):
    await asyncio.gather(world.ana.types("/plan a weekly report"), world.ben.types("/plan a stock count"))
    await world.planner.opens_a_thread("weekly report")
    await world.planner.opens_a_thread("stock count")


async def test_in_a_channel_without_the_bot_the_idea_is_kept_until_it_is_invited(world: World):
    await world.ana.types("/plan a weekly report that writes itself", in_="#random")
    told = await world.ana.sees_ephemeral("I am not in this channel yet")
    assert pressable(told) == ["I invited you: start"]
    await world.slack.invite_bot("#random")
    await world.ana.presses("I invited you: start", told)
    thread = await world.planner.opens_a_thread("weekly report", in_="#random")
    await world.planner.asks(thread, "Q1")


async def test_a_channel_shared_with_another_company_is_refused(world: World):
    await world.ana.types("/plan a weekly report", in_="#partners")
    await world.ana.sees_ephemeral("shared with another company")


async def test_a_thread_that_is_no_session_is_left_alone(world: World):
    root = await world.ana.says("Lunch?")
    await world.ben.says("Yes please", root)
    await asyncio.sleep(0.5)
    assert not [m for m in world.slack.thread(root.channel, root.ts) if m.bot_id]


async def test_a_mention_in_the_thread_tells_the_status(world: World):
    thread, _ = await world.planning()
    await world.ben.says("@planthread status", thread)
    await world.ben.sees_ephemeral("0 of 8 topics clear")
    await asyncio.sleep(0.6)
    assert len(thread.from_bot) == 1


async def test_the_home_tab_lists_what_waits_for_me(world: World):
    thread, _ = await world.planning()
    await world.ana.sees("Q1 waits for an answer", thread.root)
    await world.ana.opens_home()
    await world.ana.sees_home("A weekly report that writes itself: Q1 waits for an answer")
    await world.ana.sees_home("approved plans go there")
