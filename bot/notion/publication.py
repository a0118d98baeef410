"""What is published, what is known about it afterwards, and what comes of it."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.notion.markdown import render
from bot.planning.document import Document

Kind = Literal["page", "database", "data_source", "view", "row"]

Choice = Literal["replace", "leave"]
"""What to do about a page that a person edited in Notion: write ours over it, or let it be this time."""

SENT = "sent\n"
"""Begins `Published.written` while it holds what we sent; a create does not give the body back."""


@dataclass(frozen=True, slots=True)
class DocumentPublication:
    """One document as a row of the project's database.

    `key` is unique in the project (such as ``product-specification``); `source_hash` changes exactly when something
    that should be written changes; `owner` is a display name; `thread_url` an http(s) address or empty.
    """

    key: str
    name: str
    status: str
    version: int
    owner: str
    thread_url: str
    source_hash: str
    body: Document
    type: str = "Product specification"


@dataclass(frozen=True, slots=True)
class ProjectPublication:
    """A session's project page and its documents. `key` is the session's id, `summary` the page's own text."""

    key: str
    title: str
    summary: Document
    documents: tuple[DocumentPublication, ...]

    @property
    def summary_hash(self) -> str:
        """SHA-256 (hex) of what the project page should say."""
        return hashlib.sha256(render(self.summary).encode()).hexdigest()

    @property
    def database_key(self) -> str:
        """The ledger's key of the database of documents."""
        return f"{self.key}/documents"

    @property
    def data_source_key(self) -> str:
        """The ledger's key of the table in that database."""
        return f"{self.key}/documents/source"

    @property
    def view_key(self) -> str:
        """The ledger's key of the table's view."""
        return f"{self.key}/documents/view"

    def row_key(self, document: DocumentPublication) -> str:
        """The ledger's key of a document, which also stands in the row's column Key."""
        return f"{self.key}/document/{document.key}"


@dataclass(frozen=True, slots=True)
class Published:
    """One thing of ours in Notion.

    `source_hash` is the hash of what was last written completely; empty while a write has begun and is not known to
    have ended. `written` is the Markdown as Notion gave it back (or as sent, see `SENT`), to notice a person's edit.
    """

    key: str
    kind: Kind
    notion_id: str
    url: str
    source_hash: str
    written: str


class Ledger(Protocol):
    """What is where in Notion, kept durably; each call is on disk when it returns."""

    async def find(self, key: str) -> Published | None:
        """What was last recorded for the key."""

    async def intend(self, key: str) -> bool:
        """Say that something is about to be created; True when that was said before (now or in an earlier run)."""

    async def record(self, published: Published) -> None:
        """Store it in place of what was recorded for its key."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A page that a person edited in Notion, so it was not written.

    `name` is the page's name for people; `theirs` its Markdown as it is now; `their_diff` what they changed since we
    wrote it; `our_diff` what writing ours would change. All of it is other people's text: escape before showing.
    """

    key: str
    name: str
    url: str
    theirs: str
    their_diff: str
    our_diff: str


@dataclass(frozen=True, slots=True)
class PublicationResult:
    """What a publication came to.

    `url` is the project page; `documents` maps each document's key to its page's address; the tuples of keys say what
    happened to which (a document in `conflicts` is in none of them); `notes` are sentences for the thread about things
    that had been moved, deleted or changed in Notion and what was done about it.
    """

    url: str
    documents: dict[str, str]
    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a publication is: `done` of `total` steps, and a few words on the step just finished."""

    done: int
    total: int
    text: str


OnProgress = Callable[[Progress], Awaitable[None]]
