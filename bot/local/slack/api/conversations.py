"""conversations.* and users.conversations: channels and what stands in them."""

from bot.local.slack.api import access
from bot.local.slack.api.arguments import Arguments
from bot.local.slack.api.methods import Method
from bot.local.slack.errors import SlackError
from bot.local.slack.events import message_json
from bot.local.slack.model import Channel, Json, Message
from bot.local.slack.workspace import SlackWorkspace
from bot.local.slack.world import TEAM_ID


def channel_json(workspace: SlackWorkspace, channel: Channel) -> Json:
    """Return a channel as conversations.info shows it."""
    if channel.is_im:
        person = next((member for member in channel.members if member != workspace.bot.id), None)
        return {"id": channel.id, "created": channel.created, "is_im": True, "user": person, "context_team_id": TEAM_ID}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "creator": channel.members[0],
        "context_team_id": TEAM_ID,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": False,
        "is_general": False,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_member": workspace.world.bot_is_in(channel),
        "num_members": len(channel.members),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def _info(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    return {"channel": channel_json(workspace, access.conversation(workspace, arguments.need("channel"), "read"))}


def _members(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    channel = access.conversation(workspace, arguments.need("channel"), "read")
    listed: list[Json] = [{"id": member} for member in channel.members]
    shown, more = access.page(listed, arguments.text("cursor"), arguments.integer("limit", 100, 1000))
    return {"members": [entry["id"] for entry in shown], **more}


def _list(workspace: SlackWorkspace, arguments: Arguments, *, only_mine: bool = False) -> Json:
    kinds = (arguments.text("types") or "public_channel").split(",")
    found = []
    for kind, scope in (("public_channel", "channels:read"), ("private_channel", "groups:read")):
        if kind in kinds:
            access.need_scope(workspace, scope)
            found += [c for c in workspace.channels() if c.is_private == (kind == "private_channel")]
    mine = [c for c in found if workspace.world.bot_is_in(c) or not (c.is_private or only_mine)]
    listed = [channel_json(workspace, channel) for channel in mine]
    shown, more = access.page(listed, arguments.text("cursor"), arguments.integer("limit", 100, 1000))
    return {"channels": shown, **more}


def _mine(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    return _list(workspace, arguments, only_mine=True)


def _history(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    channel = access.conversation(workspace, arguments.need("channel"), "history")
    found = [
        message
        for message in reversed(workspace.world.in_channel(channel.id))
        if not message.is_reply or message.subtype == "thread_broadcast"
    ]
    return _messages(workspace, arguments, found)


def _replies(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    channel = access.conversation(workspace, arguments.need("channel"), "history")
    root_ts = access.root_of(workspace, channel, arguments.need("ts"))
    return _messages(workspace, arguments, workspace.thread(channel, root_ts or ""))


def _messages(workspace: SlackWorkspace, arguments: Arguments, found: list[Message]) -> Json:
    oldest, latest = arguments.text("oldest"), arguments.text("latest")
    if arguments.flag("inclusive"):
        found = [m for m in found if (not oldest or m.ts >= oldest) and (not latest or m.ts <= latest)]
    else:
        found = [m for m in found if (not oldest or m.ts > oldest) and (not latest or m.ts < latest)]
    with_metadata = arguments.flag("include_all_metadata")
    listed = [message_json(workspace.world, message, with_metadata=with_metadata) for message in found]
    shown, more = access.page(listed, arguments.text("cursor"), arguments.integer("limit", 100, 1000))
    return {"messages": shown, **more}


def _open(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    users = (arguments.text("users") or "").split(",")
    if len(users) != 1:
        access.need_scope(workspace, "mpim:write")
        raise SlackError("invalid_users")
    channel = workspace.world.direct(access.member(workspace, users[0]))
    return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}


METHODS = {
    "conversations.info": Method(_info, tier=3),
    "conversations.members": Method(_members, tier=4),
    "conversations.list": Method(_list, tier=2),
    "conversations.history": Method(_history, tier=3),
    "conversations.replies": Method(_replies, tier=3),
    "conversations.open": Method(_open, ("im:write",), tier=3),
    "users.conversations": Method(_mine, tier=3),
}
