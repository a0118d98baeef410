"""Views of a data source (https://developers.notion.com/reference/view, newer than the contract).

Played: table, board, list, gallery, calendar, timeline as tabs of a database. A board needs ``group_by``, a timeline
and a calendar a ``date_property_id``; property ids are ids, as the SDK's types say, names are refused. Assumed: the
name of the view that a new data source gets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.local.notion.listing import list_object
from bot.local.notion.pages import only
from bot.local.notion.problems import failed, invalid
from bot.local.notion.query import matching, sort_rows
from bot.local.notion.reading import JSON
from bot.local.notion.workspace import Workspace, to_the_minute, user

TYPES = ("table", "board", "list", "calendar", "timeline", "gallery", "form", "chart", "map", "dashboard")
PLAYED = frozenset({"table", "board", "list", "gallery", "calendar", "timeline"})
_CREATE_KEYS = {
    *("data_source_id", "name", "type", "database_id", "view_id", "create_database", "filter", "sorts"),
    *("quick_filters", "configuration", "position", "placement"),
}
_UPDATE_KEYS = {"name", "filter", "sorts", "quick_filters", "configuration"}
_GROUPABLE = frozenset({"select", "multi_select", "status", "people", "relation", "checkbox"})


def view_object(ws: Workspace, view: JSON) -> JSON:
    """A view as the API answers it."""
    return {
        "object": "view",
        "id": view["id"],
        "parent": {"type": "database_id", "database_id": view["database_id"]},
        "data_source_id": view["data_source_id"],
        "name": view["name"],
        "type": view["type"],
        "filter": view["filter"],
        "sorts": view["sorts"],
        "quick_filters": view["quick_filters"],
        "configuration": view["configuration"],
        "created_time": to_the_minute(view["created_time"]),
        "created_by": user(view["created_by"]),
        "last_edited_time": to_the_minute(view["last_edited_time"]),
        "last_edited_by": user(view["last_edited_by"]),
        "url": f"{ws.url(view['database_id'])}?v={view['id'].replace('-', '')}",
    }


def create_view(ws: Workspace, body: JSON) -> JSON:
    """POST /v1/views."""
    only(body, _CREATE_KEYS)
    for key in ("data_source_id", "name", "type"):
        if not isinstance(body.get(key), str) or not body[key]:
            raise failed(key, "should be defined, instead was `undefined`.")
    source = ws.find("data_source", body["data_source_id"])
    places = [key for key in ("database_id", "view_id", "create_database") if key in body]
    if len(places) != 1:
        raise invalid("body failed validation: provide exactly one of database_id, view_id, or create_database.")
    if places[0] != "database_id":
        raise failed(places[0], "is not played by the local Notion: give `database_id`.")
    database = ws.find("database", body["database_id"])
    if source["id"] not in database["data_sources"]:
        raise invalid("The data source does not belong to the database.")
    if body["type"] not in TYPES:
        names = ", ".join(f'`"{name}"`' for name in TYPES)
        raise failed("type", f'should be {names}, instead was `"{body["type"]}"`.')
    if body["type"] not in PLAYED:
        raise failed("type", f"`{body['type']}` is not played by the local Notion.")
    return view_object(ws, add_view(ws, source, body))


def add_view(ws: Workspace, source: JSON, body: JSON) -> JSON:
    """A new view at the end (or at ``position``) of the tabs of a database."""
    view: JSON = {
        "id": ws.new_id(),
        "database_id": source["database_id"],
        "data_source_id": source["id"],
        "name": body["name"],
        "type": body["type"],
        "order": _order(ws, source["database_id"], body.get("position")),
        **_settings(ws, source, body["type"], body),
        **ws.stamps(),
    }
    ws.records.put("view", view)
    ws.note("view", view["id"], "created")
    return view


def tabs(ws: Workspace, database_id: str) -> list[JSON]:
    """The views of a database in the order of their tabs."""
    mine = [view for view in ws.records.all("view") if view["database_id"] == database_id]
    return sorted(mine, key=lambda view: float(view["order"]))


def _order(ws: Workspace, database_id: str, position: Any) -> float:
    orders = [float(view["order"]) for view in tabs(ws, database_id)]
    kind = (position or {}).get("type", "end")
    if kind == "start":
        return min(orders, default=1.0) - 1
    if kind != "after_view":
        return max(orders, default=0.0) + 1
    before = ws.find("view", str(position.get("view_id", "")))
    later = [order for order in orders if order > before["order"]]
    return (float(before["order"]) + min(later)) / 2 if later else float(before["order"]) + 1


def _settings(ws: Workspace, source: JSON, kind: str, body: JSON) -> JSON:
    given = body.get("filter")
    matching(ws, source, [], given)  # refuses what a query would refuse
    sorts = body.get("sorts")
    if sorts is not None:
        if any("property" not in sort for sort in sorts if isinstance(sort, dict)):
            raise failed("sorts", "should be property sorts: only those are supported in views.")
        sort_rows(ws, source, [], sorts)
    return {
        "filter": given,
        "sorts": sorts,
        "quick_filters": body.get("quick_filters"),
        "configuration": _configuration(source, kind, body.get("configuration")),
    }


def _configuration(source: JSON, kind: str, given: Any) -> JSON | None:
    if given is None:
        if kind == "board":
            raise failed("configuration.group_by", "should be defined, instead was `undefined`.")
        if kind in ("timeline", "calendar"):
            raise failed("configuration.date_property_id", "should be defined, instead was `undefined`.")
        return None
    if not isinstance(given, dict) or given.get("type") != kind:
        raise failed("configuration.type", f'should be `"{kind}"`: it must match the type of the view.')
    if kind == "board" and not given.get("group_by"):
        raise failed("configuration.group_by", "should be defined, instead was `undefined`.")
    if given.get("group_by"):
        _check_group(source, given["group_by"])
    if kind in ("timeline", "calendar"):
        _check_date(source, given.get("date_property_id"))
    for index, shown in enumerate(given.get("properties") or []):
        _property(source, shown.get("property_id"), f"configuration.properties[{index}].property_id")
    return dict(given)


def _property(source: JSON, property_id: Any, path: str) -> JSON:
    found: JSON | None = source["properties"].get(property_id)
    if found is None:
        raise failed(path, f'should be the id of a property of the data source, instead was `"{property_id}"`.')
    return found


def _check_group(source: JSON, group: JSON) -> None:
    path = "configuration.group_by"
    made = _property(source, group.get("property_id"), f"{path}.property_id")
    if group.get("type") != made["type"]:
        raise failed(f"{path}.type", f'should be `"{made["type"]}"`, instead was `"{group.get("type")}"`.')
    if made["type"] not in _GROUPABLE:
        raise failed(f"{path}.property_id", f"should be a property to group by: {made['type']} is not played.")
    if not isinstance(group.get("sort"), dict):
        raise failed(f"{path}.sort", "should be defined, instead was `undefined`.")
    if made["type"] == "status" and group.get("group_by") not in ("group", "option"):
        raise failed(f"{path}.group_by", 'should be `"group"` or `"option"`.')


def _check_date(source: JSON, property_id: Any) -> None:
    made = _property(source, property_id, "configuration.date_property_id")
    if made["type"] not in ("date", "created_time", "last_edited_time"):
        raise failed("configuration.date_property_id", f"should be a date property, instead was a {made['type']}.")


def list_views(ws: Workspace, query: Mapping[str, Any]) -> JSON:
    """GET /v1/views with ``database_id`` or ``data_source_id``: only references, as in the SDK."""
    if "database_id" not in query and "data_source_id" not in query:
        raise invalid("query failed validation: query.database_id or query.data_source_id should be defined.")
    if "database_id" in query:
        views = tabs(ws, ws.find("database", query["database_id"])["id"])
    else:
        views = tabs(ws, ws.find("data_source", query["data_source_id"])["database_id"])
    if "data_source_id" in query:
        source = ws.find("data_source", query["data_source_id"])
        views = [view for view in views if view["data_source_id"] == source["id"]]
    return list_object("view", views, query, lambda view: {"object": "view", "id": view["id"]}, where="query")


def retrieve_view(ws: Workspace, view_id: str) -> JSON:
    """GET /v1/views/{view_id}."""
    return view_object(ws, ws.find("view", view_id))


def update_view(ws: Workspace, view_id: str, body: JSON) -> JSON:
    """PATCH /v1/views/{view_id}: what is not mentioned stays."""
    view = ws.find("view", view_id)
    only(body, _UPDATE_KEYS)
    source = ws.find("data_source", view["data_source_id"])
    merged = {key: view[key] for key in ("filter", "sorts", "quick_filters", "configuration")} | body
    if body.get("configuration") and view["configuration"]:
        merged["configuration"] = {**view["configuration"], **body["configuration"]}
    settings = _settings(ws, source, view["type"], merged)
    return view_object(ws, ws.change("view", view, name=body.get("name", view["name"]), **settings))


def delete_view(ws: Workspace, view_id: str) -> JSON:
    """DELETE /v1/views/{view_id}; the last view of a database stays."""
    view = ws.find("view", view_id)
    if len(tabs(ws, view["database_id"])) == 1:
        raise invalid("Cannot delete the last view of a database.")
    ws.records.drop("view", view["id"])
    ws.note("view", view["id"], "trashed")
    return view_object(ws, view)
