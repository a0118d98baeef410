"""What a model answers when it carves modules: three small shapes, in which it can only choose among what exists."""

from typing import Annotated

from pydantic import Field, StringConstraints

from bot.planning.modules.proposals import MOST_PROPOSED
from bot.writing.answers import KNOWN, AnswerPart, shape
from bot.writing.endpoint import Shape

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Id = Annotated[str, StringConstraints(strip_whitespace=True, max_length=12)]
RequirementId = Annotated[Id, Field(json_schema_extra={KNOWN: "requirement"})]
ModuleId = Annotated[Id, Field(json_schema_extra={KNOWN: "module"})]


class NamedModule(AnswerPart):
    """A module by its name, and the requirements that it is to own."""

    name: Name
    requirements: Annotated[tuple[RequirementId, ...], Field(max_length=40)]


class NamesAnswer(AnswerPart):
    """How the product is cut."""

    modules: Annotated[tuple[NamedModule, ...], Field(min_length=1, max_length=MOST_PROPOSED)]


class TextAnswer(AnswerPart):
    """The prose of one module; the fields are those of `Module`."""

    scope: Line
    interactions: Annotated[tuple[Line, ...], Field(max_length=10)]
    technical: Annotated[tuple[Line, ...], Field(max_length=10)]
    done_when: Annotated[tuple[Line, ...], Field(max_length=20)]


class Dependency(AnswerPart):
    """One module relies on another, by id, and what for."""

    module: ModuleId
    relies_on: ModuleId
    why: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class DependenciesAnswer(AnswerPart):
    """Who relies on whom."""

    dependencies: Annotated[tuple[Dependency, ...], Field(max_length=30)]


def names_shape(requirements: tuple[str, ...]) -> Shape:
    """The shape of a `NamesAnswer` over these requirements."""
    return shape("modules", NamesAnswer, requirement=requirements)


def text_shape() -> Shape:
    """The shape of a `TextAnswer`."""
    return shape("module", TextAnswer)


def dependencies_shape(modules: tuple[str, ...]) -> Shape:
    """The shape of a `DependenciesAnswer` over these modules."""
    return shape("module_dependencies", DependenciesAnswer, module=modules)
