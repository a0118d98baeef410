"""`/plan <idea>`, `/plan` alone, `/plan help`, `/plan list`, `/plan status`, `/plan digest …`."""

import json
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.inbound import PlanRequested, Receipt
from bot.slack.listeners.doors import Doors
from bot.slack.messages import SlackMessage, notices
from bot.slack.messages.modals import plan_modal
from bot.slack.messages.replies import help_message, list_message, nothing_planned, status_message
from bot.slack.spoken import plain_text

MAX_IDEA = 4000
"""Characters; longer ideas are better told in the answers."""


async def plan(ack: AsyncAck, command: dict[str, Any], client: AsyncWebClient, *, doors: Doors) -> None:
    """Answer at once; what starts a session is stored before it is acknowledged."""
    text = plain_text(str(command.get("text") or "")).strip()
    workspace, channel, user = command["team_id"], command["channel_id"], command["user_id"]
    match text.casefold():
        case "":
            metadata = json.dumps({"channel": channel, "response_url": command.get("response_url", "")})
            await client.views_open(
                trigger_id=command["trigger_id"], view=plan_modal(metadata=metadata, language=doors.language)
            )
            await ack()
        case "help" | "?":
            await _answer(ack, help_message(can_start=False))
        case "list":
            await _answer(ack, list_message(await doors.queries.sessions_of(workspace, user, channel)))
        case "status":
            board = await doors.queries.status_of_channel(workspace, channel)
            await _answer(ack, status_message(board) if board else nothing_planned())
        case words if words.split()[0] == "digest":
            await _answer(ack, await doors.digest(workspace, channel, user, text[len("digest") :].strip()))
        case _:
            await _answer(ack, await _start(doors, command, text))


async def _start(doors: Doors, command: dict[str, Any], idea: str) -> SlackMessage:
    if len(idea) > MAX_IDEA:
        return notices.idea_too_long(len(idea), MAX_IDEA)
    receipt = await doors.intake(
        PlanRequested(
            key=f"command:{command['team_id']}:{command['trigger_id']}",
            workspace_id=command["team_id"],
            channel_id=command["channel_id"],
            user_id=command["user_id"],
            idea=idea,
            response_url=command.get("response_url", ""),
        )
    )
    return notices.starting(idea) if receipt is Receipt.ACCEPTED else notices.already_starting()


async def _answer(ack: AsyncAck, message: SlackMessage) -> None:
    await ack(text=message.text, blocks=list(message.blocks), response_type="ephemeral")
