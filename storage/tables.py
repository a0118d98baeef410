"""The tables. Rows are scoped by workspace through their session; times are UTC seconds since the epoch.

The classes describe them; statements are written on the `Table`s at the end, so that no row is ever kept in memory.
"""

from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Root of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dict[str, Any]: JSON, list[str]: JSON, list[dict[str, Any]]: JSON}  # noqa: RUF012


class WorkspaceRow(Base):
    """A Slack workspace that the bot works in."""

    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)


class SessionRow(Base):
    """One planning session: one thread. `start_key` keeps a doubled `/plan` from starting two."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(String(64), index=True)
    channel_id: Mapped[str] = mapped_column(String(32))
    thread_ts: Mapped[str] = mapped_column(String(32), default="")
    start_key: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(Text)
    idea: Mapped[str] = mapped_column(Text)
    idea_permalink: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(16), default="en")
    owner: Mapped[str] = mapped_column(String(32))
    owner_name: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[str] = mapped_column(String(32))
    response_url: Mapped[str] = mapped_column(Text, default="")
    notion_parent: Mapped[str] = mapped_column(Text, default="")
    notion_url: Mapped[str] = mapped_column(Text, default="")
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    capacity: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    paused_at: Mapped[float | None] = mapped_column(Float, default=None)
    created_at: Mapped[float] = mapped_column(Float)
    updated_at: Mapped[float] = mapped_column(Float)

    __table_args__ = (
        Index(
            "uq_sessions_thread",
            "workspace_id",
            "channel_id",
            "thread_ts",
            unique=True,
            sqlite_where=sql("thread_ts <> ''"),
            postgresql_where=sql("thread_ts <> ''"),
        ),
    )


class ParticipantRow(Base):
    """Someone who takes part in a session, and whether they may approve."""

    __tablename__ = "participants"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(Text, default="")
    approver: Mapped[bool] = mapped_column(default=False)
    time_zone: Mapped[str] = mapped_column(String(64), default="", server_default="")


class QuestionRow(Base):
    """A question of an interview. At most one of a session is open: the database itself refuses a second."""

    __tablename__ = "questions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    side: Mapped[str] = mapped_column(String(16), default="product", server_default="product")
    round: Mapped[int] = mapped_column(Integer, default=1)
    facet: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    options: Mapped[list[str]] = mapped_column()
    recommended: Mapped[str] = mapped_column(Text, default="")
    written_by: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    unclear: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str] = mapped_column(Text, default="")
    posted_at: Mapped[str] = mapped_column(String(32), default="")
    settle_due: Mapped[float | None] = mapped_column(Float, default=None)
    nudged_at: Mapped[float | None] = mapped_column(Float, default=None)

    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        Index(
            "uq_questions_open",
            "session_id",
            unique=True,
            sqlite_where=sql("state = 'open'"),
            postgresql_where=sql("state = 'open'"),
        ),
    )


class ContributionRow(Base):
    """One thing one person said: a Slack message in the thread, or a quick answer (`via`)."""

    __tablename__ = "contributions"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    round: Mapped[int] = mapped_column(Integer, default=1)
    author: Mapped[str] = mapped_column(String(32))
    author_name: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[str] = mapped_column(String(64), index=True)
    permalink: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str] = mapped_column(String(16), default="answer")
    late: Mapped[bool] = mapped_column(default=False)
    deleted: Mapped[bool] = mapped_column(default=False)
    edits: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    __table_args__ = (UniqueConstraint("session_id", "said_at"),)


class EvidenceRow(Base):
    """A facet that an answer to another question made clear, with the quoted words."""

    __tablename__ = "evidence"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    question: Mapped[int] = mapped_column(Integer, primary_key=True)
    facet: Mapped[str] = mapped_column(String(64), primary_key=True)
    quote: Mapped[str] = mapped_column(Text)


class DecisionRow(Base):
    """Something that the team decided, in the words it was said in. Rows are added and never rewritten."""

    __tablename__ = "decisions"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    side: Mapped[str] = mapped_column(String(16))
    facet: Mapped[str] = mapped_column(String(64))
    question: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    short: Mapped[str] = mapped_column(Text)
    contribution: Mapped[str] = mapped_column(String(200))
    author: Mapped[str] = mapped_column(String(32))
    author_name: Mapped[str] = mapped_column(Text, default="")
    said_at: Mapped[str] = mapped_column(String(64))
    permalink: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[float] = mapped_column(Float)
    supersedes: Mapped[int | None] = mapped_column(Integer, default=None)
    withdrawn_at: Mapped[float | None] = mapped_column(Float, default=None)


class CheckpointRow(Base):
    """A summary, once per `key` (what called for it); `content` is a `bot.planning.checkpoints.Checkpoint`."""

    __tablename__ = "checkpoints"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(128))
    content: Mapped[dict[str, Any]] = mapped_column()
    posted: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[float] = mapped_column(Float)

    __table_args__ = (UniqueConstraint("session_id", "key"),)


class ScheduleRow(Base):
    """When a session is summarised by itself: the truth that the job store is made from.

    `fired_at` is the newest due time whose summary was ordered.
    """

    __tablename__ = "schedules"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    cadence: Mapped[str] = mapped_column(String(16))
    every: Mapped[int] = mapped_column(Integer, default=0)
    cron: Mapped[str] = mapped_column(String(128), default="")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    revision: Mapped[int] = mapped_column(Integer, default=0)
    set_by: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[float] = mapped_column(Float)
    fired_at: Mapped[float | None] = mapped_column(Float, default=None)


class DigestRow(Base):
    """A channel whose members asked for a digest of what waits for them, and when it comes."""

    __tablename__ = "digests"

    workspace_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    cron: Mapped[str] = mapped_column(String(128))
    zone: Mapped[str] = mapped_column(String(64))
    set_by: Mapped[str] = mapped_column(String(32))
    changed_at: Mapped[float] = mapped_column(Float)


class DocumentVersionRow(Base):
    """One version of a document: typed content as JSON, and what was asked to change."""

    __tablename__ = "document_versions"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column()
    content_hash: Mapped[str] = mapped_column(String(64))
    request: Mapped[str] = mapped_column(Text, default="")
    requested_by: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[float] = mapped_column(Float)


class ChangeRequestRow(Base):
    """What somebody asked to change in a version, and the message in the thread that shows it."""

    __tablename__ = "change_requests"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    artefact: Mapped[str] = mapped_column(
        String(32), default="product_specification", server_default="product_specification"
    )
    version: Mapped[int] = mapped_column(Integer)
    author: Mapped[str] = mapped_column(String(32))
    author_name: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[str] = mapped_column(String(64), default="")
    permalink: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[float] = mapped_column(Float)


class ApprovalRow(Base):
    """Who approved which content, bound to its hash; taken back (`voided_at`) when what it rests on has changed."""

    __tablename__ = "approvals"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[str] = mapped_column(String(32))
    approved_by_name: Mapped[str] = mapped_column(Text)
    approved_at: Mapped[float] = mapped_column(Float)
    voided_at: Mapped[float | None] = mapped_column(Float, default=None)


class FindingRow(Base):
    """What a check found in a version of an artefact, and what somebody said to it (`verdict`, empty: nothing yet)."""

    __tablename__ = "findings"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    artefact: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    rule: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(String(16))
    verdict: Mapped[str] = mapped_column(String(64), default="")
    settled_by: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[float | None] = mapped_column(Float, default=None)


class PublicationRow(Base):
    """What is where in Notion. `intended_at` without `notion_id`: a create was begun, look before creating again."""

    __tablename__ = "publications"

    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), default="")
    notion_id: Mapped[str] = mapped_column(String(64), default="")
    url: Mapped[str] = mapped_column(Text, default="")
    source_hash: Mapped[str] = mapped_column(String(64), default="")
    written: Mapped[str] = mapped_column(Text, default="")
    intended_at: Mapped[float] = mapped_column(Float)


class InboxRow(Base):
    """An event as it came in, once per `key`, before it is acknowledged. `failure` holds a reference id."""

    __tablename__ = "inbox"

    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    seq: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]] = mapped_column()
    received_at: Mapped[float] = mapped_column(Float)
    handled_at: Mapped[float | None] = mapped_column(Float, default=None)
    failure: Mapped[str] = mapped_column(String(32), default="")


class OutboxRow(Base):
    """Something to say in Slack, once per `operation`. `ref` is the timestamp (or file id) Slack gave it."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    operation: Mapped[str] = mapped_column(String(128), unique=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    payload: Mapped[dict[str, Any]] = mapped_column()
    state: Mapped[str] = mapped_column(String(16), default="pending")
    ref: Mapped[str] = mapped_column(String(64), default="", index=True)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[float] = mapped_column(Float)

    __table_args__ = (Index("ix_outbox_unsent", "session_id", "state", "id"),)


class AuditRow(Base):
    """Who did what when, for the questions that come later."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    at: Mapped[float] = mapped_column(Float)
    who: Mapped[str] = mapped_column(String(32))
    what: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


def _table(row: type[Base]) -> Table:
    table = row.__table__
    assert isinstance(table, Table)  # noqa: S101 - no row of ours is mapped to a join
    return table


workspaces = _table(WorkspaceRow)
sessions = _table(SessionRow)
participants = _table(ParticipantRow)
questions = _table(QuestionRow)
contributions = _table(ContributionRow)
evidence = _table(EvidenceRow)
decisions = _table(DecisionRow)
checkpoints = _table(CheckpointRow)
schedules = _table(ScheduleRow)
digests = _table(DigestRow)
document_versions = _table(DocumentVersionRow)
change_requests = _table(ChangeRequestRow)
approvals = _table(ApprovalRow)
findings = _table(FindingRow)
publications = _table(PublicationRow)
inbox = _table(InboxRow)
outbox = _table(OutboxRow)
audit = _table(AuditRow)
