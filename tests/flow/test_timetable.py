"""When summaries are ordered: by the real job store and database, under a clock that is told the time."""

import pickle
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
import sqlalchemy

from bot.flow.engine import blocking_engine
from bot.flow.schedules import TABLE, LocalTime, Timetable
from bot.planning.schedules import Cadence, Schedule
from storage import Database
from tests.simulation.clock import Clock, Stepped
from tests.simulation.desk import Desk, a_session

AT_NINE = Schedule(Cadence.TIME, cron="0 9 * * *", zone="UTC")
DAY = 86400.0


def at(text: str) -> float:
    """Seconds since the epoch of a time in November 2026, such as "24 09:00"."""
    return datetime.strptime(f"2026-11-{text} +0000", "%Y-%m-%d %H:%M %z").timestamp()


@dataclass
class Office:
    """One database, one clock, and processes that lead, one after another or at once."""

    database: Database
    clock: Clock = field(default_factory=lambda: Clock(at("24 08:00")))

    def __post_init__(self) -> None:
        self.desk = Desk(self.database, self.clock)

    async def sets(self, schedule: Schedule, session_id: str = "s1") -> None:
        async with self.database.unit_of_work() as work:
            if await work.sessions.get(session_id) is None:
                await work.sessions.start(a_session(session_id), session_id)
            await work.schedules.set(session_id, schedule, at=self.clock.now)

    @asynccontextmanager
    async def leading(self) -> AsyncIterator["Leader"]:
        timetable, made = self.desk.timetable()
        await timetable.open()
        try:
            yield Leader(self, timetable, made[0])
        finally:
            await timetable.close()

    @property
    def ordered(self) -> list[str]:
        """What was ordered: the session, the revision, when it was due and how many minutes later it was ordered."""
        return [
            f"{order.summary.session_id}.{order.summary.revision} "
            f"{datetime.fromtimestamp(order.summary.due, UTC):%d %H:%M} +{(order.at - order.summary.due) / 60:.0f}"
            for order in self.desk.orders
        ]

    def in_store(self, statement: str, **values: object) -> None:
        engine = blocking_engine(self.database, 1)
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text(statement), values)
        engine.dispose()


@dataclass
class Leader:
    """A process that leads."""

    office: Office
    timetable: Timetable
    scheduler: Stepped

    async def works_until(self, moment: str) -> None:
        clock = self.office.clock
        while True:
            wait = await self.scheduler.look()
            if wait is None or clock.now + wait > at(moment):
                clock.now = at(moment)
                return
            clock.now += wait


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    database = Database(database_url)
    await database.migrate()
    office = Office(database)
    with office.clock.ruling():
        yield office
    await database.close()


async def test_a_summary_is_ordered_at_its_time_every_time(office: Office) -> None:
    await office.sets(AT_NINE)
    async with office.leading() as leader:
        await leader.works_until("26 12:00")
    assert office.ordered == ["s1.1 24 09:00 +0", "s1.1 25 09:00 +0", "s1.1 26 09:00 +0"]
    assert office.desk.orders[0].workflow_id == f"summary:s1:1:{int(at('24 09:00'))}"


async def test_after_days_without_anybody_there_is_one_catch_up_the_newest(office: Office) -> None:
    await office.sets(AT_NINE)
    async with office.leading() as leader:
        await leader.works_until("24 12:00")
    office.clock.now = at("28 10:30")
    async with office.leading() as leader:
        await leader.works_until("29 12:00")
    assert office.ordered == ["s1.1 24 09:00 +0", "s1.1 28 09:00 +90", "s1.1 29 09:00 +0"]


async def test_what_was_due_before_the_schedule_was_set_is_not_caught_up(office: Office) -> None:
    office.clock.now = at("24 09:30")
    await office.sets(AT_NINE)
    office.clock.now = at("24 20:00")
    async with office.leading() as leader:
        await leader.works_until("25 08:00")
        assert office.ordered == []
        await leader.works_until("25 12:00")
    assert office.ordered == ["s1.1 25 09:00 +0"]


async def test_a_change_counts_from_when_it_is_looked_at_and_the_old_time_is_gone(office: Office) -> None:
    await office.sets(AT_NINE)
    async with office.leading() as leader:
        await office.sets(replace(AT_NINE, cron="0 10 * * *"))
        await office.sets(AT_NINE, "s2")
        await leader.timetable.look()
        await leader.works_until("24 12:00")
        await office.sets(Schedule(Cadence.OFF), "s2")
        await leader.timetable.look()
        await leader.works_until("25 12:00")
    assert office.ordered == ["s2.1 24 09:00 +0", "s1.2 24 10:00 +0", "s1.2 25 10:00 +0"]


