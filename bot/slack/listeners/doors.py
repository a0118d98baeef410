"""What listeners may reach: the intake, and questions about what is stored. `bot.app` hands both in."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from bot.planning.sprints.plan import Capacity
from bot.slack.inbound import Intake
from bot.slack.messages import Link, SlackMessage
from bot.slack.messages.dashboard import Dashboard
from bot.slack.messages.home import Connection
from bot.slack.messages.replies import SessionLine
from bot.slack.messages.schedule import CurrentSchedule


class Queries(Protocol):
    """Reads; each takes a few milliseconds."""

    async def sessions_of(self, workspace_id: str, user_id: str, channel_id: str) -> Sequence[SessionLine]:
        """The sessions of a person, and those of the channel that they ask in."""
        ...

    async def waiting_for(self, workspace_id: str, user_id: str) -> Sequence[Link]:
        """The questions and reviews that a person may settle, oldest first."""
        ...

    async def status_of_channel(self, workspace_id: str, channel_id: str) -> Dashboard | None:
        """The newest session of a channel."""
        ...

    async def status_of_thread(self, workspace_id: str, channel_id: str, thread_ts: str) -> Dashboard | None:
        """The session that lives in a thread."""
        ...

    async def status_of_session(self, workspace_id: str, channel_id: str, session_id: str) -> Dashboard | None:
        """A session, if it lives in that channel."""
        ...

    async def schedule_of(self, workspace_id: str, channel_id: str, session_id: str) -> CurrentSchedule | None:
        """When a session is summarised by itself, if it lives in that channel."""
        ...

    async def capacity_of(self, session_id: str) -> Capacity | None:
        """What the team said it can do, if it was asked already."""
        ...


Digest = Callable[[str, str, str, str], Awaitable[SlackMessage]]
"""Starts, changes or stops the digest of a channel: workspace, channel, person, their words; what to answer."""


@dataclass(frozen=True, slots=True)
class Doors:
    """`show_home` shows a view as somebody's App Home, `connections` are listed there; `today` tells which day it is
    for a person; `command` has its slash."""

    intake: Intake
    queries: Queries
    show_home: Callable[[str, dict[str, Any]], Awaitable[None]]
    today: Callable[[str], Awaitable[date]]
    digest: Digest
    bot_user_id: str
    connections: Sequence[Connection] = ()
    command: str = "/plan"
    language: str = "en"
