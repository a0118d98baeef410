"""What an artefact is written from, read inside a transaction."""

from datetime import datetime, timedelta, timezone

from bot.flow.crafts.craft import Approved, Ground
from bot.flow.record import interview_of, session_of
from bot.planning.artefact import ArtefactKind
from bot.planning.parked import parked
from bot.planning.sprints.plan import Capacity
from bot.planning.topics import Side
from bot.slack.delivery import permalink
from storage import UnitOfWork

LAST_PLACE = timezone(timedelta(hours=-12))
"""Where a day ends last: what has gone by there has gone by for everybody, wherever the team is."""


async def ground_of(work: UnitOfWork, session_id: str, kind: ArtefactKind, workspace_url: str) -> Ground:
    """The ground for that artefact as the record stands now. Raises `KeyError` for an unknown session."""
    session = await session_of(work, session_id)
    side = Side.PRODUCT if kind is ArtefactKind.PRODUCT_SPECIFICATION else Side.TECHNICAL
    approved = {}
    for before in kind.basis:
        found = await work.documents.newest_approved(session_id, before)
        if found is not None:
            approved[before] = Approved(found.version, found.content_hash, found.artefact)
    asked_later = await interview_of(work, session, Side.TECHNICAL) if side is Side.PRODUCT else None
    return Ground(
        session=session,
        interview=await interview_of(work, session, side),
        approved=approved,
        capacity=session.capacity or Capacity(),
        thread_url=permalink(workspace_url, session.channel_id, session.thread_ts),
        parked=parked(asked_later) if asked_later else (),
        today=datetime.now(LAST_PLACE).date(),
    )
