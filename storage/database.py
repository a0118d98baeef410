"""The connection to the database: where it is, how SQLite has to be set up, and migrations on start."""

import asyncio
import fcntl
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from storage.unit_of_work import UnitOfWork

LOCK_PATIENCE = 10.0
"""Seconds after which an event that cannot be stored is given back to Slack, which delivers it again."""

MIGRATIONS = Path(__file__).parent / "migrations"

WRITING: dict[str, str] = {"isolation_level": "SERIALIZABLE"}
"""How a transaction says that it writes; the workflow engine asks for the same where it writes."""


class DatabaseBusyError(Exception):
    """Another process holds the SQLite file; two writers on one file would lose the order of events."""


class Database:
    """One database, given as `sqlite:///path/to/file.db` or `postgresql://user@host/name`."""

    def __init__(self, url: str) -> None:
        self.url: URL = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: AsyncEngine = _engine(self.url, self.is_sqlite, synchronous="NORMAL")
        self._front = _engine(self.url, True, synchronous="FULL", wait_ms=0) if self.is_sqlite else self.engine
        self._front_lock = asyncio.Lock()
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._front_sessions = async_sessionmaker(self._front, expire_on_commit=False)
        self._lock: IO[str] | None = None

    @property
    def sync_url(self) -> str:
        """The URL as the workflow engine wants it: without an async driver, with its password."""
        backend = "sqlite" if self.is_sqlite else "postgresql"
        return self.url.set(drivername=backend).render_as_string(hide_password=False)

    @asynccontextmanager
    async def unit_of_work(self, *, front: bool = False) -> AsyncIterator[UnitOfWork]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Any commit survives the death of this process. With `front` it survives a power cut as well: on SQLite the
        others may lose their last moments to that, and are done again.
        """
        if front and self.is_sqlite:
            async with self._first_in_line() as session:
                yield UnitOfWork(session)
            return
        async with self._sessions.begin() as session:
            if self.is_sqlite:
                await session.connection(execution_options=WRITING)
            yield UnitOfWork(session)

    @asynccontextmanager
    async def _first_in_line(self) -> AsyncIterator[AsyncSession]:
        """A transaction that gets SQLite's one write lock before the others do.

        SQLite lets those who wait sleep for longer and longer, up to 100 ms; whoever asks every millisecond is next.
        """
        async with self._front_lock:
            give_up = time.monotonic() + LOCK_PATIENCE
            while True:
                session = self._front_sessions()
                try:
                    await session.connection(execution_options=WRITING)
                    break
                except OperationalError:
                    await session.close()
                    if time.monotonic() > give_up:
                        raise
                    await asyncio.sleep(0.001)
            async with session:
                yield session
                await session.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[UnitOfWork]:
        """A view of the database that is only read, so that on SQLite it waits for no writer."""
        async with self._sessions.begin() as session:
            yield UnitOfWork(session)

    def claim(self) -> None:
        """Hold an SQLite file for this process alone. Raises `DatabaseBusyError` when another process has it."""
        if not self.is_sqlite or not self.url.database or self.url.database == ":memory:":
            return
        path = Path(self.url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = open(f"{path}.lock", "w", encoding="ascii")  # noqa: SIM115 - held until close()
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise DatabaseBusyError(
                f"Another planthread is already using {path}. Stop it first, or give this one another "
                "PLANTHREAD_DATA_DIR or a PostgreSQL DATABASE_URL."
            ) from None
        self._lock = lock

    async def migrate(self) -> None:
        """Bring the tables to the newest version (Alembic)."""
        async with self.engine.connect() as connection:
            if self.is_sqlite:
                await connection.execution_options(**WRITING)
            async with connection.begin():
                await connection.run_sync(_upgrade)

    async def close(self) -> None:
        """Release connections and the file lock."""
        await self.engine.dispose()
        if self._front is not self.engine:
            await self._front.dispose()
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _engine(url: URL, is_sqlite: bool, *, synchronous: str, wait_ms: int = 30_000) -> AsyncEngine:
    if not is_sqlite:
        return create_async_engine(url.set(drivername="postgresql+psycopg"), pool_size=10, max_overflow=10)
    if url.database and url.database != ":memory:":
        os.makedirs(os.path.dirname(os.path.abspath(url.database)), exist_ok=True)
    engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"))
    event.listen(engine.sync_engine, "connect", partial(_prepare_sqlite, synchronous, wait_ms))
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    """A transaction that may write says so at once: a reader that turns writer would fail instead of waiting."""
    writes = connection.get_execution_options().get("isolation_level") == WRITING["isolation_level"]
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_sqlite(synchronous: str, wait_ms: int, connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    waits = f"busy_timeout={wait_ms}"
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", waits):
        cursor.execute(f"PRAGMA {pragma}")
    if not wait_ms:
        # Moving the log into the file takes a tenth of a second at times: those do it whom nobody waits for.
        cursor.execute("PRAGMA wal_autocheckpoint=0")
    cursor.close()
    give_subsecond_clock(connection)


def give_subsecond_clock(connection: Any) -> None:
    """Let `unixepoch('subsec')` work on SQLite before 3.42, which the workflow engine relies on."""
    if sqlite3.sqlite_version_info < (3, 42):

        def unixepoch(*modifiers: str) -> float:
            return time.time() if "subsec" in modifiers else int(time.time())

        connection.create_function("unixepoch", -1, unixepoch)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
