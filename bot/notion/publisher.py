"""Publishes a project to Notion, as often as one likes: what is there is found again, updated, and never doubled.

What it does when people changed things in Notion, and why:

- A page, row or database in the trash is taken out again: publishing says that it should be there, and taking it out
  keeps its address and comments.
- A row or database that is gone for good is created again. A *project page* that cannot be seen any more is not,
  because it may have been moved out of our sight with everything below it: `PageOutOfReach` asks what to do.
- A row that was moved elsewhere is kept up to date where it is; only its text, as its columns stayed behind.
- A column that was deleted is added again; one that got another type is left alone.
- A body that a person edited is not overwritten: it comes back as a `Conflict`, to be decided in the thread.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.notion import columns, finding
from bot.notion.client import JSON, NotionClient
from bot.notion.columns import Columns
from bot.notion.errors import NotAllowed, NotShared, PageOutOfReach, RequestRefused
from bot.notion.identifiers import page_id_of, same_id
from bot.notion.inline import Version
from bot.notion.markdown import portions
from bot.notion.publication import (
    Choice,
    Conflict,
    DocumentPublication,
    Ledger,
    OnProgress,
    Progress,
    ProjectPublication,
    PublicationResult,
    Published,
)
from bot.notion.writing import Pages
from bot.planning.document import Document

PROJECT_ICON = "🧭"
DOCUMENT_ICON = "📄"


@dataclass
class _Run:
    """One publication under way: what it is to do, and what has come of it so far."""

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
    urls: dict[str, str] = field(default_factory=dict)

    async def step(self, text: str) -> None:
        self.done += 1
        if self.on_progress is not None:
            await self.on_progress(Progress(self.done, len(self.project.documents) + 3, text))


@dataclass
class _Library:
    """The database of documents: its table, the rows that are in it (by id), and its columns as they are now."""

    data_source_id: str
    rows: dict[str, JSON]
    columns: Columns


class Publisher:
    """Publishes projects below one page of one Notion workspace.

    `parent_page_id` is an id or a page's address (raises `NotAPageId`). One publication of a project at a time; the
    queue that calls this ensures it.
    """

    def __init__(
        self, client: NotionClient, parent_page_id: str, ledger: Ledger, *, markdown_version: Version = "v2"
    ) -> None:
        self._client = client
        self._parent = page_id_of(parent_page_id)
        self._ledger = ledger
        self._pages = Pages(client, ledger, markdown_version)

    async def publish(
        self,
        project: ProjectPublication,
        on_progress: OnProgress | None = None,
        decisions: Mapping[str, Choice] | None = None,
    ) -> PublicationResult:
        """Bring Notion up to date with `project`; safe to repeat after any failure, at any point.

        `decisions` answers conflicts of the publication before by their key, and is for this publication only;
        "replace" for the project's own key also makes a new project page where the old one is out of reach. Raises
        `NotionError`.
        """
        run = _Run(project, decisions or {}, on_progress)
        library = await self._as_we_left_it(run)
        if library is None:
            page = await self._project_page(run)
            await run.step("the project page")
            library = await self._library(run, page)
        else:
            await run.step("the project page")
        await run.step("the table of documents")
        for document in project.documents:
            await self._document(run, library, document)
            await run.step(document.name)
        await self._view(run, library)
        await run.step("the view")
        return PublicationResult(
            run.url,
            run.urls,
            tuple(run.created),
            tuple(run.updated),
            tuple(run.unchanged),
            tuple(run.left),
            tuple(run.conflicts),
            tuple(run.notes),
        )

    async def _as_we_left_it(self, run: _Run) -> _Library | None:
        """The table, if one request shows that all that was published is still there and the project page is current.

        Anything else gives None: then every place is looked at.
        """
        project = run.project
        page = await self._ledger.find(project.key)
        source = await self._ledger.find(project.data_source_key)
        database = await self._ledger.find(project.database_key)
        if page is None or source is None or database is None or page.source_hash != project.summary_hash:
            return None
        library = await self._try_open(run, source.notion_id)
        if library is None:
            return None
        for document in project.documents:
            known = await self._ledger.find(project.row_key(document))
            if known is not None and known.notion_id not in library.rows:
                return None
        run.url = page.url
        return library

    # the project page -------------------------------------------------------------------------------------------------

    async def _project_page(self, run: _Run) -> Published:
        project = run.project
        known = await self._ledger.find(project.key)
        if known is not None:
            page = await finding.whether_there(self._client, f"pages/{known.notion_id}", "opening the project page")
            if page is not None:
                run.url = known.url
                await self._untrash(run, f"pages/{known.notion_id}", page, "The project page")
                return await self._update_summary(run, known)
            if run.decisions.get(project.key) != "replace":
                raise PageOutOfReach(
                    f"The project page “{project.title}” is not where the integration can see it any more: somebody "
                    "moved it or deleted it for good.",
                    "Move it back or share it with the integration, or choose to publish to a new page.",
                )
            run.notes.append("The earlier project page could not be found any more, so there is a new one.")
        return await self._create_project_page(run)

    async def _create_project_page(self, run: _Run) -> Published:
        project, version = run.project, self._pages.version
        text = _marked(project)
        first, *rest = portions(text, version)
        body: JSON = {
            "parent": {"type": "page_id", "page_id": self._parent},
            "icon": {"type": "emoji", "emoji": PROJECT_ICON},
            "properties": {"title": {"title": columns.text(project.title or "Untitled")}},
            "markdown": first,
            "markdown_version": version,
        }
        page, whole = await self._pages.create_once(
            project.key,
            "pages",
            body,
            "creating the project page",
            lambda: finding.project_page(self._client, self._parent, project.key, project.title, version),
        )
        run.url = page.get("url", "")
        entry = Published(project.key, "page", page["id"], run.url, "", "")
        if whole:
            return await self._pages.finish(entry, text, project.summary_hash, tuple(rest))
        await self._ledger.record(entry)
        return await self._update_summary(run, entry)

    async def _update_summary(self, run: _Run, known: Published) -> Published:
        project = run.project
        if known.source_hash == project.summary_hash:
            return known
        choice = run.decisions.get(project.key)
        written = await self._pages.rewrite(known, project.title, _marked(project), project.summary_hash, choice)
        if written.conflict is not None:
            return await self._undecided(run, written.conflict, known, project.key, project.summary_hash)
        await self._ledger.record(written.published)
        return written.published

    async def _undecided(
        self, run: _Run, conflict: Conflict, known: Published, name: str, source_hash: str
    ) -> Published:
        """A page that a person edited: left as it is where that was decided, else brought to the thread."""
        if run.decisions.get(known.key) != "leave":
            run.conflicts.append(conflict)
            return known
        # What we last wrote stays on record, so that the next version asks again.
        kept = replace(known, source_hash=source_hash)
        await self._ledger.record(kept)
        run.left.append(name)
        return kept

    # the database -----------------------------------------------------------------------------------------------------

    async def _library(self, run: _Run, page: Published) -> _Library:
        database = await self._ledger.find(run.project.database_key)
        source = await self._ledger.find(run.project.data_source_key)
        if database is not None and source is not None:
            library = await self._try_open(run, source.notion_id)
            if library is not None:
                return library
            there = await finding.whether_there(
                self._client, f"databases/{database.notion_id}", "opening the database of documents"
            )
            if there is not None:
                await self._untrash(run, f"databases/{database.notion_id}", there, "The database of documents")
                return await self._open(run, source.notion_id)
            run.notes.append("The database of documents was deleted in Notion, so there is a new one.")
        return await self._create_library(run, page)

    async def _create_library(self, run: _Run, page: Published) -> _Library:
        body: JSON = {
            "parent": {"type": "page_id", "page_id": page.notion_id},
            "title": columns.text(columns.DATABASE_NAME),
            "is_inline": True,
            "initial_data_source": {"properties": columns.COLUMNS},
        }
        database, whole = await self._pages.create_once(
            run.project.database_key,
            "databases",
            body,
            "creating the database of documents",
            lambda: finding.database(self._client, page.notion_id),
        )
        source_id = database["data_sources"][0]["id"]
        url = database.get("url", "")
        # The table first: whoever finds the database recorded relies on the table's entry.
        await self._ledger.record(Published(run.project.data_source_key, "data_source", source_id, url, "", ""))
        await self._ledger.record(Published(run.project.database_key, "database", database["id"], url, "", ""))
        if not whole:
            return await self._open(run, source_id)
        return _Library(source_id, {}, await self._columns(source_id))

    async def _try_open(self, run: _Run, source_id: str) -> _Library | None:
        """The table, unless it is out of reach or in the trash."""
        try:
            library = await self._open(run, source_id)
        except (NotShared, RequestRefused):
            return None
        return None if any(row.get("in_trash") for row in library.rows.values()) else library

    async def _open(self, run: _Run, source_id: str) -> _Library:
        """The table with its rows; columns that are gone are put back."""
        doing = "reading the table of documents"
        rows = {row["id"]: row async for row in self._client.query(source_id, {}, doing)}
        first = next(iter(rows.values()), None)
        found = Columns(first["properties"]) if first else await self._columns(source_id)
        if found.missing:
            names = ", ".join(f"“{name}”" for name in found.missing)
            path = f"data_sources/{source_id}"
            await self._client.put(path, {"properties": found.missing}, "putting missing columns back")
            run.notes.append(f"Columns of the table of documents had been removed and were added again: {names}.")
            found = await self._columns(source_id)
        if found.retyped:
            names = ", ".join(f"“{name}”" for name in found.retyped)
            run.notes.append(f"Columns have another type now and were left alone: {names}.")
        return _Library(source_id, rows, found)

    async def _columns(self, source_id: str) -> Columns:
        source = await self._client.get(f"data_sources/{source_id}", "reading the table's columns")
        return Columns(source["properties"])

    async def _view(self, run: _Run, library: _Library) -> None:
        """Hide our own columns in the table's first view. Not worth failing for: a table without it reads as well."""
        key = run.project.view_key
        known = await self._ledger.find(key)
        if known is not None and known.source_hash == library.data_source_id:
            return
        doing = "arranging the table of documents"
        view_id = ""
        try:
            query: dict[str, str | int] = {"data_source_id": library.data_source_id}
            views = (await self._client.get("views", doing, query)).get("results", ())
            if views:
                view_id = views[0]["id"]
                schema = await self._columns(library.data_source_id) if library.rows else library.columns
                body: JSON = {"name": columns.DATABASE_NAME, "configuration": schema.view()}
                await self._client.put(f"views/{view_id}", body, doing)
        except (RequestRefused, NotShared, NotAllowed):
            run.notes.append("The columns Key and Source hash could not be hidden; please hide them by hand.")
        entry = Published(key, "view", view_id or library.data_source_id, "", library.data_source_id, "")
        await self._ledger.record(entry)

    # documents --------------------------------------------------------------------------------------------------------

    async def _document(self, run: _Run, library: _Library, document: DocumentPublication) -> None:
        key = run.project.row_key(document)
        known = await self._ledger.find(key)
        row = library.rows.get(known.notion_id) if known is not None else None
        if known is not None and row is None:
            row = await finding.whether_there(self._client, f"pages/{known.notion_id}", f"opening {document.name}")
            if row is None:
                run.notes.append(f"“{document.name}” was deleted in Notion, so it was created again.")
                known = None
            else:
                await self._untrash(run, f"pages/{known.notion_id}", row, f"“{document.name}”")
        if known is None or row is None:
            await self._create_document(run, library, document, key)
            return
        run.urls[document.key] = known.url
        if known.source_hash == document.source_hash:
            run.unchanged.append(document.key)
            return
        await self._update_document(run, library, document, known, row)

    async def _create_document(self, run: _Run, library: _Library, document: DocumentPublication, key: str) -> None:
        first, *rest = portions(document.body, self._pages.version)
        body: JSON = {
            "parent": {"type": "data_source_id", "data_source_id": library.data_source_id},
            "icon": {"type": "emoji", "emoji": DOCUMENT_ICON},
            "properties": library.columns.fitting(columns.values(document, key, document.source_hash)),
            "markdown": first,
            "markdown_version": self._pages.version,
        }

        async def find() -> JSON | None:
            return await finding.row(self._client, library.data_source_id, key)

        row, whole = _row_with(library, key), False
        if row is None:
            row, whole = await self._pages.create_once(key, "pages", body, f"creating {document.name}", find)
        run.urls[document.key] = row.get("url", "")
        entry = Published(key, "row", row["id"], row.get("url", ""), "", "")
        if whole:
            await self._pages.finish(entry, document.body, document.source_hash, tuple(rest))
            run.created.append(document.key)
            return
        await self._ledger.record(entry)
        await self._update_document(run, library, document, entry, row)

    async def _update_document(
        self, run: _Run, library: _Library, document: DocumentPublication, known: Published, row: JSON
    ) -> None:
        choice = run.decisions.get(known.key)
        written = await self._pages.rewrite(known, document.name, document.body, document.source_hash, choice)
        if written.conflict is not None:
            await self._undecided(run, written.conflict, known, document.key, document.source_hash)
            return
        if same_id(str(row["parent"].get("data_source_id", "")), library.data_source_id):
            await self._update_properties(library, document, known, row)
        else:
            run.notes.append(f"“{document.name}” was moved in Notion and is kept up to date where it is now.")
        await self._ledger.record(written.published)
        run.updated.append(document.key)

    async def _update_properties(
        self, library: _Library, document: DocumentPublication, known: Published, row: JSON
    ) -> None:
        wanted = columns.values(document, known.key, document.source_hash)
        ours = {name: value for name, value in wanted.items() if name not in columns.PEOPLES}
        body = {"properties": library.columns.fitting(ours)}
        await self._client.put(f"pages/{row['id']}", body, f"updating the columns of {document.name}")

    async def _untrash(self, run: _Run, path: str, found: JSON, what: str) -> None:
        if found.get("in_trash"):
            await self._client.put(path, {"in_trash": False}, f"taking {what} out of the trash")
            run.notes.append(f"{what} was in Notion's trash and was put back.")


def _marked(project: ProjectPublication) -> Document:
    return replace(project.summary, parts=(*project.summary.parts, finding.mark(project.key)))


def _row_with(library: _Library, key: str) -> JSON | None:
    for row in library.rows.values():
        if columns.plain(row["properties"].get(columns.KEY, {})) == key:
            return row
    return None
