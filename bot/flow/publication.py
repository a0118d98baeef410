"""Publishing to Notion: one project at a time, resumable at any request, told in the thread."""

import json
import secrets
import time
from dataclasses import dataclass

import structlog

from bot.flow import speaking
from bot.flow.comments import enqueue_comments
from bot.flow.dashboard import refresh_dashboard
from bot.flow.engine import PUBLISHING, Engine
from bot.flow.parts import Parts
from bot.flow.project import pages_of, project_of
from bot.notion.publication import Published
from bot.planning.artefact import ArtefactKind
from bot.planning.publication import (
    Choice,
    Conflict,
    OnProgress,
    Progress,
    ProjectPublication,
    PublicationError,
    PublicationResult,
)
from bot.planning.session import Session
from bot.planning.stages import Phase, Stage
from bot.slack.delivery import Place
from bot.slack.messages import Link
from bot.slack.messages.errors import error_message
from bot.slack.messages.message import said
from bot.slack.messages.publication import conflict_message, published_message
from bot.slack.text import mrkdwn
from bot.writing.tokens import count_tokens
from storage import Database, UnitOfWork
from storage.publications import PublicationRecord

log = structlog.get_logger()

PUBLISH = "publish_project"
"""The name of the workflow; never rename it."""

LONG_PUBLICATION = 12
"""Pages from which on the thread is told how far it is."""

