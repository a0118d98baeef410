"""From tasks to a whole plan: slices, sprints within the capacity, ids that stay, and the words of each sprint.

Whoever wrote the tasks (rules, a model, people who asked for changes), the plan is put together here and in no other
way.
"""

from collections.abc import Sequence

from bot.planning.sprints.ground import Ground
from bot.planning.sprints.plan import Capacity, Sprint, SprintPlan, Task, TaskKind
from bot.planning.sprints.scheduling import level, number_of
from bot.planning.sprints.wording import READY_WHEN, done_when, worded


def assembled(
    ground: Ground,
    tasks: Sequence[Task],
    capacity: Capacity,
    order: Sequence[str],
    *,
    next_task: int,
    earlier: SprintPlan | None = None,
) -> SprintPlan:
    """The plan of the tasks; `order` are the requirements in the order in which they are to be built.

    A sprint of `earlier` that keeps most of its tasks keeps its id, and one that keeps all of them its words. `basis`
    and `written_by` are for the caller to say. Raises `SchedulingError` where the tasks cannot be planned.
    """
    groups = level(tasks, capacity, slices(tasks, order))
    return with_sprints(ground, tasks, groups, capacity, next_task=next_task, earlier=earlier)


def with_sprints(
    ground: Ground,
    tasks: Sequence[Task],
    groups: Sequence[Sequence[str]],
    capacity: Capacity,
    *,
    next_task: int,
    earlier: SprintPlan | None = None,
) -> SprintPlan:
    """The plan with exactly these ids of tasks in its sprints; see `assembled`."""
    by_id = {task.id: task for task in tasks}
    planned = [[by_id[task_id] for task_id in group] for group in groups]
    ids, next_sprint = _sprint_ids(groups, earlier)
    sprints = []
    for place, inside in enumerate(planned):
        left = [task for group in planned[place + 1 :] for task in group]
        sprint = worded(ids[place], inside, left, ground, first=place == 0)
        sprints.append(_kept_words(sprint, by_id, earlier))
    return SprintPlan(
        title=ground.product.title,
        language=ground.product.language,
        capacity=capacity,
        tasks=tuple(task for group in planned for task in group),
        sprints=tuple(sprints),
        ready_when=(earlier.ready_when if earlier else ()) or READY_WHEN,
        done_when=(earlier.done_when if earlier else ()) or done_when(ground),
        next_task=next_task,
        next_sprint=next_sprint,
    )


def slices(tasks: Sequence[Task], order: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The tasks of each requirement in `order`, as ids: its product tasks, the technical tasks that these need and no
    slice before has, and the technical tasks that are there for it and that nothing waits for."""
    by_id = {task.id: task for task in tasks}
    needed = {before for task in tasks for before in task.depends_on}
    taken: set[str] = set()
    found: list[tuple[str, ...]] = []
    for requirement in order:
        own = [task for task in tasks if requirement in task.requirements[:1] and task.id not in taken]
        slice_ = {t.id for t in own if t.kind is TaskKind.PRODUCT or t.id not in needed}
        slice_ |= _technical_before(slice_, by_id) - taken
        taken |= slice_
        found.append(tuple(sorted(slice_, key=number_of)))
    return tuple(slice_ for slice_ in found if slice_)


def built_order(plan: SprintPlan) -> tuple[str, ...]:
    """The requirements in the order in which a plan builds them: by the sprint of their first product task."""
    return tuple(
        dict.fromkeys(
            requirement
            for kind in (TaskKind.PRODUCT, TaskKind.TECHNICAL)
            for sprint in plan.sprints
            for task in plan.tasks
            if task.id in sprint.tasks and task.kind is kind
            for requirement in task.requirements[:1]
        )
    )


def _technical_before(tasks: set[str], by_id: dict[str, Task]) -> set[str]:
    """The technical tasks that these wait for, directly or through others."""
    found: set[str] = set()
    left = list(tasks)
    while left:
        for before in by_id[left.pop()].depends_on:
            task = by_id.get(before)
            if task and task.kind is TaskKind.TECHNICAL and before not in found | tasks:
                found.add(before)
                left.append(before)
    return found


def _sprint_ids(groups: Sequence[Sequence[str]], earlier: SprintPlan | None) -> tuple[list[str], int]:
    """An id for each group: that of the earlier sprint with most of its tasks, else a new number."""
    left = list(earlier.sprints) if earlier else []
    following = earlier.next_sprint if earlier else 1
    found = []
    for group in groups:
        best = max(left, key=lambda sprint, group=group: len(set(group) & set(sprint.tasks)), default=None)  # type: ignore[misc]
        if best and set(group) & set(best.tasks):
            left.remove(best)
            found.append(best.id)
        else:
            found.append(f"S-{following}")
            following += 1
    return found, following


def _kept_words(sprint: Sprint, by_id: dict[str, Task], earlier: SprintPlan | None) -> Sprint:
    """The sprint with the words that it had, where its tasks are what they were."""
    old = next((each for each in earlier.sprints if each.id == sprint.id), None) if earlier else None
    if earlier is None or old is None or set(old.tasks) != set(sprint.tasks):
        return sprint
    same = all(_work(by_id[task.id]) == _work(task) for task in earlier.tasks if task.id in old.tasks)
    kept = {"goal": old.goal, "milestone": old.milestone, "demo": old.demo}
    return sprint.model_copy(update=kept) if same else sprint


def _work(task: Task) -> tuple[str, str]:
    return task.title, task.done_when
