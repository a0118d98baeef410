"""What the page in the browser (and a test) sees of the local Notion: frozen pictures, safe to keep and compare.

All text in here was written by people, the bot or a model and is not escaped: escape it before showing it as HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

JSON = dict[str, Any]
"""One JSON object in the shape of Notion's API."""


@dataclass(frozen=True)
class Person:
    """Who did something: ``kind`` tells the integration (``bot``) from a human (``person``)."""

    id: str
    name: str
    kind: Literal["person", "bot"]


@dataclass(frozen=True)
class Node:
    """One line of the sidebar: a page or a database, with what lies under it, in page order, nothing from the trash.

    Rows of a database are not children here; read them with `NotionStore.database` or `NotionStore.views`.
    """

    kind: Literal["page", "database"]
    id: str
    title: str
    icon: str
    url: str
    children: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Comment:
    """One comment on a page or a block, as plain text."""

    id: str
    discussion_id: str
    parent_id: str
    author: Person
    text: str
    created_time: str


@dataclass(frozen=True)
class Related:
    """A page that a relation points at."""

    id: str
    title: str
    icon: str


@dataclass(frozen=True)
class PageReading:
    """A page as a reader sees it.

    ``icon`` is an emoji or ``""``. ``properties`` are the API's property values by name; ``property_text`` the same as
    plain text in the order of the schema, relations by the titles of what they point at, which ``related`` has one by
    one. ``blocks`` are the API's block objects, nested: a block's children are in its key ``children``. ``parent_id``
    is the id of the page, database or data source it lies in (``""`` for the workspace root). Times are ISO 8601 in
    UTC.
    """

    id: str
    title: str
    icon: str
    url: str
    parent_kind: Literal["workspace", "page", "data_source"]
    parent_id: str
    properties: dict[str, JSON]
    property_text: dict[str, str]
    related: dict[str, tuple[Related, ...]]
    markdown: str
    blocks: list[JSON]
    comments: tuple[Comment, ...]
    in_trash: bool
    locked: bool
    created_time: str
    created_by: Person
    last_edited_time: str
    last_edited_by: Person


@dataclass(frozen=True)
class Row:
    """One row of a data source, without its body (read that with `NotionStore.page`)."""

    id: str
    title: str
    icon: str
    url: str
    properties: dict[str, JSON]
    property_text: dict[str, str]
    related: dict[str, tuple[Related, ...]]
    last_edited_time: str
    last_edited_by: Person


@dataclass(frozen=True)
class DataSourceReading:
    """A data source: its schema (``{name: property}`` as the API gives it) and all its live rows."""

    id: str
    name: str
    properties: dict[str, JSON]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class DatabaseReading:
    """A database as a reader sees it. ``parent_id`` is the page it lies on."""

    id: str
    title: str
    icon: str
    url: str
    parent_id: str
    in_trash: bool
    data_sources: tuple[DataSourceReading, ...]


@dataclass(frozen=True)
class Group:
    """One column of a board or one band of a grouped table: the option's name (``""`` = none), its colour, its rows."""

    name: str
    color: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ViewReading:
    """A view with its filter and sorts already applied.

    ``columns`` are the names of the properties to show, in order. ``groups`` holds the rows by ``group_by`` (one group
    with all rows where the view has none). ``date_property`` is what a timeline or calendar draws, else ``""``.
    """

    id: str
    name: str
    type: str
    data_source_id: str
    columns: tuple[str, ...]
    group_by: str
    date_property: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Change:
    """One thing that happened, for whoever draws the page: what, which object, who."""

    kind: Literal["page", "block", "database", "data_source", "view", "comment"]
    id: str
    action: Literal["created", "edited", "trashed", "restored"]
    by: Person
    at: str
    detail: JSON = field(default_factory=dict)
