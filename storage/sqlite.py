"""SQLite under SQLAlchemy's asyncio, in the thread of the event loop.

A statement of ours takes 20 to 100 microseconds. Handing each to a thread and back, as `aiosqlite` does, takes longer
than that, and the transaction holds SQLite's one write lock all the while. `python -m tests.bench ack_p99_ms` (40
events a second, two cores with nothing else to do) gave 341 and 361 ms that way and 69 and 73 ms this way. What can
really take long does not stop the loop: the wait for the write lock sleeps, and a commit that has to reach the disk is
left to a thread.
"""

import asyncio
import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Pool, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import await_only
from sqlalchemy.util.concurrency import in_greenlet

WRITING: dict[str, str] = {"isolation_level": "SERIALIZABLE"}
"""How a transaction says that it writes; the workflow engine asks for the same where it writes."""

LOCK_PATIENCE = 30.0
"""Seconds that a transaction waits for the write lock before `OperationalError` is raised."""


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        """Execute a statement; while another connection writes, ask again and let the event loop go on meanwhile."""
        if not in_greenlet():
            return super().execute(sql, parameters)
        # SQLAlchemy takes a driver that never awaits for one that is not made for asyncio.
        await_only(_nothing())
        give_up = time.monotonic() + LOCK_PATIENCE
        while True:
            try:
                return super().execute(sql, parameters)
            except sqlite3.OperationalError as error:
                # Any other code of the kind, such as SQLITE_BUSY_SNAPSHOT, does not go away by waiting.
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                    raise
            # Who asks more often gets it first.
            await_only(asyncio.sleep(0.0005 if getattr(self.connection, "first_in_line", False) else 0.004))

    async def _async_soft_close(self) -> None:
        """SQLAlchemy asks for it where a cursor needs the event loop to close; this one does not."""


async def _nothing() -> None:
    pass


class _Connection(sqlite3.Connection):
    first_in_line = False
    writes = False

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


class Inline(SQLiteDialect_pysqlite):
    """The dialect `sqlite+inline`."""

    driver = "inline"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        """A pool whose waits do not stop the event loop."""
        return AsyncAdaptedQueuePool

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """All transactions of SQLite are serializable; asking for that says that one is going to write."""
        dbapi_connection.writes = level == WRITING["isolation_level"]

    def reset_isolation_level(self, dbapi_conn: Any) -> None:
        """Until somebody asks again, transactions read."""
        dbapi_conn.writes = False

    def do_begin(self, dbapi_connection: Any) -> None:
        """A transaction that may write says so at once: a reader that turns writer would fail instead of waiting."""
        connection = _bare(dbapi_connection)
        connection.cursor().execute("BEGIN IMMEDIATE" if connection.writes else "BEGIN")

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit; where that waits for the disk, in a thread."""
        connection = _bare(dbapi_connection)
        if connection.first_in_line and connection.in_transaction:
            await_only(asyncio.to_thread(connection.commit))
        else:
            connection.commit()


def _bare(connection: Any) -> _Connection:
    """SQLite's connection, from what the pool hands out for it."""
    bare: _Connection = getattr(connection, "dbapi_connection", connection)
    return bare


registry.register("sqlite.inline", __name__, "Inline")


def sqlite_engine(url: URL, *, first_in_line: bool = False) -> AsyncEngine:
    """An engine on an SQLite file.

    Any commit survives the death of this process; with `first_in_line` it survives a power cut too, and its
    transactions get the write lock before those of others.
    """
    connect = {"factory": _Connection, "check_same_thread": False}
    engine = create_async_engine(url.set(drivername="sqlite+inline"), connect_args=connect)

    def prepare(connection: _Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.first_in_line = first_in_line
        synchronous = "FULL" if first_in_line else "NORMAL"
        # Moving the log into the file takes a tenth of a second at times: the workflow engine's threads do it.
        pragmas = ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "wal_autocheckpoint=0")
        for pragma in ("busy_timeout=30000", *pragmas, "busy_timeout=0"):
            sqlite3.Connection.cursor(connection).execute(f"PRAGMA {pragma}")
        give_subsecond_clock(connection)

    event.listen(engine.sync_engine, "connect", prepare)
    return engine


def give_subsecond_clock(connection: Any) -> None:
    """Let `unixepoch('subsec')` work on SQLite before 3.42, which the workflow engine relies on."""
    if sqlite3.sqlite_version_info < (3, 42):

        def unixepoch(*modifiers: str) -> float:
            return time.time() if "subsec" in modifiers else int(time.time())

        connection.create_function("unixepoch", -1, unixepoch)
