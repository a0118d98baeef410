"""The schedule's campaign: processes that order a summary every second or two die, and none may be lost or doubled."""

import asyncio
import random
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy

from bot.flow.engine import blocking_engine
from bot.flow.schedules import TABLE
from bot.planning.schedules import Cadence, Schedule
from storage import Database
from storage.tables import audit
from tests.crash.bot_process import ROOT
from tests.crash.clockwork import LEADERS, LIVES, STRICT, TICK
from tests.crash.deaths import Death
from tests.crash.findings import Finding, Kind, Result
from tests.simulation.desk import a_session

PERIODS = {f"{STRICT}-1": 1, f"{STRICT}-2": 2, f"{STRICT}-3": 2, "usual-1": 1, "usual-2": 2}
"""The sessions, and after how many seconds each is due again."""

STORES_LOST = 0.1
"""The share of deaths after which the job store is gone."""

PATIENCE = 12.0
"""Seconds that a death at an order is waited for; in a process that does not lead, it never comes."""

SETTLING_SECONDS = 60


def signed(folder: Path, book: str) -> list[str]:
    """The names in one of the files that the processes sign."""
    path = folder / book
    return path.read_text("utf-8").splitlines() if path.exists() else []


def drawn_death(chance: random.Random) -> Death:
    """Anywhere, half of them right before an order is committed or right after it, before the job store knows."""
    when = chance.choices(("starting", "moment", "before", "after"), (1, 4, 2, 3))[0]
    seconds = chance.uniform(0.2, 1.5) if when == "starting" else chance.uniform(1.5, 4.0)
    return Death(when, seconds, chance.randint(1, 40))


@dataclass
class Clockworks:
    """The processes: one on SQLite, two on PostgreSQL, each with a name of its own."""

    url: str
    folder: Path
    alive: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)
    """How many lives each had before this one."""

    async def start(self, name: str, death: Death) -> None:
        """Start one that is to die in that way."""
        self.before[name] = signed(self.folder, LIVES).count(name)
        arguments = ["--die", death.when, "--nth", str(death.nth)] if death.when in ("before", "after") else []
        with (self.folder / f"{name}.log").open("ab") as log:
            self.alive[name] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.crash.clockwork", self.url, name, str(self.folder), *arguments,
                cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    async def dies(self, name: str, death: Death) -> None:
        """Wait for its death, or bring it."""
        process = self.alive[name]
        if death.when != "starting":
            await self._is_up(name)
        try:
            await asyncio.wait_for(process.wait(), death.seconds if death.when in ("starting", "moment") else PATIENCE)
        except TimeoutError:
            process.send_signal(signal.SIGKILL)
            await process.wait()

    async def _is_up(self, name: str) -> None:
        for _ in range(int(PATIENCE * 10)):
            if signed(self.folder, LIVES).count(name) > self.before[name] or self.alive[name].returncode is not None:
                return
            await asyncio.sleep(0.1)

    async def stop(self) -> None:
        """End them as people do."""
        for process in self.alive.values():
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        for process in self.alive.values():
            try:
                await asyncio.wait_for(process.wait(), 20)
            except TimeoutError:
                process.kill()
                await process.wait()

    def log(self) -> str:
        """All that they logged."""
        return "\n".join(path.read_text("utf-8", errors="replace") for path in self.folder.glob("*.log"))


