"""One transaction, seen as the repositories that take part in it."""

from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.checkpoints import Checkpoints
from storage.decisions import Decisions
from storage.digests import Digests
from storage.documents import Documents
from storage.findings import Findings
from storage.inbox import Inbox
from storage.interviews import Interviews
from storage.outbox import Outbox
from storage.publications import Publications
from storage.schedules import Schedules
from storage.sessions import Sessions
from storage.waiting import Waiting


class UnitOfWork:
    """The repositories on one connection; whoever began its transaction commits it.

    `connection` is there for whoever has to write in the same transaction.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    @cached_property
    def sessions(self) -> Sessions:
        """Planning sessions, their participants, and the audit trail."""
        return Sessions(self.connection)

    @cached_property
    def interviews(self) -> Interviews:
        """Questions and what was said to them."""
        return Interviews(self.connection)

    @cached_property
    def decisions(self) -> Decisions:
        """What the team decided."""
        return Decisions(self.connection)

    @cached_property
    def checkpoints(self) -> Checkpoints:
        """Summaries of the conversation so far."""
        return Checkpoints(self.connection)

    @cached_property
    def schedules(self) -> Schedules:
        """When sessions are summarised by themselves."""
        return Schedules(self.connection)

    @cached_property
    def waiting(self) -> Waiting:
        """What sessions wait for."""
        return Waiting(self.connection)

    @cached_property
    def digests(self) -> Digests:
        """Which channels are told what waits in them, and when."""
        return Digests(self.connection)

    @cached_property
    def documents(self) -> Documents:
        """Versions of artefacts, and approvals."""
        return Documents(self.connection)

    @cached_property
    def findings(self) -> Findings:
        """What the checks found, and what people said to it."""
        return Findings(self.connection)

    @cached_property
    def inbox(self) -> Inbox:
        """Events as they came in."""
        return Inbox(self.connection)

    @cached_property
    def outbox(self) -> Outbox:
        """What is to be said in Slack, and what was."""
        return Outbox(self.connection)

    @cached_property
    def publications(self) -> Publications:
        """What is where in Notion."""
        return Publications(self.connection)
