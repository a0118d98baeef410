"""What is kept about a publication in Notion: what is where, and what was last written there.

What is published, and what comes of it, are the neutral types of `bot.planning.publication`, which are named here too.
"""

from dataclasses import dataclass, replace
from typing import Literal, Protocol

from bot.planning.publication import (
    Choice,
    Conflict,
    DocumentPublication,
    OnProgress,
    Progress,
    ProjectPublication,
    PublicationResult,
    SprintPublication,
    TaskPublication,
)

__all__ = [
    "Choice",
    "Conflict",
    "DocumentPublication",
    "Kind",
    "Ledger",
    "OnProgress",
    "Progress",
    "ProjectPublication",
    "PublicationResult",
    "Published",
    "SprintPublication",
    "TaskPublication",
]

Kind = Literal["page", "database", "data_source", "view", "row"]

SENT = "sent\n"
"""Begins `Published.written` while it holds what we sent; a create does not give the body back."""

TOUCHED = "touched\n"
"""Begins `Published.written` (before `SENT`) once we wrote columns of a page whose body a person may have edited: from
then on Notion names us as its last editor, so only the text itself can tell."""


@dataclass(frozen=True, slots=True)
class Published:
    """One thing of ours in Notion.

    `source_hash` is the hash of what was last written completely; empty while a write has begun and is not known to
    have ended. `written` is the Markdown as Notion gave it back (or as sent, see `SENT`), to notice a person's edit;
    of an entry `…/columns` it is the values that we wrote (`bot.notion.columns.Filled`).
    """

    key: str
    kind: Kind
    notion_id: str
    url: str
    source_hash: str
    written: str

    @property
    def text(self) -> str:
        """The body that we last wrote, as Markdown."""
        return self.written.removeprefix(TOUCHED).removeprefix(SENT)

    @property
    def as_given_back(self) -> bool:
        """Whether `text` is what Notion made of the body, letter by letter, and not only what we sent."""
        return bool(self.text) and not self.written.removeprefix(TOUCHED).startswith(SENT)

    @property
    def doubtful(self) -> bool:
        """Whether a person may have edited the body without being its last editor any more."""
        return self.written.startswith(TOUCHED)

    def in_doubt(self) -> "Published":
        """The same, with the body in doubt."""
        return self if self.doubtful else replace(self, written=TOUCHED + self.written)


class Ledger(Protocol):
    """What is where in Notion, kept durably; each call is on disk when it returns."""

    async def find(self, key: str) -> Published | None:
        """What was last recorded for the key."""

    async def intend(self, key: str) -> bool:
        """Say that something is about to be created; True when that was said before (now or in an earlier run)."""

    async def record(self, published: Published) -> None:
        """Store it in place of what was recorded for its key."""
