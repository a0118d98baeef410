"""What runs by the clock: messages that could not be sent are tried again, finished workflows are cleared away."""

import time

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.flow.comments import enqueue_comments
from bot.flow.engine import Engine
from bot.flow.speaking import speak_soon
from bot.flow.waiting import look

log = structlog.get_logger()

SWEEP_SECONDS = 30
UNSENT_AFTER_SECONDS = 60
COMMENTS_EVERY_SECONDS = 600
COMMENTS_FOR_SECONDS = 14 * 24 * 3600
"""Comments are read for that long after the session last changed: a look takes a request for each page."""

WAITING_EVERY_SECONDS = 60
FORGET_EVERY_SECONDS = 3600
FORGET_AFTER_SECONDS = 7 * 24 * 3600
"""How long a finished workflow stays known: Slack redelivers for minutes, people look into logs for days."""


class Upkeep:
    """Runs beside the bot; safe to run in several processes at once."""

    def __init__(self, engine: Engine, *, reads_comments: bool = False) -> None:
        self._engine = engine
        self._reads_comments = reads_comments
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin; the first sweep comes after `SWEEP_SECONDS`."""
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler.add_job(self.send_unsent, "interval", seconds=SWEEP_SECONDS, **options)
        self._scheduler.add_job(self.look_after_waiting, "interval", seconds=WAITING_EVERY_SECONDS, **options)
        self._scheduler.add_job(self.forget, "interval", seconds=FORGET_EVERY_SECONDS, **options)
        if self._reads_comments:
            self._scheduler.add_job(self.read_comments, "interval", seconds=COMMENTS_EVERY_SECONDS, **options)
        self._scheduler.start()

    def stop(self) -> None:
        """End; what runs by the clock runs again after the next start."""
        self._scheduler.shutdown(wait=False)

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
