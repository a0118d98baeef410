"""A written artefact in the thread: what it says in short, and the buttons that decide about it."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from bot.planning.stages import INTERVIEWED
from bot.slack.actions import Action, Press
from bot.slack.messages.in_short import InShort, Listed
from bot.slack.messages.message import (
    Person,
    SlackMessage,
    actions,
    button,
    context,
    header,
    message,
    names,
    section,
    sentence,
)
from bot.slack.text import line, mrkdwn, name

LISTED = 5
"""How many lines of a list are shown in short."""


def review_message(
    short: InShort,
    *,
    session: str,
    version: int,
    approvers: Sequence[Person],
    verdict: str = "",
    may_change: bool = False,
) -> SlackMessage:
    """The artefact in short. Its buttons are bound to this version and to the hash of its content.

    With a `verdict` ("Approved by Ana", "Replaced by version 3"; not escaped) it is decided: only *Download* is left,
    and with `may_change` the ways to a next version.
    """
    title = line(short.title, limit=200)
    what = f"{sentence(short.kind.noun)}, version {version}"
    counts = " · ".join(short.counts) or "Nothing in it yet"
    press = Press(session=session, kind=short.kind, version=version, content_hash=short.content_hash)
    blocks: list[Block] = [
        header(short.title),
        section(f"*{what}*\n{mrkdwn(short.lead, limit=1200)}"),
        section(counts),
        *(section(_short(listed)) for listed in short.lists),
    ]
    if verdict:
        blocks += [
            context(f"*{line(verdict, limit=300)}*", *_writer(short)),
            actions(*(_change(press) if may_change else ()), button("Download", Action.DOWNLOAD, press)),
        ]
    else:
        may = f"{names(approvers)} may approve" if approvers else "Nobody may approve yet: name an approver"
        blocks += [context(may, *_writer(short)), actions(*_decide(press))]
    return message(f"{title} · {what[0].lower()}{what[1:]}. {counts}", *blocks)


def _decide(press: Press) -> list[ButtonElement]:
    return [
        button("Approve", Action.APPROVE, press, style="primary"),
        *_change(press),
        button("Download", Action.DOWNLOAD, press),
    ]


def _change(press: Press) -> list[ButtonElement]:
    row = [button("Request changes", Action.REQUEST_CHANGES, press)]
    if press.kind in INTERVIEWED.values():
        row.append(button("Back to questions", Action.BACK_TO_QUESTIONS, press))
    return row


def _short(listed: Listed) -> str:
    """The first lines; who owns all of them is named once, above."""
    owners = {owner for _, owner in listed.lines}
    owned = owners.pop() if len(owners) == 1 else ""
    label = f"{listed.label}, owned by {name(owned)}" if owned else listed.label
    shown = [_with_owner(line(text, limit=200), "" if owned else owner) for text, owner in listed.lines[:LISTED]]
    rest = len(listed.lines) - LISTED
    lines = [f"*{label}*", *(f"• {item}" for item in shown)]
    return "\n".join([*lines, f"• and {rest} more in the document"] if rest > 0 else lines)


def _with_owner(text: str, owner: str) -> str:
    return f"{text} ({name(owner)})" if owner else text


def _writer(short: InShort) -> list[str]:
    label = sentence(line(short.written_by, limit=100))
    return [label] if label else []
