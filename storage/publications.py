"""What is where in Notion, and what was last written there."""

import time
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from storage.inserting import insert_into
from storage.tables import PublicationRow


@dataclass(frozen=True, slots=True)
class PublicationRecord:
    """One thing of ours in Notion. `written` is what was last written, to notice a person's edit."""

    key: str
    kind: str
    notion_id: str
    url: str
    source_hash: str
    written: str


class Publications:
    """A session's things in Notion, by our key."""

    def __init__(self, session: AsyncSession) -> None:
        self._db = session

    async def find(self, session_id: str, key: str) -> PublicationRecord | None:
        """What was recorded for the key; None while nothing was created."""
        row = await self._db.get(PublicationRow, (session_id, key))
        if row is None or not row.notion_id:
            return None
        return PublicationRecord(row.key, row.kind, row.notion_id, row.url, row.source_hash, row.written)

    async def intend(self, session_id: str, key: str) -> bool:
        """Say that something is about to be created; True when that was said before and never recorded."""
        insert = insert_into(self._db, PublicationRow).values(
            session_id=session_id,
            key=key,
            kind="",
            notion_id="",
            url="",
            source_hash="",
            written="",
            intended_at=time.time(),
        )
        row = await self._db.execute(insert.on_conflict_do_nothing().returning(PublicationRow.key))
        return row.first() is None

    async def record(self, session_id: str, record: PublicationRecord) -> None:
        """Store or replace what is known about a thing in Notion."""
        values = {
            "kind": record.kind,
            "notion_id": record.notion_id,
            "url": record.url,
            "source_hash": record.source_hash,
            "written": record.written,
        }
        insert = insert_into(self._db, PublicationRow).values(
            session_id=session_id, key=record.key, intended_at=time.time(), **values
        )
        await self._db.execute(
            insert.on_conflict_do_update(index_elements=[PublicationRow.session_id, PublicationRow.key], set_=values)
        )
