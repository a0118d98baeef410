"""A clock that is told the time, and APScheduler by it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from unittest.mock import patch

from apscheduler.schedulers.base import BaseScheduler

from bot.flow.schedules import Scheduler


@dataclass
class Clock:
    """`now` in seconds since the epoch."""

    now: float

    @contextmanager
    def ruling(self) -> Iterator[None]:
        """APScheduler and `time.time` read this clock instead of their own; asyncio has another one."""
        clock = self

        class Told(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return datetime.fromtimestamp(clock.now, tz)

        with patch("apscheduler.schedulers.base.datetime", Told), patch("time.time", lambda: clock.now):
            yield


class Stepped(Scheduler):
    """The bot's scheduler without its thread: it looks at its jobs when it is told to."""

    def start(self, paused: bool = False) -> None:
        """Start, and wait to be told."""
        BaseScheduler.start(self, paused)

    def shutdown(self, wait: bool = True) -> None:
        """Stop."""
        BaseScheduler.shutdown(self, wait)

    def wakeup(self) -> None:
        """Nothing waits here."""

    async def look(self) -> float | None:
        """Run what is due; the seconds until something is, or None."""
        return await asyncio.to_thread(self._process_jobs)
