"""Pages: create, read, change, move; their bodies as Markdown; their properties one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.local.notion import outline
from bot.local.notion.block_requests import read_blocks, read_icon
from bot.local.notion.drafts import Draft
from bot.local.notion.listing import list_object
from bot.local.notion.markdown_edits import read_body
from bot.local.notion.problems import failed, invalid
from bot.local.notion.reading import JSON
from bot.local.notion.schema import find_property
from bot.local.notion.values import PAGE_SCHEMA, answered, property_objects, read_values, schema_of
from bot.local.notion.workspace import Workspace, to_the_minute, user

_CREATE_KEYS = {
    *("parent", "properties", "icon", "cover", "content", "children", "markdown", "markdown_version", "template"),
    "position",
}
_UPDATE_KEYS = {"properties", "icon", "cover", "is_locked", "template", "erase_content", "in_trash"}


def only(body: JSON, known: set[str]) -> None:
    """Refuse a body with a key that this endpoint does not have."""
    unknown = sorted(set(body) - known)
    if unknown:
        raise failed(unknown[0], "should be not present, instead was defined.")


def page_object(ws: Workspace, page: JSON) -> JSON:
    """A page as the API answers it."""
    parent = page["parent"]
    if parent["type"] == "data_source_id":
        source = ws.records.get("data_source", parent["data_source_id"])
        parent = {**parent, "database_id": source["database_id"] if source else ""}
    return {
        "object": "page",
        "id": page["id"],
        "created_time": to_the_minute(page["created_time"]),
        "last_edited_time": to_the_minute(page["last_edited_time"]),
        "created_by": user(page["created_by"]),
        "last_edited_by": user(page["last_edited_by"]),
        "cover": page["cover"],
        "icon": page["icon"],
        "parent": parent,
        "in_trash": ws.in_trash("page", page),
        "is_locked": page["is_locked"],
        "properties": property_objects(ws, page),
        "url": ws.url(page["id"]),
        "public_url": None,
    }


def read_parent(ws: Workspace, value: Any) -> tuple[str, JSON]:
    """Where a new page goes: ``("page", record)`` or ``("data_source", record)``."""
    if not isinstance(value, dict):
        raise failed("parent", "should be defined, instead was `undefined`.")
    keys = [key for key in value if key != "type"]
    if len(keys) != 1 or value.get("type", keys[0]) != keys[0]:
        raise failed("parent", "should have exactly one of `page_id`, `database_id`, `data_source_id`, `workspace`.")
    if keys[0] == "page_id":
        return "page", ws.find("page", value["page_id"])
    if keys[0] == "data_source_id":
        return "data_source", ws.find("data_source", value["data_source_id"])
    if keys[0] == "database_id":
        database = ws.find("database", value["database_id"])
        if len(database["data_sources"]) > 1:
            raise invalid("Databases with multiple data sources are not supported as parent: use data_source_id.")
        return "data_source", ws.find("data_source", database["data_sources"][0])
    raise failed("parent", "should be a page or data source: internal integrations cannot create workspace pages.")


def create_page(ws: Workspace, body: JSON) -> JSON:
    """POST /v1/pages."""
    only(body, _CREATE_KEYS)
    kind, parent = read_parent(ws, body.get("parent"))
    if ws.in_trash(kind, parent):
        raise invalid("Can't edit block that is archived. You must unarchive the block before editing.")
    if body.get("template", {"type": "none"}).get("type") != "none":
        raise failed("template", "is not played by the local Notion.")
    drafts = _new_body(body)
    schema = PAGE_SCHEMA if kind == "page" else parent["properties"]
    raw = read_values(ws, schema, parent["id"], body.get("properties", {}))
    reference = f"{kind}_id"
    page = ws.add_page({"type": reference, reference: parent["id"]}, raw)
    page = {**page, "icon": read_icon(body.get("icon"), "icon"), "cover": body.get("cover")}
    ws.records.put("page", page)
    ws.count_blocks(1)
    if kind == "page":
        outline.add_child(ws, parent["id"], page["id"], "child_page", _position(ws, parent, body.get("position")))
        ws.touch_page(parent["id"])
    else:
        mirror_relations(ws, page, {}, raw)
    outline.insert(ws, page["id"], drafts)
    return page_object(ws, ws.records.get("page", page["id"]) or page)


def _new_body(body: JSON) -> list[Draft]:
    given = [key for key in ("children", "content", "markdown") if key in body]
    if len(given) > 1:
        raise failed(given[1], f"should be not present: it is mutually exclusive with {given[0]}.")
    if "markdown_version" in body and "markdown" not in body:
        raise failed("markdown_version", "should be not present, instead was defined.")
    if not given:
        return []
    if given[0] != "markdown":
        return read_blocks(body[given[0]], given[0])
    return read_body(body["markdown"], body, "markdown").drafts


def _position(ws: Workspace, parent: JSON, given: Any) -> int | None:
    if given is None or given.get("type") == "page_end":
        return None
    if given.get("type") == "page_start":
        return 0
    after = (given.get("after_block") or {}).get("id", "")
    if after not in parent["children"]:
        raise failed("position.after_block.id", "should be a block of the parent page.")
    return int(parent["children"].index(after)) + 1


def retrieve_page(ws: Workspace, page_id: str) -> JSON:
    """GET /v1/pages/{page_id}."""
    return page_object(ws, ws.find("page", page_id))


def editable(ws: Workspace, kind: str, record: JSON) -> None:
    """Refuse to change what lies in the trash."""
    if ws.in_trash(kind, record):
        raise invalid(f"Can't edit {kind} that is archived. You must unarchive the {kind} before editing.")


def update_page(ws: Workspace, page_id: str, body: JSON) -> JSON:
    """PATCH /v1/pages/{page_id}."""
    page = ws.find("page", page_id)
    if "archived" in body:
        raise failed("archived", "should be not present, instead was defined. Use `in_trash` instead.")
    only(body, _UPDATE_KEYS)
    if "template" in body:
        raise failed("template", "is not played by the local Notion.")
    if body.get("in_trash") is not False:
        editable(ws, "page", page)
    changes: JSON = {}
    if "properties" in body:
        source_id = page["parent"].get("data_source_id", "")
        raw = read_values(ws, schema_of(ws, page), source_id, body["properties"])
        changes["properties"] = {**page["properties"], **raw}
        mirror_relations(ws, page, page["properties"], raw)
    for key in ("is_locked", "in_trash"):
        if key in body:
            if not isinstance(body[key], bool):
                raise failed(key, "should be a boolean.")
            changes[key] = body[key]
    if "icon" in body:
        changes["icon"] = read_icon(body["icon"], "icon")
    if "cover" in body:
        changes["cover"] = body["cover"]
    if page["id"] == ws.root_page_id and changes.get("in_trash"):
        raise invalid("Archiving workspace level pages via API not supported.")
    if body.get("erase_content"):
        outline.replace(ws, page["id"], [], keep_same=False)
        page = ws.records.get("page", page["id"]) or page
    page = ws.change("page", page, **changes)
    if "in_trash" in changes:
        ws.note("page", page["id"], "trashed" if changes["in_trash"] else "restored")
    return page_object(ws, page)


def mirror_relations(ws: Workspace, page: JSON, before: JSON, after: JSON) -> None:
    """A relation shown on both sides changes on the other side too."""
    for made in schema_of(ws, page).values():
        if made["type"] != "relation" or made["id"] not in after or made["relation"]["type"] != "dual_property":
            continue
        other = made["relation"]["dual_property"].get("synced_property_id")
        old, new = set(before.get(made["id"]) or []), set(after[made["id"]] or [])
        for target_id in (old ^ new) - {page["id"]}:
            target = ws.records.get("page", target_id)
            if target is None or not other:
                continue
            ids = [i for i in target["properties"].get(other) or [] if i != page["id"]]
            ids += [page["id"]] if target_id in new else []
            ws.records.put("page", {**target, "properties": {**target["properties"], other: ids}})


def move_page(ws: Workspace, page_id: str, body: JSON) -> JSON:
    """POST /v1/pages/{page_id}/move."""
    page = ws.find("page", page_id)
    only(body, {"parent"})
    editable(ws, "page", page)
    kind, parent = read_parent(ws, body.get("parent"))
    above: tuple[str, JSON] | None = (kind, parent)
    while above is not None:
        if above[1]["id"] == page["id"]:
            raise invalid("A page cannot be moved under itself.")
        above = ws.parent_of(*above)
    return page_object(ws, put_under(ws, page, kind, parent["id"]))


def put_under(ws: Workspace, page: JSON, kind: str, parent_id: str) -> JSON:
    """Give a page another parent (``page``, ``data_source`` or ``workspace``) and return its new record."""
    old = page["parent"]
    if old["type"] == "page_id":
        former = ws.records.get("page", old["page_id"])
        if former is not None:
            ws.records.put("page", {**former, "children": [i for i in former["children"] if i != page["id"]]})
    ws.records.drop("block", page["id"])
    reference = "workspace" if kind == "workspace" else f"{kind}_id"
    target: object = True if kind == "workspace" else parent_id
    moved = ws.change("page", page, parent={"type": reference, reference: target})
    if kind == "page":
        outline.add_child(ws, parent_id, page["id"], "child_page")
    return moved


def retrieve_property(ws: Workspace, page_id: str, property_id: str, query: Mapping[str, Any]) -> JSON:
    """GET /v1/pages/{page_id}/properties/{property_id}: a value, or a list of items for long ones."""
    page = ws.find("page", page_id)
    made = find_property(schema_of(ws, page), property_id)
    if made is None:
        raise invalid(f"Could not find property with id: {property_id}")
    kind, value = made["type"], answered(ws, made, page)
    if kind not in ("title", "rich_text", "relation", "people"):
        return {"object": "property_item", "id": made["id"], "type": kind, kind: value}
    # Only relations have ids to page by; the others fit into one page of the list.
    items = [
        {"id": item.get("id") or f"00000000-0000-4000-8000-{n:012d}", "value": item} for n, item in enumerate(value)
    ]
    answer = list_object(
        "property_item",
        items,
        query,
        lambda item: {"object": "property_item", "id": made["id"], "type": kind, kind: item["value"]},
        where="query",
    )
    return {**answer, "property_item": {"id": made["id"], "type": kind, kind: {}, "next_url": None}}
