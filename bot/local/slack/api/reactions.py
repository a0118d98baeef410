"""reactions.*: what the app reacts with, and what is on a message."""

import re

from bot.local.slack import emoji
from bot.local.slack.api import access
from bot.local.slack.api.arguments import Arguments
from bot.local.slack.api.methods import Method
from bot.local.slack.errors import SlackError
from bot.local.slack.events import message_json
from bot.local.slack.model import Json, Message
from bot.local.slack.workspace import SlackWorkspace

_NAME = re.compile(r"[a-z0-9_+'-]{1,100}")


def _add(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    message = _message(workspace, arguments)
    if not workspace.timeline.react(workspace.bot, message, _name(arguments)):
        raise SlackError("already_reacted")
    return {}


def _remove(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    message = _message(workspace, arguments)
    if not workspace.timeline.unreact(workspace.bot, message, _name(arguments)):
        raise SlackError("no_reaction")
    return {}


def _get(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    message = _message(workspace, arguments)
    return {"type": "message", "channel": message.channel, "message": message_json(workspace.world, message)}


def _message(workspace: SlackWorkspace, arguments: Arguments) -> Message:
    channel = access.visible(workspace, arguments.need("channel"))
    if not workspace.world.bot_is_in(channel):
        raise SlackError("not_in_channel")
    return access.message(workspace, channel, arguments.need("timestamp"))


def _name(arguments: Arguments) -> str:
    name = arguments.need("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return emoji.canonical(name)


METHODS = {
    "reactions.add": Method(_add, ("reactions:write",), tier=3),
    "reactions.remove": Method(_remove, ("reactions:write",), tier=2),
    "reactions.get": Method(_get, ("reactions:read",), tier=3),
}
