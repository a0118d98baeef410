"""What a model answers: pydantic models, and the strict JSON schemas that endpoints enforce.

Strings and lists are bounded, because a JSON grammar without bounds lets a weak model write for ever. Answers refer
to what was said by labels (`Q4`, `idea`) and verbatim quotes; `bot.writing.sources` resolves them against the record.
"""

from functools import cache, lru_cache
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.planning.question_rules import (
    MAX_EXPLANATION,
    MAX_OPTION,
    MAX_OPTIONS,
    MAX_QUESTION,
    MAX_RECOMMENDED,
    MAX_WHY,
)
from bot.planning.reading import Kind
from bot.planning.specification import Priority, SectionName
from bot.planning.telegrams import LONGEST_SHORT
from bot.writing.answers import KNOWN, AnswerPart, shape
from bot.writing.endpoint import Shape

MOST_REQUIREMENTS = 80
"""Requirements that a specification may have: one of sixty is large, and still one that people plan with."""

Label = Annotated[str, StringConstraints(strip_whitespace=True, max_length=12)]
Quote = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Optional = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
FacetKey = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=60), Field(json_schema_extra={KNOWN: "facet"})
]


class EvidenceAnswer(AnswerPart):
    """Words of the answer that make a facet clear."""

    facet: FacetKey
    quote: Quote


class DecisionAnswer(AnswerPart):
    """Words of the answer that decide something; `supersedes` is the label (`D4`) of the decision that they replace."""

    quote: Quote
    short: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_SHORT)]
    supersedes: Label


class PositionAnswer(AnswerPart):
    """What one person (`P1`) holds in a contradiction."""

    person: Label
    quote: Quote


class QuestionAnswer(AnswerPart):
    """The next question; an empty `text` means that nothing is to be asked."""

    facet: FacetKey
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_QUESTION)]
    why: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_WHY)]
    options: Annotated[
        tuple[Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_OPTION)], ...],
        Field(max_length=MAX_OPTIONS),
    ]
    recommended: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_RECOMMENDED)]


class TurnAnswer(AnswerPart):
    """How the model read the last answer (`talk`: labels such as `M2`), and what it would ask next."""

    kind: Kind
    evidence: Annotated[tuple[EvidenceAnswer, ...], Field(max_length=8)]
    decisions: Annotated[tuple[DecisionAnswer, ...], Field(max_length=8)] = ()
    unclear: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
    explanation: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_EXPLANATION)]
    positions: Annotated[tuple[PositionAnswer, ...], Field(max_length=6)]
    talk: Annotated[tuple[Label, ...], Field(max_length=20)] = ()
    question: QuestionAnswer


class SourceAnswer(AnswerPart):
    """Where a statement comes from: `Q4` or `idea`, and words of it, verbatim."""

    label: Label
    quote: Quote


Sources = Annotated[tuple[SourceAnswer, ...], Field(max_length=4)]


class StatementAnswer(AnswerPart):
    """One statement and the words behind it."""

    text: Line
    sources: Sources


class AudienceAnswer(StatementAnswer):
    """A group of people and what they need."""

    name: Name


class WorkflowAnswer(StatementAnswer):
    """A workflow: what it achieves and its steps."""

    name: Name
    steps: Annotated[tuple[Line, ...], Field(max_length=12)]


class CriterionAnswer(AnswerPart):
    """An acceptance criterion."""

    given: Line
    when: Line
    then: Line


class RequirementAnswer(StatementAnswer):
    """A requirement; `id` is empty for a new one."""

    id: Label
    title: Name
    rationale: Optional
    priority: Priority
    acceptance: Annotated[tuple[CriterionAnswer, ...], Field(min_length=1, max_length=4)]


class OpenQuestionAnswer(StatementAnswer):
    """Something nobody decided."""

    owner: Optional
    blocks: Optional


class AssumptionAnswer(AnswerPart):
    """Something taken for granted; `question` is the label of the question nobody could answer, or empty."""

    text: Line
    breaks: Optional
    question: Label


class OverviewSection(AnswerPart):
    """The opening of the specification."""

    title: Name
    problem: StatementAnswer
    outcome: StatementAnswer
    decisions: Annotated[tuple[StatementAnswer, ...], Field(max_length=15)]
    success: Annotated[tuple[StatementAnswer, ...], Field(max_length=10)]


class AudienceSection(AnswerPart):
    """Who it is for."""

    audience: Annotated[tuple[AudienceAnswer, ...], Field(max_length=8)]


class WorkflowsSection(AnswerPart):
    """The core workflows."""

    workflows: Annotated[tuple[WorkflowAnswer, ...], Field(max_length=8)]


class FeaturesSection(AnswerPart):
    """The requirements; `removed` names the ids that the team asked to take out."""

    features: Annotated[tuple[RequirementAnswer, ...], Field(max_length=MOST_REQUIREMENTS)]
    removed: Annotated[tuple[Label, ...], Field(max_length=30)]


class ConstraintsSection(AnswerPart):
    """The limits."""

    constraints: Annotated[tuple[StatementAnswer, ...], Field(max_length=15)]


class NonGoalsSection(AnswerPart):
    """What is left out."""

    non_goals: Annotated[tuple[StatementAnswer, ...], Field(max_length=15)]


class OpenQuestionsSection(AnswerPart):
    """What nobody decided, and what is taken for granted."""

    open_questions: Annotated[tuple[OpenQuestionAnswer, ...], Field(max_length=30)]
    assumptions: Annotated[tuple[AssumptionAnswer, ...], Field(max_length=30)]


SectionAnswer = (
    OverviewSection
    | AudienceSection
    | WorkflowsSection
    | FeaturesSection
    | ConstraintsSection
    | NonGoalsSection
    | OpenQuestionsSection
)

SECTION_ANSWERS: dict[SectionName, type[SectionAnswer]] = {
    SectionName.OVERVIEW: OverviewSection,
    SectionName.AUDIENCE: AudienceSection,
    SectionName.WORKFLOWS: WorkflowsSection,
    SectionName.FEATURES: FeaturesSection,
    SectionName.CONSTRAINTS: ConstraintsSection,
    SectionName.NON_GOALS: NonGoalsSection,
    SectionName.OPEN_QUESTIONS: OpenQuestionsSection,
}


class ProbeAnswer(AnswerPart):
    """A short answer that shows whether an endpoint keeps to a schema."""

    answer: Annotated[str, StringConstraints(min_length=1, max_length=20)]


def probe_shape() -> Shape:
    """The shape of a `ProbeAnswer`."""
    return shape("probe", ProbeAnswer)


@lru_cache(maxsize=16)
def turn_shape(facets: tuple[str, ...]) -> Shape:
    """The shape of a `TurnAnswer`; `facets` are all of the interview, so that it never changes."""
    return shape("turn", TurnAnswer, facet=("", *facets))


@cache
def section_shape(name: SectionName) -> Shape:
    """The shape of a section's answer."""
    return shape(f"section_{name}", SECTION_ANSWERS[name])
