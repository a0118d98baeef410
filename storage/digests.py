"""Which channels are told at which times what waits in them: only those whose members asked for it."""

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.planning.schedules import Cadence, Schedule
from storage.inserting import InsertUnlessThere
from storage.tables import digests

_ALL = select(digests)
_HERE = (digests.c.workspace_id == bindparam("workspace"), digests.c.channel_id == bindparam("channel"))
_OF = select(digests).where(*_HERE)
_STOP = delete(digests).where(*_HERE)
_SET = InsertUnlessThere(
    digests, replacing=lambda new: {name: new[name] for name in ("cron", "zone", "set_by", "changed_at")}
)


@dataclass(frozen=True, slots=True)
class Digest:
    """A channel's digest; `set_by` is a user id, `changed_at` in seconds since the epoch."""

    workspace_id: str
    channel_id: str
    schedule: Schedule
    set_by: str
    changed_at: float


class Digests:
    """The digests of channels."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def all(self) -> tuple[Digest, ...]:
        """Every digest."""
        return tuple(_digest(row) for row in (await self._db.execute(_ALL)).all())

    async def of(self, workspace_id: str, channel_id: str) -> Digest | None:
        """The channel's digest; None where nobody asked for one."""
        row = (await self._db.execute(_OF, {"workspace": workspace_id, "channel": channel_id})).first()
        return _digest(row) if row else None

    async def set(self, workspace_id: str, channel_id: str, schedule: Schedule, set_by: str) -> None:
        """Store a channel's digest, at the times of a schedule by `Cadence.TIME`, in the place of the one before."""
        row = {
            "workspace_id": workspace_id,
            "channel_id": channel_id,
            "cron": schedule.cron,
            "zone": schedule.zone,
            "set_by": set_by,
            "changed_at": time.time(),
        }
        await self._db.execute(_SET.on(self._db), row)

    async def stop(self, workspace_id: str, channel_id: str) -> None:
        """Forget a channel's digest."""
        await self._db.execute(_STOP, {"workspace": workspace_id, "channel": channel_id})


def _digest(row: Row[Any]) -> Digest:
    schedule = Schedule(Cadence.TIME, cron=row.cron, zone=row.zone)
    return Digest(row.workspace_id, row.channel_id, schedule, row.set_by, row.changed_at)
