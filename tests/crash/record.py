"""What the bot's database says after a campaign, read by the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage import Database
from storage.tables import (
    ApprovalRow,
    AuditRow,
    Base,
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
        versions=await rows(DocumentVersionRow, DocumentVersionRow.version),
        approvals=await rows(ApprovalRow, ApprovalRow.version),
        publications=await rows(PublicationRow, PublicationRow.key),
        inbox=await rows(InboxRow, InboxRow.seq),
        outbox=await rows(OutboxRow, OutboxRow.id),
        audit=await rows(AuditRow, AuditRow.id),
    )


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
