"""Slash commands."""

from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners.commands.plan import plan
from bot.slack.listeners.doors import Doors


def register(app: AsyncApp, doors: Doors) -> None:
    """`/plan`."""
    app.command(doors.command)(partial(plan, doors=doors))
