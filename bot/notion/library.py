"""The databases below a project page: opened, put back, or created, with their rows and columns as they are now."""

import hashlib
from dataclasses import dataclass, field

from bot.notion import columns, finding
from bot.notion.client import JSON, NotionClient
from bot.notion.columns import Columns
from bot.notion.errors import NotShared, RequestRefused
from bot.notion.publication import Ledger, Published
from bot.notion.run import Run
from bot.notion.tables import DEPENDS_ON, TASKS, Table, keys_of, schema
from bot.notion.writing import Pages

FRESH = 10
"""Requests after which what was read of a table is too old to be trusted about who edited its rows last."""


@dataclass
class Library:
    """One database: its table, the rows in it (by page id), and its columns as they are now.

    `read_at` is how many requests had been sent when the rows were read; `put_back` are columns that were just added
    again and are empty.
    """

    table: Table
    database_id: str
    data_source_id: str
    rows: dict[str, JSON]
    columns: Columns
    read_at: int
    put_back: set[str] = field(default_factory=set)

    def row_with(self, key: str) -> JSON | None:
        """The row with this Key, the oldest if somebody duplicated it."""
        found = [row for row in self.rows.values() if columns.said(row["properties"].get(columns.KEY, {})) == key]
        return min(found, key=lambda row: str(row.get("created_time", "")), default=None)

    def learn(self, row: JSON) -> None:
        """Take the columns' ids from a row, where a table was just created and nobody has told them yet."""
        if not self.knows_ids:
            self.columns = Columns(row["properties"], self.columns.wanted)

    @property
    def knows_ids(self) -> bool:
        """Whether the columns' ids are known, which views are made of."""
        return any(column.get("id") for column in self.columns.found.values())


