"""Events as they came in: each once, in the order of its session."""

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserting import InsertUnlessThere
from storage.tables import inbox

_ACCEPT = InsertUnlessThere(inbox, returning=inbox.c.key)
_KNOWS = select(inbox.c.key).where(inbox.c.key == bindparam("key"))
_GET = select(*inbox.c["key", "session_id", "seq", "kind", "payload"]).where(inbox.c.key == bindparam("key"))
_CHANGE = update(inbox).where(inbox.c.key == bindparam("which"))
_WAITING = (
    select(func.count())
    .select_from(inbox)
    .where(
        inbox.c.session_id == bindparam("session_id"),
        inbox.c.kind == bindparam("kind"),
        inbox.c.handled_at.is_(None),
        inbox.c.failure == "",
    )
)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An accepted event; `payload` is the JSON of what the listener handed over."""

    key: str
    session_id: str
    seq: int
    kind: str
    payload: dict[str, Any]


class Inbox:
    """What Slack delivered."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def accept(self, event: StoredEvent) -> bool:
        """Store an event; False when it was delivered before."""
        row = {
            "key": event.key,
            "session_id": event.session_id,
            "seq": event.seq,
            "kind": event.kind,
            "payload": event.payload,
            "received_at": time.time(),
        }
        return await self._db.scalar(_ACCEPT.on(self._db), row) is not None

    async def knows(self, key: str) -> bool:
        """Whether the event was delivered before."""
        return await self._db.scalar(_KNOWS, {"key": key}) is not None

    async def get(self, key: str) -> StoredEvent | None:
        """The event with that key."""
        row = (await self._db.execute(_GET, {"key": key})).first()
        return None if row is None else StoredEvent(*row)

    async def handled(self, key: str) -> None:
        """Mark the event as dealt with."""
        await self._db.execute(_CHANGE, {"which": key, "handled_at": time.time(), "failure": ""})

    async def failed(self, key: str, reference: str) -> None:
        """Mark the event as failed, under the reference id that people were shown."""
        await self._db.execute(_CHANGE, {"which": key, "failure": reference})

    async def waiting(self, session_id: str, kind: str) -> int:
        """How many events of that kind the session has not dealt with yet."""
        return await self._db.scalar(_WAITING, {"session_id": session_id, "kind": kind}) or 0
