"""What a model answers when it reads a change request: operations that code knows, on ids that exist."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.writing.answers import KNOWN, AnswerPart, shape
from bot.writing.endpoint import Shape

MOST_CHANGES = 6
"""Changes that one sentence may ask for."""

Id = Annotated[str, StringConstraints(strip_whitespace=True, max_length=12)]
ModuleId = Annotated[Id, Field(json_schema_extra={KNOWN: "module"})]
RequirementId = Annotated[Id, Field(json_schema_extra={KNOWN: "requirement"})]
TaskId = Annotated[Id, Field(json_schema_extra={KNOWN: "task"})]
SprintId = Annotated[Id, Field(json_schema_extra={KNOWN: "sprint"})]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Figure = Annotated[float, Field(allow_inf_nan=False)]


class ModuleOperation(StrEnum):
    """What can be done to modules; the prompt says what each needs."""

    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    RENAME = "rename"
    CUT = "cut"


class ModuleChange(AnswerPart):
    """One change of the modules."""

    operation: ModuleOperation
    modules: Annotated[tuple[ModuleId, ...], Field(max_length=12)]
    requirements: Annotated[tuple[RequirementId, ...], Field(max_length=40)]
    title: Words


class ModuleChanges(AnswerPart):
    """What a sentence asks of the modules; nothing, where none of the operations can do it."""

    changes: Annotated[tuple[ModuleChange, ...], Field(max_length=MOST_CHANGES)]


class SprintOperation(StrEnum):
    """What can be done to a sprint plan; the prompt says what each needs."""

    ESTIMATE = "estimate"
    MOVE = "move"
    WAIT = "wait"
    NO_WAIT = "no_wait"
    DROP = "drop"
    RENAME = "rename"
    ASSIGN = "assign"
    PEOPLE = "people"
    SPRINT_DAYS = "sprint_days"
    FOCUS = "focus"
    START = "start"


class SprintChange(AnswerPart):
    """One change of the sprint plan."""

    operation: SprintOperation
    tasks: Annotated[tuple[TaskId, ...], Field(max_length=24)]
    sprint: SprintId
    text: Words
    figures: Annotated[tuple[Figure, ...], Field(max_length=3)]


class SprintChanges(AnswerPart):
    """What a sentence asks of the sprint plan; nothing, where none of the operations can do it."""

    changes: Annotated[tuple[SprintChange, ...], Field(max_length=MOST_CHANGES)]


def module_changes_shape(modules: tuple[str, ...], requirements: tuple[str, ...]) -> Shape:
    """The shape of `ModuleChanges` over these ids."""
    return shape("module_changes", ModuleChanges, module=modules, requirement=requirements)


def sprint_changes_shape(tasks: tuple[str, ...], sprints: tuple[str, ...]) -> Shape:
    """The shape of `SprintChanges` over these ids; where no sprint is meant, it is empty."""
    return shape("sprint_changes", SprintChanges, task=tasks, sprint=("", *sprints))
