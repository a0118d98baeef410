"""Blocks as a request may send them: checked as Notion checks them, and read into drafts.

Limits: https://developers.notion.com/reference/request-limits: 100 blocks an array, 1,000 blocks a payload, two levels
of nesting an append. Shapes: the contract's blockObjectRequest.
"""

from __future__ import annotations

from typing import Any

from bot.local.notion.drafts import LANGUAGES, MEDIA_BLOCKS, TEXT_BLOCKS, Draft, count
from bot.local.notion.problems import failed, invalid, too_long
from bot.local.notion.reading import JSON
from bot.local.notion.rich_text import COLORS, check_url, read_rich_text

MAX_ARRAY = 100
MAX_BLOCKS = 1000
MAX_DEPTH = 2

_EXTRA_KEYS = {
    "to_do": {"checked"},
    "callout": {"icon"},
    "heading_1": {"is_toggleable"},
    "heading_2": {"is_toggleable"},
    "heading_3": {"is_toggleable"},
    "heading_4": {"is_toggleable"},
}
_OTHERS = frozenset(
    {"code", "equation", "divider", "breadcrumb", "table_of_contents", "table", "table_row", "column_list", "column"}
)
BLOCK_TYPES = TEXT_BLOCKS | MEDIA_BLOCKS | _OTHERS | {"bookmark", "embed"}


def read_blocks(value: Any, path: str = "children") -> list[Draft]:
    """A request's block array as drafts. Raises `NotionError` for what Notion refuses."""
    drafts = _array(value, path, 1)
    total = count(drafts)
    if total > MAX_BLOCKS:
        raise invalid(f"body failed validation: the request has {total} blocks, the maximum is {MAX_BLOCKS}.")
    return drafts


def _array(value: Any, path: str, depth: int) -> list[Draft]:
    if not isinstance(value, list):
        raise failed(path, "should be an array.")
    if len(value) > MAX_ARRAY:
        raise too_long(f"{path}.length", MAX_ARRAY, len(value))
    return [_read(item, f"{path}[{index}]", depth) for index, item in enumerate(value)]


def _read(item: Any, path: str, depth: int) -> Draft:
    if not isinstance(item, dict):
        raise failed(path, "should be an object.")
    kinds = [key for key in item if key not in ("type", "object")]
    kind = item.get("type") or (kinds[0] if kinds else "")
    if kind not in BLOCK_TYPES:
        shown = ", ".join(f"`{path.split('.')[-1]}.{name}`" for name in sorted(BLOCK_TYPES)[:5])
        raise invalid(f"body failed validation. Fix one: body.{path} should have one of {shown}, … defined.")
    if not isinstance(item.get(kind), dict):
        raise failed(f"{path}.{kind}", "should be defined, instead was `undefined`.")
    unknown = [key for key in kinds if key != kind]
    if unknown:
        raise failed(f"{path}.{unknown[0]}", "should be not present, instead was defined.")
    return read_content(kind, item[kind], f"{path}.{kind}", depth)


def read_content(kind: str, content: JSON, path: str, depth: int) -> Draft:
    """One block's content, checked and filled up with Notion's defaults."""
    children = content.get("children")
    if children is not None and depth > MAX_DEPTH and kind != "table":
        raise failed(f"{path}.children", "should be not present, instead was defined. Nesting is limited to 2 levels.")
    inner = [] if children is None else _array(children, f"{path}.children", depth + 1)
    if kind in TEXT_BLOCKS:
        return _text(kind, content, path, inner)
    if kind in MEDIA_BLOCKS:
        return Draft(kind, _file(content, path))
    if kind in ("table", "table_row"):
        return _table(kind, content, path, inner)
    if kind in ("column_list", "column"):
        return Draft(kind, {}, inner)
    return Draft(kind, _simple(kind, content, path))


def _text(kind: str, content: JSON, path: str, children: list[Draft]) -> Draft:
    _only(content, {"rich_text", "color", "children"} | _EXTRA_KEYS.get(kind, set()), path)
    if "rich_text" not in content:
        raise failed(f"{path}.rich_text", "should be defined, instead was `undefined`.")
    stored: JSON = {
        "rich_text": read_rich_text(content["rich_text"], f"{path}.rich_text"),
        "color": _color(content, path),
    }
    if kind.startswith("heading_"):
        stored["is_toggleable"] = bool(content.get("is_toggleable", False))
        if children and not stored["is_toggleable"]:
            raise failed(f"{path}.children", "should be not present, instead was defined.")
    if kind == "to_do":
        stored["checked"] = bool(content.get("checked", False))
    if kind == "callout":
        stored["icon"] = read_icon(content.get("icon"), f"{path}.icon")
    return Draft(kind, stored, children)


