"""The form behind *Schedule…* was submitted."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.slack.actions import Press
from bot.slack.inbound import Receipt, ScheduleGiven
from bot.slack.listeners.doors import Doors
from bot.slack.messages.schedule import SCHEDULE, read_schedule


async def schedule_submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], *, doors: Doors) -> None:
    """Store what was said, then close the form; what is wrong is said beside the field."""
    text, zone, wrong = read_schedule(view["state"]["values"])
    opened = Press.parse(view.get("private_metadata"))
    if wrong:
        await ack(response_action="errors", errors=wrong)
        return
    receipt = Receipt.GONE
    if opened is not None:
        receipt = await doors.intake(
            ScheduleGiven(
                key=f"view:{body['team']['id']}:{view['id']}",
                workspace_id=body["team"]["id"],
                channel_id=opened.channel or "",
                user_id=body["user"]["id"],
                session_id=opened.session,
                text=text,
                zone=zone,
            )
        )
    if receipt is Receipt.GONE:
        await ack(response_action="errors", errors={SCHEDULE: "I no longer have this session."})
        return
    await ack()
