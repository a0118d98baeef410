"""Whom a question or a review is addressed to."""

from bot.flow.questions import question_operation
from bot.planning.session import Participant, Session
from storage import UnitOfWork
from storage.waiting import Unanswered


async def addressed(work: UnitOfWork, session: Session, waiting: Unanswered) -> tuple[Participant, ...]:
    """The approvers of a review, the two sides of a contradiction, else the owner and whoever spoke last.

    Whoever spoke last has the conversation before their eyes, and the owner is answerable for it.
    """
    if not waiting.question:
        ids = [p.user_id for p in session.participants if p.approver]
    elif waiting.resolves:
        # Whose positions clash was said when it was put for the first time.
        put = await work.outbox.get(question_operation(waiting.question, 1))
        ids = str(put.payload.get("asks", "")).split() if put else []
    else:
        ids = [session.owner, await work.waiting.last_voice(session.id)]
    return tuple(person_in(session, user_id) for user_id in dict.fromkeys(filter(None, ids or [session.owner])))


def person_in(session: Session, user_id: str) -> Participant:
    """What the session knows about a person."""
    return next((p for p in session.participants if p.user_id == user_id), Participant(user_id, ""))
