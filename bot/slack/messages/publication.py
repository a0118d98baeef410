"""Approval and publication in the thread, and the question what to do with a page that somebody edited."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement

from bot.planning.artefact import ArtefactKind
from bot.slack.actions import Action, Press
from bot.slack.messages.message import (
    Link,
    Person,
    SlackMessage,
    actions,
    button,
    confirmation,
    context,
    message,
    said,
    section,
)
from bot.slack.text import line, link, mrkdwn, name


def approval(approver: Person, at: datetime) -> str:
    """ "Approved by Ana on 23 November 2026, 14:05 UTC": plain text; `at` is aware, and shown in its own zone."""
    return f"Approved by {approver.name} on {at.day} {at:%B %Y, %H:%M %Z}".rstrip()


def approved_message(
    kind: ArtefactKind, *, session: str, version: int, approver: Person, publishing: bool
) -> SlackMessage:
    """Somebody approved: what happens with it now, and the button for the next step (none with an empty `session`).

    `publishing` tells whether it is written somewhere else too, so that publication follows.
    """
    follows = "I am publishing it now." if publishing else "It stays here in the thread."
    text = f"✅ {name(approver.name)} approved version {version} of the {kind.noun}. {follows}"
    step = next_step(kind, session) if session else None
    return message(text, section(text), *([actions(step)] if step else []))


def next_step(kind: ArtefactKind, session: str) -> ButtonElement | None:
    """The button that goes on from an approved artefact; None after the last one."""
    press = Press(session=session, kind=kind)
    match kind:
        case ArtefactKind.PRODUCT_SPECIFICATION:
            return button("Start the technical interview", Action.NEXT_STEP, press, style="primary")
        case ArtefactKind.TECHNICAL_SPECIFICATION:
            return button("Carve the modules", Action.NEXT_STEP, press, style="primary")
        case ArtefactKind.MODULES:
            return button("Plan the sprints", Action.PLAN_SPRINTS, press, style="primary")
        case _:
            return None


def published_message(
    kind: ArtefactKind, *, version: int, pages: Sequence[Link], unchanged: bool = False, where: str = "Notion"
) -> SlackMessage:
    """Where to read it. With `unchanged`, this version was there already."""
    what = f"is in {where} already, nothing had to change" if unchanged else f"is published in {where}"
    lines = [f"📄 Version {version} of the {kind.noun} {what}."]
    lines += [f"• {link(page.label, page.url)}" for page in pages[:20]]
    if len(pages) > 20:
        lines.append(f"• and {len(pages) - 20} more")
    return said("\n".join(lines))


def publication_paused_message(*, version: int, seconds: int) -> SlackMessage:
    """Notion asked to wait; nothing is lost."""
    return said(f"Notion asks to wait about {seconds} s. Publishing version {version} goes on by itself.")


def conflict_message(*, session: str, operation: str, page: Link, difference: str = "") -> SlackMessage:
    """A person edited the page in Notion: the team decides. `difference` is what they changed, in plain text.

    `operation` identifies the publication that waits for the decision.
    """
    press = Press(session=session, operation=operation)
    shown = link(page.label, page.url)
    blocks: list[Block] = [
        section(f"Somebody edited {shown} in Notion since I last wrote it. I have not touched it."),
        *([section(f"What is different:\n{mrkdwn(difference, limit=2500)}")] if difference.strip() else []),
        actions(
            button("Take it over", Action.TAKE_OVER, press),
            button(
                "Replace it",
                Action.REPLACE,
                press,
                style="danger",
                confirm=confirmation(
                    "Replace the page",
                    "What people wrote on the page in Notion is overwritten with the approved version.",
                    "Replace it",
                    "Keep the page",
                ),
            ),
            button("Leave the page alone", Action.LEAVE_ALONE, press),
        ),
        context(
            "*Take it over:* the edits become a change request for the next version · "
            "*Replace it:* the approved version wins · *Leave the page alone:* both stay as they are"
        ),
    ]
    return message(f"Somebody edited {shown} in Notion. What should happen with it is yours to decide.", *blocks)


def conflict_settled_message(*, page: Link, verdict: str, by: str) -> SlackMessage:
    """The conflict message once decided: `verdict` such as "Replaced", `by` a display name; both not escaped."""
    return said(f"{link(page.label, page.url)}: {line(verdict, limit=200)} · {name(by)}")
