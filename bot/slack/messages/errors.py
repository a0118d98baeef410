"""When something did not work: what happened, what was kept, and the way on."""

from slack_sdk.models.blocks import Block

from bot.slack.actions import Action, Press
from bot.slack.messages.message import SlackMessage, actions, button, context, message, section
from bot.slack.text import mrkdwn


def error_message(
    what: str, *, reference: str, way_on: str = "", session: str = "", operation: str = ""
) -> SlackMessage:
    """A failure in plain sentences (not escaped). *Retry* is offered where `session` and `operation` say what to retry.

    `reference` is the id that is also in the log.
    """
    sentences = " ".join(part.strip() for part in (what, way_on) if part.strip())
    shown = mrkdwn(sentences, limit=2500)
    blocks: list[Block] = [section(f"⚠️ {shown}")]
    if session and operation:
        blocks.append(actions(button("Retry", Action.RETRY, Press(session=session, operation=operation))))
    blocks.append(context(f"Reference: {mrkdwn(reference, limit=60)}"))
    return message(f"⚠️ {shown} (reference {mrkdwn(reference, limit=60)})", *blocks)


def error_settled_message(what: str, *, by: str = "") -> SlackMessage:
    """The failure once it was retried: `by` is the display name of whoever pressed the button."""
    who = f" · retried by {mrkdwn(by, limit=80)}" if by else " · retried"
    return message(f"{mrkdwn(what, limit=2500)}{who}", context(f"{mrkdwn(what, limit=1500)}{who}"))
