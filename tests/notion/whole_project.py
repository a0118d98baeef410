"""A project of the size that `product.md` speaks of: 2 specifications, 8 modules, 4 sprints and 40 tasks."""

from dataclasses import replace
from datetime import date, timedelta

from bot.notion import DocumentPublication, ProjectPublication, SprintPublication, TaskPublication
from bot.planning.document import Callout, Document, Heading, Item, Listing, Paragraph, rich
from bot.planning.publication import MODULE
from tests.notion.stage import project, specification

MONDAY = date(2026, 11, 30)


def whole_project(*, modules: int = 8, sprints: int = 4, tasks: int = 40) -> ProjectPublication:
    """A plan whose tasks go round sprints and modules in turn, each waiting for the two tasks before it."""
    technical = replace(
        specification(), key="technical-specification", name="Technical specification", type="Technical specification"
    )
    documents = (specification(), technical, *(module(number) for number in range(1, modules + 1)))
    return replace(
        project(*documents),
        sprints=tuple(sprint(number) for number in range(1, sprints + 1)),
        tasks=tuple(task(number, sprints=sprints, modules=modules) for number in range(1, tasks + 1)),
    )


def module(number: int) -> DocumentPublication:
    body = Document(f"Module {number}", (Heading(2, "Scope"), Paragraph(rich(f"Everything that is number {number}."))))
    return replace(
        specification(), key=f"M-{number}", name=f"M-{number} Part", type=MODULE, source_hash=f"m{number}", body=body
    )


def sprint(number: int) -> SprintPublication:
    start = MONDAY + timedelta(weeks=2 * (number - 1))
    body = Document(f"S-{number}", (Callout(rich("A report can be seen."), icon="🏁"), Paragraph(rich("Two weeks."))))
    return SprintPublication(
        key=f"S-{number}",
        name=f"S-{number} Slice",
        goal=f"Slice {number} works from the button to the table.",
        start=start,
        end=start + timedelta(days=11),
        status="Planned",
        source_hash=f"s{number}",
        body=body,
    )


def task(
    number: int, *, sprints: int = 4, modules: int = 8, text: str = "It is done when it is seen."
) -> TaskPublication:
    before = tuple(f"T-{earlier}" for earlier in (number - 1, number - 2) if earlier > 0)
    return TaskPublication(
        key=f"T-{number}",
        name=f"T-{number} Step",
        status="To do",
        estimate=1.5,
        owner="",
        sprint=f"S-{(number - 1) % sprints + 1}",
        module=f"M-{(number - 1) % modules + 1}",
        depends_on=before,
        source_hash=f"t{number}-{len(text)}",
        body=Document(f"T-{number}", (Paragraph(rich(text)), Listing((Item(rich("with FR-1")),)))),
    )


def small_change(before: ProjectPublication) -> ProjectPublication:
    """A new version of the product specification, with it a new summary, and three tasks that became larger for it."""
    tasks = tuple(
        replace(one, estimate=3.0, source_hash=f"{one.source_hash}-larger") if number < 3 else one
        for number, one in enumerate(before.tasks)
    )
    changed = specification(2, more="Managers get a copy.")
    summary = project(decision="Reports go out on Tuesday.").summary
    return replace(before, documents=(changed, *before.documents[1:]), tasks=tasks, summary=summary)
