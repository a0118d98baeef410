"""What waits: people are reminded once, a session sleeps after a week, and whoever comes back finds it as it was.

The clock is moved by telling the record when things were posted and by handing `look` a moment; nobody sleeps here.
"""

import copy
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import running
from bot.flow import speaking
from bot.flow.dashboard import refresh_dashboard
from bot.local.notion.routes import notion_routes
from bot.local.notion.store import NotionStore
from bot.local.server import LocalServer
from bot.local.slack.model import Message
from bot.local.slack.workspace import SlackWorkspace
from bot.planning.checkpoints import Checkpoint, Point, Reason
from bot.planning.schedules import Cadence, Schedule
from bot.planning.topics import Side
from bot.planning.waiting import one_working_day_after
from bot.slack.messages import SlackMessage
from tests.conversations.clock import Clock
from tests.conversations.conftest import World, settings_for
from tests.people import People, Thread, pressable, visible, visible_blocks

pytestmark = pytest.mark.one_database
"""What storage is asked here is tested on both databases in tests/storage."""

HOUR, DAY = 3600.0, 24 * 3600.0
TUESDAY = datetime(2026, 1, 13, 12, 0, tzinfo=UTC).timestamp()
"""Noon in Lisbon, seven in the morning in New York, eight in the evening in Singapore."""

WEDNESDAY, NEXT_TUESDAY = TUESDAY + DAY, TUESDAY + 7 * DAY
ANSWER = "Every Friday I copy numbers from four systems into a slide. It takes 3 hours."


def nudges(thread: Thread) -> list[Message]:
    return [message for message in thread.from_bot if "👋" in visible(message)]


def without_ids(message: Message) -> list[dict[str, Any]]:
    """The blocks without the ids that Slack gives them anew."""
    return [{key: value for key, value in block.items() if key != "block_id"} for block in message.blocks]


def mentioned(message: Message) -> set[str]:
    return set(re.findall(r"<@(\w+)>", str(message.blocks)))


async def asleep(world: World, clock: Clock) -> tuple[Thread, Message, Message]:
    """A session that slept in over its first question: the thread, the question, and the note."""
    thread, question = await world.planning()
    await clock.was_posted(question, TUESDAY)
    await clock.strikes(NEXT_TUESDAY)
    return thread, question, await world.planner.says(thread, "let this session sleep")


async def nothing_more(world: World, thread: Thread, before: int) -> None:
    """Something that Ana asks for now is answered, and before that nothing was said in the thread."""
    await world.ana.types("/plan status")
    await world.ana.sees_ephemeral("topics clear")
    assert len(thread.from_bot) == before


# Reminders -------------------------------------------------------------------------------------------------------


async def test_after_a_working_day_the_owner_is_reminded_once_with_the_question_word_for_word(
    clock: Clock, world: World
) -> None:
    thread, question = await world.planning()
    await clock.was_posted(question, TUESDAY)
    await clock.strikes(WEDNESDAY - 60)
    await clock.strikes(WEDNESDAY)
    reminder = await world.planner.says(thread, "👋")
    assert mentioned(reminder) == {world.ana.person.id}
    assert visible(question).splitlines()[1] in visible(reminder)
    await clock.strikes(WEDNESDAY + 60)
    await clock.strikes(WEDNESDAY + DAY)
    await world.ana.says(ANSWER, thread)
    await world.planner.asks(thread, "Q2")
    assert nudges(thread) == [reminder]


