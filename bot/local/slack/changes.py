"""Telling screens and tests that something changed, without polling."""

import asyncio
from types import TracebackType

from bot.local.slack.model import Change


class Subscription:
    """Changes from the moment of subscribing on: an async iterator and an async context manager."""

    def __init__(self, changes: "Changes") -> None:
        self._changes = changes
        self._queue: asyncio.Queue[Change] = asyncio.Queue()

    def put(self, change: Change) -> None:
        """Hand over one change."""
        self._queue.put_nowait(change)

    def close(self) -> None:
        """Stop listening."""
        self._changes.forget(self)

    async def next(self) -> Change:
        """Wait for the next change."""
        return await self._queue.get()

    def __aiter__(self) -> "Subscription":
        return self

    async def __anext__(self) -> Change:
        return await self.next()

    async def __aenter__(self) -> "Subscription":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Changes:
    """Everyone who listens."""

    def __init__(self) -> None:
        self._listeners: list[Subscription] = []

    def subscribe(self) -> Subscription:
        """Start listening now."""
        subscription = Subscription(self)
        self._listeners.append(subscription)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        """Stop telling this listener; twice is harmless."""
        if subscription in self._listeners:
            self._listeners.remove(subscription)

    def tell(self, change: Change) -> None:
        """Tell every listener."""
        for listener in list(self._listeners):
            listener.put(change)
