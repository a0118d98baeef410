"""What people comment on in Notion comes back to the thread."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.notion.errors import NotAllowed
from tests.notion.stage import Stage
from tests.notion.whole_project import whole_project

PROJECT = "S-7f3a"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
async def stage() -> Stage:
    stage = Stage()
    await stage.publish(whole_project(modules=2, sprints=1, tasks=1))
    return stage


def comment(stage: Stage, name: str, text: str, person: str = "Ben") -> None:
    """Somebody comments on a page, or on the project page where the name is empty."""
    page = stage.row(name) if name else stage.project_pages()[0]
    stage.store.person_comments(page.id, text, person=person)


async def texts(stage: Stage, since: datetime = LONG_AGO) -> list[str]:
    return [comment.text for comment in await stage.publisher().comments(PROJECT, since)]


async def test_a_comment_says_who_where_and_what(stage: Stage) -> None:
    comment(stage, "M-1 Part", "Who owns <this>?")
    (found,) = await stage.publisher().comments(PROJECT, LONG_AGO)
    assert (found.author_name, found.text) == ("Ben", "Who owns <this>?")
    assert (found.page_name, found.page_url) == ("M-1 Part", stage.row("M-1 Part").url)
    assert found.at.tzinfo is not None


async def test_the_project_page_the_specifications_and_the_modules_are_read_oldest_first(stage: Stage) -> None:
    comment(stage, "M-2 Part", "first")
    comment(stage, "", "second", person="Ana")
    comment(stage, "Technical specification", "third")
    assert sorted(await texts(stage)) == ["first", "second", "third"]


async def test_only_what_is_new_is_given(stage: Stage) -> None:
    comment(stage, "", "new")
    now = datetime.now(UTC)
    assert await texts(stage, now - timedelta(hours=1)) == ["new"]
    assert await texts(stage, now + timedelta(hours=1)) == []


async def test_a_comment_of_the_very_minute_is_given_again_rather_than_lost(stage: Stage) -> None:
    comment(stage, "", "just now")
    (found,) = await stage.publisher().comments(PROJECT, LONG_AGO)
    assert await texts(stage, found.at.replace(second=59)) == ["just now"]


async def test_what_the_bot_says_is_not_brought_back_to_it(stage: Stage) -> None:
    page = stage.project_pages()[0].id
    text = [{"text": {"content": "Published."}}]
    await stage.client().create("comments", {"parent": {"page_id": page}, "rich_text": text}, "commenting")
    assert await texts(stage) == []


async def test_reading_takes_one_request_for_each_page_and_one_to_know_them(stage: Stage) -> None:
    before = stage.wire.sent
    await texts(stage)
    assert stage.wire.sent - before == 1 + 1 + 4


async def test_hundreds_of_comments_on_one_page_all_come(stage: Stage) -> None:
    for number in range(230):
        comment(stage, "", f"comment {number}")
    assert await texts(stage) == [f"comment {number}" for number in range(230)]


async def test_a_broken_off_reading_is_done_again_from_the_same_moment(stage: Stage) -> None:
    comment(stage, "M-1 Part", "kept")
    stage.store.faults.next("GET", "/v1/comments*", status=503)
    assert await texts(stage) == ["kept"]


async def test_a_page_that_is_gone_stops_nothing(stage: Stage) -> None:
    comment(stage, "M-1 Part", "kept")
    stage.store.person_moves(stage.row("M-2 Part").id, "")
    assert await texts(stage) == ["kept"]


async def test_an_integration_that_may_not_read_comments_says_which_capability_is_missing(stage: Stage) -> None:
    stage.store.capabilities.remove("read_comments")
    with pytest.raises(NotAllowed, match="read comments"):
        await texts(stage)


async def test_a_project_that_is_not_published_has_no_comments() -> None:
    assert await texts(Stage()) == []


async def test_every_request_for_comments_is_one_that_notion_knows(contract_stage: Stage) -> None:
    await contract_stage.publish(whole_project(modules=1, sprints=1, tasks=1))
    comment(contract_stage, "M-1 Part", "Well")
    assert await texts(contract_stage) == ["Well"]
