"""What a model answers for a section of the technical specification.

Component and requirement ids may only be those that exist: the schema lists them, so that a weak model cannot invent
one. Where an endpoint does not keep to the schema, `bot.planning.technical.rules` refuses what points nowhere.
"""

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.planning.technical.specification import Layer, TechnicalSection
from bot.writing.answers import KNOWN, AnswerPart, shape
from bot.writing.endpoint import Shape
from bot.writing.schemas import Label, Line, Name, OpenQuestionsSection, Optional, StatementAnswer

_ID = StringConstraints(strip_whitespace=True, max_length=12)
ComponentKey = Annotated[str, _ID, Field(json_schema_extra={KNOWN: "component"})]
RequirementKey = Annotated[str, _ID, Field(json_schema_extra={KNOWN: "requirement"})]
Lines = Annotated[tuple[Line, ...], Field(max_length=6)]
Level = Literal["low", "medium", "high"]


class ComponentAnswer(StatementAnswer):
    """A component; `id` is empty for a new one, `uses` holds names of components of the same answer."""

    id: Label
    name: Name
    layer: Layer
    answers: Annotated[tuple[RequirementKey, ...], Field(max_length=80)]
    uses: Annotated[tuple[Name, ...], Field(max_length=10)]
    external: bool


class ArchitectureSection(AnswerPart):
    """The components; `removed` names the ids that the team asked to take out."""

    components: Annotated[tuple[ComponentAnswer, ...], Field(max_length=20)]
    removed: Annotated[tuple[Label, ...], Field(max_length=20)]


class AlternativeAnswer(AnswerPart):
    """An option that was turned down, and why."""

    name: Name
    why_not: Line


class ChoiceAnswer(StatementAnswer):
    """A decision record; `text` is the choice with its reason, `id` empty for a new one."""

    id: Label
    title: Name
    chosen: Name
    context: Optional
    alternatives: Annotated[tuple[AlternativeAnswer, ...], Field(min_length=1, max_length=5)]
    consequences: Optional
    revisit: Optional


class ChoicesSection(AnswerPart):
    """The choices; `removed` as in `ArchitectureSection`."""

    choices: Annotated[tuple[ChoiceAnswer, ...], Field(max_length=20)]
    removed: Annotated[tuple[Label, ...], Field(max_length=20)]


class EntityAnswer(StatementAnswer):
    """Something that is stored; `owner` is empty where nobody owns it yet."""

    name: Name
    fields: Annotated[tuple[Name, ...], Field(max_length=15)]
    owner: ComponentKey
    retention: Optional
    personal: bool


class FlowStepAnswer(AnswerPart):
    """A step from one component to another."""

    source: ComponentKey
    target: ComponentKey
    what: Line


class FlowAnswer(StatementAnswer):
    """A flow that matters, step by step."""

    name: Name
    steps: Annotated[tuple[FlowStepAnswer, ...], Field(max_length=14)]
    answers: Annotated[tuple[RequirementKey, ...], Field(max_length=30)]


class DataSection(AnswerPart):
    """What is stored, and how it flows."""

    entities: Annotated[tuple[EntityAnswer, ...], Field(max_length=20)]
    flows: Annotated[tuple[FlowAnswer, ...], Field(max_length=5)]


class InterfaceAnswer(StatementAnswer):
    """An operation or an integration; `id` is empty for a new one."""

    id: Label
    name: Name
    provider: ComponentKey
    inputs: Lines
    outputs: Lines
    errors: Lines
    limits: Optional
    external: bool


class InterfacesSection(AnswerPart):
    """The interfaces; `removed` as in `ArchitectureSection`."""

    interfaces: Annotated[tuple[InterfaceAnswer, ...], Field(max_length=40)]
    removed: Annotated[tuple[Label, ...], Field(max_length=40)]


class OperationAnswer(StatementAnswer):
    """An operational constraint as a scenario."""

    quality: Name
    measure: Optional


class OperationsSection(AnswerPart):
    """The operational constraints."""

    operations: Annotated[tuple[OperationAnswer, ...], Field(max_length=25)]


class TestLevelAnswer(StatementAnswer):
    """What is proven at one level."""

    level: Name
    data: Optional


class TestingSection(AnswerPart):
    """The testing strategy."""

    testing: Annotated[tuple[TestLevelAnswer, ...], Field(max_length=8)]


class RiskAnswer(StatementAnswer):
    """Something that may go wrong."""

    likelihood: Level
    impact: Level
    first_sign: Optional
    owner: Optional
    response: Optional


class RisksSection(AnswerPart):
    """The open risks."""

    risks: Annotated[tuple[RiskAnswer, ...], Field(max_length=20)]


class ContextSection(AnswerPart):
    """Context and scope in a few sentences."""

    context: StatementAnswer


TechnicalAnswer = (
    ArchitectureSection
    | ChoicesSection
    | DataSection
    | InterfacesSection
    | OperationsSection
    | TestingSection
    | RisksSection
    | OpenQuestionsSection
    | ContextSection
)

TECHNICAL_ANSWERS: dict[TechnicalSection, type[TechnicalAnswer]] = {
    TechnicalSection.OVERVIEW: ContextSection,
    TechnicalSection.ARCHITECTURE: ArchitectureSection,
    TechnicalSection.CHOICES: ChoicesSection,
    TechnicalSection.DATA: DataSection,
    TechnicalSection.INTERFACES: InterfacesSection,
    TechnicalSection.OPERATIONS: OperationsSection,
    TechnicalSection.TESTING: TestingSection,
    TechnicalSection.RISKS: RisksSection,
    TechnicalSection.OPEN_QUESTIONS: OpenQuestionsSection,
}


@lru_cache(maxsize=64)
def technical_shape(name: TechnicalSection, components: tuple[str, ...], requirements: tuple[str, ...]) -> Shape:
    """The shape of a section's answer, with the ids that there are; `""` stands for none of them."""
    known = {"component": ("", *components), "requirement": ("", *requirements)}
    return shape(f"technical_{name}", TECHNICAL_ANSWERS[name], **known)
