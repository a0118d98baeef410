"""Tasks before they have ids, and how they get them: what stays the same over versions keeps its number."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.planning.requirements import content_words, overlap
from bot.planning.sprints.plan import Estimate, SprintPlan, Task, TaskKind
from bot.planning.sprints.scheduling import DependencyCycleError, timings
from bot.planning.technical.specification import Layer

REQUESTED = "Requested change:"
"""How the title of a task begins that keeps a request which no rule fits: nothing that people ask for is lost."""

LONGEST_TITLE = 110
"""Characters of a task's title."""

MOST_PARTS = 4

ALIKE = 0.4
"""Share of common words from which on two technical tasks of a module are the same one in other words."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A task that is to be planned. `key` names it among the drafts of one plan, `needs` are keys of others."""

    key: str
    title: str
    kind: TaskKind
    module: str
    requirements: tuple[str, ...]
    layers: tuple[Layer, ...]
    estimate: Estimate
    done_when: str
    needs: tuple[str, ...] = ()


def parts(draft: Draft, room: float) -> tuple[Draft, ...]:
    """The draft, or as many equal parts of it as are needed for each to take at most `room` person-days.

    The last part has its key, so that what needs the draft waits for all of it. A draft that would need more than
    `MOST_PARTS` stays whole: the capacity is the problem then, not the task.
    """
    count = math.ceil(draft.estimate.mean / room - 1e-9)
    if not 1 < count <= MOST_PARTS:
        return (draft,)
    figures = draft.estimate.model_dump()
    share = Estimate(**{name: days / count for name, days in figures.items()})
    keys = [*(f"{draft.key}#{number}" for number in range(1, count)), draft.key]
    return tuple(
        replace(
            draft,
            key=key,
            title=f"{draft.title} ({number} of {count})",
            estimate=share,
            done_when=f"{draft.done_when} Part {number} of {count} of it can be shown.",
            needs=draft.needs if number == 1 else (keys[number - 2],),
        )
        for number, key in enumerate(keys, 1)
    )


def numbered(drafts: Sequence[Draft], earlier: SprintPlan | None) -> tuple[tuple[Task, ...], int]:
    """The drafts as tasks, and the number that the next new task gets.

    A draft that is a task of `earlier` keeps its id and its owner, and where the work is the same also its estimate
    and what people had it wait for. Other drafts get numbers that no task ever had. Tasks that keep a request stay.
    """
    known = earlier.tasks if earlier else ()
    same = _matched(drafts, known)
    following = earlier.next_task if earlier else 1
    ids: dict[str, str] = {}
    for draft in drafts:
        old = same.get(draft.key)
        ids[draft.key] = old.id if old else f"T-{following}"
        following += not old
    tasks = [_task(draft, ids, same.get(draft.key)) for draft in drafts]
    taken = {task.id for task in tasks}
    tasks += [task for task in known if task.title.startswith(REQUESTED) and task.id not in taken]
    there = {task.id for task in tasks}
    kept = tuple(_with_old_needs(task, same_task, there) for task, same_task in _pairs(tasks, known))
    return (kept if _sound(kept) else tuple(_only_known(task, there) for task in tasks)), following


def _task(draft: Draft, ids: dict[str, str], old: Task | None) -> Task:
    unchanged = old is not None and _same_work(draft, old)
    return Task(
        id=ids[draft.key],
        title=draft.title,
        kind=draft.kind,
        module=draft.module,
        requirements=draft.requirements,
        layers=draft.layers,
        depends_on=tuple(dict.fromkeys(ids[key] for key in draft.needs if key in ids and key != draft.key)),
        estimate=old.estimate if old and unchanged else draft.estimate,
        done_when=draft.done_when,
        owner=old.owner if old else "",
    )


def _matched(drafts: Sequence[Draft], known: Sequence[Task]) -> dict[str, Task]:
    """The earlier task of each draft: first those with the same title, then those that are most alike."""
    left = {task.id: task for task in known if not task.title.startswith(REQUESTED)}
    found: dict[str, Task] = {}
    for least in (1.0, ALIKE):
        for draft in drafts:
            if draft.key in found or not left:
                continue
            best = max(left.values(), key=lambda task, draft=draft: _likeness(draft, task))  # type: ignore[misc]
            if _likeness(draft, best) >= least:
                found[draft.key] = left.pop(best.id)
    return found


def _likeness(draft: Draft, task: Task) -> float:
    """1 for the same title of the same place; product tasks of one requirement are alike in any words."""
    if draft.kind is not task.kind:
        return 0.0
    product = draft.kind is TaskKind.PRODUCT
    if draft.requirements[:1] != task.requirements[:1] if product else draft.module != task.module:
        return 0.0
    if draft.title == task.title:
        return 1.0
    return min(0.99, overlap(content_words(draft.title), content_words(task.title)) + (ALIKE if product else 0))


def _same_work(draft: Draft, old: Task) -> bool:
    return (draft.title, draft.done_when, draft.requirements) == (old.title, old.done_when, old.requirements)


def _pairs(tasks: Iterable[Task], known: Iterable[Task]) -> Iterable[tuple[Task, Task | None]]:
    before = {task.id: task for task in known}
    return ((task, before.get(task.id)) for task in tasks)


def _with_old_needs(task: Task, old: Task | None, there: set[str]) -> Task:
    same = old and (task.title, task.done_when) == (old.title, old.done_when)
    needs = (*task.depends_on, *(old.depends_on if old and same else ()))
    return _only_known(task.model_copy(update={"depends_on": tuple(dict.fromkeys(needs))}), there)


def _only_known(task: Task, there: set[str]) -> Task:
    return task.model_copy(update={"depends_on": tuple(need for need in task.depends_on if need in there)})


def _sound(tasks: Iterable[Task]) -> bool:
    try:
        timings(tasks)
    except DependencyCycleError:
        return False
    return True
