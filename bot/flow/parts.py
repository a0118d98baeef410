"""What the workflows work with; put together once, in `bot.app`."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.flow.engine import Engine
from bot.planning.publication import ProjectPublisher
from bot.planning.schedules import USUAL, Schedule
from bot.planning.session import Session
from bot.slack.delivery import Delivery, Identity
from bot.writing.guard import Guard


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

    `usual_schedule` holds for sessions whose team set none.
    """

    engine: Engine
    delivery: Delivery
    identity: Identity
    guard: Guard
    quiet: Quiet
    publisher: Callable[[Session], ProjectPublisher] | None = None
    place: str = "Notion"
    usual_schedule: Schedule = USUAL
    allow_shared_channels: bool = False

    @property
    def publishes(self) -> bool:
        """Whether what is approved is written somewhere else too."""
        return self.publisher is not None
