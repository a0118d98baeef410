"""The values of a page's properties: checked against the data source's schema, answered, and as plain text."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.local.notion.outline import title_of
from bot.local.notion.problems import failed, invalid, not_found, too_long
from bot.local.notion.reading import JSON
from bot.local.notion.rich_text import check_url, plain, read_rich_text, text_item, utf16_length
from bot.local.notion.schema import READ_ONLY_TYPES, find_property, new_option
from bot.local.notion.workspace import BOT, PEOPLE, Workspace, dashed, is_uuid, to_the_minute, user

MAX_RELATIONS = 100
SHOWN_RELATIONS = 25
"""Pages of a relation that a page object shows (reference/page-property-values, "has_more")."""
MAX_SHORT = 200
"""Characters of an e-mail address or a phone number (reference/request-limits)."""

EMPTY: dict[str, Any] = {"title": [], "rich_text": [], "multi_select": [], "people": [], "relation": [], "files": []}
PAGE_SCHEMA: dict[str, JSON] = {
    "title": {"id": "title", "name": "title", "description": None, "type": "title", "title": {}}
}
"""What a page that is no row of a data source has."""


def schema_of(ws: Workspace, page: JSON) -> dict[str, JSON]:
    """The properties that this page has, by id."""
    if page["parent"]["type"] != "data_source_id":
        return PAGE_SCHEMA
    source = ws.records.get("data_source", page["parent"]["data_source_id"])
    properties: dict[str, JSON] = source["properties"] if source else PAGE_SCHEMA
    return properties


def read_values(ws: Workspace, schema: dict[str, JSON], source_id: str, value: Any) -> JSON:
    """A request's property values as raw values by id. Unknown options of selects are added to the data source."""
    if not isinstance(value, dict):
        raise failed("properties", "should be an object.")
    raw: JSON = {}
    for key, given in value.items():
        made = find_property(schema, key)
        if made is None:
            raise invalid(f"{key} is not a property that exists.")
        raw[made["id"]] = _read(ws, made, source_id, given, f"properties.{key}")
    return raw


def _read(ws: Workspace, made: JSON, source_id: str, given: Any, path: str) -> Any:
    kind: str = made["type"]
    if kind == "title" and isinstance(given, list):
        return read_rich_text(given, path)  # Notion still takes the short form for titles
    if not isinstance(given, dict):
        raise failed(path, "should be an object.")
    if kind in READ_ONLY_TYPES:
        raise invalid(f"{made['name']} cannot be set: {kind} is computed by Notion.")
    if kind not in given or given.get("type", kind) != kind:
        raise invalid(f"{made['name']} is expected to be {kind}.")
    value, path = given[kind], f"{path}.{kind}"
    match kind:
        case "title" | "rich_text":
            return read_rich_text(value, path)
        case "select" | "status":
            return None if value is None else _option(ws, made, source_id, value, path)
        case "multi_select":
            return [_option(ws, made, source_id, item, f"{path}[{i}]") for i, item in enumerate(_array(value, path))]
        case "relation":
            return _relations(ws, made, value, path)
        case "people":
            return [_user_id(item, f"{path}[{i}]") for i, item in enumerate(_array(value, path))]
        case "files":
            return _array(value, path)
    return _scalar(kind, value, path)


def _array(value: Any, path: str, limit: int = 100) -> list[Any]:
    if not isinstance(value, list):
        raise failed(path, "should be an array.")
    if len(value) > limit:
        raise too_long(f"{path}.length", limit, len(value))
    return value


def _scalar(kind: str, value: Any, path: str) -> Any:
    if kind == "checkbox":
        if not isinstance(value, bool):
            raise failed(path, "should be a boolean.")
        return value
    if value is None:
        return None
    if kind == "number":
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise failed(path, "should be a number or `null`.")
        return value
    if kind == "date":
        return _date(value, path)
    if not isinstance(value, str) or not value:
        raise failed(path, "should be a non-empty string or `null`.")
    if kind == "url":
        return check_url(value, path) if ":" in value else value
    if utf16_length(value) > MAX_SHORT:
        raise too_long(f"{path}.length", MAX_SHORT, utf16_length(value))
    return value


def _date(value: Any, path: str) -> JSON:
    if not isinstance(value, dict) or not isinstance(value.get("start"), str):
        raise failed(f"{path}.start", "should be a valid ISO 8601 date string.")
    for key in ("start", "end"):
        text = value.get(key)
        if text is None:
            continue
        try:
            datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
        except (TypeError, ValueError) as error:
            raise failed(f"{path}.{key}", f'should be a valid ISO 8601 date string, instead was `"{text}"`.') from error
    return {"start": value["start"], "end": value.get("end"), "time_zone": value.get("time_zone")}


def _user_id(item: Any, path: str) -> str:
    known = {person.id for person in (*PEOPLE, BOT)}
    if not isinstance(item, dict) or not is_uuid(item.get("id")):
        raise failed(f"{path}.id", "should be a valid uuid.")
    if dashed(item["id"]) not in known:
        raise not_found("user", dashed(item["id"]), BOT.name)
    return dashed(item["id"])


