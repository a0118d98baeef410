"""Reactions: a check mark says that the answer is complete."""

from typing import Any

from bot.slack.inbound import ReactionAdded
from bot.slack.listeners.doors import Doors


async def reaction_added(event: dict[str, Any], body: dict[str, Any], *, doors: Doors) -> None:
    """Hand over reactions to messages; which of them mean something is decided later."""
    item = event.get("item") or {}
    if item.get("type") != "message" or event.get("user") in (None, doors.bot_user_id):
        return
    await doors.intake(
        ReactionAdded(
            key=f"{body['team_id']}:{body['event_id']}",
            workspace_id=body["team_id"],
            channel_id=item["channel"],
            user_id=event["user"],
            ts=item["ts"],
            reaction=event["reaction"],
        )
    )
