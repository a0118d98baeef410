"""What is to be said in Slack: written with the change that it tells of, sent afterwards, once."""

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inserting import InsertUnlessThere
from storage.tables import outbox, sessions


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


REPEAT = "#"
"""What stands between an operation and the number of its repetition: "review:s1:2#2" posts "review:s1:2" again."""

_UNSENT = or_(outbox.c.state == Sending.PENDING.value, outbox.c.state == Sending.SENDING.value)
_OF_SESSION = outbox.c.session_id == bindparam("session_id")
_BEGINNING = outbox.c.operation.like(bindparam("beginning"), escape="/")

_ADD = InsertUnlessThere(outbox)
_DROP_PENDING = delete(outbox).where(_OF_SESSION, outbox.c.state == Sending.PENDING.value, _BEGINNING)
_UNSENT_OF_SESSION = (
    select(*outbox.c["operation", "kind", "payload", "state", "ref"]).where(_OF_SESSION, _UNSENT).order_by(outbox.c.id)
)
_NEXT = (
    select(*outbox.c["operation", "kind", "payload", "state", "ref"], *sessions.c["channel_id", "thread_ts"])
    .join(sessions, sessions.c.id == outbox.c.session_id)
    .where(_OF_SESSION, _UNSENT)
    .order_by(outbox.c.id)
    .limit(1)
)
_CHANGE = update(outbox).where(outbox.c.operation == bindparam("which"))
_BEGIN = _CHANGE.where(outbox.c.state == Sending.PENDING.value).returning(outbox.c.operation)
_STATE = select(outbox.c.state).where(outbox.c.operation == bindparam("operation"))
_REF = select(outbox.c.ref).where(outbox.c.operation == bindparam("operation"))
_GET = select(*outbox.c["operation", "kind", "payload", "state", "ref"]).where(
    outbox.c.operation == bindparam("operation")
)
_POSTINGS = (
    select(outbox.c.operation)
    .where(or_(outbox.c.operation == bindparam("operation"), _BEGINNING))
    .order_by(outbox.c.id.desc())
)
_NEWEST_BEFORE = (
    select(outbox.c.operation)
    # Slack's timestamps have a fixed length, so they sort as text.
    .where(_OF_SESSION, _BEGINNING, outbox.c.ref != "", outbox.c.ref < bindparam("ts"))
    .order_by(outbox.c.ref.desc())
    .limit(1)
)
_SESSIONS_WITH_UNSENT = (
    select(outbox.c.session_id)
    .where(_UNSENT)
    .group_by(outbox.c.session_id)
    .having(func.min(outbox.c.created_at) < bindparam("older_than"))
)


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done next in a session, and all that is needed for it.

    `thread_ts` is empty before the thread exists. `target` is what Slack calls the result of the operation that this
    one is about; empty when there is none.
    """

    session_id: str
    channel_id: str
    thread_ts: str
    operation: Operation
    target: str


class Outbox:
    """A session's operations, in order."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def add(self, session_id: str, operation: str, kind: str, payload: dict[str, Any]) -> None:
        """Put an operation at the end; one that is there already stays as it is."""
        row = {
            "operation": operation,
            "session_id": session_id,
            "kind": str(kind),
            "payload": payload,
            "created_at": time.time(),
        }
        await self._db.execute(_ADD.on(self._db), row)

    async def drop_pending(self, session_id: str, prefix: str) -> None:
        """Forget operations that start with `prefix` and were not begun: a newer one says the same better."""
        await self._db.execute(_DROP_PENDING, {"session_id": session_id, "beginning": _beginning(prefix)})

    async def unsent(self, session_id: str) -> tuple[Operation, ...]:
        """What is still to be sent, oldest first."""
        rows = await self._db.execute(_UNSENT_OF_SESSION, {"session_id": session_id})
        return tuple(_operation(row) for row in rows.all())

    async def next(self, session_id: str) -> Due | None:
        """The oldest of what is still to be sent; None when nothing is."""
        row = (await self._db.execute(_NEXT, {"session_id": session_id})).first()
        if row is None:
            return None
        target = await self.ref(str(row.payload["target"])) if "target" in row.payload else ""
        return Due(session_id, row.channel_id, row.thread_ts, _operation(row), target)

    async def begin(self, operation: str) -> Sending:
        """Mark an operation as being sent and return how far it had come before."""
        if await self._db.scalar(_BEGIN, {"which": operation, "state": Sending.SENDING.value}) is not None:
            return Sending.PENDING
        return Sending(await self._db.scalar(_STATE, {"operation": operation}) or Sending.REFUSED)

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
        return await self._db.scalar(_REF, {"operation": operation}) or ""

    async def get(self, operation: str) -> Operation | None:
        """That operation, sent or not."""
        row = (await self._db.execute(_GET, {"operation": operation})).first()
        return _operation(row) if row else None

    async def repetition(self, operation: str) -> str:
        """What to call the operation that does the same once more: "review:s1:2#2", "review:s1:2#3", …"""
        return f"{operation}{REPEAT}{len(await self._postings(operation)) + 1}"

    async def newest(self, operation: str) -> str:
        """The operation, or the newest that repeats it: what it did stands there now."""
        postings = await self._postings(operation)
        return postings[0] if postings else operation

    async def newest_before(self, session_id: str, prefix: str, ts: str) -> str:
        """The operation beginning with `prefix` that stood in Slack last before that timestamp; empty if none did."""
        where = {"session_id": session_id, "beginning": _beginning(prefix), "ts": ts}
        return await self._db.scalar(_NEWEST_BEFORE, where) or ""

    async def sessions_with_unsent(self, older_than: float) -> tuple[str, ...]:
        """The sessions with operations from before that time (seconds since the epoch) still unsent."""
        return tuple((await self._db.scalars(_SESSIONS_WITH_UNSENT, {"older_than": older_than})).all())

    async def _postings(self, operation: str) -> tuple[str, ...]:
        """The operation and its repetitions, newest first."""
        which = {"operation": operation, "beginning": _beginning(f"{operation}{REPEAT}")}
        return tuple((await self._db.scalars(_POSTINGS, which)).all())

    async def _set(self, operation: str, state: Sending, **values: str) -> None:
        await self._db.execute(_CHANGE, {"which": operation, "state": state.value, **values})


def _operation(row: Row[Any]) -> Operation:
    return Operation(row.operation, row.kind, row.payload, Sending(row.state), row.ref)


def _beginning(prefix: str) -> str:
    """The pattern of what begins with `prefix`."""
    for sign in "/%_":
        prefix = prefix.replace(sign, f"/{sign}")
    return f"{prefix}%"
