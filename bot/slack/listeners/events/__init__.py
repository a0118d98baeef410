"""Events."""

from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners.doors import Doors
from bot.slack.listeners.events.app_home_opened import app_home_opened
from bot.slack.listeners.events.app_mention import app_mention
from bot.slack.listeners.events.direct_message import direct_message, is_direct
from bot.slack.listeners.events.message import message
from bot.slack.listeners.events.reaction_added import reaction_added


def register(app: AsyncApp, doors: Doors) -> None:
    """Messages, mentions, reactions, and the App Home."""
    app.event("message", matchers=[is_direct])(partial(direct_message, doors=doors))
    app.event("message")(partial(message, doors=doors))
    app.event("app_mention")(partial(app_mention, doors=doors))
    app.event("reaction_added")(partial(reaction_added, doors=doors))
    app.event("app_home_opened")(partial(app_home_opened, doors=doors))
