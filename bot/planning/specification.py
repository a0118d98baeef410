"""The product specification as typed content: six sections, stable requirement ids, and where everything came from.

What no answer supports is an assumption, decided here from the sources and never by a model's word. Ids are given
here, counted upwards, and never used again.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.planning.artefact import Artefact, Part, Text


class SectionName(StrEnum):
    """The parts of a product specification in the order in which they are read.

    The overview (title, problem, outcome, decisions, success) is written last: it sums the six sections up.
    """

    OVERVIEW = "overview"
    AUDIENCE = "audience"
    WORKFLOWS = "workflows"
    FEATURES = "features"
    CONSTRAINTS = "constraints"
    NON_GOALS = "non_goals"
    OPEN_QUESTIONS = "open_questions"

    @property
    def heading(self) -> str:
        """The heading of the section."""
        return _SECTION_TITLES[self]


_SECTION_TITLES = {
    SectionName.OVERVIEW: "In short",
    SectionName.AUDIENCE: "Audience",
    SectionName.WORKFLOWS: "Core workflows",
    SectionName.FEATURES: "Features",
    SectionName.CONSTRAINTS: "Constraints",
    SectionName.NON_GOALS: "Non-goals",
    SectionName.OPEN_QUESTIONS: "Open questions",
}


SIX_SECTIONS = tuple(name for name in SectionName if name is not SectionName.OVERVIEW)
"""What every product specification must have (`product.md`, step 2)."""

WRITING_ORDER = (*SIX_SECTIONS, SectionName.OVERVIEW)
"""The order in which a writer is asked for the parts."""


class Priority(StrEnum):
    """MoSCoW."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"
    WONT = "won't"


IDEA = 0
REVIEW = -1
"""Stand for a question number where a source is the idea itself, or a change that was asked for in review."""


class Source(Part):
    """One Slack message that a statement came from: question number (`IDEA`, `REVIEW`), person, and permalink."""

    question: int
    author: str
    author_name: str
    quote: str
    permalink: str

    @property
    def label(self) -> str:
        """`Q4`, `idea`, or `review`."""
        return {IDEA: "idea", REVIEW: "review"}.get(self.question, f"Q{self.question}")


class Statement(Part):
    """Something the specification says, and the messages it came from; without any it is an assumption."""

    text: Text
    sources: tuple[Source, ...] = ()

    @property
    def assumed(self) -> bool:
        """Whether no answer supports it."""
        return not self.sources


class Audience(Statement):
    """A group of people, and what they need."""

    name: Text


class Workflow(Statement):
    """A core workflow: `text` says what it achieves, `steps` how it goes from trigger to end."""

    name: Text
    steps: tuple[Text, ...] = ()


class Criterion(Part):
    """An acceptance criterion with an observable result (Given/When/Then)."""

    given: Text
    when: Text
    then: Text


class Requirement(Statement):
    """One obligation of the product in EARS form (`text`), testable by its acceptance criteria."""

    id: Annotated[str, StringConstraints(pattern=r"^FR-[1-9]\d*$")]
    title: Text
    rationale: str = ""
    priority: Priority = Priority.MUST
    acceptance: Annotated[tuple[Criterion, ...], Field(min_length=1)]


class NonGoal(Statement):
    """What a reasonable reader would otherwise expect."""


class OpenQuestion(Statement):
    """Something nobody has decided: who owns it (a display name) and what waits for it."""

    owner: str = ""
    blocks: str = ""


class Assumption(Part):
    """Something taken for granted, and what breaks if it is wrong."""

    text: Text
    breaks: str = ""
    question: int = 0


class Decision(Statement):
    """A decision of the team, in a line."""


class ProductSpecification(Artefact):
    """The single source of truth for every later step.

    `problem` and `outcome` open it; `next_requirement` is the number that the next new requirement gets.
    """

    problem: Statement
    outcome: Statement
    decisions: tuple[Decision, ...] = ()
    audience: tuple[Audience, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    features: tuple[Requirement, ...] = ()
    constraints: tuple[Statement, ...] = ()
    success: tuple[Statement, ...] = ()
    non_goals: tuple[NonGoal, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    next_requirement: int = 1

    @property
    def requirement_ids(self) -> tuple[str, ...]:
        """The ids in the order of the document."""
        return tuple(requirement.id for requirement in self.features)


def blank(title: str, idea: str, idea_source: Source, language: str) -> ProductSpecification:
    """A specification with nothing but the idea in it: what the first section is written onto."""
    stated = Statement(text=idea[:2000], sources=(idea_source,))
    return ProductSpecification(title=title, problem=stated, outcome=stated, language=language)
