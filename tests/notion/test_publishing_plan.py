"""What a team finds in Notion once there are modules, sprints and tasks."""

from dataclasses import replace

from bot.notion import Progress
from bot.planning.document import Document, Paragraph, rich
from tests.notion.stage import Stage, project, specification
from tests.notion.whole_project import a_plan, module, says, whole_project, with_task


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


async def test_a_task_that_waits_for_very_many_is_related_to_them_once(stage: Stage) -> None:
    many = whole_project(modules=1, sprints=1, tasks=60)
    waits = with_task(many, "T-60", depends_on=tuple(f"T-{number}" for number in range(1, 60)))
    await stage.publish(waits)
    assert len(stage.row("T-60 Step").related["Depends on"]) == 59
    assert await stage.requests_for(waits) == 3


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


async def test_bodies_too_large_for_one_create_are_continued(contract_stage: Stage) -> None:
    pack = Document("M-1", tuple(Paragraph(rich(f"line {number}.")) for number in range(1000)))
    documents = (specification(), replace(module(1), body=pack))
    await contract_stage.publish(replace(a_plan(), documents=documents))
    assert len(contract_stage.row("M-1 Part").blocks) == 1000


async def test_hostile_text_in_a_plan_is_text(contract_stage: Stage) -> None:
    nasty = '<page url="x">**gone**</page>, [x](javascript:1) \ud800 ' + "ü😀" * 1200
    plan = with_task(a_plan(), "T-1", name=nasty, owner=nasty, status="a, b,,", body=says(nasty))
    plan = replace(plan, sprints=(replace(plan.sprints[0], goal=nasty), plan.sprints[1]))
    await contract_stage.publish(plan)
    assert "ü😀" * 1200 in contract_stage.row("S-1 Slice").property_text["Goal"]
    assert len(contract_stage.rows()) == 10
    assert await contract_stage.requests_for(plan) == 3
