"""The durable workflow engine (DBOS Transact) on the same database as everything else.

A workflow that was enqueued runs to its end however often the process dies. Inside one, `transaction` commits its
changes together with the note that it ran, and `step` records what a call to the outside gave back.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

import sqlalchemy
from dbos import DBOS, AsyncSQLAlchemyDatasource, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, error
from pydantic import TypeAdapter
from sqlalchemy import event

from storage.database import Database
from storage.sqlite import give_subsecond_clock
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")

EngineError = error.DBOSException
"""The engine's own signals (a cancelled workflow, another owner): never to be handled as a failure of ours."""

__all__ = ["PUBLISHING", "SESSIONS", "Engine", "EngineError"]

APPLICATION = "planthread"
VERSION = "1"
"""Raised deliberately when workflows change in a way that running ones cannot survive."""

SESSIONS = "sessions"
PUBLISHING = "publishing"
POLLING_SECONDS = 0.1
GRACE_SECONDS = 0.2
CLOSING_SECONDS = 5
"""How long a stop waits for workflows under way; a model that takes longer is asked again after the next start."""

Workflow = Callable[[str], Awaitable[None]]


class Engine:
    """One engine a process. Register workflows, then `launch`, then enqueue. It works on `database`."""

    def __init__(self, database: Database, executor_id: str = "local") -> None:
        self.database = database
        self._serializer = DBOSPortableJSONSerializer()
        # On PostgreSQL it makes a pool of its own.
        self._system = blocking_engine(database) if database.is_sqlite else None
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": database.sync_url,
            "executor_id": executor_id,
            "application_version": VERSION,
            "serializer": self._serializer,
            "log_level": "ERROR",
            "max_executor_threads": 64,
            "scheduler_polling_interval_sec": 30.0,
        }
        if self._system is not None:
            config["system_database_engine"] = self._system
        DBOS(config=config)
        self._active = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._closing = False
        self._datasource: AsyncSQLAlchemyDatasource
        self._client: DBOSClient

    def workflow(self, name: str, run: Workflow) -> None:
        """Register a workflow under a name that must never change while rows of it exist."""

        async def workflow(argument: str) -> None:
            if self._closing:
                # Taken up at the next launch, like everything that a crash interrupts.
                await asyncio.Event().wait()
            self._active += 1
            self._idle.clear()
            try:
                await run(argument)
            finally:
                self._active -= 1
                if not self._active:
                    self._idle.set()

        workflow.__qualname__ = workflow.__name__ = name
        DBOS.workflow(name=name, max_recovery_attempts=1000)(workflow)

    async def launch(self) -> None:
        """Start working: takes up what a dead process left behind."""
        self._datasource = await AsyncSQLAlchemyDatasource.create(
            self.database.engine.url.render_as_string(hide_password=False),
            engine=self.database.engine,
            serializer=self._serializer,
        )
        DBOS.launch()
        await DBOS.register_queue_async(
            SESSIONS,
            partition_concurrency=1,
            worker_concurrency=32,
            polling_interval_sec=POLLING_SECONDS,
            on_conflict="always_update",
        )
        await DBOS.register_queue_async(
            PUBLISHING,
            partition_concurrency=1,
            worker_concurrency=4,
            polling_interval_sec=POLLING_SECONDS * 2,
            on_conflict="always_update",
        )
        self._client = DBOSClient(
            system_database_url=self.database.sync_url,
            system_database_engine=self._system,
            serializer=self._serializer,
            application_name=APPLICATION,
        )

    async def close(self) -> None:
        """Begin nothing more, wait a little for what is under way, and stop; the rest goes on at the next launch."""
        self._closing = True
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._idle.wait()
                # The engine notes the end of a workflow a moment after our part of it returned.
                await asyncio.sleep(GRACE_SECONDS)
        await asyncio.to_thread(self._client.destroy)
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        if self._system is not None:
            self._system.dispose()

    async def enqueue(
        self,
        work: UnitOfWork,
        *,
        workflow: str,
        workflow_id: str,
        argument: str,
        partition: str,
        priority: int,
        queue: str = SESSIONS,
        delay: float = 0,
    ) -> None:
        """Enqueue inside the caller's transaction. The same `workflow_id` again changes nothing.

        Within one `partition` workflows run one at a time, the lowest `priority` first; `delay` in seconds.
        """
        options: dict[str, Any] = {
            "workflow_name": workflow,
            "queue_name": queue,
            "workflow_id": workflow_id,
            "queue_partition_key": partition,
            "priority": priority,
        }
        if delay > 0:
            options["delay_seconds"] = delay
        await work.connection.run_sync(
            lambda sync: self._client.enqueue_in_transaction(sync, options, argument)  # type: ignore[arg-type]
        )

    async def transaction(self, name: str, run: Callable[[UnitOfWork], Awaitable[T]], returns: Any = None) -> T:
        """Run `run` in one transaction, exactly once for this place in the workflow.

        `returns` is the type of the result where it is more than JSON values.
        """
        adapter = TypeAdapter(returns) if returns is not None else None

        async def transaction() -> Any:
            result = await run(UnitOfWork(await self._datasource.sql_session().connection()))
            return adapter.dump_python(result, mode="json") if adapter else result

        isolation: Any = "SERIALIZABLE" if self.database.is_sqlite else "READ COMMITTED"
        result = await self._datasource.run_tx_step_async({"name": name, "isolation_level": isolation}, transaction)
        value: T = adapter.validate_python(result) if adapter else result
        return value

    async def step(self, name: str, run: Callable[[], Awaitable[T]], returns: Any = None) -> T:
        """Run `run` and record what it gave back; after a crash a step that was not recorded runs again."""
        adapter = TypeAdapter(returns) if returns is not None else None

        async def step() -> Any:
            result = await run()
            return adapter.dump_python(result, mode="json") if adapter else result

        result = await DBOS.run_step_async({"name": name}, step)
        value: T = adapter.validate_python(result) if adapter else result
        return value

    async def sleep(self, seconds: float) -> None:
        """Wait; a restart does not begin the wait anew."""
        await DBOS.sleep_async(seconds)

    async def forget_finished(self, older_than_seconds: float) -> int:
        """Delete the rows of workflows that ended longer ago than that, and return how many."""
        import time
        from datetime import UTC, datetime

        before = datetime.fromtimestamp(time.time() - older_than_seconds, UTC).isoformat()
        ended = await DBOS.list_workflows_async(
            status=["SUCCESS"], completed_before=before, limit=500, load_input=False, load_output=False
        )
        ids = [status.workflow_id for status in ended]
        if ids:
            await DBOS.delete_workflows_async(ids)
        return len(ids)


def blocking_engine(database: Database, connections: int = 10) -> sqlalchemy.Engine:
    """SQLAlchemy's engine for those who work in threads of their own; on SQLite with our pragmas and clock."""
    url = sqlalchemy.make_url(database.sync_url)
    if not database.is_sqlite:
        return sqlalchemy.create_engine(url.set(drivername="postgresql+psycopg"), pool_size=connections)
    engine = sqlalchemy.create_engine(url, pool_size=connections, max_overflow=10)

    def prepare(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        # A power cut may take the last moments of a workflow; they are done again. A dead process takes nothing.
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA busy_timeout=30000")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.isolation_level = "IMMEDIATE"
        give_subsecond_clock(connection)

    event.listen(engine, "connect", prepare)
    return engine
