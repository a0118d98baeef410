"""How many requests a publication takes: `product.md` promises a budget, and Notion counts them."""

from tests.bench.notion_requests import count_requests
from tests.notion.stage import Stage
from tests.notion.whole_project import larger, says, small_change, whole_project, with_first_tasks


async def test_publishing_stays_within_its_budget_of_requests() -> None:
    assert await count_requests() == {
        "notion_requests_first_publish": 69,
        "notion_requests_unchanged": 3,
        "notion_requests_small_change": 9,
    }


async def test_a_new_version_of_a_specification_with_three_changed_tasks_is_nine_requests(stage: Stage) -> None:
    plan = whole_project()
    await stage.publish(plan)
    assert await stage.requests_for(small_change(plan)) == 9
    assert "seen twice" in stage.row("T-3 Step").markdown
    assert await stage.requests_for(larger(small_change(plan))) == 3 + 3
    assert stage.row("T-3 Step").property_text["Estimate"] == "3"
    assert await stage.requests_for(larger(small_change(plan))) == 3


async def test_three_tasks_that_take_longer_are_nine_requests_with_their_specification(stage: Stage) -> None:
    plan = whole_project()
    await stage.publish(plan)
    assert await stage.requests_for(larger(plan)) == 9


async def test_a_task_is_one_request_for_its_text_one_for_its_columns_and_two_for_both(stage: Stage) -> None:
    plan = whole_project(modules=2, sprints=2, tasks=4)
    await stage.publish(plan)
    rewritten = with_first_tasks(plan, 1, body=says("New."))
    assert await stage.requests_for(rewritten) == 3 + 1
    longer = with_first_tasks(rewritten, 1, estimate=2.0)
    assert await stage.requests_for(longer) == 3 + 1
    both = with_first_tasks(longer, 1, body=says("Newer."), estimate=2.5)
    assert await stage.requests_for(both) == 3 + 2
    assert stage.row("T-1 Step").markdown == "Newer."
    assert stage.row("T-1 Step").property_text["Estimate"] == "2.5"


async def test_the_text_of_a_task_that_somebody_moved_on_the_board_is_read_before_it_is_written(stage: Stage) -> None:
    plan = whole_project(modules=2, sprints=2, tasks=4)
    await stage.publish(plan)
    stage.store.person_edits(stage.row("T-1 Step").id, properties={"Status": "In progress"}, person="Ben")
    assert await stage.requests_for(with_first_tasks(plan, 1, body=says("New."))) == 3 + 2
    assert stage.row("T-1 Step").markdown == "New."
    assert stage.row("T-1 Step").property_text["Status"] == "In progress"
