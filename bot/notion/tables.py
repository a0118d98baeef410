"""The three tables below a project page: their columns, their views, and how a publication becomes a row of them.

Few properties, decisions first (`product.md`, §4): readers complain about plans with fourteen columns.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.notion import columns
from bot.notion.columns import HASH, KEY, NAME
from bot.notion.markdown import render
from bot.planning.document import Document
from bot.planning.publication import (
    MODULE,
    DocumentPublication,
    ProjectPublication,
    SprintPublication,
    TaskPublication,
    facts_of,
    page_key,
    step_name,
)

JSON = dict[str, Any]
TableId = Literal["documents", "sprints", "tasks"]
Sources = Mapping[TableId, str]
"""The id of each table's data source, as far as there is one."""
Links = Mapping[TableId, Mapping[str, str]]
"""The page ids of rows by table and by key: what a relation may point at."""

TYPE, STATUS, VERSION, OWNER, THREAD = "Type", "Status", "Version", "Owner", "Slack thread"
DATES, GOAL, ESTIMATE = "Dates", "Goal", "Estimate"
SPRINT, MODULE_OF, DEPENDS_ON = "Sprint", "Module", "Depends on"


@dataclass(frozen=True, slots=True)
class View:
    """A view of a table: `group_by` and `dates` name columns, `shows` those to show (all but ours where empty).

    The table's first view (an empty `slug`) is the one that Notion makes with the database.
    """

    slug: str
    name: str
    type: Literal["table", "board", "timeline"]
    group_by: str = ""
    dates: str = ""
    filter: JSON | None = None
    shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One database. `peoples` are the columns that are filled by us and belong to people once they change them."""

    id: TableId
    name: str
    noun: str
    row_noun: Literal["document", "sprint", "task"]
    peoples: tuple[str, ...]
    views: tuple[View, ...]

    def database_key(self, project: str) -> str:
        """The ledger's key of the database."""
        return f"{project}/{self.id}"

    def source_key(self, project: str) -> str:
        """The ledger's key of the table in the database."""
        return f"{project}/{self.id}/source"

    def view_key(self, project: str, view: View) -> str:
        """The ledger's key of a view."""
        return f"{project}/{self.id}/view" + (f"/{view.slug}" if view.slug else "")

    def row_key(self, project: str, key: str) -> str:
        """The ledger's key of a row, which also stands in its column Key."""
        return page_key(project, self.row_noun, key)


MODULES_VIEW = View("modules", "Modules", "table", filter={"property": TYPE, "select": {"equals": MODULE}})

