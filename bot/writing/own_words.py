"""The key points of a summary in the team's own words, for everything that writes without a model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.planning import bank
from bot.planning.interview import Interview, Question
from bot.planning.key_points import built_in_points
from bot.planning.summaries import Words


class Summarises(Protocol):
    """Writes the key points of a summary. Never fails."""

    @property
    def takes_time(self) -> bool:
        """Whether a model is asked, so that people may have to wait."""
        ...

    async def words(self, interview: Interview, questions: Sequence[Question]) -> Words:
        """The key points as they stand now: those of the interview's checkpoint, and what `questions` add to them."""
        ...


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Quotes what was said; the same words for the same record, at once."""

    takes_time: bool = False

    async def words(self, interview: Interview, questions: Sequence[Question]) -> Words:
        """See `Summarises`."""
        kept = interview.checkpoint.points if interview.checkpoint else ()
        return Words(built_in_points(interview, questions, kept), bank.load().phrases["label"])
