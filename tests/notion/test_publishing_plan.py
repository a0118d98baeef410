"""What a team finds in Notion once there are modules, sprints and tasks, and after people worked with them."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from bot.notion import Progress, ProjectPublication
from bot.planning.document import Document, Paragraph, rich
from tests.notion.stage import Stage, project, specification
from tests.notion.whole_project import module, says, small_change, whole_project

TASK = "S-7f3a/task/T-1"


def a_plan() -> ProjectPublication:
    """Two modules, two sprints and four tasks: small, with everything in it."""
    return whole_project(modules=2, sprints=2, tasks=4)


def with_task(plan: ProjectPublication, key: str, **changes: Any) -> ProjectPublication:
    """The plan with one task changed, and its hash with it."""
    changes.setdefault("source_hash", "changed")
    return replace(plan, tasks=tuple(replace(one, **changes) if one.key == key else one for one in plan.tasks))


# what readers see -----------------------------------------------------------------------------------------------------


async def test_a_plan_is_three_databases_below_the_page_in_the_order_in_which_they_are_read(
    contract_stage: Stage,
) -> None:
    result = await contract_stage.publish(a_plan())
    assert [database.title for database in contract_stage.databases()] == ["Documents", "Sprints", "Tasks"]
    assert set(result.documents) == {"product-specification", "technical-specification", "M-1", "M-2"}
    assert list(result.sprints) == ["S-1", "S-2"]
    assert list(result.tasks) == ["T-1", "T-2", "T-3", "T-4"]
    assert result.tasks["T-3"] == contract_stage.row("T-3 Step").url


async def test_a_sprint_says_when_and_what_for(contract_stage: Stage) -> None:
    await contract_stage.publish(a_plan())
    page = contract_stage.row("S-2 Slice")
    assert {**page.property_text, "Source hash": "…"} == {
        "Name": "S-2 Slice",
        "Status": "Planned",
        "Dates": "2026-12-14 → 2026-12-25",
        "Goal": "Slice 2 works from the button to the table.",
        "Key": "S-7f3a/sprint/S-2",
        "Source hash": "…",
    }
    assert [block["type"] for block in page.blocks] == ["callout", "paragraph"]


async def test_a_task_is_related_to_its_sprint_its_module_and_what_it_waits_for(contract_stage: Stage) -> None:
    await contract_stage.publish(a_plan())
    page = contract_stage.row("T-3 Step")
    assert {**page.property_text, "Source hash": "…"} == {
        "Name": "T-3 Step",
        "Status": "To do",
        "Estimate": "1.5",
        "Owner": "",
        "Sprint": "S-1 Slice",
        "Module": "M-1 Part",
        "Depends on": "T-2 Step, T-1 Step",
        "Key": "S-7f3a/task/T-3",
        "Source hash": "…",
    }


async def test_relations_are_set_by_the_create_and_need_no_request_of_their_own(stage: Stage) -> None:
    await stage.publish(a_plan())
    changed = [request.path for request in stage.store.requests if request.method == "PATCH"]
    assert [path for path in changed if path.startswith("/v1/pages")] == []


async def test_tasks_that_are_given_out_of_order_are_written_in_the_order_of_their_dependencies(stage: Stage) -> None:
    plan = a_plan()
    await stage.publish(replace(plan, tasks=tuple(reversed(plan.tasks))))
    assert stage.row("T-4 Step").property_text["Depends on"] == "T-3 Step, T-2 Step"


async def test_tasks_that_wait_for_each_other_in_a_circle_are_related_all_the_same(stage: Stage) -> None:
    circle = with_task(with_task(a_plan(), "T-1", depends_on=("T-2",)), "T-3", depends_on=("T-3",))
    await stage.publish(circle)
    assert stage.row("T-1 Step").property_text["Depends on"] == "T-2 Step"
    assert stage.row("T-2 Step").property_text["Depends on"] == "T-1 Step"
    assert stage.row("T-3 Step").property_text["Depends on"] == "T-3 Step"
    assert await stage.requests_for(circle) == 3


async def test_a_circle_with_a_task_that_was_moved_elsewhere_stops_nothing(stage: Stage) -> None:
    circle = with_task(a_plan(), "T-1", depends_on=("T-2",))
    await stage.publish(circle)
    moved = stage.row("T-2 Step").id
    stage.store.person_moves(moved, stage.store.root_page_id)
    result = await stage.publish(everything_rewritten(circle))
    assert result.conflicts == ()
    assert stage.row("T-1 Step").property_text["Depends on"] == ""
    assert "Rewritten" in stage.store.page(moved).markdown


async def test_the_views_show_the_plan_from_four_sides_and_hide_what_only_we_need(contract_stage: Stage) -> None:
    await contract_stage.publish(a_plan())
    board = contract_stage.view("Tasks", "Board")
    assert (board.type, board.group_by) == ("board", "Status")
    assert [(group.name, len(group.rows)) for group in board.groups if group.rows] == [("To do", 4)]
    by_sprint = contract_stage.view("Tasks", "By sprint")
    assert (by_sprint.type, by_sprint.group_by) == ("table", "Sprint")
    timeline = contract_stage.view("Sprints", "Timeline")
    assert (timeline.type, timeline.date_property) == ("timeline", "Dates")
    modules = contract_stage.view("Documents", "Modules")
    assert [row.title for group in modules.groups for row in group.rows] == ["M-1 Part", "M-2 Part"]
    for database in contract_stage.databases():
        for view in contract_stage.store.views(database.data_sources[0].id):
            assert not {"Key", "Source hash"} & set(view.columns), view.name


async def test_a_project_without_a_plan_has_no_empty_databases_and_gets_them_with_the_plan(stage: Stage) -> None:
    first = await stage.publish(project(*a_plan().documents))
    assert [database.title for database in stage.databases()] == ["Documents"]
    result = await stage.publish(a_plan())
    assert [database.title for database in stage.databases()] == ["Documents", "Sprints", "Tasks"]
    assert result.url == first.url
    assert result.created == ("S-1", "S-2", "T-1", "T-2", "T-3", "T-4")
    assert stage.row("T-1 Step").property_text["Module"] == "M-1 Part"


async def test_progress_names_each_row_in_the_order_of_reading(stage: Stage) -> None:
    told: list[Progress] = []

    async def listen(progress: Progress) -> None:
        told.append(progress)

    await stage.publish(a_plan(), on_progress=listen)
    assert [step.text for step in told] == [
        "the project page",
        "the table of documents",
        "Product specification",
        "Technical specification",
        "Module M-1 Part",
        "Module M-2 Part",
        "the table of sprints",
        "Sprint S-1 Slice",
        "Sprint S-2 Slice",
        "the table of tasks",
        "Task T-1 Step",
        "Task T-2 Step",
        "Task T-3 Step",
        "Task T-4 Step",
        "the views",
    ]
    assert str(told[4]) == "5 of 15 · Module M-1 Part"
    assert told[-1].done == told[-1].total


async def test_a_plan_without_dates_yet_gets_them_once_somebody_said_when_work_begins(contract_stage: Stage) -> None:
    undated = replace(a_plan(), sprints=tuple(replace(one, start=None, end=None) for one in a_plan().sprints))
    await contract_stage.publish(undated)
    assert contract_stage.row("S-1 Slice").property_text["Dates"] == ""
    dated = tuple(replace(one, source_hash="dated") for one in a_plan().sprints)
    await contract_stage.publish(replace(a_plan(), sprints=dated))
    assert contract_stage.row("S-1 Slice").property_text["Dates"] == "2026-11-30 → 2026-12-11"


async def test_what_a_task_names_and_nobody_planned_is_said(stage: Stage) -> None:
    result = await stage.publish(with_task(a_plan(), "T-2", sprint="S-9", depends_on=("T-1", "T-77")))
    assert result.notes == ("“T-2 Step” names S-9, T-77, which is not part of the plan.",)
    assert stage.row("T-2 Step").property_text["Depends on"] == "T-1 Step"
    assert stage.row("T-2 Step").property_text["Sprint"] == ""


async def test_hostile_text_in_a_plan_is_text(contract_stage: Stage) -> None:
    nasty = '<page url="x">**gone**</page>, [x](javascript:1) \ud800 ' + "ü😀" * 1200
    plan = with_task(a_plan(), "T-1", name=nasty, owner=nasty, status="a, b,,", body=says(nasty))
    plan = replace(plan, sprints=(replace(plan.sprints[0], goal=nasty), plan.sprints[1]))
    await contract_stage.publish(plan)
    assert "ü😀" * 1200 in contract_stage.row("S-1 Slice").property_text["Goal"]
    assert len(contract_stage.rows()) == 10
    assert await contract_stage.requests_for(plan) == 3


# what belongs to people -----------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("name", ["M-1 Part", "S-1 Slice", "T-1 Step"])
async def test_a_body_that_somebody_edited_is_asked_about_and_not_overwritten(stage: Stage, name: str) -> None:
    await stage.publish(a_plan())
    stage.store.person_edits(stage.row(name).id, markdown="Ben knows better.", person="Ben")
    assert (await stage.publish(a_plan())).conflicts == ()
    result = await stage.publish(everything_rewritten(a_plan()))
    assert [(conflict.name, conflict.theirs) for conflict in result.conflicts] == [(name, "Ben knows better.")]
    assert stage.row(name).markdown == "Ben knows better."
    key = result.conflicts[0].key
    after = await stage.publish(everything_rewritten(a_plan()), decisions={key: "replace"})
    assert after.conflicts == ()
    assert "Rewritten" in stage.row(name).markdown


async def test_an_edited_body_is_still_known_as_edited_after_we_wrote_its_columns(stage: Stage) -> None:
    await stage.publish(a_plan())
    stage.store.person_edits(stage.row("T-1 Step").id, markdown="Ben knows better.", person="Ben")
    larger = with_task(a_plan(), "T-1", estimate=3.0)
    await stage.publish(larger)
    assert stage.row("T-1 Step").property_text["Estimate"] == "3"
    assert stage.row("T-1 Step").last_edited_by.kind == "bot"
    result = await stage.publish(with_task(larger, "T-1", body=says("New text."), source_hash="third"))
    assert [conflict.key for conflict in result.conflicts] == [TASK]
    assert stage.row("T-1 Step").markdown == "Ben knows better."


async def test_an_edited_body_is_still_known_as_edited_after_a_column_was_put_back(stage: Stage) -> None:
    await stage.publish(a_plan())
    stage.store.person_edits(
        stage.row("T-1 Step").id, markdown="Ben knows better.", properties={"Estimate": "40"}, person="Ben"
    )
    await stage.publish(a_plan())
    result = await stage.publish(with_task(a_plan(), "T-1", body=says("New text.")))
    assert [conflict.theirs for conflict in result.conflicts] == ["Ben knows better."]


async def test_an_edit_in_the_middle_of_a_long_publication_is_seen(stage: Stage) -> None:
    plan = whole_project()
    await stage.publish(plan)

    async def ben_edits(progress: Progress) -> None:
        if progress.text == "Task T-10 Step":
            stage.store.person_edits(stage.row("T-40 Step").id, markdown="Ben was here.", person="Ben")

    result = await stage.publisher().publish(everything_rewritten(plan), ben_edits)
    assert [conflict.theirs for conflict in result.conflicts] == ["Ben was here."]
    assert stage.row("T-40 Step").markdown == "Ben was here."


async def test_a_page_that_somebody_put_into_a_module_stays_when_the_module_changes(stage: Stage) -> None:
    await stage.publish(a_plan())
    stage.store.person_creates(stage.row("M-1 Part").id, "Ben's sketches", "a sketch")
    result = await stage.publish(everything_rewritten(a_plan()), decisions={"S-7f3a/document/M-1": "replace"})
    assert result.conflicts == ()
    assert "Ben's sketches" in stage.row("M-1 Part").markdown
    third = everything_rewritten(a_plan(), "Written a third time.")
    assert (await stage.publish(third)).conflicts == ()
    assert "Ben's sketches" in stage.row("M-1 Part").markdown
    assert "third time" in stage.row("M-1 Part").markdown


async def test_what_somebody_added_below_the_summary_stays_when_the_summary_changes(stage: Stage) -> None:
    await stage.publish(a_plan())
    (page,) = stage.project_pages()
    note = page.markdown.replace("\n\n<database", "\n\nBen: see also the wiki.\n\n<database", 1)
    stage.store.person_edits(page.id, markdown=note, person="Ben")
    await stage.publish(small_change(a_plan()))
    text = stage.project_pages()[0].markdown
    assert "on Tuesday" in text
    assert "Ben: see also the wiki." in text
    third = replace(small_change(a_plan()), summary=project(decision="Reports go out on Friday.").summary)
    result = await stage.publish(third)
    assert [conflict.key for conflict in result.conflicts] == ["S-7f3a"]
    assert "Ben: see also the wiki." in stage.project_pages()[0].markdown


# moved, deleted, dropped ----------------------------------------------------------------------------------------------


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


async def test_a_name_that_somebody_gave_a_row_of_unknown_history_stays(stage: Stage) -> None:
    await stage.publish(a_plan())
    stage.ledger.entries = {key: one for key, one in stage.ledger.entries.items() if not key.endswith("/columns")}
    stage.store.person_edits(stage.row("T-1 Step").id, title="Ben's step", person="Ben")
    renamed = stage.row("Ben's step").id
    await stage.client().put(f"pages/{renamed}", {"icon": None}, "being its last editor")
    await stage.publish(with_task(a_plan(), "T-1", name="T-1 New name"))
    assert stage.row("Ben's step").property_text["Key"] == TASK


async def test_a_task_in_the_trash_is_put_back(stage: Stage) -> None:
    first = await stage.publish(a_plan())
    stage.store.person_trashes(stage.row("T-2 Step").id)
    result = await stage.publish(a_plan())
    assert result.tasks == first.tasks
    assert result.notes == ("“T-2 Step” was in Notion's trash and was put back.",)
    assert stage.row("T-3 Step").property_text["Depends on"] == "T-2 Step, T-1 Step"


@pytest.mark.parametrize("name", ["Documents", "Sprints", "Tasks"])
async def test_a_database_in_the_trash_is_put_back(stage: Stage, name: str) -> None:
    await stage.publish(a_plan())
    stage.store.person_trashes(stage.database(name).id)
    result = await stage.publish(a_plan())
    assert result.notes == (f"The database of {name.casefold()} was in Notion's trash and was put back.",)
    assert [database.title for database in stage.databases()] == ["Documents", "Sprints", "Tasks"]
    assert result.created == ()


async def test_a_sprint_that_is_gone_for_good_is_made_again_and_its_tasks_point_at_the_new_one(stage: Stage) -> None:
    await stage.publish(a_plan())
    stage.store.person_moves(stage.row("S-1 Slice").id, "")
    result = await stage.publish(a_plan())
    assert result.created == ("S-1",)
    assert stage.row("T-1 Step").property_text["Sprint"] == "S-1 Slice"
    assert stage.row("T-1 Step").properties["Sprint"]["relation"] == [{"id": stage.row("S-1 Slice").id}]


async def test_a_module_that_was_moved_elsewhere_is_no_longer_pointed_at_and_stops_nothing(stage: Stage) -> None:
    await stage.publish(a_plan())
    moved = stage.row("M-1 Part").id
    stage.store.person_moves(moved, stage.store.root_page_id)
    await stage.publish(everything_rewritten(a_plan()))
    assert "Rewritten" in stage.store.page(moved).markdown
    assert stage.row("T-1 Step").property_text["Module"] == ""


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


async def test_a_lost_relation_column_is_put_back_and_filled(stage: Stage) -> None:
    await stage.publish(a_plan())
    (source,) = stage.database("Tasks").data_sources
    await stage.client().put(f"data_sources/{source.id}", {"properties": {"Sprint": None}}, "changing columns")
    result = await stage.publish(a_plan())
    assert result.notes == ("Columns of the table of tasks had been removed and were added again: “Sprint”.",)
    assert stage.row("T-2 Step").property_text["Sprint"] == "S-2 Slice"


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


# requests -------------------------------------------------------------------------------------------------------------


async def test_a_task_that_waits_for_very_many_is_related_to_them_once(stage: Stage) -> None:
    many = whole_project(modules=1, sprints=1, tasks=60)
    waits = with_task(many, "T-60", depends_on=tuple(f"T-{number}" for number in range(1, 60)))
    await stage.publish(waits)
    assert len(stage.row("T-60 Step").related["Depends on"]) == 59
    assert await stage.requests_for(waits) == 3


async def test_bodies_too_large_for_one_create_are_continued(contract_stage: Stage) -> None:
    pack = Document("M-1", tuple(Paragraph(rich(f"line {number}.")) for number in range(1000)))
    documents = (specification(), replace(module(1), body=pack))
    await contract_stage.publish(replace(a_plan(), documents=documents))
    assert len(contract_stage.row("M-1 Part").blocks) == 1000


def by_hand(stage: Stage, name: str, properties: dict[str, Any]) -> None:
    """Ben changes columns of a row."""
    stage.store.person_edits(stage.row(name).id, properties=properties, person="Ben")


def everything_rewritten(plan: ProjectPublication, text: str = "Rewritten.") -> ProjectPublication:
    """The same plan with another text on every page below the project page."""
    body = Document("x", (Paragraph(rich(text)),))
    return replace(
        plan,
        documents=tuple(replace(one, body=body, source_hash=text) for one in plan.documents),
        sprints=tuple(replace(one, body=body, source_hash=text) for one in plan.sprints),
        tasks=tuple(replace(one, body=body, source_hash=text) for one in plan.tasks),
    )
