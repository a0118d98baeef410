"""*Hand over*: everything that was planned so far as a zip in the thread."""

from bot.flow import speaking
from bot.flow.board import written_so_far
from bot.flow.record import session_of
from bot.folder.names import safe_name
from bot.slack.inbound import ButtonPressed
from bot.slack.messages import notices
from storage import UnitOfWork

HANDED_OVER = "handed_over"
"""How the audit trail calls it; its lines count, so that each zip has a name of its own in the thread."""


async def hand_over(work: UnitOfWork, session_id: str, event: ButtonPressed) -> None:
    """Have the zip built and shared, once something was approved. Raises `KeyError` for an unknown session."""
    session = await session_of(work, session_id)
    if not await written_so_far(work, session):
        await speaking.whisper(work, session_id, f"tell:{event.key}"[:128], event.user_id, notices.stale_button())
        return
    before = await work.sessions.latest_note(session_id, HANDED_OVER)
    number = int(before["number"]) + 1 if before else 1
    await work.sessions.note(session_id, event.user_id, HANDED_OVER, number=number)
    # After a crash an upload is looked for by its name: an earlier zip must not be taken for this one.
    name = safe_name(session.title) if number == 1 else f"{safe_name(session.title)}-{number}"
    title = f"{session.title}: the plan for people and coding agents"
    await speaking.handover(work, session_id, f"handover:{event.key}"[:128], f"{name}.zip", title)
