"""What is wrong with what came of a play, counted here once more and not only by the product's own checks."""

from collections import Counter
from collections.abc import Iterator

from bot.planning.checks import Severity
from bot.planning.specification import Priority
from tests.projects.outcome import Outcome

PICTURES = ("architecture.png", "modules.png", "timeline.png")
SLACK = 1e-6
"""What sums of days may be off by."""


def complaints(outcome: Outcome) -> list[str]:
    """One sentence for everything that breaks a promise of the method; warnings are none."""
    return [*outcome.found(Severity.ERROR), *_ownership(outcome), *_plan(outcome), *_packs(outcome), *_shown(outcome)]


def _ownership(outcome: Outcome) -> Iterator[str]:
    owners = Counter(requirement for module in outcome.modules.modules for requirement in module.requirements)
    reached = {requirement for task in outcome.sprints.tasks for requirement in task.requirements}
    for requirement in outcome.product.features:
        if owners[requirement.id] != 1:
            yield f"{requirement.id} is owned by {owners[requirement.id]} modules"
        if requirement.id not in reached and requirement.priority is not Priority.WONT:
            yield f"No task reaches {requirement.id}"
    for invented in (owners.keys() | reached) - {requirement.id for requirement in outcome.product.features}:
        yield f"There is no {invented}"


def _plan(outcome: Outcome) -> Iterator[str]:
    plan = outcome.sprints
    place = {task: number for number, sprint in enumerate(plan.sprints) for task in sprint.tasks}
    planned = Counter(task for sprint in plan.sprints for task in sprint.tasks)
    for task in plan.tasks:
        if planned[task.id] != 1:
            yield f"{task.id} is planned {planned[task.id]} times"
        for before in task.depends_on:
            if place.get(before, 0) > place.get(task.id, 0):
                yield f"{task.id} waits for {before} of a later sprint"
    for sprint in plan.sprints:
        days = sum(plan.task(task).estimate.mean for task in sprint.tasks)
        if days > plan.capacity.days_a_sprint + SLACK:
            yield f"{sprint.id} holds {days:.1f} days, and there is room for {plan.capacity.days_a_sprint:.1f}"


def _packs(outcome: Outcome) -> Iterator[str]:
    for module, pack in outcome.packs.items():
        if pack.tokens > outcome.modules.pack_budget:
            yield f"The context pack of {module} has {pack.tokens} tokens"


def _shown(outcome: Outcome) -> Iterator[str]:
    if outcome.pictures != PICTURES:
        yield f"The thread shows the pictures {', '.join(outcome.pictures)}"
    wanted = {
        "Documents": 2 + len(outcome.modules.modules),
        "Sprints": len(outcome.sprints.sprints),
        "Tasks": len(outcome.sprints.tasks),
    }
    if dict(outcome.rows) != wanted:
        yield f"Notion holds {dict(outcome.rows)} instead of {wanted}"