def _option(ws: Workspace, made: JSON, source_id: str, given: Any, path: str) -> str:
    """The id of the option; a select learns new names, a status does not."""
    if not isinstance(given, dict) or not (given.get("id") or given.get("name")):
        raise failed(f"{path}.name", "should be defined, instead was `undefined`.")
    kind = made["type"]
    source = ws.records.must("data_source", source_id)
    made = source["properties"][made["id"]]  # as it is now: an option may have been added a moment ago
    for option in made[kind]["options"]:
        if option["id"] == given.get("id") or ("id" not in given and option["name"] == given.get("name")):
            return str(option["id"])
    if kind == "status" or "name" not in given:
        raise invalid(f'{kind.capitalize()} option "{given.get("name") or given.get("id")}" does not exist. ')
    option = new_option(ws, str(given["name"]), given.get("color"), len(made[kind]["options"]))
    grown = {**made, kind: {**made[kind], "options": [*made[kind]["options"], option]}}
    ws.change("data_source", source, properties={**source["properties"], made["id"]: grown})
    return str(option["id"])


def _relations(ws: Workspace, made: JSON, value: Any, path: str) -> list[str]:
    ids = []
    for index, item in enumerate(_array(value, path, MAX_RELATIONS)):
        if not isinstance(item, dict) or not is_uuid(item.get("id")):
            raise failed(f"{path}[{index}].id", "should be a valid uuid.")
        page = ws.find("page", item["id"])
        if page["parent"].get("data_source_id") != made["relation"]["data_source_id"]:
            raise invalid(f"{made['name']}: page {page['id']} is not in the data source that this relation points at.")
        ids.append(page["id"])
    return list(dict.fromkeys(ids))


# answered -------------------------------------------------------------------------------------------------------------


def property_objects(ws: Workspace, page: JSON) -> dict[str, JSON]:
    """A page's properties by name as the API answers them."""
    return {made["name"]: _property_object(ws, made, page) for made in schema_of(ws, page).values()}


def _property_object(ws: Workspace, made: JSON, page: JSON) -> JSON:
    value = answered(ws, made, page)
    written = {"id": made["id"], "type": made["type"], made["type"]: value}
    if made["type"] != "relation":
        return written
    return {**written, "relation": value[:SHOWN_RELATIONS], "has_more": len(value) > SHOWN_RELATIONS}


def answered(ws: Workspace, made: JSON, page: JSON) -> Any:
    """One property's value as the API answers it."""
    kind: str = made["type"]
    if kind in READ_ONLY_TYPES:
        return to_the_minute(page[kind]) if kind.endswith("_time") else user(page[kind])
    raw = page["properties"].get(made["id"], EMPTY.get(kind, False if kind == "checkbox" else None))
    if kind in ("select", "status", "multi_select"):
        options = {option["id"]: option for option in made[kind]["options"]}
        chosen = raw if isinstance(raw, list) else [raw]
        shown = [{key: options[i][key] for key in ("id", "name", "color")} for i in chosen if i in options]
        return shown if kind == "multi_select" else (shown[0] if shown else None)
    if kind == "relation":
        return [{"id": i} for i in raw if _alive(ws, i)]
    return [user(i) for i in raw] if kind == "people" else raw


def _alive(ws: Workspace, page_id: str) -> bool:
    page = ws.records.get("page", page_id)
    return page is not None and not page["in_trash"]


def as_text(ws: Workspace, made: JSON, page: JSON) -> str:
    """One property's value for a reader."""
    value = answered(ws, made, page)
    match made["type"]:
        case "title" | "rich_text":
            return plain(value)
        case "multi_select":
            return ", ".join(option["name"] for option in value)
        case "select" | "status":
            return str(value["name"]) if value else ""
        case "relation":
            return ", ".join(title_of(ws, item["id"]) for item in value)
        case "people" | "created_by" | "last_edited_by":
            people = value if isinstance(value, list) else [value]
            return ", ".join(ws.person(item["id"]).name for item in people)
        case "date":
            return " → ".join(part for part in (value["start"], value["end"]) if part) if value else ""
        case "checkbox":
            return "Yes" if value else "No"
        case "files":
            return ", ".join(str(item.get("name", "file")) for item in value)
    return "" if value is None else str(value)


def from_text(made: JSON, text: str) -> JSON:
    """What a person typed into a property, as a request would send it."""
    kind = made["type"]
    match kind:
        case "title" | "rich_text":
            return {kind: [text_item(text[i : i + 1000]) for i in range(0, len(text), 1000)]}
        case "select" | "status":
            return {kind: {"name": text} if text else None}
        case "multi_select":
            return {kind: [{"name": name.strip()} for name in text.split(",") if name.strip()]}
        case "number":
            return {kind: float(text) if text else None}
        case "checkbox":
            return {kind: text.lower() in ("yes", "true", "x", "1")}
        case "date":
            start, _, end = text.partition(" → ")
            return {kind: {"start": start, "end": end or None} if text else None}
        case "url" | "email" | "phone_number":
            return {kind: text or None}
    raise ValueError(f"{made['name']} is a {kind} property: give its value as the API's JSON")
