"""A session and its interview, read inside a transaction."""

from bot.planning.interview import Interview
from bot.planning.session import Session
from storage import UnitOfWork


async def load(work: UnitOfWork, session_id: str) -> tuple[Session, Interview]:
    """The session and its interview as they stand now. Raises `KeyError` for an unknown session."""
    session = await session_of(work, session_id)
    return session, await work.interviews.load(session)


async def session_of(work: UnitOfWork, session_id: str) -> Session:
    """The session. Raises `KeyError` for an unknown id."""
    session = await work.sessions.get(session_id)
    if session is None:
        raise KeyError(session_id)
    return session
