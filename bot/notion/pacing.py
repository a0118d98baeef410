"""When the next request may be sent: Notion's window, its Retry-After, and our own back-off."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable

WINDOW_SECONDS = 60.0
"""Notion counts requests in windows of a minute, per connection (developers.notion.com/reference/request-limits)."""


class Pace:
    """Holds requests back so that no more than `limit` leave in any `WINDOW_SECONDS`, and none before a Retry-After.

    `limit` is 180 for most plans, 600 on Business and Enterprise. `clock` gives seconds that never go back; `sleep`
    waits that many; `chance` gives a number in [0, 1) for the jitter. Tests hand in their own.
    """

    def __init__(
        self,
        limit: int = 180,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        if limit < 1:
            raise ValueError("The Notion request limit must be at least 1 a minute.")
        self._limit = limit
        self._clock = clock
        self._sleep = sleep
        self._chance = chance
        self._sent: deque[float] = deque(maxlen=limit)
        self._not_before = 0.0
        self._turn = asyncio.Lock()

    async def wait_for_turn(self) -> None:
        """Return when one request may be sent, and count it."""
        async with self._turn:
            while (wait := self._must_wait()) > 0:
                await self._sleep(wait)
            self._sent.append(self._clock())

    def hold(self, seconds: float) -> None:
        """Send nothing for that long: Notion said so (the limit may be the workspace's, shared with others)."""
        self._not_before = max(self._not_before, self._clock() + seconds)

    async def back_off(self, attempt: int) -> None:
        """Wait after failure number `attempt` (from 0): 1, 2, 4 … at most 30 seconds, half of it random."""
        longest = min(30.0, 2.0**attempt)
        await self._sleep(longest / 2 + longest / 2 * self._chance())

    def _must_wait(self) -> float:
        now = self._clock()
        full = len(self._sent) == self._limit
        window = self._sent[0] + WINDOW_SECONDS - now if full else 0.0
        return max(self._not_before - now, window, 0.0)
