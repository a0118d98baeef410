"""The columns of the database Documents: few, the ones people read first, our own two hidden in the view."""

from typing import Any

from bot.notion.inline import usable
from bot.notion.publication import DocumentPublication

JSON = dict[str, Any]

DATABASE_NAME = "Documents"
NAME = "Name"
KEY = "Key"
HASH = "Source hash"
VERSION = "Version"
STATUS = "Status"
TYPE = "Type"
OWNER = "Owner"
THREAD = "Slack thread"
HIDDEN = (KEY, HASH)

COLUMNS: dict[str, JSON] = {
    NAME: {"type": "title", "title": {}},
    TYPE: {
        "type": "select",
        "select": {
            "options": [
                {"name": "Product specification", "color": "blue"},
                {"name": "Technical specification", "color": "purple"},
                {"name": "Module", "color": "green"},
            ]
        },
    },
    STATUS: {
        "type": "select",
        "select": {
            "options": [
                {"name": "Draft", "color": "gray"},
                {"name": "In review", "color": "yellow"},
                {"name": "Approved", "color": "green"},
                {"name": "Out of date", "color": "red"},
            ]
        },
    },
    VERSION: {"type": "number", "number": {"format": "number"}},
    OWNER: {"type": "rich_text", "rich_text": {}},
    THREAD: {"type": "url", "url": {}},
    KEY: {"type": "rich_text", "rich_text": {}},
    HASH: {"type": "rich_text", "rich_text": {}},
}
"""Schema of the data source by column name."""

PEOPLES = (NAME, OWNER)
"""Columns that we fill once and then leave to people; the others are ours and are kept up to date."""


def text(content: str) -> list[JSON]:
    """Plain text as a rich text array, cut where Notion would refuse it."""
    return [{"type": "text", "text": {"content": content[:1000]}}] if content else []


def values(document: DocumentPublication, key: str, source_hash: str) -> dict[str, JSON]:
    """A row's property values by column name."""
    return {
        NAME: {"title": text(document.name or "Untitled")},
        TYPE: {"select": {"name": _option(document.type)}},
        STATUS: {"select": {"name": _option(document.status)}},
        VERSION: {"number": document.version},
        OWNER: {"rich_text": text(document.owner)},
        THREAD: {"url": usable(document.thread_url) or None},
        KEY: {"rich_text": text(key)},
        HASH: {"rich_text": text(source_hash)},
    }


def plain(value: JSON) -> str:
    """The text of a title or rich text property as the API gives it."""
    runs = value.get(value.get("type", ""), ())
    return "".join(run.get("plain_text", "") for run in runs) if isinstance(runs, list) else ""


def _option(name: str) -> str:
    # Notion takes a comma in an option's name for a separator and refuses it.
    return name.replace(",", " ").strip()[:100] or "Unknown"


class Columns:
    """The columns as they are in Notion now, after people may have renamed, deleted or changed some.

    `found` maps each column's name to its property object (schema or value: both have `type` and `id`).
    """

    def __init__(self, found: dict[str, JSON]) -> None:
        self._found = found
        titles = [name for name, column in found.items() if column.get("type") == "title"]
        self._title = titles[0] if titles else NAME

    @property
    def missing(self) -> dict[str, JSON]:
        """The schema of the columns that are not there any more; the title may be renamed but never deleted."""
        return {name: column for name, column in COLUMNS.items() if name not in self._found and name != NAME}

    @property
    def retyped(self) -> tuple[str, ...]:
        """Columns that are still there with another type, so that our values no longer fit."""
        return tuple(
            name
            for name, column in COLUMNS.items()
            if name != NAME and name in self._found and self._found[name].get("type") != column["type"]
        )

    def fitting(self, row: dict[str, JSON]) -> dict[str, JSON]:
        """The values of a row that can be written, the title under its present name."""
        renamed = {self._title if name == NAME else name: value for name, value in row.items()}
        return {name: value for name, value in renamed.items() if name not in self.retyped}

    def view(self) -> JSON:
        """What the table shows: everything but what only we need."""
        shown = [
            {"property_id": column["id"], "visible": name not in HIDDEN}
            for name, column in self._found.items()
            if column.get("id")
        ]
        return {"type": "table", "properties": shown}
