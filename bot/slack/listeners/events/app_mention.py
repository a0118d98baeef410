"""Mentions: "@planthread status" in a thread, where slash commands do not work."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.planning.schedule_words import requested
from bot.slack.actions import Action, Press
from bot.slack.inbound import ButtonPressed, Receipt, ScheduleGiven
from bot.slack.listeners.doors import Doors
from bot.slack.messages import SlackMessage, notices
from bot.slack.messages.replies import help_message, status_message
from bot.slack.spoken import plain_text, without_mention

_HELP = {"", "help", "?", "hi", "hello"}
_STATUS = {"status", "where are we"}
_SUMMARY = {"summary", "summarise", "summarize", "summarise now", "summarize now", "sum up", "sum it up"}


def asks_for_something(text: str, bot_user_id: str) -> bool:
    """Whether a message is a request to the bot instead of an answer: a mention of it and a word it knows."""
    if f"<@{bot_user_id}" not in text:
        return False
    known = _word(text, bot_user_id) in _HELP | _STATUS | _SUMMARY
    return known or _schedule(text, bot_user_id) is not None


async def app_mention(event: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, *, doors: Doors) -> None:
    """Answer a request, only to the person who made it. What is no request arrives as a message too."""
    text, thread = str(event.get("text") or ""), str(event.get("thread_ts") or "")
    if thread and not asks_for_something(text, doors.bot_user_id):
        return
    schedule = _schedule(text, doors.bot_user_id) if thread else None
    if schedule is not None and await doors.intake(_given(event, body, schedule)) is not Receipt.GONE:
        return
    board = await doors.queries.status_of_thread(body["team_id"], event["channel"], thread) if thread else None
    word = _word(text, doors.bot_user_id)
    if word in _SUMMARY and board:
        await doors.intake(_summary_wanted(event, body, board.session))
        return
    if schedule is not None or word in _SUMMARY | _STATUS:
        answer: SlackMessage = status_message(board) if board else notices.no_session_here()
    else:
        answer = help_message(can_start=False)
    await client.chat_postEphemeral(
        channel=event["channel"],
        user=event["user"],
        thread_ts=thread or None,
        text=answer.text,
        blocks=list(answer.blocks),
    )


def _summary_wanted(event: dict[str, Any], body: dict[str, Any], session: str) -> ButtonPressed:
    """The same as the button on the dashboard: in a thread people write what they cannot press without scrolling."""
    return ButtonPressed(
        key=f"mention:{body['team_id']}:{event['channel']}:{event['ts']}",
        workspace_id=body["team_id"],
        channel_id=event["channel"],
        user_id=event["user"],
        action=Action.SUMMARISE,
        press=Press(session=session),
        message_ts=event["ts"],
        thread_ts=str(event.get("thread_ts") or ""),
    )


def _given(event: dict[str, Any], body: dict[str, Any], schedule: str) -> ScheduleGiven:
    return ScheduleGiven(
        key=f"{body['team_id']}:{body['event_id']}",
        workspace_id=body["team_id"],
        channel_id=event["channel"],
        user_id=event["user"],
        thread_ts=event["thread_ts"],
        text=schedule,
    )


def _schedule(text: str, bot_user_id: str) -> str | None:
    return requested(plain_text(without_mention(text, bot_user_id)))


def _word(text: str, bot_user_id: str) -> str:
    return without_mention(text, bot_user_id).strip(" .!?:,").casefold()
