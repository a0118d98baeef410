"""What a model answers when it plans sprints: three small shapes, in which ids are chosen among those that exist."""

from typing import Annotated

from pydantic import Field, StringConstraints

from bot.planning.sprints.plan import TaskKind
from bot.planning.sprints.proposals import LONGEST_DAYS, MOST_TASKS, SHORTEST_DAYS
from bot.planning.technical.specification import Layer
from bot.writing.answers import KNOWN, AnswerPart, shape
from bot.writing.endpoint import Shape

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=110)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Id = Annotated[str, StringConstraints(strip_whitespace=True, max_length=12)]
RequirementId = Annotated[Id, Field(json_schema_extra={KNOWN: "requirement"})]
TaskId = Annotated[Id, Field(json_schema_extra={KNOWN: "task"})]
# Bounds are for the endpoint's schema; a figure outside of them is brought back into them, not refused.
Days = Annotated[
    float, Field(allow_inf_nan=False, json_schema_extra={"minimum": SHORTEST_DAYS, "maximum": LONGEST_DAYS})
]

MOST_NEEDS = 120


class TaskAnswer(AnswerPart):
    """One task of a module, with three estimates in days."""

    title: Title
    kind: TaskKind
    requirement: RequirementId
    layers: Annotated[tuple[Layer, ...], Field(max_length=5)]
    optimistic: Days
    likely: Days
    pessimistic: Days
    done_when: Line


class TasksAnswer(AnswerPart):
    """The tasks of one module."""

    tasks: Annotated[tuple[TaskAnswer, ...], Field(min_length=1, max_length=MOST_TASKS)]


class NeedAnswer(AnswerPart):
    """One task needs another one to be done before."""

    task: TaskId
    needs: TaskId


class NeedsAnswer(AnswerPart):
    """Which tasks need which."""

    needs: Annotated[tuple[NeedAnswer, ...], Field(max_length=MOST_NEEDS)]


class WordsAnswer(AnswerPart):
    """What one sprint is for."""

    goal: Line
    milestone: Line
    demo: Line


def tasks_shape(requirements: tuple[str, ...]) -> Shape:
    """The shape of a `TasksAnswer` for a module that owns these requirements."""
    return shape("sprint_tasks", TasksAnswer, requirement=requirements)


def needs_shape(tasks: tuple[str, ...]) -> Shape:
    """The shape of a `NeedsAnswer` over these tasks."""
    return shape("sprint_needs", NeedsAnswer, task=tasks)


def words_shape() -> Shape:
    """The shape of a `WordsAnswer`."""
    return shape("sprint_words", WordsAnswer)
