"""Events that arrive later than others: Slack redelivers what was not acknowledged after a minute, or after five."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from bot.local.slack.model import Message
from storage import Database
from tests.conversations.conftest import World, world_with_bot
from tests.crash.record import read_record, still_at_work


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    async with world_with_bot(tmp_path, database_url=database_url) as world:
        yield world


@contextmanager
def delivered_later(world: World) -> Iterator[list[dict[str, Any]]]:
    """Events of the block are held back, and delivered when `later` says so."""
    held: list[dict[str, Any]] = []
    with patch.object(world.slack.dispatcher, "event", held.append):
        yield held


async def delivered(world: World, held: list[dict[str, Any]]) -> None:
    """Deliver them, and wait until the bot has dealt with everything."""
    for body in held:
        world.slack.dispatcher.event(body)
    await world.slack.settled()
    database = Database(world.settings.resolved_database_url)
    for _ in range(200):
        if not await still_at_work(database):
            break
        await asyncio.sleep(0.05)
    await database.close()


async def on_record(world: World, message: Message) -> str | None:
    """What the record says of a message; None when it is not there or was deleted."""
    database = Database(world.settings.resolved_database_url)
    rows = {row.said_at: row for row in (await read_record(database)).contributions}
    await database.close()
    row = rows.get(message.ts)
    return None if row is None or row.deleted else row.text


async def test_what_was_said_before_somebody_had_enough_is_kept_although_it_arrives_after(world: World) -> None:
    thread, question = await world.planning()
    with delivered_later(world) as held:
        said = await world.ana.says("We copy numbers by hand for two hours every Friday.", thread)
    await world.ben.presses("That's enough", question)
    await world.planner.says(thread, "may approve")
    await delivered(world, held)
    assert await on_record(world, said) == "We copy numbers by hand for two hours every Friday."


async def test_what_was_said_in_an_earlier_round_is_kept_although_it_arrives_after_its_question_was_reopened(
    world: World,
) -> None:
    thread, first = await world.planning()
    with delivered_later(world) as held:
        said = await world.ana.says("We copy numbers by hand for two hours every Friday.", thread)
    await world.ben.presses("Skip", first)
    await world.ben.presses("Back", await world.planner.asks(thread, "Q2"))
    await world.planner.asks(thread, "Q1")
    await delivered(world, held)
    assert await on_record(world, said) == "We copy numbers by hand for two hours every Friday."


async def test_a_deletion_counts_although_it_arrives_before_the_message(world: World) -> None:
    thread, _ = await world.planning()
    with delivered_later(world) as held:
        said = await world.ana.says("We copy numbers by hand for two hours every Friday.", thread)
    await world.ana.deletes(said)
    await delivered(world, [])
    await delivered(world, held)
    assert await on_record(world, said) is None


async def test_an_edit_counts_although_it_arrives_before_the_message(world: World) -> None:
    thread, _ = await world.planning()
    with delivered_later(world) as held:
        said = await world.ana.says("We copy numbers by hand for two hours every Friday.", thread)
    await world.ana.edits(said, "We copy numbers by hand for three hours every Friday.")
    await delivered(world, [])
    await delivered(world, held)
    assert await on_record(world, said) == "We copy numbers by hand for three hours every Friday."
