"""The connection to the database: where it is, how SQLite has to be set up, and migrations on start."""

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.sqlite import WRITING, sqlite_engine
from storage.unit_of_work import UnitOfWork

MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseBusyError(Exception):
    """Another process holds the SQLite file; two writers on one file would lose the order of events."""


class Database:
    """One database, given as `sqlite:///path/to/file.db` or `postgresql://user@host/name`."""

    def __init__(self, url: str) -> None:
        self.url: URL = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: AsyncEngine = _engine(self.url, self.is_sqlite)
        self._front = sqlite_engine(self.url, first_in_line=True) if self.is_sqlite else self.engine
        options = WRITING if self.is_sqlite else {}
        self._writing = self.engine.execution_options(**options)
        self._writing_in_front = self._front.execution_options(**options)
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
        async with (self._writing_in_front if front else self._writing).begin() as connection:
            yield UnitOfWork(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[UnitOfWork]:
        """A view of the database that is only read, so that on SQLite it waits for no writer."""
        async with self.engine.begin() as connection:
            yield UnitOfWork(connection)

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
        async with self._writing.begin() as connection:
            await connection.run_sync(_upgrade)

    async def close(self) -> None:
        """Release connections and the file lock."""
        await self.engine.dispose()
        if self._front is not self.engine:
            await self._front.dispose()
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _engine(url: URL, is_sqlite: bool) -> AsyncEngine:
    if not is_sqlite:
        return create_async_engine(url.set(drivername="postgresql+psycopg"), pool_size=10, max_overflow=10)
    if url.database and url.database != ":memory:":
        os.makedirs(os.path.dirname(os.path.abspath(url.database)), exist_ok=True)
    return sqlite_engine(url)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
