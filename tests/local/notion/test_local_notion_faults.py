"""What may go wrong goes wrong on request, as it does at Notion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from notion_client import APIResponseError, AsyncClient
from notion_client.errors import RequestTimeoutError, UnknownHTTPResponseError

from bot.local.notion import NotionStore
from tests.local.notion.conftest import speaking
from tests.local.notion.wording import title


def new_page(store: NotionStore, name: str = "Plan") -> dict[str, Any]:
    return {"parent": {"page_id": store.root_page_id}, "properties": {"title": title(name)}}


async def test_a_write_that_answers_503_may_have_been_done_and_says_what(
    notion: AsyncClient, store: NotionStore
) -> None:
    store.faults.next("POST", "/v1/pages", status=503, after_commit=True)
    with pytest.raises(APIResponseError) as failure:
        await notion.pages.create(**new_page(store))
    assert failure.value.code == "service_unavailable"
    assert failure.value.additional_data is not None
    page_id = failure.value.additional_data["committed_resource_id"]
    assert store.page(page_id).title == "Plan"
    store.faults.next("PATCH", "/v1/blocks/*/children", status=503, after_commit=True)
    with pytest.raises(APIResponseError) as failure:
        await notion.blocks.children.append(page_id, children=[{"divider": {}}])
    assert failure.value.additional_data is not None
    assert failure.value.additional_data["committed_child_ids"] == [store.page(page_id).blocks[0]["id"]]


async def test_a_503_before_the_work_leaves_nothing_behind(notion: AsyncClient, store: NotionStore) -> None:
    store.faults.next("POST", "/v1/pages", status=503)
    with pytest.raises(APIResponseError) as failure:
        await notion.pages.create(**new_page(store))
    assert failure.value.additional_data is None
    assert store.tree().children == ()
    await notion.pages.create(**new_page(store))
    assert [node.title for node in store.tree().children] == ["Plan"]


@pytest.mark.parametrize("committed", [False, True])
async def test_a_request_without_an_answer_may_or_may_not_have_been_done(store: NotionStore, committed: bool) -> None:
    store.faults.next("POST", "/v1/pages", timeout=True, after_commit=committed)
    async with speaking(store, timeout_ms=150) as notion:
        with pytest.raises(RequestTimeoutError):
            await notion.pages.create(**new_page(store))
        assert len(store.tree().children) == int(committed)


async def test_faults_wait_for_their_request_and_happen_as_often_as_asked(
    notion: AsyncClient, store: NotionStore
) -> None:
    store.faults.next("GET", "/v1/pages/*", status=409, times=2)
    store.faults.next("*", "/v1/users*", status=429, retry_after=7)
    await notion.pages.create(**new_page(store))
    for _ in range(2):
        with pytest.raises(APIResponseError) as failure:
            await notion.pages.retrieve(store.root_page_id)
        assert failure.value.code == "conflict_error"
    assert (await notion.pages.retrieve(store.root_page_id))["object"] == "page"
    with pytest.raises(APIResponseError) as failure:
        await notion.users.me()
    assert failure.value.headers["retry-after"] == "7"


@pytest.mark.parametrize("status", [502, 529])
async def test_errors_that_the_client_does_not_know_come_as_unknown_ones(
    notion: AsyncClient, store: NotionStore, status: int
) -> None:
    store.faults.next("GET", "/v1/users/me", status=status)
    with pytest.raises(UnknownHTTPResponseError) as failure:
        await notion.users.me()
    assert failure.value.status == status


async def test_the_journal_counts_every_request_with_its_body_and_answer(
    notion: AsyncClient, store: NotionStore
) -> None:
    body = new_page(store)
    await notion.pages.create(**body)
    store.faults.next("GET", "/v1/users/me", status=500)
    with pytest.raises(APIResponseError):
        await notion.users.me()
    recorded = [(request.method, request.path, request.status, request.body) for request in store.requests]
    assert recorded == [("POST", "/v1/pages", 200, body), ("GET", "/v1/users/me", 500, None)]


async def test_everything_is_still_there_after_a_restart(tmp_path: Path) -> None:
    store = NotionStore(tmp_path)
    async with speaking(store) as notion:
        page = await notion.pages.create(**new_page(store), markdown="# One\ntwo")
        parent = {"type": "page_id", "page_id": page["id"]}
        properties = {"Name": {"title": {}}, "Status": {"status": {}}}
        database = await notion.databases.create(parent=parent, initial_data_source={"properties": properties})
        source = database["data_sources"][0]["id"]
        for name in ("first", "second"):
            await notion.pages.create(parent={"data_source_id": source}, properties={"Name": title(name)})
        before = (store.tree(), store.page(page["id"]), store.views(source))
    store.close()
    again = NotionStore(tmp_path, base_url=store.base_url)
    assert (again.tree(), again.page(page["id"]), again.views(source)) == before
    assert [row.title for row in again.database(database["id"]).data_sources[0].rows] == ["first", "second"]
    again.close()


async def test_a_refused_request_is_not_in_the_file_either(tmp_path: Path) -> None:
    store = NotionStore(tmp_path)
    async with speaking(store) as notion:
        page = await notion.pages.create(**new_page(store), markdown="kept")
        deep = {"children": [{"paragraph": {"rich_text": []}}, {"paragraph": {}}]}
        with pytest.raises(APIResponseError):
            await notion.request(f"blocks/{page['id']}/children", "PATCH", body=deep)
    store.close()
    again = NotionStore(tmp_path)
    assert again.page(page["id"]).markdown == "kept"
    again.close()
