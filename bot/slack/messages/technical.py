"""The beginning of the technical interview: whom it is for, and what need not be asked any more."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.planning.interview import Evidence, Interview
from bot.planning.topics import topic_of
from bot.slack.messages.message import SlackMessage, context, message, section
from bot.slack.text import line, mrkdwn

SHOWN = 6
"""How many of the known things are told."""


def interview_begins(interview: Interview, known: Sequence[Evidence]) -> SlackMessage:
    """What is coming, and what the product side said already; neither asks anything."""
    text = (
        "*Now to how it is built.* I ask engineers about architecture, data, integrations and operations, still one "
        "question at a time. What the product does is settled in the approved specification; what comes up about it is "
        "kept as an open question there."
    )
    told = [
        f"{topic_of(evidence.facet).title}: “{line(evidence.quote, limit=200)}” (Q{evidence.question})"
        for evidence in known[:SHOWN]
    ]
    more = [f"and {len(known) - SHOWN} more"] if len(known) > SHOWN else []
    blocks: list[Block] = [section(text)]
    if told:
        lines = ["*Known already, so I do not ask it again:*", *(f"• {each}" for each in (*told, *more))]
        blocks.append(section("\n".join(lines)))
    blocks.append(context("Not your subject? Bring in somebody who builds it."))
    return message(mrkdwn(f"Now to how “{interview.title}” is built."), *blocks)
