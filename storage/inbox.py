"""Events as they came in: each once, in the order of its session."""

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.inserting import insert_into
from storage.tables import InboxRow


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

    def __init__(self, session: AsyncSession) -> None:
        self._db = session

    async def accept(self, event: StoredEvent) -> bool:
        """Store an event; False when it was delivered before."""
        insert = insert_into(self._db, InboxRow).values(
            key=event.key,
            session_id=event.session_id,
            seq=event.seq,
            kind=event.kind,
            payload=event.payload,
            received_at=time.time(),
            failure="",
        )
        row = await self._db.execute(insert.on_conflict_do_nothing().returning(InboxRow.key))
        return row.first() is not None

    async def knows(self, key: str) -> bool:
        """Whether the event was delivered before."""
        return await self._db.scalar(select(InboxRow.key).where(InboxRow.key == key)) is not None

    async def get(self, key: str) -> StoredEvent | None:
        """The event with that key."""
        row = await self._db.get(InboxRow, key)
        return None if row is None else StoredEvent(row.key, row.session_id, row.seq, row.kind, row.payload)

    async def handled(self, key: str) -> None:
        """Mark the event as dealt with."""
        await self._db.execute(update(InboxRow).where(InboxRow.key == key).values(handled_at=time.time(), failure=""))

    async def failed(self, key: str, reference: str) -> None:
        """Mark the event as failed, under the reference id that people were shown."""
        await self._db.execute(update(InboxRow).where(InboxRow.key == key).values(failure=reference))

    async def waiting(self, session_id: str, kind: str) -> int:
        """How many events of that kind the session has not dealt with yet."""
        count = await self._db.scalar(
            select(func.count())
            .select_from(InboxRow)
            .where(
                InboxRow.session_id == session_id,
                InboxRow.kind == kind,
                InboxRow.handled_at.is_(None),
                InboxRow.failure == "",
            )
        )
        return count or 0
