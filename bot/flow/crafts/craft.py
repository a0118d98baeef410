"""The craft of one artefact: how it is begun, written step by step, checked, compared and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from bot.planning.artefact import Artefact, ArtefactKind, Basis
from bot.planning.checks import Finding
from bot.planning.diff import Change
from bot.planning.document import Document
from bot.planning.interview import Interview
from bot.planning.modules.plan import ModulePlan
from bot.planning.session import Session
from bot.planning.specification import OpenQuestion, ProductSpecification
from bot.planning.sprints.plan import Capacity
from bot.planning.technical.specification import TechnicalSpecification
from bot.slack.messages.in_short import InShort

A = TypeVar("A", bound=Artefact)


@dataclass(frozen=True, slots=True)
class Approved:
    """An artefact as it was approved."""

    version: int
    content_hash: str
    artefact: Artefact


@dataclass(frozen=True, slots=True)
class Ground:
    """What an artefact is written from: the interview of its side, what was approved before it, what the team can do.

    `parked` are questions about the product that came up later, in the technical interview; `thread_url` is the
    permalink of the session's root message, or empty; `today` is a day that has gone by nowhere, None where time plays
    no part.
    """

    session: Session
    interview: Interview
    approved: Mapping[ArtefactKind, Approved]
    capacity: Capacity
    thread_url: str
    parked: tuple[OpenQuestion, ...] = ()
    today: date | None = None

    @property
    def product(self) -> ProductSpecification:
        """The approved product specification. Raises `KeyError` while there is none."""
        return self._typed(ArtefactKind.PRODUCT_SPECIFICATION, ProductSpecification)

    @property
    def technical(self) -> TechnicalSpecification:
        """The approved technical specification. Raises `KeyError` while there is none."""
        return self._typed(ArtefactKind.TECHNICAL_SPECIFICATION, TechnicalSpecification)

    @property
    def modules(self) -> ModulePlan:
        """The approved module plan. Raises `KeyError` while there is none."""
        return self._typed(ArtefactKind.MODULES, ModulePlan)

    def basis(self, kind: ArtefactKind) -> tuple[Basis, ...]:
        """The approved content that an artefact of that kind is written from now."""
        found = ((before, self.approved[before]) for before in kind.basis if before in self.approved)
        return tuple(Basis(kind=before, version=a.version, content_hash=a.content_hash) for before, a in found)

    def _typed(self, kind: ArtefactKind, wanted: type[A]) -> A:
        artefact = self.approved[kind].artefact
        if not isinstance(artefact, wanted):
            raise TypeError(f"{kind} is stored as {type(artefact).__name__}")
        return artefact


@dataclass(frozen=True, slots=True)
class Step:
    """One step of writing: its key for the writer, and how the progress card calls it."""

    key: str
    heading: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked to change: their words (empty: nothing, write it all) and their display name.

    With `only`, just what has one of those ids is to be written anew.
    """

    text: str = ""
    by: str = ""
    only: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A diagram to be shown in the thread; `mermaid` is its source."""

    name: str
    title: str
    mermaid: str


@dataclass(frozen=True, slots=True)
class Written:
    """A draft after a step, as JSON values.

    `notes` tell, a line each, where the model was not used or had to be put right, and why; `setting` names what keeps
    it from helping, if anything does; `refusal` is a sentence for people where it cannot be written at all.
    """

    content: dict[str, Any]
    setting: str = ""
    refusal: str = ""
    notes: tuple[str, ...] = ()


class Craft(Protocol[A]):
    """See the module. `A` is the artefact's type; every method but `write` is pure."""

    @property
    def kind(self) -> ArtefactKind:
        """The artefact."""
        ...

    @property
    def model(self) -> type[A]:
        """Its type, to read it back from JSON."""
        ...

    @property
    def steps(self) -> Sequence[Step]:
        """How it is written, in order."""
        ...

    def blank(self, ground: Ground) -> A:
        """What the first step of a first version is written onto."""
        ...

    async def write(self, ground: Ground, step: Step, draft: A, wish: Wish) -> Written:
        """The draft with that step done, or changed as was asked."""
        ...

    def in_short(self, artefact: A, ground: Ground) -> InShort:
        """What the review says about it."""
        ...

    def document(self, artefact: A, ground: Ground, *, status: str, version: int) -> Document:
        """The whole of it, to read; `status` is shown as given."""
        ...

    def changes(self, old: A, new: A) -> tuple[Change, ...]:
        """Every difference that a reader would see."""
        ...

    def report(self, artefact: A, ground: Ground) -> tuple[Finding, ...]:
        """What the checks find."""
        ...

    def pictures(self, artefact: A) -> tuple[Picture, ...]:
        """The diagrams that the thread shows as pictures."""
        ...
