"""Databases and their data sources: create, read, change, query."""

from __future__ import annotations

from typing import Any

from bot.local.notion import outline
from bot.local.notion.block_requests import read_icon
from bot.local.notion.listing import list_object
from bot.local.notion.pages import editable, only, page_object
from bot.local.notion.problems import failed, invalid
from bot.local.notion.query import matching, sort_rows
from bot.local.notion.reading import JSON
from bot.local.notion.rich_text import plain, read_rich_text
from bot.local.notion.schema import make_property, read_schema, update_schema
from bot.local.notion.views import add_view
from bot.local.notion.workspace import Workspace, to_the_minute, user

_CREATE_KEYS = {"parent", "title", "description", "is_inline", "initial_data_source", "icon", "cover"}
_UPDATE_KEYS = {"parent", "title", "description", "is_inline", "icon", "cover", "in_trash", "is_locked"}


def database_object(ws: Workspace, database: JSON) -> JSON:
    """A database as the API answers it."""
    sources = [source for i in database["data_sources"] if (source := ws.records.get("data_source", i))]
    return {
        "object": "database",
        "id": database["id"],
        "title": database["title"],
        "description": database["description"],
        "parent": database["parent"],
        "is_inline": database["is_inline"],
        "in_trash": ws.in_trash("database", database),
        "is_locked": database["is_locked"],
        "created_time": to_the_minute(database["created_time"]),
        "last_edited_time": to_the_minute(database["last_edited_time"]),
        "data_sources": [{"id": source["id"], "name": plain(source["title"])} for source in sources],
        "icon": database["icon"],
        "cover": database["cover"],
        "url": ws.url(database["id"]),
        "public_url": None,
    }


def data_source_object(ws: Workspace, source: JSON) -> JSON:
    """A data source as the API answers it."""
    database = ws.records.must("database", source["database_id"])
    return {
        "object": "data_source",
        "id": source["id"],
        "title": source["title"],
        "description": source["description"],
        "parent": {"type": "database_id", "database_id": database["id"]},
        "database_parent": database["parent"],
        "is_inline": database["is_inline"],
        "in_trash": source["in_trash"] or ws.in_trash("database", database),
        "created_time": to_the_minute(source["created_time"]),
        "last_edited_time": to_the_minute(source["last_edited_time"]),
        "created_by": user(source["created_by"]),
        "last_edited_by": user(source["last_edited_by"]),
        "properties": {made["name"]: made for made in source["properties"].values()},
        "icon": source["icon"],
        "cover": None,
        "url": ws.url(database["id"]),
        "public_url": None,
    }


def create_database(ws: Workspace, body: JSON) -> JSON:
    """POST /v1/databases: a database on a page, with its first data source and a table view."""
    only(body, _CREATE_KEYS | ({"properties"} if "initial_data_source" not in body else set()))
    if "properties" in body:
        raise failed("properties", "should be not present, instead was defined. Use `initial_data_source.properties`.")
    parent = body.get("parent")
    if not isinstance(parent, dict) or parent.get("type") != "page_id":
        raise failed("parent.type", 'should be `"page_id"`: internal integrations cannot create workspace databases.')
    page = ws.find("page", str(parent.get("page_id", "")))
    editable(ws, "page", page)
    title = read_rich_text(body.get("title", []), "title")
    given = body.get("initial_data_source") or {}
    only(given, {"properties"})
    database: JSON = {
        "id": ws.new_id(),
        "title": title,
        "description": read_rich_text(body.get("description", []), "description"),
        "parent": {"type": "page_id", "page_id": page["id"]},
        "is_inline": bool(body.get("is_inline", False)),
        "in_trash": False,
        "is_locked": False,
        "icon": read_icon(body.get("icon"), "icon"),
        "cover": body.get("cover"),
        "data_sources": [],
        **ws.stamps(),
    }
    ws.records.put("database", database)
    ws.note("database", database["id"], "created")
    ws.count_blocks(1)
    outline.add_child(ws, page["id"], database["id"], "child_database")
    ws.touch_page(page["id"])
    add_data_source(ws, database, title, given.get("properties", {}), "initial_data_source.properties")
    return database_object(ws, ws.records.get("database", database["id"]) or database)


def add_data_source(ws: Workspace, database: JSON, title: list[JSON], properties: Any, path: str) -> JSON:
    """A new data source in a database, with the table view that Notion gives it."""
    source: JSON = {
        "id": ws.new_id(),
        "title": title,
        "description": [],
        "database_id": database["id"],
        "icon": None,
        "in_trash": False,
        "properties": {},
        **ws.stamps(),
    }
    ws.records.put("data_source", source)
    database = ws.records.get("database", database["id"]) or database
    ws.records.put("database", {**database, "data_sources": [*database["data_sources"], source["id"]]})
    source = {**source, "properties": read_schema(ws, properties, path)}
    ws.records.put("data_source", source)
    ws.note("data_source", source["id"], "created")
    add_view(ws, source, {"name": "Default view", "type": "table"})
    return _mirrored(ws, source)


