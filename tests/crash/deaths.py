"""When the bot dies: at a random moment, while it starts, or at a request of its own, before or after it was done."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE = 5.0
"""Seconds that a death waits for its request before it comes all the same."""


When = Literal["starting", "moment", "before", "after"]
_WHENS: tuple[When, ...] = ("starting", "moment", "before", "after")


@dataclass(frozen=True)
class Death:
    """How the next one comes: `seconds` after the start or connection, or at the `nth` request to `path`."""

    when: When
    seconds: float = 0.0
    nth: int = 1
    path: str = "/"


def death_in_interview(chance: random.Random) -> Death:
    """Anywhere in the bot's life, half of them around a request."""
    when = chance.choices(_WHENS, (1, 4, 2, 3))[0]
    seconds = chance.uniform(0.3, 2.0) if when == "starting" else chance.uniform(0.2, 4.0)
    return Death(when, seconds, chance.randint(1, 25), chance.choice(("/slack/api/", "/slack/api/chat.", "/")))


def death_in_publication(chance: random.Random) -> Death:
    """Mostly at a request to Notion, whichever it is."""
    when = chance.choices(_WHENS, (0, 1, 4, 5))[0]
    return Death(when, chance.uniform(0.0, 2.5), chance.randint(1, 9), "/notion/")


class KillSwitch:
    """Strikes at the request of the bot that it is armed for; `Watched` shows it every request."""

    def __init__(self) -> None:
        self._death: Death | None = None
        self._left = 0
        self._strike: Callable[[], None] = lambda: None
        self.struck = asyncio.Event()

    def arm(self, death: Death, strike: Callable[[], None]) -> None:
        """Call `strike` at the request that `death` names, counted from now."""
        self._death, self._left, self._strike = death, death.nth, strike
        self.struck.clear()

    def disarm(self) -> None:
        """Let every request pass."""
        self._death = None

    def due(self, path: str) -> Death | None:
        """The death that this request to `path` brings; None for all others."""
        if self._death is None or not path.startswith(self._death.path):
            return None
        self._left -= 1
        return self._death if self._left == 0 else None

    def now(self) -> None:
        """Strike."""
        self.disarm()
        self._strike()
        self.struck.set()


class Watched:
    """ASGI middleware in front of the local server."""

    def __init__(self, app: ASGIApp, switch: KillSwitch) -> None:
        self._app, self._switch = app, switch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        death = self._switch.due(scope["path"]) if scope["type"] == "http" else None
        if death is None:
            await self._app(scope, receive, send)
        elif death.when == "before":
            self._switch.now()
            await PlainTextResponse("nobody reads this", 503)(scope, receive, send)
        else:

            async def after(message: Message) -> None:
                # The request is done; its answer goes to a process that is no more.
                if message["type"] == "http.response.start":
                    self._switch.now()
                await send(message)

            await self._app(scope, receive, after)
