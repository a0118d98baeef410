"""A written specification in the thread: what it says in short, and the buttons that decide about it."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from bot.planning.specification import OpenQuestion, ProductSpecification
from bot.slack.actions import Action, Press
from bot.slack.messages.message import (
    Person,
    SlackMessage,
    actions,
    button,
    context,
    counted,
    header,
    message,
    names,
    section,
    sentence,
)
from bot.slack.text import line, mrkdwn, name

LISTED = 5
"""How many open questions and assumptions are shown in short."""


def review_message(
    spec: ProductSpecification,
    *,
    session: str,
    version: int,
    approvers: Sequence[Person],
    verdict: str = "",
    may_change: bool = False,
) -> SlackMessage:
    """The specification in short. Its buttons are bound to this version and to the hash of its content.

    With a `verdict` ("Approved by Ana", "Replaced by version 3"; not escaped) it is decided: only *Download* is left,
    and with `may_change` the ways to a next version.
    """
    title = line(spec.title, limit=200)
    press = Press(session=session, version=version, content_hash=spec.content_hash)
    blocks: list[Block] = [
        header(spec.title),
        section(f"*Product specification, version {version}*\n{mrkdwn(spec.outcome.text, limit=1200)}"),
        section(_counts(spec)),
    ]
    if spec.open_questions:
        blocks.append(section(_open(spec.open_questions)))
    if spec.assumptions:
        blocks.append(section(_short("Assumptions", [line(a.text, limit=200) for a in spec.assumptions])))
    if verdict:
        blocks += [
            context(f"*{line(verdict, limit=300)}*", *_writer(spec)),
            actions(*(_change(press) if may_change else ()), button("Download", Action.DOWNLOAD, press)),
        ]
    else:
        may = f"{names(approvers)} may approve" if approvers else "Nobody may approve yet: name an approver"
        blocks += [context(may, *_writer(spec)), actions(*_decide(press))]
    return message(f"{title} · product specification, version {version}. {_counts(spec)}", *blocks)


def _decide(press: Press) -> list[ButtonElement]:
    return [
        button("Approve", Action.APPROVE, press, style="primary"),
        *_change(press),
        button("Download", Action.DOWNLOAD, press),
    ]


def _change(press: Press) -> list[ButtonElement]:
    return [
        button("Request changes", Action.REQUEST_CHANGES, press),
        button("Back to questions", Action.BACK_TO_QUESTIONS, press),
    ]


def _counts(spec: ProductSpecification) -> str:
    """How much there is of what; what there is none of is left out."""
    parts = (
        (len(spec.features), "requirement"),
        (len(spec.workflows), "workflow"),
        (len(spec.decisions), "decision"),
        (len(spec.open_questions), "open question"),
        (len(spec.assumptions), "assumption"),
    )
    return " · ".join(counted(number, what) for number, what in parts if number) or "Nothing in it yet"


def _open(questions: Sequence[OpenQuestion]) -> str:
    """The open questions; who owns all of them is named once, above."""
    owners = {q.owner.strip() for q in questions}
    if len(owners) == 1 and (owner := owners.pop()):
        return _short(f"Open questions, owned by {name(owner)}", [line(q.text, limit=200) for q in questions])
    return _short("Open questions", [_with_owner(line(q.text, limit=200), q.owner) for q in questions])


def _with_owner(text: str, owner: str) -> str:
    return f"{text} ({name(owner)})" if owner.strip() else text


def _short(label: str, items: Sequence[str]) -> str:
    rest = len(items) - LISTED
    lines = [f"*{label}*", *(f"• {item}" for item in items[:LISTED])]
    return "\n".join([*lines, f"• and {rest} more in the document"] if rest > 0 else lines)


def _writer(spec: ProductSpecification) -> list[str]:
    label = sentence(line(spec.written_by, limit=100))
    return [label] if label else []
