"""Sleep: a session that nobody answers falls asleep, and whatever people do in it wakes it up."""

import json

from bot.flow import speaking
from bot.flow.board import name_of_what_waits
from bot.flow.dashboard import refresh_dashboard
from bot.flow.engine import Engine
from bot.flow.parts import Parts
from bot.flow.record import session_of
from bot.planning.session import Session
from bot.slack.inbound import ButtonPressed, Inbound, MessageEdited, MessagePosted
from bot.slack.messages.sleep import already_awake, sleep_message, woken_message
from storage import UnitOfWork
from storage.waiting import Unanswered

STIR = "stir"
"""The name of the workflow that wakes a session after somebody did something in it; never rename it."""


async def stir_soon(work: UnitOfWork, engine: Engine, session_id: str, event: Inbound) -> None:
    """Have a session that sleeps woken by what somebody did in it; costs one look where it does not sleep.

    Words wake it in any case. A button or a reaction does where it changed what the session waits for: to download
    something, or to cheer, is no answer.
    """
    if not await work.sessions.sleeps(session_id):
        return
    await engine.enqueue(
        work,
        workflow=STIR,
        workflow_id=f"{STIR}:{event.key}",
        argument=json.dumps({"session": session_id, "words": isinstance(event, MessagePosted | MessageEdited)}),
        partition=session_id,
        priority=await work.sessions.next_sequence(session_id),
    )


class Sleeping:
    """Falling asleep and waking; what has to be said goes into the outbox of the same transaction."""

    def __init__(self, parts: Parts) -> None:
        self._engine = parts.engine
        self._delivery = parts.delivery
        self._speaker = speaking.Speaker(parts.engine, parts.delivery)

    async def fall_asleep(self, work: UnitOfWork, session: Session, waiting: Unanswered, now: float) -> None:
        """Pause the session, with one note; what it waits for stays as it is."""
        await work.sessions.change(session.id, paused_at=now)
        await work.sessions.note(session.id, "", "fell_asleep", operation=waiting.operation)
        note = sleep_message(session.id, await name_of_what_waits(work, waiting))
        await speaking.post(work, session.id, _note(session.id, now), note)
        await refresh_dashboard(work, session.id)

    async def resume(self, session_id: str, event: ButtonPressed) -> None:
        """*Resume*: what the session waits for is asked again, in the same words, at the end of the thread."""
        author = await self._delivery.name_of(event.user_id)
        await self._engine.transaction("resume", lambda work: self._resume(work, session_id, event, author))

    async def stir(self, argument: str) -> None:
        """The workflow: somebody did something in a session that sleeps."""
        order = json.loads(argument)
        session_id, words = str(order["session"]), bool(order["words"])
        await self._engine.transaction("stir", lambda work: self._stir(work, session_id, words=words))
        await self._speaker.speak(session_id)

    async def _resume(self, work: UnitOfWork, session_id: str, event: ButtonPressed, author: str) -> None:
        session = await session_of(work, session_id)
        if session.paused_at is None:
            await speaking.whisper(work, session_id, f"tell:{event.key}"[:128], event.user_id, already_awake())
            return
        await work.sessions.note(session_id, event.user_id, "resumed")
        waiting = await work.waiting.of(session_id)
        if waiting is not None:
            await speaking.post_again(work, session_id, waiting.operation)
        await self._wake(work, session, author)

    async def _stir(self, work: UnitOfWork, session_id: str, *, words: bool) -> None:
        """Wake up. What it slept over is asked again, unless that is just being answered or was already."""
        session = await session_of(work, session_id)
        if session.paused_at is None:
            return
        waiting = await work.waiting.of(session_id)
        if waiting is not None and waiting.since <= session.paused_at and not waiting.answering:
            if not words:
                return
            await speaking.post_again(work, session_id, waiting.operation)
        await self._wake(work, session)

    async def _wake(self, work: UnitOfWork, session: Session, by: str = "") -> None:
        await work.sessions.change(session.id, paused_at=None)
        if session.paused_at is not None:
            note = _note(session.id, session.paused_at)
            await speaking.update(work, session.id, f"woken:{note}", note, woken_message(by))
        await refresh_dashboard(work, session.id)


def _note(session_id: str, paused_at: float) -> str:
    """The operation that posted the note of that sleep."""
    return f"sleep:{session_id}:{int(paused_at)}"
