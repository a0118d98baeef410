"""What `planthread doctor` says about Notion."""

from bot.notion import check
from tests.notion.stage import Stage

STRANGE_PAGE = "00000000-0000-4000-8000-00000000ffff"


async def test_a_good_connection_is_two_good_findings_and_writes_nothing(contract_stage: Stage) -> None:
    stage = contract_stage
    findings = await check(stage.client(), stage.store.root_page_id)
    assert [finding.ok for finding in findings] == [True, True]
    assert {request.method for request in stage.store.requests} == {"GET"}


async def test_a_wrong_token_is_the_only_finding_and_is_not_shown(stage: Stage) -> None:
    (finding,) = await check(stage.client(token="ntn_wrong"), stage.store.root_page_id)
    assert not finding.ok
    assert "NOTION_TOKEN" in finding.what_to_do
    assert "ntn_wrong" not in finding.title + finding.what_to_do


async def test_a_page_that_is_not_shared_says_how_to_share_it(stage: Stage) -> None:
    token, page = await check(stage.client(), STRANGE_PAGE)
    assert token.ok
    assert not page.ok
    assert "Connections" in page.what_to_do


async def test_something_that_is_no_page_says_how_to_copy_its_link(stage: Stage) -> None:
    _, page = await check(stage.client(), "Product plans")
    assert not page.ok
    assert "Copy link" in page.what_to_do


async def test_a_page_in_the_trash_is_to_be_restored(stage: Stage) -> None:
    plans = stage.store.person_creates(stage.store.root_page_id, "Plans")
    stage.store.person_trashes(plans.id)
    _, page = await check(stage.client(), plans.id)
    assert not page.ok
    assert page.what_to_do == "Restore it in Notion."


async def test_a_missing_capability_is_named(stage: Stage) -> None:
    stage.store.capabilities = {"read_users", "insert_content"}
    _, page = await check(stage.client(), stage.store.root_page_id)
    assert not page.ok
    assert "capabilities to read, insert and update" in page.what_to_do


async def test_an_unreachable_notion_is_a_finding_not_a_crash(stage: Stage) -> None:
    stage.store.faults.next("*", "*", status=503, times=20)
    (finding,) = await check(stage.client(), stage.store.root_page_id)
    assert not finding.ok
    assert "503" in finding.title


async def test_comments_that_may_not_be_read_are_said_beside_a_page_that_may(stage: Stage) -> None:
    stage.store.capabilities.remove("read_comments")
    _, comments, page = await check(stage.client(), stage.store.root_page_id)
    assert not comments.ok
    assert "read comments" in comments.what_to_do
    assert page.ok
