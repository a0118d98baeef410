"""What people say about a project's pages in Notion's comments, to be brought to the thread.

Which pages: the project page, the specifications and the modules. Whether a comment changes a page's
`last_edited_time` is not documented (developers.notion.com/reference/page and …/list-comments say nothing of it), so
it cannot tell which of many tasks to ask about, and asking about each would be a request for each.

Only comments on a page are read, not those on a paragraph in it: those are listed block by block (…/list-comments).
Resolved discussions are not listed by Notion.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.notion.client import JSON, NotionClient
from bot.notion.columns import said
from bot.notion.errors import NotShared
from bot.notion.publication import Ledger
from bot.notion.tables import DOCUMENTS

UNNAMED = "Somebody in Notion"
"""Who wrote a comment whose author's name Notion does not give us."""


@dataclass(frozen=True, slots=True)
class NotionComment:
    """One comment. Names and text are other people's words: escape them before showing. `at` is in UTC."""

    id: str
    page_name: str
    page_url: str
    author_name: str
    text: str
    at: datetime


async def comments_since(
    client: NotionClient, ledger: Ledger, project_key: str, since: datetime
) -> tuple[NotionComment, ...]:
    """The comments of people at or after `since`, oldest first; none for a project that is not published.

    Notion tells times by the minute, so what was said in the minute of `since` comes again: keep the ids of those that
    were shown. One query and one request a page (more where a page has over 100 comments); nothing is written, so it
    may be repeated from `since` after any failure. Raises `NotionError`.
    """
    first = since.astimezone(UTC).replace(second=0, microsecond=0)
    found: dict[str, NotionComment] = {}
    async for page_id, name, url in _pages(client, ledger, project_key):
        async for comment in _of_page(client, page_id, name, url):
            if comment.at >= first:
                found.setdefault(comment.id, comment)
    return tuple(sorted(found.values(), key=lambda comment: comment.at))


async def _pages(client: NotionClient, ledger: Ledger, project_key: str) -> AsyncIterator[tuple[str, str, str]]:
    page = await ledger.find(project_key)
    source = await ledger.find(DOCUMENTS.source_key(project_key))
    if page is not None:
        yield page.notion_id, "the project page", page.url
    if source is None:
        return
    prefix = DOCUMENTS.row_key(project_key, "")
    async for row in client.query(source.notion_id, {}, "reading which pages may have comments"):
        values: list[JSON] = list(row.get("properties", {}).values())
        if any(str(said(value)).startswith(prefix) for value in values):
            name = next((str(said(value)) for value in values if value.get("type") == "title"), "")
            yield row["id"], name or "Untitled", row.get("url", "")


async def _of_page(client: NotionClient, page_id: str, name: str, url: str) -> AsyncIterator[NotionComment]:
    try:
        async for comment in client.comments(page_id, f"reading the comments on {name}"):
            display = comment.get("display_name") or {}
            text = "".join(str(run.get("plain_text", "")) for run in comment.get("rich_text") or ())
            if display.get("type", "user") == "user" and text.strip():
                author = str(display.get("resolved_name") or UNNAMED)
                at = datetime.fromisoformat(comment["created_time"])
                yield NotionComment(comment["id"], name, url, author, text, at)
    except NotShared:
        return  # the page is gone; the next publication says so
