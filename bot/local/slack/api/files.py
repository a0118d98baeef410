"""files.*: the upload in three steps, and reading about a file."""

from bot.local.slack import text as slack_text
from bot.local.slack.api import access
from bot.local.slack.api.arguments import Arguments
from bot.local.slack.api.methods import Method
from bot.local.slack.errors import SlackError, invalid
from bot.local.slack.events import file_json
from bot.local.slack.model import Channel, Json, Message
from bot.local.slack.rules.message import check_message
from bot.local.slack.workspace import SlackWorkspace
from bot.local.slack.world import BOT_ID


def _get_upload_url(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    length = arguments.need("length")
    if not length.isdigit():
        raise invalid("invalid_arguments", ["must be a number [json-pointer:/length]"])
    url, file_id = workspace.uploads.begin(arguments.need("filename"), int(length))
    return {"upload_url": url, "file_id": file_id}


def _complete(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    listed = arguments.json("files", "invalid_arguments")
    if not isinstance(listed, list) or not listed:
        raise invalid("invalid_arguments", ["missing required field: files"])
    places = _places(workspace, arguments)
    files = [workspace.uploads.complete(str(entry.get("id")), entry.get("title")) for entry in listed]
    for channel, thread_ts in places:
        comment = arguments.text("initial_comment")
        blocks = check_message(comment, arguments.json("blocks", "invalid_blocks_format"), has_files=True)
        message = Message(
            ts="",
            channel=channel.id,
            text=slack_text.as_sent(comment or ""),
            user=workspace.bot.id,
            bot_id=BOT_ID,
            blocks=blocks,
            thread_ts=thread_ts,
            subtype="file_share",
        )
        workspace.timeline.post(message, files)
    return {"files": [file_json(workspace.world, file) for file in files]}


def _places(workspace: SlackWorkspace, arguments: Arguments) -> list[tuple[Channel, str | None]]:
    named = arguments.text("channel_id") or arguments.text("channels") or ""
    channels = [access.postable(workspace, channel_id) for channel_id in named.split(",") if channel_id]
    thread_ts = arguments.text("thread_ts")
    return [(channel, access.root_of(workspace, channel, thread_ts)) for channel in channels]


def _info(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    file = workspace.world.files.get(arguments.need("file"))
    if file is None:
        raise SlackError("file_not_found")
    shares = {channel: [{"ts": ts} for ts in posted] for channel, posted in file.shares.items()}
    return {"file": {**file_json(workspace.world, file), "shares": {"public": shares}}}


METHODS = {
    "files.getUploadURLExternal": Method(_get_upload_url, ("files:write",), tier=4),
    "files.completeUploadExternal": Method(_complete, ("files:write",), tier=4),
    "files.info": Method(_info, ("files:read",), tier=4),
}
