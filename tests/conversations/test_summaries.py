"""Summaries in the thread: posted once, with what was decided, and the same question open as before, word for word."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.local.slack.model import Message
from bot.planning.checkpoints import Checkpoint
from bot.planning.question_rules import question_marks
from bot.planning.schedules import Cadence, Schedule
from bot.writing.summarising import Summariser
from storage import Database
from tests.conversations.conftest import World, world_with_bot
from tests.conversations.model_server import Answer, serving, shape_of
from tests.conversations.scripted_model import ScriptedModel, scripted_model
from tests.conversations.test_hostile_model import read
from tests.people import Thread, is_summary, pressable, visible

OFF = Schedule(Cadence.OFF, set_by="Ana")
ANSWERS = (
    "Every Friday I copy numbers from four systems. It takes 3 hours, because nothing talks to anything.",
    "On Friday at noon the report is in everybody's mailbox, without anybody touching it.",
    "The 12 managers of the branches read it first, on Monday morning at 9:00.",
    "The accountants check the totals afterwards, otherwise mistakes reach the auditors.",
    "Each week it must collect the totals of all four systems and mail them to the managers.",
    "When a system does not answer by 11:00 it must send the report without its numbers and say so.",
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """On SQLite alone: where the database matters, a test names it."""
    async with world_with_bot(tmp_path) as world:
        yield world


async def answer(world: World, thread: Thread, number: int, waiting: Message) -> Message:
    """Ana answers what waits; gives the next question."""
    await world.ana.says(ANSWERS[(number - 1) % len(ANSWERS)], thread)
    await world.ana.sees("Answered by Ana", waiting)
    return await world.planner.asks(thread, f"Q{number + 1}")


async def answered(world: World, times: int) -> tuple[Thread, Message]:
    """A session with so many answers, and the question that waits then."""
    thread, waiting = await world.planning()
    for number in range(1, times + 1):
        waiting = await answer(world, thread, number, waiting)
    return thread, waiting


def summaries(thread: Thread) -> list[Message]:
    return [message for message in thread.from_bot if is_summary(message)]


def words_of(question: Message) -> str:
    """The question itself, as its message shows it."""
    return visible(question).splitlines()[1]


def database_of(world: World) -> Database:
    return Database(world.settings.resolved_database_url)


async def record_of(world: World) -> tuple[str, Checkpoint | None]:
    database = database_of(world)
    async with database.reading() as work:
        (session,) = await work.sessions.all()
        found = session.id, await work.checkpoints.latest(session.id)
    await database.close()
    return found


async def is_settled(world: World) -> None:
    """Wait until the bot has nothing to do: what it would say by then is said."""
    await asyncio.sleep(0.8)
    await world.slack.settled()


async def test_after_as_many_answers_as_set_the_summary_stands_there_once_and_the_same_question_is_open(
    tmp_path: Path, database_url: str
):
    async with world_with_bot(tmp_path, database_url=database_url, checkpoint_answers=2) as world:
        thread, waiting = await answered(world, 2)
        summary = await world.planner.says(thread, "Summary 1")
        shown = read(summary)
        assert "Ana: It takes 3 hours, because nothing talks to anything. (Q1)" in shown
        assert f"*Next:* Q3 is still open:\n>{words_of(waiting)}" in shown
        assert question_marks(shown) == 1
        assert "That's enough" in pressable(waiting)
        fourth = await answer(world, thread, 3, waiting)
        await is_settled(world)
        assert len(summaries(thread)) == 1
        await answer(world, thread, 4, fourth)
        again = await world.planner.says(thread, "Summary 2")
        assert "Q5 is still open" in read(again)
        assert len(summaries(thread)) == 2


async def test_decisions_are_told_with_who_and_when_and_what_they_replace(tmp_path: Path, database_url: str):
    async with world_with_bot(tmp_path, database_url=database_url) as world:
        thread, waiting = await world.planning()
        said = await world.ana.says("Every Friday I copy numbers from four systems. It takes 3 hours.", thread)
        await world.ana.sees("Answered by Ana", waiting)
        await world.planner.asks(thread, "Q2")
        await world.ben.presses("Summarise now", thread.root)
        first = visible(await world.planner.says(thread, "Summary 1"))
        moment = rf"<!date\^{said.ts.partition('.')[0]}\^{{date_short}}\^https?://\S+"
        told = r"\*D1\* Every Friday I copy numbers from four systems\. It takes 3 hours"
        assert re.search(rf"{told} \(Ana, {moment}", first)
        await world.ana.edits(said, "Every Friday I copy numbers from four systems. It takes 5 hours.")
        await is_settled(world)
        await world.ben.presses("Summarise now", thread.root)
        second = visible(await world.planner.says(thread, "Summary 2"))
        assert "*D2* replaces D1: Every Friday I copy numbers from four systems. It takes 5 hours (Ana, " in second
        assert "1 decision in all" in second
        await world.chen.presses("Download", summaries(thread)[-1])
        file = await world.people.until(lambda: next((m for m in thread.from_bot if m.files), None), "a file")
        shared = world.slack.file(file.files[0])
        assert shared.name == "a-weekly-report-that-writes-itself-decisions.md"
        content = shared.content.decode()
        assert "It takes 3 hours" in content
        assert "It takes 5 hours" in content


async def test_summarise_now_is_a_button_and_a_word_in_the_thread(world: World):
    thread, waiting = await answered(world, 1)
    await world.ben.presses("Summarise now", thread.root)
    first = await world.planner.says(thread, "Summary 1")
    assert f">{words_of(waiting)}" in read(first)
    await answer(world, thread, 2, waiting)
    await world.chen.says("@planthread summarise now", thread)
    second = await world.planner.says(thread, "Summary 2")
    assert "Q3 is still open" in read(second)


async def test_summarise_now_with_nothing_new_says_so_to_who_asked_and_leads_to_the_last_one(world: World):
    thread, _ = await answered(world, 1)
    await world.ben.presses("Summarise now", thread.root)
    await world.planner.says(thread, "Summary 1")
    await world.ben.presses("Summarise now", thread.root)
    told = await world.ben.sees_ephemeral("Nothing is new since the last summary")
    last = summaries(thread)[-1]
    assert f"p{last.ts.replace('.', '')}" in visible(told)
    assert len(summaries(thread)) == 1


async def test_summarise_now_before_anything_was_said_says_so(world: World):
    thread, _ = await world.planning()
    await world.ana.presses("Summarise now", thread.root)
    await world.ana.sees_ephemeral("nobody has answered a question so far")
    assert summaries(thread) == []


async def test_the_end_of_an_interview_is_summed_up_before_the_specification_is_written(world: World):
    thread, waiting = await answered(world, 1)
    await world.ben.presses("That's enough", waiting)
    await world.planner.says(thread, "may approve")
    (summary,) = summaries(thread)
    asked = [message for message in thread.from_bot if "Q2 · " in visible(message)]
    written = [message for message in thread.from_bot if "version 1" in visible(message)]
    assert asked[-1].ts < summary.ts < written[0].ts
    assert "I write the product specification" in visible(summary)
    assert question_marks(read(summary)) == 0


async def test_an_approval_is_summed_up_only_where_something_was_asked_for_on_the_way(world: World):
    thread, waiting = await answered(world, 1)
    await world.ben.presses("That's enough", waiting)
    review = await world.planner.says(thread, "may approve")
    await world.ben.presses("Request changes", review)
    await world.ben.fills(
        await world.ben.sees_modal("Request changes"), {"What should change": "Add: the report is in English."}
    )
    again = await world.planner.says(thread, "may approve")
    await world.ana.presses("Approve", again)
    summary = visible(await world.planner.says(thread, "Summary 2", timeout=30))
    assert "Ben asked for changes to version 1 of the product specification" in summary
    assert "Ana approved version 2 of the product specification" in summary
    assert "The technical interview can begin" in summary


async def test_after_the_publication_a_summary_tells_what_happened_and_what_comes_next(world: World):
    thread, review = await world.in_review()
    await world.ana.presses("Approve", review)
    await world.planner.says(thread, "is published in Notion", timeout=30)
    await is_settled(world)
    assert len(summaries(thread)) == 1, "an approval alone is no news: it stands there already"
    await world.ben.presses("Summarise now", thread.root)
    summary = visible(await world.planner.says(thread, "Summary 2"))
    assert "Ana approved version 1 of the product specification" in summary
    assert "The approved product specification, version 1, was published" in summary


async def test_off_posts_nothing_by_itself_and_still_keeps_what_prompts_need(tmp_path: Path):
    async with world_with_bot(tmp_path, checkpoint_answers=2) as world:
        thread, waiting = await world.planning()
        session, _ = await record_of(world)
        database = database_of(world)
        async with database.unit_of_work() as work:
            await work.schedules.set(session, OFF)
        await database.close()
        waiting = await answer(world, thread, 1, waiting)
        await answer(world, thread, 2, waiting)
        await is_settled(world)
        assert summaries(thread) == []
        _, kept = await record_of(world)
        assert kept is not None
        assert kept.through_question == 2
        await world.ana.presses("Summarise now", thread.root)
        summary = await world.planner.says(thread, "Summary 2")
        assert "Ana: It takes 3 hours" in visible(summary)


async def test_a_skipped_question_is_open_with_its_owner_and_an_unknown_one_is_assumed(world: World):
    thread, waiting = await world.planning()
    await world.ben.presses("Skip", waiting)
    second = await world.planner.asks(thread, "Q2")
    await world.ben.presses("We don't know", second)
    await world.planner.asks(thread, "Q3")
    await world.ben.presses("Summarise now", thread.root)
    shown = read(await world.planner.says(thread, "Summary 1"))
    assert "How this is done today and what it costs (owner Ana, Q1)" in shown
    assert "*Still to ask:* Audience, User scenarios" in shown


# A model that means harm -----------------------------------------------------------------------------------------


def points(text: str, *labels: str) -> Answer:
    return Answer(json.dumps({"points": [{"text": text, "questions": list(labels)}]}))


HARM: dict[str, Answer] = {
    "an invented decision": points("D99 settled that the report takes 3 hours.", "Q1"),
    "nobody's words": points("Everybody agreed on Salesforce by Tuesday.", "Q1"),
    "no source": points("It takes 3 hours.", "Q77"),
    "100 kB": Answer("x" * 100_000),
    "a broadcast": points("<!channel> it takes 3 hours, says <@U0ANA00001>.", "Q1"),
    "questions": points("Who copies the numbers? What takes 3 hours? Why?", "Q1"),
    "another language": points("Каждую пятницу отчёт собирают вручную, и это долго.", "Q1"),
    "invalid JSON": Answer('{"points": [{'),
    "a broken stream": Answer('{"points": [{"text": "It', cut=True),
    "nothing": Answer(""),
}


NOBODY_SAID = ("D99", "Salesforce", "<!channel>", "<@U0ANA00001>", "xxxx", "Каждую")


def settings_for_bot(model: ScriptedModel) -> dict[str, Any]:
    return {"openai_model": "scripted-1", "openai_base_url": model.base_url, "openai_retries": 0}


async def test_a_hostile_model_changes_no_summary_and_asks_nothing(tmp_path: Path):
    async with scripted_model() as model, world_with_bot(tmp_path, **settings_for_bot(model)) as world:
        thread, waiting = await world.planning()
        for number, (name, harm) in enumerate(HARM.items(), start=1):
            model.instead["summary"] = lambda _, harm=harm: harm
            waiting = await answer(world, thread, number, waiting)
            await world.ana.presses("Summarise now", thread.root)
            shown = read(await world.planner.says(thread, f"Summary {number}*"))
            assert "the team's own words" in shown, name
            assert question_marks(shown) == 1, name
            assert f">{words_of(waiting)}" in shown, name
            assert not any(word in shown for word in NOBODY_SAID), name
        assert len(summaries(thread)) == len(HARM)


async def test_a_model_that_writes_well_is_named_and_its_points_lead_to_their_questions(tmp_path: Path):
    good = points("Copying the numbers takes Ana 3 hours every Friday because nothing talks to anything.", "Q1")
    async with scripted_model() as model, world_with_bot(tmp_path, **settings_for_bot(model)) as world:
        model.instead["summary"] = lambda _: good
        thread, _ = await answered(world, 1)
        await world.ana.presses("Summarise now", thread.root)
        shown = visible(await world.planner.says(thread, "Summary 1"))
        assert "Copying the numbers takes Ana 3 hours every Friday because nothing talks to anything. (<http" in shown
        assert "written by scripted-1" in shown


async def test_a_model_that_stalls_keeps_nobody_from_the_next_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    model, over = ScriptedModel(), asyncio.Event()

    async def slow(body: dict[str, Any]) -> Answer:
        if shape_of(body) == "summary":
            await over.wait()
        return await model.answer(body)

    monkeypatch.setitem(Summariser.__init__.__kwdefaults__, "patience", 1.0)
    async with serving(slow) as model.base_url:
        async with world_with_bot(tmp_path, checkpoint_answers=1, **settings_for_bot(model)) as world:
            thread, _ = await world.planning()
            await world.ana.says(ANSWERS[0], thread)
            second = await world.planner.asks(thread, "Q2")
            assert summaries(thread) == [], "the question does not wait for the summary"
            summary = read(await world.planner.says(thread, "Summary 1"))
            assert "the team's own words" in summary
            assert f">{words_of(second)}" in summary
        over.set()
