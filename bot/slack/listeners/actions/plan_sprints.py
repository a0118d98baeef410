"""*Plan the sprints* opens the form that asks what the team can do."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.actions import Press
from bot.slack.listeners.actions.press import say
from bot.slack.listeners.doors import Doors
from bot.slack.messages import notices
from bot.slack.messages.capacity import capacity_modal


async def plan_sprints(
    ack: AsyncAck,
    body: dict[str, Any],
    action: dict[str, Any],
    respond: AsyncRespond,
    client: AsyncWebClient,
    *,
    doors: Doors,
) -> None:
    """The form is filled with what was said before; whether the plan may be written is checked when it is submitted."""
    await ack()
    payload = Press.parse(action.get("value"))
    channel = (body.get("channel") or {}).get("id") or ""
    if payload is None:
        await say(respond, notices.stale_button())
        return
    if await doors.queries.status_of_session(body["team"]["id"], channel, payload.session) is None:
        await say(respond, notices.session_gone())
        return
    capacity = await doors.queries.capacity_of(payload.session)
    await client.views_open(trigger_id=body["trigger_id"], view=capacity_modal(payload, capacity, channel=channel))
