"""Comments that people make in Notion, brought to the thread: asked for now and then, and after every publication."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

import structlog

from bot.flow import speaking
from bot.flow.engine import PUBLISHING, Engine
from bot.flow.parts import Parts
from bot.planning.publication import PublicationError
from bot.planning.session import Session
from bot.slack.messages import Link
from bot.slack.messages.comments import comment_message
from storage import UnitOfWork

log = structlog.get_logger()

COMMENTS = "read_comments"
"""The name of the workflow; never rename it."""

READ = "comments_read"
"""The line of the audit trail that says until when they were read."""


class Comment(Protocol):
    """What somebody wrote about a page. `at` is in UTC."""

    @property
    def id(self) -> str:
        """Unique in Notion."""
        ...

    @property
    def page_name(self) -> str:
        """The page's name."""
        ...

    @property
    def page_url(self) -> str:
        """Its address."""
        ...

    @property
    def author_name(self) -> str:
        """A display name."""
        ...

    @property
    def text(self) -> str:
        """Their words."""
        ...

    @property
    def at(self) -> datetime:
        """When."""
        ...


ReadComments = Callable[[Session, datetime], Awaitable[Sequence[Comment]]]
"""The comments on a session's pages at or after a time, oldest first. Raises `PublicationError`."""


async def enqueue_comments(work: UnitOfWork, engine: Engine, session: Session, reason: str) -> None:
    """Order a look at a session's comments; the same `reason` orders it once."""
    await engine.enqueue(
        work,
        workflow=COMMENTS,
        workflow_id=f"comments:{session.id}:{reason}",
        argument=json.dumps({"session": session.id, "reason": reason}),
        partition=session.workspace_id,
        priority=2,
        queue=PUBLISHING,
    )


class CommentsFlow:
    """Reads the comments of one session and has the thread show those that are new."""

    def __init__(self, parts: Parts, read: ReadComments) -> None:
        self._engine = parts.engine
        self._read = read

    async def run(self, argument: str) -> None:
        """The workflow. A comment is shown once, however often it is read: its id names the operation that posts it."""
        order = json.loads(argument)
        found = await self._engine.step("read comments", lambda: self._found(order["session"]))
        if found:
            await self._engine.transaction(
                "show comments", lambda work: self._show(work, order["session"], order["reason"], found)
            )

    async def _found(self, session_id: str) -> list[dict[str, str]]:
        async with self._engine.database.reading() as work:
            session = await work.sessions.get(session_id)
            last = await work.sessions.latest_note(session_id, READ)
        if session is None:
            return []
        since = datetime.fromtimestamp(float(last["at"]) if last else 0, UTC)
        try:
            comments = await self._read(session, since)
        except PublicationError as error:
            # They are asked for again soon: no reason to disturb the thread.
            log.info("comments could not be read", session=session_id, why=error.what_happened)
            return []
        return [
            {
                "id": comment.id,
                "page": comment.page_name,
                "url": comment.page_url,
                "author": comment.author_name,
                "text": comment.text,
                "at": str(comment.at.timestamp()),
            }
            for comment in comments
        ]

    async def _show(self, work: UnitOfWork, session_id: str, reason: str, found: list[dict[str, str]]) -> None:
        session = await work.sessions.get(session_id)
        if session is None:
            return
        for comment in found:
            page = Link(comment["page"], comment["url"])
            message = comment_message(page, comment["author"], comment["text"])
            await speaking.post(work, session_id, f"comment:{comment['id']}", message)
        await work.sessions.note(session_id, "", READ, at=found[-1]["at"])
        await speaking.speak_soon(work, self._engine, session_id, f"comments:{reason}")
