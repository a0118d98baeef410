"""Sessions, participants and the audit trail."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.planning.session import Participant, Session
from bot.planning.sprints.plan import Capacity
from bot.planning.stages import Stage
from storage.inserting import InsertUnlessThere
from storage.tables import audit, contributions, outbox, participants, sessions, workspaces

_REMEMBER_WORKSPACE = InsertUnlessThere(workspaces, replacing=lambda new: {"name": new.name, "url": new.url})

_START = InsertUnlessThere(sessions, returning=sessions.c.id)
_STARTED_WITH = select(sessions).where(sessions.c.start_key.in_(bindparam("start_keys", expanding=True)))
_GET = select(sessions).where(sessions.c.id == bindparam("id"))

_SLEEPS = select(sessions.c.id).where(sessions.c.id == bindparam("id"), sessions.c.paused_at.is_not(None))

_IN_CHANNEL = (
    sessions.c.workspace_id == bindparam("workspace_id"),
    sessions.c.channel_id == bindparam("channel_id"),
)
_THREAD = (*_IN_CHANNEL, sessions.c.thread_ts == bindparam("thread_ts"), sessions.c.thread_ts != "")
_IN_THREAD = select(sessions).where(*_THREAD)
_ID_IN_THREAD = select(sessions.c.id).where(*_THREAD)
_WITH_MESSAGE = select(sessions).where(
    *_IN_CHANNEL,
    or_(
        sessions.c.id.in_(select(contributions.c.session_id).where(contributions.c.said_at == bindparam("ts"))),
        sessions.c.id.in_(select(outbox.c.session_id).where(outbox.c.ref == bindparam("ts"))),
    ),
)
_VISIBLE_IN = select(sessions).where(*_IN_CHANNEL).order_by(sessions.c.created_at.desc()).limit(bindparam("limit"))
_OF_PERSON = (
    select(sessions)
    .where(
        sessions.c.workspace_id == bindparam("workspace_id"),
        or_(
            sessions.c.owner == bindparam("user_id"),
            sessions.c.id.in_(select(participants.c.session_id).where(participants.c.user_id == bindparam("user_id"))),
        ),
    )
    .order_by(sessions.c.updated_at.desc())
    .limit(bindparam("limit"))
)

_PUBLISHED_SINCE = select(sessions).where(sessions.c.notion_url != "", sessions.c.updated_at >= bindparam("since"))

_ALL = select(sessions).where(sessions.c.thread_ts != "").order_by(sessions.c.updated_at.desc())
_WORKSPACE_URL = select(workspaces.c.url).where(workspaces.c.id == bindparam("id"))

_CHANGE = update(sessions).where(sessions.c.id == bindparam("which"))
_ADVANCE = _CHANGE.where(sessions.c.stage == bindparam("before"))
_NEXT_SEQUENCE = _CHANGE.values(last_seq=sessions.c.last_seq + 1).returning(sessions.c.last_seq)
_NEXT_REVISION = _CHANGE.values(revision=sessions.c.revision + 1).returning(sessions.c.revision)

_PEOPLE = (
    select(*participants.c["user_id", "name", "approver", "time_zone"])
    .where(participants.c.session_id == bindparam("session_id"))
    .order_by(participants.c.user_id)
)
_JOIN = InsertUnlessThere(
    participants,
    replacing=lambda new: {
        name: func.coalesce(func.nullif(new[name], ""), participants.c[name]) for name in ("name", "time_zone")
    },
)

_NOTE = insert(audit)
_NOTES = (
    select(audit.c.details)
    .where(audit.c.session_id == bindparam("session_id"), audit.c.what == bindparam("what"))
    .order_by(audit.c.id.desc())
)
_NOTES_OF_KINDS = (
    select(*audit.c["id", "who", "what", "details"])
    .where(audit.c.session_id == bindparam("session_id"), audit.c.what.in_(bindparam("kinds", expanding=True)))
    .order_by(audit.c.id)
)


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the audit trail: `who` is a user id, or empty where the bot itself did it."""

    id: int
    who: str
    what: str
    details: dict[str, Any]


