"""Databases, rows, queries and views through the real client."""

from __future__ import annotations

from typing import Any

import pytest
from notion_client import APIResponseError, AsyncClient

from bot.local.notion import NotionStore
from tests.local.notion.wording import text, title


async def a_database(notion: AsyncClient, store: NotionStore, name: str, properties: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = await notion.databases.create(
        parent={"type": "page_id", "page_id": store.root_page_id},
        title=[{"text": {"content": name}}],
        initial_data_source={"properties": properties},
    )
    return made


TASKS: dict[str, Any] = {
    "Name": {"title": {}},
    "Key": {"rich_text": {}},
    "Status": {"status": {}},
    "Estimate": {"number": {"format": "number"}},
    "Kind": {"select": {"options": [{"name": "Product", "color": "blue"}]}},
    "Due": {"date": {}},
}


async def tasks(notion: AsyncClient, store: NotionStore) -> tuple[str, str]:
    """A database of tasks: its id and its data source's."""
    database = await a_database(notion, store, "Tasks", TASKS)
    return database["id"], database["data_sources"][0]["id"]


async def a_task(notion: AsyncClient, source: str, name: str, **properties: Any) -> dict[str, Any]:
    made: dict[str, Any] = await notion.pages.create(
        parent={"type": "data_source_id", "data_source_id": source}, properties={"Name": title(name), **properties}
    )
    return made


async def names(notion: AsyncClient, source: str, **query: Any) -> list[str]:
    answer = await notion.data_sources.query(source, **query)
    return [row["properties"]["Name"]["title"][0]["plain_text"] for row in answer["results"]]


async def test_a_row_has_the_properties_of_its_data_source(notion: AsyncClient, store: NotionStore) -> None:
    database, source = await tasks(notion, store)
    row = await a_task(
        notion,
        source,
        "Sign in",
        Key=text("T-1"),
        Status={"status": {"name": "In progress"}},
        Estimate={"number": 2.5},
        Kind={"select": {"name": "Technical"}},
        Due={"date": {"start": "2026-12-01"}},
    )
    assert row["parent"] == {"type": "data_source_id", "data_source_id": source, "database_id": database}
    assert store.page(row["id"]).property_text == {
        "Name": "Sign in",
        "Key": "T-1",
        "Status": "In progress",
        "Estimate": "2.5",
        "Kind": "Technical",
        "Due": "2026-12-01",
    }
    schema = (await notion.data_sources.retrieve(source))["properties"]
    assert [option["name"] for option in schema["Kind"]["select"]["options"]] == ["Product", "Technical"]
    assert [group["name"] for group in schema["Status"]["status"]["groups"]] == ["To-do", "In progress", "Complete"]
    assert [row.title for row in store.database(database).data_sources[0].rows] == ["Sign in"]


async def test_rows_are_found_by_key_and_sorted_and_paged(notion: AsyncClient, store: NotionStore) -> None:
    _, source = await tasks(notion, store)
    for number in range(1, 4):
        await a_task(notion, source, f"Task {number}", Key=text(f"T-{number}"), Estimate={"number": number})
    by_key = {"property": "Key", "rich_text": {"equals": "T-2"}}
    assert await names(notion, source, filter=by_key) == ["Task 2"]
    both = {"and": [{"property": "Estimate", "number": {"greater_than": 1}}, {"or": [by_key]}]}
    assert await names(notion, source, filter=both) == ["Task 2"]
    assert await names(notion, source, filter={"property": "Status", "status": {"is_empty": True}}) != []
    newest = [{"property": "Estimate", "direction": "descending"}]
    assert await names(notion, source, sorts=newest) == ["Task 3", "Task 2", "Task 1"]
    first = await notion.data_sources.query(source, sorts=newest, page_size=2)
    assert (len(first["results"]), first["has_more"]) == (2, True)
    rest = await notion.data_sources.query(source, sorts=newest, page_size=2, start_cursor=first["next_cursor"])
    assert [row["properties"]["Estimate"]["number"] for row in rest["results"]] == [1]


async def test_a_two_way_relation_shows_on_both_sides(notion: AsyncClient, store: NotionStore) -> None:
    _, source = await tasks(notion, store)
    both = {"data_source_id": source, "type": "dual_property", "dual_property": {"synced_property_name": "Sprint"}}
    sprints = await a_database(notion, store, "Sprints", {"Name": {"title": {}}, "Tasks": {"relation": both}})
    task = await a_task(notion, source, "Sign in")
    sprint = await a_task(
        notion, sprints["data_sources"][0]["id"], "Sprint 1", Tasks={"relation": [{"id": task["id"]}]}
    )
    assert store.page(task["id"]).property_text["Sprint"] == "Sprint 1"
    items = await notion.pages.properties.retrieve(task["id"], "Sprint")
    assert [item["relation"]["id"] for item in items["results"]] == [sprint["id"]]
    await notion.pages.update(task["id"], properties={"Sprint": {"relation": []}})
    assert store.page(sprint["id"]).property_text["Tasks"] == ""


async def test_a_property_is_renamed_and_its_values_stay(notion: AsyncClient, store: NotionStore) -> None:
    _, source = await tasks(notion, store)
    row = await a_task(notion, source, "Sign in", Key=text("T-1"))
    await notion.data_sources.update(source, properties={"Key": {"name": "Id"}, "Due": None, "Hash": {"rich_text": {}}})
    shown = store.page(row["id"]).property_text
    assert shown["Id"] == "T-1"
    assert "Due" not in shown
    assert shown["Hash"] == ""


async def test_a_board_shows_rows_by_status_and_a_timeline_by_date(notion: AsyncClient, store: NotionStore) -> None:
    database, source = await tasks(notion, store)
    schema = (await notion.data_sources.retrieve(source))["properties"]
    await a_task(notion, source, "Build", Status={"status": {"name": "In progress"}})
    await a_task(notion, source, "Plan", Status={"status": {"name": "Done"}}, Due={"date": {"start": "2026-12-01"}})
    group = {"type": "status", "property_id": schema["Status"]["id"], "group_by": "option", "sort": {"type": "manual"}}
    await notion.views.create(
        database_id=database,
        data_source_id=source,
        name="Board",
        type="board",
        configuration={"type": "board", "group_by": group},
    )
    await notion.views.create(
        database_id=database,
        data_source_id=source,
        name="Timeline",
        type="timeline",
        configuration={"type": "timeline", "date_property_id": schema["Due"]["id"]},
        filter={"property": "Due", "date": {"is_not_empty": True}},
    )
    table, board, timeline = store.views(source)
    assert (table.type, [row.title for row in table.groups[0].rows]) == ("table", ["Build", "Plan"])
    by_status = {group.name: [row.title for row in group.rows] for group in board.groups}
    assert by_status == {"Not started": [], "In progress": ["Build"], "Done": ["Plan"]}
    assert timeline.date_property == "Due"
    assert [row.title for row in timeline.groups[0].rows] == ["Plan"]
    listed = await notion.views.list(data_source_id=source)
    assert [set(view) for view in listed["results"]] == [{"object", "id"}] * 3
    opened = [await notion.views.retrieve(view["id"]) for view in listed["results"]]
    assert [view["name"] for view in opened] == ["Default view", "Board", "Timeline"]
    renamed = await notion.views.update(listed["results"][0]["id"], name="All tasks")
    assert (await notion.views.retrieve(renamed["id"]))["name"] == "All tasks"


@pytest.mark.parametrize(
    ("properties", "complaint"),
    [
        ({"Owner": text("Ana")}, "Owner is not a property that exists."),
        ({"Key": {"number": 1}}, "Key is expected to be rich_text."),
        ({"Status": {"status": {"name": "Nearly"}}}, 'Status option "Nearly" does not exist'),
        ({"Kind": {"select": {"name": "a, b"}}}, "commas not allowed"),
        ({"Due": {"date": {"start": "tomorrow"}}}, "should be a valid ISO 8601 date string"),
        ({"Estimate": {"number": "2"}}, "should be a number"),
    ],
)
async def test_a_row_that_does_not_fit_its_data_source_is_refused_whole(
    notion: AsyncClient, store: NotionStore, properties: dict[str, Any], complaint: str
) -> None:
    _, source = await tasks(notion, store)
    with pytest.raises(APIResponseError) as refusal:
        await a_task(notion, source, "Sign in", **properties)
    assert refusal.value.status == 400
    assert refusal.value.code == "validation_error"
    assert complaint in str(refusal.value)
    assert await names(notion, source) == []


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        (
            {"filter": {"property": "Nope", "rich_text": {"equals": "x"}}},
            "Could not find property with name or id: Nope",
        ),
        ({"filter": {"property": "Status", "select": {"equals": "x"}}}, "property status does not match filter select"),
        ({"filter": {"property": "Key", "rich_text": {"is": "x"}}}, "should be not present"),
        ({"sorts": [{"property": "Nope", "direction": "ascending"}]}, "Could not find sort property"),
        ({"page_size": 101}, "should be ≤ `100`, instead was `101`"),
    ],
)
async def test_a_query_that_notion_would_not_understand_is_refused(
    notion: AsyncClient, store: NotionStore, query: dict[str, Any], complaint: str
) -> None:
    _, source = await tasks(notion, store)
    with pytest.raises(APIResponseError) as refusal:
        await notion.data_sources.query(source, **query)
    assert complaint in str(refusal.value)


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        ({"type": "board"}, "configuration.group_by should be defined"),
        ({"type": "timeline"}, "configuration.date_property_id should be defined"),
        ({"type": "timeline", "configuration": {"type": "timeline", "date_property_id": "Due"}}, "should be the id"),
        ({"type": "table", "configuration": {"type": "board"}}, "must match the type of the view"),
        ({"type": "kanban"}, 'instead was `"kanban"`'),
    ],
)
async def test_a_view_without_what_it_draws_is_refused(
    notion: AsyncClient, store: NotionStore, view: dict[str, Any], complaint: str
) -> None:
    database, source = await tasks(notion, store)
    with pytest.raises(APIResponseError) as refusal:
        await notion.views.create(database_id=database, data_source_id=source, name="View", **view)
    assert complaint in str(refusal.value)


