"""The root message of a thread, kept up to date with the record."""

from bot.flow import speaking
from storage import UnitOfWork


async def refresh_dashboard(work: UnitOfWork, session_id: str) -> None:
    """Have the dashboard redrawn; several changes before it is sent become one update."""
    revision = await work.sessions.next_revision(session_id)
    await speaking.redraw_dashboard(work, session_id, revision)
