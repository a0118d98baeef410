"""Summaries at their time: APScheduler knows when, the workflow engine does the work, and our own table is the truth.

A due summary is ordered in one transaction of ours (`_order`): the schedule's row says so, and the workflow is enqueued
under an id made of the session, the schedule's revision and the due time. Only then does APScheduler's job store go on
to the next time. So a process may die anywhere, two may lead for a moment, and the job store may be lost or be another
one's: what is due is ordered once, and the store is put right from the table (`Timetable.arrange`).
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog
from apscheduler.executors.base import BaseExecutor
from apscheduler.job import Job
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy.exc import SQLAlchemyError

from bot.flow.engine import blocking_engine
from bot.planning.schedules import Cadence, Schedule, next_time
from storage import Database, UnitOfWork
from storage.schedules import Timed

log = structlog.get_logger()

SCHEDULED_SUMMARY = "scheduled_summary"
"""The name of the workflow; never rename it."""

TABLE = "scheduled_jobs"
"""APScheduler's table, which it makes itself; nothing is lost with it."""

STORE, EXECUTOR = "schedules", "engine"
RETRY_SECONDS = 10.0
PATIENCE_SECONDS = 60.0
"""How long APScheduler's thread waits for one order to be written."""


class Enqueues(Protocol):
    """The part of the engine that is needed here (`bot.flow.engine.Engine`)."""

    database: Database

    async def enqueue(
        self, work: UnitOfWork, *, workflow: str, workflow_id: str, argument: str, partition: str, priority: int
    ) -> None:
        """Enqueue a workflow in the caller's transaction."""
        ...


@dataclass(frozen=True, slots=True)
class DueSummary:
    """The argument of the workflow: whose summary, by which revision of the schedule, due when (epoch seconds)."""

    session_id: str
    revision: int
    due: int

    @property
    def workflow_id(self) -> str:
        """The same for the same summary, whoever orders it and how often."""
        return f"summary:{self.session_id}:{self.revision}:{self.due}"

    @property
    def key(self) -> str:
        """What names the checkpoint that comes of it."""
        return f"schedule:{self.revision}:{self.due}"

    def to_json(self) -> str:
        """As the engine keeps it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "DueSummary":
        """Read it back."""
        return cls(**json.loads(text))


class LocalTime(BaseTrigger):  # type: ignore[misc]
    """APScheduler's view of a schedule. Pickled into the job store by this class's path.

    Its own `CronTrigger` (3.11) comes twice where clocks are put back, and counts weekdays from Monday.
    """

    __slots__ = ("cron", "zone")

    def __init__(self, cron: str, zone: str) -> None:
        self.cron, self.zone = cron, zone

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """The time after the previous one, or after now where there was none; in UTC."""
        schedule = Schedule(Cadence.TIME, cron=self.cron, zone=self.zone)
        coming = next_time(schedule, previous_fire_time or now)
        return coming.astimezone(UTC) if coming else None

    def __getstate__(self) -> tuple[str, str]:
        return self.cron, self.zone

    def __setstate__(self, state: tuple[str, str]) -> None:
        self.cron, self.zone = state

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LocalTime) and self.__getstate__() == other.__getstate__()

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.cron} {self.zone}"


def summary(session_id: str, revision: int) -> None:
    """What the job store names as the job's function; `Ordering` does the work and calls nothing."""
    raise RuntimeError(f"the summary of {session_id} runs in the workflow engine")


