"""Filters and sorts over the rows of a data source (the contract's propertyFilter, timestampFilter, groups)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.local.notion.problems import failed, invalid
from bot.local.notion.reading import JSON
from bot.local.notion.schema import find_property
from bot.local.notion.values import answered, as_text
from bot.local.notion.workspace import Workspace, dashed, is_uuid, to_the_minute

MAX_NESTING = 2

Test = Callable[[Any, Any], bool]

_ORDER: dict[str, Test] = {
    "greater_than": lambda value, limit: value > limit,
    "less_than": lambda value, limit: value < limit,
    "greater_than_or_equal_to": lambda value, limit: value >= limit,
    "less_than_or_equal_to": lambda value, limit: value <= limit,
    "before": lambda value, limit: value < limit,
    "after": lambda value, limit: value > limit,
    "on_or_before": lambda value, limit: value <= limit,
    "on_or_after": lambda value, limit: value >= limit,
}
_EXISTENCE = {"is_empty", "is_not_empty"}
_OPERATORS = {
    "text": {"equals", "does_not_equal", "contains", "does_not_contain", "starts_with", "ends_with"} | _EXISTENCE,
    "number": {"equals", "does_not_equal", *(key for key in _ORDER if "than" in key)} | _EXISTENCE,
    "checkbox": {"equals", "does_not_equal"},
    "option": {"equals", "does_not_equal"} | _EXISTENCE,
    "list": {"contains", "does_not_contain"} | _EXISTENCE,
    "date": {"equals", *(key for key in _ORDER if "than" not in key)} | _EXISTENCE,
}
_FAMILY = {
    **dict.fromkeys(("title", "rich_text", "url", "email", "phone_number"), "text"),
    **dict.fromkeys(("select", "status"), "option"),
    **dict.fromkeys(("multi_select", "relation", "people", "created_by", "last_edited_by", "files"), "list"),
    **dict.fromkeys(("date", "created_time", "last_edited_time"), "date"),
    "number": "number",
    "checkbox": "checkbox",
}


def matching(ws: Workspace, source: JSON, rows: list[JSON], given: Any) -> list[JSON]:
    """The rows that a filter lets through; None lets all through. Raises `NotionError` for a filter Notion refuses."""
    if given is None:
        return rows
    test = _compiled(ws, source, given, "filter", 0)
    return [row for row in rows if test(row)]


def _compiled(ws: Workspace, source: JSON, given: Any, path: str, depth: int) -> Callable[[JSON], bool]:
    if not isinstance(given, dict):
        raise failed(path, "should be an object.")
    for joint, combine in (("and", all), ("or", any)):
        if joint in given:
            if depth >= MAX_NESTING:
                raise failed(path, "should be a property filter: groups nest two levels deep at most.")
            parts = given[joint]
            if not isinstance(parts, list) or not parts or len(parts) > 100:
                raise failed(f"{path}.{joint}", "should be an array of 1 to 100 filters.")
            tests = [_compiled(ws, source, part, f"{path}.{joint}[{i}]", depth + 1) for i, part in enumerate(parts)]
            return lambda row: combine(test(row) for test in tests)
    if "timestamp" in given:
        kind = str(given["timestamp"])
        return _condition(lambda row: to_the_minute(row[kind]), "date", given.get(kind), f"{path}.{kind}")
    made = find_property(source["properties"], str(given.get("property", "")))
    if made is None:
        raise invalid(f"Could not find property with name or id: {given.get('property')}")
    kinds = [key for key in given if key not in ("property", "type")]
    kind = kinds[0] if kinds else ""
    if kind != made["type"]:
        raise invalid(f"database property {made['type']} does not match filter {kind}")
    return _condition(lambda row: _comparable(ws, made, row), _FAMILY[kind], given[kind], f"{path}.{kind}")


def _comparable(ws: Workspace, made: JSON, row: JSON) -> Any:
    value = answered(ws, made, row)
    match _FAMILY[made["type"]]:
        case "text" | "option":
            return as_text(ws, made, row)
        case "list":
            items = value if isinstance(value, list) else [value]
            return [item["name"] if made["type"] == "multi_select" else item.get("id", "") for item in items]
        case "date":
            return (value["start"] if isinstance(value, dict) else value) if value else ""
    return value


def _condition(read: Callable[[JSON], Any], family: str, given: Any, path: str) -> Callable[[JSON], bool]:
    if not isinstance(given, dict) or len(given) != 1:
        raise failed(path, "should have exactly one condition.")
    operator, limit = next(iter(given.items()))
    if operator not in _OPERATORS[family]:
        raise failed(f"{path}.{operator}", "should be not present, instead was defined.")
    if operator in _EXISTENCE:
        if limit is not True:
            raise failed(f"{path}.{operator}", "should be `true`.")
        return lambda row: (read(row) in ("", None, [])) == (operator == "is_empty")
    _check_limit(family, limit, f"{path}.{operator}")
    if family == "list" and is_uuid(limit):
        limit = dashed(str(limit))
    return lambda row: _holds(operator, family, read(row), limit)


def _check_limit(family: str, limit: Any, path: str) -> None:
    wanted = {"number": (int, float), "checkbox": (bool,)}.get(family, (str,))
    if not isinstance(limit, wanted) or (family == "number" and isinstance(limit, bool)):
        names = {"number": "a number", "checkbox": "a boolean"}
        raise failed(path, f"should be {names.get(family, 'a string')}.")


def _holds(operator: str, family: str, value: Any, limit: Any) -> bool:
    if operator.startswith("does_not_"):
        positive = {"does_not_equal": "equals", "does_not_contain": "contains"}[operator]
        return not _holds(positive, family, value, limit)
    if family == "text":
        value, limit = str(value).casefold(), str(limit).casefold()
    if operator == "equals":
        return bool(value[: len(limit)] == limit if family == "date" and value else value == limit)
    if operator == "contains":
        return limit in value
    if operator in ("starts_with", "ends_with"):
        return bool(value.startswith(limit) if operator == "starts_with" else value.endswith(limit))
    return value not in ("", None) and _ORDER[operator](value, limit)


def sort_rows(ws: Workspace, source: JSON, rows: list[JSON], sorts: Any) -> list[JSON]:
    """The rows in the asked order; the first sort counts most. Empty values come last, as in Notion."""
    if not sorts:
        return rows
    if not isinstance(sorts, list):
        raise failed("sorts", "should be an array.")
    for index, sort in reversed(list(enumerate(sorts))):
        key, descending = _sort_key(ws, source, sort, f"sorts[{index}]")
        filled = [row for row in rows if key(row) not in ("", None, [])]
        rows = sorted(filled, key=key, reverse=descending) + [row for row in rows if row not in filled]
    return rows


def _sort_key(ws: Workspace, source: JSON, sort: Any, path: str) -> tuple[Callable[[JSON], Any], bool]:
    if not isinstance(sort, dict) or sort.get("direction", "ascending") not in ("ascending", "descending"):
        raise failed(f"{path}.direction", 'should be `"ascending"` or `"descending"`.')
    descending = sort.get("direction") == "descending"
    if "timestamp" in sort:
        kind = str(sort["timestamp"])
        if kind not in ("created_time", "last_edited_time"):
            raise failed(f"{path}.timestamp", 'should be `"created_time"` or `"last_edited_time"`.')
        return (lambda row: row[kind]), descending
    made = find_property(source["properties"], str(sort.get("property", "")))
    if made is None:
        raise invalid(f"Could not find sort property with name or id: {sort.get('property')}")
    if made["type"] in ("select", "status"):
        places = {option["name"]: index + 1 for index, option in enumerate(made[made["type"]]["options"])}
        return (lambda row: places.get(as_text(ws, made, row))), descending
    if made["type"] == "number":
        return (lambda row: answered(ws, made, row)), descending
    return (lambda row: as_text(ws, made, row).casefold()), descending
