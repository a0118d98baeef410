"""A reminder of what has waited for a working day: it mentions who is asked, quotes what is asked, and leads there."""

from collections.abc import Sequence

from bot.slack.messages.message import Link, Person, SlackMessage, mentions, message, section
from bot.slack.text import link


def question_nudge(people: Sequence[Person], question: Link) -> SlackMessage:
    """Two lines: who is asked, and the question, word for word, as a link to where it stands."""
    return _nudge(f"👋 {mentions(people)}, this one is still open. A short answer here is enough:", question)


def review_nudge(people: Sequence[Person], review: Link) -> SlackMessage:
    """The same for a version that waits for approval."""
    return _nudge(f"👋 {mentions(people)}, this one waits for your approval:", review)


def _nudge(line: str, what: Link) -> SlackMessage:
    text = f"{line}\n{link(what.label, what.url)}"
    return message(text, section(text))