class Ordering(BaseExecutor):  # type: ignore[misc]
    """To run a job is to order its summary: when `submit_job` returns, the order is committed."""

    def __init__(self, order: Callable[[DueSummary], Awaitable[None]], loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._order, self._loop = order, loop

    def submit_job(self, job: Job, run_times: Sequence[datetime]) -> None:
        """Called in APScheduler's thread. No instance of the job is counted: it is over when this returns."""
        self._do_submit_job(job, run_times)

    def _do_submit_job(self, job: Job, run_times: Sequence[datetime]) -> None:
        session_id, revision = job.args
        for moment in run_times:
            order = self._order(DueSummary(session_id, revision, int(moment.timestamp())))
            waiting = asyncio.run_coroutine_threadsafe(_awaited(order), self._loop)
            try:
                waiting.result(PATIENCE_SECONDS)
            except TimeoutError:
                waiting.cancel()
                raise


async def _awaited(order: Awaitable[None]) -> None:
    await order


class Scheduler(BackgroundScheduler):  # type: ignore[misc]
    """APScheduler in a thread of its own: its job store asks the database in the thread that it runs in."""

    def _process_jobs(self) -> float | None:
        """What is due now; the seconds until something is. An error here would end the thread without a word."""
        try:
            wait: float | None = super()._process_jobs()
        except Exception as error:
            log.exception("the job store failed; it is looked at again", error=str(error))
            return RETRY_SECONDS
        return wait


class Timetable:
    """The schedules of all sessions, for as long as this process leads.

    `make_scheduler` is APScheduler's, with its own clock; the simulation hands in one that is told the time.
    """

    def __init__(self, engine: Enqueues, make_scheduler: Callable[..., BaseScheduler] = Scheduler) -> None:
        self._engine = engine
        self._make_scheduler = make_scheduler
        self._scheduler: BaseScheduler | None = None
        self._store: SQLAlchemyJobStore | None = None
        self._stamp = ""

    async def open(self) -> None:
        """Begin: first the job store is put right, then what became due while nobody led is ordered, once each."""
        loop = asyncio.get_running_loop()
        self._store = SQLAlchemyJobStore(engine=blocking_engine(self._engine.database, 1), tablename=TABLE)
        self._scheduler = self._make_scheduler(
            jobstores={STORE: self._store},
            executors={EXECUTOR: Ordering(self._order, loop)},
            timezone=UTC,
        )
        # Paused until it is right: a foreign job would run before anybody looked at it.
        await asyncio.to_thread(self._scheduler.start, paused=True)
        await self.arrange()
        await asyncio.to_thread(self._scheduler.resume)

    async def close(self) -> None:
        """Stop; what is due from now on is ordered by whoever leads next."""
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None and scheduler.running:
            # In a thread: it waits for an order under way, which needs the event loop.
            await asyncio.to_thread(scheduler.shutdown)

    async def look(self) -> None:
        """Arrange anew where a schedule was changed, in this process or another."""
        async with self._engine.database.reading() as work:
            stamp = await work.schedules.stamp()
        if stamp != self._stamp:
            await self.arrange()

    async def arrange(self) -> None:
        """Make the jobs what the table says: add, change, remove, and set back what went ahead without an order."""
        scheduler = self._scheduler
        if scheduler is None:
            return
        async with self._engine.database.reading() as work:
            stamp, timed = await work.schedules.stamp(), await work.schedules.timed()
        await asyncio.to_thread(self._arrange, scheduler, timed)
        self._stamp = stamp

    def _arrange(self, scheduler: BaseScheduler, timed: Mapping[str, Timed]) -> None:
        assert self._store is not None  # noqa: S101 - made together with the scheduler
        table, database = self._store.jobs_t, self._store.engine
        try:
            table.create(database, checkfirst=True)
            there = {job.id: job for job in scheduler.get_jobs(STORE)}
        except SQLAlchemyError as error:
            log.warning("the job store is not ours; it is made anew", error=str(error))
            table.drop(database, checkfirst=True)
            table.create(database)
            there = {}
        for session_id in there.keys() - timed.keys():
            with suppress(JobLookupError):
                scheduler.remove_job(session_id, STORE)
        for session_id, row in timed.items():
            wanted = _job(session_id, row)
            if wanted and not _is(there.get(session_id), wanted):
                scheduler.add_job(**wanted, replace_existing=True)
        scheduler.wakeup()

    async def _order(self, summary: DueSummary) -> None:
        async with self._engine.database.unit_of_work() as work:
            # False where it was ordered before, or where the schedule has changed since the job was stored.
            if await work.schedules.take(summary.session_id, summary.revision, summary.due):
                await self._engine.enqueue(
                    work,
                    workflow=SCHEDULED_SUMMARY,
                    workflow_id=summary.workflow_id,
                    argument=summary.to_json(),
                    partition=summary.session_id,
                    priority=await work.sessions.next_sequence(summary.session_id),
                )


def _job(session_id: str, row: Timed) -> dict[str, Any] | None:
    """The job as APScheduler's `add_job` takes it; None for a schedule whose days are all over."""
    since = datetime.fromtimestamp(row.since, UTC)
    coming = next_time(row.schedule, since)
    if coming is None:
        return None
    return {
        "id": session_id,
        "func": f"{summary.__module__}:{summary.__qualname__}",
        "args": (session_id, row.schedule.revision),
        "trigger": LocalTime(row.schedule.cron, row.schedule.zone),
        # In the past where nobody led at that time: then it is due at once, and what came after it with it.
        "next_run_time": coming.astimezone(UTC),
        "jobstore": STORE,
        "executor": EXECUTOR,
        "coalesce": True,
        "misfire_grace_time": None,
        "max_instances": 1,
    }


_COMPARED = ("args", "trigger", "next_run_time", "executor", "coalesce", "misfire_grace_time")


def _is(job: Job | None, wanted: Mapping[str, Any]) -> bool:
    """Whether a stored job is the wanted one; any difference shows that somebody else wrote it, or wrote it earlier."""
    return (
        job is not None
        and job.func_ref == wanted["func"]
        and all(getattr(job, name) == wanted[name] for name in _COMPARED)
    )
