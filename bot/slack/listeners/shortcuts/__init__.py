"""Shortcuts in a message's menu."""

from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.slack.actions import View
from bot.slack.listeners.doors import Doors
from bot.slack.listeners.shortcuts.plan_this import plan_this


def register(app: AsyncApp, doors: Doors) -> None:
    """*Plan this*."""
    app.shortcut(View.PLAN_THIS)(partial(plan_this, doors=doors))
