"""Text as Slack stores it, from what people type and from what the app sends, and back to what people read.

Stored text escapes `&`, `<` and `>`; angle brackets then mark mentions (`<@U…>`), channels (`<#C…>`), broadcasts
(`<!here>`) and links (`<https://…|label>`).
"""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.local.slack import emoji

BROADCASTS = ("channel", "here", "everyone")

_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_URL = re.compile(r"(?<![\w<|])(https?://[^\s<>|]*[^\s<>|.,;:!?)\]'\"*_~])")
_AT = re.compile(r"(?<![\w@<./])@([A-Za-z][\w.-]*)")
_HASH = re.compile(r"(?<![\w#<&/])#([a-z0-9][\w-]*)")
_CONTROL = re.compile(
    r"<(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|![a-z]+(?:\^[^|>]+)*|https?://[^|>\s]+|mailto:[^|>\s]+)(\|[^>]*)?>"
)
_TOKEN = re.compile(_CONTROL.pattern + r"|:(?P<emoji>" + "|".join(map(re.escape, emoji.CHARACTERS)) + "):")
_ALARM = re.compile(r"<!(channel|here|everyone|subteam\^[^|>]*)(?:\|[^>]*)?>")
_PLAIN_ALARM = re.compile(r"(?<!\w)@(channel|here|everyone)\b")

Lookup = Callable[[str], str | None]
"""From a handle or channel name to an id, or the other way round; None when there is none."""


def escaped(text: str) -> str:
    """Return text with Slack's three entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_typed(text: str, person_id: Lookup, channel_id: Lookup, *, labels: bool = False) -> str:
    """Return what a client stores for typed text; with `labels`, as slash commands get it (`<@U…|ana>`)."""

    def mention(match: re.Match[str]) -> str:
        name = match[1].rstrip(".-")
        rest = match[1][len(name) :]
        if name.lower() in BROADCASTS:
            return f"<!{name.lower()}>{rest}"
        found = person_id(name)
        return f"<@{found}{'|' + name if labels else ''}>{rest}" if found else match[0]

    def channel(match: re.Match[str]) -> str:
        found = channel_id(match[1])
        return f"<#{found}|{match[1] if labels else ''}>" if found else match[0]

    def prose(part: str) -> str:
        part = _URL.sub(lambda match: f"<{match[1]}>", escaped(part))
        pieces = re.split(r"(<[^>]*>)", part)
        return "".join(
            piece if piece.startswith("<") else emoji.to_shortcodes(_HASH.sub(channel, _AT.sub(mention, piece)))
            for piece in pieces
        )

    return "".join(escaped(part) if _CODE.fullmatch(part) else prose(part) for part in _CODE.split(text))


def as_sent(text: str) -> str:
    """Return what Slack stores for an app's text: its markup kept, the rest escaped, bare links marked."""

    def stray(part: str) -> str:
        part = re.sub(r"&(?!amp;|lt;|gt;)", "&amp;", part).replace("<", "&lt;")
        return _URL.sub(lambda match: f"<{match[1]}>", part.replace(">", "&gt;"))

    kept: list[str] = []
    end = 0
    for match in _CONTROL.finditer(text):
        kept += [stray(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*kept, stray(text[end:])])


def as_read(text: str, person_name: Lookup, channel_name: Lookup) -> str:
    """Return stored text as people read it, without markup characters for mentions and links."""

    def shown(match: re.Match[str]) -> str:
        target, label = match[1], (match[2] or "")[1:]
        if target.startswith("@"):
            return f"@{person_name(target[1:]) or label or target[1:]}"
        if target.startswith("#"):
            return f"#{channel_name(target[1:]) or label or target[1:]}"
        if target.startswith("!"):
            return label or f"@{target[1:].partition('^')[0]}"
        return label or target

    return emoji.to_characters(html.unescape(_CONTROL.sub(shown, text)))


def as_rich_text(stored: str, block_id: str) -> dict[str, Any]:
    """Return the rich_text block that Slack's client sends beside a person's text (formatting stays in the text)."""
    elements: list[dict[str, Any]] = []
    end = 0
    for match in _TOKEN.finditer(stored):
        if match.start() > end:
            elements.append({"type": "text", "text": html.unescape(stored[end : match.start()])})
        elements.append(_rich_element(match))
        end = match.end()
    if end < len(stored):
        elements.append({"type": "text", "text": html.unescape(stored[end:])})
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def _rich_element(match: re.Match[str]) -> dict[str, Any]:
    if match["emoji"]:
        return {"type": "emoji", "name": match["emoji"]}
    target: str = match[1]
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:].partition("^")[0]}
    return {"type": "link", "url": html.unescape(target)}


def crowd_mentions(text: str, blocks: Any, attachments: Any, *, link_names: bool = False) -> list[str]:
    """Return the parts of a message that would notify a channel or group, such as "<!here>"."""
    found = [match[0] for match in _ALARM.finditer(text)]
    if link_names:
        found += [match[0] for match in _PLAIN_ALARM.finditer(text)]
    for marked_up in _marked_up([blocks, attachments]):
        found += [match[0] for match in _ALARM.finditer(marked_up)]
    return found


def _marked_up(node: Any) -> Iterator[str]:
    """Yield strings in which Slack resolves mentions: everything readable but plain_text objects and option values."""
    if isinstance(node, list):
        for item in node:
            yield from _marked_up(item)
    elif isinstance(node, dict):
        kind = node.get("type")
        if kind == "broadcast":
            yield f"<!{node.get('range')}>"
        elif kind == "usergroup":
            yield f"<!subteam^{node.get('usergroup_id')}>"
        elif kind != "plain_text":
            for key, value in node.items():
                if isinstance(value, str) and key in {
                    "text",
                    "fallback",
                    "pretext",
                    "title",
                    "value",
                    "details",
                    "output",
                }:
                    if not (key == "value" and kind is not None):
                        yield value
                else:
                    yield from _marked_up(value)
