"""A project of the size that `product.md` speaks of: 2 specifications, 8 modules, 4 sprints and 40 tasks."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.notion import DocumentPublication, ProjectPublication, SprintPublication, TaskPublication
from bot.planning.document import Callout, Document, Heading, Item, Listing, Paragraph, rich
from bot.planning.publication import MODULE
from tests.notion.stage import PROJECT, Stage, project, specification

MONDAY = date(2026, 11, 30)
TASK = f"{PROJECT}/task/T-1"
"""The key of the first task's page."""


def a_plan() -> ProjectPublication:
    """Two modules, two sprints and four tasks: small, with everything in it."""
    return whole_project(modules=2, sprints=2, tasks=4)


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
    """A new version of the product specification, with it a new summary, and three tasks that say something else."""
    return with_first_tasks(_next_version(before), body=says("It is done when it is seen twice."))


def larger(before: ProjectPublication) -> ProjectPublication:
    """The same new version, and three tasks that take longer for it but say what they said."""
    return with_first_tasks(_next_version(before), estimate=3.0)


def with_first_tasks(before: ProjectPublication, count: int = 3, **changes: Any) -> ProjectPublication:
    """The plan with the first tasks changed, and their hashes with them."""
    changed = (replace(one, **changes, source_hash=f"{one.source_hash}-changed") for one in before.tasks[:count])
    return replace(before, tasks=(*changed, *before.tasks[count:]))


def with_task(before: ProjectPublication, key: str, **changes: Any) -> ProjectPublication:
    """The plan with one task changed, and its hash with it."""
    changes.setdefault("source_hash", "changed")
    return replace(before, tasks=tuple(replace(one, **changes) if one.key == key else one for one in before.tasks))


def everything_rewritten(before: ProjectPublication, text: str = "Rewritten.") -> ProjectPublication:
    """The plan with another text on every page below the project page."""
    return replace(
        before,
        documents=tuple(replace(one, body=says(text), source_hash=text) for one in before.documents),
        sprints=tuple(replace(one, body=says(text), source_hash=text) for one in before.sprints),
        tasks=tuple(replace(one, body=says(text), source_hash=text) for one in before.tasks),
    )


def by_hand(stage: Stage, name: str, properties: dict[str, Any]) -> None:
    """Ben changes columns of a row."""
    stage.store.person_edits(stage.row(name).id, properties=properties, person="Ben")


def says(text: str) -> Document:
    """A body of one paragraph."""
    return Document("x", (Paragraph(rich(text)),))


def _next_version(before: ProjectPublication) -> ProjectPublication:
    changed = specification(2, more="Managers get a copy.")
    summary = project(decision="Reports go out on Tuesday.").summary
    return replace(before, documents=(changed, *before.documents[1:]), summary=summary)
