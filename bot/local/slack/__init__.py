"""A small Slack: people, channels and one app, behind Slack's own Web API and Socket Mode.

`SlackWorkspace` (workspace.py) holds the world and does what people's Slack clients do; `api/` answers the app's
requests; `delivery.py` hands events to the app and waits for acknowledgements. It may import `bot.local` only.
Begin reading with `model.py`.
"""

from bot.local.slack.model import (
    Channel,
    File,
    HomeView,
    Message,
    ModalView,
    Outcome,
    Person,
    ThreadStatus,
)
from bot.local.slack.workspace import SlackWorkspace

__all__ = [
    "Channel",
    "File",
    "HomeView",
    "Message",
    "ModalView",
    "Outcome",
    "Person",
    "SlackWorkspace",
    "ThreadStatus",
]
