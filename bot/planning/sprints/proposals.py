"""What a writer proposes for a sprint plan, judged and mended: it chooses words and sizes, code decides what holds."""

from collections.abc import Iterable, Sequence

from bot.planning.clauses import clipped
from bot.planning.language import surely_foreign
from bot.planning.requirements import content_words
from bot.planning.sprints.ground import Ground
from bot.planning.sprints.plan import Capacity, Estimate, Sprint, SprintPlan, Task, TaskKind
from bot.planning.sprints.scheduling import DependencyCycleError, largest_task, timings
from bot.planning.sprints.tasks import Proposed
from bot.planning.visible_text import one_line

SHORTEST_DAYS, LONGEST_DAYS = 0.25, 5.0
"""Bounds of a figure that a writer may estimate, in person-days."""

MOST_TASKS = 24
"""Tasks that a writer may propose for one module."""


def task_refusals(ground: Ground, requirements: Sequence[str], said: Sequence[Proposed]) -> tuple[str, ...]:
    """Why the proposed tasks of a module that owns `requirements` cannot be used, in sentences that a writer can act
    on; empty when they can be mended."""
    product = [task for task in said if task.kind is TaskKind.PRODUCT and task.requirement in requirements]
    reasons = []
    if not product:
        reasons.append(f"Propose at least one product task for each of {', '.join(requirements)}.")
    titles = [one_line(task.title).casefold() for task in said]
    if len(set(titles)) * 2 < len(titles) + 1 and len(titles) > 1:
        reasons.append("Give each task a title of its own.")
    if any(len(title.split()) < 2 or not any(c.isalpha() for c in title) for title in titles):
        reasons.append("A title says in at least two words what somebody can do then.")
    thin = [task for task in product if len(set(task.layers) & set(ground.layers)) < 2]
    if len(ground.layers) > 1 and len(thin) * 2 > len(product):
        reasons.append("Cut by what people can do then, not by layer: a product task goes through all layers.")
    about = _about(ground, requirements)
    strange = [task for task in product if not _speaks_of(task, about)]
    if len(strange) * 2 > len(product):
        reasons.append(f"“{clipped(one_line(strange[0].title), 80)}” has nothing to do with {strange[0].requirement}.")
    if _foreign(ground, [f"{task.title} {task.done_when}" for task in said]):
        reasons.append(f"Write in this language: {ground.product.language}.")
    return tuple(reasons)


def settled_tasks(
    ground: Ground, requirements: Sequence[str], said: Sequence[Proposed], capacity: Capacity
) -> tuple[tuple[Proposed, ...], tuple[str, ...]]:
    """The tasks as they can be planned, and a note on each that was changed or left out.

    Titles are unique, requirements those of the module, figures in order of size and small enough for a sprint.
    """
    found: dict[str, Proposed] = {}
    notes: list[str] = []
    for task in said[:MOST_TASKS]:
        title = clipped(one_line(task.title), 200)
        if task.requirement not in requirements:
            notes.append(f"“{title}” names {task.requirement or 'no requirement'}, which is not one of its module.")
        elif title and title.casefold() not in found:
            estimate, changed = _sized(task.estimate, capacity)
            if changed:
                notes.append(f"“{title}” was estimated at {changed}, and no sprint has room for that.")
            found[title.casefold()] = Proposed(
                requirement=task.requirement,
                title=title,
                kind=task.kind,
                layers=tuple(dict.fromkeys(task.layers)) or ground.layers,
                estimate=estimate,
                done_when=clipped(one_line(task.done_when), 1900) or title,
            )
    return tuple(found.values()), tuple(notes)


def settled_estimate(figures: Iterable[float]) -> Estimate:
    """Three figures within the bounds and in order of size."""
    low, likely, high = sorted(min(max(figure, SHORTEST_DAYS), LONGEST_DAYS) for figure in figures)
    return Estimate(optimistic=low, likely=likely, pessimistic=high)


def settled_needs(plan: SprintPlan, pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, tuple[str, ...]], int]:
    """What each task waits for, with those of the proposed pairs (task, what it needs) that close no cycle; and how
    many pairs were left out."""
    tasks = {task.id: task for task in plan.tasks}
    dropped = 0
    for task_id, need in dict.fromkeys(pairs):
        task = tasks.get(task_id)
        if task is None or need not in tasks or task_id == need:
            dropped += 1
        elif need not in task.depends_on:
            with_need = tasks | {task_id: task.model_copy(update={"depends_on": (*task.depends_on, need)})}
            try:
                timings(with_need.values())
                tasks = with_need
            except DependencyCycleError:
                dropped += 1
    return {task_id: task.depends_on for task_id, task in tasks.items()}, dropped


def words_refusals(ground: Ground, tasks: Sequence[Task], goal: str, milestone: str, demo: str) -> tuple[str, ...]:
    """Why the words of a sprint with these tasks cannot be used."""
    lines = {"goal": goal, "milestone": milestone, "demo": demo}
    empty = [name for name, line in lines.items() if len(one_line(line).split()) < 3]
    if empty:
        return (f"Write at least a few words for {' and '.join(empty)}.",)
    if len({one_line(line).casefold() for line in lines.values()}) < len(lines):
        return ("Goal, milestone and demo say three different things.",)
    if _foreign(ground, lines.values()):
        return (f"Write in this language: {ground.product.language}.",)
    about = _about(ground, [requirement for task in tasks for requirement in task.requirements])
    about |= content_words(" ".join(f"{task.title} {task.done_when}" for task in tasks))
    if content_words(" ".join(lines.values())).isdisjoint(about):
        return ("This has nothing to do with the tasks of the sprint: say what people can do once they are done.",)
    return ()


def with_words(sprint: Sprint, goal: str, milestone: str, demo: str) -> Sprint:
    """The sprint in these words; its tasks and deliverables stay what code computed."""
    return sprint.model_copy(update={"goal": one_line(goal), "milestone": one_line(milestone), "demo": one_line(demo)})


def _about(ground: Ground, requirements: Iterable[str]) -> frozenset[str]:
    """The words of requirements, and of who the product is for."""
    found = [ground.requirements[each] for each in dict.fromkeys(requirements) if each in ground.requirements]
    told = [f"{r.title} {r.text}" for r in found]
    told += [f"{c.given} {c.when} {c.then}" for r in found for c in r.acceptance]
    told += [group.name for group in ground.product.audience]
    return content_words(" ".join(told))


def _speaks_of(task: Proposed, about: frozenset[str]) -> bool:
    text = f"{task.title} {task.done_when}"
    return task.requirement in text or not content_words(text).isdisjoint(about)


def _foreign(ground: Ground, texts: Iterable[str]) -> bool:
    """Whether the texts are surely in a language that nobody uses."""
    said = [ground.product.title, *(f"{r.title} {r.text}" for r in ground.requirements.values())]
    return surely_foreign(" ".join(texts), ground.product.language, said)


def _sized(estimate: Estimate, capacity: Capacity) -> tuple[Estimate, str]:
    """The estimate, brought down to the largest task that a sprint can hold; and what it was, if it was larger."""
    room = largest_task(capacity)
    if estimate.mean <= room:
        return estimate, ""
    share = room / estimate.mean * 0.999
    smaller = (estimate.optimistic * share, estimate.likely * share, estimate.pessimistic * share)
    low, likely, high = (max(0.01, int(figure * 100) / 100) for figure in smaller)
    return Estimate(optimistic=low, likely=likely, pessimistic=high), f"{estimate.mean:.1f} days"
