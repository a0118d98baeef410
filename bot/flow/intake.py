"""The door: accepts an event durably, in one transaction, before Slack is told that it arrived.

The inbox row (unique by the event's key), the session's sequence number and the enqueued workflow stand or fall
together, so that an event is neither lost nor handled twice.
"""

import hashlib
import secrets
import time

from bot.flow.engine import Engine
from bot.planning.session import Participant, Session
from bot.planning.stages import Stage
from bot.slack.inbound import (
    ButtonPressed,
    CapacityGiven,
    ChangesRequested,
    Inbound,
    PlanRequested,
    ReactionAdded,
    Receipt,
    ScheduleGiven,
)
from storage import Database, UnitOfWork
from storage.inbox import StoredEvent

HANDLE_EVENT = "handle_event"
"""The name of the workflow that handles one event; never rename it."""

DOUBLE_START_SECONDS = 10
"""The same person with the same idea in the same channel within this time pressed Enter twice."""

TITLE_CHARACTERS = 80


class Intake:
    """Called by the listeners; returns within a few milliseconds and never waits for the network."""

    def __init__(self, database: Database, engine: Engine, default_language: str = "en") -> None:
        self._database = database
        self._engine = engine
        self._language = default_language

    async def __call__(self, event: Inbound) -> Receipt:
        """Accept the event, or say why there was nothing to accept."""
        async with self._database.unit_of_work(front=True) as work:
            if isinstance(event, PlanRequested):
                known = await work.inbox.knows(event.key)
                session_id = None if known else await self._start(work, event)
                return await self._accept(work, session_id, event) if session_id else Receipt.DUPLICATE
            session_id = await self._session(work, event)
            if session_id is None:
                return (
                    Receipt.GONE
                    if isinstance(event, ButtonPressed | ChangesRequested | CapacityGiven | ScheduleGiven)
                    else Receipt.NOT_OURS
                )
            return await self._accept(work, session_id, event)

    async def _accept(self, work: UnitOfWork, session_id: str, event: Inbound) -> Receipt:
        sequence = await work.sessions.next_sequence(session_id)
        stored = StoredEvent(event.key, session_id, sequence, event.kind, event.model_dump(mode="json"))
        if not await work.inbox.accept(stored):
            return Receipt.DUPLICATE
        await self._engine.enqueue(
            work,
            workflow=HANDLE_EVENT,
            workflow_id=f"event:{event.key}",
            argument=event.key,
            partition=session_id,
            priority=sequence,
        )
        return Receipt.ACCEPTED

    async def _session(self, work: UnitOfWork, event: Inbound) -> str | None:
        match event:
            case ButtonPressed():
                session = await work.sessions.get(event.press.session)
            case ChangesRequested() | CapacityGiven():
                session = await work.sessions.get(event.session_id)
            case ScheduleGiven() if event.session_id:
                session = await work.sessions.get(event.session_id)
            case ReactionAdded():
                session = await work.sessions.with_message(event.workspace_id, event.channel_id, event.ts)
            case PlanRequested():
                return None
            case _:
                return await work.sessions.id_in_thread(event.workspace_id, event.channel_id, event.thread_ts)
        # A payload can name any session: only the channel that the event came from decides what it may touch.
        if session is None or (session.workspace_id, session.channel_id) != (event.workspace_id, event.channel_id):
            return None
        return session.id

    async def _start(self, work: UnitOfWork, event: PlanRequested) -> str | None:
        keys = _start_keys(event, time.time())
        if await work.sessions.started_with(keys):
            return None
        approvers = set(event.approvers)
        session = Session(
            id=secrets.token_hex(8),
            workspace_id=event.workspace_id,
            channel_id=event.channel_id,
            thread_ts="",
            title=event.title.strip() or title_of(event.idea),
            idea=event.idea.strip(),
            idea_permalink="",
            language=event.language or self._language,
            owner=event.user_id,
            owner_name="",
            stage=Stage.PRODUCT_INTERVIEW,
            response_url=event.response_url,
            notion_parent=event.notion_parent,
            notion_url="",
            revision=0,
            participants=tuple(
                Participant(user_id, "", approver=user_id in approvers)
                for user_id in dict.fromkeys((event.user_id, *event.teammates, *event.approvers))
            ),
        )
        started = await work.sessions.start(session, keys[0])
        return session.id if started else None


def _start_keys(event: PlanRequested, now: float) -> tuple[str, ...]:
    """The start keys of this moment and of the moment before: a double press may fall on both sides of a border."""
    moment = int(now // DOUBLE_START_SECONDS)
    what = "\n".join((event.workspace_id, event.channel_id, event.user_id, " ".join(event.idea.casefold().split())))
    return tuple(hashlib.sha256(f"{what}\n{at}".encode()).hexdigest() for at in (moment, moment - 1))


def title_of(idea: str) -> str:
    """A title for an idea: its first sentence or line, cut at a word, starting with a capital letter."""
    first = idea.strip().splitlines()[0] if idea.strip() else "Untitled plan"
    for end in (". ", "! ", "? "):
        first = first.split(end)[0]
    first = first.rstrip(" .!?:;,")
    if len(first) > TITLE_CHARACTERS:
        first = first[:TITLE_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return first[:1].upper() + first[1:] if first else "Untitled plan"
