"""Blocks to Notion-flavored Markdown: the one normal form that `markdown.parse` reads back to the same blocks."""

from __future__ import annotations

import re

from bot.local.notion.drafts import MEDIA_BLOCKS, Draft, markdown_color
from bot.local.notion.inline import escape, write_inline
from bot.local.notion.reading import JSON
from bot.local.notion.rich_text import plain

_LIST_ITEMS = frozenset({"bulleted_list_item", "numbered_list_item", "to_do"})


def render(drafts: list[Draft]) -> str:
    """A whole page as Markdown, blocks apart by a blank line, no line break at the end."""
    written = ""
    number = 0
    for index, draft in enumerate(drafts):
        previous = drafts[index - 1] if index else None
        number = number + 1 if draft.type == "numbered_list_item" else 0
        if previous is not None:
            tight = _plain_item(draft) and _plain_item(previous) and _marker(draft) == _marker(previous)
            written += "\n" if tight else "\n\n"
        written += _render(draft, number)
    return written


def _plain_item(draft: Draft) -> bool:
    return draft.type in _LIST_ITEMS and draft.color == "default"


def _marker(draft: Draft) -> str:
    return "1." if draft.type == "numbered_list_item" else "-"


def _render(draft: Draft, number: int) -> str:
    if draft.type in _LIST_ITEMS:
        return _list_item(draft, number)
    if draft.type == "code":
        return _fenced(draft)
    if draft.type == "table":
        return _table(draft)
    if draft.type in MEDIA_BLOCKS or draft.type in ("bookmark", "embed"):
        return _media(draft)
    if draft.type in ("child_page", "page_ref", "child_database", "database_ref"):
        return _child(draft)
    match draft.type:
        case "divider":
            return "---"
        case "equation":
            return f"$$\n{draft.content['expression']}\n$$"
        case "table_of_contents":
            return f"<table-of-contents{_color(draft)} />"
        case "column_list" | "column":
            tag = "columns" if draft.type == "column_list" else "column"
            return f"<{tag}>\n{render(draft.children)}\n</{tag}>"
        case "quote":
            return _quote(draft)
        case "callout" | "toggle":
            return _container(draft.type, draft)
        case "paragraph":
            return _paragraph(draft)
    return _heading(draft) if draft.type.startswith("heading_") else f'<unknown alt="{draft.type}" />'


def _color(draft: Draft) -> str:
    return f' color="{markdown_color(draft.color)}"' if draft.color != "default" else ""


def _container(tag: str, draft: Draft, extra: str = "") -> str:
    icon = draft.content.get("icon")
    if icon and icon.get("type") == "emoji":
        extra += f' icon="{icon["emoji"]}"'
    title = write_inline(draft.rich_text)
    children = render(draft.children)
    if children:
        return f"<{tag}{extra}{_color(draft)}>\n{title or '<p />'}\n\n{children}\n</{tag}>"
    return f"<{tag}{extra}{_color(draft)}>\n{title}\n</{tag}>" if title else f"<{tag}{extra}{_color(draft)}></{tag}>"


def _paragraph(draft: Draft) -> str:
    text = write_inline(draft.rich_text)
    if not text and not draft.children:
        return "<p />"
    return _container("p", draft) if draft.children or draft.color != "default" else text


def _heading(draft: Draft) -> str:
    level = draft.type[-1]
    if draft.content.get("is_toggleable"):
        return _container("toggle", draft, f' heading="h{level}"')
    if draft.children or draft.color != "default" or not draft.rich_text:
        return _container(f"h{level}", draft)
    return f"{'#' * int(level)} {re.sub(r'#+$', _escaped, write_inline(draft.rich_text, '<br />'))}"


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"\\{character}" for character in match.group())


def _quote(draft: Draft) -> str:
    if draft.children or draft.color != "default" or not draft.rich_text:
        return _container("quote", draft)
    return "> " + write_inline(draft.rich_text).replace("\n", "\n> ")


def _list_item(draft: Draft, number: int) -> str:
    text = write_inline(draft.rich_text)
    if draft.color != "default" or (not text and draft.children):
        return _tag_item(draft)
    mark = f"{number}." if draft.type == "numbered_list_item" and number < 100 else _marker(draft)
    if draft.type == "to_do":
        mark = "- [x]" if draft.content["checked"] else "- [ ]"
    written = f"{mark} {text}".rstrip(" ") if draft.type != "to_do" else f"{mark} {text}"
    written = written.replace("\n", "\n\t")
    if draft.children:
        apart = "\n" if _plain_item(draft.children[0]) else "\n\n"
        written += apart + _indented(render(draft.children))
    return written


def _tag_item(draft: Draft) -> str:
    if draft.type == "to_do":
        return _container("todo", draft, f' checked="{str(draft.content["checked"]).lower()}"')
    tag = "ol" if draft.type == "numbered_list_item" else "ul"
    return f"<{tag}>\n{_container('li', draft)}\n</{tag}>"


def _indented(text: str) -> str:
    return "\n".join(f"\t{line}" if line else line for line in text.split("\n"))


def _fenced(draft: Draft) -> str:
    source = plain(draft.rich_text)
    longest = max((len(run) for run in re.findall("`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    language = draft.content["language"]
    return f"{fence}{'' if language == 'plain text' else language}\n{source}\n{fence}"


def _table(draft: Draft) -> str:
    rows: list[list[str]] = [[write_inline(cell, "<br />") for cell in row.content["cells"]] for row in draft.children]
    if not draft.content["has_column_header"] or draft.content["has_row_header"] or not rows:
        return _tag_table(draft.content, rows)
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)


def _tag_table(content: JSON, rows: list[list[str]]) -> str:
    header = f'header-row="{str(content["has_column_header"]).lower()}"'
    column = f'header-column="{str(content["has_row_header"]).lower()}"'
    lines = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    return "\n".join([f"<table {header} {column}>", *lines, "</table>"])


def _media(draft: Draft) -> str:
    caption = write_inline(draft.content.get("caption", []), "<br />")
    if draft.type in ("bookmark", "embed"):
        return f'<{draft.type} source="{draft.content["url"]}">{caption}</{draft.type}>'
    kind = draft.content["type"]
    url = draft.content[kind].get("url") or f"file-upload://{draft.content[kind].get('id', '')}"
    return f"![{caption}]({url})" if draft.type == "image" else f'<{draft.type} source="{url}">{caption}</{draft.type}>'


def _child(draft: Draft) -> str:
    tag = "page" if draft.type in ("child_page", "page_ref") else "database"
    url = draft.content.get("url", "")
    return f'<{tag} url="{url}">{escape(draft.content["title"])}</{tag}>'
