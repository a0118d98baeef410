"""When sessions are summarised by themselves: the truth that the job store is made from."""

import time
from dataclasses import dataclass

from sqlalchemy import Row, bindparam, func, or_, select, update
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
_TAKE = (
    update(schedules)
    .where(
        schedules.c.session_id == bindparam("of_session"),
        schedules.c.revision == bindparam("at_revision"),
        schedules.c.cadence == Cadence.TIME.value,
        or_(schedules.c.fired_at.is_(None), schedules.c.fired_at < bindparam("due")),
    )
    .values(fired_at=bindparam("due"))
    .returning(schedules.c.session_id)
)
_STAMP = select(func.count(), func.sum(schedules.c.revision), func.max(schedules.c.changed_at)).select_from(schedules)


@dataclass(frozen=True, slots=True)
class Timed:
    """A schedule with times. What was due up to `since` (seconds since the epoch) is done, or was not asked for yet."""

    schedule: Schedule
    since: float


class Schedules:
    """The schedules of sessions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def of(self, session_id: str) -> Schedule | None:
        """The session's own schedule, or None where it has the default."""
        row = (await self._db.execute(_OF, {"session_id": session_id})).first()
        return _schedule(row) if row else None

    async def timed(self) -> dict[str, Timed]:
        """Every schedule that sets a time, by session."""
        rows = await self._db.execute(_TIMED)
        return {
            row.session_id: Timed(_schedule(row), max(row.changed_at, row.fired_at or row.changed_at))
            for row in rows.all()
        }

    async def stamp(self) -> str:
        """Different after any schedule was added, changed or removed."""
        return ":".join(str(value) for value in (await self._db.execute(_STAMP)).one())

    async def take(self, session_id: str, revision: int, due: float) -> bool:
        """Note that the summary due then (seconds since the epoch) is on its way.

        False where it was before, or where the schedule is another one by now: whoever asks twice is told so.
        """
        which = {"of_session": session_id, "at_revision": revision, "due": due}
        return await self._db.scalar(_TAKE, which) is not None

    async def set(self, session_id: str, schedule: Schedule, at: float | None = None) -> None:
        """Store a session's schedule in the place of the one before; its revision counts on by itself.

        `at` (seconds since the epoch) is the moment it counts from, now unless something else is said.
        """
        row = {
            "session_id": session_id,
            "cadence": schedule.cadence.value,
            "every": schedule.every,
            "cron": schedule.cron,
            "zone": schedule.zone,
            "revision": 1,
            "set_by": schedule.set_by,
            "changed_at": time.time() if at is None else at,
        }
        await self._db.execute(_SET.on(self._db), row)


def _schedule(row: Row[tuple[object, ...]]) -> Schedule:
    return Schedule(Cadence(row.cadence), row.every, row.cron, row.zone, row.revision, row.set_by)
