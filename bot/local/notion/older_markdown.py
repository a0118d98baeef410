"""Enhanced Markdown (``markdown_version: "v1"``, Notion's default still, deprecated): read and written.

Source: https://developers.notion.com/guides/data-apis/enhanced-markdown. Every line is a block, children are indented
by a tab, colours stand in ``{color="…"}``. It is read by rewriting it to v2, so only what differs is here.
"""

from __future__ import annotations

import re

from bot.local.notion.drafts import Draft, markdown_color
from bot.local.notion.inline import write_inline
from bot.local.notion.rendering import render

_TABLE_ROW = re.compile(r"\s*\|")
_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_FENCED_DIV = re.compile(r"(\s*):{3,}\s*callout\s*(?:\{(.*)\})?\s*$")
_SUMMARY = re.compile(r"\s*<summary>(.*?)</summary>\s*$")
_OPENING = re.compile(r"\s*<(callout|toggle|columns|column)(\s[^>]*)?>\s*$")
_CLOSING = re.compile(r"\s*</(callout|toggle|columns|column)>")


def modernised(text: str) -> str:
    """The same content in v2's syntax."""
    lines: list[str] = []
    fence = ""
    in_table = False
    for line in text.replace("\r\n", "\n").split("\n"):
        mark = re.match(r"\s*(`{3,})", line)
        if fence or mark:
            if not fence and mark:
                fence = mark.group(1)
                _apart(lines)
            elif mark and line.strip() == fence:
                fence = ""
            lines.append(line)
            continue
        line = _tags(line)
        if not (in_table or _continues(lines, line)):
            _apart(lines)
        in_table = (in_table or "<table " in line or "<table>" in line) and "</table" not in line
        lines.append(line)
    return "\n".join(_dedented(lines))


def _apart(lines: list[str]) -> None:
    if lines and lines[-1].strip():
        lines.append("")


def _continues(lines: list[str], line: str) -> bool:
    """Whether this line belongs to the same list, table or tag as the one before it."""
    last = lines[-1] if lines else ""
    if _OPENING.match(last) or _CLOSING.match(line):
        return True
    return any(shape.match(line) and shape.match(last) for shape in (_TABLE_ROW, _LIST_ITEM))


def _tags(line: str) -> str:
    div = _FENCED_DIV.match(line)
    if div:
        return f"{div.group(1)}<callout {div.group(2) or ''}>".replace(" >", ">")
    if re.fullmatch(r"\s*:{3,}\s*", line):
        return line.replace(line.strip(), "</callout>")
    line = line.replace("<table_of_contents", "<table-of-contents").replace("<empty-block/>", "<p />")
    line = re.sub(r"(?<!\\)<(/?)details", r"<\1toggle", line)
    summary = _SUMMARY.match(line)
    return f"{summary.group(1)}\n" if summary else line


def _dedented(lines: list[str]) -> list[str]:
    """Children of tags stand at the tag's own indentation in v2."""
    depth, result, fence = 0, [], False
    for line in "\n".join(lines).split("\n"):
        if not fence and _CLOSING.match(line):
            depth = max(0, depth - 1)
        result.append(line[min(depth, len(line) - len(line.lstrip("\t"))) :])
        if line.lstrip().startswith("```"):
            fence = not fence
        elif not fence and _OPENING.match(line):
            depth += 1
    return result


def render_older(drafts: list[Draft]) -> str:
    """A page in v1's syntax: one line for each block, children indented by a tab."""
    number, lines = 0, []
    for draft in drafts:
        number = number + 1 if draft.type == "numbered_list_item" else 0
        lines.append(_older(draft, number))
    return "\n".join(lines)


def _older(draft: Draft, number: int) -> str:
    text = write_inline(draft.rich_text, "<br>")
    color = f' {{color="{markdown_color(draft.color)}"}}' if draft.color != "default" else ""
    attribute = f' color="{markdown_color(draft.color)}"' if draft.color != "default" else ""
    children = "".join(f"\n\t{line}" for line in render_older(draft.children).split("\n")) if draft.children else ""
    match draft.type:
        case "paragraph":
            return f"{text}{color}{children}" if text or children else "<empty-block/>"
        case "bulleted_list_item" | "numbered_list_item":
            return f"{'-' if draft.type[0] == 'b' else f'{number}.'} {text}{color}{children}"
        case "to_do":
            return f"- [{'x' if draft.content['checked'] else ' '}] {text}{color}{children}"
        case "quote":
            return f"> {text}{color}{children}"
        case "toggle":
            return f"<details{attribute}>\n<summary>{text}</summary>{children}\n</details>"
        case "callout":
            icon = draft.content.get("icon") or {}
            shown = f' icon="{icon["emoji"]}"' if icon.get("type") == "emoji" else ""
            return f"<callout{shown}{attribute}>\n\t{text}{children}\n</callout>"
        case "table_of_contents":
            return f"<table_of_contents{attribute}/>"
    if draft.type.startswith("heading_"):
        return f"{'#' * int(draft.type[-1])} {text}{color}{children}"
    return render([draft])
