"""The computed checks find what a team would stumble over."""

import pytest

from bot.planning.sprints.breakdown import break_down
from bot.planning.sprints.checks import SprintRule, sprint_report
from bot.planning.sprints.plan import Capacity, Estimate, TaskKind
from bot.planning.technical.specification import Layer
from tests.planning.workshops import MODULES, PRODUCT, TECHNICAL

PLAN = break_down(PRODUCT, TECHNICAL, MODULES, Capacity())
FIRST, SECOND = PLAN.sprints
LAST = PLAN.tasks[-1]


def found(plan):
    return {(finding.rule, finding.place) for finding in sprint_report(plan, PRODUCT, TECHNICAL, MODULES)}


def message(plan, rule):
    return next(f.message for f in sprint_report(plan, PRODUCT, TECHNICAL, MODULES) if f.rule is rule)


def with_task(**changes):
    return PLAN.model_copy(update={"tasks": (*PLAN.tasks[:-1], LAST.model_copy(update=changes))})


def with_sprints(*sprints):
    return PLAN.model_copy(update={"sprints": sprints})


def days(low, likely, high):
    return Estimate(optimistic=low, likely=likely, pessimistic=high)


def test_a_sound_plan_has_no_findings():
    assert found(PLAN) == set()


@pytest.mark.parametrize(
    ("plan", "rule", "place"),
    [
        (with_task(requirements=("FR-1",)), SprintRule.REQUIREMENT_UNREACHED, "FR-4"),
        (with_task(kind=TaskKind.TECHNICAL), SprintRule.NO_PRODUCT_TASK, "FR-4"),
        (with_task(requirements=()), SprintRule.TASK_UNTRACED, LAST.id),
        (with_task(id="T-99"), SprintRule.ID_REUSED, "T-99"),
        (with_task(id="T-1"), SprintRule.ID_REUSED, "T-1"),
        (with_task(depends_on=("T-77",)), SprintRule.UNKNOWN_REFERENCE, LAST.id),
        (with_task(module="M-9"), SprintRule.UNKNOWN_REFERENCE, LAST.id),
        (with_task(requirements=("FR-4", "FR-44")), SprintRule.UNKNOWN_REFERENCE, LAST.id),
        (with_sprints(FIRST.model_copy(update={"modules": ("M-9",)}), SECOND), SprintRule.UNKNOWN_REFERENCE, "S-1"),
        (with_task(estimate=days(2, 1, 1.5)), SprintRule.ESTIMATE_OUT_OF_ORDER, LAST.id),
        (with_task(estimate=days(0.1, 0.2, 0.3)), SprintRule.TASK_SIZE, LAST.id),
        (with_task(estimate=days(2, 3, 4)), SprintRule.TASK_SIZE, LAST.id),
        (with_task(depends_on=(LAST.id,)), SprintRule.CYCLE, LAST.id),
        (with_sprints(SECOND, FIRST), SprintRule.LATER_SPRINT, "T-11"),
        (with_sprints(FIRST), SprintRule.UNPLANNED, LAST.id),
        (
            with_sprints(FIRST, SECOND.model_copy(update={"tasks": (*SECOND.tasks, "T-1")})),
            SprintRule.PLANNED_TWICE,
            "T-1",
        ),
        (with_task(estimate=days(9, 9, 9)), SprintRule.OVERLOADED, "S-2"),
        (with_sprints(FIRST, SECOND.model_copy(update={"modules": ()})), SprintRule.NO_FOCUS, "S-2"),
        (with_sprints(FIRST, SECOND.model_copy(update={"tasks": ()})), SprintRule.EMPTY_SPRINT, "S-2"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(plan, rule, place):
    assert (rule, place) in found(plan)


def test_a_requirement_that_the_team_will_not_have_needs_no_task():
    assert not [place for _, place in found(PLAN) if place == "FR-8"]


def test_a_sprint_without_a_screen_is_no_slice():
    deep = tuple(task.model_copy(update={"layers": (Layer.STORAGE,)}) for task in PLAN.tasks)
    plan = PLAN.model_copy(update={"tasks": deep})
    assert (SprintRule.NO_SLICE, "S-1") in found(plan)
    assert "touches interface and logic" in message(plan, SprintRule.NO_SLICE)


def test_too_much_load_is_told_in_figures():
    plan = PLAN.model_copy(update={"capacity": Capacity(people=1)})
    assert "the team can plan 4.8 (1 people × 10 days × 60% focus × 80% load)" in message(plan, SprintRule.OVERLOADED)


def test_a_chain_that_outlasts_its_sprint_is_told_though_the_load_is_right():
    plan = PLAN.model_copy(update={"capacity": Capacity(people=9, sprint_days=3)})
    assert (SprintRule.OUTLASTS, "S-1") in found(plan)


def test_an_estimate_that_shrinks_is_told_with_its_figures():
    assert "reads 2, 1, 1.5 days" in message(with_task(estimate=days(2, 1, 1.5)), SprintRule.ESTIMATE_OUT_OF_ORDER)
