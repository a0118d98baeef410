"""One transaction, seen as the repositories that take part in it."""

from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from storage.documents import Documents
from storage.inbox import Inbox
from storage.interviews import Interviews
from storage.outbox import Outbox
from storage.publications import Publications
from storage.sessions import Sessions


class UnitOfWork:
    """The repositories on one database session; whoever opened the session commits it."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    @cached_property
    def sessions(self) -> Sessions:
        """Planning sessions, their participants, and the audit trail."""
        return Sessions(self.session)

    @cached_property
    def interviews(self) -> Interviews:
        """Questions and what was said to them."""
        return Interviews(self.session)

    @cached_property
    def documents(self) -> Documents:
        """Document versions and approvals."""
        return Documents(self.session)

    @cached_property
    def inbox(self) -> Inbox:
        """Events as they came in."""
        return Inbox(self.session)

    @cached_property
    def outbox(self) -> Outbox:
        """What is to be said in Slack, and what was."""
        return Outbox(self.session)

    @cached_property
    def publications(self) -> Publications:
        """What is where in Notion."""
        return Publications(self.session)

    async def connection(self) -> AsyncConnection:
        """The connection underneath, for whoever has to write in the same transaction."""
        return await self.session.connection()
