"""The sprint plan: tasks with three-point estimates, in sprints that are vertical slices and fit the team.

A writer proposes tasks; code puts them in order, loads them into sprints and computes dates and the critical path
(`bot.planning.sprints.scheduling`). Ids (`T-1`, `S-1`) are given by code, counted upwards and never used again.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.planning.artefact import Derived, Part, Text
from bot.planning.modules.plan import ModuleId
from bot.planning.technical.specification import Layer, RequirementId

TaskId = Annotated[str, StringConstraints(pattern=r"^T-[1-9]\d*$")]
SprintId = Annotated[str, StringConstraints(pattern=r"^S-[1-9]\d*$")]
Days = Annotated[float, Field(gt=0, le=60)]


class Capacity(Part):
    """What the team can do, asked once a session.

    `people` work on it, `sprint_days` working days a sprint, `focus` is the share of a day that goes into the plan
    (0.6 is common), `load` the share of the capacity that may be planned (80 %, `method.md`). `start` is the first
    working day, None while nobody has said it.
    """

    people: Annotated[int, Field(ge=1, le=50)] = 2
    sprint_days: Annotated[int, Field(ge=2, le=30)] = 10
    focus: Annotated[float, Field(gt=0, le=1)] = 0.6
    load: Annotated[float, Field(gt=0, le=1)] = 0.8
    start: date | None = None

    @property
    def days_a_sprint(self) -> float:
        """Person-days that may be planned into one sprint."""
        return self.people * self.sprint_days * self.focus * self.load


class TaskKind(StrEnum):
    """A product task gives people something; a technical task is what a product task needs."""

    PRODUCT = "product"
    TECHNICAL = "technical"


class Estimate(Part):
    """Three points in person-days: optimistic, likely, pessimistic, in this order of size."""

    optimistic: Days
    likely: Days
    pessimistic: Days

    @property
    def mean(self) -> float:
        """The PERT mean, (o + 4 l + p) / 6, in person-days (Malcolm et al., 1959)."""
        return (self.optimistic + 4 * self.likely + self.pessimistic) / 6

    @property
    def deviation(self) -> float:
        """The PERT standard deviation, (p - o) / 6, in person-days."""
        return (self.pessimistic - self.optimistic) / 6


class Task(Part):
    """One task of half a day to two days. `requirements` are the `FR`s it works for; a technical task has those of the
    product tasks that need it. `layers` are where it works; `depends_on` tasks that have to be done before."""

    id: TaskId
    title: Text
    kind: TaskKind = TaskKind.PRODUCT
    module: ModuleId
    requirements: tuple[RequirementId, ...] = ()
    layers: Annotated[tuple[Layer, ...], Field(min_length=1)]
    depends_on: tuple[TaskId, ...] = ()
    estimate: Estimate
    done_when: Text
    owner: str = ""


class Sprint(Part):
    """One sprint: a vertical slice with something to demonstrate at its end.

    `goal` is what will be different; `modules` its focus; `milestone` something that a stakeholder can see and reject;
    `deliverables` are measurable.
    """

    id: SprintId
    goal: Text
    modules: tuple[ModuleId, ...] = ()
    tasks: tuple[TaskId, ...] = ()
    milestone: Text
    deliverables: tuple[Text, ...] = ()
    demo: Text


class SprintPlan(Derived):
    """All sprints and tasks, for the capacity that they were planned for."""

    capacity: Capacity = Capacity()
    tasks: tuple[Task, ...] = ()
    sprints: tuple[Sprint, ...] = ()
    ready_when: tuple[Text, ...] = ()
    done_when: tuple[Text, ...] = ()
    next_task: int = 1
    next_sprint: int = 1

    def task(self, task_id: str) -> Task:
        """The task with that id. Raises `KeyError` when none has it."""
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise KeyError(task_id)

    def sprint_of(self, task_id: str) -> Sprint | None:
        """The sprint that a task is planned in."""
        return next((sprint for sprint in self.sprints if task_id in sprint.tasks), None)
