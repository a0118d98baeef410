"""Pages, blocks and Markdown through the real client."""

from __future__ import annotations

from typing import Any

from notion_client import AsyncClient

from bot.local.notion import NotionStore
from tests.local.notion.wording import title

SPECIFICATION = """\
<callout icon="💡" color="blue_bg">
We ship to **accountants** first
</callout>

<table-of-contents />

## Requirements

- [ ] FR-1 shows the [answer](https://example.slack.com/archives/C1/p1)
- second
	- nested

| Who | What |
| --- | --- |
| Ana | decides |

```mermaid
graph TD
  a --> b
```
"""


async def a_page(notion: AsyncClient, store: NotionStore, name: str = "Plan", markdown: str = "") -> dict[str, Any]:
    body: dict[str, Any] = {
        "parent": {"type": "page_id", "page_id": store.root_page_id},
        "properties": {"title": title(name)},
    }
    if markdown:
        body |= {"markdown": markdown, "markdown_version": "v2"}
    made: dict[str, Any] = await notion.request(path="pages", method="POST", body=body)
    return made


async def test_a_page_written_as_markdown_is_read_as_blocks_as_markdown_and_by_people(
    notion: AsyncClient, store: NotionStore
) -> None:
    page = await a_page(notion, store, "Weekly report", SPECIFICATION)
    children = await notion.blocks.children.list(page["id"])
    assert [block["type"] for block in children["results"]] == [
        "callout",
        "table_of_contents",
        "heading_2",
        "to_do",
        "bulleted_list_item",
        "table",
        "code",
    ]
    callout = children["results"][0]["callout"]
    assert callout["icon"] == {"type": "emoji", "emoji": "💡"}
    assert callout["color"] == "blue_background"
    assert [item["plain_text"] for item in callout["rich_text"] if item["annotations"]["bold"]] == ["accountants"]
    assert children["results"][6]["code"]["language"] == "mermaid"
    answer = await notion.request(f"pages/{page['id']}/markdown", "GET", query={"markdown_version": "v2"})
    assert answer["markdown"] == SPECIFICATION.rstrip("\n")
    seen = store.page(page["id"])
    assert seen.title == "Weekly report"
    assert seen.markdown == SPECIFICATION.rstrip("\n")
    assert seen.blocks[4]["children"][0]["bulleted_list_item"]["rich_text"][0]["plain_text"] == "nested"
    assert seen.last_edited_by.kind == "bot"
    assert page["url"] == f"{store.base_url}/notion/page/{page['id'].replace('-', '')}"


async def test_the_markdown_that_notion_gives_back_is_its_own_normal_form(
    notion: AsyncClient, store: NotionStore
) -> None:
    page = await a_page(notion, store, markdown="Title\n=====\n* one\n* two\n\n__bold__ and <div>literal</div>")
    first = await notion.request(f"pages/{page['id']}/markdown", "GET", query={"markdown_version": "v2"})
    assert first["markdown"] == "# Title\n\n- one\n- two\n\n**bold** and \\<div>literal\\</div>"
    again = {"type": "replace_content", "replace_content": {"new_str": first["markdown"]}, "markdown_version": "v2"}
    second = await notion.request(f"pages/{page['id']}/markdown", "PATCH", body=again)
    assert second["markdown"] == first["markdown"]


async def test_an_edit_of_the_text_keeps_the_blocks_that_it_does_not_touch(
    notion: AsyncClient, store: NotionStore
) -> None:
    page = await a_page(notion, store, markdown="one\n\ntwo\n\nthree")
    before = [block["id"] for block in store.page(page["id"]).blocks]
    edit = {"type": "update_content", "update_content": {"content_updates": [{"old_str": "two", "new_str": "2"}]}}
    await notion.pages.update_markdown(page["id"], **edit)
    after = [block["id"] for block in store.page(page["id"]).blocks]
    assert (after[0], after[2]) == (before[0], before[2])
    assert after[1] != before[1]


async def test_v1_is_the_default_and_a_line_is_a_block_there(notion: AsyncClient, store: NotionStore) -> None:
    page = await notion.pages.create(
        parent={"type": "page_id", "page_id": store.root_page_id}, properties={"title": title("Old")}, markdown="a\nb"
    )
    assert [block["type"] for block in store.page(page["id"]).blocks] == ["paragraph", "paragraph"]
    answer = await notion.pages.retrieve_markdown(page["id"])
    assert answer["markdown"] == "a\nb"


