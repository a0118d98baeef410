"""Columns of our databases: how their values are written, read back and compared after people changed some."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.notion.inline import RICH_TEXT_LIMIT, length, usable, without_controls

JSON = dict[str, Any]

Said = str | float | tuple[str, ...] | None
"""What a value says, however Notion or we write it down; relations as sorted ids, dates as (start, end)."""

NAME = "Name"
KEY = "Key"
HASH = "Source hash"
HIDDEN = (KEY, HASH)
"""Columns that only we need; no view shows them."""

MAX_RELATIONS = 100
"""Pages in one relation that a request may set (developers.notion.com/reference/request-limits)."""
SHOWN_RELATIONS = 25
"""Pages of a relation that Notion shows in a row; more are cut off (…/reference/page-property-values)."""

# schema ---------------------------------------------------------------------------------------------------------------

TITLE: JSON = {"type": "title", "title": {}}
TEXT: JSON = {"type": "rich_text", "rich_text": {}}
NUMBER: JSON = {"type": "number", "number": {"format": "number"}}
DATES: JSON = {"type": "date", "date": {}}
ADDRESS: JSON = {"type": "url", "url": {}}


def choice(**colors: str) -> JSON:
    """A select column with these options by name (`_` for a blank) and colour."""
    options = [{"name": name.replace("_", " "), "color": color} for name, color in colors.items()]
    return {"type": "select", "select": {"options": options}}


def relation(data_source_id: str) -> JSON:
    """A relation that is shown on this side only: a second side would be one more column to read past."""
    return {"type": "relation", "relation": {"data_source_id": data_source_id, "single_property": {}}}


# values ---------------------------------------------------------------------------------------------------------------


def text(content: str) -> list[JSON]:
    """Plain text as a rich text array, in pieces of a size that Notion takes."""
    pieces: list[str] = []
    rest = without_controls(content)
    while rest:
        at = min(len(rest), RICH_TEXT_LIMIT)
        while length(rest[:at]) > RICH_TEXT_LIMIT:
            at -= max(1, (length(rest[:at]) - RICH_TEXT_LIMIT) // 2)
        pieces.append(rest[:at])
        rest = rest[at:]
    return [{"type": "text", "text": {"content": piece}} for piece in pieces]


def title(content: str) -> JSON:
    """The value of the title column: at most 1,000 characters, "Untitled" for an empty one."""
    return {"title": text(content[:1000] or "Untitled")}


def rich_text(content: str) -> JSON:
    """The value of a text column."""
    return {"rich_text": text(content)}


def option(name: str) -> JSON:
    """The value of a select column; Notion takes a comma in an option's name for a separator and refuses it."""
    return {"select": {"name": name.replace(",", " ").strip()[:100] or "Unknown"}}


def number(value: float) -> JSON:
    """The value of a number column, a whole number without a decimal point."""
    return {"number": int(value) if float(value).is_integer() else round(value, 2)}


def dates(start: date | None, end: date | None) -> JSON:
    """The value of a date column."""
    if start is None:
        return {"date": None}
    return {"date": {"start": start.isoformat(), "end": end.isoformat() if end and end != start else None}}


def address(link: str) -> JSON:
    """The value of an address column; empty where it is no http(s) address."""
    return {"url": usable(link) or None}


def pages(ids: list[str]) -> JSON:
    """The value of a relation; what is beyond Notion's limit is left out (`MAX_RELATIONS`)."""
    return {"relation": [{"id": page_id} for page_id in ids[:MAX_RELATIONS]]}


def said(value: JSON) -> Said:
    """What a property value says, as a request or an answer has it."""
    kind = value.get("type") or next(iter(value), "")
    content = value.get(kind)
    match kind:
        case "title" | "rich_text":
            return "".join(run.get("plain_text") or run.get("text", {}).get("content", "") for run in content or ())
        case "select" | "status":
            return str(content["name"]) if content else None
        case "number":
            return None if content is None else float(content)
        case "date":
            return (content["start"], content.get("end") or "") if content else None
        case "relation":
            return tuple(sorted(str(page["id"]).replace("-", "") for page in content or ()))
    return content if isinstance(content, str) else None


