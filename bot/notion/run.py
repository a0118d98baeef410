"""One publication under way: what it is to do, what it knows so far, and what has come of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.notion.client import JSON
from bot.notion.columns import MAX_RELATIONS
from bot.notion.publication import Ledger, Published
from bot.notion.tables import Row, Table, TableId, keys_of, row_of, tables_of
from bot.planning.publication import (
    Choice,
    Conflict,
    OnProgress,
    Progress,
    ProjectPublication,
    PublicationResult,
)


@dataclass
class Run:
    """What is collected on the way.

    `sources` are the data sources of the tables that there are; `links` the page ids of the rows that lie in their
    table, `urls` the addresses of all rows, both by table and key; `late` the tasks that were written before some that
    they depend on, with what could be said of their dependencies.
    """

    project: ProjectPublication
    decisions: Mapping[str, Choice]
    on_progress: OnProgress | None
    done: int = 0
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    url: str = ""
    sources: dict[TableId, str] = field(default_factory=dict)
    links: dict[TableId, dict[str, str]] = field(default_factory=dict)
    urls: dict[TableId, dict[str, str]] = field(default_factory=dict)
    late: dict[str, JSON] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that the project needs, in the order in which they are written."""
        return tables_of(self.project)

    def row(self, table: Table, key: str) -> Row:
        """A row of the project as it can be written by now."""
        return row_of(table, self.project, key, self.links)

    def link(self, table: Table, key: str, page_id: str) -> None:
        """Remember where a row lies, for the relations of others."""
        self.links.setdefault(table.id, {})[key] = page_id

    def waits(self, task_key: str) -> bool:
        """Whether a task depends on one that is planned and has no row yet."""
        rows = self.links.get("tasks", {})
        tasks = {task.key: task for task in self.project.tasks}
        return any(key in tasks and key not in rows for key in tasks[task_key].depends_on)

    def address(self, table: Table, key: str, url: str) -> None:
        """Remember the address of a row."""
        self.urls.setdefault(table.id, {})[key] = url

    async def step(self, text: str) -> None:
        """Say that a step is done: the project page, a table, a row, the views."""
        self.done += 1
        if self.on_progress is not None:
            total = 2 + sum(1 + len(keys_of(table, self.project)) for table in self.tables)
            await self.on_progress(Progress(self.done, total, text))

    async def undecided(
        self, ledger: Ledger, conflict: Conflict, known: Published, name: str, source_hash: str
    ) -> Published:
        """A page that a person edited: left as it is where that was decided, else brought to the thread."""
        if self.decisions.get(known.key) != "leave":
            self.conflicts.append(conflict)
            return known
        # What we last wrote stays on record, so that the next version asks again.
        kept = replace(known, source_hash=source_hash)
        await ledger.record(kept)
        self.left.append(name)
        return kept

    def note_what_points_nowhere(self) -> None:
        """Say which sprints, modules and tasks are named by a task without being published, instead of hiding it."""
        project = self.project
        there = {document.key for document in project.documents}
        there |= {sprint.key for sprint in project.sprints} | {task.key for task in project.tasks}
        for task in project.tasks:
            named = [key for key in (task.sprint, task.module, *task.depends_on) if key and key not in there]
            if named:
                self.notes.append(f"“{task.name}” names {', '.join(named)}, which is not part of the plan.")
            if len(task.depends_on) > MAX_RELATIONS:
                self.notes.append(f"“{task.name}” shows {MAX_RELATIONS} of its {len(task.depends_on)} dependencies.")

    def result(self) -> PublicationResult:
        """What it came to."""
        return PublicationResult(
            self.url,
            self.urls.get("documents", {}),
            tuple(self.created),
            tuple(self.updated),
            tuple(self.unchanged),
            tuple(self.left),
            tuple(self.conflicts),
            tuple(self.notes),
            self.urls.get("sprints", {}),
            self.urls.get("tasks", {}),
        )
