"""The form behind *Request changes* was submitted."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.slack.actions import Press
from bot.slack.inbound import ChangesRequested, Receipt
from bot.slack.listeners.doors import Doors
from bot.slack.messages.modals import Field, read_changes


async def request_changes_submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], *, doors: Doors) -> None:
    """Store the request, then close the form. A session that is gone is said beside the field; the text stays."""
    text = read_changes(view["state"]["values"])
    opened = Press.parse(view.get("private_metadata"))
    if not text:
        await ack(response_action="errors", errors={Field.CHANGES: "Say what should be different."})
        return
    receipt = Receipt.GONE
    if opened is not None:
        receipt = await doors.intake(
            ChangesRequested(
                key=f"view:{body['team']['id']}:{view['id']}",
                workspace_id=body["team"]["id"],
                channel_id=opened.channel or "",
                user_id=body["user"]["id"],
                session_id=opened.session,
                artefact=opened.about,
                version=opened.version or 0,
                text=text,
            )
        )
    if receipt is Receipt.GONE:
        await ack(response_action="errors", errors={Field.CHANGES: "I no longer have this session."})
        return
    await ack()
