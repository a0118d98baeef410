"""*Plan this*: the form behind `/plan`, filled in with what somebody wrote."""

import json
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.listeners.doors import Doors
from bot.slack.messages.modals import plan_modal
from bot.slack.spoken import plain_text


async def plan_this(ack: AsyncAck, shortcut: dict[str, Any], client: AsyncWebClient, *, doors: Doors) -> None:
    """Open the form; the message that it came from is remembered, so that the idea can be traced to it."""
    await ack()
    message = shortcut.get("message") or {}
    metadata = {
        "channel": (shortcut.get("channel") or {}).get("id", ""),
        "response_url": shortcut.get("response_url", ""),
        "from_ts": message.get("ts", ""),
    }
    view = plan_modal(
        metadata=json.dumps(metadata), idea=plain_text(str(message.get("text") or "")), language=doors.language
    )
    await client.views_open(trigger_id=shortcut["trigger_id"], view=view)
