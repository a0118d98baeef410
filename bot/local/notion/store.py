"""The local Notion's state, what a person may do to it, and what a reader sees of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.local.notion import outline, sight
from bot.local.notion.conversation import add_comment
from bot.local.notion.faults import Faults, RateLimit, RecordedRequest
from bot.local.notion.gate import Exchange
from bot.local.notion.markdown import parse
from bot.local.notion.markdown_edits import write_body
from bot.local.notion.pages import mirror_relations, put_under
from bot.local.notion.reading import JSON, DatabaseReading, Node, PageReading, Person, ViewReading
from bot.local.notion.rich_text import text_item
from bot.local.notion.schema import find_property
from bot.local.notion.values import from_text, read_values, schema_of
from bot.local.notion.workspace import PEOPLE, Workspace, dashed, is_uuid


class NotionStore(Workspace):
    """One Notion workspace with three people, one integration, and one page shared with it.

    With ``data_dir`` the state lives in ``notion.sqlite3`` in that folder and survives a restart; without, in memory.

    For whoever plugs it in: ``base_url`` (set it once the port is known, for example ``http://127.0.0.1:8123``; object
    urls then read ``<base_url>/notion/page/<id>``), ``token`` (what the integration must send as its bearer token),
    ``root_page_id`` (the same at every start).

    For tests: ``requests`` (the journal), ``faults``, ``rate_limit``, ``block_limit`` (None or a number of blocks),
    ``capabilities``, ``search_delay`` (seconds until search finds something new), and ``validate``, a function that
    is called with every exchange and whose complaints are collected in ``violations``.
    """

    def __init__(
        self,
        data_dir: Path | None = None,
        *,
        base_url: str = "http://127.0.0.1",
        token: str = "ntn_local",  # noqa: S107 - made up, opens nothing but this machine's pretend workspace
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.requests: list[RecordedRequest] = []
        self.faults = Faults()
        self.rate_limit = RateLimit()
        self.search_delay = 5.0
        self.validate: Callable[[Exchange], None] | None = None
        self.violations: list[str] = []
        super().__init__(data_dir, base_url, token, clock)

    def close(self) -> None:
        """Close the file; what was written is in it already."""
        self.records.close()

    # what a reader sees -----------------------------------------------------------------------------------------------

    def tree(self) -> Node:
        """Everything under the root page "Product plans", pages and databases, nested."""
        return sight.node(self, self.root_page_id)

    def page(self, page_id: str) -> PageReading:
        """The page with this id (dashes optional), also when it is in the trash. Raises `KeyError` if there is none."""
        return sight.page(self, self._record("page", page_id))

    def database(self, database_id: str) -> DatabaseReading:
        """The database with this id. Raises `KeyError` if there is none."""
        return sight.database(self, self._record("database", database_id))

    def views(self, data_source_id: str) -> tuple[ViewReading, ...]:
        """The views of a data source in the order of their tabs, each with its rows filtered, sorted and grouped."""
        return sight.views(self, self._record("data_source", data_source_id))

    def people(self) -> tuple[Person, ...]:
        """The humans of the workspace; the first is who acts where no ``person`` is given."""
        return PEOPLE

    def _record(self, kind: str, object_id: str) -> JSON:
        record = self.records.get(kind, dashed(object_id)) if is_uuid(object_id) else None
        if record is None:
            raise KeyError(f"no {kind} {object_id}")
        return record

    # what a person does -----------------------------------------------------------------------------------------------
    # Every one takes the person's id or name; None is the first of `people()`. All raise `KeyError` for an unknown id,
    # and `NotionError` where Notion would not take a value.

    def person_edits(
        self,
        page_id: str,
        *,
        markdown: str | None = None,
        properties: Mapping[str, str | JSON] | None = None,
        title: str | None = None,
        icon: str | None = None,
        person: str | None = None,
    ) -> PageReading:
        """Change a page by hand: its whole body as Markdown, its properties (API values, or plain text), title, icon.

        Blocks that read as before keep their ids; child pages and databases stay even when the text leaves them out.
        """
        page = self._record("page", page_id)
        with self.acting(self.person(person)):
            given: dict[str, str | JSON] = dict(properties or {})
            schema = schema_of(self, page)
            if title is not None:
                given[schema["title"]["name"]] = title
            raw = read_values(self, schema, page["parent"].get("data_source_id", ""), _typed(schema, given))
            mirror_relations(self, page, page["properties"], raw)
            page = self._record("page", page_id)
            changes: dict[str, Any] = {"properties": {**page["properties"], **raw}}
            if icon is not None:
                changes["icon"] = {"type": "emoji", "emoji": icon} if icon else None
            self.change("page", page, **changes)
            if markdown is not None:
                self._rewrite(page["id"], markdown)
        return self.page(page_id)

    def _rewrite(self, page_id: str, markdown: str) -> None:
        parsed = parse(markdown)
        named = {str(draft.content.get("id")) for draft in parsed.drafts if draft.type.endswith("_ref")}
        old = [draft for draft in outline.drafts_of(self, page_id) if draft.type in outline.CHILD_KINDS]
        for draft in old:
            if draft.content["id"] not in named:
                draft.type = draft.type.replace("child_", "") + "_ref"
                parsed.drafts.append(draft)
        write_body(self, page_id, parsed, allow_deleting=True, keep_same=True)

    def person_creates(
        self, parent_id: str, title: str, markdown: str = "", *, person: str | None = None
    ) -> PageReading:
        """A new page under a page, or a new row in a data source or database."""
        kind, parent = self._place(parent_id)
        with self.acting(self.person(person)):
            reference = f"{kind}_id"
            page = self.add_page({"type": reference, reference: parent["id"]}, {"title": [text_item(title)]})
            if kind == "page":
                outline.add_child(self, parent["id"], page["id"], "child_page")
                self.touch_page(parent["id"])
            outline.insert(self, page["id"], parse(markdown).drafts)
        return self.page(page["id"])

    def _place(self, parent_id: str) -> tuple[str, JSON]:
        for kind in ("page", "data_source", "database"):
            if self.records.get(kind, dashed(parent_id)) is None:
                continue
            record = self._record(kind, parent_id)
            if kind == "database":
                return "data_source", self._record("data_source", record["data_sources"][0])
            return kind, record
        raise KeyError(f"no page, data source or database {parent_id}")

    def person_comments(self, page_or_block_id: str, text: str, *, person: str | None = None) -> None:
        """Comment on a page or a block."""
        kind = "page" if self.records.get("page", dashed(page_or_block_id)) else "block"
        target = self._record(kind, page_or_block_id)
        with self.acting(self.person(person)):
            add_comment(self, {"type": f"{kind}_id", f"{kind}_id": target["id"]}, [text_item(text)], None)

    def person_trashes(self, page_or_database_id: str, *, person: str | None = None) -> None:
        """Put a page or a database, and what lies in it, in the trash."""
        self._trash(page_or_database_id, True, person)

    def person_restores(self, page_or_database_id: str, *, person: str | None = None) -> None:
        """Take it out of the trash again."""
        self._trash(page_or_database_id, False, person)

    def _trash(self, object_id: str, in_trash: bool, person: str | None) -> None:
        kind = "page" if self.records.get("page", dashed(object_id)) else "database"
        record = self._record(kind, object_id)
        with self.acting(self.person(person)):
            self.change(kind, record, in_trash=in_trash)
            self.note(kind, record["id"], "trashed" if in_trash else "restored")

    def person_moves(self, page_id: str, parent_id: str, *, person: str | None = None) -> None:
        """Move a page under another page; ``parent_id=""`` moves it to where the integration cannot see it."""
        page = self._record("page", page_id)
        kind, parent = self._place(parent_id) if parent_id else ("workspace", {"id": ""})
        with self.acting(self.person(person)):
            put_under(self, page, kind, parent["id"])

    def person_locks(self, page_id: str, locked: bool = True, *, person: str | None = None) -> None:
        """Lock (or unlock) a page against editing in the app; the API may still write, as Notion documents."""
        page = self._record("page", page_id)
        with self.acting(self.person(person)):
            self.change("page", page, is_locked=locked)


def _typed(schema: dict[str, JSON], given: Mapping[str, str | JSON]) -> JSON:
    values: JSON = {}
    for key, value in given.items():
        made = find_property(schema, key)
        values[key] = from_text(made, value) if made is not None and isinstance(value, str) else value
    return values
