"""Buttons that change a session."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond

from bot.slack.actions import Press, action_of
from bot.slack.inbound import ButtonPressed, Receipt
from bot.slack.listeners.doors import Doors
from bot.slack.messages import SlackMessage, notices


async def press(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond, *, doors: Doors
) -> None:
    """Store the press, then acknowledge it; what it leads to is shown in the thread."""
    kind, payload = action_of(str(action.get("action_id"))), Press.parse(action.get("value"))
    if kind is None or payload is None:
        await ack()
        await say(respond, notices.stale_button())
        return
    container = body.get("container") or {}
    receipt = await doors.intake(
        ButtonPressed(
            key=f"press:{body['team']['id']}:{body['user']['id']}:{action.get('action_ts')}:{action['action_id']}",
            workspace_id=body["team"]["id"],
            channel_id=(body.get("channel") or {}).get("id") or container.get("channel_id") or "",
            user_id=body["user"]["id"],
            action=kind,
            press=payload,
            message_ts=container.get("message_ts") or "",
            thread_ts=container.get("thread_ts") or "",
        )
    )
    await ack()
    if receipt is Receipt.GONE:
        await say(respond, notices.session_gone())


async def say(respond: AsyncRespond, message: SlackMessage) -> None:
    """Tell the person who pressed, and nobody else."""
    await respond(text=message.text, blocks=list(message.blocks), response_type="ephemeral", replace_original=False)
