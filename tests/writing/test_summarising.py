"""The model writes why; what it may say is what was said, and a bad answer costs the prose, never a decision."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.planning.checkpoints import Checkpoint, Point, Reason
from bot.planning.key_points import MOST_POINTS, MOST_WORDS
from bot.planning.prompts import render, version
from bot.planning.topics import Side
from bot.writing.endpoint import Endpoint, ModelSettings
from bot.writing.summarising import Summariser, points_shape
from tests.planning.test_key_points import TODAY, weekly
from tests.writing.conftest import MODEL

BUILTIN = "written without a model"
OWN_WORDS = (Point(text="Ana: It takes 3 hours, because nothing talks to Excel.", questions=(1,)),)
GOOD = ("Copying numbers takes Ana 3 hours every Friday because nothing talks to Excel.", "Q1")


@pytest.fixture
async def summariser(settings: ModelSettings) -> AsyncIterator[Summariser]:
    async with Endpoint(settings) as endpoint:
        yield Summariser(endpoint, MODEL)


def points(*said: tuple[str, str]) -> str:
    return json.dumps({"points": [{"text": text, "questions": labels.split()} for text, labels in said]})


def task(llmock: Any, number: int = 0) -> str:
    return str(llmock.requests[number].body["messages"][1]["content"])


async def test_points_that_the_record_bears_out_are_taken_as_they_are(summariser: Summariser, llmock: Any):
    llmock.reply(points(GOOD))
    words = await summariser.words(weekly(), weekly().questions)
    assert words.points == (Point(text=GOOD[0], questions=(1,)),)
    assert (words.written_by, words.note) == (MODEL, "")


async def test_the_model_sees_the_exchanges_with_their_decisions_and_the_points_of_before(
    summariser: Summariser, llmock: Any
):
    before = Checkpoint(number=1, side=Side.PRODUCT, reason=Reason.ANSWERS, points=OWN_WORDS)
    record = replace(weekly(), checkpoint=before)
    llmock.reply(points(GOOD))
    await summariser.words(record, record.questions[1:])
    shown = task(llmock)
    assert '{"text": "Ana: It takes 3 hours, because nothing talks to Excel.", "questions": ["Q1"]}' in shown
    assert '"decided": ["D2"]' in shown
    assert TODAY not in shown
    assert f"At most {MOST_POINTS} points and {MOST_WORDS} words" in shown


async def test_a_point_that_nobody_said_is_sent_back_with_the_reason(summariser: Summariser, llmock: Any):
    llmock.reply(points(("Zoe said that 40 % is decided by D99.", "Q1")))
    llmock.reply(points(GOOD))
    words = await summariser.words(weekly(), weekly().questions)
    assert words.written_by == MODEL
    repair = llmock.requests[1].body["messages"][-1]["content"]
    assert "no D99" in repair
    assert "“40” is not said there" in repair
    assert "“Zoe” is not said there" in repair


@pytest.mark.parametrize(
    "answer",
    [
        points(("Decided by D99.", "Q1")),
        points(("Everybody agrees on it.", "Q77")),
        points(("Who reads it? Who writes it?", "Q2")),
        points(("<!channel> it takes 3 hours.", "Q1")),
        points(("Всё решено, и никто не возражает против этого.", "Q1")),
        points(*(((f"It takes 3 hours. {'Again. ' * n}"), "Q1") for n in range(30))),
        "x" * 100_000,
        '{"points": [',
        "",
    ],
    ids=["an id", "a source", "questions", "a broadcast", "a language", "a flood", "100 kB", "half a JSON", "nothing"],
)
async def test_what_cannot_be_used_twice_leaves_the_teams_own_words(summariser: Summariser, llmock: Any, answer: str):
    llmock.reply(answer)
    llmock.reply(answer)
    words = await summariser.words(weekly(), weekly().questions)
    assert (words.points, words.written_by) == (OWN_WORDS, BUILTIN)
    assert words.note


async def test_a_model_that_stalls_is_not_waited_for_longer_than_patience(raw_stream: Callable[..., Any]):
    stalled = await raw_stream()
    async with Endpoint(replace(stalled, silence_seconds=30, total_seconds=60)) as endpoint:
        words = await Summariser(endpoint, MODEL, patience=0.2).words(weekly(), weekly().questions)
    assert (words.points, words.written_by) == (OWN_WORDS, BUILTIN)


async def test_nothing_said_since_then_asks_no_model(summariser: Summariser, llmock: Any):
    words = await summariser.words(weekly(), weekly().questions[2:])
    assert (words.points, llmock.requests) == ((), [])


async def test_only_as_much_of_the_exchanges_as_fits_is_shown_the_newest_first(settings: ModelSettings, llmock: Any):
    llmock.reply(points(("Accountants read it first.", "Q2")))
    async with Endpoint(settings) as endpoint:
        await Summariser(endpoint, MODEL, characters=200).words(weekly(), weekly().questions[:2])
    assert "Accountants read it first" in task(llmock)
    assert "four systems" not in task(llmock)


def test_the_schema_allows_only_questions_that_there_are():
    items = points_shape(("Q1", "Q2")).schema["properties"]["points"]["items"]
    assert items["properties"]["questions"]["items"]["enum"] == ["Q1", "Q2"]
    assert items["additionalProperties"] is False


def test_the_prompt_says_what_the_code_judges_and_how_long_it_may_be():
    assert version("summary") == version("summary_task") == 1
    assert "none besides" in render("summary")
    assert "never ask anything" in render("summary")
