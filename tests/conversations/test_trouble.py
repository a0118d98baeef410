"""When Slack or Notion has a bad day: nothing is lost, nothing is said twice, and people know the way on."""

import asyncio

import pytest

from bot.flow.interview import InterviewFlow
from tests.conversations.conftest import World, world_with_bot
from tests.people import pressable, visible


async def test_a_post_whose_answer_was_lost_is_not_posted_again(world: World):
    thread, _ = await world.planning()
    world.slack.faults.next("chat.postMessage", drop_after_commit=True)
    await world.ana.says("I copy numbers from four systems every Friday for 3 hours.", thread)
    second = await world.planner.asks(thread, "Q2")
    await world.ana.presses("Skip", second)
    await world.planner.asks(thread, "Q3")
    assert len([m for m in thread.from_bot if "Q2 ·" in visible(m)]) == 1


@pytest.mark.one_database
@pytest.mark.parametrize("fault", [{"status": 503}, {"error": "internal_error"}, {"status": 429, "retry_after": 1}])
async def test_when_slack_is_busy_the_question_comes_a_little_later(world: World, fault: dict):
    thread, _ = await world.planning()
    world.slack.faults.next("chat.postMessage", **fault)
    await world.ana.says("I copy numbers from four systems every Friday for 3 hours.", thread)
    await world.planner.asks(thread, "Q2", timeout=15)
    assert len([m for m in thread.from_bot if "Q2 ·" in visible(m)]) == 1


async def test_redelivered_events_are_handled_once(world: World):
    world.slack.dispatcher.redelivered_share = 1.0
    thread, _ = await world.planning()
    await world.ana.says("I copy numbers from four systems every Friday for 3 hours.", thread)
    second = await world.planner.asks(thread, "Q2")
    await world.ben.presses("Skip", second)
    await world.planner.asks(thread, "Q3")
    await asyncio.sleep(1)
    asked = [visible(m).split(" ·")[0].strip("*") for m in thread.from_bot]
    assert asked == ["Q1", "Q2", "Q3"]


async def test_without_a_name_an_answer_is_kept_all_the_same(world: World):
    thread, _ = await world.planning()
    world.slack.faults.next("users.info", status=500, times=10)
    await world.ben.says("I copy numbers from four systems every Friday for 3 hours.", thread)
    await world.planner.asks(thread, "Q2", timeout=30)


async def test_a_refused_notion_token_is_told_and_publishing_goes_on_after_retry(world: World):
    thread, review = await world.in_review()
    world.notion.faults.next("POST", "/v1/pages", status=401)
    await world.ana.presses("Approve", review)
    told = await world.planner.says(thread, "did not accept", timeout=20)
    assert "Retry" in pressable(told)
    assert "Reference: " in visible(told)
    await world.ana.presses("Retry", told)
    await world.planner.says(thread, "is published in Notion", timeout=20)


async def test_what_broke_off_after_the_last_page_is_told_as_published_and_only_from_then_on_as_there(world: World):
    thread, review = await world.in_review()
    world.notion.faults.next("*", "/v1/views*", status=401)
    await world.ana.presses("Approve", review)
    told = await world.planner.says(thread, "did not accept", timeout=20)
    await world.ana.presses("Retry", told)
    await world.planner.says(thread, "Version 1 of the product specification is published in Notion", timeout=20)
    await world.ana.presses("Retry", told)
    await world.planner.says(thread, "is in Notion already, nothing had to change", timeout=20)


@pytest.mark.one_database
@pytest.mark.parametrize("status", [409, 429, 502, 503, 529])
async def test_a_passing_problem_in_notion_is_waited_out(world: World, status: int):
    thread, review = await world.in_review()
    world.notion.faults.next("POST", "/v1/pages", status=status, after_commit=status == 503, retry_after=1)
    await world.ana.presses("Approve", review)
    await world.planner.says(thread, "is published in Notion", timeout=40)
    projects = [child for child in world.notion.tree().children if child.kind == "page"]
    assert len(projects) == 1


async def test_a_full_free_workspace_is_told_plainly(world: World):
    thread, review = await world.in_review()
    world.notion.block_limit = 3
    await world.ana.presses("Approve", review)
    told = await world.planner.says(thread, "Retry", timeout=20)
    assert "used up the blocks of its free plan" in visible(told)


async def test_without_notion_what_was_approved_becomes_a_folder_of_markdown(tmp_path, database_url):
    async with world_with_bot(tmp_path, database_url=database_url, notion_token="", notion_parent_page_id="") as world:
        thread, review = await world.in_review()
        await world.ana.presses("Approve", review)
        await world.planner.says(thread, "is published in the folder “projects” of Markdown")
        (readme,) = (tmp_path / "projects").glob("*/README.md")
        assert "A weekly report that writes itself" in readme.read_text("utf-8")
        (specification,) = (tmp_path / "projects").glob("*/product-specification.md")
        assert "FR-1" in specification.read_text("utf-8")


async def test_a_payload_that_does_not_parse_gets_a_reference_and_nothing_breaks(world: World):
    thread, question = await world.planning()
    broken = dict(question.blocks[-1]["elements"][0], value="{not json")
    question.blocks[-1]["elements"][0] = broken
    await world.ana.presses("Skip", question)
    await world.ana.sees_ephemeral("from an earlier moment")
    await world.ana.says("I copy numbers from four systems every Friday for 3 hours.", thread)
    await world.planner.asks(thread, "Q2")


async def test_a_button_of_a_session_that_is_gone_says_so(world: World):
    _, question = await world.planning()
    question.blocks[-1]["elements"][0]["value"] = '{"session": "0123456789abcdef", "question": "x"}'
    await world.ana.presses("Skip", question)
    await world.ana.sees_ephemeral("no longer have the session")


async def test_an_event_that_fails_is_told_with_a_reference_and_retry_goes_on(world: World, monkeypatch):
    thread, question = await world.planning()
    real = InterviewFlow.passed

    async def fails(*_: object) -> bool:
        monkeypatch.setattr(InterviewFlow, "passed", real)
        raise RuntimeError("a slip of ours")

    monkeypatch.setattr(InterviewFlow, "passed", fails)
    await world.ana.presses("Skip", question)
    told = await world.planner.says(thread, "Something went wrong on my side")
    assert "Everything that was said is kept" in visible(told)
    assert "a slip of ours" not in visible(told)
    await world.ana.presses("Retry", told)
    await world.planner.asks(thread, "Q2")
