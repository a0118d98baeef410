"""Telling the owner, once a session, which setting keeps the model from helping."""

from hashlib import sha256

from bot.flow import speaking
from bot.planning.session import Session
from bot.slack.messages import notices
from storage import UnitOfWork


async def tell_owner(work: UnitOfWork, session: Session, sentence: str) -> None:
    """Whisper `sentence` to the session's owner unless that was done before; an empty one says nothing."""
    if sentence:
        operation = f"model-note:{session.id}:{sha256(sentence.encode()).hexdigest()[:16]}"
        await speaking.whisper(work, session.id, operation, session.owner, notices.model_cannot_help(sentence))