async def test_blocks_are_appended_in_place_and_come_back_with_ids(notion: AsyncClient, store: NotionStore) -> None:
    page = await a_page(notion, store, markdown="first\n\nlast")
    first = store.page(page["id"]).blocks[0]["id"]
    quote = {"quote": {"rich_text": [{"text": {"content": "between"}}]}}
    position = {"type": "after_block", "after_block": {"id": first}}
    answer = await notion.blocks.children.append(page["id"], children=[quote], position=position)
    assert answer["results"][0]["type"] == "quote"
    assert store.page(page["id"]).markdown == "first\n\n> between\n\nlast"


async def test_long_pages_are_listed_a_hundred_blocks_at_a_time(notion: AsyncClient, store: NotionStore) -> None:
    page = await a_page(notion, store, markdown="\n\n".join(f"line {n}" for n in range(130)))
    first = await notion.blocks.children.list(page["id"])
    rest = await notion.blocks.children.list(page["id"], start_cursor=first["next_cursor"])
    assert (len(first["results"]), first["has_more"]) == (100, True)
    assert (len(rest["results"]), rest["has_more"], rest["next_cursor"]) == (30, False, None)


async def test_replacing_a_text_does_not_lose_child_pages_unless_told_to(
    notion: AsyncClient, store: NotionStore
) -> None:
    parent = await a_page(notion, store, "Project")
    child = await notion.pages.create(
        parent={"type": "page_id", "page_id": parent["id"]}, properties={"title": title("Child")}
    )
    text = (await notion.request(f"pages/{parent['id']}/markdown", "GET", query={"markdown_version": "v2"}))["markdown"]
    assert text == f'<page url="{child["url"]}">Child</page>'
    kept = {"type": "replace_content", "replace_content": {"new_str": f"Above\n\n{text}"}, "markdown_version": "v2"}
    await notion.request(f"pages/{parent['id']}/markdown", "PATCH", body=kept)
    assert [block["id"] for block in store.page(parent["id"]).blocks][1] == child["id"]
    trashing = {"new_str": "Only this", "allow_deleting_content": True}
    await notion.pages.update_markdown(parent["id"], type="replace_content", replace_content=trashing)
    assert store.page(child["id"]).in_trash


async def test_a_trashed_page_can_be_read_and_restored_and_takes_its_children_along(
    notion: AsyncClient, store: NotionStore
) -> None:
    page = await a_page(notion, store, "Project")
    child = await notion.pages.create(
        parent={"type": "page_id", "page_id": page["id"]}, properties={"title": title("Child")}
    )
    await notion.pages.update(page["id"], in_trash=True)
    assert (await notion.pages.retrieve(child["id"]))["in_trash"] is True
    assert [node.title for node in store.tree().children] == []
    await notion.pages.update(page["id"], in_trash=False)
    assert [node.title for node in store.tree().children] == ["Project"]
    assert (await notion.pages.retrieve(child["id"]))["in_trash"] is False


async def test_times_are_whole_minutes_in_the_api_and_creation_order_in_the_store(
    notion: AsyncClient, store: NotionStore
) -> None:
    pages = [await a_page(notion, store, f"Page {n}") for n in range(3)]
    assert all(page["created_time"].endswith(":00.000Z") for page in pages)
    times = [store.page(page["id"]).created_time for page in pages]
    assert times == sorted(set(times))


async def test_comments_start_a_discussion_that_others_continue(notion: AsyncClient, store: NotionStore) -> None:
    page = await a_page(notion, store)
    first = await notion.comments.create(parent={"page_id": page["id"]}, rich_text=[{"text": {"content": "Why?"}}])
    await notion.comments.create(discussion_id=first["discussion_id"], rich_text=[{"text": {"content": "Because."}}])
    store.person_comments(page["id"], "I see", person="Ben")
    listed = await notion.comments.list(block_id=page["id"])
    assert [comment["rich_text"][0]["plain_text"] for comment in listed["results"]] == ["Why?", "Because.", "I see"]
    assert [(c.author.name, c.text) for c in store.page(page["id"]).comments][2] == ("Ben", "I see")


async def test_users_and_the_integration_introduce_themselves(notion: AsyncClient) -> None:
    me = await notion.users.me()
    assert (me["type"], me["bot"]["workspace_name"]) == ("bot", "Local workspace")
    assert [user["name"] for user in (await notion.users.list())["results"]] == ["Ana", "Ben", "Chloe", "planthread"]


async def test_search_finds_by_title_but_not_at_once(notion: AsyncClient, store: NotionStore) -> None:
    page = await a_page(notion, store, "Quarterly outlook")
    found = await notion.search(query="quarterly", filter={"property": "object", "value": "page"})
    assert [result["id"] for result in found["results"]] == [page["id"]]
    store.search_delay = 3600.0
    assert (await notion.search(query="quarterly"))["results"] == []
