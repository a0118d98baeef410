"""chat.*: posting, changing and deleting the app's messages."""

from typing import Any

from bot.local.slack import text as slack_text
from bot.local.slack.api import access
from bot.local.slack.api.arguments import Arguments
from bot.local.slack.api.methods import Method
from bot.local.slack.errors import SlackError
from bot.local.slack.events import message_json
from bot.local.slack.model import Channel, Json, Message
from bot.local.slack.rules.message import check_message, check_message_blocks, check_metadata
from bot.local.slack.workspace import SlackWorkspace
from bot.local.slack.world import BOT_ID

MAX_MARKDOWN_TEXT = 12_000


def _post(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    channel = access.postable(workspace, arguments.need("channel"))
    workspace.rates.posting(channel.id)
    message = _composed(workspace, arguments, channel)
    if arguments.flag("reply_broadcast") and message.thread_ts:
        message.subtype = "thread_broadcast"
    link_names = arguments.flag("link_names") or arguments.text("parse") == "full"
    if link_names:
        workspace.timeline.watch(message, link_names=True)
    workspace.timeline.post(message)
    return {"channel": channel.id, "ts": message.ts, "message": message_json(workspace.world, message)}


def _post_ephemeral(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    channel = access.postable(workspace, arguments.need("channel"))
    person = access.member(workspace, arguments.need("user"))
    if person.id not in channel.members:
        raise SlackError("user_not_in_channel")
    workspace.rates.posting(channel.id)
    message = _composed(workspace, arguments, channel)
    message.ephemeral_for = person.id
    workspace.timeline.show_ephemeral(message)
    return {"message_ts": message.ts}


def _composed(workspace: SlackWorkspace, arguments: Arguments, channel: Channel) -> Message:
    text, blocks, attachments = _content(arguments)
    return Message(
        ts="",
        channel=channel.id,
        text=text,
        user=workspace.bot.id,
        bot_id=BOT_ID,
        blocks=blocks,
        attachments=attachments,
        thread_ts=access.root_of(workspace, channel, arguments.text("thread_ts")),
        metadata=check_metadata(arguments.json("metadata", "invalid_metadata_format")),
    )


def _content(arguments: Arguments) -> tuple[str, list[Json], list[Json]]:
    """Return what was sent as text, blocks and attachments; raise what Slack says against it."""
    text = arguments.text("text")
    blocks = arguments.json("blocks", "invalid_blocks_format")
    attachments = arguments.json("attachments", "invalid_attachments")
    markdown = arguments.text("markdown_text")
    if markdown is not None:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        if len(markdown) > MAX_MARKDOWN_TEXT:
            raise SlackError("msg_too_long")
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    blocks = check_message(text, blocks, attachments)
    return slack_text.as_sent(text or ""), blocks, attachments or []


def _update(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    channel = access.visible(workspace, arguments.need("channel"))
    message = _own(workspace, channel, arguments.need("ts"), "cant_update_message")
    if message.streaming and workspace.streams.is_open(message):
        raise SlackError("streaming_state_conflict")
    fields = _changed_fields(arguments, message)
    workspace.timeline.change(message, workspace.bot, streaming=False, **fields)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message_json(workspace.world, message),
    }


def _changed_fields(arguments: Arguments, message: Message) -> dict[str, Any]:
    """Return what to change: Slack keeps blocks, attachments and metadata that the call leaves out."""
    if "markdown_text" in arguments or not ("blocks" in arguments or "attachments" in arguments):
        text, blocks, attachments = _content(arguments)
    else:
        blocks = check_message_blocks(arguments.json("blocks", "invalid_blocks_format"))
        attachments = arguments.json("attachments", "invalid_attachments") or []
        text = arguments.text("text") or ""
        check_message(text, blocks or message.blocks, attachments or message.attachments)
        text = slack_text.as_sent(text)
    fields: dict[str, Any] = {"text": text}
    if "blocks" in arguments or "markdown_text" in arguments:
        fields["blocks"] = blocks
    if "attachments" in arguments:
        fields["attachments"] = attachments
    if "metadata" in arguments:
        fields["metadata"] = check_metadata(arguments.json("metadata", "invalid_metadata_format"))
    return fields


def _delete(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    channel = access.visible(workspace, arguments.need("channel"))
    message = _own(workspace, channel, arguments.need("ts"), "cant_delete_message")
    workspace.timeline.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def _permalink(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    channel = access.visible(workspace, arguments.need("channel"))
    message = access.message(workspace, channel, arguments.need("message_ts"))
    return {"channel": channel.id, "permalink": workspace.permalink(message)}


def _own(workspace: SlackWorkspace, channel: Channel, ts: str, error: str) -> Message:
    message = access.message(workspace, channel, ts)
    if message.user != workspace.bot.id or message.subtype == "tombstone":
        raise SlackError(error)
    return message


METHODS = {
    "chat.postMessage": Method(_post, ("chat:write",)),
    "chat.postEphemeral": Method(_post_ephemeral, ("chat:write",), tier=4),
    "chat.update": Method(_update, ("chat:write",), tier=3),
    "chat.delete": Method(_delete, ("chat:write",), tier=3),
    "chat.getPermalink": Method(_permalink),
}
