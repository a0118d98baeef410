"""What a reader sees: records put together into the pictures of `reading`."""

from __future__ import annotations

from bot.local.notion import outline
from bot.local.notion.databases import live_rows
from bot.local.notion.query import matching, sort_rows
from bot.local.notion.reading import (
    JSON,
    Comment,
    DatabaseReading,
    DataSourceReading,
    Group,
    Node,
    PageReading,
    Related,
    Row,
    ViewReading,
)
from bot.local.notion.rendering import render
from bot.local.notion.rich_text import plain
from bot.local.notion.values import answered, as_text, property_objects, schema_of
from bot.local.notion.views import tabs
from bot.local.notion.workspace import Workspace


def _emoji(icon: JSON | None) -> str:
    return str(icon["emoji"]) if icon and icon.get("type") == "emoji" else ""


def node(ws: Workspace, object_id: str) -> Node:
    """A page or database with the pages and databases under it."""
    page = ws.records.get("page", object_id)
    record = page or ws.records.get("database", object_id)
    if record is None:
        raise KeyError(f"no page or database {object_id}")
    inner = _children(ws, object_id) if page else []
    children = tuple(node(ws, child) for child in inner)
    title, icon = outline.title_of(ws, object_id), _emoji(record["icon"])
    return Node("page" if page else "database", object_id, title, icon, ws.url(object_id), children)


def _children(ws: Workspace, holder_id: str) -> list[str]:
    """The child pages and databases on a page, also inside its blocks."""
    found: list[str] = []
    for child in outline.child_ids(ws, holder_id):
        block = ws.records.get("block", child)
        is_child = block is not None and block["type"] in outline.CHILD_KINDS
        found += [child] if is_child else _children(ws, child)
    return found


def page(ws: Workspace, record: JSON) -> PageReading:
    """Everything of one page."""
    schema = schema_of(ws, record)
    parent = record["parent"]
    kind = parent["type"].removesuffix("_id")
    return PageReading(
        id=record["id"],
        title=outline.title_of(ws, record["id"]),
        icon=_emoji(record["icon"]),
        url=ws.url(record["id"]),
        parent_kind=kind if kind in ("workspace", "data_source") else "page",
        parent_id=str(parent[parent["type"]]) if kind != "workspace" else "",
        properties=property_objects(ws, record),
        property_text={made["name"]: as_text(ws, made, record) for made in schema.values()},
        related=_related(ws, schema, record),
        markdown=render(outline.drafts_of(ws, record["id"])),
        blocks=outline.nested_objects(ws, record["id"]),
        comments=_comments(ws, record["id"]),
        in_trash=ws.in_trash("page", record),
        locked=record["is_locked"],
        created_time=record["created_time"],
        created_by=ws.person(record["created_by"]),
        last_edited_time=record["last_edited_time"],
        last_edited_by=ws.person(record["last_edited_by"]),
    )


def _related(ws: Workspace, schema: dict[str, JSON], record: JSON) -> dict[str, tuple[Related, ...]]:
    """What each relation of a page points at, in its order."""
    found: dict[str, tuple[Related, ...]] = {}
    for made in schema.values():
        if made["type"] == "relation":
            ids = [str(item["id"]) for item in answered(ws, made, record)]
            icons = {i: _emoji(ws.records.must("page", i)["icon"]) for i in ids}
            found[made["name"]] = tuple(Related(i, outline.title_of(ws, i), icons[i]) for i in ids)
    return found


def _comments(ws: Workspace, page_id: str) -> tuple[Comment, ...]:
    found = []
    for comment in ws.records.all("comment"):
        target = comment["parent"][comment["parent"]["type"]]
        block = ws.records.get("block", target)
        above = ws.page_above(block) if block and target != page_id else None
        if target == page_id or (above is not None and above["id"] == page_id):
            author, text = ws.person(comment["created_by"]), plain(comment["rich_text"])
            moment = comment["created_time"]
            found.append(Comment(comment["id"], comment["discussion_id"], target, author, text, moment))
    return tuple(found)


