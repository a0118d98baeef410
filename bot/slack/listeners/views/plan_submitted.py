"""The form behind `/plan` was submitted."""

import json
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.slack.inbound import PlanRequested
from bot.slack.listeners.doors import Doors
from bot.slack.messages.modals import Field, read_plan
from bot.slack.messages.schedule import read_schedule


async def plan_submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], *, doors: Doors) -> None:
    """Store it, then close the form; what is missing is said beside its field."""
    form = read_plan(view["state"]["values"])
    opened = json.loads(view.get("private_metadata") or "{}")
    channel = form.channel or opened.get("channel", "")
    if not form.idea:
        await ack(response_action="errors", errors={Field.IDEA: "Say in a sentence what you want to plan."})
        return
    if not channel:
        await ack(response_action="errors", errors={Field.CHANNEL: "Choose the channel to plan in."})
        return
    wrong = read_schedule(view["state"]["values"])[2]
    if wrong:
        await ack(response_action="errors", errors=wrong)
        return
    await doors.intake(
        PlanRequested(
            key=f"view:{body['team']['id']}:{view['id']}",
            workspace_id=body["team"]["id"],
            channel_id=channel,
            user_id=body["user"]["id"],
            idea=form.idea,
            title=form.title,
            language=form.language,
            response_url=opened.get("response_url", ""),
            teammates=form.teammates,
            approvers=form.approvers,
            from_ts=opened.get("from_ts", ""),
            notion_parent=form.notion_parent,
            summaries=form.summaries,
        )
    )
    await ack()