async def test_whoever_answered_last_is_reminded_with_the_owner_when_both_are_at_work(
    clock: Clock, world: World
) -> None:
    thread, _ = await world.planning()
    await world.ben.says(ANSWER, thread)
    await clock.was_posted(await world.planner.asks(thread, "Q2"), TUESDAY)
    await clock.strikes(WEDNESDAY)  # Seven in the morning, where Ben is.
    await clock.strikes(WEDNESDAY + 2 * HOUR)
    reminder = await world.planner.says(thread, "👋")
    assert mentioned(reminder) == {world.ana.person.id, world.ben.person.id}
    assert nudges(thread) == [reminder]


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(WEDNESDAY + 7 * HOUR, id="in the evening"),
        pytest.param(WEDNESDAY + 20 * HOUR, id="in the early morning"),
        pytest.param(TUESDAY + 4 * DAY, id="on Saturday"),
        pytest.param(TUESDAY + 5 * DAY, id="on Sunday"),
    ],
)
async def test_nobody_is_reminded_at_night_or_on_a_weekend(clock: Clock, world: World, now: float) -> None:
    thread, question = await world.planning()
    await clock.was_posted(question, TUESDAY)
    await clock.strikes(now)
    await nothing_more(world, thread, before=1)


async def test_nobody_is_reminded_of_what_was_answered_meanwhile(clock: Clock, world: World) -> None:
    thread, question = await world.planning()
    await clock.was_posted(question, TUESDAY)
    await world.planner.reacted("eyes", await world.ana.says(ANSWER, thread))
    await clock.strikes(WEDNESDAY)
    await world.planner.asks(thread, "Q2")
    assert nudges(thread) == []


async def test_the_two_who_contradict_each_other_are_reminded_of_it(clock: Clock, world: World) -> None:
    thread, _ = await world.planning()
    await world.chen.says("Accountants read the report first, every Monday morning.", thread)
    await world.ben.says("No, I disagree: the managers read it first, not the accountants.", thread)
    await clock.was_posted(await world.planner.says(thread, "do not fit together"), TUESDAY)
    # Nine in the evening for Chen: their hours never meet, and Ben is at work.
    await clock.strikes(WEDNESDAY + 2 * HOUR)
    reminder = await world.planner.says(thread, "👋")
    assert mentioned(reminder) == {world.ben.person.id}


async def test_the_approvers_are_reminded_of_a_review_and_nobody_twice(clock: Clock, world: World) -> None:
    await world.ana.types("/plan")
    form = {"Your idea": "a tool for counting stock", "Title": "Stock count", "Approvers": [world.ben.person.id]}
    await world.ana.fills(await world.ana.sees_modal("Plan something"), form)
    thread = await world.planner.opens_a_thread("Stock count")
    await world.ana.presses("That's enough", await world.planner.asks(thread, "Q1"))
    review = await world.planner.says(thread, "may approve")
    await clock.knows(review)
    due = a_working_day_after(review, "America/New_York")
    await clock.strikes(due - 60)
    await clock.strikes(due)
    reminder = await world.planner.says(thread, "👋")
    assert mentioned(reminder) == {world.ben.person.id}
    assert "Product specification, version 1" in visible(reminder)
    await clock.strikes(due + 60)
    await world.ben.presses("Approve", review)
    await world.planner.says(thread, "Ben approved")
    assert nudges(thread) == [reminder]


async def test_instead_of_people_who_left_the_owner_is_reminded(clock: Clock, world: World) -> None:
    await world.ana.types("/plan")
    form = {"Your idea": "a tool for counting stock", "Approvers": [world.ben.person.id]}
    await world.ana.fills(await world.ana.sees_modal("Plan something"), form)
    thread = await world.planner.opens_a_thread("counting stock")
    await world.ana.presses("That's enough", await world.planner.asks(thread, "Q1"))
    review = await world.planner.says(thread, "may approve")
    await clock.knows(review)
    world.ben.person.active = False
    anas_hour = a_working_day_after(review, "Europe/Lisbon")
    await clock.strikes(anas_hour - 60)
    await clock.strikes(anas_hour)
    assert mentioned(await world.planner.says(thread, "👋")) == {world.ana.person.id}


