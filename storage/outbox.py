"""What is to be said in Slack: written with the change that it tells of, sent afterwards, once."""

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.inserting import insert_into
from storage.tables import OutboxRow


class Sending(StrEnum):
    """How far an operation has come. `SENDING` after a restart means: look in Slack before sending again."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to do in Slack; `operation` is unique and travels with the message as metadata."""

    operation: str
    kind: str
    payload: dict[str, Any]
    state: Sending = Sending.PENDING
    ref: str = ""


class Outbox:
    """A session's operations, in order."""

    def __init__(self, session: AsyncSession) -> None:
        self._db = session

    async def add(self, session_id: str, operation: str, kind: str, payload: dict[str, Any]) -> None:
        """Put an operation at the end; one that is there already stays as it is."""
        insert = insert_into(self._db, OutboxRow).values(
            operation=operation,
            session_id=session_id,
            kind=kind,
            payload=payload,
            state=Sending.PENDING.value,
            ref="",
            error="",
            created_at=time.time(),
        )
        await self._db.execute(insert.on_conflict_do_nothing())

    async def drop_pending(self, session_id: str, prefix: str) -> None:
        """Forget operations that start with `prefix` and were not begun: a newer one says the same better."""
        await self._db.execute(
            delete(OutboxRow).where(
                OutboxRow.session_id == session_id,
                OutboxRow.state == Sending.PENDING,
                OutboxRow.operation.startswith(prefix, autoescape=True),
            )
        )

    async def unsent(self, session_id: str) -> tuple[Operation, ...]:
        """What is still to be sent, oldest first."""
        rows = await self._db.scalars(
            select(OutboxRow)
            .where(OutboxRow.session_id == session_id, OutboxRow.state.in_([Sending.PENDING, Sending.SENDING]))
            .order_by(OutboxRow.id)
        )
        return tuple(_operation(row) for row in rows.all())

    async def begin(self, operation: str) -> Sending:
        """Mark an operation as being sent and return how far it had come before."""
        row = await self._db.scalar(select(OutboxRow).where(OutboxRow.operation == operation))
        if row is None:
            return Sending.REFUSED
        before = Sending(row.state)
        if before is Sending.PENDING:
            row.state = Sending.SENDING.value
            await self._db.flush()
        return before

    async def sent(self, operation: str, ref: str) -> None:
        """Mark an operation as done, with what Slack calls the result."""
        await self._set(operation, Sending.SENT, ref=ref)

    async def refused(self, operation: str, error: str) -> None:
        """Mark an operation as refused by Slack for good."""
        await self._set(operation, Sending.REFUSED, error=error)

    async def again(self, operation: str) -> None:
        """Put an operation that surely did not go out back in line."""
        await self._set(operation, Sending.PENDING)

    async def ref(self, operation: str) -> str:
        """What Slack calls the result of an operation; empty while there is none."""
        return await self._db.scalar(select(OutboxRow.ref).where(OutboxRow.operation == operation)) or ""

    async def newest_before(self, session_id: str, prefix: str, ts: str) -> str:
        """The operation beginning with `prefix` that stood in Slack last before that timestamp; empty if none did."""
        return (
            await self._db.scalar(
                select(OutboxRow.operation)
                .where(
                    OutboxRow.session_id == session_id,
                    OutboxRow.operation.startswith(prefix, autoescape=True),
                    OutboxRow.ref != "",
                    # Slack's timestamps have a fixed length, so they sort as text.
                    OutboxRow.ref < ts,
                )
                .order_by(OutboxRow.ref.desc())
                .limit(1)
            )
            or ""
        )

    async def sessions_with_unsent(self, older_than: float) -> tuple[str, ...]:
        """The sessions with operations from before that time (seconds since the epoch) still unsent."""
        rows = await self._db.execute(
            select(OutboxRow.session_id, func.min(OutboxRow.created_at))
            .where(OutboxRow.state.in_([Sending.PENDING, Sending.SENDING]))
            .group_by(OutboxRow.session_id)
            .having(func.min(OutboxRow.created_at) < older_than)
        )
        return tuple(row[0] for row in rows.all())

    async def _set(self, operation: str, state: Sending, **values: str) -> None:
        await self._db.execute(
            update(OutboxRow).where(OutboxRow.operation == operation).values(state=state.value, **values)
        )


def _operation(row: OutboxRow) -> Operation:
    return Operation(row.operation, row.kind, row.payload, Sending(row.state), row.ref)
