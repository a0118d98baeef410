"""*Status*: where the session stands, for whoever asks."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond

from bot.slack.actions import Press
from bot.slack.listeners.actions.press import say
from bot.slack.listeners.doors import Doors
from bot.slack.messages import notices
from bot.slack.messages.replies import status_message


async def status(
    ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond, *, doors: Doors
) -> None:
    """Answer only to the person who pressed."""
    await ack()
    payload = Press.parse(action.get("value"))
    channel = (body.get("channel") or {}).get("id") or ""
    session = payload.session if payload else ""
    board = await doors.queries.status_of_session(body["team"]["id"], channel, session)
    await say(respond, status_message(board) if board else notices.session_gone())
