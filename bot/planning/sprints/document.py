"""The sprint plan as documents: the whole plan for the thread, and a page for each sprint and each task."""

from bot.planning.document import (
    Callout,
    Code,
    Contents,
    Document,
    Heading,
    Item,
    Listing,
    Paragraph,
    Part,
    Rich,
    Span,
    Table,
    rich,
)
from bot.planning.modules.plan import ModulePlan
from bot.planning.specification import ProductSpecification, Requirement
from bot.planning.sprints.calendar import day_name, finish_range, sprint_span
from bot.planning.sprints.plan import Capacity, Estimate, Sprint, SprintPlan, Task, TaskKind
from bot.planning.sprints.scheduling import DependencyCycleError, critical_path, effort, load
from bot.planning.sprints.timeline import timeline


def sprints_document(
    plan: SprintPlan, modules: ModulePlan, *, status: str, version: int, thread_url: str = ""
) -> Document:
    """The whole plan, in reading order: in short, the timeline, each sprint with its tasks, the critical path.

    `status` is shown as given ("draft", "approved by Ana"); `thread_url` is the permalink of the session's root
    message, or empty.
    """
    parts: list[Part] = [
        Paragraph(_standing(plan, status, version, thread_url)),
        Contents(),
        *_in_short(plan),
        Heading(2, "Timeline"),
        Code(timeline(plan), "mermaid"),
    ]
    for place, sprint in enumerate(plan.sprints):
        parts += [Heading(2, f"{sprint.id} · {_dates(plan.capacity, place)}"), *_sprint(plan, place, modules)]
    parts += [*_critical_path(plan), *_definitions(plan)]
    return Document(f"{plan.title}: sprints", tuple(parts))


def sprint_document(plan: SprintPlan, sprint_id: str, modules: ModulePlan) -> Document:
    """One sprint by itself. Raises `KeyError` when none has the id."""
    for place, sprint in enumerate(plan.sprints):
        if sprint.id == sprint_id:
            parts = (Paragraph(rich(_dates(plan.capacity, place), italic=True)), *_sprint(plan, place, modules))
            return Document(f"{sprint.id} · {sprint.goal}", (*parts, *_definitions(plan)))
    raise KeyError(sprint_id)


def task_document(task: Task, product: ProductSpecification) -> Document:
    """One task by itself: when it is done, what it is for, where it works, and why it is there.

    What stands beside it wherever it is published (sprint, module, estimate, owner, what it depends on) is not said
    again: people change some of it there, and then the text would say otherwise. The range of the estimate stands on
    the page of its sprint.
    """
    facts = (
        ("Kind", "it gives people something" if task.kind is TaskKind.PRODUCT else "product tasks need it"),
        ("Layers", ", ".join(task.layers)),
    )
    parts: list[Part] = [Callout((Span("Done when: ", bold=True), Span(task.done_when)), "🏁")]
    parts.append(Listing(tuple(Item((Span(f"{name}:", bold=True), Span(f" {value}"))) for name, value in facts)))
    parts.append(Heading(2, "Why"))
    known = {requirement.id: requirement for requirement in product.features}
    for requirement_id in task.requirements:
        parts += _requirement(requirement_id, known.get(requirement_id))
    return Document(f"{task.id} · {task.title}", tuple(parts))


def estimated(estimate: Estimate) -> str:
    """Three points as people read them: "0.5 to 1.5 days, probably 1"."""
    if estimate.optimistic == estimate.pessimistic:
        return _days(estimate.likely)
    return f"{estimate.optimistic:g} to {_days(estimate.pessimistic)}, probably {estimate.likely:g}"


def team(capacity: Capacity) -> str:
    """The capacity in a line, with how it comes about."""
    people = "1 person" if capacity.people == 1 else f"{capacity.people} people"
    return (
        f"{people}, sprints of {capacity.sprint_days} working days, {capacity.focus:.0%} of the time for the plan and "
        f"{capacity.load:.0%} of that planned: {capacity.days_a_sprint:.1f} person-days a sprint"
    )


def _days(days: float) -> str:
    return "1 day" if days == 1 else f"{days:g} days"


def _standing(plan: SprintPlan, status: str, version: int, thread_url: str) -> Rich:
    line = " · ".join(fact for fact in ("Sprint plan", f"version {version}", status, plan.written_by) if fact)
    if not thread_url:
        return (Span(line, italic=True),)
    return (Span(f"{line} · ", italic=True), Span("the thread in Slack", link=thread_url))


