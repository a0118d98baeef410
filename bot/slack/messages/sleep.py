"""A session that nobody answered for a week: it sleeps, it is woken, and what it waits for moves down the thread."""

from typing import Any

from bot.slack.actions import Action, Press
from bot.slack.messages.message import SlackMessage, actions, button, context, message, said, section
from bot.slack.text import line, name


def sleep_message(session: str, waiting: str) -> SlackMessage:
    """The one note when a session falls asleep. `waiting` says what it waits for ("Q4", "the sprint plan")."""
    text = f"💤 Nobody has got to {line(waiting, limit=100)} for a week, so I let this session sleep."
    way_on = "Nothing is lost: press *Resume*, or simply write here, and we go on. Until then I stay quiet."
    return message(
        f"{text} {way_on}",
        section(f"{text}\n{way_on}"),
        actions(button("Resume", Action.RESUME, Press(session=session), style="primary")),
    )


def woken_message(by: str = "") -> SlackMessage:
    """What becomes of that note; `by` is the display name of whoever pressed *Resume*, "" when somebody just wrote."""
    return said(f"☀️ Awake again: {name(by)} resumed the session." if by else "☀️ Awake again.")


def already_awake() -> SlackMessage:
    """*Resume* pressed on a session that does not sleep (any more)."""
    return said("This session is awake already: just answer in the thread.")


def moved_down(posted: SlackMessage) -> SlackMessage:
    """A question or a review as it stands above once it was posted again below: the same words, without buttons."""
    kept: tuple[dict[str, Any], ...] = tuple(block for block in posted.blocks if block["type"] != "actions")
    moved = "↓ Asked again further down"
    return SlackMessage(f"{posted.text}\n{moved}", (*kept, context(moved).to_dict()))
