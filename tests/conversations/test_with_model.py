"""A team plans with a model behind an OpenAI-compatible endpoint: one that helps, and one that is in trouble."""

import json
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.local.notion.reading import Node
from bot.local.slack.model import Message
from tests.conversations import cooperative_model as model
from tests.conversations.conftest import World, world_with_bot
from tests.people import pressable, visible

MODEL = "gpt-4o-mini"
"""A name that llmock lists."""

KEY = "sk-secret-key-0123456789"
BANK = "From the built-in question bank"


def model_at(llmock: Any, **more: Any) -> dict[str, Any]:
    """The settings of a bot that uses the model; it is less patient than one in earnest."""
    settings = {"openai_model": MODEL, "openai_api_key": KEY, "openai_base_url": llmock.base_url()}
    return settings | {"openai_timeout_seconds": 8, "openai_retries": 0} | more


@pytest.fixture
async def world(tmp_path: Path, llmock: Any) -> AsyncIterator[World]:
    """A bot with a model; what the database is plays no part in most of this, so it is a file."""
    async with world_with_bot(tmp_path, **model_at(llmock)) as world:
        yield world


def pages(world: World) -> list[str]:
    """The Markdown of every page and row in Notion."""

    def walk(node: Node) -> list[str]:
        below = [text for child in node.children for text in walk(child)]
        if node.kind == "page":
            return [world.notion.page(node.id).markdown, *below]
        rows = [row for source in world.notion.database(node.id).data_sources for row in source.rows]
        return [world.notion.page(row.id).markdown for row in rows] + below

    return walk(world.notion.tree())


# A model that helps ----------------------------------------------------------------------------------------------


async def test_a_model_asks_and_writes_from_the_first_question_to_the_page_in_notion(tmp_path, database_url, llmock):
    model.plays_its_part(llmock)
    async with world_with_bot(tmp_path, database_url=database_url, **model_at(llmock)) as world:
        thread, first = await world.planning()
        assert BANK not in visible(first)
        said = await world.ana.says(model.ANAS_ANSWER, thread)
        second = await world.planner.asks(thread, model.SECOND)
        assert pressable(second)[:2] == ["Managers", "Accountants"]
        assert BANK not in visible(second)
        await world.ben.presses("Accountants", second)
        await world.planner.asks(thread, model.THIRD)
        wish = await world.ben.says(model.BENS_ANSWER, thread)
        await world.ben.reacts("white_check_mark", wish)
        fourth = await world.planner.asks(thread, model.FOURTH)
        await world.chen.presses("That's enough", fourth)
        review = await world.planner.says(thread, "may approve", timeout=20)
        document = "\n".join(visible(m) for m in thread.from_bot if "Core workflows" in visible(m))
        await world.ana.presses("Approve", review)
        await world.planner.says(thread, "is published in Notion", timeout=20)

        assert MODEL in document
        assert "without a model" not in document
        published = next(page for page in pages(world) if "FR-1" in page)
        assert_written_by_the_model(published)
        assert_written_by_the_model(document)
        for message in (said, wish):
            assert f"/p{message.ts.replace('.', '')}?" in published


def assert_written_by_the_model(text: str) -> None:
    """What the model wrote, as far as it is true; what it made up is marked or put right."""
    plain = re.sub(r"</?[bi]>|[*\\]", "", text)
    assert "The product shall show the totals of all four systems. ([Q3, Ben" in plain
    assert "FR-1 · Totals" in plain
    assert "FR-2 · Reminder" in plain
    assert not re.search(r"FR-7|REQ-1|Q9", plain)
    assert "Assumption: The product shall remind the accountants." in plain
    assert "Assumption: The report is ready by nine on Monday." in plain
    assert "remind us each Monday" not in plain
    assert model.FOURTH in plain
    assert "Launch: not talked about yet" in plain


async def test_small_talk_that_the_model_heard_is_no_part_of_the_answer(world: World, llmock: Any):
    llmock.reply(model.TURNS[0])
    llmock.reply(model.asks(model.SECOND, "audience.primary", talk=["M2", "M7"]))
    llmock.reply(model.TURNS[2])
    thread, first = await world.planning()
    await world.ana.says(model.ANAS_ANSWER, thread)
    await world.ben.says("Lunch at noon, Chen", thread)
    second = await world.planner.asks(thread, "Q2")
    settled = await world.ana.sees("Answered by Ana", first)
    assert "Ben" not in visible(settled)
    await world.ben.presses("Skip", second)
    await world.planner.asks(thread, "Q3")
    record = str(llmock.last_request.body)
    assert model.ANAS_ANSWER in record
    assert "Lunch" not in record


async def test_a_counter_question_is_answered_in_the_models_words_and_the_question_stays(world: World, llmock: Any):
    explains = "It is about the last time. For example: on Friday I copied three tables."
    llmock.reply(model.TURNS[0])
    llmock.reply(model.asks("", "", kind="counter_question", explanation=explains))
    llmock.reply(model.TURNS[1])
    thread, question = await world.planning()
    await world.ben.says("What do you mean by come about?", thread)
    await world.planner.says(thread, "on Friday I copied three tables")
    assert "Skip" in pressable(question)
    await world.ana.says(model.ANAS_ANSWER, thread)
    await world.planner.asks(thread, model.SECOND)


# A model in trouble ----------------------------------------------------------------------------------------------

WITHOUT = "going on without the model"
LAST = "Who may use the report before everybody else?"

Trouble = Callable[[Any], Any]


def breaks(fault: str) -> Trouble:
    return lambda llmock: getattr(llmock, fault)(after_chunks=2, times=None).reply(model.TURNS[1], times=None)


