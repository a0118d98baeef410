"""What a campaign may find."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What kind of harm was done. `OTHER` is none of the three promises, but should not happen either."""

    LOST = "lost"
    DUPLICATED = "duplicated"
    OUT_OF_ORDER = "out_of_order"
    OTHER = "other"


@dataclass(frozen=True)
class Finding:
    """One thing that went wrong: of which kind, where, and what."""

    kind: Kind
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind.value}: {self.where}: {self.what}"
