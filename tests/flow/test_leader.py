"""Who leads: one at a time, and another as soon as the lock is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
import pytest

from bot.flow import leader
from bot.flow.leader import lead, lock_for
from storage import Database


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leader, "LOOK_SECONDS", 0.02)


class Process:
    """One that would like to lead."""

    def __init__(self, url: str) -> None:
        self.leads = asyncio.Event()
        self.follows = asyncio.Event()
        self.begun = 0
        self.fails = False
        self._lock = lock_for(Database(url))

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Process"]:
        task = asyncio.create_task(lead(self._lock, self._begin, self._end))
        try:
            yield self
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _begin(self) -> None:
        self.begun += 1
        if self.fails:
            raise ConnectionError("no database")
        self.follows.clear()
        self.leads.set()

    async def _end(self) -> None:
        self.leads.clear()
        self.follows.set()


async def test_one_leads_and_the_next_one_does_when_it_stops(database_url: str) -> None:
    one, other = Process(database_url), Process(database_url)
    async with other.running():
        await asyncio.wait_for(other.leads.wait(), 5)
        async with one.running():
            await asyncio.sleep(0.2)
            assert one.begun == 0
    assert other.follows.is_set()
    async with one.running():
        await asyncio.wait_for(one.leads.wait(), 5)


async def test_a_beginning_that_failed_is_tried_again(database_url: str) -> None:
    one = Process(database_url)
    one.fails = True
    async with one.running():
        await asyncio.wait_for(one.follows.wait(), 5)
        one.fails = False
        await asyncio.wait_for(one.leads.wait(), 5)


async def test_a_leader_whose_connection_was_cut_stops_leading_and_stands_in_line_again(postgresql_server: str) -> None:
    one = Process(postgresql_server)
    async with one.running():
        await asyncio.wait_for(one.leads.wait(), 5)
        async with await psycopg.AsyncConnection.connect(postgresql_server, autocommit=True) as admin:
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'planthread leader' "
                "AND datname = current_database()"
            )
            await asyncio.wait_for(one.follows.wait(), 5)
        await asyncio.wait_for(one.leads.wait(), 5)
        assert one.begun == 2


async def test_a_lock_that_somebody_took_away_behind_a_pooler_is_noticed(postgresql_server: str) -> None:
    lock = lock_for(Database(postgresql_server))
    assert await lock.take()
    assert await lock.holds()
    connection = lock._connection  # type: ignore[attr-defined]
    await connection.execute("SELECT pg_advisory_unlock_all()")
    assert not await lock.holds()
    await lock.release()
    assert not await lock.holds()
