"""The progress card while a document is written: one message, updated section by section."""

from collections.abc import Collection, Sequence

from bot.planning.specification import WRITING_ORDER, SectionName
from bot.slack.messages.message import SlackMessage, context, message, section, sentence
from bot.slack.text import line


def writing_message(
    *,
    done: Collection[SectionName],
    now: SectionName | None,
    version: int,
    written_by: str,
    order: Sequence[SectionName] = WRITING_ORDER,
) -> SlackMessage:
    """What is written, what is being written (None: nothing at the moment) and what is to come."""
    finished = sum(name in done for name in order)
    if finished == len(order):
        title = f"Version {version} of the product specification is written"
    else:
        title = f"Writing version {version} of the product specification · {finished} of {len(order)} sections"
    return message(
        title,
        section(f"*{title}*\n" + "\n".join(_step(name, done, now) for name in order)),
        context(_by(line(written_by, limit=100))),
    )


def _by(label: str) -> str:
    """The label as a sentence; a model's name stays as it is written."""
    if not label:
        return "Written from your answers"
    return sentence(label) if label.startswith("written ") else f"Written by {label}"


def _step(name: SectionName, done: Collection[SectionName], now: SectionName | None) -> str:
    if name in done:
        return f"✅ {name.heading}"
    if name is now:
        return f"✍️ *{name.heading}* · now"
    return f"▫️ {name.heading}"
