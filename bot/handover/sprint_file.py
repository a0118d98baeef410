"""A sprint as a file to work from: its tasks and deliverables with boxes to tick."""

from collections.abc import Iterator, Mapping

from bot.folder.files import file_link
from bot.handover.record import Standing
from bot.planning.document import Callout, Document, Item, Listing, Paragraph, Part, Rich, Span, rich
from bot.planning.markdown import item_line, markdown
from bot.planning.modules.plan import ModulePlan
from bot.planning.specification import ProductSpecification
from bot.planning.sprints.calendar import day_name, sprint_span
from bot.planning.sprints.document import estimated
from bot.planning.sprints.plan import Sprint, SprintPlan, Task, TaskKind
from bot.planning.sprints.scheduling import effort, load


def sprint_markdown(
    sprint: Sprint,
    plan: SprintPlan,
    product: ProductSpecification | None,
    modules: ModulePlan | None,
    *,
    standing: Standing,
    paths: Mapping[str, str],
) -> str:
    """The sprint as Markdown: what it is for, tasks in order, deliverables, and when a task is ready and done.

    `paths` gives the file of each module by id, from the folder's root; a sprint's file is one folder below it.
    """
    by_id = {task.id: task for task in plan.tasks}
    tasks = [by_id[task_id] for task_id in sprint.tasks if task_id in by_id]
    written = [markdown(Document(f"{sprint.id} · {sprint.goal}", tuple(_head(sprint, plan, tasks, standing))))]
    titles = {module.id: f"{module.id} {module.title}" for module in modules.modules} if modules else {}
    links = [file_link(titles[each], f"../{paths[each]}") for each in sprint.modules if each in titles]
    if links:
        written.append(f"Modules: {', '.join(links)}\n")
    wanted = {requirement.id: requirement.title for requirement in product.features} if product else {}
    written.append("## Tasks\n")
    written.append("\n".join(_box(_task(task, wanted)) for task in tasks) or "No task is planned here.")
    written.append("\n## Deliverables\n")
    written.append("\n".join(_box(Item(rich(line))) for line in (*sprint.deliverables, f"Demo: {sprint.demo}")))
    for name, rules in (("A task is ready when", plan.ready_when), ("A task is done when", plan.done_when)):
        if rules:
            written += [f"\n## {name}\n", "\n".join(item_line(Item(rich(rule)), 1, ordered=False) for rule in rules)]
    return "\n".join(written) + "\n"


def _head(sprint: Sprint, plan: SprintPlan, tasks: list[Task], standing: Standing) -> Iterator[Part]:
    first, last = sprint_span(plan.capacity, plan.sprints.index(sprint))
    days = f"{day_name(plan.capacity, first)} to {day_name(plan.capacity, last)}"
    yield Paragraph(rich(f"Sprint plan · version {standing.stored.version} · {standing.words} · {days}", italic=True))
    yield Callout((Span("Milestone: ", bold=True), Span(sprint.milestone)), "🎯")
    yield Listing((Item(_fact("Load", f"{load(tasks):.1f} person-days, {effort(tasks)}")),))


def _task(task: Task, wanted: Mapping[str, str]) -> Item:
    technical = " (technical)" if task.kind is TaskKind.TECHNICAL else ""
    served = "; ".join(f"{each} {wanted.get(each, '')}".strip() for each in task.requirements)
    facts = (
        ("Done when", task.done_when),
        ("For", served),
        ("Module", task.module),
        ("Needs", ", ".join(task.depends_on)),
        ("Estimate", estimated(task.estimate)),
        ("Owner", task.owner),
    )
    below = tuple(_fact(name, value) for name, value in facts if value)
    return Item((Span(task.id, bold=True), Span(f" {task.title}{technical}")), below)


def _box(item: Item) -> str:
    """A list item with an empty box (GitHub's task list items)."""
    return "- [ ] " + item_line(item, 1, ordered=False).removeprefix("- ")


def _fact(name: str, value: str) -> Rich:
    return (Span(f"{name}:", bold=True), Span(f" {value}"))