async def test_tasks_that_wait_for_each_other_show_it_in_both_directions(
    notion: AsyncClient, store: NotionStore
) -> None:
    _, source = await tasks(notion, store)
    waits = {"data_source_id": source, "type": "dual_property", "dual_property": {"synced_property_name": "Blocks"}}
    await notion.data_sources.update(source, properties={"Depends on": {"relation": waits}})
    first = await a_task(notion, source, "Walls")
    second = await a_task(notion, source, "Roof", **{"Depends on": {"relation": [{"id": first["id"]}]}})
    assert store.page(first["id"]).property_text["Blocks"] == "Roof"
    assert store.page(second["id"]).property_text["Blocks"] == ""
    by_need = {"property": "Depends on", "relation": {"contains": first["id"]}}
    assert await names(notion, source, filter=by_need) == ["Roof"]
    store.person_trashes(first["id"])
    assert (await notion.pages.retrieve(second["id"]))["properties"]["Depends on"]["relation"] == []


async def test_a_trashed_row_is_found_only_when_asked_for(notion: AsyncClient, store: NotionStore) -> None:
    _, source = await tasks(notion, store)
    row = await a_task(notion, source, "Old")
    await notion.pages.update(row["id"], in_trash=True)
    assert await names(notion, source) == []
    assert await names(notion, source, in_trash=True) == ["Old"]


async def test_a_long_relation_is_cut_in_the_row_and_whole_in_its_property(
    notion: AsyncClient, store: NotionStore
) -> None:
    _, source = await tasks(notion, store)
    waits = {"data_source_id": source, "single_property": {}}
    await notion.data_sources.update(source, properties={"Depends on": {"relation": waits}})
    before = [{"id": (await a_task(notion, source, f"Step {number}"))["id"]} for number in range(30)]
    last = await a_task(notion, source, "Roof", **{"Depends on": {"relation": before}})
    shown = (await notion.pages.retrieve(last["id"]))["properties"]["Depends on"]
    assert (shown["relation"], shown["has_more"]) == (before[:25], True)
    items = await notion.pages.properties.retrieve(last["id"], "Depends on")
    assert len(items["results"]) == 30
    assert [one.id for one in store.page(last["id"]).related["Depends on"]] == [one["id"] for one in before]
