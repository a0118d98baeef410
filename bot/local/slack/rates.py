"""Slack's rate limits: about one message per second and channel with short bursts, and a tier per method.

https://docs.slack.dev/apis/web-api/rate-limits; the size of the burst is not published, four is ours.
"""

import math
from collections import deque

from bot.local.slack.errors import SlackError
from bot.local.slack.world import Clock

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls per minute."""
BURST = 4


class RateLimits:
    """Counts calls; refuses with 429 and Retry-After while `enabled`."""

    def __init__(self, clock: Clock, enabled: bool = False) -> None:
        self.enabled = enabled
        self._clock = clock
        self._allowance: dict[str, tuple[float, float]] = {}
        self._calls: dict[str, deque[float]] = {}

    def posting(self, channel_id: str) -> None:
        """Count a message to a channel; raise `ratelimited`."""
        if not self.enabled:
            return
        now = self._clock()
        left, since = self._allowance.get(channel_id, (float(BURST), now))
        left = min(float(BURST), left + now - since)
        if left < 1:
            raise limited(1 - left)
        self._allowance[channel_id] = (left - 1, now)

    def call(self, method: str, tier: int | None) -> None:
        """Count a call of a method; raise `ratelimited`. Methods of the special tier pass None."""
        if not self.enabled or tier is None:
            return
        now = self._clock()
        calls = self._calls.setdefault(method, deque())
        while calls and now - calls[0] >= 60:
            calls.popleft()
        if len(calls) >= TIERS[tier]:
            raise limited(60 - (now - calls[0]))
        calls.append(now)


def limited(seconds: float) -> SlackError:
    """Return the refusal that asks to come back after so many seconds, rounded up."""
    return SlackError("ratelimited", status=429, headers={"Retry-After": str(max(1, math.ceil(seconds)))})
