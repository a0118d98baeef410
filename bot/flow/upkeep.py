"""What runs by the clock. Every process sends messages that could not be sent; all else is up to the one that leads."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.flow.comments import enqueue_comments
from bot.flow.engine import Engine
from bot.flow.leader import lead, lock_for
from bot.flow.schedules import Timetable
from bot.flow.speaking import speak_soon
from bot.flow.waiting import look

log = structlog.get_logger()

SWEEP_SECONDS = 30
UNSENT_AFTER_SECONDS = 60
COMMENTS_EVERY_SECONDS = 600
COMMENTS_FOR_SECONDS = 14 * 24 * 3600
"""Comments are read for that long after the session last changed: a look takes a request for each page."""

LOOK_EVERY_SECONDS = 5
"""How soon a changed schedule counts, whichever process changed it."""

ARRANGE_EVERY_SECONDS = 60
WAITING_EVERY_SECONDS = 60
FORGET_EVERY_SECONDS = 3600
FORGET_AFTER_SECONDS = 7 * 24 * 3600
"""How long a finished workflow stays known: Slack redelivers for minutes, people look into logs for days."""

_OPTIONS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


class Upkeep:
    """Runs beside the bot, in any number of processes on one database."""

    def __init__(self, engine: Engine, *, reads_comments: bool = False) -> None:
        self._engine = engine
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._timetable = Timetable(engine)
        self._leading: asyncio.Task[None] | None = None
        self._duties: list[tuple[Callable[[], Awaitable[None]], float]] = [
            (self._timetable.look, LOOK_EVERY_SECONDS),
            (self._timetable.arrange, ARRANGE_EVERY_SECONDS),
            (self.look_after_waiting, WAITING_EVERY_SECONDS),
            (self.forget, FORGET_EVERY_SECONDS),
        ]
        if reads_comments:
            self._duties.append((self.read_comments, COMMENTS_EVERY_SECONDS))

    def start(self) -> None:
        """Begin; the first sweep comes after `SWEEP_SECONDS`, and the lead is tried for at once."""
        self._scheduler.add_job(self.send_unsent, "interval", seconds=SWEEP_SECONDS, **_OPTIONS)
        self._scheduler.start()
        self._leading = asyncio.create_task(lead(lock_for(self._engine.database), self._begin, self._end))

    async def stop(self) -> None:
        """End, and let another process lead; what runs by the clock runs again after the next start."""
        if self._leading is not None:
            self._leading.cancel()
            with suppress(asyncio.CancelledError):
                await self._leading
        self._scheduler.shutdown(wait=False)

    async def _begin(self) -> None:
        await self._timetable.open()
        for duty, seconds in self._duties:
            self._scheduler.add_job(duty, "interval", seconds=seconds, id=_name(duty), **_OPTIONS)

    async def _end(self) -> None:
        for duty, _ in self._duties:
            if self._scheduler.get_job(_name(duty)) is not None:
                self._scheduler.remove_job(_name(duty))
        await self._timetable.close()

    async def send_unsent(self) -> None:
        """Give every session whose messages have waited too long another try."""
        moment = int(time.time() // SWEEP_SECONDS)
        async with self._engine.database.reading() as work:
            waiting = await work.outbox.sessions_with_unsent(time.time() - UNSENT_AFTER_SECONDS)
        for session_id in waiting:
            async with self._engine.database.unit_of_work() as work:
                await speak_soon(work, self._engine, session_id, f"sweep:{moment}")

    async def read_comments(self) -> None:
        """Look for comments on the pages of every session that somebody was at not long ago."""
        moment = int(time.time() // COMMENTS_EVERY_SECONDS)
        async with self._engine.database.reading() as work:
            published = await work.sessions.published_since(time.time() - COMMENTS_FOR_SECONDS)
        for session in published:
            async with self._engine.database.unit_of_work() as work:
                await enqueue_comments(work, self._engine, session, f"clock:{moment}")

    async def look_after_waiting(self) -> None:
        """Remind people of what waits for them, let sessions sleep, and tell channels what waits."""
        await look(self._engine, self._engine.database, time.time())

    async def forget(self) -> None:
        """Delete the rows of workflows that ended long ago."""
        count = await self._engine.forget_finished(FORGET_AFTER_SECONDS)
        log.info("finished workflows cleared away", count=count)


def _name(duty: Callable[[], Awaitable[None]]) -> str:
    return duty.__qualname__
