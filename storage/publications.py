"""What is where in Notion, and what was last written there."""

import time
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserting import InsertUnlessThere
from storage.tables import publications

_KNOWN = ("kind", "notion_id", "url", "source_hash", "written")
_FIND = select(*publications.c["key", *_KNOWN]).where(
    publications.c.session_id == bindparam("session_id"), publications.c.key == bindparam("key")
)
_INTEND = InsertUnlessThere(publications, returning=publications.c.key)
_RECORD = InsertUnlessThere(publications, replacing=lambda new: {name: new[name] for name in _KNOWN})


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

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def find(self, session_id: str, key: str) -> PublicationRecord | None:
        """What was recorded for the key; None while nothing was created."""
        row = (await self._db.execute(_FIND, {"session_id": session_id, "key": key})).first()
        return PublicationRecord(*row) if row is not None and row.notion_id else None

    async def intend(self, session_id: str, key: str) -> bool:
        """Say that something is about to be created; True when that was said before and never recorded."""
        row = {"session_id": session_id, "key": key, "intended_at": time.time()}
        return await self._db.scalar(_INTEND.on(self._db), row) is None

    async def record(self, session_id: str, record: PublicationRecord) -> None:
        """Store or replace what is known about a thing in Notion."""
        row = {
            "session_id": session_id,
            "key": record.key,
            "kind": record.kind,
            "notion_id": record.notion_id,
            "url": record.url,
            "source_hash": record.source_hash,
            "written": record.written,
            "intended_at": time.time(),
        }
        await self._db.execute(_RECORD.on(self._db), row)
