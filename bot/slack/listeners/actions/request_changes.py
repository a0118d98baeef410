"""*Request changes* opens the form that asks for them."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.actions import Press
from bot.slack.listeners.actions.press import say
from bot.slack.listeners.doors import Doors
from bot.slack.messages import notices
from bot.slack.messages.modals import request_changes_modal


async def request_changes(
    ack: AsyncAck,
    body: dict[str, Any],
    action: dict[str, Any],
    respond: AsyncRespond,
    client: AsyncWebClient,
    *,
    doors: Doors,
) -> None:
    """A button from an earlier moment opens the form too: what was typed is checked when it is submitted."""
    await ack()
    payload = Press.parse(action.get("value"))
    channel = (body.get("channel") or {}).get("id") or ""
    if payload is None or payload.version is None:
        await say(respond, notices.stale_button())
        return
    if await doors.queries.status_of_session(body["team"]["id"], channel, payload.session) is None:
        await say(respond, notices.session_gone())
        return
    view = request_changes_modal(payload, channel=channel)
    await client.views_open(trigger_id=body["trigger_id"], view=view)
