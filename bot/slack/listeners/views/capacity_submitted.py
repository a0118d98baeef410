"""The form behind *Plan the sprints* was submitted."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.slack.actions import Press
from bot.slack.inbound import CapacityGiven, Receipt
from bot.slack.listeners.doors import Doors
from bot.slack.messages.capacity import PEOPLE, read_capacity


async def capacity_submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], *, doors: Doors) -> None:
    """Store what was said, then close the form; what is wrong is said beside the field."""
    capacity, wrong = read_capacity(view["state"]["values"], await doors.today(body["user"]["id"]))
    opened = Press.parse(view.get("private_metadata"))
    if wrong:
        await ack(response_action="errors", errors=wrong)
        return
    receipt = Receipt.GONE
    if opened is not None:
        receipt = await doors.intake(
            CapacityGiven(
                key=f"view:{body['team']['id']}:{view['id']}",
                workspace_id=body["team"]["id"],
                channel_id=opened.channel or "",
                user_id=body["user"]["id"],
                session_id=opened.session,
                capacity=capacity,
            )
        )
    if receipt is Receipt.GONE:
        await ack(response_action="errors", errors={PEOPLE: "I no longer have this session."})
        return
    await ack()
