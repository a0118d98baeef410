"""What changed between two versions of a sprint plan, sprint by sprint and task by task, by id."""

from collections.abc import Iterator, Mapping

from bot.planning.diff import Change, Effect
from bot.planning.sprints.calendar import day_name
from bot.planning.sprints.document import estimated, team
from bot.planning.sprints.plan import Capacity, Sprint, SprintPlan, Task


def sprint_changes(old: SprintPlan, new: SprintPlan) -> tuple[Change, ...]:
    """Every difference that a reader would see: the team, then sprints, then tasks; empty when there is none.

    A task that moved to another sprint is a change of the task and of both sprints. What is gone comes last.
    """
    titles = {task.id: f"{task.id} · {task.title}" for task in (*old.tasks, *new.tasks)}
    return (
        *_changed({"Team": _capacity(old.capacity)}, {"Team": _capacity(new.capacity)}, {}),
        *_changed(
            {sprint.id: _sprint(sprint) for sprint in old.sprints},
            {sprint.id: _sprint(sprint) for sprint in new.sprints},
            {},
        ),
        *_changed(
            {task.id: _task(task, old.sprint_of(task.id)) for task in old.tasks},
            {task.id: _task(task, new.sprint_of(task.id)) for task in new.tasks},
            titles,
        ),
        *_changed(_definitions(old), _definitions(new), {}),
    )


def _changed(before: Mapping[str, str], after: Mapping[str, str], names: Mapping[str, str]) -> Iterator[Change]:
    for place, text in after.items():
        name = names.get(place, place)
        if place not in before:
            yield Change(Effect.ADDED, name, "", text)
        elif before[place] != text:
            yield Change(Effect.CHANGED, name, before[place], text)
    for place, text in before.items():
        if place not in after:
            yield Change(Effect.REMOVED, names.get(place, place), text, "")


def _capacity(capacity: Capacity) -> str:
    return team(capacity) if capacity.start is None else f"{team(capacity)}\nStart: {day_name(capacity, 0)}"


def _definitions(plan: SprintPlan) -> dict[str, str]:
    rules = {"Ready when": plan.ready_when, "Done when": plan.done_when}
    return {name: "\n".join(lines) for name, lines in rules.items() if lines}


def _sprint(sprint: Sprint) -> str:
    facts = (
        ("Focus", ", ".join(sprint.modules)),
        ("Tasks", ", ".join(sprint.tasks)),
        ("Milestone", sprint.milestone),
        ("Deliverables", "; ".join(sprint.deliverables)),
        ("Demo", sprint.demo),
    )
    return _block(sprint.goal, facts)


def _task(task: Task, sprint: Sprint | None) -> str:
    facts = (
        ("Sprint", sprint.id if sprint else ""),
        ("Module", task.module),
        ("For", ", ".join(task.requirements)),
        ("Layers", ", ".join(task.layers)),
        ("Needs", ", ".join(task.depends_on)),
        ("Estimate", estimated(task.estimate)),
        ("Done when", task.done_when),
        ("Owner", task.owner),
    )
    return _block(f"{task.title} ({task.kind})", facts)


def _block(text: str, facts: tuple[tuple[str, str], ...]) -> str:
    return "\n".join((text, *(f"{label}: {value}" for label, value in facts if value)))
