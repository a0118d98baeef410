"""What a benchmark gives back, and how large it is."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """One figure; `peer` is the same figure of a peer in the same run, where there is one."""

    name: str
    value: float
    unit: str
    peer: float | None = None

    def to_json(self) -> dict[str, object]:
        """The object that is printed; `ratio` is how many times the peer's figure ours is."""
        ratio = round(self.value / self.peer, 3) if self.peer else None
        peer = None if self.peer is None else round(self.peer, 3)
        return {"name": self.name, "value": round(self.value, 3), "unit": self.unit, "peer": peer, "ratio": ratio}


@dataclass(frozen=True)
class Size:
    """How much is measured: `seconds` of `rate` events a second into `sessions`, and so many `turns`."""

    seconds: float = 15.0
    rate: float = 40.0
    sessions: int = 5
    turns: int = 40


FULL = Size()
TINY = Size(seconds=1.0, rate=10.0, sessions=1, turns=2)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    rank = max(0, -(-len(ordered) * share // 1) - 1)
    return ordered[int(rank)]
