"""Saying what the outbox holds, in order and once.

A message is written to the outbox in the transaction that it tells of. Here it is sent. When the process died while
sending, Slack is searched for the message first.
"""

from enum import StrEnum
from typing import Any

import structlog

from bot.flow.board import dashboard_of
from bot.flow.engine import SESSIONS, Engine
from bot.flow.pictures import drawn
from bot.flow.record import session_of
from bot.slack.delivery import (
    Delivery,
    Place,
    SlackBlockedError,
    SlackError,
    SlackRefusedError,
    SlackUnavailableError,
)
from bot.slack.messages import SlackMessage
from bot.slack.messages.sleep import moved_down
from storage import UnitOfWork
from storage.outbox import Due, Operation, Sending

log = structlog.get_logger()

SPEAK = "speak"
"""The name of the workflow that sends what is in the outbox; never rename it."""

WAITS = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds between attempts while Slack is unavailable; afterwards the sweep takes over (`bot.flow.upkeep`)."""


class Kind(StrEnum):
    """How an operation is carried out."""

    ROOT = "root"
    POST = "post"
    UPDATE = "update"
    WHISPER = "whisper"
    REACT = "react"
    UPLOAD = "upload"
    PICTURE = "picture"
    HANDOVER = "handover"
    RESPOND = "respond"
    DASHBOARD = "dashboard"


LEAVES_A_TRACE = frozenset({Kind.ROOT, Kind.POST, Kind.UPLOAD, Kind.PICTURE, Kind.HANDOVER})
"""What would stand there twice if it were done twice, and can be found again; the rest is simply done again."""


class Said(StrEnum):
    """How an attempt to send ended."""

    SENT = "sent"
    REFUSED = "refused"
    LATER = "later"
    BLOCKED = "blocked"


async def post(work: UnitOfWork, session_id: str, operation: str, message: SlackMessage, **marks: str) -> None:
    """Put a message for the thread into the outbox.

    `question=<id>` records with that question when it was posted, `asks` are the ids of those whom it asks in person.
    """
    await work.outbox.add(session_id, operation, Kind.POST, {**_body(message), **marks})


async def post_root(work: UnitOfWork, session_id: str, message: SlackMessage) -> None:
    """Put the root message of the thread into the outbox."""
    await work.outbox.add(session_id, root_of(session_id), Kind.ROOT, _body(message))


async def update(work: UnitOfWork, session_id: str, operation: str, target: str, message: SlackMessage) -> None:
    """Replace what the operation `target` posted; a waiting replacement with the same beginning is dropped."""
    await work.outbox.drop_pending(session_id, operation.rpartition(":")[0] + ":")
    await work.outbox.add(session_id, operation, Kind.UPDATE, {**_body(message), "target": target})


async def post_again(work: UnitOfWork, session_id: str, operation: str) -> None:
    """Post what `operation` posted once more, at the end of the thread; where it stood it loses its buttons.

    Nothing happens when it never posted anything.
    """
    before = await work.outbox.newest(operation)
    original = await work.outbox.get(operation)
    if original is None:
        return
    again = await work.outbox.repetition(operation)
    posted = SlackMessage(original.payload["text"], tuple(original.payload["blocks"]))
    await update(work, session_id, f"moved:{again}", before, moved_down(posted))
    await work.outbox.add(session_id, again, Kind.POST, original.payload)


async def redraw_dashboard(work: UnitOfWork, session_id: str, revision: int) -> None:
    """Redraw the root message; what it shows is read when it is sent, so that it leads to what was posted before it."""
    beginning = f"dashboard:{session_id}:"
    await work.outbox.drop_pending(session_id, beginning)
    await work.outbox.add(session_id, f"{beginning}{revision}", Kind.DASHBOARD, {"target": root_of(session_id)})


async def whisper(work: UnitOfWork, session_id: str, operation: str, user_id: str, message: SlackMessage) -> None:
    """Show something to one person only."""
    await work.outbox.add(session_id, operation, Kind.WHISPER, {**_body(message), "user": user_id})


async def react(work: UnitOfWork, session_id: str, ts: str, name: str) -> None:
    """Put a reaction on somebody's message."""
    await work.outbox.add(session_id, f"react:{session_id}:{ts}:{name}", Kind.REACT, {"ts": ts, "name": name})


async def upload(work: UnitOfWork, session_id: str, operation: str, filename: str, title: str, content: str) -> None:
    """Share a text file in the thread."""
    payload = {"filename": filename, "title": title, "content": content}
    await work.outbox.add(session_id, operation, Kind.UPLOAD, payload)


async def picture(work: UnitOfWork, session_id: str, operation: str, name: str, title: str, mermaid: str) -> None:
    """Share a diagram in the thread as a picture; it is drawn when it is sent."""
    payload = {"filename": f"{name}.png", "title": title, "mermaid": mermaid}
    await work.outbox.add(session_id, operation, Kind.PICTURE, payload)


async def handover(work: UnitOfWork, session_id: str, operation: str, filename: str, title: str) -> None:
    """Share the session's whole plan in the thread as a zip; it is built when it is sent."""
    payload = {"filename": filename, "title": title, "session": session_id}
    await work.outbox.add(session_id, operation, Kind.HANDOVER, payload)


async def respond(work: UnitOfWork, session_id: str, operation: str, url: str, message: SlackMessage) -> None:
    """Answer the command that started the session, where the thread cannot be used yet."""
    await work.outbox.add(session_id, operation, Kind.RESPOND, {**_body(message), "url": url})


async def speak_soon(work: UnitOfWork, engine: Engine, session_id: str, reason: str) -> None:
    """Have the session's own queue send what is in the outbox; the same `reason` does it once."""
    sequence = await work.sessions.next_sequence(session_id)
    await engine.enqueue(
        work,
        workflow=SPEAK,
        workflow_id=f"speak:{session_id}:{reason}",
        argument=session_id,
        partition=session_id,
        priority=sequence,
        queue=SESSIONS,
    )


