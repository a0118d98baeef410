"""What the app listens to, as a table. Listeners parse, hand over to the intake, and acknowledge; nothing else.

Nothing here waits for a model or for Notion: an event is acknowledged as soon as it is stored. May import
`bot.planning` and the rest of `bot.slack`.
"""

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners import actions, commands, errors, events, shortcuts, views
from bot.slack.listeners.doors import Doors

__all__ = ["Doors", "register"]


def register(app: AsyncApp, doors: Doors) -> None:
    """Make the app listen to everything."""
    commands.register(app, doors)
    events.register(app, doors)
    actions.register(app, doors)
    views.register(app, doors)
    shortcuts.register(app, doors)
    errors.register(app)