def same_value(wanted: JSON, found: JSON) -> bool:
    """Whether a column already says what it should, as far as Notion shows it (`SHOWN_RELATIONS`)."""
    one, other = said(wanted), said(found)
    if "relation" in wanted and isinstance(one, tuple) and isinstance(other, tuple) and len(other) >= SHOWN_RELATIONS:
        return set(other) <= set(one)
    return one == other


@dataclass(frozen=True, slots=True)
class Filled:
    """What we wrote into the columns of one row that people may change: a value that is none of these is a person's.

    While a write is under way there may be two values for a column, the one before and the one after it.
    """

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, written: str) -> "Filled":
        """As it was recorded; of nothing, an empty one."""
        found = json.loads(written) if written else {}
        return cls({name: tuple(values) for name, values in found.items()})

    def to_json(self) -> str:
        """As it is recorded."""
        return json.dumps(self.values, ensure_ascii=False, sort_keys=True)

    def has(self, name: str, value: JSON) -> bool:
        """Whether this value of the column is one that we wrote."""
        return _kept(value) in self.values.get(name, ())

    def writing(self, values: dict[str, JSON]) -> "Filled":
        """With the values that are about to be written beside those before."""
        beside = {name: (*self.values.get(name, ()), _kept(value)) for name, value in values.items()}
        return Filled(self.values | beside)

    def wrote(self, values: dict[str, JSON]) -> "Filled":
        """With the values that were written in place of those before."""
        return Filled(self.values | {name: (_kept(value),) for name, value in values.items()})


def _kept(value: JSON) -> str:
    return json.dumps(said(value), ensure_ascii=False)


# the columns as they are ----------------------------------------------------------------------------------------------


class Columns:
    """A table's columns as they are in Notion now, after people may have renamed, deleted or changed some.

    `found` maps each column's name to its property object (schema or value: both have `type` and `id`); `wanted` is the
    schema that the table should have.
    """

    def __init__(self, found: dict[str, JSON], wanted: dict[str, JSON]) -> None:
        self.found = found
        self.wanted = wanted
        titles = [name for name, column in found.items() if column.get("type") == "title"]
        self._title = titles[0] if titles else NAME

    @property
    def missing(self) -> dict[str, JSON]:
        """The schema of the columns that are not there any more; the title may be renamed but never deleted."""
        return {name: column for name, column in self.wanted.items() if name not in self.found and name != NAME}

    @property
    def retyped(self) -> tuple[str, ...]:
        """Columns that are still there with another type, so that our values no longer fit."""
        return tuple(
            name
            for name, column in self.wanted.items()
            if name != NAME and name in self.found and self.found[name].get("type") != column["type"]
        )

    def writable(self, row: dict[str, JSON]) -> dict[str, JSON]:
        """The values of a row, by our names, whose columns there are with the type that they need."""
        return {name: value for name, value in row.items() if name in self.wanted and name not in self.retyped}

    def fitting(self, row: dict[str, JSON]) -> dict[str, JSON]:
        """The values of a row as a request sends them: what can be written, the title under its present name."""
        return {self.present(name): value for name, value in self.writable(row).items()}

    def present(self, name: str) -> str:
        """The name that a column of ours has now."""
        return self._title if name == NAME else name

    def id_of(self, name: str) -> str:
        """The id of a column of ours; `""` where there is none of that name and type."""
        column = self.found.get(self.present(name), {})
        return "" if name in self.retyped else str(column.get("id", ""))

    def shown(self, names: tuple[str, ...] = ()) -> list[JSON]:
        """What a view lists, by id: the columns named, or all but those that only we need."""
        visible = {self.present(name) for name in names} or set(self.found) - set(HIDDEN)
        return [
            {"property_id": column["id"], "visible": name in visible}
            for name, column in self.found.items()
            if column.get("id")
        ]