def root_of(session_id: str) -> str:
    """The operation that posted the session's root message."""
    return f"root:{session_id}"


class Speaker:
    """Sends what is unsent; used inside workflows only, one at a time for a session."""

    def __init__(self, engine: Engine, delivery: Delivery) -> None:
        self._engine = engine
        self._delivery = delivery

    async def speak(self, session_id: str) -> bool:
        """Send everything unsent of the session, oldest first; False when something has to wait."""
        for wait in (*WAITS, None):
            result = await self._engine.step("speak", lambda: self._send_all(session_id))
            if result != Said.LATER or wait is None:
                return result not in (Said.LATER, Said.BLOCKED)
            await self._engine.sleep(wait)
        return False

    async def _send_all(self, session_id: str) -> str:
        """Send until nothing is left or something has to wait. Running it again repeats nothing that was sent."""
        async with self._engine.database.reading() as work:
            due = await work.outbox.next(session_id)
        while due is not None:
            result, due = await self._send(due)
            if result in (Said.LATER, Said.BLOCKED):
                return result
        return Said.SENT

    async def _send(self, due: Due) -> tuple[Said, Due | None]:
        """How it ended, and what is to be sent after it."""
        operation = due.operation
        place = Place(due.channel_id, "" if operation.kind == Kind.ROOT else due.thread_ts)
        began = operation.state is Sending.SENDING
        if operation.kind in LEAVES_A_TRACE and not began:
            async with self._engine.database.unit_of_work() as work:
                await work.outbox.begin(operation.operation)
        try:
            ref = await self._already(place, operation) if began else None
            if ref is None:
                ref = await self._carry_out(place, due)
        except SlackError as error:
            return await self._failed(due, error)
        async with self._engine.database.unit_of_work() as work:
            await work.outbox.sent(operation.operation, ref)
            await _mark(work, due.session_id, operation, ref)
            return Said.SENT, await work.outbox.next(due.session_id)

    async def _already(self, place: Place, operation: Operation) -> str | None:
        """What an attempt before a crash left in Slack; None when it has to be done (again)."""
        if operation.kind in (Kind.UPLOAD, Kind.PICTURE, Kind.HANDOVER):
            return await self._delivery.find_file(place, operation.payload["filename"])
        return await self._delivery.find(place, operation.operation)

    async def _carry_out(self, place: Place, due: Due) -> str:
        operation, target = due.operation, due.target
        payload: dict[str, Any] = operation.payload
        text, blocks = str(payload.get("text", "")), payload.get("blocks") or []
        match operation.kind:
            case Kind.ROOT | Kind.POST:
                return await self._delivery.post(place, text, blocks, operation.operation)
            case Kind.UPDATE | Kind.DASHBOARD if not target:
                raise SlackRefusedError("no_target", "the message to update was never posted")
            case Kind.UPDATE:
                return await self._delivery.update(place, target, text, blocks, payload["target"])
            case Kind.DASHBOARD:
                board = await self._dashboard(due.session_id)
                return await self._delivery.update(place, target, board.text, list(board.blocks), payload["target"])
            case Kind.WHISPER:
                return await self._delivery.whisper(place, payload["user"], text, blocks)
            case Kind.REACT:
                return await self._delivery.react(place, payload["ts"], payload["name"])
            case Kind.UPLOAD:
                return await self._delivery.upload(place, payload["filename"], payload["title"], payload["content"])
            case Kind.PICTURE:
                return await self._show(place, payload)
            case Kind.HANDOVER:
                return await self._hand_over(place, payload)
            case _:
                return await self._delivery.respond(payload["url"], text, blocks)

    async def _dashboard(self, session_id: str) -> SlackMessage:
        async with self._engine.database.reading() as work:
            return await dashboard_of(work, session_id)

    async def _show(self, place: Place, payload: dict[str, Any]) -> str:
        """A diagram as a picture, or its source where it cannot be drawn."""
        shown: bytes | str | None = await drawn(payload["mermaid"])
        return await self._delivery.upload(place, payload["filename"], payload["title"], shown or payload["mermaid"])

    async def _hand_over(self, place: Place, payload: dict[str, Any]) -> str:
        """The plan as it stands now, zipped."""
        # Imported here: only a hand-over needs it, and it would make every start longer.
        from bot.handover.archive import archive_of
        from bot.handover.record import record_of

        async with self._engine.database.reading() as work:
            record = await record_of(work, await session_of(work, payload["session"]))
        archive = await archive_of(record)
        return await self._delivery.upload(place, payload["filename"], payload["title"], archive)

    async def _failed(self, due: Due, error: SlackError) -> tuple[Said, Due | None]:
        operation = due.operation.operation
        log.warning("slack did not take a message", operation=operation, code=error.code)
        if isinstance(error, SlackUnavailableError):
            # The request may have arrived: the operation stays "sending", so that the next attempt looks first.
            return Said.LATER, None
        async with self._engine.database.unit_of_work() as work:
            if isinstance(error, SlackBlockedError):
                await work.outbox.again(operation)
                return Said.BLOCKED, None
            await work.outbox.refused(operation, error.code)
            return Said.REFUSED, await work.outbox.next(due.session_id)


async def _mark(work: UnitOfWork, session_id: str, operation: Operation, ref: str) -> None:
    if operation.kind == Kind.ROOT:
        await work.sessions.change(session_id, thread_ts=ref)
    if "question" in operation.payload:
        await work.interviews.change_question(operation.payload["question"], posted_at=ref)


def _body(message: SlackMessage) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}
