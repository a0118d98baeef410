"""What changed in a new version, in the thread."""

from collections.abc import Sequence

from bot.planning.artefact import ArtefactKind
from bot.planning.diff import Change, changes_document, summary
from bot.slack.messages.chapters import document_messages
from bot.slack.messages.message import SlackMessage, message, said, section
from bot.slack.text import line, mrkdwn, name


def changes_requested_message(kind: ArtefactKind, author: str, version: int, request: str) -> SlackMessage:
    """What somebody asked to change, for everybody to see. `author` is a display name; neither is escaped."""
    who = f"{name(author)} asked for changes to version {version} of the {kind.noun}"
    quoted = "\n".join(f">{part}" for part in mrkdwn(request, limit=2500).splitlines())
    return message(f"{who}: {mrkdwn(request, limit=500)}", section(f"*{who}:*\n{quoted}"))


def changes_messages(found: Sequence[Change], *, old_version: int, new_version: int) -> tuple[SlackMessage, ...]:
    """The changes in one message, or several where they are many; a plain sentence where there is none."""
    if not found:
        return (said(f"Version {new_version} says the same as version {old_version}."),)
    told = document_messages(changes_document(found, old_version=old_version, new_version=new_version))
    first = SlackMessage(f"Version {new_version}: {line(summary(found), limit=1000)}", told[0].blocks)
    return (first, *told[1:])
