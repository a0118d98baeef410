"""What the workflows work with; put together once, in `bot.app`."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.flow.engine import Engine
from bot.planning.publication import ProjectPublisher
from bot.planning.session import Session
from bot.planning.summaries import Limits
from bot.slack.delivery import Delivery, Identity
from bot.writing.guard import Guard
from bot.writing.own_words import Summarises


@dataclass(frozen=True, slots=True)
class Quiet:
    """How long to wait for more before an answer counts, in seconds: for one voice, and for several."""

    alone: float
    team: float

    def after(self, voices: int) -> float:
        """The wait after that many people answered."""
        return self.team if voices > 1 else self.alone


@dataclass(frozen=True, slots=True)
class Parts:
    """`publisher` makes one for a session; None where nothing is published. `place` is what people call its place.

    `limits` say how long a conversation goes on before `summariser` sums it up where its team set no schedule.
    """

    engine: Engine
    delivery: Delivery
    identity: Identity
    guard: Guard
    quiet: Quiet
    limits: Limits
    summariser: Summarises
    publisher: Callable[[Session], ProjectPublisher] | None = None
    place: str = "Notion"
    allow_shared_channels: bool = False

    @property
    def publishes(self) -> bool:
        """Whether what is approved is written somewhere else too."""
        return self.publisher is not None