class Sessions:
    """Planning sessions by id, by thread, by person."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def remember_workspace(self, workspace_id: str, name: str, url: str) -> None:
        """Store or refresh a workspace; `url` is the start of its permalinks."""
        await self._db.execute(_REMEMBER_WORKSPACE.on(self._db), {"id": workspace_id, "name": name, "url": url})

    async def start(self, session: Session, start_key: str) -> bool:
        """Add a session; False when one with the same start key exists already (nothing is changed then)."""
        now = time.time()
        row = {
            "id": session.id,
            "workspace_id": session.workspace_id,
            "channel_id": session.channel_id,
            "thread_ts": session.thread_ts,
            "start_key": start_key,
            "title": session.title,
            "idea": session.idea,
            "idea_permalink": session.idea_permalink,
            "language": session.language,
            "owner": session.owner,
            "owner_name": session.owner_name,
            "stage": session.stage.value,
            "response_url": session.response_url,
            "notion_parent": session.notion_parent,
            "created_at": now,
            "updated_at": now,
        }
        if await self._db.scalar(_START.on(self._db), row) is None:
            return False
        await self.join(session.id, session.participants)
        return True

    async def started_with(self, start_keys: Iterable[str]) -> Session | None:
        """The session that one of the start keys belongs to."""
        return await self._one(_STARTED_WITH, start_keys=list(start_keys))

    async def get(self, session_id: str) -> Session | None:
        """The session with that id."""
        return await self._one(_GET, id=session_id)

    async def sleeps(self, session_id: str) -> bool:
        """Whether the session sleeps; asked after every event, so nothing else is read."""
        return await self._db.scalar(_SLEEPS, {"id": session_id}) is not None

    async def in_thread(self, workspace_id: str, channel_id: str, thread_ts: str) -> Session | None:
        """The session that lives in that thread."""
        return await self._one(_IN_THREAD, workspace_id=workspace_id, channel_id=channel_id, thread_ts=thread_ts)

    async def id_in_thread(self, workspace_id: str, channel_id: str, thread_ts: str) -> str | None:
        """The id of the session that lives in that thread; asked for with every message, so nothing else is read."""
        where = {"workspace_id": workspace_id, "channel_id": channel_id, "thread_ts": thread_ts}
        found: str | None = await self._db.scalar(_ID_IN_THREAD, where)
        return found

    async def with_message(self, workspace_id: str, channel_id: str, ts: str) -> Session | None:
        """The session that a message of that timestamp belongs to: one that was said to it, or one it posted."""
        return await self._one(_WITH_MESSAGE, workspace_id=workspace_id, channel_id=channel_id, ts=ts)

    async def visible_in(self, workspace_id: str, channel_id: str, limit: int = 10) -> tuple[Session, ...]:
        """The sessions of a channel, newest first."""
        return await self._all(_VISIBLE_IN, workspace_id=workspace_id, channel_id=channel_id, limit=limit)

    async def of_person(self, workspace_id: str, user_id: str, limit: int = 20) -> tuple[Session, ...]:
        """The sessions that a person owns or takes part in, most recently changed first."""
        return await self._all(_OF_PERSON, workspace_id=workspace_id, user_id=user_id, limit=limit)

    async def published_since(self, since: float) -> tuple[Session, ...]:
        """The sessions with pages in Notion that changed at or after that time (seconds since the epoch)."""
        return await self._all(_PUBLISHED_SINCE, since=since)

    async def all(self) -> tuple[Session, ...]:
        """Every session that has a thread, most recently changed first."""
        return await self._all(_ALL)

    async def workspace_url(self, workspace_id: str) -> str:
        """The start of a workspace's permalinks; empty where it was never connected."""
        return await self._db.scalar(_WORKSPACE_URL, {"id": workspace_id}) or ""

    async def next_sequence(self, session_id: str) -> int:
        """The next number in the order of the session's events (1, 2, …). Raises `KeyError` for an unknown id."""
        number: int | None = await self._db.scalar(_NEXT_SEQUENCE, {"which": session_id})
        if number is None:
            raise KeyError(session_id)
        return number

    async def change(self, session_id: str, **values: Any) -> None:
        """Set columns of the session (`stage`, `title`, `thread_ts`, `notion_url`, `capacity`, `paused_at`, …)."""
        if isinstance(values.get("stage"), Stage):
            values["stage"] = values["stage"].value
        if isinstance(values.get("capacity"), Capacity):
            values["capacity"] = values["capacity"].model_dump(mode="json")
        await self._db.execute(_CHANGE, {"which": session_id, "updated_at": time.time(), **values})

    async def advance(self, session_id: str, before: Stage, after: Stage) -> None:
        """Go from one stage to another, unless the session has moved on meanwhile: in one statement, so that a
        publication beside the session's own queue never takes back a step of the team."""
        values = {"which": session_id, "before": before.value, "stage": after.value, "updated_at": time.time()}
        await self._db.execute(_ADVANCE, values)

    async def next_revision(self, session_id: str) -> int:
        """Count the dashboard's revision up and return it."""
        found = await self._db.execute(_NEXT_REVISION, {"which": session_id, "updated_at": time.time()})
        number: int = found.scalar_one()
        return number

    async def join(self, session_id: str, people: Iterable[Participant]) -> None:
        """Add people to the session; who takes part already keeps their rights."""
        for person in people:
            row = {
                "session_id": session_id,
                "user_id": person.user_id,
                "name": person.name,
                "approver": person.approver,
                "time_zone": person.time_zone,
            }
            await self._db.execute(_JOIN.on(self._db), row)

    async def note(self, session_id: str, who: str, what: str, **details: Any) -> None:
        """Add a line to the audit trail."""
        row = {"session_id": session_id, "at": time.time(), "who": who, "what": what, "details": details}
        await self._db.execute(_NOTE, row)

    async def latest_note(self, session_id: str, what: str, **details: str) -> dict[str, Any] | None:
        """The details of the newest line of the audit trail about `what` that agrees with `details`."""
        lines: Iterable[dict[str, Any]] = await self._db.scalars(_NOTES, {"session_id": session_id, "what": what})
        return next((line for line in lines if all(line.get(k) == v for k, v in details.items())), None)

    async def notes(self, session_id: str, *kinds: str) -> tuple[Note, ...]:
        """The lines of the audit trail about any of `kinds`, oldest first."""
        rows = await self._db.execute(_NOTES_OF_KINDS, {"session_id": session_id, "kinds": list(kinds)})
        return tuple(Note(row.id, row.who, row.what, row.details) for row in rows.all())

    async def _one(self, query: Select[Any], **values: Any) -> Session | None:
        row = (await self._db.execute(query, values)).first()
        return None if row is None else await self._session(row)

    async def _all(self, query: Select[Any], **values: Any) -> tuple[Session, ...]:
        rows = (await self._db.execute(query, values)).all()
        return tuple([await self._session(row) for row in rows])

    async def _session(self, row: Row[Any]) -> Session:
        people = await self._db.execute(_PEOPLE, {"session_id": row.id})
        return Session(
            id=row.id,
            workspace_id=row.workspace_id,
            channel_id=row.channel_id,
            thread_ts=row.thread_ts,
            title=row.title,
            idea=row.idea,
            idea_permalink=row.idea_permalink,
            language=row.language,
            owner=row.owner,
            owner_name=row.owner_name,
            stage=Stage(row.stage),
            response_url=row.response_url,
            notion_parent=row.notion_parent,
            notion_url=row.notion_url,
            revision=row.revision,
            participants=tuple(Participant(*person) for person in people.all()),
            capacity=Capacity.model_validate(row.capacity) if row.capacity else None,
            paused_at=row.paused_at,
        )
