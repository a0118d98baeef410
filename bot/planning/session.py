"""A planning session: one team, one thread, one product."""

from dataclasses import dataclass

from bot.planning.sprints.plan import Capacity
from bot.planning.stages import Stage


@dataclass(frozen=True, slots=True)
class Participant:
    """Someone in the session, by Slack user id; `approver` may approve documents.

    `time_zone` is the IANA name in their Slack profile, "" while it is not known.
    """

    user_id: str
    name: str
    approver: bool = False
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """What is known about a session besides its interview and documents.

    `thread_ts` is empty until the root message stands in Slack; `notion_parent` is the page to publish under (empty:
    the bot's default); `revision` counts the dashboard's changes; `capacity` is what the team can do, once it said so.
    `paused_at` (seconds since the epoch) is set while the session sleeps.
    """

    id: str
    workspace_id: str
    channel_id: str
    thread_ts: str
    title: str
    idea: str
    idea_permalink: str
    language: str
    owner: str
    owner_name: str
    stage: Stage
    response_url: str
    notion_parent: str
    notion_url: str
    revision: int
    participants: tuple[Participant, ...] = ()
    capacity: Capacity | None = None
    paused_at: float | None = None

    def may_approve(self, user_id: str) -> bool:
        """Whether that person may approve: a named approver, or the owner where nobody was named."""
        approvers = {p.user_id for p in self.participants if p.approver}
        return user_id in approvers if approvers else user_id == self.owner

    @property
    def approver_names(self) -> tuple[str, ...]:
        """Who may approve, by name."""
        named = tuple(p.name for p in self.participants if p.approver)
        return named or (self.owner_name,)
