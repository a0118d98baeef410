"""Buttons."""

import re
from collections.abc import Awaitable, Callable
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.slack.actions import Action
from bot.slack.listeners.actions.plan_something import plan_something
from bot.slack.listeners.actions.plan_sprints import plan_sprints
from bot.slack.listeners.actions.press import press
from bot.slack.listeners.actions.request_changes import request_changes
from bot.slack.listeners.actions.schedule import schedule
from bot.slack.listeners.actions.status import status
from bot.slack.listeners.doors import Doors

_OPENING: dict[Action, Callable[..., Awaitable[None]]] = {
    Action.REQUEST_CHANGES: request_changes,
    Action.STATUS: status,
    Action.PLAN_SPRINTS: plan_sprints,
    Action.SCHEDULE: schedule,
}


def register(app: AsyncApp, doors: Doors) -> None:
    """Buttons that open or show something at once; all others are events of a session."""
    for action, handler in _OPENING.items():
        app.action(re.compile(rf"^{action}(:\d+)?$"))(partial(handler, doors=doors))
    app.action(re.compile(rf"^{Action.START}$"))(partial(plan_something, doors=doors))
    others = "|".join(action for action in Action if action not in {*_OPENING, Action.START})
    app.action(re.compile(rf"^({others})(:\d+)?$"))(partial(press, doors=doors))
