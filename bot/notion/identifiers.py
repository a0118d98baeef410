"""Notion ids as people paste them: with or without dashes, or inside a page's address."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from bot.notion.errors import NotAPageId

_DASHED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_PLAIN = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", re.IGNORECASE)


def page_id_of(text: str) -> str:
    """The id in `text` (an id, or the address that "Copy link" gives) as a dashed lower-case UUID.

    In an address the last id of the path counts; the query may name a view. Raises `NotAPageId`.
    """
    path = urlsplit(text.strip()).path if "://" in text else text.strip()
    found = _DASHED.findall(path) or _PLAIN.findall(path)
    if not found:
        raise NotAPageId(
            "The Notion page to publish under is not a page id.",
            "Open the page in Notion, choose Share and then Copy link, and set NOTION_PARENT_PAGE_ID to that link.",
        )
    return str(UUID(found[-1]))


def same_id(one: str, other: str) -> bool:
    """Whether two ids name the same thing, dashes or not."""
    return one.replace("-", "").lower() == other.replace("-", "").lower()