def _mirrored(ws: Workspace, source: JSON) -> JSON:
    """Show new two-way relations on their other side; returns the data source as it then is."""
    for made in list(source["properties"].values()):
        relation = made.get("relation", {})
        if relation.get("type") != "dual_property" or relation["dual_property"].get("synced_property_id"):
            continue
        wanted = (
            relation["dual_property"].get("synced_property_name")
            or f"Related to {plain(source['title'])} ({made['name']})"
        )
        back = {"relation": {"data_source_id": source["id"], "dual_property": {"synced_property_id": made["id"]}}}
        target = ws.records.must("data_source", relation["data_source_id"])
        other = make_property(ws, wanted, back, "properties")
        other["relation"]["dual_property"]["synced_property_name"] = made["name"]
        ws.change("data_source", target, properties={**target["properties"], other["id"]: other})
        both = {"synced_property_id": other["id"], "synced_property_name": wanted}
        paired = {**made, "relation": {**relation, "dual_property": both}}
        source = ws.records.get("data_source", source["id"]) or source
        source = ws.change("data_source", source, properties={**source["properties"], made["id"]: paired})
    return source


def retrieve_database(ws: Workspace, database_id: str) -> JSON:
    """GET /v1/databases/{database_id}."""
    return database_object(ws, ws.find("database", database_id))


def update_database(ws: Workspace, database_id: str, body: JSON) -> JSON:
    """PATCH /v1/databases/{database_id}."""
    database = ws.find("database", database_id)
    only(body, _UPDATE_KEYS)
    if body.get("in_trash") is not False:
        editable(ws, "database", database)
    changes: JSON = {key: read_rich_text(body[key], key) for key in ("title", "description") if key in body}
    changes |= {key: bool(body[key]) for key in ("is_inline", "is_locked", "in_trash") if key in body}
    if "icon" in body:
        changes["icon"] = read_icon(body["icon"], "icon")
    if "parent" in body:
        page = ws.find("page", str((body["parent"] or {}).get("page_id", "")))
        ws.records.drop("block", database["id"])
        outline.add_child(ws, page["id"], database["id"], "child_database")
        changes["parent"] = {"type": "page_id", "page_id": page["id"]}
    database = ws.change("database", database, **changes)
    if "in_trash" in changes:
        ws.note("database", database["id"], "trashed" if changes["in_trash"] else "restored")
    return database_object(ws, database)


def create_data_source(ws: Workspace, body: JSON) -> JSON:
    """POST /v1/data_sources: one more in an existing database."""
    only(body, {"parent", "properties", "title", "icon"})
    database = ws.find("database", str((body.get("parent") or {}).get("database_id", "")))
    editable(ws, "database", database)
    title = read_rich_text(body.get("title", []), "title")
    return data_source_object(ws, add_data_source(ws, database, title, body.get("properties"), "properties"))


def retrieve_data_source(ws: Workspace, source_id: str) -> JSON:
    """GET /v1/data_sources/{data_source_id}."""
    return data_source_object(ws, ws.find("data_source", source_id))


def update_data_source(ws: Workspace, source_id: str, body: JSON) -> JSON:
    """PATCH /v1/data_sources/{data_source_id}: title, icon, trash, and its properties."""
    source = ws.find("data_source", source_id)
    only(body, {"title", "description", "icon", "properties", "in_trash", "parent"})
    if body.get("in_trash") is not False:
        editable(ws, "data_source", source)
    changes: JSON = {key: read_rich_text(body[key], key) for key in ("title", "description") if key in body}
    if "icon" in body:
        changes["icon"] = read_icon(body["icon"], "icon")
    if "in_trash" in body:
        changes["in_trash"] = bool(body["in_trash"])
    if "properties" in body:
        changes["properties"] = update_schema(ws, source, body["properties"])
    return data_source_object(ws, _mirrored(ws, ws.change("data_source", source, **changes)))


def live_rows(ws: Workspace, source_id: str) -> list[JSON]:
    """The rows of a data source that are not in the trash, oldest first."""
    pages = ws.records.all("page")
    return [page for page in pages if page["parent"].get("data_source_id") == source_id and not page["in_trash"]]


def query_data_source(ws: Workspace, source_id: str, body: JSON) -> JSON:
    """POST /v1/data_sources/{data_source_id}/query."""
    source = ws.find("data_source", source_id)
    only(body, {"filter", "sorts", "start_cursor", "page_size", "in_trash", "result_type"})
    rows = live_rows(ws, source["id"])
    if body.get("in_trash") is True:
        rows = [page for page in ws.records.all("page") if page["parent"].get("data_source_id") == source["id"]]
        rows = [page for page in rows if page["in_trash"]]
    elif ws.in_trash("data_source", source):
        raise invalid("Can't query a data source that is archived. You must unarchive it first.")
    rows = sort_rows(ws, source, matching(ws, source, rows, body.get("filter")), body.get("sorts"))
    return list_object("page_or_data_source", rows, body, lambda row: page_object(ws, row))
