"""Which columns follow the plan and which belong to people, and what happens to columns that people removed."""

from dataclasses import replace
from datetime import date

from tests.notion.stage import Stage, project, second_version, with_module
from tests.notion.whole_project import TASK, a_plan, by_hand, says, with_task


async def test_a_name_and_an_owner_that_people_changed_stay(stage: Stage) -> None:
    await stage.publish(project())
    row = stage.row("Product specification")
    stage.store.person_edits(row.id, title="The plan", properties={"Owner": "Ben"})
    result = await stage.publish(second_version())
    assert result.conflicts == ()
    page = stage.row("The plan")
    assert page.property_text["Owner"] == "Ben"
    assert page.property_text["Version"] == "2"


async def test_a_task_that_somebody_moved_on_the_board_stays_where_it_is(stage: Stage) -> None:
    await stage.publish(a_plan())
    by_hand(stage, "T-1 Step", {"Status": "In progress", "Owner": "Ben"})
    assert (await stage.publish(a_plan())).notes == ()
    result = await stage.publish(with_task(a_plan(), "T-1", status="Done", owner="Ana", estimate=3.0))
    assert result.conflicts == ()
    shown = stage.row("T-1 Step").property_text
    assert (shown["Status"], shown["Owner"], shown["Estimate"]) == ("In progress", "Ben", "3")
    again = await stage.publish(with_task(a_plan(), "T-1", status="To do", owner="Ana", source_hash="third"))
    assert again.updated == ("T-1",)
    assert stage.row("T-1 Step").property_text["Status"] == "In progress"


async def test_a_task_that_nobody_touched_follows_the_plan_in_every_column(stage: Stage) -> None:
    await stage.publish(a_plan())
    await stage.publish(with_task(a_plan(), "T-1", status="Done", owner="Ana", name="T-1 New name"))
    shown = stage.row("T-1 New name").property_text
    assert (shown["Status"], shown["Owner"]) == ("Done", "Ana")


async def test_dates_that_somebody_moved_stay_and_those_that_nobody_moved_follow_the_plan(stage: Stage) -> None:
    await stage.publish(a_plan())
    by_hand(stage, "S-1 Slice", {"Dates": "2026-12-07 → 2026-12-18"})
    later = tuple(
        replace(one, start=date(2027, 1, 4), end=date(2027, 1, 15), source_hash="later") for one in a_plan().sprints
    )
    await stage.publish(replace(a_plan(), sprints=later))
    assert stage.row("S-1 Slice").property_text["Dates"] == "2026-12-07 → 2026-12-18"
    assert stage.row("S-2 Slice").property_text["Dates"] == "2027-01-04 → 2027-01-15"


async def test_a_column_that_comes_from_the_plan_is_put_back_and_that_is_said(stage: Stage) -> None:
    await stage.publish(a_plan())
    by_hand(stage, "T-1 Step", {"Estimate": "40", "Status": "Blocked"})
    result = await stage.publish(a_plan())
    shown = stage.row("T-1 Step").property_text
    assert (shown["Estimate"], shown["Status"]) == ("1.5", "Blocked")
    assert result.notes == ("“Estimate” of “T-1 Step” had been changed in Notion; it comes from the plan, as before.",)
    assert (await stage.publish(a_plan())).notes == ()


async def test_a_column_that_is_put_back_while_the_text_changes_is_said_too(stage: Stage) -> None:
    await stage.publish(a_plan())
    by_hand(stage, "T-1 Step", {"Estimate": "40", "Status": "Blocked"})
    result = await stage.publish(with_task(a_plan(), "T-1", body=says("New text.")))
    page = stage.row("T-1 Step")
    shown = page.property_text
    assert (page.markdown, shown["Estimate"], shown["Status"]) == ("New text.", "1.5", "Blocked")
    assert result.notes == ("“Estimate” of “T-1 Step” had been changed in Notion; it comes from the plan, as before.",)


async def test_a_page_that_the_thread_left_alone_keeps_its_columns_too(stage: Stage) -> None:
    await stage.publish(a_plan())
    stage.store.person_edits(
        stage.row("T-1 Step").id, markdown="Ben knows better.", properties={"Estimate": "40"}, person="Ben"
    )
    rewritten = with_task(a_plan(), "T-1", body=says("New text."))
    assert (await stage.publish(rewritten, decisions={TASK: "leave"})).left == ("T-1",)
    again = await stage.publish(rewritten)
    assert (again.notes, "T-1" in again.unchanged) == ((), True)
    assert stage.row("T-1 Step").properties["Estimate"]["number"] == 40
    third = await stage.publish(with_task(rewritten, "T-1", body=says("Newer text."), source_hash="third"))
    assert [conflict.theirs for conflict in third.conflicts] == ["Ben knows better."]


async def test_a_relation_that_somebody_cleared_is_set_again(stage: Stage) -> None:
    await stage.publish(a_plan())
    by_hand(stage, "T-3 Step", {"Depends on": {"relation": []}})
    await stage.publish(a_plan())
    assert stage.row("T-3 Step").property_text["Depends on"] == "T-2 Step, T-1 Step"


async def test_a_name_that_somebody_gave_a_row_of_unknown_history_stays(stage: Stage) -> None:
    await stage.publish(a_plan())
    stage.ledger.entries = {key: one for key, one in stage.ledger.entries.items() if not key.endswith("/columns")}
    stage.store.person_edits(stage.row("T-1 Step").id, title="Ben's step", person="Ben")
    renamed = stage.row("Ben's step").id
    await stage.client().put(f"pages/{renamed}", {"icon": None}, "being its last editor")
    await stage.publish(with_task(a_plan(), "T-1", name="T-1 New name"))
    assert stage.row("Ben's step").property_text["Key"] == TASK


async def test_a_lost_column_is_put_back(stage: Stage) -> None:
    await stage.publish(project())
    await change_columns(stage, {"Owner": None})
    result = await stage.publish(second_version())
    assert any("“Owner”" in note for note in result.notes)
    assert stage.row("Product specification").property_text["Version"] == "2"
    assert "Owner" in stage.row("Product specification").property_text


async def test_a_lost_relation_column_is_put_back_and_filled(stage: Stage) -> None:
    await stage.publish(a_plan())
    (source,) = stage.database("Tasks").data_sources
    await stage.client().put(f"data_sources/{source.id}", {"properties": {"Sprint": None}}, "changing columns")
    result = await stage.publish(a_plan())
    assert result.notes == ("Columns of the table of tasks had been removed and were added again: “Sprint”.",)
    assert stage.row("T-2 Step").property_text["Sprint"] == "S-2 Slice"


async def test_a_column_of_another_type_is_left_alone(stage: Stage) -> None:
    await stage.publish(project())
    await change_columns(stage, {"Version": None})
    await change_columns(stage, {"Version": {"type": "rich_text", "rich_text": {}}})
    result = await stage.publish(second_version())
    assert any("“Version”" in note for note in result.notes)
    assert "Managers get a copy." in stage.row("Product specification").markdown


async def test_a_renamed_title_column_is_still_the_title(stage: Stage) -> None:
    await stage.publish(project())
    await change_columns(stage, {"Name": {"name": "Document"}})
    await stage.publish(with_module(second_version()))
    assert sorted(row.title for row in stage.rows()) == ["Module: sending", "Product specification"]


async def change_columns(stage: Stage, properties: dict[str, object]) -> None:
    """What somebody does to the table's columns by hand (the local Notion takes it through its API)."""
    (source,) = stage.databases()[0].data_sources
    await stage.client().put(f"data_sources/{source.id}", {"properties": properties}, "changing columns")
