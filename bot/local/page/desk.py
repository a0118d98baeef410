"""What all screens of one `try` share: the two workspaces, and what each person has read."""

import time

from bot.local.notion import NotionStore
from bot.local.slack import Channel, Message, Person, SlackWorkspace


class Desk:
    """The workspaces behind the page. Read marks live as long as the process: a restart shows everything as read."""

    def __init__(self, slack: SlackWorkspace, notion: NotionStore) -> None:
        self.slack = slack
        self.notion = notion
        self._opened = f"{time.time():.6f}"
        self._read: dict[tuple[str, str, str], str] = {}

    def mark_read(self, person: Person, channel_id: str, messages: list[Message], thread_ts: str = "") -> None:
        """The person has a channel (or a thread in it) with these messages before their eyes."""
        if messages:
            self._read[person.id, channel_id, thread_ts] = max(message.ts for message in messages)

    def channel_is_unread(self, person: Person, channel: Channel) -> bool:
        """Whether someone else wrote in the channel since the person last had it open."""
        seen = self._read.get((person.id, channel.id, ""), self._opened)
        return any(self._is_new(message, person, seen) for message in self.slack.history(channel, person))

    def thread_is_unread(self, person: Person, root: Message, replies: list[Message]) -> bool:
        """Whether someone else wrote in the thread since the person last had it open."""
        seen = self._read.get((person.id, root.channel, root.ts), self._opened)
        return any(self._is_new(message, person, seen) for message in replies)

    @staticmethod
    def _is_new(message: Message, person: Person, seen: str) -> bool:
        return message.ts > seen and message.user != person.id
