"""The technical specification as typed content: how the product is built, and which requirement each part answers.

The sections follow arc42 in small, choices are records in MADR form, interfaces are contracts (`method.md`,
"Technical specification"). Ids (`C-1`, `TD-1`, `IF-1`) are given by code, counted upwards and never used again.
What no answer supports is an assumption, exactly as in the product specification.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.planning.artefact import Derived, Part, Text
from bot.planning.specification import Assumption, OpenQuestion, Statement

RequirementId = Annotated[str, StringConstraints(pattern=r"^FR-[1-9]\d*$")]
ComponentId = Annotated[str, StringConstraints(pattern=r"^C-[1-9]\d*$")]
ChoiceId = Annotated[str, StringConstraints(pattern=r"^TD-[1-9]\d*$")]
InterfaceId = Annotated[str, StringConstraints(pattern=r"^IF-[1-9]\d*$")]


class TechnicalSection(StrEnum):
    """The parts of a technical specification in the order in which they are read."""

    OVERVIEW = "overview"
    ARCHITECTURE = "architecture"
    CHOICES = "choices"
    DATA = "data"
    INTERFACES = "interfaces"
    OPERATIONS = "operations"
    TESTING = "testing"
    RISKS = "risks"
    OPEN_QUESTIONS = "open_questions"

    @property
    def heading(self) -> str:
        """The heading of the section."""
        return _HEADINGS[self]


_HEADINGS = {
    TechnicalSection.OVERVIEW: "Context and scope",
    TechnicalSection.ARCHITECTURE: "Architecture",
    TechnicalSection.CHOICES: "Technology choices",
    TechnicalSection.DATA: "Data and data flows",
    TechnicalSection.INTERFACES: "APIs and integrations",
    TechnicalSection.OPERATIONS: "Operational constraints",
    TechnicalSection.TESTING: "Testing strategy",
    TechnicalSection.RISKS: "Open risks",
    TechnicalSection.OPEN_QUESTIONS: "Open questions",
}

TECHNICAL_ORDER = (
    TechnicalSection.ARCHITECTURE,
    TechnicalSection.CHOICES,
    TechnicalSection.DATA,
    TechnicalSection.INTERFACES,
    TechnicalSection.OPERATIONS,
    TechnicalSection.TESTING,
    TechnicalSection.RISKS,
    TechnicalSection.OPEN_QUESTIONS,
    TechnicalSection.OVERVIEW,
)
"""The order in which a writer is asked for the parts: the overview sums the others up."""


class Layer(StrEnum):
    """Where a component stands between a person and what is kept; a vertical slice touches the first three."""

    INTERFACE = "interface"
    LOGIC = "logic"
    STORAGE = "storage"
    INTEGRATION = "integration"
    OPERATIONS = "operations"


SLICE = (Layer.INTERFACE, Layer.LOGIC, Layer.STORAGE)
"""What every sprint has to touch to be a slice that works end to end (`product.md`, step 6)."""


class Component(Statement):
    """A building block (a container in C4's words). `text` says what it is responsible for.

    `answers` are the requirements that it helps to fulfil; `uses` the components that it calls, by id.
    """

    id: ComponentId
    name: Text
    layer: Layer
    answers: tuple[RequirementId, ...] = ()
    uses: tuple[ComponentId, ...] = ()
    external: bool = False


class Alternative(Part):
    """An option that was turned down, and why."""

    name: Text
    why_not: Text


class Choice(Statement):
    """A technology choice as a decision record (MADR). `text` is the choice with its reason.

    `context` says what asked for a decision; at least one alternative was turned down; `revisit` says what would make
    the team look at it again.
    """

    id: ChoiceId
    title: Text
    chosen: Text
    context: str = ""
    alternatives: Annotated[tuple[Alternative, ...], Field(min_length=1)]
    consequences: str = ""
    revisit: str = ""


class Entity(Statement):
    """Something that is stored. `text` says what it is; `owner` is the component that alone changes it."""

    name: Text
    fields: tuple[Text, ...] = ()
    owner: ComponentId | None = None
    retention: str = ""
    personal: bool = False


class FlowStep(Part):
    """One step of a data flow: who hands what to whom."""

    source: ComponentId
    target: ComponentId
    what: Text


class DataFlow(Statement):
    """A run-time view of one flow that matters, from its trigger to its end."""

    name: Text
    steps: tuple[FlowStep, ...] = ()
    answers: tuple[RequirementId, ...] = ()


class Interface(Statement):
    """An operation that a component provides, or an integration with a system outside (`external`).

    `text` says what it is for; inputs, outputs and errors are one line each.
    """

    id: InterfaceId
    name: Text
    provider: ComponentId
    inputs: tuple[Text, ...] = ()
    outputs: tuple[Text, ...] = ()
    errors: tuple[Text, ...] = ()
    limits: str = ""
    external: bool = False


class Operation(Statement):
    """An operational constraint: a quality of ISO/IEC 25010 (`quality`), as a scenario with a measure where there is
    one; deployment and security are among them."""

    quality: Text
    measure: str = ""


class TestLevel(Statement):
    """What is proven at one level of testing (`text`), and with which data."""

    level: Text
    data: str = ""


class Risk(Statement):
    """Something that may go wrong. `owner` is a display name; `response` what is done about it."""

    likelihood: str = "medium"
    impact: str = "medium"
    first_sign: str = ""
    owner: str = ""
    response: str = ""


class TechnicalSpecification(Derived):
    """How it is built: the ground for modules and sprints.

    `next_component`, `next_choice` and `next_interface` are the numbers that the next new ones get.
    """

    context: Statement
    components: tuple[Component, ...] = ()
    choices: tuple[Choice, ...] = ()
    entities: tuple[Entity, ...] = ()
    flows: tuple[DataFlow, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    operations: tuple[Operation, ...] = ()
    testing: tuple[TestLevel, ...] = ()
    risks: tuple[Risk, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    next_component: int = 1
    next_choice: int = 1
    next_interface: int = 1

    def component(self, component_id: str) -> Component:
        """The component with that id. Raises `KeyError` when none has it."""
        for component in self.components:
            if component.id == component_id:
                return component
        raise KeyError(component_id)

    def unanswered(self, requirement_ids: tuple[str, ...]) -> tuple[str, ...]:
        """The requirements that no component answers: they are listed, never hidden."""
        answered = {requirement for component in self.components for requirement in component.answers}
        return tuple(requirement for requirement in requirement_ids if requirement not in answered)
