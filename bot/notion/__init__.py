"""Publishing to Notion: a project page, and below it the databases of documents, sprints and tasks.

The one place that talks to Notion. It imports `bot.planning` only (for what is published). Begin reading in
`publisher` (what is created, found again, updated, and asked about), then `tables` (what becomes which row), `rows`
(what is whose), `client` (pacing and retries) and `markdown` (a document as Notion-flavored Markdown).
"""

from bot.notion.client import NotionClient
from bot.notion.comments import NotionComment
from bot.notion.doctor import Finding, check
from bot.notion.errors import NotionError
from bot.notion.identifiers import page_id_of
from bot.notion.publication import (
    Choice,
    Conflict,
    DocumentPublication,
    Ledger,
    Progress,
    ProjectPublication,
    PublicationResult,
    Published,
    SprintPublication,
    TaskPublication,
)
from bot.notion.publisher import Publisher

__all__ = [
    "Choice",
    "Conflict",
    "DocumentPublication",
    "Finding",
    "Ledger",
    "NotionClient",
    "NotionComment",
    "NotionError",
    "Progress",
    "ProjectPublication",
    "PublicationResult",
    "Published",
    "Publisher",
    "SprintPublication",
    "TaskPublication",
    "check",
    "page_id_of",
]
