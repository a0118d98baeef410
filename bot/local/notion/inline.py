"""Rich text out of parsed Markdown, and back into Markdown."""

from __future__ import annotations

import re

from markdown_it.tree import SyntaxTreeNode

from bot.local.notion.drafts import api_color, markdown_color
from bot.local.notion.reading import JSON
from bot.local.notion.rich_text import MAX_CONTENT, PLAIN_STYLE, equation_item, mention_item, text_item, utf16_length

_ID = re.compile(r"([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})", re.IGNORECASE)


def read_inline(node: SyntaxTreeNode) -> list[JSON]:
    """The rich text of an inline node: neighbours of one style are one item, long items are split at 2,000."""
    items: list[JSON] = []
    for item in _items(node, {}, None):
        last = items[-1] if items else None
        if last and last["type"] == item["type"] == "text" and _same_look(last, item):
            items[-1] = text_item(last["plain_text"] + item["plain_text"], item["annotations"], item["href"])
        else:
            items.append(item)
    return [part for item in items for part in _split(item)]


def _same_look(one: JSON, other: JSON) -> bool:
    return bool(one["annotations"] == other["annotations"] and one["href"] == other["href"])


def _split(item: JSON) -> list[JSON]:
    text: str = item["plain_text"]
    if item["type"] != "text" or utf16_length(text) <= MAX_CONTENT:
        return [item] if text or item["type"] != "text" else []
    step = MAX_CONTENT // 2  # every character may count twice
    parts = [text[start : start + step] for start in range(0, len(text), step)]
    return [text_item(part, item["annotations"], item["href"]) for part in parts]


_MARKS = {"strong": "bold", "em": "italic", "s": "strikethrough"}


def _items(node: SyntaxTreeNode, style: JSON, link: str | None) -> list[JSON]:
    items: list[JSON] = []
    for child in node.children:
        items += _item(child, style, link)
    return items


def _item(node: SyntaxTreeNode, style: JSON, link: str | None) -> list[JSON]:
    match node.type:
        case "text" | "text_special":
            return [text_item(node.content, style, link)] if node.content else []
        case "softbreak":
            return [text_item(" ", style, link)]
        case "hardbreak":
            return [text_item("\n", style, link)]
        case "code_inline":
            return [text_item(node.content, {**style, "code": True}, link)]
        case "strong" | "em" | "s":
            return _items(node, {**style, _MARKS[node.type]: True}, link)
        case "link":
            return _items(node, style, str(node.attrs.get("href", "")))
        case "image":
            return [text_item(node.content or "image", style, str(node.attrs.get("src", "")))]
        case "notion_style":
            return _items(node, {**style, **_tag_style(node.meta)}, link)
        case "notion_equation":
            return [equation_item(node.content, style)]
        case "notion_date":
            return [_date(dict(node.meta), style)]
        case "notion_mention":
            return [_mention(dict(node.meta), node.content, style)]
    return []


def _tag_style(meta: JSON) -> JSON:
    style = {meta["style"]: True} if meta["style"] else {}
    return {**style, "color": api_color(meta["color"])} if meta["color"] else style


def _date(attrs: JSON, style: JSON) -> JSON:
    start = "T".join(part for part in (attrs.get("start", ""), attrs.get("start-time", "")) if part)
    end = "T".join(part for part in (attrs.get("end", ""), attrs.get("end-time", "")) if part)
    value = {"start": start, "end": end or None, "time_zone": attrs.get("time-zone")}
    shown = f"{start} → {end}" if end else start
    return mention_item({"type": "date", "date": value}, shown, None, style)


def _mention(attrs: JSON, label: str, style: JSON) -> JSON:
    url = str(attrs.get("url", ""))
    found = _ID.search(url)
    if not found:
        return text_item(label or url, style, url or None)
    kind = "user" if url.startswith("user://") else "database" if attrs.get("type") == "database" else "page"
    object_id = "-".join(found.groups()).lower()
    return mention_item({"type": kind, kind: {"id": object_id}}, label or url, None if kind == "user" else url, style)


# back into Markdown ---------------------------------------------------------------------------------------------------