async def test_a_restart_reminds_nobody_again(clock: Clock, tmp_path: Path) -> None:
    slack, notion = SlackWorkspace(), NotionStore()
    people = People(slack)
    async with LocalServer(slack, notion_routes=notion_routes(notion)) as server:
        settings = settings_for(server, notion, tmp_path)
        async with running(settings):
            await people.ana.types("/plan a weekly report that writes itself")
            thread = await people.planner.opens_a_thread()
            await clock.was_posted(await people.planner.asks(thread, "Q1"), TUESDAY)
            await clock.strikes(WEDNESDAY)
            await people.planner.says(thread, "👋")
        async with running(settings):
            await clock.strikes(WEDNESDAY + 60)
            await clock.strikes(WEDNESDAY + 2 * HOUR)
            await people.ana.says(ANSWER, thread)
            await people.planner.asks(thread, "Q2")
    assert len(nudges(thread)) == 1


# Sleep -----------------------------------------------------------------------------------------------------------


async def test_after_a_week_the_session_sleeps_and_stays_quiet(clock: Clock, world: World) -> None:
    thread, _, note = await asleep(world, clock)
    assert "Q1" in visible(note)
    assert pressable(note) == ["Resume"]
    board = await world.ana.sees("💤 Asleep", thread.root)
    assert pressable(board)[0] == "Resume"
    await clock.strikes(NEXT_TUESDAY + DAY)
    await clock.strikes(NEXT_TUESDAY + 30 * DAY)
    await nothing_more(world, thread, before=2)


async def test_resume_asks_the_identical_question_below_and_the_old_one_loses_its_buttons(
    clock: Clock, world: World
) -> None:
    thread, question, note = await asleep(world, clock)
    as_it_was = copy.deepcopy(question)
    await world.ben.presses("Resume", note)
    again = await world.planner.asks(thread, "Q1")
    assert without_ids(again) == without_ids(as_it_was)
    assert again.text == as_it_was.text
    await world.ana.sees("Asked again further down", question)
    assert pressable(question) == []
    await world.ana.sees("Ben resumed the session", note)
    await world.ana.sees("Q1 waits for an answer", thread.root)
    # And it goes on as if nothing had been: one question is open, on the new message.
    await world.ana.presses("Skip", again)
    await world.planner.asks(thread, "Q2")
    await world.ana.sees("Skipped by Ana", again)


async def test_a_question_asked_again_sleeps_again_after_another_week_without_a_second_reminder(
    clock: Clock, world: World
) -> None:
    thread, question = await world.planning()
    await clock.was_posted(question, TUESDAY)
    await clock.strikes(WEDNESDAY)
    await world.planner.says(thread, "👋")
    await clock.strikes(NEXT_TUESDAY)
    await world.ana.presses("Resume", await world.planner.says(thread, "let this session sleep"))
    await clock.was_posted(await world.planner.asks(thread, "Q1"), NEXT_TUESDAY)
    await clock.strikes(NEXT_TUESDAY + DAY)
    await clock.strikes(NEXT_TUESDAY + 7 * DAY)
    await world.planner.says(thread, "let this session sleep")
    assert len(nudges(thread)) == 1


async def test_an_answer_typed_into_a_sleeping_session_wakes_it_and_counts(clock: Clock, world: World) -> None:
    thread, question, note = await asleep(world, clock)
    await world.ben.says(ANSWER, thread)
    await world.planner.asks(thread, "Q2")
    await world.ana.sees("Answered by Ben", question)
    assert pressable(await world.ana.sees("Awake again", note)) == []
    board = await world.ana.sees("Q2 waits for an answer", thread.root)
    assert "Resume" not in pressable(board)
    assert len([m for m in thread.from_bot if "Q1" in visible(m) and "problem" in visible(m)]) == 1


async def test_a_quick_answer_to_a_sleeping_question_counts_and_wakes(clock: Clock, world: World) -> None:
    thread, question, note = await asleep(world, clock)
    await world.ana.presses("Skip", question)
    await world.planner.asks(thread, "Q2")
    await world.ana.sees("Awake again", note)


