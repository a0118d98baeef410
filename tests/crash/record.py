"""What the bot's database says after a campaign, read by the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.flow.project import project_of
from bot.planning.publication import ProjectPublication
from bot.writing.tokens import count_tokens
from storage import Database
from storage.tables import (
    ApprovalRow,
    AuditRow,
    Base,
    CheckpointRow,
    ContributionRow,
    DocumentVersionRow,
    InboxRow,
    OutboxRow,
    PublicationRow,
    QuestionRow,
    SessionRow,
)


@dataclass(frozen=True)
class Record:
    """The rows of each table."""

    sessions: Sequence[SessionRow]
    questions: Sequence[QuestionRow]
    contributions: Sequence[ContributionRow]
    checkpoints: Sequence[CheckpointRow]
    versions: Sequence[DocumentVersionRow]
    approvals: Sequence[ApprovalRow]
    publications: Sequence[PublicationRow]
    inbox: Sequence[InboxRow]
    outbox: Sequence[OutboxRow]
    audit: Sequence[AuditRow]

    def of(self, rows: Sequence[Any], session_id: str) -> list[Any]:
        """Those of a session."""
        return [row for row in rows if row.session_id == session_id]


async def read_record(database: Database) -> Record:
    """Read everything."""

    async def rows(table: type[Base], *order: Any) -> Sequence[Any]:
        async with AsyncSession(database.engine) as session:
            return (await session.scalars(select(table).order_by(*order))).all()

    return Record(
        sessions=await rows(SessionRow, SessionRow.created_at),
        questions=await rows(QuestionRow, QuestionRow.number),
        contributions=await rows(ContributionRow, ContributionRow.said_at),
        checkpoints=await rows(CheckpointRow, CheckpointRow.number),
        versions=await rows(DocumentVersionRow, DocumentVersionRow.version),
        approvals=await rows(ApprovalRow, ApprovalRow.version),
        publications=await rows(PublicationRow, PublicationRow.key),
        inbox=await rows(InboxRow, InboxRow.seq),
        outbox=await rows(OutboxRow, OutboxRow.id),
        audit=await rows(AuditRow, AuditRow.id),
    )


async def projects_of(database: Database, workspace_url: str) -> dict[str, ProjectPublication]:
    """What is to stand in Notion, by session: all that was approved, as the bot itself would publish it now."""
    found = {}
    async with database.reading() as work:
        for session_id in (await work.connection.scalars(select(SessionRow.id).order_by(SessionRow.created_at))).all():
            session = await work.sessions.get(session_id)
            project = await project_of(work, session, workspace_url, count_tokens) if session else None
            if project is not None:
                found[session_id] = project
    return found


async def still_at_work(database: Database) -> list[str]:
    """What is not done yet: events, messages, workflows."""
    async with database.reading() as work:
        events = await work.connection.scalars(
            select(InboxRow.kind).where(InboxRow.handled_at.is_(None), InboxRow.failure == "")
        )
        messages = await work.connection.scalars(
            select(OutboxRow.operation).where(OutboxRow.state.in_(("pending", "sending")))
        )
        table = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
        workflows = await work.connection.execute(
            text(f"SELECT name, status, workflow_uuid FROM {table} WHERE status NOT IN ('SUCCESS', 'CANCELLED')")
        )
        return [
            *(f"event {kind}" for kind in events.all()),
            *(f"message {operation}" for operation in messages.all()),
            *(f"workflow {name} {status} {uuid}" for name, status, uuid in workflows.all()),
        ]
