"""Slack's rich_text blocks as HTML.

Reference: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from markupsafe import Markup

from bot.local.page.markup import lines, link, tag
from bot.local.page.mrkdwn import channel_mention, mention
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack.emoji import to_characters

Json = dict[str, Any]

_STYLES = (("bold", "strong"), ("italic", "em"), ("strike", "s"), ("code", "code"), ("underline", "u"))
_NUMBERING = ("1", "a", "i")


def rich_text(block: Json, eyes: Viewpoint) -> Markup:
    """A rich_text block: sections, nested lists, quotes and preformatted text in their order."""
    out: list[Markup] = []
    for is_list, parts in groupby(block.get("elements", []), key=lambda part: part.get("type") == "rich_text_list"):
        if is_list:
            out += [_list(part, eyes) for part in parts]
        else:
            out += [_part(part, eyes) for part in parts]
    return tag("div", out, cls="rich")


def _part(part: Json, eyes: Viewpoint) -> Markup:
    inside = [_run(run, eyes) for run in part.get("elements", [])]
    match part.get("type"):
        case "rich_text_quote":
            return tag("blockquote", inside)
        case "rich_text_preformatted":
            return tag("pre", inside)
    return tag("p", inside)


def _list(part: Json, eyes: Viewpoint) -> Markup:
    """One list; Slack sends deeper levels as lists of their own with an indent, so that margin is all they need."""
    indent = min(int(part.get("indent", 0)), 8)
    items = [tag("li", _part({**item, "type": "item"}, eyes)) for item in part.get("elements", [])]
    style = f"margin-left: {indent * 1.5}em"
    if part.get("style") != "ordered":
        return tag("ul", items, style=style)
    start = str(int(part.get("offset", 0)) + 1)
    return tag("ol", items, style=style, start=start, type=_NUMBERING[indent % len(_NUMBERING)])


def _run(run: Json, eyes: Viewpoint) -> Markup:
    match run.get("type"):
        case "text":
            written = lines(to_characters(run.get("text", "")))
        case "link":
            written = link(run.get("url", ""), run.get("text") or run.get("url", ""))
        case "user":
            written = mention(run.get("user_id", ""), eyes)
        case "channel":
            written = channel_mention(run.get("channel_id", ""), eyes)
        case "emoji":
            written = tag("span", to_characters(f":{run.get('name', '')}:"))
        case "broadcast":
            written = tag("span", f"@{run.get('range', 'here')}", cls="mention crowd")
        case "date":
            written = tag("time", run.get("fallback") or _date(run, eyes))
        case "color":
            written = tag("code", run.get("value", ""))
        case _:
            written = tag("span", run.get("text", ""))
    style = run.get("style") or {}
    for name, element in _STYLES:
        if style.get(name):
            written = tag(element, written)
    return written


def _date(run: Json, eyes: Viewpoint) -> str:
    try:
        moment = datetime.fromtimestamp(int(run["timestamp"]), UTC).astimezone(eyes.zone)
    except (KeyError, ValueError, OverflowError, OSError):
        return ""
    return f"{moment.day} {moment:%B %Y, %H:%M}"
