"""Lists as the API answers them, page by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.local.notion.problems import failed, invalid
from bot.local.notion.reading import JSON
from bot.local.notion.workspace import is_uuid

MAX_PAGE = 100


def list_object(
    kind: str, items: list[JSON], given: Mapping[str, Any], show: Callable[[JSON], JSON], *, where: str = "body"
) -> JSON:
    """One page of a list. ``given`` holds ``page_size`` and ``start_cursor``; cursors are ids of the next item."""
    size = _page_size(given.get("page_size"), where)
    start = 0
    cursor = given.get("start_cursor")
    if cursor is not None:
        if not is_uuid(cursor):
            raise invalid(
                f'{where} failed validation: {where}.start_cursor should be a valid uuid, instead was `"{cursor}"`.'
            )
        start = next((index for index, item in enumerate(items) if item["id"] == cursor), -1)
        if start < 0:
            raise invalid(f"The start_cursor provided is invalid: {cursor}")
    more = len(items) > start + size
    return {
        "object": "list",
        "results": [show(item) for item in items[start : start + size]],
        "next_cursor": items[start + size]["id"] if more else None,
        "has_more": more,
        "type": kind,
        kind: {},
    }


def _page_size(given: Any, where: str) -> int:
    if given is None:
        return MAX_PAGE
    try:
        size = int(given)
    except (TypeError, ValueError):
        raise failed("page_size", "should be a number.") from None
    if not 1 <= size <= MAX_PAGE:
        raise invalid(f"{where} failed validation: {where}.page_size should be ≤ `{MAX_PAGE}`, instead was `{size}`.")
    return size
