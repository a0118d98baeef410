"""A session and its interviews, read inside a transaction."""

from dataclasses import replace

from bot.planning.artefact import ArtefactKind
from bot.planning.interview import Interview
from bot.planning.session import Session
from bot.planning.specification import ProductSpecification
from bot.planning.topics import Side
from storage import UnitOfWork


async def load(work: UnitOfWork, session_id: str) -> tuple[Session, Interview]:
    """The session and the interview that counts at its stage. Raises `KeyError` for an unknown session."""
    session = await session_of(work, session_id)
    return session, await interview_of(work, session, session.stage.side)


async def interview_of(work: UnitOfWork, session: Session, side: Side) -> Interview:
    """One side's interview as it stands now; the technical one knows the approved product specification."""
    interview = await work.interviews.load(session, side)
    if side is Side.PRODUCT:
        return interview
    kind = ArtefactKind.PRODUCT_SPECIFICATION
    approved = await work.documents.newest_approved(session.id, kind)
    product = approved.artefact if approved else None
    return replace(interview, product=product) if isinstance(product, ProductSpecification) else interview


async def session_of(work: UnitOfWork, session_id: str) -> Session:
    """The session. Raises `KeyError` for an unknown id."""
    session = await work.sessions.get(session_id)
    if session is None:
        raise KeyError(session_id)
    return session
