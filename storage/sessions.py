"""Sessions, participants and the audit trail."""

import time
from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.planning.session import Participant, Session
from bot.planning.stages import Stage
from storage.inserting import insert_into
from storage.tables import AuditRow, ContributionRow, OutboxRow, ParticipantRow, SessionRow, WorkspaceRow


class Sessions:
    """Planning sessions by id, by thread, by person."""

    def __init__(self, session: AsyncSession) -> None:
        self._db = session

    async def remember_workspace(self, workspace_id: str, name: str, url: str) -> None:
        """Store or refresh a workspace; `url` is the start of its permalinks."""
        insert = insert_into(self._db, WorkspaceRow).values(id=workspace_id, name=name, url=url)
        await self._db.execute(
            insert.on_conflict_do_update(index_elements=[WorkspaceRow.id], set_={"name": name, "url": url})
        )

    async def start(self, session: Session, start_key: str) -> bool:
        """Add a session; False when one with the same start key exists already (nothing is changed then)."""
        now = time.time()
        insert = insert_into(self._db, SessionRow).values(
            id=session.id,
            workspace_id=session.workspace_id,
            channel_id=session.channel_id,
            thread_ts=session.thread_ts,
            start_key=start_key,
            title=session.title,
            idea=session.idea,
            idea_permalink=session.idea_permalink,
            language=session.language,
            owner=session.owner,
            owner_name=session.owner_name,
            stage=session.stage.value,
            response_url=session.response_url,
            notion_parent=session.notion_parent,
            notion_url="",
            last_seq=0,
            revision=0,
            created_at=now,
            updated_at=now,
        )
        row = await self._db.execute(insert.on_conflict_do_nothing().returning(SessionRow.id))
        if row.first() is None:
            return False
        await self.join(session.id, session.participants)
        return True

    async def started_with(self, start_keys: Iterable[str]) -> Session | None:
        """The session that one of the start keys belongs to."""
        row = await self._db.scalar(select(SessionRow).where(SessionRow.start_key.in_(list(start_keys))))
        return await self._session(row)

    async def get(self, session_id: str) -> Session | None:
        """The session with that id."""
        return await self._session(await self._db.get(SessionRow, session_id))

    async def in_thread(self, workspace_id: str, channel_id: str, thread_ts: str) -> Session | None:
        """The session that lives in that thread."""
        if not thread_ts:
            return None
        row = await self._db.scalar(
            select(SessionRow).where(
                SessionRow.workspace_id == workspace_id,
                SessionRow.channel_id == channel_id,
                SessionRow.thread_ts == thread_ts,
            )
        )
        return await self._session(row)

    async def id_in_thread(self, workspace_id: str, channel_id: str, thread_ts: str) -> str | None:
        """The id of the session that lives in that thread; asked for with every message, so nothing else is read."""
        return await self._db.scalar(
            select(SessionRow.id).where(
                SessionRow.workspace_id == workspace_id,
                SessionRow.channel_id == channel_id,
                SessionRow.thread_ts == thread_ts,
                SessionRow.thread_ts != "",
            )
        )

    async def with_message(self, workspace_id: str, channel_id: str, ts: str) -> Session | None:
        """The session that a message of that timestamp belongs to: one that was said to it, or one it posted."""
        said = select(ContributionRow.session_id).where(ContributionRow.said_at == ts)
        posted = select(OutboxRow.session_id).where(OutboxRow.ref == ts)
        row = await self._db.scalar(
            select(SessionRow).where(
                SessionRow.workspace_id == workspace_id,
                SessionRow.channel_id == channel_id,
                or_(SessionRow.id.in_(said), SessionRow.id.in_(posted)),
            )
        )
        return await self._session(row)

    async def visible_in(self, workspace_id: str, channel_id: str, limit: int = 10) -> tuple[Session, ...]:
        """The sessions of a channel, newest first."""
        found = await self._db.scalars(
            select(SessionRow)
            .where(SessionRow.workspace_id == workspace_id, SessionRow.channel_id == channel_id)
            .order_by(SessionRow.created_at.desc())
            .limit(limit)
        )
        return tuple([s for row in found.all() if (s := await self._session(row))])

    async def of_person(self, workspace_id: str, user_id: str, limit: int = 20) -> tuple[Session, ...]:
        """The sessions that a person owns or takes part in, most recently changed first."""
        mine = select(ParticipantRow.session_id).where(ParticipantRow.user_id == user_id)
        found = await self._db.scalars(
            select(SessionRow)
            .where(SessionRow.workspace_id == workspace_id, or_(SessionRow.owner == user_id, SessionRow.id.in_(mine)))
            .order_by(SessionRow.updated_at.desc())
            .limit(limit)
        )
        return tuple([s for row in found.all() if (s := await self._session(row))])

    async def next_sequence(self, session_id: str) -> int:
        """The next number in the order of the session's events (1, 2, …). Raises `KeyError` for an unknown id."""
        row = await self._db.execute(
            update(SessionRow)
            .where(SessionRow.id == session_id)
            .values(last_seq=SessionRow.last_seq + 1)
            .returning(SessionRow.last_seq)
        )
        number = row.scalar_one_or_none()
        if number is None:
            raise KeyError(session_id)
        return number

    async def change(self, session_id: str, **values: Any) -> None:
        """Set columns of the session (`stage`, `title`, `thread_ts`, `notion_url`, …)."""
        if isinstance(values.get("stage"), Stage):
            values["stage"] = values["stage"].value
        await self._db.execute(
            update(SessionRow).where(SessionRow.id == session_id).values(updated_at=time.time(), **values)
        )

    async def next_revision(self, session_id: str) -> int:
        """Count the dashboard's revision up and return it."""
        row = await self._db.execute(
            update(SessionRow)
            .where(SessionRow.id == session_id)
            .values(revision=SessionRow.revision + 1, updated_at=time.time())
            .returning(SessionRow.revision)
        )
        return row.scalar_one()

    async def join(self, session_id: str, participants: Iterable[Participant]) -> None:
        """Add people to the session; who takes part already keeps their rights."""
        for person in participants:
            insert = insert_into(self._db, ParticipantRow).values(
                session_id=session_id, user_id=person.user_id, name=person.name, approver=person.approver
            )
            changed = {"name": person.name} if person.name else {"user_id": person.user_id}
            await self._db.execute(
                insert.on_conflict_do_update(
                    index_elements=[ParticipantRow.session_id, ParticipantRow.user_id], set_=changed
                )
            )

    async def note(self, session_id: str, who: str, what: str, **details: Any) -> None:
        """Add a line to the audit trail."""
        self._db.add(AuditRow(session_id=session_id, at=time.time(), who=who, what=what, details=details))
        await self._db.flush()

    async def latest_note(self, session_id: str, what: str, **details: str) -> dict[str, Any] | None:
        """The details of the newest line of the audit trail about `what` that agrees with `details`."""
        rows = await self._db.scalars(
            select(AuditRow)
            .where(AuditRow.session_id == session_id, AuditRow.what == what)
            .order_by(AuditRow.id.desc())
        )
        for row in rows.all():
            if all(row.details.get(key) == value for key, value in details.items()):
                return row.details
        return None

    async def _session(self, row: SessionRow | None) -> Session | None:
        if row is None:
            return None
        people = await self._db.scalars(
            select(ParticipantRow).where(ParticipantRow.session_id == row.id).order_by(ParticipantRow.user_id)
        )
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
            participants=tuple(Participant(p.user_id, p.name, p.approver) for p in people.all()),
        )
