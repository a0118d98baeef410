"""What the team decides is kept as records: whatever people take back or change, both records stay in storage."""

import asyncio
from collections.abc import Callable

import pytest

from bot.planning.decisions import Ledger
from storage import Database
from tests.conversations.conftest import World
from tests.people import Thread

BY_HAND = "Only Ben may copy numbers from the four systems. The report must reach Priya by 9:00 on 12 March."

pytestmark = pytest.mark.one_database
"""What is decided does not depend on the database; storage is tested on both."""


async def ledger(world: World, thread: Thread, shows: Callable[[Ledger], bool]) -> Ledger:
    """The decisions of the session in storage, once they show that."""
    database = Database(world.settings.resolved_database_url)
    try:
        async with asyncio.timeout(10):
            while True:
                async with database.reading() as work:
                    [session] = [s for s in await work.sessions.all() if s.thread_ts == thread.root.ts]
                    found = await work.decisions.of(session.id)
                if shows(found):
                    return found
                await asyncio.sleep(0.05)
    finally:
        await database.close()


async def test_an_answer_becomes_decisions_that_lead_back_to_the_message(world: World):
    thread, _ = await world.planning()
    answer = await world.ana.says(BY_HAND, thread)
    await world.planner.asks(thread, "Q2")
    first, second = await ledger(world, thread, lambda found: len(found) == 2)
    assert (first.text, second.text) == (
        "Only Ben may copy numbers from the four systems.",
        "The report must reach Priya by 9:00 on 12 March.",
    )
    assert (first.author_name, first.said_at, first.question) == ("Ana", answer.ts, 1)
    assert answer.ts.replace(".", "") in first.permalink


async def test_back_and_a_new_answer_supersede_what_was_decided(world: World):
    thread, _ = await world.planning()
    await world.ana.says("I copy numbers from four systems every Friday for 3 hours.", thread)
    await world.ana.presses("Back", await world.planner.asks(thread, "Q2"))
    await world.planner.asks(thread, "Q1")
    await world.ben.says("Chen copies numbers from six systems every Friday for 5 hours.", thread)
    await world.planner.asks(thread, "Q2")
    first, second = await ledger(world, thread, lambda found: len(found) == 2)
    assert (second.supersedes, first.withdrawn) == (first.number, False)
    assert "four systems" in first.text
    assert "six systems" in second.text


async def test_an_edited_answer_supersedes_the_words_that_changed(world: World):
    thread, _ = await world.planning()
    answer = await world.ana.says("I copy numbers from four systems every Friday for 3 hours.", thread)
    await world.planner.asks(thread, "Q2")
    await world.ana.edits(answer, "I copy numbers from FIVE systems every Friday for 3 hours.")
    first, second = await ledger(world, thread, lambda found: len(found) == 2)
    assert (second.supersedes, second.text) == (
        first.number, "I copy numbers from FIVE systems every Friday for 3 hours."
    )  # fmt: skip
    assert "four systems" in first.text


async def test_a_deleted_answer_withdraws_what_it_decided_and_the_record_stays(world: World):
    thread, _ = await world.planning()
    answer = await world.ana.says("I copy numbers from four systems every Friday for 3 hours.", thread)
    await world.planner.asks(thread, "Q2")
    await world.ana.deletes(answer)
    found = await ledger(world, thread, lambda found: bool(found) and not found.standing)
    assert [(d.number, d.withdrawn) for d in found] == [(1, True)]
    assert "four systems" in found.decision(1).text


async def test_skipping_an_answered_question_withdraws_and_enough_decides_what_was_said(world: World):
    thread, _ = await world.planning()
    await world.ana.says("I copy numbers from four systems every Friday for 3 hours.", thread)
    await world.ana.presses("Back", await world.planner.asks(thread, "Q2"))
    await world.ana.presses("Skip", await world.planner.asks(thread, "Q1"))
    second = await world.planner.asks(thread, "Q2")
    await ledger(world, thread, lambda found: bool(found) and not found.standing)
    await world.ben.says("Nobody copies anything by hand on 1 June any more.", thread)
    await world.ben.presses("That's enough", second)
    found = await ledger(world, thread, lambda found: bool(found.standing))
    assert [d.text for d in found.standing] == ["Nobody copies anything by hand on 1 June any more."]


async def test_a_contradiction_decides_nothing_until_somebody_resolves_it(world: World):
    thread, _ = await world.planning()
    await world.ana.says("Accountants read the report first, every Monday morning.", thread)
    await world.ben.says("No, I disagree: the managers read it first, not the accountants.", thread)
    await world.planner.says(thread, "do not fit together")
    assert len(await ledger(world, thread, lambda _: True)) == 0
    await world.chen.says("Managers first, Ben is right.", thread)
    found = await ledger(world, thread, lambda found: bool(found))
    assert found.decision(1).text == "Managers first, Ben is right."
    assert not any("Accountants" in d.text for d in found)


async def test_what_somebody_asks_to_change_in_a_review_is_a_decision_that_leads_back_to_the_thread(world: World):
    thread, review = await world.in_review()
    await world.ben.presses("Request changes", review)
    modal = await world.ben.sees_modal("Request changes")
    await world.ben.fills(modal, {"What should change": "add: the report must name its sources"})
    found = await ledger(world, thread, lambda found: any(d.question == 0 for d in found))
    asked_for = next(d for d in found if d.question == 0)
    assert (asked_for.facet, asked_for.author_name) == ("review.product_specification", "Ben")
    assert asked_for.text == "add: the report must name its sources"
    assert asked_for.said_at in {message.ts for message in thread.from_bot}
