"""When a session is summarised: said when it starts, in the form, or in the thread; and then it is."""

import asyncio
import time

import pytest

from bot.local.slack.model import Message
from bot.planning.schedules import Cadence, Schedule
from storage import Database
from tests.conversations.conftest import World
from tests.people import Thread, visible

pytestmark = pytest.mark.one_database
"""What storage is asked here is tested on both databases in tests/storage."""

ME = "@planthread"


async def ask(world: World, thread: Thread, words: str, containing: str) -> Message:
    """Ana mentions the bot; its answer in the thread."""
    await world.ana.says(f"{ME} {words}", thread)
    return await world.planner.says(thread, containing)


async def test_a_mention_sets_the_schedule_in_the_owners_time_zone(world: World) -> None:
    thread, question = await world.planning()
    answer = await ask(world, thread, "summarise every weekday at 17", "changed when I summarise")
    assert "Ana changed when I summarise: *weekdays at 17:00, Europe/Lisbon*" in visible(answer)
    assert "The next one comes " in visible(answer)
    told = await ask(world, thread, "schedule?", "I summarise this thread")
    assert "*weekdays at 17:00, Europe/Lisbon*" in visible(told)
    off = await ask(world, thread, "summaries off", "changed when I summarise")
    assert "*off*" in visible(off)
    assert "next one" not in visible(off)
    # None of it was taken for an answer: the question is the same, and still open.
    assert not [m for m in thread.messages if m.reactions]
    await world.ben.presses("Skip", question)
    await world.planner.asks(thread, "Q2")
    async with Database(world.settings.resolved_database_url).reading() as work:
        [session] = await work.sessions.all()
        note = await work.sessions.latest_note(session.id, "schedule")
        owner = next(p for p in session.participants if p.user_id == session.owner)
    assert note is not None
    assert note["set"] == "off"
    assert owner.time_zone == "Europe/Lisbon"


async def test_before_anybody_set_anything_the_usual_schedule_is_told(world: World) -> None:
    thread, _ = await world.planning()
    told = await ask(world, thread, "schedule?", "I summarise this thread")
    assert "after every 10 answers" in visible(told)


async def test_what_is_no_schedule_is_explained_to_who_asked_and_changes_nothing(world: World) -> None:
    thread, _ = await world.planning()
    await world.ana.says(f"{ME} summarise daily at 25:00", thread)
    refusal = await world.ana.sees_ephemeral("is no time of day")
    assert "weekdays 17:00" in visible(refusal)
    told = await ask(world, thread, "schedule?", "I summarise this thread")
    assert "after every 10 answers" in visible(told)


async def test_a_mention_that_is_no_request_is_an_answer_as_ever(world: World) -> None:
    thread, _ = await world.planning()
    said = await world.ben.says(f"{ME} summaries every Friday would be great for our accountants", thread)
    await world.planner.reacted("eyes", said)


async def test_somebody_who_takes_no_part_cannot_change_it(world: World) -> None:
    thread, _ = await world.planning()
    await world.chen.says(f"{ME} summaries off", thread)
    await world.chen.sees_ephemeral("Only people who take part")
    said = await world.chen.says("Every Friday I copy numbers into a slide. It takes 3 hours.", thread)
    await world.planner.reacted("eyes", said)
    await world.chen.says(f"{ME} summaries off", thread)
    await world.planner.says(thread, "Chen changed when I summarise")


async def test_the_form_shows_what_is_set_and_says_what_is_wrong_beside_its_field(world: World) -> None:
    thread, _ = await world.planning()
    await ask(world, thread, "summarise fridays at 4pm", "Fridays at 16:00")
    await world.ana.presses("Schedule…", await world.ana.sees("Schedule…", thread.root))
    form = await world.ana.sees_modal("Summaries")
    inputs = [block["element"]["initial_value"] for block in form.view["blocks"]]
    assert inputs == ["Fridays at 16:00", "Europe/Lisbon"]
    refused = await world.ana.fills(form, {"When to summarise": "every minute", "Time zone": "Lisbon"})
    assert "Once an hour is as often as it gets" in refused.errors["schedule"]
    assert "Europe/Lisbon or UTC" in refused.errors["zone"]
    await world.ana.fills(form, {"When to summarise": "mon, wed 8:30", "Time zone": "asia/tokyo"})
    answer = await world.planner.says(thread, "changed when I summarise")
    assert "Mondays and Wednesdays at 8:30, Asia/Tokyo" in visible(answer)
    await world.ana.presses("Schedule…", thread.root)
    await world.ana.fills(await world.ana.sees_modal("Summaries"), {"When to summarise": ""})
    await world.planner.says(thread, "after every 10 answers")


async def test_a_session_can_start_with_a_schedule(world: World) -> None:
    await world.ana.types("/plan")
    form = await world.ana.sees_modal("Plan something")
    refused = await world.ana.fills(form, {"Your idea": "a stock count", "When to summarise": "now and then"})
    assert "weekdays 17:00" in refused.errors["schedule"]
    await world.ana.fills(form, {"Your idea": "a stock count", "When to summarise": "daily at 9"})
    thread = await world.planner.opens_a_thread("stock count")
    await world.planner.asks(thread, "Q1")
    told = await ask(world, thread, "schedule?", "I summarise this thread")
    assert "daily at 9:00, Europe/Lisbon" in visible(told)


async def test_where_slack_tells_no_time_zone_it_is_utc_and_that_is_said(world: World) -> None:
    world.slack.faults.next("users.info", error="user_not_found", times=100)
    thread, _ = await world.planning()
    answer = await ask(world, thread, "summarise daily at 9", "changed when I summarise")
    assert "daily at 9:00, UTC" in visible(answer)
    assert "does not tell me the time zone of" in visible(answer)


async def test_a_mention_in_a_thread_that_is_no_session_is_told_so(world: World) -> None:
    root = await world.ana.says("Lunch?")
    await world.ana.says(f"{ME} summaries off", root)
    await world.ana.sees_ephemeral("not a planning session")


async def test_what_is_due_is_summed_up_once_and_without_anything_new_not_at_all(world: World) -> None:
    thread, _ = await world.planning()
    await world.ana.says("Every Friday I copy numbers from four systems into a slide. It takes 3 hours.", thread)
    asked = await world.planner.asks(thread, "Q2")
    await was_due(world, minutes_ago=2)
    summary = await world.planner.says(thread, "Summary 1")
    assert "copy numbers" in visible(summary)
    await was_due(world, minutes_ago=1)
    await world.ana.presses("Skip", asked)
    await world.planner.asks(thread, "Q3")
    assert len([message for message in thread.from_bot if "Summary" in visible(message)]) == 1


async def was_due(world: World, minutes_ago: int) -> None:
    """Set a schedule as of yesterday whose newest time is some minutes ago, and wait until that was ordered."""
    now = time.time()
    due = now // 60 * 60 - minutes_ago * 60
    database = Database(world.settings.resolved_database_url)
    async with database.unit_of_work() as work:
        [session] = await work.sessions.all()
        hourly = Schedule(Cadence.TIME, cron=f"{int(due // 60 % 60)} * * * *")
        await work.schedules.set(session.id, hourly, at=now - 86400)
    ordered = 0.0
    while ordered != due:
        await asyncio.sleep(0.1)
        async with database.reading() as work:
            ordered = (await work.schedules.timed())[session.id].since
    await database.close()
