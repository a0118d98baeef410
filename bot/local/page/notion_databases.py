"""Notion's databases as HTML: tabs for their views, tables, boards and timelines, and property values."""

from typing import Any

from markupsafe import Markup

from bot.local.notion import DatabaseReading, DataSourceReading, Group, Related, Row, ViewReading
from bot.local.page.markup import icon, link, tag
from bot.local.page.notion_blocks import page_link, rich
from bot.local.page.notion_timeline import timeline_html

Json = dict[str, Any]

_VIEW_ICONS = {
    "table": "table_rows",
    "board": "view_kanban",
    "timeline": "view_timeline",
    "list": "list",
    "calendar": "event",
}
LONG_WORD = 24
"""Letters without a space, such as a hash, from which on a value is cut to its line."""
ON_CARDS = 4
"""Properties that a card of a board shows, those that are empty aside."""


def database_html(
    database: DatabaseReading, views: tuple[ViewReading, ...], chosen: str = "", *, limit: int | None = None
) -> Markup:
    """A database with the chosen view (an id; the first without) of its first data source.

    ``limit`` cuts tables for a preview inside a page.
    """
    source = database.data_sources[0] if database.data_sources else None
    if source is None:
        return tag("p", "This database has no data source.", cls="empty")
    view = next((one for one in views if one.id == chosen), views[0] if views else _plain_view(source))
    tabs = [
        tag(
            "button",
            icon(_VIEW_ICONS.get(one.type, "table_rows")),
            one.name or one.type,
            type="button",
            role="tab",
            aria_selected="true" if one.id == view.id else "false",
            data_do="view",
            data_view=one.id,
            data_page=database.id,
        )
        for one in views
    ]
    if view.type == "board":
        body = _board(view, source)
    elif view.type == "timeline" and view.date_property:
        body = timeline_html(view)
    else:
        body = _table(view, source, limit)
    return tag("div", tag("div", tabs, cls="tabs", role="tablist") if tabs else None, body, cls="database")


def property_html(value: Json, text: str, related: tuple[Related, ...] = ()) -> Markup:
    """One property value; ``text`` is the same as plain text, ``related`` what a relation points at."""
    kind = value.get("type", "")
    content = value.get(kind)
    if kind in {"select", "status"}:
        return pill(content) if content else Markup("")
    if kind == "multi_select":
        return Markup(" ").join(pill(option) for option in content or [])
    if kind == "relation":
        return Markup(" ").join(page_link(one.id, one.title or "Untitled", one.icon) for one in related)
    if kind == "url" and content:
        label = "Slack thread" if "/archives/" in content else content
        return link(content, label, icon("north_east"))
    if kind == "checkbox":
        return tag("span", "☑" if content else "☐")
    if kind in {"title", "rich_text"}:
        one_word = len(text) > LONG_WORD and " " not in text
        return tag("span", text, title=text, cls="long") if one_word else rich(content or [])
    return tag("span", text)


def pill(option: Json) -> Markup:
    """A select option in its colour."""
    return tag("span", option.get("name", ""), cls=f"pill n-{_word(option.get('color'))}")


def _plain_view(source: DataSourceReading) -> ViewReading:
    """What a database without views shows: everything."""
    names = tuple(source.properties)
    return ViewReading("", "All", "table", source.id, names, "", "", (Group("", "default", source.rows),))


def _table(view: ViewReading, source: DataSourceReading, limit: int | None) -> Markup:
    title = _title_name(source)
    columns = [title, *(name for name in view.columns if name != title and name in source.properties)]
    head = tag("tr", [tag("th", name) for name in columns])
    body: list[Markup] = []
    shown = total = 0
    for group in view.groups:
        total += len(group.rows)
        if view.group_by and group.rows:
            name = pill({"name": group.name or f"No {view.group_by}", "color": group.color})
            body.append(
                tag("tr", tag("td", name, tag("small", f" {len(group.rows)}"), colspan=str(len(columns))), cls="band")
            )
        for row in group.rows:
            if limit is not None and shown >= limit:
                break
            shown += 1
            cells = [tag("td", page_link(row.id, row.title or "Untitled", row.icon))]
            cells += [tag("td", _value(row, name)) for name in columns[1:]]
            body.append(tag("tr", cells))
    if not total:
        return tag("p", "Nothing in here yet.", cls="empty")
    more = tag("p", f"{total - shown} more in the database.", cls="quiet") if shown < total else None
    return tag("div", tag("table", tag("thead", head), tag("tbody", body)), cls="wide") + (more or Markup(""))


def _board(view: ViewReading, source: DataSourceReading) -> Markup:
    columns = []
    for group in view.groups:
        head = tag(
            "h4",
            pill({"name": group.name or f"No {view.group_by}", "color": group.color}),
            tag("small", f" {len(group.rows)}"),
        )
        cards = [tag("li", _card(row, view, source)) for row in group.rows]
        columns.append(tag("section", head, tag("ul", cards or [tag("li", "Nothing here", cls="quiet")])))
    return tag("div", columns, cls="board")


def _card(row: Row, view: ViewReading, source: DataSourceReading) -> Markup:
    shown = [
        name
        for name in view.columns
        if name != view.group_by
        and (source.properties.get(name) or {}).get("type") != "title"
        and row.property_text.get(name)
    ]
    values = [tag("div", tag("small", f"{name} "), _value(row, name)) for name in shown[:ON_CARDS]]
    return page_link(row.id, row.title or "Untitled", row.icon) + Markup("").join(values)


def _value(row: Row, name: str) -> Markup:
    return property_html(row.properties.get(name) or {}, row.property_text.get(name, ""), row.related.get(name, ()))


def _title_name(source: DataSourceReading) -> str:
    return next((name for name, schema in source.properties.items() if schema.get("type") == "title"), "Name")


def _word(color: Any) -> str:
    return "".join(letter for letter in str(color or "default") if letter.isalpha())
