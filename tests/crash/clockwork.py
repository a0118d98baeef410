"""`python -m tests.crash.clockwork URL NAME FOLDER [--die before|after --nth N]`: a process that runs schedules.

Engine, leader, timetable and job store are the bot's. Two things are not: a schedule is due every few seconds (the
minute of its cron line says how many), and a summary is a line of the audit trail, written in the workflow's
transaction. With `--die` it kills itself (-9) before or after its Nth order is committed.
"""

import argparse
import asyncio
import os
import signal
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import logs
from bot.flow import leader, schedules, upkeep
from bot.flow.engine import Engine
from bot.flow.schedules import SCHEDULED_SUMMARY, DueSummary, Timetable
from bot.planning.schedules import Schedule
from storage import Database
from storage.schedules import Timed
from tests.crash.deaths import Death

TICK = "tick"
"""What the audit trail calls a summary of ours."""

STRICT = "strict"
"""How the sessions begin that must not leave out a single due time, as `coalesce` otherwise lets them."""

LIVES, LEADERS = "lives", "leaders"
"""The files that say who was up, and who led: a line with the name each time."""


def every_few_seconds(schedule: Schedule, after: datetime) -> datetime:
    """In the place of `next_time`: the next second that the period divides."""
    period = period_of(schedule)
    return datetime.fromtimestamp((int(after.timestamp()) // period + 1) * period, UTC)


def period_of(schedule: Schedule) -> int:
    """How many seconds lie between two due times."""
    return int(schedule.cron.split()[0])


class Clockwork:
    """One life of the process."""

    def __init__(self, database: Database, name: str, folder: Path, death: Death | None) -> None:
        self._name, self._folder, self._death = name, folder, death
        self._orders = 0
        self.engine = Engine(database, name)
        self.engine.workflow(SCHEDULED_SUMMARY, self._tick)
        self._hurry()

    async def _tick(self, argument: str) -> None:
        due = DueSummary.from_json(argument)
        await self.engine.transaction(
            "tick", lambda work: work.sessions.note(due.session_id, self._name, TICK, due=due.due)
        )

    def sign(self, book: str) -> None:
        """Write its name there."""
        with (self._folder / book).open("a", encoding="utf-8") as file:
            file.write(f"{self._name}\n")

    def _hurry(self) -> None:
        """The seams: time that runs faster, orders that may be the last ones, a note of who leads."""
        schedules.next_time = every_few_seconds
        leader.LOOK_SECONDS, upkeep.LOOK_EVERY_SECONDS, upkeep.ARRANGE_EVERY_SECONDS = 0.3, 1, 5
        job_of, order, begin = schedules._job, Timetable._order, Timetable.open

        def job(session_id: str, row: Timed) -> Mapping[str, Any] | None:
            found = job_of(session_id, row)
            return found and {**found, "coalesce": not session_id.startswith(STRICT)}

        async def ordered(timetable: Timetable, summary: DueSummary) -> None:
            self._orders += 1
            last = self._death if self._death and self._orders == self._death.nth else None
            if last and last.when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            await order(timetable, summary)
            if last:
                os.kill(os.getpid(), signal.SIGKILL)

        async def opened(timetable: Timetable) -> None:
            await begin(timetable)
            self.sign(LEADERS)

        schedules._job, Timetable._order, Timetable.open = job, ordered, opened  # type: ignore[assignment,method-assign]


async def _run(url: str, name: str, folder: Path, death: Death | None) -> None:
    database = Database(url)
    database.claim()
    clockwork = Clockwork(database, name, folder, death)
    await clockwork.engine.launch()
    keeping = upkeep.Upkeep(clockwork.engine)
    keeping.start()
    clockwork.sign(LIVES)
    over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
    await over.wait()
    await keeping.stop()
    await clockwork.engine.close()
    await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("name")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--die", choices=("before", "after"))
    parser.add_argument("--nth", type=int, default=1)
    chosen = parser.parse_args()
    logs.set_up()
    asyncio.run(_run(chosen.url, chosen.name, chosen.folder, Death(chosen.die, nth=chosen.nth) if chosen.die else None))
