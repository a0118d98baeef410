"""Publishes a project to Notion, as often as one likes: what is there is found again, updated, and never doubled.

What it does when people changed things in Notion, and why:

- A page, row or database in the trash is taken out again: publishing says that it should be there, and taking it out
  keeps its address and comments.
- A row or database that is gone for good is created again, and relations to it are set anew. A *project page* that
  cannot be seen any more is not, because it may have been moved out of our sight with everything below it:
  `PageOutOfReach` asks what to do.
- A row that was moved elsewhere is kept up to date where it is; only its text, as its columns stayed behind.
- A column that was deleted is added again; one that got another type is left alone.
- What a person wrote into a body or into a column of theirs stays (`bot.notion.rows` says what is whose, and how that
  is known).

Requests: one for each thing that is created, one for each text that changed, one for each row whose columns changed,
and one query for each table; a text that is not known for certain to be ours is read first.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.notion.client import NotionClient
from bot.notion.comments import NotionComment, comments_since
from bot.notion.identifiers import page_id_of
from bot.notion.inline import Version
from bot.notion.library import Libraries, Library
from bot.notion.project_page import ProjectPage
from bot.notion.publication import Choice, Ledger, OnProgress, ProjectPublication, PublicationResult
from bot.notion.rows import Rows
from bot.notion.run import Run
from bot.notion.tables import TABLES, TASKS, TableId, keys_of
from bot.notion.views import Views
from bot.notion.writing import Pages


class Publisher:
    """Publishes projects below one page of one Notion workspace; a `ProjectPublisher`.

    `parent_page_id` is an id or a page's address (raises `NotAPageId`). One publication of a project at a time; the
    queue that calls this ensures it.
    """

    def __init__(
        self, client: NotionClient, parent_page_id: str, ledger: Ledger, *, markdown_version: Version = "v2"
    ) -> None:
        self._client = client
        self._ledger = ledger
        pages = Pages(client, ledger, markdown_version)
        self._page = ProjectPage(client, ledger, pages, page_id_of(parent_page_id))
        self._libraries = Libraries(client, ledger, pages)
        self._rows = Rows(client, ledger, pages, self._libraries)
        self._views = Views(client, ledger, pages, self._libraries)

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
        run = Run(project, decisions or {}, on_progress)
        run.note_what_points_nowhere()
        libraries = await self._as_we_left_it(run)
        if libraries is None:
            await self._page.ready(run)
            libraries = {}
        await run.step("the project page")
        for table in run.tables:
            library = libraries.get(table.id) or await self._library(run, table.id)
            libraries[table.id] = library
            await run.step(table.noun)
            for key in keys_of(table, project):
                row = run.row(table, key)
                await self._rows.publish(run, library, row)
                await run.step(row.step)
            if table is TASKS:
                await self._rows.relate(run, library)
            await self._rows.retire(run, library)
        for library in libraries.values():
            await self._views.arrange(run, library)
        await run.step("the views")
        return run.result()

    async def comments(self, project_key: str, since: datetime) -> tuple[NotionComment, ...]:
        """What people commented on the project's pages at or after `since` (aware), oldest first.

        See `bot.notion.comments` for which pages, and why a comment may be given twice. Raises `NotionError`.
        """
        return await comments_since(self._client, self._ledger, project_key, since)

    async def _as_we_left_it(self, run: Run) -> dict[TableId, Library] | None:
        """The tables, if one request each shows that all that was published is still there and the page is current.

        Rows tell it of the page that they lie on, too: Notion shows none of a page in the trash or out of reach.
        Anything else gives None: then every place is looked at. A table that is new is left out.
        """
        for table in TABLES:
            source = await self._ledger.find(table.source_key(run.project.key))
            if source is not None:
                run.sources[table.id] = source.notion_id
        libraries: dict[TableId, Library] = {}
        for table in run.tables:
            if libraries and not await self._libraries.is_known(run, table):
                break
            library = await self._libraries.as_left(run, table)
            if library is None:
                return None
            libraries[table.id] = library
        return libraries if libraries and await self._page.as_left(run) else None

    async def _library(self, run: Run, table_id: TableId) -> Library:
        page = await self._ledger.find(run.project.key)
        table = next(table for table in TABLES if table.id == table_id)
        return await self._libraries.ready(run, table, page.notion_id if page else "")
