"""The answer to a counter-question; the open question stays open, word for word."""

from bot.planning.interview import Question
from bot.slack.messages.message import SlackMessage, context, message, section
from bot.slack.text import as_statement, link, mrkdwn

EXPLANATION_LIMIT = 2000
"""Characters of an explanation that are shown."""


def explanation_message(question: Question, explanation: str, *, permalink: str = "") -> SlackMessage:
    """What was meant by the open question. `permalink` leads back to it, where its buttons are."""
    explained = as_statement(mrkdwn(explanation, limit=EXPLANATION_LIMIT))
    asked = mrkdwn(question.text, limit=800)
    where = link(question.label, permalink) if permalink else question.label
    return message(explained, section(explained), context(f"*{where} is still open:* {asked}"))
