"""Forms that were submitted."""

from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.slack.actions import View
from bot.slack.listeners.doors import Doors
from bot.slack.listeners.views.capacity_submitted import capacity_submitted
from bot.slack.listeners.views.plan_submitted import plan_submitted
from bot.slack.listeners.views.request_changes_submitted import request_changes_submitted
from bot.slack.listeners.views.schedule_submitted import schedule_submitted


def register(app: AsyncApp, doors: Doors) -> None:
    """The forms behind `/plan`, *Request changes*, *Plan the sprints* and *Schedule…*."""
    app.view(View.PLAN)(partial(plan_submitted, doors=doors))
    app.view(View.REQUEST_CHANGES)(partial(request_changes_submitted, doors=doors))
    app.view(View.CAPACITY)(partial(capacity_submitted, doors=doors))
    app.view(View.SCHEDULE)(partial(schedule_submitted, doors=doors))
