"""One of several processes on a database leads: it runs what must run once. Who leads holds a lock, which the death of
the process gives back: `flock` on a file beside the SQLite file, or an advisory lock of PostgreSQL.
"""

import asyncio
import fcntl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import IO, Protocol

import psycopg
import structlog
from psycopg.conninfo import make_conninfo

from storage import Database

log = structlog.get_logger()

LOOK_SECONDS = 2.0
"""How often the leader makes sure that it still leads, and the others try to."""

ANSWER_SECONDS = 5.0
"""After that long without an answer about its lock, the leader takes it for lost."""

LOCK = (0x706C616E, 1)
"""The two numbers of the advisory lock ("plan" in ASCII, and which of our locks it is); never change them."""

_TRY = "SELECT pg_try_advisory_lock(%s, %s)"
# Asked by what PostgreSQL itself knows of this connection: a pooler in between may have handed the lock to another.
_HELD = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid() "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND classid = %s AND objid = %s"
)


class Lock(Protocol):
    """What only one process can hold."""

    async def take(self) -> bool:
        """Try to take it."""
        ...

    async def holds(self) -> bool:
        """Whether it is still held."""
        ...

    async def release(self) -> None:
        """Give it back, if it is held."""
        ...


class FileLock:
    """A lock on a file; the operating system gives it back when the process ends."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: IO[str] | None = None

    async def take(self) -> bool:
        """Try to take it."""
        file = open(self._path, "w", encoding="ascii")  # noqa: ASYNC230, SIM115 - a moment, and held until release()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    async def holds(self) -> bool:
        """Nobody can take it away."""
        return self._file is not None

    async def release(self) -> None:
        """Give it back, if it is held."""
        if self._file is not None:
            self._file.close()
            self._file = None


class PostgresLock:
    """An advisory lock on a connection of its own; PostgreSQL gives it back when the connection ends."""

    def __init__(self, url: str) -> None:
        # A connection whose other end is gone without a word is noticed within seconds, on this side.
        self._connect = make_conninfo(
            url, application_name="planthread leader", keepalives_idle=5, keepalives_interval=2, keepalives_count=3
        )
        self._connection: psycopg.AsyncConnection | None = None

    async def take(self) -> bool:
        """Try to take it; False as well where PostgreSQL cannot be reached."""
        return await self._answer(_TRY)

    async def holds(self) -> bool:
        """Whether PostgreSQL says so, in time."""
        return self._connection is not None and await self._answer(_HELD)

    async def release(self) -> None:
        """Give it back, if it is held."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                await connection.close()

    async def _answer(self, query: str) -> bool:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                if self._connection is None:
                    self._connection = await psycopg.AsyncConnection.connect(self._connect, autocommit=True)
                found = await (await self._connection.execute(query, LOCK)).fetchone()
        except (psycopg.Error, OSError, TimeoutError) as error:
            log.warning("PostgreSQL does not answer about who leads", error=str(error))
            await self.release()
            return False
        return bool(found and found[0])


def lock_for(database: Database) -> Lock:
    """The lock that belongs to a database."""
    return FileLock(f"{database.url.database}.leader") if database.is_sqlite else PostgresLock(database.sync_url)


async def lead(lock: Lock, begin: Callable[[], Awaitable[None]], end: Callable[[], Awaitable[None]]) -> None:
    """Wait for the lead, `begin` when this process has it and `end` when it has it no longer; again until cancelled.

    A `begin` that fails is tried again, here or in another process.
    """
    while True:
        if await lock.take():
            log.info("this process leads: it runs the schedules")
            try:
                await begin()
                while await lock.holds():  # noqa: ASYNC110 - nobody would set an event when it is lost
                    await asyncio.sleep(LOOK_SECONDS)
                log.warning("this process leads no longer")
            except Exception as error:
                log.exception("leading failed", error=str(error))
            finally:
                await end()
                await lock.release()
        await asyncio.sleep(LOOK_SECONDS)