async def test_resume_on_a_session_that_is_awake_says_so_and_asks_nothing_twice(clock: Clock, world: World) -> None:
    thread, _, note = await asleep(world, clock)
    still_on_bens_screen = copy.deepcopy(note)
    await world.ana.presses("Resume", note)
    await world.planner.asks(thread, "Q1")
    await world.ben.presses("Resume", still_on_bens_screen)
    await world.ben.sees_ephemeral("awake already")
    await nothing_more(world, thread, before=3)


async def test_a_review_sleeps_too_and_resume_shows_its_buttons_again(clock: Clock, world: World) -> None:
    thread, review = await world.in_review()
    await clock.knows(review)
    await clock.strikes(float(review.ts) + 7 * DAY)
    note = await world.planner.says(thread, "let this session sleep")
    assert "the product specification" in visible(note)
    await world.ana.presses("Resume", note)
    again = await world.planner.says(thread, "may approve")
    assert pressable(again) == ["Approve", "Request changes", "Back to questions", "Download"]
    await world.ana.sees("Asked again further down", review)
    await world.ana.presses("Approve", again)
    await world.ana.sees("Approved by Ana", again)


async def test_a_word_in_a_sleeping_review_shows_the_review_again(clock: Clock, world: World) -> None:
    thread, review = await world.in_review()
    await clock.knows(review)
    await clock.strikes(float(review.ts) + 7 * DAY)
    note = await world.planner.says(thread, "let this session sleep")
    await world.chen.says("Sorry, I was away: I like it.", thread)
    again = await world.planner.says(thread, "may approve")
    assert pressable(again) == ["Approve", "Request changes", "Back to questions", "Download"]
    await world.ana.sees("Awake again", note)


async def test_the_dashboard_and_home_tell_when_it_was_summed_up_and_when_it_is_next(
    clock: Clock, world: World
) -> None:
    thread, question = await world.planning()
    session_id = (await clock.knows(question)).session_id
    point = Point(text="Ben copies numbers by hand", questions=(1,))
    made = Checkpoint(number=1, side=Side.PRODUCT, reason=Reason.ASKED, points=(point,), made_at=TUESDAY)
    async with clock.engine.database.unit_of_work() as work:
        await work.checkpoints.add(session_id, "asked", made, posted=True)
        await speaking.post(work, session_id, f"summary:{session_id}:1", SlackMessage("In short."))
        await work.schedules.set(session_id, Schedule(Cadence.TIME, cron="0 17 * * 1-5", zone="Europe/Lisbon"))
        await refresh_dashboard(work, session_id)
        await speaking.speak_soon(work, clock.engine, session_id, "test")
    summary = await world.planner.says(thread, "In short.")
    board = visible(await world.ana.sees("Last summary", thread.root))
    assert f"p{summary.ts.replace('.', '')}" in board
    assert f"<!date^{int(TUESDAY)}^" in board
    assert "|13 January at 12:00, Europe/Lisbon>: Ben copies numbers by hand" in board
    assert re.search(r"Next summary <!date\^\d+\^[^|]+\|\d+ \w+ at 17:00, Europe/Lisbon>", board)
    await world.ana.opens_home()
    home = await world.ana.sees_home("Q1 waits for an answer")
    assert "last summary" in visible_blocks(home.view["blocks"])
    assert "next summary" in visible_blocks(home.view["blocks"])


async def test_looking_at_a_sleeping_session_does_not_wake_it(clock: Clock, world: World) -> None:
    thread, question, _note = await asleep(world, clock)
    await world.ana.reacts("tada", question)
    await world.ben.presses("Status", thread.root)
    await world.ana.opens_home()
    await world.ana.sees_home("asleep")
    await nothing_more(world, thread, before=2)


def a_working_day_after(message: Message, zone: str) -> float:
    """In seconds since the epoch, with a second to spare."""
    posted = datetime.fromtimestamp(float(message.ts), UTC)
    return one_working_day_after(posted, ZoneInfo(zone)).timestamp() + 1