class Libraries:
    """Opens and creates databases."""

    def __init__(self, client: NotionClient, ledger: Ledger, pages: Pages) -> None:
        self._client = client
        self._ledger = ledger
        self._pages = pages

    async def as_left(self, run: Run, table: Table) -> Library | None:
        """The table, if one request shows it with every row of it that was published; else None."""
        source = await self._ledger.find(table.source_key(run.project.key))
        database = await self._ledger.find(table.database_key(run.project.key))
        if source is None or database is None:
            return None
        library = await self._try_open(run, table, database.notion_id, source)
        if library is None:
            return None
        for key in keys_of(table, run.project):
            known = await self._ledger.find(table.row_key(run.project.key, key))
            if known is not None and known.notion_id not in library.rows:
                return None
        return library

    async def is_known(self, run: Run, table: Table) -> bool:
        """Whether the database was created before, wherever it is now."""
        return await self._ledger.find(table.database_key(run.project.key)) is not None

    async def ready(self, run: Run, table: Table, page_id: str) -> Library:
        """The table, taken out of the trash or created on the project page where it has to be. Raises `NotionError`."""
        database = await self._ledger.find(table.database_key(run.project.key))
        source = await self._ledger.find(table.source_key(run.project.key))
        if database is not None and source is not None:
            library = await self._try_open(run, table, database.notion_id, source)
            if library is not None:
                return library
            path = f"databases/{database.notion_id}"
            there = await finding.whether_there(self._client, path, f"opening the database of {table.id}")
            if there is not None:
                if there.get("in_trash"):
                    await self._client.put(path, {"in_trash": False}, "taking a database out of the trash")
                    run.notes.append(f"The database of {table.id} was in Notion's trash and was put back.")
                return await self._open(run, table, database.notion_id, source)
            run.notes.append(f"The database of {table.id} was deleted in Notion, so there is a new one.")
        return await self._create(run, table, page_id)

    async def refresh(self, library: Library) -> bool:
        """Read the rows again if so much was sent since that a person may have edited one; whether that was so."""
        if self._client.sent - library.read_at <= FRESH:
            return False
        library.read_at = self._client.sent
        library.rows = await self._rows(library.table, library.data_source_id)
        return True

    async def learn_columns(self, library: Library) -> None:
        """Read the columns' ids, unless they are known from a row."""
        if not library.knows_ids:
            library.columns = await self._columns(library.data_source_id, library.columns.wanted)

    async def _create(self, run: Run, table: Table, page_id: str) -> Library:
        wanted = schema(table, {key: value for key, value in run.sources.items() if key != table.id})
        body: JSON = {
            "parent": {"type": "page_id", "page_id": page_id},
            "title": columns.text(table.name),
            "is_inline": True,
            "initial_data_source": {"properties": wanted},
        }
        key = table.database_key(run.project.key)
        database, whole = await self._pages.create_once(
            key,
            "databases",
            body,
            f"creating the database of {table.id}",
            lambda: finding.database(self._client, page_id, table.name),
        )
        source_id = database["data_sources"][0]["id"]
        url = database.get("url", "")
        run.sources[table.id] = source_id
        source = Published(table.source_key(run.project.key), "data_source", source_id, url, "", "")
        if whole:
            found = await self._point_at_itself(table, source_id, run, wanted)
            library = Library(table, database["id"], source_id, {}, found, self._client.sent)
        else:
            library = await self._open(run, table, database["id"], source)
        await self._record_source(run, table, source)
        # Last: whoever finds the database recorded relies on the table's entry and on all of its columns.
        await self._ledger.record(Published(key, "database", database["id"], url, "", ""))
        return library

    async def _point_at_itself(self, table: Table, source_id: str, run: Run, made: dict[str, JSON]) -> Columns:
        """Add the one column that can only be made once the table is there."""
        if table is not TASKS:
            return Columns(made, made)
        wanted = schema(table, run.sources)
        body = {"properties": {DEPENDS_ON: wanted[DEPENDS_ON]}}
        source = await self._client.put(f"data_sources/{source_id}", body, "relating tasks to each other")
        return Columns(source["properties"], wanted)

    async def _try_open(self, run: Run, table: Table, database_id: str, source: Published) -> Library | None:
        """The table, unless it is out of reach or in the trash."""
        try:
            library = await self._open(run, table, database_id, source)
        except (NotShared, RequestRefused):
            return None
        return None if any(row.get("in_trash") for row in library.rows.values()) else library

    async def _open(self, run: Run, table: Table, database_id: str, source: Published) -> Library:
        """The table with its rows; columns that are gone are put back, relations point at the tables there are."""
        run.sources[table.id] = source.notion_id
        wanted = schema(table, run.sources)
        read_at = self._client.sent
        rows = await self._rows(table, source.notion_id)
        first = next(iter(rows.values()), None)
        found = Columns(first["properties"], wanted) if first else await self._columns(source.notion_id, wanted)
        library = Library(table, database_id, source.notion_id, rows, found, read_at)
        await self._mend_columns(run, library, source)
        for key in keys_of(table, run.project):
            known = await self._ledger.find(table.row_key(run.project.key, key))
            if known is not None and known.notion_id in rows:
                run.link(table, key, known.notion_id)
        return library

    async def _mend_columns(self, run: Run, library: Library, source: Published) -> None:
        table, wanted = library.table, library.columns.wanted
        missing = library.columns.missing
        stale = source.source_hash != _targets(run, table)
        again = {name: column for name, column in wanted.items() if stale and column["type"] == "relation"}
        if missing or again:
            body = {"properties": again | missing}
            await self._client.put(f"data_sources/{source.notion_id}", body, "putting missing columns back")
            removed = [name for name in missing if name not in again]
            if removed:
                names = ", ".join(f"“{name}”" for name in removed)
                run.notes.append(f"Columns of {table.noun} had been removed and were added again: {names}.")
            library.columns = await self._columns(source.notion_id, wanted)
            library.put_back = set(missing)
        if stale:
            await self._record_source(run, table, source)
        if library.columns.retyped:
            names = ", ".join(f"“{name}”" for name in library.columns.retyped)
            run.notes.append(f"Columns have another type now and were left alone: {names}.")

    async def _record_source(self, run: Run, table: Table, source: Published) -> None:
        entry = Published(source.key, "data_source", source.notion_id, source.url, _targets(run, table), "")
        await self._ledger.record(entry)

    async def _rows(self, table: Table, source_id: str) -> dict[str, JSON]:
        doing = f"reading {table.noun}"
        return {row["id"]: row async for row in self._client.query(source_id, {}, doing)}

    async def _columns(self, source_id: str, wanted: dict[str, JSON]) -> Columns:
        source = await self._client.get(f"data_sources/{source_id}", "reading the table's columns")
        return Columns(source["properties"], wanted)


def _targets(run: Run, table: Table) -> str:
    """What the table's relations point at, as a hash (hex); empty for a table that has none."""
    if table is not TASKS:
        return ""
    named = " ".join(f"{name}={source_id}" for name, source_id in sorted(run.sources.items()))
    return hashlib.sha256(named.encode()).hexdigest()
