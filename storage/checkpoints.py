"""Summaries of conversations so far, newest last."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.planning.checkpoints import Checkpoint
from storage.inserting import InsertUnlessThere
from storage.tables import checkpoints

_OF = checkpoints.c.session_id == bindparam("session_id")
_LATEST = select(checkpoints.c.content).where(_OF).order_by(checkpoints.c.number.desc()).limit(1)
_SHOWN = select(checkpoints.c.content).where(_OF, checkpoints.c.posted).order_by(checkpoints.c.number.desc()).limit(1)
_WITH_KEY = select(checkpoints.c.number).where(_OF, checkpoints.c.key == bindparam("key"))
_ADD = InsertUnlessThere(checkpoints)


class Checkpoints:
    """The checkpoints of sessions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def latest(self, session_id: str) -> Checkpoint | None:
        """The newest checkpoint, or None before the first."""
        return _checkpoint((await self._db.execute(_LATEST, {"session_id": session_id})).scalar())

    async def latest_shown(self, session_id: str) -> Checkpoint | None:
        """The newest checkpoint that was posted, or None where none was."""
        return _checkpoint((await self._db.execute(_SHOWN, {"session_id": session_id})).scalar())

    async def has(self, session_id: str, key: str) -> bool:
        """Whether what is named by `key` led to a checkpoint already."""
        return (await self._db.execute(_WITH_KEY, {"session_id": session_id, "key": key})).first() is not None

    async def add(self, session_id: str, key: str, checkpoint: Checkpoint, *, posted: bool) -> None:
        """Store a checkpoint. The same key again changes nothing."""
        row = {
            "session_id": session_id,
            "number": checkpoint.number,
            "key": key,
            "content": checkpoint.model_dump(mode="json"),
            "posted": posted,
            "made_at": checkpoint.made_at,
        }
        await self._db.execute(_ADD.on(self._db), row)


def _checkpoint(content: object) -> Checkpoint | None:
    return Checkpoint.model_validate(content) if content is not None else None
