"""Rules that several methods share: scopes, channels that the app may see, messages that are its own."""

from typing import Literal

from bot.local.slack.errors import SlackError
from bot.local.slack.model import Channel, Json, Message, Person
from bot.local.slack.workspace import SlackWorkspace


def need_scope(workspace: SlackWorkspace, *any_of: str) -> None:
    """Raise `missing_scope` unless the manifest grants one of the scopes."""
    granted = workspace.world.manifest.scopes
    if any_of and not set(any_of) & set(granted):
        raise SlackError("missing_scope", needed=any_of[0], provided=",".join(granted))


def conversation(workspace: SlackWorkspace, channel_id: str, reach: Literal["read", "history"]) -> Channel:
    """Return a channel that may be read so far; raise `missing_scope`, `channel_not_found` or `not_in_channel`."""
    channel = visible(workspace, channel_id)
    family = "im" if channel.is_im else "groups" if channel.is_private else "channels"
    need_scope(workspace, f"{family}:{reach}")
    if reach == "history" and not workspace.world.bot_is_in(channel):
        raise SlackError("not_in_channel")
    return channel


def postable(workspace: SlackWorkspace, channel_id: str) -> Channel:
    """Return a channel (or, for a person's id, the direct conversation) that the app may post to."""
    if channel_id in workspace.world.people:
        return workspace.world.direct(workspace.world.people[channel_id])
    by_name = [c for c in workspace.channels() if channel_id.startswith("#") and c.name == channel_id[1:]]
    channel = visible(workspace, by_name[0].id if by_name else channel_id)
    if not workspace.world.bot_is_in(channel):
        raise SlackError("not_in_channel")
    return channel


def visible(workspace: SlackWorkspace, channel_id: str) -> Channel:
    """Return a channel; private ones that the app is not in do not exist for it: `channel_not_found`."""
    channel = workspace.world.channels.get(channel_id)
    if channel is None or (channel.is_private and not workspace.world.bot_is_in(channel)):
        raise SlackError("channel_not_found")
    return channel


def member(workspace: SlackWorkspace, user_id: str, error: str = "user_not_found") -> Person:
    """Return someone by id; raise `error`."""
    person = workspace.world.people.get(user_id)
    if person is None:
        raise SlackError(error)
    return person


def message(workspace: SlackWorkspace, channel: Channel, ts: str, error: str = "message_not_found") -> Message:
    """Return a message of a channel; raise `error`."""
    found = workspace.world.message(channel.id, ts)
    if found is None:
        raise SlackError(error)
    return found


def root_of(workspace: SlackWorkspace, channel: Channel, thread_ts: str | None) -> str | None:
    """Return the ts of the thread's root, for the root's or a reply's ts; raise `thread_not_found`."""
    if thread_ts is None:
        return None
    found = message(workspace, channel, thread_ts, "thread_not_found")
    return found.thread_ts or found.ts


def page(items: list[Json], cursor: str | None, limit: int) -> tuple[list[Json], Json]:
    """Return one page of items and what to add to the answer (`response_metadata.next_cursor`, `has_more`)."""
    start = 0
    if cursor:
        if not cursor.startswith("local:") or not cursor[6:].isdigit():
            raise SlackError("invalid_cursor")
        start = int(cursor[6:])
    more = start + limit < len(items)
    following = f"local:{start + limit}" if more else ""
    return items[start : start + limit], {"has_more": more, "response_metadata": {"next_cursor": following}}
