"""*Plan something* opens the form; *I invited you: start* goes on with an idea that was kept."""

import json
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.actions import Press
from bot.slack.listeners.actions.press import press
from bot.slack.listeners.doors import Doors
from bot.slack.messages.modals import plan_modal


async def plan_something(
    ack: AsyncAck,
    body: dict[str, Any],
    action: dict[str, Any],
    respond: AsyncRespond,
    client: AsyncWebClient,
    *,
    doors: Doors,
) -> None:
    """With a session in the button's payload it is that session's event, without one the form is opened."""
    payload = Press.parse(action.get("value"))
    if payload is not None and payload.session:
        await press(ack, body, action, respond, doors=doors)
        return
    await ack()
    channel = (body.get("channel") or {}).get("id") or ""
    metadata = json.dumps({"channel": channel, "response_url": body.get("response_url", "")})
    view = plan_modal(metadata=metadata, choose_channel=not channel, language=doors.language)
    await client.views_open(trigger_id=body["trigger_id"], view=view)
