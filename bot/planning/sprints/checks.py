"""What a sprint plan has to hold before a team starts with it, computed from the plan and the artefacts before it.

Sources of the rules: `product.md`, step 6, and `method.md`, "Sprints" (INVEST, load at most 80 %, tasks of half a day
to two days).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum

from bot.planning.checks import Finding, Severity
from bot.planning.modules.plan import ModulePlan
from bot.planning.specification import ProductSpecification
from bot.planning.sprints.capacity import out_of_time
from bot.planning.sprints.estimates import LARGEST, SMALLEST
from bot.planning.sprints.ground import Ground
from bot.planning.sprints.plan import SprintPlan, Task, TaskKind
from bot.planning.sprints.scheduling import DependencyCycleError, dispatched, load, timings
from bot.planning.technical.specification import TechnicalSpecification


class SprintRule(StrEnum):
    """What a finding on a sprint plan is about."""

    REQUIREMENT_UNREACHED = "requirement_unreached"
    NO_PRODUCT_TASK = "no_product_task"
    TASK_UNTRACED = "task_untraced"
    ID_REUSED = "id_reused"
    UNKNOWN_REFERENCE = "unknown_reference"
    ESTIMATE_OUT_OF_ORDER = "estimate_out_of_order"
    TASK_SIZE = "task_size"
    CYCLE = "cycle"
    LATER_SPRINT = "later_sprint"
    OVERLOADED = "overloaded"
    OUTLASTS = "outlasts"
    UNPLANNED = "unplanned"
    PLANNED_TWICE = "planned_twice"
    NO_SLICE = "no_slice"
    NO_FOCUS = "no_focus"
    EMPTY_SPRINT = "empty_sprint"
    START_OUT_OF_TIME = "start_out_of_time"


def sprint_report(
    plan: SprintPlan,
    product: ProductSpecification,
    technical: TechnicalSpecification,
    modules: ModulePlan,
    today: date | None = None,
) -> tuple[Finding, ...]:
    """Every finding on the plan; empty when nothing is to be said. Raises `SchedulingError` where no module exists.

    With `today` the plan's first day is held against it.
    """
    ground = Ground(product, technical, modules)
    checks: tuple[Callable[[SprintPlan, Ground], Iterator[Finding]], ...] = (
        _traces,
        _ids,
        _references,
        _estimates,
        _order,
        _planned,
        _capacity,
        _slices,
    )
    found = tuple(finding for check in checks for finding in check(plan, ground))
    return (*found, *_start(plan, today)) if today else found


def _start(plan: SprintPlan, today: date) -> Iterator[Finding]:
    start = plan.capacity.start
    if start and (reason := out_of_time(start, today)):
        yield Finding(SprintRule.START_OUT_OF_TIME, "First day", reason, Severity.WARNING)


def _traces(plan: SprintPlan, ground: Ground) -> Iterator[Finding]:
    reached = {requirement for task in plan.tasks for requirement in task.requirements}
    by_product = {r for task in plan.tasks if task.kind is TaskKind.PRODUCT for r in task.requirements}
    for requirement in ground.requirements:
        if requirement not in reached:
            message = "No task works for it: add one, or take the requirement out of the specification."
            yield Finding(SprintRule.REQUIREMENT_UNREACHED, requirement, message)
        elif requirement not in by_product:
            message = "Only technical tasks work for it, so that nobody can do anything more once they are done."
            yield Finding(SprintRule.NO_PRODUCT_TASK, requirement, message)
    for task in plan.tasks:
        if not task.requirements:
            message = "It works for no requirement: name the one that needs it, or drop it."
            yield Finding(SprintRule.TASK_UNTRACED, task.id, message)


def _ids(plan: SprintPlan, ground: Ground) -> Iterator[Finding]:
    for ids, following in (
        ([task.id for task in plan.tasks], plan.next_task),
        ([sprint.id for sprint in plan.sprints], plan.next_sprint),
    ):
        for identifier, count in Counter(ids).items():
            if count > 1 or int(identifier[2:]) >= following:
                yield Finding(SprintRule.ID_REUSED, identifier, "Its number is given twice, or will be given again.")


def _references(plan: SprintPlan, ground: Ground) -> Iterator[Finding]:
    tasks = {task.id for task in plan.tasks}
    modules = {module.id for module in ground.modules.modules}
    requirements = {requirement.id for requirement in ground.product.features}
    for task in plan.tasks:
        missing = [need for need in task.depends_on if need not in tasks]
        missing += [requirement for requirement in task.requirements if requirement not in requirements]
        missing += [module for module in (task.module,) if module not in modules]
        for each in missing:
            yield Finding(SprintRule.UNKNOWN_REFERENCE, task.id, f"It names {each}, which does not exist.")
    for sprint in plan.sprints:
        lost = [task for task in sprint.tasks if task not in tasks]
        for each in (*lost, *(module for module in sprint.modules if module not in modules)):
            yield Finding(SprintRule.UNKNOWN_REFERENCE, sprint.id, f"It names {each}, which does not exist.")


def _estimates(plan: SprintPlan, ground: Ground) -> Iterator[Finding]:
    for task in plan.tasks:
        estimate = task.estimate
        if not estimate.optimistic <= estimate.likely <= estimate.pessimistic:
            message = (
                f"Its estimate reads {estimate.optimistic:g}, {estimate.likely:g}, {estimate.pessimistic:g} days: "
                "it has to grow from optimistic to pessimistic."
            )
            yield Finding(SprintRule.ESTIMATE_OUT_OF_ORDER, task.id, message)
        if not SMALLEST <= round(estimate.mean, 6) <= LARGEST:
            advice = "split it" if estimate.mean > LARGEST else "put it together with another one"
            message = f"It takes {estimate.mean:.1f} days, and a task takes half a day to two days: {advice}."
            yield Finding(SprintRule.TASK_SIZE, task.id, message, Severity.WARNING)


def _order(plan: SprintPlan, ground: Ground) -> Iterator[Finding]:
    try:
        timings(plan.tasks)
    except DependencyCycleError as error:
        yield Finding(SprintRule.CYCLE, error.tasks[0], str(error))
    place = {task_id: n for n, sprint in enumerate(plan.sprints) for task_id in sprint.tasks}
    for task in plan.tasks:
        for need in task.depends_on:
            if task.id in place and place.get(need, -1) > place[task.id]:
                mine, later = plan.sprints[place[task.id]].id, plan.sprints[place[need]].id
                message = f"It is planned for {mine} and needs {need}, which is planned for {later}: swap them."
                yield Finding(SprintRule.LATER_SPRINT, task.id, message)


def _planned(plan: SprintPlan, ground: Ground) -> Iterator[Finding]:
    planned = Counter(task_id for sprint in plan.sprints for task_id in sprint.tasks)
    for task in plan.tasks:
        if not planned[task.id]:
            yield Finding(SprintRule.UNPLANNED, task.id, "It is in no sprint: plan it, or drop it.")
        elif planned[task.id] > 1:
            yield Finding(SprintRule.PLANNED_TWICE, task.id, "It is in more than one sprint: keep it in one of them.")


def _capacity(plan: SprintPlan, ground: Ground) -> Iterator[Finding]:
    capacity = plan.capacity
    for sprint, tasks in _sprints(plan):
        days = load(tasks)
        if days > capacity.days_a_sprint + 1e-6:
            message = (
                f"Its tasks take {days:.1f} person-days, and the team can plan {capacity.days_a_sprint:.1f} "
                f"({capacity.people} people × {capacity.sprint_days} days × {capacity.focus:.0%} focus × "
                f"{capacity.load:.0%} load): move {days - capacity.days_a_sprint:.1f} to another sprint."
            )
            yield Finding(SprintRule.OVERLOADED, sprint, message)
        elif (length := _length(tasks, plan)) > capacity.sprint_days + 1e-6:
            message = (
                f"Its tasks wait for each other for {length:.1f} working days, and the sprint has "
                f"{capacity.sprint_days}: move the last one of them to the next sprint."
            )
            yield Finding(SprintRule.OUTLASTS, sprint, message)


def _slices(plan: SprintPlan, ground: Ground) -> Iterator[Finding]:
    for sprint, tasks in zip(plan.sprints, (tasks for _, tasks in _sprints(plan)), strict=True):
        if not tasks:
            yield Finding(SprintRule.EMPTY_SPRINT, sprint.id, "It has no task: fill it, or take it out.")
            continue
        touched = {layer for task in tasks for layer in task.layers}
        missing = [layer.value for layer in ground.layers if layer not in touched]
        if missing:
            message = (
                f"No task of it touches {' and '.join(missing)}, so that nothing in it works from end to end: move a "
                "product task here."
            )
            yield Finding(SprintRule.NO_SLICE, sprint.id, message, Severity.WARNING)
        if not sprint.modules:
            message = "It has no module in focus: name what it is about."
            yield Finding(SprintRule.NO_FOCUS, sprint.id, message, Severity.WARNING)


def _sprints(plan: SprintPlan) -> Iterator[tuple[str, list[Task]]]:
    by_id = {task.id: task for task in plan.tasks}
    for sprint in plan.sprints:
        yield sprint.id, [by_id[task_id] for task_id in sprint.tasks if task_id in by_id]


def _length(tasks: list[Task], plan: SprintPlan) -> float:
    """Working days until the last of them is done; 0 where they wait for each other, which is reported elsewhere."""
    try:
        return max((slot.finish for slot in dispatched(tasks, plan.capacity).values()), default=0.0)
    except DependencyCycleError:
        return 0.0
