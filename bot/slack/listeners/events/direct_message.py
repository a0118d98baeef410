"""Direct messages, from Slack's agent view too: what the bot does, and how to start in a channel."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.listeners.doors import Doors
from bot.slack.messages.replies import help_message, list_message
from bot.slack.spoken import plain_text

_LIST = {"list", "my sessions", "what are my sessions"}
KNOWN = {"help", *_LIST}
"""What is understood in a direct message; to everything else the answer is help as well."""


async def is_direct(event: dict[str, Any]) -> bool:
    """Whether somebody wrote to the bot alone; edits, deletions and the bot's own words are not answered."""
    return (
        event.get("channel_type") == "im"
        and event.get("subtype") in {None, "file_share"}
        and bool(event.get("user"))
        and not event.get("bot_id")
    )


async def direct_message(event: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, *, doors: Doors) -> None:
    """Answer where it was written: planning itself is for a channel, where the team is."""
    word = plain_text(str(event.get("text") or "")).strip(" .!?").casefold()
    if word in _LIST:
        answer = list_message(await doors.queries.sessions_of(body["team_id"], event["user"], ""))
    else:
        answer = help_message(can_start=False)
    await client.chat_postMessage(
        channel=event["channel"],
        thread_ts=event.get("thread_ts"),
        text=answer.text,
        blocks=list(answer.blocks),
    )