PROGRESS_SECONDS = 2.0
"""How often, at the most: each is a request to Slack."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a button of a publication is about: the version whose approval ordered it, and a page (`key`), if one."""

    kind: ArtefactKind
    version: int
    key: str = ""

    def __str__(self) -> str:
        return f"publish:{self.kind}:{self.version}" + (f":{self.key}" if self.key else "")

    @classmethod
    def parse(cls, operation: str) -> "Reference | None":
        """Read it back; None for anything else. Before there were several artefacts it was `publish:3`, or `3:page`."""
        parts = operation.removeprefix("publish:").split(":", 2)
        kind = ArtefactKind.PRODUCT_SPECIFICATION
        if parts[0] in set(ArtefactKind):
            kind = ArtefactKind(parts.pop(0))
        version, key = parts[0] if parts else "", parts[1] if len(parts) > 1 else ""
        return cls(kind, int(version), key) if version.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Order:
    """The argument of a publication: the approved version that ordered it. All that was approved is published.

    `decisions` answers earlier conflicts by their key.
    """

    session_id: str
    kind: ArtefactKind
    version: int
    reason: str
    decisions: dict[str, Choice]

    def to_json(self) -> str:
        """As the engine keeps it."""
        return json.dumps(
            {
                "session": self.session_id,
                "kind": self.kind.value,
                "version": self.version,
                "reason": self.reason,
                "decisions": self.decisions,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> "Order":
        """Read it back."""
        found = json.loads(text)
        kind = ArtefactKind(found.get("kind", ArtefactKind.PRODUCT_SPECIFICATION))
        return cls(found["session"], kind, found["version"], found["reason"], found["decisions"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a publication: a result with the pages to link to (label and address), or an error in words."""

    result: PublicationResult | None = None
    pages: tuple[tuple[str, str], ...] = ()
    what_happened: str = ""
    what_to_do: str = ""


async def enqueue_publication(
    work: UnitOfWork,
    engine: Engine,
    session: Session,
    kind: ArtefactKind,
    version: int,
    reason: str,
    decisions: dict[str, Choice] | None = None,
) -> None:
    """Order a publication after an approval; the same `reason` (an event's key) orders it once."""
    order = Order(session.id, kind, version, reason, decisions or {})
    await engine.enqueue(
        work,
        workflow=PUBLISH,
        workflow_id=f"publish:{reason}",
        argument=order.to_json(),
        partition=session.workspace_id,
        priority=1,
        queue=PUBLISHING,
    )


class StoredLedger:
    """The publisher's memory in our database; each call is on disk when it returns."""

    def __init__(self, database: Database, session_id: str) -> None:
        self._database = database
        self._session_id = session_id

    async def find(self, key: str) -> Published | None:
        """What was last recorded for the key."""
        async with self._database.reading() as work:
            found = await work.publications.find(self._session_id, key)
        if found is None:
            return None
        return Published(
            found.key,
            found.kind,  # type: ignore[arg-type]
            found.notion_id,
            found.url,
            found.source_hash,
            found.written,
        )

    async def intend(self, key: str) -> bool:
        """Say that something is about to be created; True when that was said before."""
        async with self._database.unit_of_work() as work:
            return await work.publications.intend(self._session_id, key)

    async def record(self, published: Published) -> None:
        """Store it in place of what was recorded for its key."""
        record = PublicationRecord(
            published.key,
            published.kind,
            published.notion_id,
            published.url,
            published.source_hash,
            published.written,
        )
        async with self._database.unit_of_work() as work:
            await work.publications.record(self._session_id, record)


class PublicationFlow:
    """Brings what was approved to Notion."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._engine = parts.engine

    async def run(self, argument: str) -> None:
        """The workflow: publish, record what came of it, have the session say so."""
        order = Order.from_json(argument)
        outcome = await self._engine.step("publish", lambda: self._publish(order), Outcome)
        await self._engine.transaction("published", lambda work: self._record(work, order, outcome))

    async def _publish(self, order: Order) -> Outcome:
        async with self._engine.database.reading() as work:
            session = await work.sessions.get(order.session_id)
            project = await project_of(work, session, self._parts.identity.url, count_tokens) if session else None
        if session is None or project is None or self._parts.publisher is None:
            return Outcome(what_happened="There is nothing to publish.", what_to_do="Approve a specification first.")
        try:
            result = await self._parts.publisher(session).publish(
                project, self._progress(session, order, project), decisions=order.decisions
            )
            pages = pages_of(order.kind, project, result)
            return Outcome(result, tuple((page.label, page.url) for page in pages))
        except PublicationError as error:
            log.warning("publication failed", session=order.session_id, error=type(error).__name__)
            return Outcome(what_happened=error.what_happened, what_to_do=error.what_to_do)
        except Exception:
            log.exception("publication failed", session=order.session_id)
            return Outcome(
                what_happened="Publishing stopped because something went wrong on my side. What is there stays.",
                what_to_do="Press Retry; it goes on where it stopped.",
            )

    def _progress(self, session: Session, order: Order, project: ProjectPublication) -> OnProgress | None:
        """Tell the thread how far a long publication is, as its native status; a short one is over before."""
        if len(project.documents) + len(project.tasks) < LONG_PUBLICATION:
            return None
        place = Place(session.channel_id, session.thread_ts)
        told = 0.0

        async def tell(progress: Progress) -> None:
            nonlocal told
            now = time.monotonic()
            if now - told >= PROGRESS_SECONDS:
                told = now
                await self._parts.delivery.show_status(place, f"is publishing: {progress}")

        return tell

    async def _record(self, work: UnitOfWork, order: Order, outcome: Outcome) -> None:
        session = await work.sessions.get(order.session_id)
        if session is None:
            return
        if outcome.result is None:
            message = error_message(
                outcome.what_happened,
                reference=secrets.token_hex(4),
                way_on=outcome.what_to_do,
                session=session.id,
                operation=str(Reference(order.kind, order.version)),
            )
            await speaking.post(work, session.id, f"unpublished:{order.reason}"[:128], message)
        else:
            await self._published(work, session, order, outcome.result, outcome.pages)
            await enqueue_comments(work, self._engine, session, order.reason)
        await refresh_dashboard(work, session.id)
        await speaking.speak_soon(work, self._engine, session.id, order.reason)

    async def _published(
        self,
        work: UnitOfWork,
        session: Session,
        order: Order,
        result: PublicationResult,
        pages: tuple[tuple[str, str], ...],
    ) -> None:
        # Files on the bot's machine have no address that a link in Slack could lead to.
        linked = [Link(label, url) for label, url in pages if url.startswith(("http://", "https://"))]
        if linked:
            await work.sessions.change(session.id, notion_url=result.url)
        await work.sessions.advance(
            session.id, Stage.of(order.kind, Phase.APPROVED), Stage.of(order.kind, Phase.PUBLISHED)
        )
        about = str(Reference(order.kind, order.version))
        told_before = await work.sessions.latest_note(session.id, "published", about=about) is not None
        await work.sessions.note(session.id, "", "published", about=about, version=order.version, url=result.url)
        for number, note in enumerate(result.notes):
            await speaking.post(work, session.id, f"notion-note:{number}:{order.reason}"[:128], said(mrkdwn(note)))
        for number, conflict in enumerate(result.conflicts):
            await self._ask_about(work, session, order, number, conflict)
        if not result.conflicts:
            # An attempt that broke off may have written all of it without saying so.
            unchanged = told_before and not result.created and not result.updated
            message = published_message(
                order.kind,
                version=order.version,
                pages=linked,
                unchanged=unchanged,
                where=self._parts.place,
            )
            await speaking.post(work, session.id, f"published:{order.reason}"[:128], message)

    async def _ask_about(
        self, work: UnitOfWork, session: Session, order: Order, number: int, conflict: Conflict
    ) -> None:
        """Bring a person's edit to the thread; what they changed is kept for *Take it over*."""
        await work.sessions.note(session.id, "", "notion_edit", key=conflict.key, change=conflict.their_diff)
        message = conflict_message(
            session=session.id,
            operation=str(Reference(order.kind, order.version, conflict.key)),
            page=Link(conflict.name, conflict.url),
            difference=conflict.their_diff,
        )
        await speaking.post(work, session.id, f"conflict:{number}:{order.reason}"[:128], message)
