"""Slack as a recorder: it takes every message, by the simulation's clock, and can be asked what it took."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.delivery import PersonFacts as Profile
from bot.slack.delivery import Place
from tests.simulation.clock import Clock
from tests.simulation.waits import Posting


@dataclass
class Slack:
    """Takes the place of `bot.slack.delivery.Delivery`. `running` says which workflow speaks, `took`
    is called when a message stands and nobody knows yet."""

    clock: Clock
    zones: Mapping[str, str]
    running: Callable[[], str]
    took: Callable[[], None]

    def __post_init__(self) -> None:
        self.postings: list[Posting] = []
        self._last = 0.0
        self._stands: dict[str, str] = {}

    async def post(self, place: Place, text: str, blocks: list[dict[str, Any]], operation: str) -> str:
        """As `Delivery.post`."""
        # No two messages of a channel have the same timestamp.
        self._last = max(self.clock.now, self._last + 1e-5)
        mentions = frozenset(re.findall(r"<@(\w+)>", str(blocks)))
        self.postings.append(Posting(place.thread_ts, operation, self.clock.now, self.running(), mentions))
        self._stands[operation] = ts = f"{self._last:.6f}"
        self.took()
        return ts

    async def find(self, place: Place, operation: str) -> str | None:
        """As `Delivery.find`."""
        return self._stands.get(operation)

    async def update(self, place: Place, ts: str, text: str, blocks: list[dict[str, Any]], operation: str) -> str:
        """As `Delivery.update`; what becomes of a message is not kept."""
        return ts

    async def whisper(self, place: Place, user_id: str, text: str, blocks: list[dict[str, Any]]) -> str:
        """As `Delivery.whisper`; not kept."""
        return ""

    async def person(self, user_id: str, *, fresh: bool = False) -> Profile:
        """As `Delivery.person`; nobody leaves."""
        return Profile(user_id, user_id, self.zones[user_id], guest=False)

    async def name_of(self, user_id: str) -> str:
        """As `Delivery.name_of`."""
        return user_id
