"""Notion-flavored Markdown to blocks.

Known of Notion (documented): unknown tags stay literal text; a single line break does not start a block; children of
lists are indented by tabs, other blocks with children use their tag. Assumed (nobody could run it against the live
service): a soft line break reads as a space; an unclosed tag is literal text; a tag that names a page that is not a
child of this page is dropped with a warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.local.notion import markdown_rules
from bot.local.notion.drafts import Draft, api_color, code_block, table_block, text_block
from bot.local.notion.inline import read_inline
from bot.local.notion.older_markdown import modernised
from bot.local.notion.reading import JSON
from bot.local.notion.rich_text import plain, text_item

Version = Literal["v1", "v2"]

_TASK = re.compile(r"\[([ xX])\](?: |$)")
_ID = re.compile(r"([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})", re.IGNORECASE)


@dataclass
class Parsed:
    """The blocks of a Markdown text and, in words, what the parser had to change or ignore."""

    drafts: list[Draft]
    warnings: list[str] = field(default_factory=list)


def parse(text: str, version: Version = "v2") -> Parsed:
    """Read a whole Markdown text. Never fails: what is not understood stays as text."""
    parsed = Parsed([])
    source = modernised(text) if version == "v1" else text
    parsed.drafts = _blocks(source.replace("\r\n", "\n"), parsed)
    return parsed


@cache
def _parser() -> MarkdownIt:
    return markdown_rules.parser()


def _blocks(text: str, parsed: Parsed) -> list[Draft]:
    tree = SyntaxTreeNode(_parser().parse(text))
    return [draft for node in tree.children for draft in _block(node, parsed)]


def _block(node: SyntaxTreeNode, parsed: Parsed) -> list[Draft]:
    match node.type:
        case "paragraph":
            return _paragraph(node, parsed)
        case "heading":
            level = min(int(node.tag[1]), 4)
            return [text_block(f"heading_{level}", _inline(node))]
        case "bullet_list" | "ordered_list":
            ordered = node.type == "ordered_list"
            return [_list_item(item, parsed, ordered=ordered) for item in node.children]
        case "blockquote":
            inner = [draft for child in node.children for draft in _block(child, parsed)]
            return [_titled("quote", inner)]
        case "fence" | "code_block":
            language = node.info.split()[0] if node.info.split() else ""
            return [code_block(node.content.removesuffix("\n"), language)]
        case "hr":
            return [Draft("divider", {})]
        case "table":
            rows = [[_inline(cell) for cell in row.children] for part in node.children for row in part.children]
            return [table_block(rows, header_row=True)]
        case "notion_math":
            return [Draft("equation", {"expression": node.content.strip()})]
        case "notion_tag":
            return _tag(node, parsed)
    return []


def _inline(node: SyntaxTreeNode) -> list[JSON]:
    """The rich text of a node whose only child is inline."""
    return read_inline(node.children[0]) if node.children else []


def _paragraph(node: SyntaxTreeNode, parsed: Parsed) -> list[Draft]:
    inline = node.children[0]
    shown = [child for child in inline.children if child.type != "softbreak"]
    if shown and all(child.type == "image" for child in shown):
        return [_media("image", str(image.attrs.get("src", "")), read_inline(image)) for image in shown]
    if any(child.type == "image" for child in shown):
        parsed.warnings.append("An image inside text was kept as a link: give it a block of its own.")
    return [text_block("paragraph", read_inline(inline))]


def _list_item(node: SyntaxTreeNode, parsed: Parsed, *, ordered: bool) -> Draft:
    inner = [draft for child in node.children for draft in _block(child, parsed)]
    draft = _titled("numbered_list_item" if ordered else "bulleted_list_item", inner)
    task = _TASK.match(plain(draft.rich_text))
    first = node.children[0] if node.children else None
    if ordered or task is None or first is None or not _TASK.match(first.children[0].content):
        return draft
    head = draft.rich_text[0]
    rest = head["text"]["content"][len(task.group()) :]
    text = ([text_item(rest, head["annotations"], head["href"])] if rest else []) + draft.rich_text[1:]
    done = text_block("to_do", text, children=draft.children)
    done.content["checked"] = task.group(1) in "xX"
    return done


def _titled(kind: str, inner: list[Draft], color: str = "default") -> Draft:
    """A block whose text is the first paragraph inside and whose children are the rest."""
    if inner and inner[0].type == "paragraph" and not inner[0].children and inner[0].color == "default":
        return text_block(kind, inner[0].rich_text, color, inner[1:])
    return text_block(kind, [], color, inner)


def _media(kind: str, url: str, caption: list[JSON]) -> Draft:
    return Draft(kind, {"type": "external", "external": {"url": url}, "caption": caption})


_TEXT_TAGS = {"p": "paragraph", "quote": "quote", "callout": "callout", "toggle": "toggle", "todo": "to_do"}


def _tag(node: SyntaxTreeNode, parsed: Parsed) -> list[Draft]:
    name, attrs = str(node.meta["name"]), dict(node.meta["attributes"])
    color = api_color(attrs.get("color", ""))
    if name == "table-of-contents":
        return [Draft("table_of_contents", {"color": color})]
    if name in ("page", "database"):
        found = _ID.search(attrs.get("url", ""))
        page_id = "-".join(found.groups()).lower() if found else ""
        return [Draft(f"{name}_ref", {"id": page_id, "title": node.content.strip()})]
    if name == "equation":
        return [Draft("equation", {"expression": node.content.strip()})]
    if name == "table":
        return _tag_table(node.content, attrs)
    if name in ("bookmark", "embed"):
        return [Draft(name, {"url": attrs.get("source", ""), "caption": _one_line(node.content)})]
    if "source" in attrs:
        return [_media(name, attrs["source"], _one_line(node.content))]
    inner = _blocks(node.content.strip("\n"), parsed)
    if name in ("ul", "ol"):
        return [_as_list_item(draft, ordered=name == "ol") for draft in inner]
    if name in ("columns", "column"):
        return [Draft("column_list" if name == "columns" else "column", {}, inner)]
    if name == "li":
        return [_titled("bulleted_list_item", inner, color)]
    kind = _TEXT_TAGS.get(name) or f"heading_{name[1]}"
    heading = attrs.get("heading", "")
    if name == "toggle" and re.fullmatch("h[1-4]", heading):
        kind = f"heading_{heading[1]}"
    draft = _titled(kind, inner, color)
    if name == "toggle" and kind != "toggle":
        draft.content["is_toggleable"] = True
    if name == "callout" and attrs.get("icon"):
        draft.content["icon"] = {"type": "emoji", "emoji": attrs["icon"]}
    if name == "todo":
        draft.content["checked"] = attrs.get("checked") == "true"
    return [draft]


def _as_list_item(draft: Draft, *, ordered: bool) -> Draft:
    if ordered and draft.type == "bulleted_list_item":
        draft.type = "numbered_list_item"
    return draft


def _one_line(text: str) -> list[JSON]:
    inline = _parser().parseInline(text.strip())
    return read_inline(SyntaxTreeNode(inline).children[0]) if text.strip() else []


def _tag_table(body: str, attrs: dict[str, str]) -> list[Draft]:
    rows = [
        [_one_line(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    ]
    rows = [row for row in rows if row]
    if not rows:
        return []
    header_row = attrs.get("header-row") == "true"
    return [table_block(rows, header_row=header_row, header_column=attrs.get("header-column") == "true")]
