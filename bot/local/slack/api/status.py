"""assistant.threads.setStatus and agents.sessions.setStatus: the "is thinking…" line of a thread."""

from bot.local.slack.api import access
from bot.local.slack.api.arguments import Arguments
from bot.local.slack.api.methods import Method
from bot.local.slack.errors import SlackError
from bot.local.slack.model import Json, ThreadStatus
from bot.local.slack.workspace import SlackWorkspace

MAX_LOADING_MESSAGES = 10
MAX_TITLE = 200
SESSION_STATES = ("processing", "active", "suspended", "closed")


def _assistant(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    loading = arguments.json("loading_messages", "invalid_arguments") or []
    if not isinstance(loading, list) or len(loading) > MAX_LOADING_MESSAGES:
        raise SlackError("invalid_arguments")
    status = arguments.text("status")
    if status is None:
        raise SlackError("invalid_arguments")
    return _show(workspace, arguments, status, [str(message) for message in loading])


def _agent(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    if not workspace.world.manifest.is_agent:
        raise SlackError("not_authorized")
    if arguments.need("status") not in SESSION_STATES or len(arguments.text("title") or "") > MAX_TITLE:
        raise SlackError("invalid_arguments")
    working = arguments.need("status") == "processing"
    return _show(workspace, arguments, (arguments.text("title") or "is working…") if working else "", [])


def _show(workspace: SlackWorkspace, arguments: Arguments, status: str, loading: list[str]) -> Json:
    channel = access.postable(workspace, arguments.need("channel_id"))
    thread_ts = access.root_of(workspace, channel, arguments.need("thread_ts")) or ""
    workspace.show_status(ThreadStatus(channel.id, thread_ts, status, loading))
    return {}


METHODS = {
    "assistant.threads.setStatus": Method(_assistant, ("chat:write", "assistant:write")),
    "agents.sessions.setStatus": Method(_agent, ("chat:write", "assistant:write")),
}
