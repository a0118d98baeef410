"""What happens to pages and databases that people moved, threw away or added, and to rows that left the plan."""

from dataclasses import replace
from uuid import uuid4

import pytest

from bot.notion.errors import PageOutOfReach
from tests.notion.stage import PROJECT, Stage, project, second_version, specification
from tests.notion.whole_project import a_plan, by_hand, everything_rewritten, with_task


async def test_a_document_in_the_trash_is_put_back(stage: Stage) -> None:
    first = await stage.publish(project())
    stage.store.person_trashes(stage.row("Product specification").id)
    result = await stage.publish(project())
    assert result.documents == first.documents
    assert len(stage.rows()) == 1
    assert result.notes == ("“Product specification” was in Notion's trash and was put back.",)


async def test_a_task_in_the_trash_is_put_back(stage: Stage) -> None:
    first = await stage.publish(a_plan())
    stage.store.person_trashes(stage.row("T-2 Step").id)
    result = await stage.publish(a_plan())
    assert result.tasks == first.tasks
    assert result.notes == ("“T-2 Step” was in Notion's trash and was put back.",)
    assert stage.row("T-3 Step").property_text["Depends on"] == "T-2 Step, T-1 Step"


async def test_a_project_page_in_the_trash_is_put_back_with_all_below_it(stage: Stage) -> None:
    first = await stage.publish(project())
    stage.store.person_trashes(stage.project_pages()[0].id)
    result = await stage.publish(project())
    assert result.url == first.url
    assert [page.url for page in stage.project_pages()] == [first.url]
    assert len(stage.rows()) == 1
    assert "The project page was in Notion's trash and was put back." in result.notes


async def test_a_table_in_the_trash_is_put_back(stage: Stage) -> None:
    await stage.publish(project())
    stage.store.person_trashes(stage.databases()[0].id)
    result = await stage.publish(second_version())
    assert len(stage.databases()) == 1
    assert "Managers get a copy." in stage.row("Product specification").markdown
    assert "The database of documents was in Notion's trash and was put back." in result.notes


@pytest.mark.parametrize("name", ["Documents", "Sprints", "Tasks"])
async def test_a_database_in_the_trash_is_put_back(stage: Stage, name: str) -> None:
    await stage.publish(a_plan())
    stage.store.person_trashes(stage.database(name).id)
    result = await stage.publish(a_plan())
    assert result.notes == (f"The database of {name.casefold()} was in Notion's trash and was put back.",)
    assert [database.title for database in stage.databases()] == ["Documents", "Sprints", "Tasks"]
    assert result.created == ()


@pytest.mark.parametrize("name", ["", "M-1 Part", "T-1 Step"])
async def test_what_was_edited_and_then_thrown_away_is_still_known_as_edited(stage: Stage, name: str) -> None:
    await stage.publish(a_plan())
    page = stage.row(name) if name else stage.project_pages()[0]
    stage.store.person_edits(page.id, markdown="Ben knows better.", person="Ben")
    stage.store.person_trashes(page.id)
    assert (await stage.publish(a_plan())).conflicts == ()
    changed = replace(everything_rewritten(a_plan()), summary=project(decision="On Tuesday.").summary)
    result = await stage.publish(changed)
    assert [conflict.theirs for conflict in result.conflicts] == ["Ben knows better."]


async def test_a_project_page_out_of_reach_is_asked_about_and_not_doubled(stage: Stage) -> None:
    first = await stage.publish(project())
    stage.store.person_moves(stage.project_pages()[0].id, "")
    with pytest.raises(PageOutOfReach, match="somebody moved it") as caught:
        await stage.publish(project())
    assert not caught.value.retryable
    assert stage.project_pages() == []
    result = await stage.publish(project(), decisions={PROJECT: "replace"})
    assert result.url != first.url
    assert len(stage.project_pages()) == 1
    assert len(stage.rows()) == 1
    assert (await stage.publish(project())).unchanged == ("product-specification",)


async def test_a_document_moved_elsewhere_is_kept_up_to_date_there(stage: Stage) -> None:
    first = await stage.publish(project())
    row = stage.row("Product specification")
    stage.store.person_moves(row.id, stage.store.root_page_id)
    result = await stage.publish(second_version())
    assert result.documents == first.documents
    assert "Managers get a copy." in stage.store.page(row.id).markdown
    assert stage.rows() == []
    assert any("was moved in Notion" in note for note in result.notes)