async def test_a_change_that_nobody_looked_at_yet_is_never_overrun_by_the_old_time(office: Office) -> None:
    await office.sets(AT_NINE)
    async with office.leading() as leader:
        await office.sets(replace(AT_NINE, cron="30 8 * * *"))
        await leader.works_until("24 09:01")
        assert office.ordered == []
        await leader.timetable.look()
        await leader.works_until("25 09:01")
    assert office.ordered == ["s1.2 24 08:30 +31", "s1.2 25 08:30 +0"]


async def test_a_job_store_that_was_lost_is_made_anew_and_nothing_comes_twice(office: Office) -> None:
    await office.sets(AT_NINE)
    async with office.leading() as leader:
        await leader.works_until("24 12:00")
    office.in_store(f"DROP TABLE {TABLE}")
    office.clock.now = at("26 08:00")
    async with office.leading() as leader:
        await leader.works_until("26 12:00")
    assert office.ordered == ["s1.1 24 09:00 +0", "s1.1 25 09:00 +1380", "s1.1 26 09:00 +0"]


async def test_a_job_store_that_is_lost_meanwhile_is_made_anew_at_the_next_look_through(office: Office) -> None:
    await office.sets(AT_NINE)
    async with office.leading() as leader:
        await leader.works_until("24 08:59")
        office.in_store(f"DROP TABLE {TABLE}")
        await leader.works_until("24 09:01")
        await leader.timetable.arrange()
        await leader.works_until("25 12:00")
    assert office.ordered == ["s1.1 24 09:00 +1", "s1.1 25 09:00 +0"]


async def test_jobs_that_are_none_of_ours_are_put_right_before_any_of_them_runs(office: Office) -> None:
    await office.sets(AT_NINE)
    await office.sets(AT_NINE, "s2")
    async with office.leading() as leader:
        job = leader.scheduler.get_job("s1")
        stranger = {**job.__getstate__(), "id": "s3", "args": ("s3", 1), "next_run_time": job.next_run_time}
        other = {**job.__getstate__(), "trigger": LocalTime("30 8 * * *", "UTC")}
    office.in_store(f"UPDATE {TABLE} SET job_state = :state WHERE id = 's1'", state=pickle.dumps(other))
    office.in_store(f"UPDATE {TABLE} SET job_state = :state WHERE id = 's2'", state=b"no pickle at all")
    office.in_store(f"INSERT INTO {TABLE} VALUES ('s3', 1.0, :state)", state=pickle.dumps(stranger))
    async with office.leading() as leader:
        assert {job.id for job in leader.scheduler.get_jobs()} == {"s1", "s2"}
        await leader.works_until("25 08:45")
    assert sorted(office.ordered) == ["s1.1 24 09:00 +0", "s2.1 24 09:00 +0"]


async def test_a_table_of_somebody_else_under_that_name_is_replaced(office: Office) -> None:
    await office.sets(AT_NINE)
    office.in_store(f"CREATE TABLE {TABLE} (id INTEGER, next_run_time FLOAT)")
    async with office.leading() as leader:
        await leader.works_until("24 12:00")
    assert office.ordered == ["s1.1 24 09:00 +0"]


async def test_an_order_that_failed_is_made_up_for_at_the_next_look_through(office: Office) -> None:
    await office.sets(AT_NINE)
    async with office.leading() as leader:
        office.desk.broken = True
        await leader.works_until("24 09:01")
        assert office.ordered == []
        office.desk.broken = False
        await leader.timetable.arrange()
        await leader.works_until("25 12:00")
    assert office.ordered == ["s1.1 24 09:00 +1", "s1.1 25 09:00 +0"]


async def test_two_that_lead_at_once_order_nothing_twice(office: Office) -> None:
    await office.sets(AT_NINE)
    async with office.leading() as one, office.leading() as other:
        office.clock.now = at("24 09:00")
        for leader in (one, other, one):
            await leader.scheduler.look()
        await other.timetable.arrange()
        await other.works_until("25 12:00")
    assert office.ordered == ["s1.1 24 09:00 +0", "s1.1 25 09:00 +0"]
