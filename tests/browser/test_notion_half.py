"""The reader's half of the page: pages and databases as they are published, edited and linked."""

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import Stage
from tests.browser.screen import Screen, a_screen
from tests.browser.showcase import QUESTION

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE = """<callout icon="📌">
Decided: drafted every **Friday at 16:00**.
</callout>
<table-of-contents />

# What it is

[The answer]({thread}) behind it.

| id | requirement |
|---|---|
| FR-1 | Drafted every Friday |

<toggle>
Acceptance criteria
- [x] the draft exists
</toggle>

## How it flows

```mermaid
flowchart LR
  Sheets --> Draft
```
"""


async def notion(stage: Stage, path: str, body: dict[str, object]) -> dict[str, object]:
    """One request of the integration, as the bot makes it."""
    headers = {"Authorization": f"Bearer {stage.notion.token}", "Notion-Version": "2026-03-11"}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{stage.server.notion_api_url}/v1/{path}", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    result: dict[str, object] = answer.json()
    return result


def option(name: str, color: str) -> dict[str, str]:
    return {"name": name, "color": color}


async def published_tasks(stage: Stage) -> str:
    """A database of tasks with a table and a board, written through the API; returns its id."""
    database = await notion(
        stage,
        "databases",
        {
            "parent": {"type": "page_id", "page_id": stage.notion.root_page_id},
            "title": [{"text": {"content": "Tasks"}}],
            "initial_data_source": {
                "properties": {
                    "Name": {"title": {}},
                    "Stage": {
                        "select": {
                            "options": [option("Ready", "blue"), option("Doing", "yellow"), option("Done", "green")]
                        }
                    },
                    "Estimate": {"number": {}},
                }
            },
        },
    )
    sources = database["data_sources"]
    assert isinstance(sources, list)
    source = sources[0]["id"]
    for name, stage_name, days in (
        ("Draft the report", "Doing", 2),
        ("Send the report", "Ready", 1),
        ("Ask Ana", "Done", 1),
    ):
        await notion(
            stage,
            "pages",
            {
                "parent": {"type": "data_source_id", "data_source_id": source},
                "properties": {
                    "Name": {"title": [{"text": {"content": name}}]},
                    "Stage": {"select": {"name": stage_name}},
                    "Estimate": {"number": days},
                },
            },
        )
    stage_id = stage.notion.database(str(database["id"])).data_sources[0].properties["Stage"]["id"]
    await notion(
        stage,
        "views",
        {
            "database_id": database["id"],
            "data_source_id": source,
            "name": "By stage",
            "type": "board",
            "configuration": {
                "type": "board",
                "group_by": {"type": "select", "property_id": stage_id, "sort": {"type": "manual"}},
            },
        },
    )
    return str(database["id"])


async def test_what_the_bot_publishes_appears_while_one_looks(screen: Screen, stage: Stage) -> None:
    await expect(screen.page.get_by_role("heading", name="Nothing published yet")).to_be_visible()
    await notion(
        stage,
        "pages",
        {
            "parent": {"page_id": stage.notion.root_page_id},
            "icon": {"type": "emoji", "emoji": "📈"},
            "properties": {"title": {"title": [{"text": {"content": "Weekly report"}}]}},
            "markdown": PAGE.format(thread="https://example.com"),
        },
    )
    await expect(screen.notion.root.get_by_role("heading", name="Weekly report")).to_be_visible()
    await screen.notion.shows("Decided: drafted every Friday at 16:00.")
    article = screen.notion.root.get_by_role("article")
    await expect(article.get_by_role("cell", name="Drafted every Friday")).to_be_visible()
    await expect(article.get_by_role("navigation", name="Table of contents")).to_contain_text("How it flows")
    await article.get_by_text("Acceptance criteria").click()
    await expect(article.get_by_text("the draft exists")).to_be_visible()
    await expect(article.locator(".diagram svg")).to_contain_text("Sheets")
    await screen.notion.shows("Edited by planthread")
    await screen.shot("notion-page")
    assert screen.went_elsewhere() == []
    assert screen.complaints == []


