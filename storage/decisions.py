"""What the team of a session decided. Rows are added and never rewritten."""

import time
from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.planning.decisions import Decision, Ledger
from bot.planning.topics import Side
from storage.tables import decisions

_OF = select(decisions).where(decisions.c.session_id == bindparam("session_id")).order_by(decisions.c.number)
_ADD = insert(decisions)
_WITHDRAW = update(decisions).where(
    decisions.c.session_id == bindparam("of_session"), decisions.c.number.in_(bindparam("numbers", expanding=True))
)


class Decisions:
    """The ledgers of sessions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def of(self, session_id: str) -> Ledger:
        """All decisions of the session, by number."""
        rows = await self._db.execute(_OF, {"session_id": session_id})
        return Ledger(tuple(map(_decision, rows.all())))

    async def add(self, session_id: str, new: Iterable[Decision]) -> None:
        """Store decisions under their numbers. A number that is taken is an error of the caller."""
        for decision in new:
            row = asdict(decision)
            withdrawn = row.pop("withdrawn")
            row |= {"session_id": session_id, "withdrawn_at": time.time() if withdrawn else None}
            await self._db.execute(_ADD, row)

    async def withdraw(self, session_id: str, numbers: Iterable[int]) -> None:
        """Note that the words of these decisions were taken back; they stay in the ledger."""
        which = {"of_session": session_id, "numbers": list(numbers)}
        if which["numbers"]:
            await self._db.execute(_WITHDRAW, {**which, "withdrawn_at": time.time()})


def _decision(row: Row[tuple[object, ...]]) -> Decision:
    found = dict(row._mapping)
    del found["session_id"]
    withdrawn = found.pop("withdrawn_at") is not None
    return Decision(**(found | {"side": Side(row.side), "withdrawn": withdrawn}))
