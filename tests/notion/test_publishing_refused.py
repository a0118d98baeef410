"""What people are told when Notion refuses something, and that publishing again finishes it."""

import pytest

from bot.notion import NotionError, Publisher
from bot.notion.errors import NotShared, RequestRefused, WrongToken
from tests.notion.stage import Stage, project


async def test_a_parent_that_is_not_shared_says_how_to_share_it(stage: Stage) -> None:
    stranger = Publisher(stage.client(), "00000000-0000-4000-8000-00000000ffff", stage.ledger)
    with pytest.raises(NotShared, match="Connections, and add the integration"):
        await stranger.publish(project())
    await stage.publish(project())
    assert len(stage.project_pages()) == 1


async def test_a_wrong_token_says_where_to_get_the_right_one(stage: Stage) -> None:
    wrong = Publisher(stage.client(token="ntn_wrong"), stage.store.root_page_id, stage.ledger)
    with pytest.raises(WrongToken, match="NOTION_TOKEN") as caught:
        await wrong.publish(project())
    assert "ntn_wrong" not in str(caught.value)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
async def test_after_a_refusal_at_any_request_publishing_again_finishes_it(stage: Stage, status: int, nth: int) -> None:
    stage.store.faults.next("*", "*", delay=0.0, times=nth - 1)
    stage.store.faults.next("*", "*", status=status)
    with pytest.raises(NotionError):
        await stage.publish(project())
    await stage.publish(project())
    assert len(stage.project_pages()) == 1
    assert len(stage.databases()) == 1
    assert len(stage.rows()) == 1


async def test_a_view_that_cannot_be_arranged_does_not_stop_the_publication(stage: Stage) -> None:
    stage.store.faults.next("GET", "/v1/views*", status=400)
    result = await stage.publish(project())
    assert result.created == ("product-specification",)
    assert any("hide them by hand" in note for note in result.notes)
    assert (await stage.publish(project())).notes == ()


async def test_an_edit_conflicting_with_notion_itself_says_so(stage: Stage) -> None:
    stage.store.faults.next("POST", "/v1/pages", status=400)
    with pytest.raises(RequestRefused, match="creating the project page"):
        await stage.publish(project())
