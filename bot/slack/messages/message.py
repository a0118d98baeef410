"""The vocabulary that every message is built from: sections, context lines, buttons, and the people in them.

Strings that these functions take are finished mrkdwn (see `bot.slack.text`), except where a parameter says plain.
The limits are Slack's (https://docs.slack.dev/reference/block-kit); the SDK's models check them again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from bot.slack.actions import Action, Press
from bot.slack.text import clip, mention, name, plain

SECTION_LIMIT = 3000
"""Characters in a section's text."""

CONTEXT_LIMIT = 2000
"""Characters in one line of a context block: Slack allows 3,000; more than this nobody reads in small print."""

BUTTON_LIMIT = 75
"""Characters on a button."""

HEADER_LIMIT = 150
"""Characters in a header."""

FALLBACK_LIMIT = 3000
"""Characters of `text`, what notifications and screen readers say; Slack advises 4,000."""


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """A message as `chat.postMessage` and `chat.update` take it; blocks are JSON objects, ready for an outbox."""

    text: str
    blocks: tuple[dict[str, Any], ...] = ()

    def payload(self) -> dict[str, Any]:
        """`text` and `blocks` as arguments of a Web API call. Links are not to be unfurled: say so when posting."""
        return {"text": self.text, "blocks": list(self.blocks)}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the workspace: their user id (`U…`) and display name, not escaped."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """Where something can be read: a label, not escaped, and an http(s) address."""

    label: str
    url: str


def message(text: str, *blocks: Block) -> SlackMessage:
    """A message from its fallback text (mrkdwn) and blocks."""
    return SlackMessage(clip(text.strip(), FALLBACK_LIMIT) or "…", tuple(block.to_dict() for block in blocks))


def said(text: str) -> SlackMessage:
    """A message that is one paragraph."""
    return message(text, section(text))


def header(plain_text: str) -> HeaderBlock:
    """A heading; `plain_text` is not escaped."""
    return HeaderBlock(text=PlainTextObject(text=plain(plain_text, HEADER_LIMIT), emoji=False))


def section(text: str, beside: ButtonElement | None = None) -> SectionBlock:
    """A paragraph, with a button beside it where one is given."""
    return SectionBlock(text=MarkdownTextObject(text=clip(text.strip(), SECTION_LIMIT) or "…"), accessory=beside)


def context(*lines: str) -> ContextBlock:
    """Small print; at most ten lines, of which at least one says something."""
    told = [clip(line.strip(), CONTEXT_LIMIT) for line in lines if line.strip()]
    return ContextBlock(elements=[MarkdownTextObject(text=line) for line in told[:10] or ["…"]])


def button(
    label: str,
    action: Action,
    press: Press,
    *,
    n: int | None = None,
    style: str = "",
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    """A button with a plain label. `n` tells several buttons of one kind apart; `style` is "primary" or "danger"."""
    return ButtonElement(
        text=PlainTextObject(text=plain(label, BUTTON_LIMIT), emoji=False),
        action_id=f"{action}" if n is None else f"{action}:{n}",
        value=press.model_dump_json(exclude_none=True),
        style=style or None,
        confirm=confirm,
    )


def confirmation(title: str, text: str, yes: str, no: str) -> ConfirmObject:
    """What Slack asks before a button counts; all four are plain."""
    return ConfirmObject(
        title=PlainTextObject(text=plain(title, 100)),
        text=PlainTextObject(text=plain(text, 300)),
        confirm=PlainTextObject(text=plain(yes, 30)),
        deny=PlainTextObject(text=plain(no, 30)),
    )


def actions(*buttons: ButtonElement) -> ActionsBlock:
    """A row of buttons."""
    return ActionsBlock(elements=list(buttons))


def names(people: Sequence[Person], most: int = 8) -> str:
    """The people by name, "Ana, Ben and Chen", as mrkdwn that pings nobody; everyone once."""
    return listed([name(person.name) for person in dict.fromkeys(people)], most)


def mentions(people: Sequence[Person]) -> str:
    """The people as mentions: only where they are meant to notice."""
    return listed([mention(person.id, person.name) for person in dict.fromkeys(people)], 20)


def listed(items: Sequence[str], most: int = 8) -> str:
    """Items as in a sentence: "a", "a and b", "a, b and c", "a, b and 7 more"."""
    shown = list(items[:most])
    if len(items) > most:
        shown.append(f"{len(items) - most} more")
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def sentence(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 requirement", "3 requirements"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