def _row(ws: Workspace, record: JSON) -> Row:
    schema = schema_of(ws, record)
    return Row(
        id=record["id"],
        title=outline.title_of(ws, record["id"]),
        icon=_emoji(record["icon"]),
        url=ws.url(record["id"]),
        properties=property_objects(ws, record),
        property_text={made["name"]: as_text(ws, made, record) for made in schema.values()},
        related=_related(ws, schema, record),
        last_edited_time=record["last_edited_time"],
        last_edited_by=ws.person(record["last_edited_by"]),
    )


def database(ws: Workspace, record: JSON) -> DatabaseReading:
    """A database with all its rows."""
    sources = []
    for source_id in record["data_sources"]:
        source = ws.records.get("data_source", source_id)
        if source is None or source["in_trash"]:
            continue
        rows = tuple(_row(ws, row) for row in live_rows(ws, source_id))
        properties = {made["name"]: made for made in source["properties"].values()}
        sources.append(DataSourceReading(source_id, plain(source["title"]), properties, rows))
    parent_id = str(record["parent"].get("page_id", ""))
    title, trashed = plain(record["title"]), ws.in_trash("database", record)
    return DatabaseReading(
        record["id"], title, _emoji(record["icon"]), ws.url(record["id"]), parent_id, trashed, tuple(sources)
    )


def views(ws: Workspace, source: JSON) -> tuple[ViewReading, ...]:
    """The views of a data source with their rows."""
    mine = [view for view in tabs(ws, source["database_id"]) if view["data_source_id"] == source["id"]]
    return tuple(_view(ws, source, view) for view in mine)


def _view(ws: Workspace, source: JSON, view: JSON) -> ViewReading:
    rows = matching(ws, source, live_rows(ws, source["id"]), view["filter"])
    rows = sort_rows(ws, source, rows, view["sorts"])
    configuration: JSON = view["configuration"] or {}
    schema: dict[str, JSON] = source["properties"]
    grouping = schema.get((configuration.get("group_by") or {}).get("property_id", ""))
    dated = schema.get(configuration.get("date_property_id", ""))
    return ViewReading(
        id=view["id"],
        name=view["name"],
        type=view["type"],
        data_source_id=source["id"],
        columns=_columns(schema, configuration),
        group_by=grouping["name"] if grouping else "",
        date_property=dated["name"] if dated else "",
        groups=_groups(ws, grouping, rows, configuration.get("group_by") or {}),
    )


def _columns(schema: dict[str, JSON], configuration: JSON) -> tuple[str, ...]:
    """What the view lists, in its order; a property that it does not list is shown after those, as Notion does."""
    listed: dict[str, JSON] = {shown["property_id"]: shown for shown in configuration.get("properties") or []}
    order = [*listed, *(made_id for made_id in schema if made_id not in listed)]
    return tuple(schema[i]["name"] for i in order if i in schema and listed.get(i, {}).get("visible", True))


def _groups(ws: Workspace, grouping: JSON | None, rows: list[JSON], asked: JSON) -> tuple[Group, ...]:
    if grouping is None:
        return (Group("", "default", tuple(_row(ws, row) for row in rows)),)
    kind = grouping["type"]
    names: dict[str, str] = {option["name"]: option["color"] for option in grouping[kind].get("options", [])}
    held: dict[str, list[Row]] = {name: [] for name in ("", *names)}
    for row in rows:
        value = answered(ws, grouping, row)
        several = kind == "multi_select" and value
        for name in [option["name"] for option in value] if several else [as_text(ws, grouping, row)]:
            held.setdefault(name, []).append(_row(ws, row))
    hide = asked.get("hide_empty_groups") is True
    shown = [name for name in held if held[name] or (name and not hide)]
    return tuple(Group(name, names.get(name, "default"), tuple(held[name])) for name in shown)
