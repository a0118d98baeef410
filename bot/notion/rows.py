"""One row of a table: created once, then kept up to date without taking away what people wrote.

Whose is what:

- A body that a person edited is not overwritten: it comes back as a `Conflict`.
- Columns in `Table.peoples` are filled by us; once a person changed one it is theirs. As long as it says what we
  wrote, it follows the plan.
- All other columns come from the plan. A person's change to one is put back, and said.
- A page that the thread chose to leave alone is not touched at all until the plan says something new of it.

Who edited a row is read from the query that read the whole table, not from the page itself. That is sound, because

- Notion names the last editor of each page, of its body and its columns alike, and we look before every write of ours;
- where we write columns of a page that a person edited last, so that from then on Notion names us, the ledger keeps
  that the body is in doubt (before the write), and the body is compared letter by letter from then on;
- the query is repeated when it is older than a few requests (`library.FRESH`), so that between looking and writing lies
  no more than the few seconds that reading the page itself would leave, too;
- whatever is not certain (a write that broke off, a token of another integration) is read and compared.

Unverified, because nobody could run it against the live service: how soon a query shows a person's edit.
"""

from dataclasses import replace

from bot.notion import finding
from bot.notion.client import JSON, NotionClient
from bot.notion.columns import HASH, HIDDEN, KEY, Filled, said, same_value
from bot.notion.identifiers import same_id
from bot.notion.library import Libraries, Library
from bot.notion.markdown import portions, same
from bot.notion.publication import Ledger, Published
from bot.notion.run import Run
from bot.notion.tables import DEPENDS_ON, DOCUMENTS, TASKS, TYPE, Row, keys_of
from bot.notion.writing import Pages
from bot.planning.publication import MODULE

RETIRED = "no longer planned"
"""Stands as the hash of a row that left the plan and was left in Notion, because a person had worked on it."""


def left_alone(source_hash: str) -> str:
    """Stands as the hash of a row that says something else, because the thread chose to leave it at this version."""
    return f"left {source_hash}"[:64]


