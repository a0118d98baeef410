"""The local Notion's state, what a person may do to it, and what a reader sees of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

from bot.local.notion.reading import JSON, Change, DatabaseReading, Node, PageReading, Person, ViewReading

ROOT_TITLE = "Product plans"
"""The title of the page that is shared with the integration: what `NOTION_PARENT_PAGE_ID` names."""


class NotionStore:
    """One Notion workspace with three people, one integration, and one page shared with it.

    With ``data_dir`` the state lives in ``notion.sqlite3`` in that folder and survives a restart; without, in memory.
    Attributes for whoever plugs it in: ``base_url`` (set it once the port is known, for example
    ``http://127.0.0.1:8123``; object urls then read ``<base_url>/notion/page/<id>``), ``token`` (what the integration
    must send as its bearer token), ``root_page_id`` (same for every start).
    """

    def __init__(
        self,
        data_dir: Path | None = None,
        *,
        base_url: str = "http://127.0.0.1",
        token: str = "ntn_local",  # noqa: S107 - made up, opens nothing but this machine's pretend workspace
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.base_url = base_url
        self.token = token
        self.root_page_id = "00000000-0000-4000-8000-000000000001"
        raise NotImplementedError

    # what a reader sees -------------------------------------------------------------------------------------------

    def tree(self) -> Node:
        """Everything under the root page "Product plans", pages and databases, nested."""
        raise NotImplementedError

    def page(self, page_id: str) -> PageReading:
        """The page with this id (dashes optional), also when it is in the trash. Raises `KeyError` if there is none."""
        raise NotImplementedError

    def database(self, database_id: str) -> DatabaseReading:
        """The database with this id. Raises `KeyError` if there is none."""
        raise NotImplementedError

    def views(self, data_source_id: str) -> tuple[ViewReading, ...]:
        """The views of a data source in the order of their tabs, each with its rows filtered, sorted and grouped."""
        raise NotImplementedError

    def people(self) -> tuple[Person, ...]:
        """The humans of the workspace; the first is who acts where no ``person`` is given."""
        raise NotImplementedError

    def changes(self) -> AsyncIterator[Change]:
        """Everything that happens from now on: ``async for change in store.changes(): …``. Several may listen."""
        raise NotImplementedError

    # what a person does -------------------------------------------------------------------------------------------
    # Every one takes the person's id or name; None is the first of `people()`. All raise `KeyError` for an unknown id.

    def person_edits(
        self,
        page_id: str,
        *,
        markdown: str | None = None,
        properties: dict[str, str] | dict[str, JSON] | None = None,
        title: str | None = None,
        icon: str | None = None,
        person: str | None = None,
    ) -> PageReading:
        """Change a page by hand: its whole body as Markdown, its properties (API values, or plain text), title, icon."""
        raise NotImplementedError

    def person_creates(
        self, parent_id: str, title: str, markdown: str = "", *, person: str | None = None
    ) -> PageReading:
        """A new page under a page, or a new row in a data source or database."""
        raise NotImplementedError

    def person_comments(self, page_or_block_id: str, text: str, *, person: str | None = None) -> None:
        """Comment on a page or a block."""
        raise NotImplementedError

    def person_trashes(self, page_or_database_id: str, *, person: str | None = None) -> None:
        """Put a page or a database, and what lies in it, in the trash."""
        raise NotImplementedError

    def person_restores(self, page_or_database_id: str, *, person: str | None = None) -> None:
        """Take it out of the trash again."""
        raise NotImplementedError

    def person_moves(self, page_id: str, parent_id: str, *, person: str | None = None) -> None:
        """Move a page under another page; ``parent_id=""`` moves it to where the integration cannot see it."""
        raise NotImplementedError

    def person_locks(self, page_id: str, locked: bool = True, *, person: str | None = None) -> None:
        """Lock (or unlock) a page against editing."""
        raise NotImplementedError
