"""What the workflows work with; put together once, in `bot.app`."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.flow.engine import Engine
from bot.notion.publication import Ledger
from bot.notion.publisher import Publisher
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
    """`publisher` makes one for a ledger and a parent page (empty: the default); None without a Notion connection."""

    engine: Engine
    delivery: Delivery
    identity: Identity
    guard: Guard
    quiet: Quiet
    publisher: Callable[[Ledger, str], Publisher] | None = None
    allow_shared_channels: bool = False
