"""When sessions are summarised by themselves: the truth that the job store is made from."""

import time

from sqlalchemy import Row, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.planning.schedules import Cadence, Schedule
from storage.inserting import InsertUnlessThere
from storage.tables import schedules

_OF = select(schedules).where(schedules.c.session_id == bindparam("session_id"))
_TIMED = select(schedules).where(schedules.c.cadence == Cadence.TIME.value)
_SET = InsertUnlessThere(
    schedules,
    replacing=lambda new: {
        **{name: new[name] for name in ("cadence", "every", "cron", "zone", "set_by", "changed_at")},
        "revision": schedules.c.revision + 1,
    },
)


class Schedules:
    """The schedules of sessions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def of(self, session_id: str) -> Schedule | None:
        """The session's own schedule, or None where it has the default."""
        row = (await self._db.execute(_OF, {"session_id": session_id})).first()
        return _schedule(row) if row else None

    async def timed(self) -> dict[str, Schedule]:
        """Every schedule that sets a time, by session."""
        rows = await self._db.execute(_TIMED)
        return {row.session_id: _schedule(row) for row in rows.all()}

    async def set(self, session_id: str, schedule: Schedule) -> None:
        """Store a session's schedule in the place of the one before; its revision counts on by itself."""
        row = {
            "session_id": session_id,
            "cadence": schedule.cadence.value,
            "every": schedule.every,
            "cron": schedule.cron,
            "zone": schedule.zone,
            "revision": 1,
            "set_by": schedule.set_by,
            "changed_at": time.time(),
        }
        await self._db.execute(_SET.on(self._db), row)


def _schedule(row: Row[tuple[object, ...]]) -> Schedule:
    return Schedule(Cadence(row.cadence), row.every, row.cron, row.zone, row.revision, row.set_by)
