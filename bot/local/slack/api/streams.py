"""chat.startStream, appendStream, stopStream."""

from typing import Any

from bot.local.slack.api import access
from bot.local.slack.api.arguments import Arguments
from bot.local.slack.api.methods import Method
from bot.local.slack.errors import SlackError
from bot.local.slack.events import message_json
from bot.local.slack.model import Json, Message
from bot.local.slack.workspace import SlackWorkspace


def _start(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    channel = access.postable(workspace, arguments.need("channel"))
    thread_ts = access.root_of(workspace, channel, arguments.need("thread_ts"))
    if not channel.is_im:
        for name in ("recipient_user_id", "recipient_team_id"):
            if name not in arguments:
                raise SlackError(f"missing_{name}")
        access.member(workspace, arguments.need("recipient_user_id"))
    workspace.rates.posting(channel.id)
    message = workspace.streams.start(channel.id, thread_ts or "", arguments.text("markdown_text"), _chunks(arguments))
    return {"channel": channel.id, "ts": message.ts}


def _append(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    message = _streamed(workspace, arguments)
    if "markdown_text" not in arguments and "chunks" not in arguments:
        raise SlackError("no_text")
    workspace.streams.append(message, arguments.text("markdown_text"), _chunks(arguments))
    return {"channel": message.channel, "ts": message.ts}


def _stop(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    message = _streamed(workspace, arguments)
    workspace.streams.stop(
        message,
        arguments.text("markdown_text"),
        _chunks(arguments),
        arguments.json("blocks", "invalid_blocks_format"),
        arguments.json("metadata", "invalid_metadata_format"),
    )
    return {"channel": message.channel, "ts": message.ts, "message": message_json(workspace.world, message)}


def _streamed(workspace: SlackWorkspace, arguments: Arguments) -> Message:
    channel = access.visible(workspace, arguments.need("channel"))
    message = access.message(workspace, channel, arguments.need("ts"))
    if message.user != workspace.bot.id:
        raise SlackError("message_not_owned_by_app")
    return message


def _chunks(arguments: Arguments) -> Any:
    return arguments.json("chunks", "invalid_chunks")


METHODS = {
    "chat.startStream": Method(_start, ("chat:write",), tier=2),
    "chat.appendStream": Method(_append, ("chat:write",), tier=4),
    "chat.stopStream": Method(_stop, ("chat:write",), tier=2),
}
