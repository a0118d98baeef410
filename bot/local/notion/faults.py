"""What a test may ask to go wrong, and the journal of what was asked of the API."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from math import ceil
from time import monotonic

from bot.local.notion.problems import NotionError
from bot.local.notion.reading import JSON


@dataclass(frozen=True)
class RecordedRequest:
    """One request as it came in, ``path`` from ``/v1`` on, ``status`` as it was answered (0: never)."""

    method: str
    path: str
    query: dict[str, str]
    body: JSON | None
    status: int
    at: float
    """Seconds of the journal's clock (monotonic)."""


@dataclass
class Fault:
    """One thing that goes wrong ``times`` times, for requests of this method and path."""

    method: str
    path: str
    status: int | None = None
    code: str | None = None
    after_commit: bool = False
    timeout: bool = False
    delay: float = 0.0
    retry_after: int | None = None
    times: int = 1

    def concerns(self, method: str, path: str) -> bool:
        """Whether a request is one that this fault waits for."""
        return self.times > 0 and self.method in (method, "*") and fnmatchcase(path, self.path)


@dataclass
class Faults:
    """Faults in the order in which they were asked for; a request takes the first that concerns it."""

    waiting: list[Fault] = field(default_factory=list)

    def next(
        self,
        method: str,
        path: str,
        *,
        status: int | None = None,
        code: str | None = None,
        after_commit: bool = False,
        timeout: bool = False,
        delay: float = 0.0,
        retry_after: int | None = None,
        times: int = 1,
    ) -> None:
        """Let the next ``times`` requests go wrong.

        ``method`` may be ``*``; ``path`` is a pattern (``/v1/pages``, ``/v1/pages/*/markdown``; ``*`` matches slashes
        too). ``status`` answers with that error, ``retry_after`` (seconds) as its header; with ``after_commit`` the
        request is done first, and the answer names what was committed as Notion does. ``timeout`` never answers (with
        ``after_commit`` after doing it). ``delay`` waits that many seconds first; alone, the answer is then normal.
        """
        self.waiting.append(Fault(method, path, status, code, after_commit, timeout, delay, retry_after, times))

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this request, used up by one."""
        for fault in self.waiting:
            if fault.concerns(method, path):
                fault.times -= 1
                return fault
        return None

    def clear(self) -> None:
        """Forget all faults that still wait."""
        self.waiting.clear()


@dataclass
class RateLimit:
    """180 requests in any 60 seconds for a connection (reference/request-limits); refused ones do not count.

    ``enabled`` switches it, ``clock`` gives seconds and may be a test's own.
    """

    requests: int = 180
    window: float = 60.0
    enabled: bool = True
    clock: Callable[[], float] = monotonic
    _times: deque[float] = field(default_factory=deque)

    def admit(self) -> None:
        """Count one request. Raises a 429 with ``Retry-After`` when the window is full."""
        if not self.enabled:
            return
        now = self.clock()
        while self._times and self._times[0] <= now - self.window:
            self._times.popleft()
        if len(self._times) >= self.requests:
            wait = max(1, ceil(self._times[0] + self.window - now))
            raise NotionError(
                429,
                "rate_limited",
                "You have been rate limited. Please try again in a few minutes.",
                additional_data={"rate_limit_reason": "public_api_request_rate_limit", "retry_after": str(wait)},
                retry_after=wait,
            )
        self._times.append(now)