class Rows:
    """Writes the rows of a table, one at a time."""

    def __init__(self, client: NotionClient, ledger: Ledger, pages: Pages, libraries: Libraries) -> None:
        self._client = client
        self._ledger = ledger
        self._pages = pages
        self._libraries = libraries

    async def publish(self, run: Run, library: Library, row: Row) -> None:
        """Bring one row up to date. Raises `NotionError`."""
        if library.table is TASKS and run.waits(row.key):
            run.late[row.key] = row.values[DEPENDS_ON]
        known = await self._ledger.find(row.ledger_key)
        found = library.rows.get(known.notion_id) if known is not None else None
        if known is not None and found is None:
            path = f"pages/{known.notion_id}"
            found = await finding.whether_there(self._client, path, f"opening {row.name}")
            if found is None:
                run.notes.append(f"“{row.name}” was deleted in Notion, so it was created again.")
            elif found.get("in_trash"):
                known = await self._doubt(known)
                await self._client.put(path, {"in_trash": False}, f"taking “{row.name}” out of the trash")
                run.notes.append(f"“{row.name}” was in Notion's trash and was put back.")
        if known is None or found is None:
            await self._create(run, library, row)
            return
        run.address(library.table, row.key, known.url)
        if _lies_in(library, found):
            run.link(library.table, row.key, found["id"])
        if known.source_hash == row.source_hash:
            await self._keep(run, library, row, known, found)
        elif known.source_hash == left_alone(row.source_hash):
            run.unchanged.append(row.key)
        else:
            await self._update(run, library, row, known, found)

    async def relate(self, run: Run, library: Library) -> None:
        """Set the dependencies of tasks that wait for each other in a circle: no order could set them before."""
        for key, earlier in run.late.items():
            row = run.row(TASKS, key)
            known = await self._ledger.find(row.ledger_key)
            values = library.columns.fitting({DEPENDS_ON: row.values[DEPENDS_ON]})
            said_before = same_value(row.values[DEPENDS_ON], earlier) or key not in run.links[TASKS.id]
            if known is None or not values or said_before:
                continue
            found = library.rows.get(known.notion_id)
            if found is not None and finding.edited_by_a_person(found):
                await self._doubt(known)
            path = f"pages/{known.notion_id}"
            await self._client.put(path, {"properties": values}, f"relating {row.name} to what it depends on")

    async def retire(self, run: Run, library: Library) -> None:
        """Put rows that left the plan into Notion's trash, except where a person worked on one: then say so once."""
        table, project = library.table, run.project
        prefix = table.row_key(project.key, "")
        planned = {table.row_key(project.key, key) for key in keys_of(table, project)}
        for found in library.rows.values():
            properties = found["properties"]
            key = str(said(properties.get(KEY, {})) or "")
            may_go = table is not DOCUMENTS or (project.modules and said(properties.get(TYPE, {})) == MODULE)
            known = await self._ledger.find(key) if may_go and key.startswith(prefix) and key not in planned else None
            if known is None or known.notion_id != found["id"] or known.source_hash == RETIRED:
                continue
            name = next((str(said(value)) for value in properties.values() if value.get("type") == "title"), key)
            if finding.edited_by_a_person(found) or known.doubtful:
                run.notes.append(f"“{name}” is no longer part of the plan; somebody worked on its page, so it stays.")
                await self._ledger.record(replace(known, source_hash=RETIRED))
                continue
            await self._client.put(f"pages/{known.notion_id}", {"in_trash": True}, f"putting {name} into the trash")
            run.notes.append(f"“{name}” is no longer part of the plan and is in Notion's trash now.")

    # creating ---------------------------------------------------------------------------------------------------------

    async def _create(self, run: Run, library: Library, row: Row) -> None:
        first, *rest = portions(row.body, self._pages.version)
        body: JSON = {
            "parent": {"type": "data_source_id", "data_source_id": library.data_source_id},
            "icon": {"type": "emoji", "emoji": row.icon},
            "properties": library.columns.fitting(row.values),
            "markdown": first,
            "markdown_version": self._pages.version,
        }

        async def find() -> JSON | None:
            return await finding.row(self._client, library.data_source_id, row.ledger_key)

        found, whole = library.row_with(row.ledger_key), False
        if found is None:
            found, whole = await self._pages.create_once(row.ledger_key, "pages", body, f"creating {row.name}", find)
        run.address(library.table, row.key, found.get("url", ""))
        run.link(library.table, row.key, found["id"])
        library.learn(found)
        entry = Published(row.ledger_key, "row", found["id"], found.get("url", ""), "", "")
        if not whole:
            there = {name: found["properties"].get(library.columns.present(name), {}) for name in row.values}
            as_created = {name: value for name, value in row.values.items() if same_value(value, there[name])}
            await self._record_filled(library, entry, Filled().wrote(_peoples(library, as_created)))
            await self._ledger.record(entry)
            await self._update(run, library, row, entry, found)
            return
        await self._record_filled(library, entry, Filled().wrote(_peoples(library, row.values)))
        await self._pages.finish(entry, row.body, row.source_hash, tuple(rest))
        run.created.append(row.key)

    # keeping up to date -----------------------------------------------------------------------------------------------

    async def _keep(self, run: Run, library: Library, row: Row, known: Published, found: JSON) -> None:
        """A row whose source did not change: its columns are put right where they no longer say what the plan says."""
        changes = await self._changes(library, row, known, found, changed=False)
        if changes and await self._libraries.refresh(library):
            found = library.rows.get(known.notion_id, found)
            changes = await self._changes(library, row, known, found, changed=False)
        if not changes:
            run.unchanged.append(row.key)
            return
        touched = finding.edited_by_a_person(found)
        if touched:
            _say_put_back(run, row, changes)
            known = await self._doubt(known)
        await self._write_columns(library, row, known, changes)
        await self._ledger.record(known)
        run.updated.append(row.key)

    async def _update(self, run: Run, library: Library, row: Row, known: Published, found: JSON) -> None:
        if found["id"] in library.rows and await self._libraries.refresh(library):
            found = library.rows.get(known.notion_id, found)
        touched = finding.edited_by_a_person(found)
        published = replace(known, source_hash=row.source_hash)
        if not known.source_hash or not same(known.text, "\n\n".join(portions(row.body, self._pages.version))):
            choice = run.decisions.get(known.key)
            written = await self._pages.rewrite(
                known, row.name, row.body, row.source_hash, choice, untouched=not touched
            )
            if written.conflict is not None:
                await run.undecided(self._ledger, written.conflict, known, row.key, left_alone(row.source_hash))
                return
            published = written.published
        elif touched:
            published = replace(await self._doubt(known), source_hash=row.source_hash)
        if _lies_in(library, found):
            changes = await self._changes(library, row, known, found, changed=True)
            from_the_same = same_value(row.values[HASH], found["properties"].get(HASH, {}))
            if changes and touched and from_the_same:
                _say_put_back(run, row, changes)
            await self._write_columns(library, row, known, changes)
        else:
            run.notes.append(f"“{row.name}” was moved in Notion and is kept up to date where it is now.")
        await self._ledger.record(published)
        run.updated.append(row.key)

    async def _doubt(self, known: Published) -> Published:
        """On record before anything but the body is written: after that Notion no longer tells who edited the body."""
        doubted = known.in_doubt()
        await self._ledger.record(doubted)
        return doubted

    async def _changes(
        self, library: Library, row: Row, known: Published, found: JSON, *, changed: bool
    ) -> dict[str, JSON]:
        """The values to write: ours where they differ; those that people may change as long as they have not.

        Where neither the source changed nor a person was there, only what follows from other rows (relations) can
        have gone wrong, so only that is compared: Notion may write a text or an address down in its own way. Where
        only the body changed, all columns say what they should, Source hash too, and nothing is to be written.
        """
        if not _lies_in(library, found):
            return {}
        there = {name: found["properties"].get(library.columns.present(name), {}) for name in row.values}
        touched = finding.edited_by_a_person(found)
        differing = {
            name: value
            for name, value in library.columns.writable(row.values).items()
            if (changed or name in library.put_back or "relation" in value or (touched and name not in HIDDEN))
            and not same_value(value, there[name])
        }
        theirs = _peoples(library, differing)
        filled = await self._filled(known) if theirs else Filled()
        for name in theirs:
            if name not in library.put_back and not (changed and filled.has(name, there[name])):
                del differing[name]
        return differing

    async def _write_columns(self, library: Library, row: Row, known: Published, changes: dict[str, JSON]) -> None:
        if not changes:
            return
        theirs = _peoples(library, changes)
        filled = await self._filled(known) if theirs else Filled()
        if theirs:
            await self._record_filled(library, known, filled.writing(theirs))
        path = f"pages/{known.notion_id}"
        properties = library.columns.fitting(changes)
        await self._client.put(path, {"properties": properties}, f"updating the columns of {row.name}")
        if theirs:
            await self._record_filled(library, known, filled.wrote(theirs))

    async def _filled(self, known: Published) -> Filled:
        entry = await self._ledger.find(_filled_key(known.key))
        return Filled.read(entry.written if entry is not None else "")

    async def _record_filled(self, library: Library, known: Published, filled: Filled) -> None:
        entry = Published(_filled_key(known.key), "row", known.notion_id, "", "", filled.to_json())
        await self._ledger.record(entry)


def _filled_key(row_key: str) -> str:
    return f"{row_key}/columns"


def _say_put_back(run: Run, row: Row, changes: dict[str, JSON]) -> None:
    names = ", ".join(f"“{name}”" for name in changes)
    run.notes.append(f"{names} of “{row.name}” had been changed in Notion; it comes from the plan, as before.")


def _lies_in(library: Library, found: JSON) -> bool:
    return same_id(str(found["parent"].get("data_source_id", "")), library.data_source_id)


def _peoples(library: Library, values: dict[str, JSON]) -> dict[str, JSON]:
    """Those of the values that people may change."""
    return {name: value for name, value in values.items() if name in library.table.peoples}
