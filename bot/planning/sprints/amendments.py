"""Changes that people ask of a sprint plan in plain words, applied by rules; what no rule fits is kept as a task.

Applying the same request again changes nothing more; one that could not be applied, and now can, takes the task away
that kept it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.planning.clauses import clipped
from bot.planning.modules.plan import ModulePlan
from bot.planning.specification import ProductSpecification
from bot.planning.sprints.assembly import assembled, built_order, with_sprints
from bot.planning.sprints.capacity import out_of_time, without_room
from bot.planning.sprints.drafts import REQUESTED
from bot.planning.sprints.estimates import time_box
from bot.planning.sprints.ground import Ground, requirement_order
from bot.planning.sprints.plan import SprintPlan, Task, TaskKind
from bot.planning.sprints.scheduling import SchedulingError, fits, load, timings
from bot.planning.sprints.wishes import Assigned, Dropped, Estimated, Moved, Renamed, Team, Waits, Wish, wishes
from bot.planning.technical.specification import TechnicalSpecification

Heard = Mapping[str, Sequence[Wish]]
"""What somebody understood of sentences that no rule fits, by the sentence."""


def amended_sprints(
    plan: SprintPlan,
    request: str,
    product: ProductSpecification,
    technical: TechnicalSpecification,
    modules: ModulePlan,
    heard: Heard | None = None,
    today: date | None = None,
) -> SprintPlan:
    """The plan with the request applied: "T-3 takes 2 to 4 days", "move T-4 to sprint 2", "T-3 needs T-1", "drop T-9",
    "rename T-3 to …", "assign T-3 to Ana", "we are 3 people", "sprints of 5 days", "start on 2027-01-11".

    Each sentence is taken by itself; `heard` helps where no rule fits, `today` tells what has gone by. Anything else,
    and what cannot be planned, becomes the technical task "Requested change: …" with the reason, tied to the
    requirement or task that it names, else to the first requirement. Sprints stay as they are as long as they hold what
    they are given. Raises `SchedulingError` where there is no module.
    """
    ground = Ground(product, technical, modules)
    for words, wish in wishes(request):
        if _names_its_record(plan, words):
            continue
        try:
            meant = (wish,) if wish else (heard or {}).get(words, ())
            if not meant:
                raise SchedulingError("No rule fits it: somebody has to decide what it means for the plan.")
            _refuse_day(meant, today)
            plan = _without_record(with_wishes(ground, plan, meant), words, ground)
        except SchedulingError as error:
            plan = _recorded(plan, words, str(error), ground)
    return plan


def _refuse_day(meant: Iterable[Wish], today: date | None) -> None:
    """Raises where somebody wants to begin on a day that has gone by, or that nobody plans for."""
    for wish in meant:
        if today and isinstance(wish, Team) and wish.start and (reason := out_of_time(wish.start, today)):
            raise SchedulingError(reason)


def with_wishes(ground: Ground, plan: SprintPlan, meant: Sequence[Wish]) -> SprintPlan:
    """The plan with all of the wishes. Raises `SchedulingError` where one of them cannot be planned."""
    for wish in meant:
        plan = _applied(plan, wish, ground)
    return plan


def _applied(plan: SprintPlan, wish: Wish, ground: Ground) -> SprintPlan:
    match wish:
        case Estimated(task, estimate):
            return _with_task(plan, _known(plan, task), {"estimate": estimate}, ground)
        case Renamed(task, title):
            return _with_task(plan, _known(plan, task), {"title": title}, ground)
        case Assigned(task, owner):
            return _with_task(plan, _known(plan, task), {"owner": owner}, ground)
        case Waits(task, others, no_longer):
            needs = _needs(_known(plan, task), [_known(plan, other).id for other in others], no_longer)
            return _with_task(plan, _known(plan, task), {"depends_on": needs}, ground)
        case Moved(task, sprint):
            return _moved(plan, _known(plan, task), sprint, ground)
        case Dropped(tasks):
            return _dropped(plan, tasks, ground)
        case Team():
            return _with_team(plan, wish, ground)


def _known(plan: SprintPlan, task_id: str) -> Task:
    try:
        return plan.task(task_id)
    except KeyError as error:
        raise SchedulingError(f"There is no task {task_id} in the plan.") from error


def _needs(task: Task, others: Sequence[str], no_longer: bool) -> tuple[str, ...]:
    if no_longer:
        return tuple(need for need in task.depends_on if need not in others)
    return tuple(dict.fromkeys((*task.depends_on, *others)))


def _with_task(plan: SprintPlan, task: Task, update: dict[str, object], ground: Ground) -> SprintPlan:
    changed = task.model_copy(update=update)
    if changed == task:
        return plan
    return _replanned(plan, [changed if each.id == task.id else each for each in plan.tasks], ground)


def _moved(plan: SprintPlan, task: Task, number: int, ground: Ground) -> SprintPlan:
    ids = [sprint.id for sprint in plan.sprints]
    if f"S-{number}" not in ids:
        raise SchedulingError(f"There is no sprint S-{number}: the plan has {', '.join(ids)}.")
    to = ids.index(f"S-{number}")
    groups = [[each for each in sprint.tasks if each != task.id] for sprint in plan.sprints]
    if task.id in plan.sprints[to].tasks:
        return plan
    groups[to].append(task.id)
    _refuse_move(plan, task, to, groups)
    filled = [group for group in groups if group]
    new = with_sprints(ground, plan.tasks, filled, plan.capacity, next_task=plan.next_task, earlier=plan)
    return _kept(plan, new)


def _refuse_move(plan: SprintPlan, task: Task, to: int, groups: Sequence[Sequence[str]]) -> None:
    """Raises where the task cannot be in that sprint: what it needs comes later, or there is no room."""
    place = {task_id: n for n, group in enumerate(groups) for task_id in group}
    sprint = plan.sprints[to].id
    for need in task.depends_on:
        if place.get(need, to) > to:
            raise SchedulingError(f"{task.id} needs {need}, which is in {plan.sprints[place[need]].id}.")
    for other in plan.tasks:
        if task.id in other.depends_on and place.get(other.id, to) < to:
            raise SchedulingError(f"{other.id} in {plan.sprints[place[other.id]].id} needs {task.id} before {sprint}.")
    inside = [plan.task(task_id) for task_id in groups[to]]
    if not fits(inside, plan.capacity):
        days, room = load(inside), plan.capacity.days_a_sprint
        why = f"{days:.1f} of {room:.1f} person-days" if days > room else "tasks that wait for each other for too long"
        raise SchedulingError(f"{sprint} would have {why}.")


def _dropped(plan: SprintPlan, gone: Iterable[str], ground: Ground) -> SprintPlan:
    """Without the tasks; what waited for one of them waits for what that one waited for."""
    gone = set(gone)
    by_id = {task.id: task for task in plan.tasks}
    never = [task_id for task_id in gone if int(task_id[2:]) >= plan.next_task]
    if never:
        raise SchedulingError(f"There is no task {', '.join(sorted(never))} in the plan.")
    if gone >= by_id.keys():
        raise SchedulingError("A plan needs at least one task.")
    left = [task for task in plan.tasks if task.id not in gone]
    if len(left) == len(plan.tasks):
        return plan
    return _replanned(
        plan, [task.model_copy(update={"depends_on": _through(task, gone, by_id)}) for task in left], ground
    )


def _through(task: Task, gone: set[str], by_id: dict[str, Task]) -> tuple[str, ...]:
    needs: list[str] = []
    left = list(task.depends_on)
    seen: set[str] = set()
    while left:
        need = left.pop(0)
        if need in seen:
            continue
        seen.add(need)
        if need in gone and need in by_id:
            left = [*by_id[need].depends_on, *left]
        else:
            needs.append(need)
    return tuple(needs)


def _with_team(plan: SprintPlan, wish: Team, ground: Ground) -> SprintPlan:
    said = {name: getattr(wish, name) for name in Team.__slots__ if getattr(wish, name) is not None}
    capacity = plan.capacity.model_copy(update=said)
    if capacity == plan.capacity:
        return plan
    if reason := without_room(capacity):
        raise SchedulingError(reason)
    if said.keys() == {"start"}:
        return plan.model_copy(update={"capacity": capacity})
    order = _order(plan, ground)
    new = assembled(ground, plan.tasks, capacity, order, next_task=plan.next_task, earlier=plan)
    return _kept(plan, new)


def _replanned(plan: SprintPlan, tasks: Sequence[Task], ground: Ground, next_task: int = 0) -> SprintPlan:
    """The plan with these tasks: in the sprints that they are in where those still hold them, else leveled anew."""
    following = next_task or plan.next_task
    timings(tasks)
    groups = _in_their_sprints(plan, tasks)
    if groups is None:
        new = assembled(ground, tasks, plan.capacity, _order(plan, ground), next_task=following, earlier=plan)
    else:
        new = with_sprints(ground, tasks, groups, plan.capacity, next_task=following, earlier=plan)
    return _kept(plan, new)


def _in_their_sprints(plan: SprintPlan, tasks: Sequence[Task]) -> list[list[str]] | None:
    """The sprints as they are, a new task in the first one with room for it; None where one of them does not hold."""
    by_id = {task.id: task for task in tasks}
    groups = [[task_id for task_id in sprint.tasks if task_id in by_id] for sprint in plan.sprints]
    for task in tasks:
        if not any(task.id in group for group in groups):
            after = max((n for n, group in enumerate(groups) if set(group) & set(task.depends_on)), default=0)
            room = (
                group for group in groups[after:] if fits([by_id[each] for each in (*group, task.id)], plan.capacity)
            )
            found = next(room, None)
            if found is None:
                return None
            found.append(task.id)
    place = {task_id: n for n, group in enumerate(groups) for task_id in group}
    in_order = all(place[need] <= place[task.id] for task in tasks for need in task.depends_on if need in place)
    held = all(fits([by_id[task_id] for task_id in group], plan.capacity) for group in groups)
    return [group for group in groups if group] if in_order and held else None


def _recorded(plan: SprintPlan, words: str, reason: str, ground: Ground) -> SprintPlan:
    """The plan with the request word for word as a technical task, once."""
    title = f"{REQUESTED} {words}"
    if any(task.title == title for task in plan.tasks):
        return plan
    about = _about(plan, words, ground)
    task = Task(
        id=f"T-{plan.next_task}",
        title=title,
        kind=TaskKind.TECHNICAL,
        module=ground.module_of(about).id if about else ground.modules.modules[0].id,
        requirements=(about,) if about else (),
        layers=ground.layers_of(about)[:1] if about else ground.layers[:1],
        estimate=time_box(),
        done_when=f"The team has decided what comes of it, and the plan says so. Not done yet: {clipped(reason, 400)}",
    )
    return _replanned(plan, [*plan.tasks, task], ground, next_task=plan.next_task + 1)


def _without_record(plan: SprintPlan, words: str, ground: Ground) -> SprintPlan:
    """The plan without the task that kept the request while it could not be applied."""
    kept = [task.id for task in plan.tasks if task.title == f"{REQUESTED} {words}"]
    return _dropped(plan, kept, ground) if kept else plan


def _names_its_record(plan: SprintPlan, words: str) -> bool:
    """Whether the request named a task that did not exist, and the task that keeps it got just that number."""
    named = {found.upper() for found in re.findall(r"\bT-\d+", words, re.I)}
    return any(task.id in named and task.title == f"{REQUESTED} {words}" for task in plan.tasks)


def _about(plan: SprintPlan, words: str, ground: Ground) -> str:
    """The requirement that a request names, itself or by one of its tasks; else the first one."""
    named = [found.upper() for found in re.findall(r"\bFR-\d+", words, re.I)]
    tasks = {found.upper() for found in re.findall(r"\bT-\d+", words, re.I)}
    named += [requirement for task in plan.tasks if task.id in tasks for requirement in task.requirements]
    return next((r for r in (*named, *ground.requirements) if r in ground.requirements), "")


def _order(plan: SprintPlan, ground: Ground) -> tuple[str, ...]:
    """The requirements as the plan builds them; what it does not reach yet follows."""
    return tuple(dict.fromkeys((*built_order(plan), *requirement_order(ground))))


def _kept(plan: SprintPlan, new: SprintPlan) -> SprintPlan:
    """The new plan with what the old one says of itself."""
    return new.model_copy(
        update={"title": plan.title, "language": plan.language, "written_by": plan.written_by, "basis": plan.basis}
    )