TROUBLE: dict[str, tuple[Trouble, str]] = {
    "a wrong key": (lambda llmock: llmock.fail(401, times=None, message=f"Wrong key {KEY}"), "check OPENAI_API_KEY"),
    "an unknown model": (lambda llmock: llmock.fail(404, times=None, code="model_not_found"), "check OPENAI_MODEL"),
    "no money": (lambda llmock: llmock.fail(429, times=None, code="insufficient_quota"), "quota"),
    "a prompt that is too long": (lambda llmock: llmock.context_overflow(times=None), "OPENAI_PROMPT_CHARACTERS"),
    "a long rate limit": (lambda llmock: llmock.rate_limit(times=None, retry_after=60), ""),
    "a broken server": (lambda llmock: llmock.outage(status=500), ""),
    "a stall": (lambda llmock: llmock.stall(after_chunks=1, seconds=30, times=None), ""),
    "a stream that ends early": (breaks("truncate"), ""),
    "a corrupt chunk": (breaks("corrupt"), ""),
    "a lost connection": (breaks("disconnect"), ""),
}


def whispers(world: World) -> list[Message]:
    """What was told about the model, to anybody."""
    return [m for m in world.slack.world.ephemerals.values() if WITHOUT in visible(m)]


@pytest.mark.parametrize(("trouble", "named"), TROUBLE.values(), ids=TROUBLE)
async def test_the_bank_asks_while_the_model_is_in_trouble_and_the_model_once_it_is_well(
    tmp_path: Path, llmock: Any, trouble: Trouble, named: str
):
    quick = {"openai_timeout_seconds": 2.5, "answer_quiet_seconds": 0.1}
    async with world_with_bot(tmp_path, **model_at(llmock, **quick)) as world:
        llmock.reply(model.TURNS[0])
        thread, first = await world.planning()
        assert model.FIRST in visible(first)

        trouble(llmock)
        await world.ana.says(model.ANAS_ANSWER, thread)
        second = await world.planner.asks(thread, "Q2")
        assert BANK in visible(second)
        await world.ben.says("Twelve accountants, on Monday morning.", thread)
        third = await world.planner.asks(thread, "Q3")
        assert BANK in visible(third)
        if named:
            told = await world.ana.sees_ephemeral(WITHOUT)
            assert named in visible(told)

        llmock.reset()
        llmock.reply(model.asks(LAST, "launch.first_users"))
        await world.ana.presses("Skip", third)
        fourth = await world.planner.asks(thread, "Q4")
        assert LAST in visible(fourth)
        assert BANK not in visible(fourth)
        record = str(llmock.last_request.body)
        assert model.ANAS_ANSWER in record
        assert "Twelve accountants" in record
        assert len(whispers(world)) == (1 if named else 0)
        assert "sk-secret" not in world.people.transcript()


async def test_an_endpoint_that_nobody_answers_at_is_told_to_the_owner_with_the_first_question(tmp_path, llmock):
    async with world_with_bot(tmp_path, **model_at(llmock, openai_base_url="http://127.0.0.1:9/v1")) as world:
        _, question = await world.planning()
        assert BANK in visible(question)
        assert "OPENAI_BASE_URL" in visible(await world.ana.sees_ephemeral(WITHOUT))


async def test_a_short_rate_limit_is_waited_out_and_nobody_notices(tmp_path, llmock):
    llmock.rate_limit(retry_after=0.2).reply(model.TURNS[0])
    async with world_with_bot(tmp_path, **model_at(llmock, openai_retries=2)) as world:
        _, question = await world.planning()
        assert model.FIRST in visible(question)
        llmock.assert_resilient()


async def written_after(world: World, llmock: Any, prepare: Trouble) -> str:
    """The document of a team that says enough after two questions, and the card above it.

    `prepare` is what the model does from then on.
    """
    for turn in model.TURNS[:3]:
        llmock.reply(turn)
    thread, _ = await world.planning()
    await world.ana.says(model.ANAS_ANSWER, thread)
    await world.ben.presses("Accountants", await world.planner.asks(thread, model.SECOND))
    third = await world.planner.asks(thread, model.THIRD)
    prepare(llmock)
    await world.ben.presses("That's enough", third)
    await world.planner.says(thread, "may approve", timeout=20)
    told = ("Core workflows", "of the product specification is written")
    return "\n".join(visible(m) for m in thread.from_bot if any(part in visible(m) for part in told))


async def test_a_key_that_is_refused_while_writing_is_told_once_and_the_document_names_no_model(world, llmock):
    document = await written_after(world, llmock, lambda llmock: llmock.fail(401, times=None))
    assert "Ana copies numbers from four systems into a slide" in document
    written_by = next(line for line in document.splitlines() if line.startswith("_Product specification"))
    assert "written without a model" in written_by
    assert MODEL not in written_by
    assert "check OPENAI_API_KEY" in visible(await world.ana.sees_ephemeral(WITHOUT))
    assert len(whispers(world)) == 1


async def test_a_document_that_the_model_could_not_finish_says_so(world: World, llmock: Any):
    def gives_up_half_way(llmock: Any) -> None:
        llmock.reply(model.SUMMARY)
        for section in model.SECTIONS[:2]:
            llmock.reply(json.dumps(section))
        llmock.reply("I am tired.", times=None)

    document = await written_after(world, llmock, gives_up_half_way)
    assert "They read the totals first." in document
    assert f"{MODEL}, in part written without a model" in document
    assert "⚠️ Features: The model's answer did not have the form that was asked for." in document
    assert "Core workflows: The model's" not in document
    assert whispers(world) == []
