"""The App Home tab: what waits for me, my sessions, and whether everything is connected."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block, DividerBlock
from slack_sdk.models.views import View

from bot.slack.actions import Action, Press
from bot.slack.messages.message import Link, actions, button, context, header, section
from bot.slack.messages.replies import SessionLine, line_title, session_line
from bot.slack.text import line, link

LISTED = 20
"""How many entries of a kind are shown; a view holds 100 blocks."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Whether a service answers: its name, and what is wrong or in use (not escaped)."""

    service: str
    works: bool
    detail: str = ""


def home_view(
    *, waiting: Sequence[Link], sessions: Sequence[SessionLine], connections: Sequence[Connection] = ()
) -> dict[str, Any]:
    """The view for `views.publish`. `waiting` are questions and reviews that this person may settle, oldest first."""
    blocks: list[Block] = [header("Waiting for you")]
    blocks += [section(f"👉 {link(line_title(item.label), item.url)}") for item in waiting[:LISTED]]
    if len(waiting) > LISTED:
        blocks.append(context(f"and {len(waiting) - LISTED} more"))
    if not waiting:
        blocks.append(section("Nothing waits for you."))
    blocks += [DividerBlock(), header("Your planning sessions")]
    blocks += [section(session_line(session)) for session in sessions[:LISTED]]
    if len(sessions) > LISTED:
        blocks.append(context(f"and {len(sessions) - LISTED} more"))
    if not sessions:
        blocks.append(section("None yet. Plan something here, or type `/plan` and your idea in a channel."))
    blocks.append(actions(button("Plan something", Action.START, Press(session=""), style="primary")))
    if connections:
        blocks += [DividerBlock(), context(*(_connection(connection) for connection in connections))]
    view: dict[str, Any] = View(type="home", blocks=blocks).to_dict()
    return view


def _connection(connection: Connection) -> str:
    detail = f" · {line(connection.detail, limit=300)}" if connection.detail else ""
    return f"{'✅' if connection.works else '⚠️'} {line(connection.service, limit=60)}{detail}"
