"""What Notion refuses, the local Notion refuses, in the same words."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from notion_client import APIResponseError, AsyncClient

from bot.local.notion import NotionStore
from bot.local.notion.gate import Exchange
from tests.local.notion import contract
from tests.local.notion.conftest import served, speaking
from tests.local.notion.wording import text, title


def paragraph(content: str, **more: Any) -> dict[str, Any]:
    return {"paragraph": {"rich_text": [{"text": {"content": content}}], **more}}


async def refused(notion: AsyncClient, path: str, body: dict[str, Any], method: str = "POST") -> APIResponseError:
    with pytest.raises(APIResponseError) as refusal:
        await notion.request(path, method, body=body)
    return refusal.value


def new_page(store: NotionStore, **body: Any) -> dict[str, Any]:
    return {"parent": {"page_id": store.root_page_id}, "properties": {"title": title("Plan")}, **body}


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"children": [paragraph("x")] * 101}, "body.children.length should be ≤ `100`, instead was `101`."),
        (
            {"children": [paragraph("x" * 2001)]},
            "body.children[0].paragraph.rich_text[0].text.content.length should be ≤ `2000`, instead was `2001`.",
        ),
        ({"children": [paragraph("😀" * 1001)]}, "content.length should be ≤ `2000`, instead was `2002`."),
        (
            {"children": [{"paragraph": {"rich_text": [{"text": {"content": "x"}}] * 101}}]},
            "rich_text.length should be ≤ `100`, instead was `101`.",
        ),
        (
            {"children": [{"bookmark": {"url": "https://example.com/" + "x" * 2000}}]},
            "bookmark.url.length should be ≤ `2000`, instead was `2020`.",
        ),
        (
            {
                "children": [
                    paragraph("1", children=[paragraph("2", children=[paragraph("3", children=[paragraph("4")])])])
                ]
            },
            "Nesting is limited to 2 levels.",
        ),
        (
            {"children": [paragraph("x", children=[paragraph("y")] * 10)] * 100},
            "the request has 1100 blocks, the maximum is 1000.",
        ),
        ({"children": [{"warning": {}}]}, "body.children[0] should have one of"),
        ({"children": [{"code": {"rich_text": [], "language": "klingon"}}]}, 'instead was `"klingon"`'),
        (
            {"children": [{"table": {"table_width": 2, "children": [{"table_row": {"cells": [[]]}}]}}]},
            "must match the table width",
        ),
        ({"children": [paragraph("x", colour="red")]}, "body.children[0].paragraph.colour should be not present"),
        ({"children": [paragraph("x")], "markdown": "x"}, "mutually exclusive"),
        ({"markdown_version": "v2"}, "body.markdown_version should be not present"),
        ({"markdown": "x", "markdown_version": "v3"}, 'instead was `"v3"`'),
        ({"icon": {"emoji": "smile"}}, "body.icon.emoji should be an emoji"),
        ({"colour": "red"}, "body.colour should be not present"),
        ({"parent": None}, "body.parent should be defined, instead was `undefined`."),
        ({"properties": {"Status": text("x")}}, "Status is not a property that exists."),
    ],
)
async def test_a_page_that_notion_would_refuse_is_refused_and_leaves_nothing(
    notion: AsyncClient, store: NotionStore, body: dict[str, Any], complaint: str
) -> None:
    refusal = await refused(notion, "pages", new_page(store, **body))
    assert (refusal.status, refusal.code) == (400, "validation_error")
    assert complaint in str(refusal)
    assert store.tree().children == ()


async def test_a_payload_over_500_kb_is_refused(notion: AsyncClient, store: NotionStore) -> None:
    refusal = await refused(notion, "pages", new_page(store, markdown="x" * 512_001))
    assert "the maximum is 512000" in str(refusal)


async def test_a_relation_takes_a_hundred_pages_and_only_of_its_data_source(
    notion: AsyncClient, store: NotionStore
) -> None:
    parent = {"type": "page_id", "page_id": store.root_page_id}
    first = await notion.databases.create(parent=parent, initial_data_source={"properties": {"Name": {"title": {}}}})
    source = first["data_sources"][0]["id"]
    needs = {"relation": {"data_source_id": source, "type": "single_property", "single_property": {}}}
    await notion.data_sources.update(source, properties={"Needs": needs})
    row = {"parent": {"data_source_id": source}, "properties": {"Needs": {"relation": [{"id": source}] * 101}}}
    assert "relation.length should be ≤ `100`" in str(await refused(notion, "pages", row))
    page = await notion.pages.create(**new_page(store))
    row["properties"] = {"Needs": {"relation": [{"id": page["id"]}]}}
    assert "is not in the data source" in str(await refused(notion, "pages", row))


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (
            {"type": "update_content", "update_content": {"content_updates": [{"old_str": "z", "new_str": ""}]}},
            "not found",
        ),
        (
            {"type": "update_content", "update_content": {"content_updates": [{"old_str": "x", "new_str": ""}]}},
            "matches 2 locations",
        ),
        (
            {"type": "update_content", "update_content": {"content_updates": [{"old_str": "", "new_str": ""}]}},
            "should be a non-empty string",
        ),
        (
            {"type": "update_content", "update_content": {"content_updates": [{"old_str": "x", "new_str": "b"}] * 101}},
            "should be ≤ `100`, instead was `101`.",
        ),
        ({"type": "insert_content", "insert_content": {"content": "x", "after": "zzz"}}, "does not match any content"),
        ({"type": "rewrite"}, 'instead was `"rewrite"`'),
    ],
)
async def test_an_edit_that_does_not_find_its_place_changes_nothing(
    notion: AsyncClient, store: NotionStore, command: dict[str, Any], complaint: str
) -> None:
    page = await notion.pages.create(**new_page(store, markdown="x or x"))
    refusal = await refused(notion, f"pages/{page['id']}/markdown", command, "PATCH")
    assert complaint in str(refusal)
    assert store.page(page["id"]).markdown == "x or x"


async def test_what_was_dropped_from_the_api_is_refused_with_what_to_use(
    notion: AsyncClient, store: NotionStore
) -> None:
    page = await notion.pages.create(**new_page(store))
    refusal = await refused(notion, f"pages/{page['id']}", {"archived": True}, "PATCH")
    assert "Use `in_trash` instead" in str(refusal)
    children = {"children": [paragraph("x")], "after": page["id"]}
    refusal = await refused(notion, f"blocks/{page['id']}/children", children, "PATCH")
    assert "Use `position` instead" in str(refusal)


async def test_what_lies_in_the_trash_cannot_be_edited(notion: AsyncClient, store: NotionStore) -> None:
    page = await notion.pages.create(**new_page(store))
    store.person_trashes(page["id"])
    refusal = await refused(notion, f"pages/{page['id']}", {"properties": {"title": title("x")}}, "PATCH")
    assert "archived" in str(refusal)
    refusal = await refused(notion, f"blocks/{page['id']}/children", {"children": [paragraph("x")]}, "PATCH")
    assert str(refusal) == "Can't edit block that is archived. You must unarchive the block before editing."


async def test_what_is_not_shared_looks_as_if_it_did_not_exist(notion: AsyncClient, store: NotionStore) -> None:
    page = await notion.pages.create(**new_page(store))
    store.person_moves(page["id"], "")
    with pytest.raises(APIResponseError) as refusal:
        await notion.pages.retrieve(page["id"])
    assert (refusal.value.status, refusal.value.code) == (404, "object_not_found")
    assert str(refusal.value) == (
        f"Could not find page with ID: {page['id']}. Make sure the relevant pages and databases are shared with your "
        'integration "planthread".'
    )


async def test_a_wrong_token_a_missing_version_and_broken_json_are_told_apart(store: NotionStore) -> None:
    async with served(store) as base, httpx.AsyncClient(base_url=base) as plain:
        good = {"Authorization": f"Bearer {store.token}", "Notion-Version": "2026-03-11"}
        wrong = await plain.get("/v1/users/me", headers={**good, "Authorization": "Bearer nonsense"})
        assert (wrong.status_code, wrong.json()["code"]) == (401, "unauthorized")
        silent = await plain.get("/v1/users/me", headers={"Authorization": good["Authorization"]})
        assert (silent.status_code, silent.json()["code"]) == (400, "missing_version")
        broken = await plain.post("/v1/pages", headers=good, content="{")
        assert (broken.status_code, broken.json()["code"]) == (400, "invalid_json")
        nowhere = await plain.get("/v1/nowhere", headers=good)
        assert (nowhere.status_code, nowhere.json()["code"]) == (400, "invalid_request_url")


async def test_an_integration_may_do_only_what_it_was_allowed(notion: AsyncClient, store: NotionStore) -> None:
    store.capabilities.discard("insert_content")
    refusal = await refused(notion, "pages", new_page(store))
    assert (refusal.status, refusal.code) == (403, "restricted_resource")


async def test_request_181_within_a_minute_has_to_wait(store: NotionStore) -> None:
    now = [1000.0]
    store.rate_limit.clock = lambda: now[0]
    async with speaking(store) as notion:
        for _ in range(180):
            await notion.users.me()
        now[0] += 47.5
        with pytest.raises(APIResponseError) as refusal:
            await notion.users.me()
        assert (refusal.value.status, refusal.value.code) == (429, "rate_limited")
        assert refusal.value.headers["retry-after"] == "13"
        now[0] += 13
        assert (await notion.users.me())["type"] == "bot"
    assert len(store.requests) == 182


async def test_a_free_workspace_runs_out_of_blocks_for_good(notion: AsyncClient, store: NotionStore) -> None:
    store.block_limit = 5
    page = await notion.pages.create(**new_page(store, markdown="\n".join("abcdefgh")))
    refusal = await refused(notion, "pages", new_page(store))
    assert (refusal.status, refusal.code) == (403, "restricted_resource")
    assert refusal.additional_data == {"block_limit": "block_creation"}
    await notion.blocks.delete(store.page(page["id"]).blocks[0]["id"])
    assert (await refused(notion, "pages", new_page(store))).status == 403
    await notion.pages.update(page["id"], properties={"title": title("Still editable")})


@pytest.mark.skipif(not contract.available(), reason=contract.WHY_SKIPPED)
@pytest.mark.parametrize(
    ("method", "template", "body", "complaint"),
    [
        ("POST", "/v1/pages", {"parent": {"page_id": "x"}, "children": [{"paragraph": {}}]}, "request at children/0"),
        ("POST", "/v1/pages", {"colour": "red"}, "'colour' was unexpected"),
        ("POST", "/v1/views", {"data_source_id": "x", "name": "x", "type": "kanban"}, "request at type"),
        ("PATCH", "/v1/blocks/{block_id}/children", {"children": [paragraph("x")] * 101}, "request at children"),
    ],
)
def test_the_judge_of_the_tests_sees_what_does_not_fit_the_contract(
    method: str, template: str, body: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(AssertionError) as verdict:
        contract.judge(answers=False)(Exchange(method, template, {}, body, 200, {}))
    assert complaint in str(verdict.value)


@pytest.mark.skipif(not contract.available(), reason=contract.WHY_SKIPPED)
def test_the_judge_of_the_tests_sees_an_answer_that_notion_would_not_give() -> None:
    with pytest.raises(AssertionError, match="answer at"):
        contract.judge()(Exchange("GET", "/v1/pages/{page_id}", {}, None, 200, {"object": "page", "id": "not a uuid"}))


async def test_a_validators_complaint_is_kept_for_the_test_and_does_not_disturb_the_answer(store: NotionStore) -> None:
    def complain(exchange: Exchange) -> None:
        raise AssertionError(f"{exchange.status} is not what I wanted")

    store.validate = complain
    async with speaking(store) as notion:
        assert (await notion.pages.retrieve(store.root_page_id))["object"] == "page"
    assert store.violations == ["GET /v1/pages/{page_id}: 200 is not what I wanted"]
