"""The App Home: what waits for me, and my sessions."""

from typing import Any

from bot.slack.listeners.doors import Doors
from bot.slack.messages.home import home_view


async def app_home_opened(event: dict[str, Any], body: dict[str, Any], *, doors: Doors) -> None:
    """Draw it anew each time somebody opens the tab."""
    if event.get("tab") != "home":
        return
    workspace, user = body["team_id"], event["user"]
    waiting = await doors.queries.waiting_for(workspace, user)
    sessions = await doors.queries.sessions_of(workspace, user, "")
    await doors.show_home(user, home_view(waiting=waiting, sessions=sessions, connections=doors.connections))