async def test_a_link_back_opens_the_thread_at_that_message_however_long_it_is(screen: Screen, stage: Stage) -> None:
    channel = await stage.in_product()
    root = await stage.app.says(channel, "Q4", QUESTION)
    await stage.slack.post("Ben", channel, "Accountants, mostly", thread_ts=root)
    answer = stage.slack.thread(channel, root)[-1]
    for number in range(80):
        await stage.slack.post("Chen", channel, f"Thought {number}", thread_ts=root)
    text = PAGE.format(thread=stage.slack.permalink(answer))
    stage.notion.person_creates(stage.notion.root_page_id, "Weekly report", text)
    await screen.notion.shows("What it is")
    await screen.notion.follow("The answer")
    await expect(await screen.thread.shows("Accountants, mostly")).to_be_in_viewport()


async def test_addresses_of_messages_and_pages_open_the_page_at_that_place(
    screen: Screen, stage: Stage, browser: Browser
) -> None:
    channel = await stage.in_product()
    root = await stage.app.says(channel, "Q4", QUESTION)
    await stage.slack.post("Ben", channel, "Accountants, mostly", thread_ts=root)
    page = stage.notion.person_creates(stage.notion.root_page_id, "Weekly report", "Hello")
    stage.notion.person_creates(stage.notion.root_page_id, "Another", "No")
    thread = stage.slack.permalink(stage.slack.thread(channel, root)[-1]).removeprefix(stage.server.url)
    async with a_screen(stage.server.url, path=thread, browser=browser) as other:
        await other.thread.shows("Accountants, mostly")
    async with a_screen(stage.server.url, path=page.url.removeprefix(stage.server.url), browser=browser) as other:
        await other.notion.shows("Hello")


async def test_a_person_edits_and_comments_under_their_own_name(screen: Screen, stage: Stage) -> None:
    page = stage.notion.person_creates(
        stage.notion.root_page_id, "Weekly report", PAGE.format(thread="https://example.com")
    )
    await screen.notion.shows("What it is")
    await screen.be("Ben")
    await screen.notion.edit("Drafted every Friday", put="Drafted every Thursday")
    await screen.notion.shows("Drafted every Thursday")
    await screen.notion.comment("Thursday suits <everyone> better")
    await screen.notion.shows("Thursday suits <everyone> better")
    read = stage.notion.page(page.id)
    assert read.last_edited_by.name.startswith("Ben")
    assert read.comments[0].author.name.startswith("Ben")


async def test_a_database_is_a_table_and_a_board_and_rows_open(screen: Screen, stage: Stage) -> None:
    await published_tasks(stage)
    await screen.notion.open("Tasks")
    table = screen.notion.root.get_by_role("table")
    await expect(table.get_by_role("row", name="Draft the report")).to_contain_text("Doing")
    await screen.notion.view("By stage")
    await expect(screen.notion.root.locator(".board section", has_text="Ready")).to_contain_text("Send the report")
    await screen.shot("notion-board")
    await screen.notion.follow("Send the report")
    await expect(screen.notion.root.get_by_role("heading", name="Send the report")).to_be_visible()
    await expect(screen.notion.root.get_by_role("navigation", name="Breadcrumbs")).to_contain_text("Tasks")


async def test_a_trashed_page_says_so(screen: Screen, stage: Stage) -> None:
    page = stage.notion.person_creates(stage.notion.root_page_id, "Weekly report", "Hello")
    await screen.notion.shows("Hello")
    stage.notion.person_trashes(page.id)
    await screen.notion.shows("This page is in the trash.")


async def test_a_link_in_slack_opens_the_page_on_the_right(screen: Screen, stage: Stage) -> None:
    stage.notion.person_creates(stage.notion.root_page_id, "Another", "Not this one")
    page = stage.notion.person_creates(stage.notion.root_page_id, "Weekly report", "This one")
    await stage.app.says(await stage.in_product(), f"Published: <{page.url}|the specification>")
    await (await screen.channel.shows("Published")).get_by_role("link", name="the specification").click()
    await screen.notion.shows("This one")
    assert screen.page.url == stage.server.url
