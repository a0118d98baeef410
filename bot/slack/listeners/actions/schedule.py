"""*Schedule…* opens the form that asks when the session is to be summarised."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.actions import Press
from bot.slack.listeners.actions.press import say
from bot.slack.listeners.doors import Doors
from bot.slack.messages import notices
from bot.slack.messages.schedule import schedule_modal


async def schedule(
    ack: AsyncAck,
    body: dict[str, Any],
    action: dict[str, Any],
    respond: AsyncRespond,
    client: AsyncWebClient,
    *,
    doors: Doors,
) -> None:
    """The form holds what is set now; who may change it is checked when it is submitted."""
    await ack()
    payload = Press.parse(action.get("value"))
    channel = (body.get("channel") or {}).get("id") or ""
    if payload is None:
        await say(respond, notices.stale_button())
        return
    current = await doors.queries.schedule_of(body["team"]["id"], channel, payload.session)
    if current is None:
        await say(respond, notices.session_gone())
        return
    await client.views_open(trigger_id=body["trigger_id"], view=schedule_modal(payload, current, channel=channel))
