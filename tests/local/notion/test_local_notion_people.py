"""People edit in the browser: the bot sees who, and whoever draws the page hears of it."""

from __future__ import annotations

import asyncio

from notion_client import AsyncClient

from bot.local.notion import Change, NotionStore
from tests.local.notion.wording import title


async def a_page(notion: AsyncClient, store: NotionStore, markdown: str = "As written") -> str:
    parent = {"type": "page_id", "page_id": store.root_page_id}
    page = await notion.pages.create(parent=parent, properties={"title": title("Plan")}, markdown=markdown)
    return str(page["id"])


async def test_the_bot_sees_what_a_person_changed_and_who(notion: AsyncClient, store: NotionStore) -> None:
    page_id = await a_page(notion, store)
    store.person_edits(page_id, markdown="As *edited*", title="Our plan", icon="📄", person="Ben")
    page = await notion.pages.retrieve(page_id)
    ben = next(person for person in store.people() if person.name == "Ben")
    assert page["last_edited_by"]["id"] == ben.id
    assert page["created_by"]["id"] != ben.id
    assert page["icon"] == {"type": "emoji", "emoji": "📄"}
    assert (await notion.pages.retrieve_markdown(page_id))["markdown"] == "As *edited*"
    await notion.pages.update(page_id, properties={"title": title("The bot's plan")})
    assert store.page(page_id).last_edited_by.kind == "bot"


async def test_a_person_fills_in_a_row_by_typing(notion: AsyncClient, store: NotionStore) -> None:
    properties = {"Name": {"title": {}}, "Status": {"status": {}}, "Estimate": {"number": {}}, "Owner": {"people": {}}}
    parent = {"type": "page_id", "page_id": store.root_page_id}
    database = await notion.databases.create(parent=parent, initial_data_source={"properties": properties})
    row = store.person_creates(database["id"], "Sign in", "Notes")
    ana = store.people()[0]
    store.person_edits(
        row.id, properties={"Status": "Done", "Estimate": "3", "Owner": {"people": [{"id": ana.id}]}}, person="Chloe"
    )
    shown = store.page(row.id).property_text
    assert shown == {"Name": "Sign in", "Status": "Done", "Estimate": "3.0", "Owner": "Ana"}
    answer = await notion.pages.retrieve(row.id)
    assert answer["properties"]["Status"]["status"]["name"] == "Done"


async def test_a_persons_text_that_leaves_out_a_child_page_keeps_it(notion: AsyncClient, store: NotionStore) -> None:
    page_id = await a_page(notion, store)
    child = store.person_creates(page_id, "Child")
    store.person_edits(page_id, markdown="New text")
    assert [block["id"] for block in store.page(page_id).blocks if block["type"] == "child_page"] == [child.id]
    assert not store.page(child.id).in_trash


async def test_a_locked_page_is_locked_for_people_not_for_the_api(notion: AsyncClient, store: NotionStore) -> None:
    page_id = await a_page(notion, store)
    store.person_locks(page_id)
    assert (await notion.pages.retrieve(page_id))["is_locked"] is True
    await notion.pages.update(page_id, properties={"title": title("Changed")})
    assert store.page(page_id).title == "Changed"


async def test_a_moved_page_is_where_it_was_moved_to(notion: AsyncClient, store: NotionStore) -> None:
    folder = await a_page(notion, store, "")
    page_id = await a_page(notion, store)
    await notion.pages.move(page_id, parent={"type": "page_id", "page_id": folder})
    assert [node.id for node in store.tree().children] == [folder]
    store.person_moves(page_id, store.root_page_id)
    assert [node.id for node in store.tree().children] == [folder, page_id]


async def test_listeners_hear_of_what_happened_in_order(notion: AsyncClient, store: NotionStore) -> None:
    heard: asyncio.Queue[Change] = asyncio.Queue()

    async def listen() -> None:
        async for change in store.changes():
            await heard.put(change)

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0)
    page_id = await a_page(notion, store)
    store.person_trashes(page_id, person="Ben")
    changes = []
    while not changes or changes[-1].action != "trashed":
        changes.append(await asyncio.wait_for(heard.get(), 5))
    mine = [(change.action, change.by.name) for change in changes if change.id == page_id]
    assert mine[0] == ("created", "planthread")
    assert mine[-1] == ("trashed", "Ben")
    listening.cancel()