def _in_short(plan: SprintPlan) -> list[Part]:
    technical = sum(task.kind is TaskKind.TECHNICAL for task in plan.tasks)
    work = f"{len(plan.tasks)} tasks ({technical} technical) in {len(plan.sprints)} sprints, {effort(plan.tasks)}"
    facts = (("Work", work), ("Team", team(plan.capacity)), ("Finished", _finished(plan)))
    items = tuple(Item((Span(f"{name}:", bold=True), Span(f" {text}"))) for name, text in facts)
    rows = tuple(
        (
            rich(sprint.id, bold=True),
            rich(sprint.goal),
            rich(_dates(plan.capacity, place)),
            rich(f"{load(_tasks(plan, sprint)):.1f} of {plan.capacity.days_a_sprint:.1f} days"),
        )
        for place, sprint in enumerate(plan.sprints)
    )
    header = (rich("Sprint"), rich("Goal"), rich("When"), rich("Load"))
    return [Heading(2, "In short"), Listing(items), *([Table(header, rows)] if rows else [])]


def _finished(plan: SprintPlan) -> str:
    try:
        ends = finish_range(plan)
    except DependencyCycleError as error:
        return str(error)
    names = [day_name(plan.capacity, day) for day in (ends.early, ends.middle, ends.late)]
    if len(set(names)) == 1:
        return names[0]
    return f"between {names[0]} and {names[2]}, in half of all simulated courses by {names[1]}"


def _sprint(plan: SprintPlan, place: int, modules: ModulePlan) -> list[Part]:
    sprint = plan.sprints[place]
    tasks = _tasks(plan, sprint)
    focus = ", ".join(_module(module, modules) for module in sprint.modules) or "none named"
    facts = (("Focus", focus), ("Demo", sprint.demo), ("Load", f"{load(tasks):.1f} person-days, {effort(tasks)}"))
    parts: list[Part] = [
        Paragraph(rich(sprint.goal)),
        Callout((Span("Milestone: ", bold=True), Span(sprint.milestone)), "🎯"),
        Listing(tuple(Item((Span(f"{name}:", bold=True), Span(f" {text}"))) for name, text in facts)),
    ]
    if sprint.deliverables:
        items = tuple(Item(rich(line)) for line in sprint.deliverables)
        parts += [Paragraph(rich("Delivered at the end", bold=True)), Listing(items)]
    if not tasks:
        return [*parts, Paragraph(rich("No task is planned here.", italic=True))]
    header = tuple(rich(name) for name in ("Task", "What", "For", "Module", "Needs", "Days"))
    return [*parts, Table(header, tuple(_row(task) for task in tasks))]


def _row(task: Task) -> tuple[Rich, ...]:
    what = task.title if task.kind is TaskKind.PRODUCT else f"{task.title} (technical)"
    days = f"{task.estimate.optimistic:g} / {task.estimate.likely:g} / {task.estimate.pessimistic:g}"
    cells = (what, ", ".join(task.requirements), task.module, ", ".join(task.depends_on), days)
    return (rich(task.id, bold=True), *(rich(cell) for cell in cells))


def _critical_path(plan: SprintPlan) -> list[Part]:
    heading = Heading(2, "Critical path")
    try:
        path = critical_path(plan.tasks)
    except DependencyCycleError as error:
        return [heading, Paragraph(rich(str(error)))]
    if not path:
        return []
    chain = [plan.task(task_id) for task_id in path]
    why = f"The longest chain of tasks, {effort(chain)}: what is late on it makes the end late."
    return [
        heading,
        Paragraph(rich(why)),
        Listing(tuple(Item(rich(_named(plan, each))) for each in path), ordered=True),
    ]


def _definitions(plan: SprintPlan) -> list[Part]:
    parts: list[Part] = []
    for name, rules in (("A task is ready when", plan.ready_when), ("A task is done when", plan.done_when)):
        if rules:
            parts += [Heading(2, name), Listing(tuple(Item(rich(rule)) for rule in rules))]
    return parts


def _requirement(requirement_id: str, requirement: Requirement | None) -> list[Part]:
    if requirement is None:
        return [Paragraph(rich(f"{requirement_id}, which the product specification does not hold any more."))]
    criteria = (f"Given {c.given}, when {c.when}, then {c.then}" for c in requirement.acceptance)
    return [
        Paragraph((Span(f"{requirement.id} · {requirement.title}:", bold=True), Span(f" {requirement.text}"))),
        Listing(tuple(Item(rich(criterion)) for criterion in criteria)),
    ]


def _tasks(plan: SprintPlan, sprint: Sprint) -> list[Task]:
    by_id = {task.id: task for task in plan.tasks}
    return [by_id[task_id] for task_id in sprint.tasks if task_id in by_id]


def _named(plan: SprintPlan, task_id: str) -> str:
    try:
        return f"{task_id} {plan.task(task_id).title}"
    except KeyError:
        return task_id


def _module(module_id: str, modules: ModulePlan) -> str:
    try:
        return f"{module_id} {modules.module(module_id).title}"
    except KeyError:
        return module_id


def _dates(capacity: Capacity, place: int) -> str:
    first, last = sprint_span(capacity, place)
    return f"{day_name(capacity, first)} to {day_name(capacity, last)}"
