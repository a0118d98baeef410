"""What a sprint is for, in words that its tasks and requirements bear out: goal, milestone, deliverables, demo."""

from collections.abc import Sequence

from bot.planning.clauses import clipped, lowered
from bot.planning.requirements import content_words
from bot.planning.sprints.ground import Ground
from bot.planning.sprints.plan import Sprint, Task, TaskKind

READY_WHEN = (
    "Everybody in the team can say which requirement it works for, and what shows that it is done.",
    "What it depends on is done, or agreed as a contract with an example.",
    "It is estimated in three points and takes half a day to two days.",
    "No open question blocks it.",
)
"""The definition of ready, once for the whole plan (`method.md`, "Sprints")."""

_DONE_WHEN = (
    "What its “done when” says is shown by an automated test, and every earlier test still passes.",
    "Somebody else has read the change.",
    "It runs where the demo runs.",
    "It keeps to the technical specification, or the specification says now what is different and why.",
)


def done_when(ground: Ground) -> tuple[str, ...]:
    """The definition of done, once for the whole plan, with the levels of testing that the team wants."""
    levels = [level.level for level in ground.technical.testing]
    return (*_DONE_WHEN, f"These are green: {clipped(', '.join(levels), 300)}.") if levels else _DONE_WHEN


def worded(sprint_id: str, tasks: Sequence[Task], left: Sequence[Task], ground: Ground, *, first: bool) -> Sprint:
    """A sprint of `tasks`, said in words; `left` are the tasks of later sprints, `first` the plan's first sprint."""
    product = [task for task in tasks if task.kind is TaskKind.PRODUCT]
    later = {requirement for task in left if task.kind is TaskKind.PRODUCT for requirement in task.requirements}
    touched = tuple(dict.fromkeys(r for task in product for r in task.requirements if r in ground.requirements))
    touched = tuple(sorted(touched, key=lambda requirement: (requirement in later, ground.priority(requirement))))
    shown = touched[:1]
    return Sprint(
        id=sprint_id,
        goal=clipped(_goal(tasks, touched, later, ground, first=first), 600),
        modules=_focus(product or tasks),
        tasks=tuple(task.id for task in tasks),
        milestone=clipped(_milestone(tasks, shown, ground), 900),
        deliverables=_deliverables(tasks, touched, later, ground),
        demo=clipped(_demo(tasks, shown, ground), 900),
    )


def _goal(tasks: Sequence[Task], touched: Sequence[str], later: set[str], ground: Ground, *, first: bool) -> str:
    if not touched:
        return f"What later sprints need: {_listed([task.title for task in tasks])}"
    titles = _listed([f"{'a part of ' * (r in later)}“{ground.requirements[r].title}”" for r in touched])
    if first:
        return f"A walking skeleton that runs: {titles}"
    return f"More that works end to end: {titles}"


def _milestone(tasks: Sequence[Task], shown: Sequence[str], ground: Ground) -> str:
    groups = ground.product.audience
    who = groups[0].name if groups else "The stakeholders"
    if not shown:
        return f"{who} are shown the running result of “{tasks[-1].title}”, and accept or refuse it."
    _, _, then = _scene(tasks, shown[0], ground)
    return f"{who} are shown in the running product that {then}, and accept or refuse it."


def _demo(tasks: Sequence[Task], shown: Sequence[str], ground: Ground) -> str:
    if not shown:
        return f"Run it before the team: {tasks[-1].done_when}"
    given, when, then = _scene(tasks, shown[0], ground)
    return f"Start where {given}; then {when}; everybody sees that {then}."


def _deliverables(tasks: Sequence[Task], touched: Sequence[str], later: set[str], ground: Ground) -> tuple[str, ...]:
    found = []
    for requirement_id in touched:
        requirement = ground.requirements[requirement_id]
        count = len(requirement.acceptance)
        if requirement_id in later:
            mine = [t.id for t in tasks if t.kind is TaskKind.PRODUCT and requirement_id in t.requirements]
            found.append(f"{requirement_id} · {requirement.title}: {', '.join(mine)} done, the rest follows")
        else:
            criteria = "its acceptance criterion passes" if count == 1 else f"its {count} acceptance criteria pass"
            found.append(f"{requirement_id} · {requirement.title}: {criteria}")
    technical = [task for task in tasks if task.kind is TaskKind.TECHNICAL]
    if technical:
        ids = ", ".join(task.id for task in technical)
        found.append(f"{len(technical)} technical task{'s' * (len(technical) > 1)} done ({ids})")
    return tuple(clipped(line, 600) for line in found)


def _scene(tasks: Sequence[Task], requirement_id: str, ground: Ground) -> tuple[str, str, str]:
    """The criterion of the requirement that the sprint's task is about, in parts that fit into a sentence."""
    task = next(t for t in tasks if t.kind is TaskKind.PRODUCT and requirement_id in t.requirements)
    done = content_words(task.done_when)
    criteria = ground.requirements[requirement_id].acceptance
    best = max(criteria, key=lambda c: _share(content_words(f"{c.given} {c.when} {c.then}"), done))
    given, when, then = (clipped(lowered(part.rstrip(" .,;")), 250) for part in (best.given, best.when, best.then))
    return given, when, then


def _share(words: frozenset[str], within: frozenset[str]) -> float:
    return len(words & within) / len(words) if words else 0.0


def _focus(tasks: Sequence[Task]) -> tuple[str, ...]:
    """The modules that are worked on, the one with most work first."""
    days: dict[str, float] = {}
    for task in tasks:
        days[task.module] = days.get(task.module, 0) + task.estimate.mean
    return tuple(sorted(days, key=lambda module: -days[module]))


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:3])
    if len(names) > 3:
        shown.append(f"{len(names) - 3} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