async def test_a_module_that_was_moved_elsewhere_is_no_longer_pointed_at_and_stops_nothing(stage: Stage) -> None:
    await stage.publish(a_plan())
    moved = stage.row("M-1 Part").id
    stage.store.person_moves(moved, stage.store.root_page_id)
    await stage.publish(everything_rewritten(a_plan()))
    assert "Rewritten" in stage.store.page(moved).markdown
    assert stage.row("T-1 Step").property_text["Module"] == ""


async def test_a_circle_with_a_task_that_was_moved_elsewhere_stops_nothing(stage: Stage) -> None:
    circle = with_task(a_plan(), "T-1", depends_on=("T-2",))
    await stage.publish(circle)
    moved = stage.row("T-2 Step").id
    stage.store.person_moves(moved, stage.store.root_page_id)
    result = await stage.publish(everything_rewritten(circle))
    assert result.conflicts == ()
    assert stage.row("T-1 Step").property_text["Depends on"] == ""
    assert "Rewritten" in stage.store.page(moved).markdown


async def test_a_document_out_of_reach_is_created_again(stage: Stage) -> None:
    await stage.publish(project())
    stage.store.person_moves(stage.row("Product specification").id, "")
    result = await stage.publish(project())
    assert len(stage.rows()) == 1
    assert result.created == ("product-specification",)
    assert any("was deleted in Notion" in note for note in result.notes)


async def test_a_sprint_that_is_gone_for_good_is_made_again_and_its_tasks_point_at_the_new_one(stage: Stage) -> None:
    await stage.publish(a_plan())
    stage.store.person_moves(stage.row("S-1 Slice").id, "")
    result = await stage.publish(a_plan())
    assert result.created == ("S-1",)
    assert stage.row("T-1 Step").property_text["Sprint"] == "S-1 Slice"
    assert stage.row("T-1 Step").properties["Sprint"]["relation"] == [{"id": stage.row("S-1 Slice").id}]


async def test_a_database_that_is_gone_for_good_is_made_again_and_the_tasks_point_into_the_new_one(
    stage: Stage,
) -> None:
    await stage.publish(a_plan())
    for key in ("S-7f3a/sprints", "S-7f3a/sprints/source"):  # as if Notion did not know them any more
        stage.ledger.entries[key] = replace(stage.ledger.entries[key], notion_id=str(uuid4()))
    for number in (1, 2):
        stage.store.person_moves(stage.row(f"S-{number} Slice").id, "")
    stage.store.person_trashes(stage.database("Sprints").id)
    await stage.publish(a_plan())
    (new,) = stage.database("Sprints").data_sources
    assert {row.title for row in new.rows} == {"S-1 Slice", "S-2 Slice"}
    (source,) = stage.database("Tasks").data_sources
    assert source.properties["Sprint"]["relation"]["data_source_id"] == new.id
    assert stage.row("T-1 Step").property_text["Sprint"] == "S-1 Slice"
    assert await stage.requests_for(a_plan()) == 3


async def test_a_task_that_left_the_plan_goes_into_the_trash(stage: Stage) -> None:
    await stage.publish(a_plan())
    shorter = replace(a_plan(), tasks=a_plan().tasks[:3])
    result = await stage.publish(shorter)
    assert result.notes == ("“T-4 Step” is no longer part of the plan and is in Notion's trash now.",)
    assert not [row for row in stage.rows() if row.title == "T-4 Step"]
    assert (await stage.publish(shorter)).notes == ()
    back = await stage.publish(a_plan())
    assert back.tasks["T-4"] == stage.row("T-4 Step").url


async def test_a_task_that_left_the_plan_stays_where_somebody_worked_on_it(stage: Stage) -> None:
    await stage.publish(a_plan())
    by_hand(stage, "T-4 Step", {"Status": "Done"})
    shorter = replace(a_plan(), tasks=a_plan().tasks[:3])
    result = await stage.publish(shorter)
    assert result.notes == ("“T-4 Step” is no longer part of the plan; somebody worked on its page, so it stays.",)
    assert stage.row("T-4 Step").property_text["Status"] == "Done"
    assert (await stage.publish(shorter)).notes == ()


async def test_a_row_that_people_added_to_the_tasks_is_theirs(stage: Stage) -> None:
    await stage.publish(a_plan())
    (source,) = stage.database("Tasks").data_sources
    stage.store.person_creates(source.id, "Buy a cake", person="Ben")
    result = await stage.publish(a_plan())
    assert result.notes == ()
    assert stage.row("Buy a cake").property_text["Status"] == ""


async def test_specifications_never_leave_and_without_modules_the_modules_stay(stage: Stage) -> None:
    await stage.publish(a_plan())
    await stage.publish(project(specification(2)))
    assert {row.title for row in stage.rows()} >= {"Technical specification", "M-1 Part", "T-1 Step"}
