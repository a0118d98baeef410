"""The workspace's rules that everything else stands on: who acts, when, what the integration may see, who is told."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from bot.local.notion.cabinet import Cabinet
from bot.local.notion.problems import block_limit_reached, invalid, not_found
from bot.local.notion.reading import JSON, Change, Person
from bot.local.notion.rich_text import text_item

ROOT_TITLE = "Product plans"
"""The title of the page that is shared with the integration: what `NOTION_PARENT_PAGE_ID` names."""

ROOT_PAGE_ID = "00000000-0000-4000-8000-000000000001"
WORKSPACE_ID = "00000000-0000-4000-8000-00000000000f"
BOT = Person("00000000-0000-4000-8000-0000000000b0", "planthread", "bot")
PEOPLE = (
    Person("00000000-0000-4000-8000-0000000000a1", "Ana", "person"),
    Person("00000000-0000-4000-8000-0000000000a2", "Ben", "person"),
    Person("00000000-0000-4000-8000-0000000000a3", "Chloe", "person"),
)

CAPABILITIES = frozenset(
    {"read_content", "insert_content", "update_content", "read_comments", "insert_comments", "read_users"}
)
"""What an integration may be allowed to do (reference/capabilities)."""


class Workspace:
    """Records with one author and one moment for each action; the base that `store.NotionStore` builds on."""

    def __init__(self, data_dir: Path | None, base_url: str, token: str, clock: Callable[[], datetime] | None) -> None:
        self.base_url = base_url
        self.token = token
        self.root_page_id = ROOT_PAGE_ID
        self.capabilities: set[str] = set(CAPABILITIES)
        self.block_limit: int | None = None
        self.by: Person = BOT
        self.now: str = ""
        self._clock = clock or (lambda: datetime.now(UTC))
        if data_dir is not None:
            data_dir.mkdir(parents=True, exist_ok=True)
        self.records = Cabinet(data_dir / "notion.sqlite3" if data_dir else None)
        self._blocks_before = 0
        self._pending: dict[tuple[str, str, str, str], Change] = {}
        self._listeners: set[tuple[asyncio.AbstractEventLoop, asyncio.Queue[Change]]] = set()
        if self.records.get("page", ROOT_PAGE_ID) is None:
            with self.acting(PEOPLE[0]):
                self.add_page(
                    {"type": "workspace", "workspace": True}, {"title": [text_item(ROOT_TITLE)]}, ROOT_PAGE_ID
                )

    # acting -----------------------------------------------------------------------------------------------------------

    @contextmanager
    def acting(self, person: Person) -> Iterator[None]:
        """Everything inside is one action by this person at one moment: all of it happens, or nothing."""
        before, self.by = self.by, person
        self.now = self._moment()
        self._blocks_before = self._blocks_used()
        try:
            with self.records.transaction():
                yield
        except BaseException:
            self._pending.clear()
            raise
        finally:
            self.by = before
        self._publish()

    def _moment(self) -> str:
        """Now, in milliseconds, and later than every moment before, so that creation order can be read from times."""
        now = self._clock().astimezone(UTC)
        if self.now:
            now = max(now, datetime.fromisoformat(self.now) + timedelta(milliseconds=1))
        return now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"

    def seconds_since(self, moment: str) -> float:
        """Seconds between a stored moment and now, by the workspace's clock."""
        return (self._clock().astimezone(UTC) - datetime.fromisoformat(moment)).total_seconds()

    def note(self, kind: str, record_id: str, action: Literal["created", "edited", "trashed", "restored"]) -> None:
        """Remember what to tell the listeners once the action is through."""
        change = Change(kind, record_id, action, self.by, self.now)  # type: ignore[arg-type]
        self._pending.setdefault((kind, record_id, action, self.now), change)

    def _publish(self) -> None:
        changes, self._pending = self._pending.values(), {}
        for loop, queue in list(self._listeners):
            for change in changes:
                with suppress(RuntimeError):  # a listener whose loop has closed is gone
                    loop.call_soon_threadsafe(queue.put_nowait, change)

    async def changes(self) -> AsyncIterator[Change]:
        """Everything that happens from now on: ``async for change in store.changes(): …``. Several may listen.

        Listening begins with the first step of the iteration.
        """
        queue: asyncio.Queue[Change] = asyncio.Queue()
        listener = (asyncio.get_running_loop(), queue)
        self._listeners.add(listener)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(listener)

    # records ----------------------------------------------------------------------------------------------------------

    def new_id(self) -> str:
        """A fresh id for an object."""
        return str(uuid.uuid4())

    def stamps(self) -> JSON:
        """Created and edited: now, by whoever acts."""
        return {
            "created_time": self.now,
            "created_by": self.by.id,
            "last_edited_time": self.now,
            "last_edited_by": self.by.id,
        }

    def edited(self) -> JSON:
        """Edited: now, by whoever acts."""
        return {"last_edited_time": self.now, "last_edited_by": self.by.id}

    def add_page(self, parent: JSON, properties: JSON, page_id: str | None = None) -> JSON:
        """Put a bare page record in; ``properties`` are raw values by property id."""
        page: JSON = {
            "id": page_id or self.new_id(),
            "parent": parent,
            "properties": properties,
            "icon": None,
            "cover": None,
            "in_trash": False,
            "is_locked": False,
            "children": [],
            **self.stamps(),
        }
        self.records.put("page", page)
        self.note("page", page["id"], "created")
        return page

    def change(self, kind: str, record: JSON, **changes: object) -> JSON:
        """Replace some fields of a record and stamp it as edited; returns the new record."""
        updated = {**record, **changes, **self.edited()}
        self.records.put(kind, updated)
        self.note(kind, record["id"], "edited")
        return updated

    def touch_page(self, page_id: str) -> None:
        """A page's content changed: the page counts as edited."""
        page = self.records.get("page", page_id)
        if page is not None:
            self.change("page", page)

    def _blocks_used(self) -> int:
        return int((self.records.get("meta", "blocks") or {"created": 0})["created"])

    def count_blocks(self, created: int) -> None:
        """Count blocks against the free workspace's limit (reference/workspace-block-limits); refuse past it.

        The write that first reaches the limit still succeeds; the three days of grace are not played.
        """
        if self.block_limit is not None and self.by.kind == "bot" and self._blocks_before >= self.block_limit:
            raise block_limit_reached()
        self.records.put("meta", {"id": "blocks", "created": self._blocks_used() + created})

    # what the integration may see -------------------------------------------------------------------------------------

    def find(self, kind: str, object_id: str) -> JSON:
        """The record that the integration asked for; missing and unshared ones are refused alike, as Notion does."""
        if not is_uuid(object_id):
            raise invalid(
                f'path failed validation: path.{kind}_id should be a valid uuid, instead was `"{object_id}"`.'
            )
        record_id = dashed(object_id)
        record = self.records.get(kind, record_id)
        if record is None or not self.is_shared(kind, record):
            raise not_found(kind, record_id, BOT.name)
        return record

    def is_shared(self, kind: str, record: JSON) -> bool:
        """Whether a record lies under the page that is shared with the integration."""
        while True:
            if record["id"] == self.root_page_id:
                return True
            parent = self.parent_of(kind, record)
            if parent is None:
                return False
            kind, record = parent

    def parent_of(self, kind: str, record: JSON) -> tuple[str, JSON] | None:
        """The record one level up with its kind; None at the top of the workspace."""
        above = {"data_source": "database", "view": "database"}.get(kind)
        above_id = record.get("database_id", "") if above else ""
        if above is None:
            reference: JSON = record["parent"]
            above_id = reference.get(reference["type"], "")
            above = str(reference["type"]).removesuffix("_id")
        found = self.records.get(above, above_id) if above != "workspace" else None
        return (above, found) if found else None

    def in_trash(self, kind: str, record: JSON) -> bool:
        """Whether it, or anything that it lies in, is in the trash."""
        while True:
            if record.get("in_trash"):
                return True
            parent = self.parent_of(kind, record)
            if parent is None:
                return False
            kind, record = parent

    def page_above(self, block: JSON) -> JSON | None:
        """The page that a block lies on."""
        kind: str = "block"
        record: JSON = block
        while kind == "block":
            parent = self.parent_of(kind, record)
            if parent is None:
                return None
            kind, record = parent
        return record if kind == "page" else None

    def url(self, object_id: str) -> str:
        """The address of a page or database in the browser."""
        return f"{self.base_url}/notion/page/{object_id.replace('-', '')}"

    def person(self, id_or_name: str | None) -> Person:
        """The human with this id or name; the first where None is given. Raises `KeyError`."""
        if id_or_name is None:
            return PEOPLE[0]
        return {key: person for person in (*PEOPLE, BOT) for key in (person.id, person.name)}[id_or_name]


def is_uuid(text: object) -> bool:
    """Whether a text is a UUID, with or without dashes."""
    try:
        uuid.UUID(str(text))
    except ValueError:
        return False
    return True


def dashed(object_id: str) -> str:
    """An id with its dashes, in lower case."""
    return str(uuid.UUID(object_id))


def user(person_id: str) -> JSON:
    """A partial user object."""
    return {"object": "user", "id": person_id}


def to_the_minute(moment: str) -> str:
    """A moment as the API gives it: Notion rounds the times of objects down to the minute."""
    return f"{moment[:17]}00.000Z"
