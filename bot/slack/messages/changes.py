"""What changed in a new version, in the thread."""

from collections.abc import Sequence

from bot.planning.diff import Change, changes_document, summary
from bot.slack.messages.chapters import document_messages
from bot.slack.messages.message import SlackMessage, said
from bot.slack.text import line


def changes_messages(found: Sequence[Change], *, old_version: int, new_version: int) -> tuple[SlackMessage, ...]:
    """The changes in one message, or several where they are many; a plain sentence where there is none."""
    if not found:
        return (said(f"Version {new_version} says the same as version {old_version}."),)
    told = document_messages(changes_document(found, old_version=old_version, new_version=new_version))
    first = SlackMessage(f"Version {new_version}: {line(summary(found), limit=1000)}", told[0].blocks)
    return (first, *told[1:])
