"""Publishing to Notion: a project page, and below it a database with one page per document.

The one place that talks to Notion. It imports `bot.planning` only (for the neutral document). Begin reading in
`publisher` (what is created, found again, updated, and asked about), then `client` (pacing and retries) and
`markdown` (a document as Notion-flavored Markdown).
"""

from bot.notion.client import NotionClient
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
)
from bot.notion.publisher import Publisher

__all__ = [
    "Choice",
    "Conflict",
    "DocumentPublication",
    "Finding",
    "Ledger",
    "NotionClient",
    "NotionError",
    "Progress",
    "ProjectPublication",
    "PublicationResult",
    "Published",
    "Publisher",
    "check",
    "page_id_of",
]