DOCUMENTS = Table(
    "documents", "Documents", "the table of documents", "document", (NAME, OWNER), (View("", "Documents", "table"),)
)
SPRINTS = Table(
    "sprints",
    "Sprints",
    "the table of sprints",
    "sprint",
    (NAME, STATUS, DATES),
    (
        View("", "Sprints", "table"),
        View("timeline", "Timeline", "timeline", dates=DATES, shows=(NAME, STATUS, GOAL)),
    ),
)
TASKS = Table(
    "tasks",
    "Tasks",
    "the table of tasks",
    "task",
    (NAME, STATUS, OWNER),
    (
        View("", "By sprint", "table", group_by=SPRINT),
        View("board", "Board", "board", group_by=STATUS, shows=(NAME, ESTIMATE, OWNER, SPRINT)),
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row to publish. `name` is for people, `ledger_key` also its column Key, `values` what its columns say.

    `source_hash` is of the body and the columns. The column Source hash holds one of what the columns are filled from
    and not of the body, so that a new body is one request and not two; that of the body is kept in the ledger.
    """

    key: str
    ledger_key: str
    name: str
    step: str
    icon: str
    values: dict[str, JSON]
    source_hash: str
    body: Document


TABLES = (DOCUMENTS, SPRINTS, TASKS)
"""In the order in which they are written: each points only at those before it (and the last at itself)."""


def summary_hash(project: ProjectPublication) -> str:
    """SHA-256 (hex) of what the project page should say."""
    return hashlib.sha256(render(project.summary).encode()).hexdigest()


def tables_of(project: ProjectPublication) -> tuple[Table, ...]:
    """The tables that a project needs: no empty ones."""
    needed = {"documents": True, "sprints": bool(project.sprints), "tasks": bool(project.tasks)}
    return tuple(table for table in TABLES if needed[table.id])


def views_of(table: Table, project: ProjectPublication) -> tuple[View, ...]:
    """A table's views; modules get theirs as soon as there is one."""
    return (*table.views, MODULES_VIEW) if table is DOCUMENTS and project.modules else table.views


def schema(table: Table, sources: Sources) -> dict[str, JSON]:
    """The table's columns by name. Relations only to tables that there are: of itself it knows once it is there."""
    if table is DOCUMENTS:
        return _DOCUMENT_COLUMNS
    if table is SPRINTS:
        return _SPRINT_COLUMNS
    targets: dict[str, TableId] = {SPRINT: "sprints", MODULE_OF: "documents", DEPENDS_ON: "tasks"}
    relations = {name: columns.relation(sources[target]) for name, target in targets.items() if target in sources}
    head = {name: column for name, column in _TASK_COLUMNS.items() if name not in columns.HIDDEN}
    return head | relations | {KEY: columns.TEXT, HASH: columns.TEXT}


def keys_of(table: Table, project: ProjectPublication) -> tuple[str, ...]:
    """The keys of a table's rows in the order in which they are written."""
    if table is DOCUMENTS:
        return tuple(document.key for document in (*project.specifications, *project.modules))
    if table is SPRINTS:
        return tuple(sprint.key for sprint in project.sprints)
    return tuple(task.key for task in project.tasks_in_order)


def row_of(table: Table, project: ProjectPublication, key: str, links: Links) -> Row:
    """The row of a table with this key; relations to rows that are not there (yet) are left out."""
    if table is DOCUMENTS:
        return _document(project, next(one for one in project.documents if one.key == key))
    if table is SPRINTS:
        return _sprint(project, next(one for one in project.sprints if one.key == key))
    return _task(project, next(one for one in project.tasks if one.key == key), links)


def _document(project: ProjectPublication, document: DocumentPublication) -> Row:
    values = {
        NAME: columns.title(document.name),
        TYPE: columns.option(document.type),
        STATUS: columns.option(document.status),
        VERSION: columns.number(document.version),
        OWNER: columns.rich_text(document.owner),
        THREAD: columns.address(document.thread_url),
    }
    is_module = document.type == MODULE
    step = step_name(MODULE, document.name) if is_module else document.name
    return _row(DOCUMENTS, project, document, values, "🧩" if is_module else "📄", step)


def _sprint(project: ProjectPublication, sprint: SprintPublication) -> Row:
    values = {
        NAME: columns.title(sprint.name),
        STATUS: columns.option(sprint.status),
        DATES: columns.dates(sprint.start, sprint.end),
        GOAL: columns.rich_text(sprint.goal),
    }
    return _row(SPRINTS, project, sprint, values, "🏁", step_name("Sprint", sprint.name))


def _task(project: ProjectPublication, task: TaskPublication, links: Links) -> Row:
    targets: dict[str, tuple[TableId, tuple[str, ...]]] = {
        SPRINT: ("sprints", (task.sprint,)),
        MODULE_OF: ("documents", (task.module,)),
        DEPENDS_ON: ("tasks", task.depends_on),
    }
    values = {
        NAME: columns.title(task.name),
        STATUS: columns.option(task.status),
        ESTIMATE: columns.number(task.estimate),
        OWNER: columns.rich_text(task.owner),
    }
    for name, (table_id, keys) in targets.items():
        there = links.get(table_id, {})
        values[name] = columns.pages([there[key] for key in dict.fromkeys(keys) if key in there])
    return _row(TASKS, project, task, values, "☑️", step_name("Task", task.name))


def _row(
    table: Table,
    project: ProjectPublication,
    published: DocumentPublication | SprintPublication | TaskPublication,
    values: dict[str, JSON],
    icon: str,
    step: str,
) -> Row:
    key = table.row_key(project.key, published.key)
    filled_from = hashlib.sha256("\n".join(facts_of(published)).encode()).hexdigest()
    ours = {KEY: columns.rich_text(key), HASH: columns.rich_text(filled_from)}
    return Row(published.key, key, published.name, step, icon, values | ours, published.source_hash, published.body)


_DOCUMENT_COLUMNS: dict[str, JSON] = {
    NAME: columns.TITLE,
    TYPE: columns.choice(Product_specification="blue", Technical_specification="purple", Module="green"),
    STATUS: columns.choice(Draft="gray", In_review="yellow", Approved="green", Out_of_date="red"),
    VERSION: columns.NUMBER,
    OWNER: columns.TEXT,
    THREAD: columns.ADDRESS,
    KEY: columns.TEXT,
    HASH: columns.TEXT,
}
_SPRINT_COLUMNS: dict[str, JSON] = {
    NAME: columns.TITLE,
    STATUS: columns.choice(Planned="gray", In_progress="blue", Done="green"),
    DATES: columns.DATES,
    GOAL: columns.TEXT,
    KEY: columns.TEXT,
    HASH: columns.TEXT,
}
_TASK_COLUMNS: dict[str, JSON] = {
    NAME: columns.TITLE,
    STATUS: columns.choice(To_do="gray", In_progress="blue", Blocked="red", Done="green"),
    ESTIMATE: columns.NUMBER,
    OWNER: columns.TEXT,
}
