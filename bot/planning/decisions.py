"""What the team decided, as records: each is extracted once, numbered, and never rewritten.

A later decision that takes the place of an earlier one says so; both stay in the ledger.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.planning.topics import Side


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that the team settled, in the words of whoever said it.

    `text` stands letter by letter in the contribution with the id `contribution`, as it was when it was extracted.
    `short` says it in one line for prompts, with every number and name that `text` holds. `question` is the number of
    the question that it answers, `facet` what it decides. `said_at` is the Slack timestamp of the message and
    `decided_at` the moment of extraction in seconds since the epoch. `supersedes` is the number of the decision whose
    place it takes. `withdrawn` when the words were taken back and nothing was put in their place.
    """

    number: int
    side: Side
    facet: str
    question: int
    text: str
    short: str
    contribution: str
    author: str
    author_name: str
    said_at: str
    permalink: str
    decided_at: float
    supersedes: int | None = None
    withdrawn: bool = False

    @property
    def label(self) -> str:
        """How prompts, summaries and people refer to it: `D7`."""
        return f"D{self.number}"

    @property
    def topic(self) -> str:
        """The key of its topic."""
        return self.facet.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All decisions of a session, both sides, by number."""

    decisions: tuple[Decision, ...] = ()

    def __iter__(self) -> Iterator[Decision]:
        return iter(self.decisions)

    def __len__(self) -> int:
        return len(self.decisions)

    @property
    def last_number(self) -> int:
        """The number of the newest decision; 0 where there is none."""
        return max((decision.number for decision in self.decisions), default=0)

    @property
    def superseded(self) -> dict[int, int]:
        """By the number of each decision that does not count any more, the number of the one in its place."""
        return {d.supersedes: d.number for d in self.decisions if d.supersedes is not None}

    @property
    def standing(self) -> tuple[Decision, ...]:
        """The decisions that count: neither superseded nor withdrawn."""
        gone = self.superseded
        return tuple(d for d in self.decisions if d.number not in gone and not d.withdrawn)

    def since(self, number: int) -> tuple[Decision, ...]:
        """The decisions with a higher number, in order."""
        return tuple(d for d in self.decisions if d.number > number)

    def decision(self, number: int) -> Decision:
        """The decision with that number. Raises `KeyError` when there is none."""
        for decision in self.decisions:
            if decision.number == number:
                return decision
        raise KeyError(number)