def _color(content: JSON, path: str) -> str:
    color = content.get("color", "default")
    if color not in COLORS:
        raise failed(f"{path}.color", f'should be a color of Notion, instead was `"{color}"`.')
    return str(color)


def _only(content: JSON, known: set[str], path: str) -> None:
    unknown = sorted(set(content) - known)
    if unknown:
        raise failed(f"{path}.{unknown[0]}", "should be not present, instead was defined.")


def _file(content: JSON, path: str) -> JSON:
    kind = content.get("type") or ("external" if "external" in content else "file_upload")
    given = content.get(kind)
    if kind not in ("external", "file_upload") or not isinstance(given, dict):
        raise failed(path, "should be an external file or a file_upload.")
    value = (
        {"url": check_url(given.get("url"), f"{path}.external.url")} if kind == "external" else {"id": given.get("id")}
    )
    return {"type": kind, kind: value, "caption": read_rich_text(content.get("caption", []), f"{path}.caption")}


def _table(kind: str, content: JSON, path: str, rows: list[Draft]) -> Draft:
    if kind == "table_row":
        cells = content.get("cells")
        if not isinstance(cells, list):
            raise failed(f"{path}.cells", "should be an array.")
        if len(cells) > MAX_ARRAY:
            raise too_long(f"{path}.cells.length", MAX_ARRAY, len(cells))
        return Draft(kind, {"cells": [read_rich_text(cell, f"{path}.cells[{i}]") for i, cell in enumerate(cells)]})
    width = content.get("table_width")
    if not isinstance(width, int) or width < 1:
        raise failed(f"{path}.table_width", "should be a number ≥ `1`.")
    if not rows:
        raise failed(f"{path}.children.length", "should be ≥ `1`, instead was `0`.")
    for index, row in enumerate(rows):
        if row.type != "table_row" or len(row.content["cells"]) != width:
            raise invalid(f"Number of cells in table row must match the table width of the parent table (row {index}).")
    flags = {key: bool(content.get(key, False)) for key in ("has_column_header", "has_row_header")}
    return Draft(kind, {"table_width": width, **flags}, rows)


def _simple(kind: str, content: JSON, path: str) -> JSON:
    if kind == "code":
        language = content.get("language")
        if language not in LANGUAGES:
            raise failed(f"{path}.language", f'should be a language of Notion, instead was `"{language}"`.')
        caption = read_rich_text(content.get("caption", []), f"{path}.caption")
        return {
            "rich_text": read_rich_text(content.get("rich_text"), f"{path}.rich_text"),
            "caption": caption,
            "language": language,
        }
    if kind == "equation":
        if not isinstance(content.get("expression"), str):
            raise failed(f"{path}.expression", "should be a string, instead was `undefined`.")
        return {"expression": content["expression"]}
    if kind in ("bookmark", "embed"):
        caption = read_rich_text(content.get("caption", []), f"{path}.caption")
        return {"url": check_url(content.get("url"), f"{path}.url"), "caption": caption}
    if kind == "table_of_contents":
        return {"color": _color(content, path)}
    _only(content, set(), path)
    return {}


def read_icon(value: Any, path: str) -> JSON | None:
    """A page's, database's or callout's icon: an emoji or an external picture."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise failed(path, "should be an object or `null`.")
    kind = value.get("type") or next(
        (key for key in ("emoji", "external", "file_upload", "custom_emoji") if key in value), ""
    )
    if kind == "emoji":
        if not isinstance(value.get("emoji"), str) or not value["emoji"] or value["emoji"].isascii():
            raise failed(f"{path}.emoji", f'should be an emoji, instead was `"{value.get("emoji")}"`.')
        return {"type": "emoji", "emoji": value["emoji"]}
    if kind == "external" and isinstance(value.get("external"), dict):
        return {
            "type": "external",
            "external": {"url": check_url(value["external"].get("url"), f"{path}.external.url")},
        }
    if kind in ("file_upload", "custom_emoji") and isinstance(value.get(kind), dict):
        return {"type": kind, kind: value[kind]}
    raise failed(path, "should be an emoji, external, file_upload or custom_emoji icon.")
