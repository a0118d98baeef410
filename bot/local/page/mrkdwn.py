"""Slack's mrkdwn as HTML. Nothing in it is trusted: text is escaped before any of its marks becomes an element.

Reference: https://docs.slack.dev/messaging/formatting-message-text
"""

import html
import re

from markupsafe import Markup, escape

from bot.local.page import dates
from bot.local.page.markup import lines, link, tag
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack.emoji import to_characters

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_TOKEN = re.compile(r"`([^`\n]+)`|<([^<>\n]+)>")
_KEEP = re.compile("\ue000(\\d+)\ue001")
_PRIVATE = re.compile("[\ue000\ue001]")
_STYLES = (
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]*[^\s_])_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w~])~(?=[^\s~])([^~\n]*[^\s~])~(?![\w~])"), "s"),
)


def mrkdwn(text: str, eyes: Viewpoint) -> Markup:
    """Text with Slack's marks (bold, italic, struck, code, quotes, links, mentions, emoji) as HTML."""
    out: list[Markup] = []
    for index, part in enumerate(_FENCE.split(text)):
        if index % 2:
            out.append(tag("pre", _plain(_literal_entities(part))))
        else:
            out.append(_quotes_and_lines(part.strip("\n") if index else part.rstrip("\n"), eyes))
    return Markup("").join(out)


def plain(text: str, *, emoji: bool = True) -> Markup:
    """Text without marks, its `:emoji:` drawn."""
    return lines(to_characters(text) if emoji else text)


def mention(person_id: str, eyes: Viewpoint, label: str = "") -> Markup:
    """A person's name as a mention, marked where it is the reader."""
    name = eyes.person_name(person_id) or label or person_id
    return tag("span", f"@{name}", cls="mention me" if person_id == eyes.me.id else "mention")


def channel_mention(channel_id: str, eyes: Viewpoint, label: str = "") -> Markup:
    """A channel's name that opens it."""
    name = eyes.channel_name(channel_id) or label
    if not name:
        return tag("span", "#private-channel", cls="mention")
    return tag("button", f"#{name}", cls="mention", type="button", data_do="channel", data_channel=channel_id)


def entity(inside: str, eyes: Viewpoint) -> Markup | None:
    """What stands between angle brackets; None where it is no entity of Slack's."""
    target, _, label = inside.partition("|")
    label = html.unescape(label)
    if target.startswith("@"):
        return mention(target[1:], eyes, label)
    if target.startswith("#"):
        return channel_mention(target[1:], eyes, label)
    if target.startswith("!date^"):
        return _time(target, label, eyes)
    if target.startswith("!"):
        return tag("span", label or f"@{target[1:].partition('^')[0]}", cls="mention crowd")
    if re.match(r"(https?://|mailto:)", target):
        address = html.unescape(target)
        return link(address, _plain(label or address.removeprefix("mailto:")))
    return None


def _quotes_and_lines(text: str, eyes: Viewpoint) -> Markup:
    out: list[Markup] = []
    quoted: list[str] = []
    prose: list[str] = []

    def close() -> None:
        if quoted:
            out.append(tag("blockquote", _inline("\n".join(quoted), eyes)))
        if prose:
            out.append(_inline("\n".join(prose), eyes))
        quoted.clear()
        prose.clear()

    for line in text.split("\n") if text else []:
        is_quote = re.match(r"(&gt;|>) ?", line)
        if bool(is_quote) != bool(quoted):
            close()
        (quoted if is_quote else prose).append(line[is_quote.end() :] if is_quote else line)
    close()
    return Markup("").join(out)


def _inline(text: str, eyes: Viewpoint) -> Markup:
    kept: list[Markup] = []

    def keep(match: re.Match[str]) -> str:
        if match[1] is not None:
            kept.append(tag("code", html.unescape(match[1])))
        else:
            known = entity(match[2], eyes)
            kept.append(known if known is not None else escape(match[0]))
        return f"\ue000{len(kept) - 1}\ue001"

    marked = _TOKEN.sub(keep, _PRIVATE.sub("", text))
    written = str(_plain(_literal_entities(marked)))
    for pattern, element in _STYLES:
        written = pattern.sub(rf"<{element}>\1</{element}>", written)
    return Markup(_KEEP.sub(lambda match: str(kept[int(match[1])]), written))  # noqa: S704 - escaped by _plain


def _literal_entities(text: str) -> str:
    """Slack escapes exactly these three; any other entity was typed by someone and is shown as typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _plain(text: str) -> Markup:
    return lines(to_characters(text))


def _time(target: str, label: str, eyes: Viewpoint) -> Markup:
    """`!date^seconds^format^link`: the moment as its reader says it; the label where it cannot be shown."""
    shown = tag("time", dates.shown(target, eyes) or label or target)
    there = target.split("^", 3)[3:]
    return link(html.unescape(there[0]), shown) if there else shown