def write_inline(rich_text: list[JSON], line_break: str = "\\\n") -> str:
    """Rich text as Markdown; ``line_break`` is what a line break inside the text becomes."""
    written = ""
    for index, item in enumerate(rich_text):
        following = rich_text[index + 1]["plain_text"][:1] if index + 1 < len(rich_text) else ""
        written += _write_item(item, written[-1:], following, line_break)
    return written


def escape(text: str) -> str:
    """Text that reads back as itself: everything that Markdown or Notion's tags would take for their own is escaped."""
    text = re.sub(r"([\\`*\[\]<$])", r"\\\1", text)
    text = text.replace("~~", "\\~\\~")
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    return re.sub(r"&(?=#?\w+;)", "&amp;", text)


def guard_line_starts(text: str) -> str:
    """Escape what would start another block at the beginning of a line (``#``, ``-``, ``1.``, ``>``, ``=``)."""
    text = re.sub(r"(?m)^(\s*)([#>+=|~-])", r"\1\\\2", text)
    return re.sub(r"(?m)^(\s*\d+)([.)])(?=\s|$)", r"\1\\\2", text)


def _write_item(item: JSON, before: str, after: str, line_break: str) -> str:
    style: JSON = {**PLAIN_STYLE, **item["annotations"]}
    if item["type"] == "equation":
        core = f"${item['equation']['expression'].replace('$', chr(92) + '$')}$"
    elif item["type"] == "mention":
        core = _write_mention(item)
    elif style["code"]:
        core = _code_span(item["plain_text"])
    else:
        core = guard_line_starts(escape(item["plain_text"])) if before in ("", "\n") else escape(item["plain_text"])
        core = core.replace("\n", line_break)
    if item["href"] and item["type"] == "text":
        core = f"[{core}]({_destination(item['href'])})"
    return _styled(core, style, item, before, after)


def _styled(core: str, style: JSON, item: JSON, before: str, after: str) -> str:
    text: str = item["plain_text"]
    # A delimiter works only where the text inside begins and ends with a letter or digit and stands between blanks
    # or punctuation outside (CommonMark's flanking rules, on the safe side); else the tag form is needed.
    plain_edges = bool(text) and text[0].isalnum() and text[-1].isalnum() and item["href"] is None and not style["code"]
    apart = not (before.isalnum() or before in ("*", "_", "~", "\\")) and not (
        after.isalnum() or after in ("*", "_", "~")
    )
    alone = sum(bool(style[name]) for name in ("bold", "italic", "strikethrough")) == 1
    for name, mark, tag in (("italic", "*", "i"), ("bold", "**", "b"), ("strikethrough", "~~", "s")):
        if style[name]:
            core = f"{mark}{core}{mark}" if plain_edges and apart and alone else f"<{tag}>{core}</{tag}>"
    if style["underline"]:
        core = f"<u>{core}</u>"
    if style["color"] != "default":
        core = f'<span color="{markdown_color(style["color"])}">{core}</span>'
    return core


def _write_mention(item: JSON) -> str:
    mention: JSON = item["mention"]
    if mention["type"] == "date":
        value = mention["date"]
        start, _, start_time = str(value.get("start") or "").partition("T")
        end, _, end_time = str(value.get("end") or "").partition("T")
        given = {"start": start, "end": end, "start-time": start_time, "end-time": end_time}
        given["time-zone"] = value.get("time_zone") or ""
        return "<date " + " ".join(f'{key}="{text}"' for key, text in given.items() if text) + " />"
    if mention["type"] not in ("user", "page", "database"):
        return escape(item["plain_text"])
    target = mention[mention["type"]].get("id", "")
    url = f"user://{target}" if mention["type"] == "user" else item["href"] or f"/{target.replace('-', '')}"
    kind = ' type="database"' if mention["type"] == "database" else ""
    return f'<mention url="{url}"{kind}>{item["plain_text"]}</mention>'


def _code_span(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or (text != text.strip() and text.strip()) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _destination(url: str) -> str:
    return f"<{url}>" if re.search(r"[\s()]", url) else url
