"""What a campaign may find."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


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


@dataclass
class Result:
    """What came of a campaign."""

    scenario: str
    kills: int
    findings: list[Finding]
    figures: dict[str, Any] = field(default_factory=dict)

    def count(self, kind: Kind) -> int:
        """How many findings of a kind there are."""
        return sum(finding.kind == kind for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """One object, as the command line prints it."""
        return {
            "scenario": self.scenario,
            "kills": self.kills,
            **{kind.value: self.count(kind) for kind in Kind},
            **self.figures,
            "findings": [str(finding) for finding in self.findings],
        }
