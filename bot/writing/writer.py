"""What a writer can do. The flow knows this protocol and nothing about models."""

from dataclasses import dataclass
from typing import Protocol

from bot.planning.interview import Interview, Question, QuestionKind, WrittenBy
from bot.planning.reading import Reading, Turn
from bot.planning.specification import ProductSpecification, SectionName
from bot.planning.technical.specification import TechnicalSection, TechnicalSpecification


class WriterError(Exception):
    """A writer could not do its work.

    `message` is a plain sentence for the thread: what happened, what was kept and what to do. `retryable` says whether
    trying again can help without anybody changing a setting.
    """

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.message = message
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class AcceptedQuestion:
    """A question that passed the guard, ready to be put to the team (number and id are given by storage).

    `note` tells, in a line for the log and the record, why a model's question was not used; empty when it was.
    """

    facet: str
    text: str
    why: str
    options: tuple[str, ...]
    recommended: str
    written_by: WrittenBy
    note: str = ""
    kind: QuestionKind = QuestionKind.ASK


@dataclass(frozen=True, slots=True)
class AcceptedTurn:
    """A reading that the record confirms, and the question to ask next (None: explanation only, or time to write).

    `setting` is a plain sentence that names the setting to look at, where one keeps the model from helping.
    """

    reading: Reading
    question: AcceptedQuestion | None
    note: str = ""
    setting: str = ""


@dataclass(frozen=True, slots=True)
class AcceptedSection:
    """A specification with one more section that passed the guard; `note` and `setting` as in `AcceptedTurn`."""

    specification: ProductSpecification
    written_by: WrittenBy
    note: str = ""
    setting: str = ""


@dataclass(frozen=True, slots=True)
class AcceptedTechnicalSection:
    """A technical specification with one more section that passed the guard; `note` and `setting` as above."""

    specification: TechnicalSpecification
    written_by: WrittenBy
    note: str = ""
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong with a writer's last answer (clipped, as it came), in sentences that it can act on."""

    answer: str
    reasons: tuple[str, ...]


class Writer(Protocol):
    """Puts words to the method. Raises `WriterError`; never returns half an answer."""

    @property
    def label(self) -> str:
        """What documents show as their writer: a model's name, or "written without a model"."""
        ...

    async def turn(self, interview: Interview, answered: Question | None) -> Turn:
        """Read what was said to `answered` (None at the start) and propose the next question.

        `answered` is still open in `interview`: the proposal has to fit as if it were settled.
        """
        ...

    async def section(
        self, interview: Interview, name: SectionName, draft: ProductSpecification, request: str = ""
    ) -> ProductSpecification:
        """`draft` with the section `name` written (or, with `request`, rewritten as the team asked).

        Requirements that stay keep their ids; new ones get `draft.next_requirement` and up.
        """
        ...

    async def technical_section(
        self, interview: Interview, name: TechnicalSection, draft: TechnicalSpecification, request: str = ""
    ) -> TechnicalSpecification:
        """As `section`, for the technical specification; `interview` is the technical one."""
        ...


class CorrectableWriter(Protocol):
    """A `Writer` that can be told what was wrong and asked once more."""

    @property
    def label(self) -> str:
        """See `Writer`."""
        ...

    async def turn(self, interview: Interview, answered: Question | None, correction: Correction | None = None) -> Turn:
        """See `Writer`."""
        ...

    async def section(
        self,
        interview: Interview,
        name: SectionName,
        draft: ProductSpecification,
        request: str = "",
        correction: Correction | None = None,
    ) -> ProductSpecification:
        """See `Writer`."""
        ...

    async def technical_section(
        self,
        interview: Interview,
        name: TechnicalSection,
        draft: TechnicalSpecification,
        request: str = "",
        correction: Correction | None = None,
    ) -> TechnicalSpecification:
        """See `Writer`."""
        ...