async def run_schedule_campaign(kills: int, folder: Path, url: str, seed: int = 1) -> Result:
    """Kill as often as that, let what is due be caught up with, and look at what was ordered."""
    async with _database(url) as database:
        began = await _set_schedules(database)
        clockworks = Clockworks(url, folder)
        names = ["one"] if database.is_sqlite else ["one", "two"]
        shares = [kills // len(names) + (n < kills % len(names)) for n in range(len(names))]
        try:
            await asyncio.gather(
                *(
                    _lives(clockworks, database, name, share, random.Random(f"{seed} {name}"))
                    for name, share in zip(names, shares, strict=True)
                )
            )
            until, stuck = await _caught_up(database)
        finally:
            await clockworks.stop()
        ticks = await _ticks(database)
    findings = stuck + [finding for session in PERIODS for finding in _check(session, ticks[session], began, until)]
    return Result("schedule", kills, findings, _figures(ticks, folder, clockworks))


async def _lives(clockworks: Clockworks, database: Database, name: str, kills: int, chance: random.Random) -> None:
    """One process, which dies that often; the life after the last death is to stay."""
    for number in range(kills):
        death = drawn_death(chance)
        await clockworks.start(name, death)
        await clockworks.dies(name, death)
        print(f"{name}: {number + 1} of {kills}", file=sys.stderr, flush=True)
        if chance.random() < STORES_LOST:
            await asyncio.to_thread(_lose_the_job_store, database)
    await clockworks.start(name, Death("moment"))


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    await database.migrate()
    try:
        yield database
    finally:
        await database.close()


async def _set_schedules(database: Database) -> float:
    """Set all schedules; they count from the moment that is returned."""
    began = time.time()
    async with database.unit_of_work() as work:
        for session_id, period in PERIODS.items():
            await work.sessions.start(a_session(session_id), session_id)
            await work.schedules.set(session_id, Schedule(Cadence.TIME, cron=f"{period} * * * *"), at=began)
    return began


async def _caught_up(database: Database) -> tuple[float, list[Finding]]:
    """Wait until everything that is due by now has become a summary."""
    until = time.time()
    missing: list[str] = []
    for _ in range(SETTLING_SECONDS * 2):
        ticks = await _ticks(database)
        missing = [s for s, period in PERIODS.items() if not ticks[s] or ticks[s][-1][0] <= until - period]
        if not missing:
            break
        await asyncio.sleep(0.5)
    return until, [Finding(Kind.LOST, session_id, "nothing came any more") for session_id in missing]


def _lose_the_job_store(database: Database) -> None:
    engine = blocking_engine(database, 1)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(f"DROP TABLE IF EXISTS {TABLE}"))
    engine.dispose()


async def _ticks(database: Database) -> dict[str, list[tuple[int, float]]]:
    """For each session when its summaries were due and when they were written, in the order they were written."""
    query = sqlalchemy.select(audit).where(audit.c.what == TICK).order_by(audit.c.id)
    async with database.reading() as work:
        rows = (await work.connection.execute(query)).all()
    return {session: [(row.details["due"], row.at) for row in rows if row.session_id == session] for session in PERIODS}


def _check(session: str, ticks: list[tuple[int, float]], began: float, until: float) -> list[Finding]:
    period, found = PERIODS[session], [due for due, _ in ticks]
    findings = [Finding(Kind.DUPLICATED, session, f"due at {due}") for due in found if found.count(due) > 1]
    findings += [
        Finding(Kind.OUT_OF_ORDER, session, f"due at {later} before {due}")
        for due, later in zip(found[1:], found, strict=False)
        if due < later
    ]
    wanted = range((int(began) // period + 1) * period, int(until) + 1, period)
    findings += [Finding(Kind.OTHER, session, f"never due: {due}") for due in found if due % period or due <= began]
    if session.startswith(STRICT):
        findings += [Finding(Kind.LOST, session, f"due at {due}") for due in sorted(set(wanted) - set(found))]
    return findings


def _figures(ticks: dict[str, list[tuple[int, float]]], folder: Path, clockworks: Clockworks) -> dict[str, Any]:
    late = sorted(at - due for all_of in ticks.values() for due, at in all_of)
    left_out = [
        (later - due) // period - 1
        for session, period in PERIODS.items()
        for (due, _), (later, _) in zip(ticks[session], ticks[session][1:], strict=False)
        if not session.startswith(STRICT)
    ]
    return {
        "processes": len(clockworks.alive),
        "sessions": len(PERIODS),
        "summaries": len(late),
        "left_out_for_a_newer_one": sum(left_out),
        "lives": len(signed(folder, LIVES)),
        "leaders": len(signed(folder, LEADERS)),
        "late_p50_s": round(late[len(late) // 2], 2) if late else None,
        "late_max_s": round(late[-1], 2) if late else None,
        "tracebacks": clockworks.log().count("Traceback (most recent call last)"),
    }
