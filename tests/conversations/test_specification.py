"""The specification in the thread: reviewed, changed, approved by who may, published once."""

import asyncio
import copy
from collections.abc import Iterator

from bot.local.notion.reading import Node, Row
from bot.local.slack.model import Message
from tests.conversations.conftest import World
from tests.people import Thread, pressable, visible


def rows(world: World) -> list[Row]:
    """The documents in Notion, whatever project they belong to."""
    databases = [node for node in walk(world.notion.tree()) if node.kind == "database"]
    return [row for node in databases for source in world.notion.database(node.id).data_sources for row in source.rows]


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


async def test_the_specification_stands_in_the_thread_in_short_in_full_and_as_a_file(world: World):
    thread, review = await world.in_review()
    assert "Product specification, version 1" in visible(review)
    assert pressable(review) == ["Approve", "Request changes", "Back to questions", "Download"]
    text = "\n".join(visible(m) for m in thread.from_bot)
    for heading in ("Audience", "Core workflows", "Features", "Constraints", "Non-goals", "Open questions"):
        assert f"## {heading}" in text
    files = [world.slack.file(file) for message in thread.from_bot for file in message.files]
    assert [file.name for file in files] == ["a-weekly-report-that-writes-itself-v1.md"]
    assert "FR-1" in files[0].content.decode()
    assert "FR-1" in text


async def test_every_requirement_leads_to_the_message_that_decided_it(world: World):
    thread, _question = await world.planning()
    answer = await world.ana.says(
        "Every Friday Ana must get a report with the totals of four systems by noon. Today that takes 3 hours.", thread
    )
    await world.ana.presses("That's enough", await world.planner.asks(thread, "Q2"))
    await world.planner.says(thread, "may approve")
    permalink = f"/archives/C0PRODUCT1/p{answer.ts.replace('.', '')}?thread_ts={thread.root.ts}"
    document = "\n".join(str(block) for m in thread.from_bot for block in m.blocks)
    assert permalink in document


async def test_only_an_approver_may_approve_and_only_once(world: World):
    thread, review = await world.in_review()
    shown_to_ben = copy.deepcopy(review)
    await world.ben.presses("Approve", review)
    await world.ben.sees_ephemeral("Only Ana may approve")
    await world.ana.presses("Approve", review)
    await world.planner.says(thread, "Ana approved version 1")
    await world.planner.says(thread, "is published in Notion", timeout=20)
    await world.ana.presses("Approve", shown_to_ben)
    await world.ana.sees_ephemeral("from an earlier moment")
    assert "Approved by Ana" in visible(world.slack.message(review.channel, review.ts))
    assert pressable(world.slack.message(review.channel, review.ts)) == [
        "Request changes",
        "Back to questions",
        "Download",
    ]


async def test_approval_publishes_a_project_page_and_the_specification(world: World):
    thread, review = await world.in_review()
    await world.ana.presses("Approve", review)
    await world.planner.says(thread, "is published in Notion", timeout=20)
    dashboard = await world.ana.sees("Project in Notion", thread.root)
    assert "Product specification published" in visible(dashboard)
    assert len(rows(world)) == 1
    page = world.notion.page(rows(world)[0].id)
    assert "FR-1" in page.markdown
    assert "/archives/C0PRODUCT1/p" in page.markdown


async def test_requested_changes_become_version_2_with_a_readable_difference(world: World):
    thread, review = await world.in_review()
    stale = copy.deepcopy(review)
    await world.ben.presses("Request changes", review)
    modal = await world.ben.sees_modal("Request changes")
    await world.ben.fills(modal, {"What should change": "add: the report must name its sources"})
    second = await world.planner.says(thread, "Product specification, version 2", timeout=20)
    assert "Replaced by version 2" in visible(world.slack.message(review.channel, review.ts))
    assert any("version 1" in visible(m) and "version 2" in visible(m) for m in thread.from_bot)
    await world.ana.presses("Approve", stale)
    await world.ana.sees_ephemeral("look at version 2")
    await world.ana.presses("Approve", second)
    await world.planner.says(thread, "Version 2 of the product specification is published in Notion", timeout=20)
    assert len(rows(world)) == 1
    assert "name its sources" in world.notion.page(rows(world)[0].id).markdown


async def test_back_to_questions_asks_what_was_skipped_and_writes_the_next_version(world: World):
    thread, question = await world.planning()
    await world.ana.presses("Skip", question)
    await world.ana.presses("That's enough", await world.planner.asks(thread, "Q2"))
    review = await world.planner.says(thread, "may approve")
    await world.ben.presses("Back to questions", review)
    again = await world.planner.asks(thread, "Q1")
    await world.ben.says("I copy numbers from four systems every Friday for 3 hours.", thread)
    second = await world.planner.asks(thread, "Q2")
    await world.ben.presses("That's enough", second)
    await world.planner.says(thread, "Product specification, version 2", timeout=20)
    assert "Q1 · problem" in visible(again)


async def test_two_people_deciding_in_the_same_second_get_one_outcome(world: World):
    thread, review = await world.in_review()
    await world.ben.presses("Request changes", review)
    modal = await world.ben.sees_modal("Request changes")
    await asyncio.gather(
        world.ben.fills(modal, {"What should change": "add: the report must name its sources"}),
        world.ana.presses("Approve", review),
    )
    newest = await world.planner.says(thread, "Product specification, version 2", timeout=20)
    await world.ana.presses("Approve", newest)
    await world.planner.says(thread, "Version 2 of the product specification is published in Notion", timeout=20)
    assert len(rows(world)) == 1


async def test_a_guest_who_is_an_approver_cannot_approve(world: World):
    guest = world.people.teammate("gus")
    guest.person.active = True
    world.slack.channel("#product").members.append(guest.person.id)
    await world.ana.types("/plan")
    modal = await world.ana.sees_modal("Plan something")
    await world.ana.fills(modal, {"Your idea": "a stock count", "Approvers": [guest.person.id]})
    thread = await world.planner.opens_a_thread("stock count")
    await world.ana.presses("That's enough", await world.planner.asks(thread, "Q1"))
    review = await world.planner.says(thread, "may approve", timeout=20)
    await guest.presses("Approve", review)
    await guest.sees_ephemeral("Guests cannot approve")


async def test_download_gives_the_file_again(world: World):
    thread, review = await world.in_review()
    await world.chen.presses("Download", review)
    await world.people.until(
        lambda: [m for m in thread.from_bot if m.files][1:] or None, "a second file", about=thread.root
    )


async def test_an_answer_changed_after_the_writing_is_told_in_the_thread(world: World):
    thread, _ = await world.planning()
    answer = await world.ana.says("I copy numbers from four systems every Friday for 3 hours.", thread)
    await world.ana.presses("That's enough", await world.planner.asks(thread, "Q2"))
    await world.planner.says(thread, "may approve")
    await world.ana.edits(answer, "I copy numbers from five systems every Friday for 3 hours.")
    await world.planner.says(thread, "An answer was changed: Q1")


async def test_a_persons_edit_in_notion_is_never_overwritten_without_asking(world: World):
    thread, review = await world.in_review()
    await world.ana.presses("Approve", review)
    await world.planner.says(thread, "is published in Notion", timeout=20)
    page = rows(world)[0].id
    world.notion.person_edits(page, markdown="# Mine\n\nA person wrote this.")
    await world.ben.presses("Back to questions", review)
    again = await world.planner.asks(thread)
    await world.ana.says("Totally different: it is about five systems and 4 hours.", thread)
    await world.ana.presses("That's enough", await world.planner.asks(thread))
    second = await world.planner.says(thread, "Product specification, version 2", timeout=20)
    await world.ana.presses("Approve", second)
    conflict = await world.planner.says(thread, "Somebody edited", timeout=20)
    assert "A person wrote this" in world.notion.page(page).markdown
    await world.ana.presses("Replace it", conflict)
    await world.planner.says(thread, "Version 2 of the product specification is published in Notion", timeout=20)
    assert "A person wrote this" not in world.notion.page(page).markdown
    assert again.ts < conflict.ts


async def test_a_requested_change_is_shown_and_what_comes_of_it_leads_back_to_it(world: World):
    thread, review = await world.in_review()
    await world.ben.presses("Request changes", review)
    modal = await world.ben.sees_modal("Request changes")
    await world.ben.fills(modal, {"What should change": "The report must name its sources"})
    shown = await world.planner.says(thread, "Ben asked for changes to version 1")
    assert "The report must name its sources" in visible(shown)
    await world.planner.says(thread, "Product specification, version 2", timeout=20)
    document = "\n".join(str(block) for m in thread.from_bot for block in m.blocks)
    assert "The report shall name its sources" in document
    assert (
        f"[review, Ben](http://127.0.0.1:{world.server.port}/archives/C0PRODUCT1/p{shown.ts.replace('.', '')}"
        in document
    )


async def test_comments_made_in_notion_come_to_the_thread_once(world: World):
    thread, review = await world.in_review()
    await world.ana.presses("Approve", review)
    await world.planner.says(thread, "is published in Notion", timeout=20)
    world.notion.person_comments(rows(world)[0].id, "Does this cover <!channel> holidays?")
    for version in (2, 3):
        await world.ana.presses("Request changes", latest_review(thread))
        form = await world.ana.sees_modal("Request changes")
        await world.ana.fills(form, {"What should change": f"Add the constraint: it must work in year {version}"})
        await world.ana.presses("Approve", await world.planner.says(thread, "may approve", timeout=20))
        await world.planner.says(thread, f"Version {version} of the product specification is published", timeout=30)
    await world.ana.sees("commented on", thread)
    comments = [visible(m) for m in thread.from_bot if "commented on" in visible(m)]
    assert len(comments) == 1
    assert "Does this cover" in comments[0]
    assert "<!channel>" not in comments[0]


def latest_review(thread: Thread) -> Message:
    """The newest review, as it stands now."""
    return [m for m in thread.from_bot if "Request changes" in pressable(m)][-1]


async def test_the_owner_stands_in_where_every_named_approver_has_left(world: World):
    await world.ana.types("/plan")
    form = await world.ana.sees_modal("Plan something")
    await world.ana.fills(form, {"Your idea": "a weekly report that writes itself", "Approvers": [world.ben.person.id]})
    thread = await world.planner.opens_a_thread()
    await world.ana.presses("That's enough", await world.planner.asks(thread, "Q1"))
    review = await world.planner.says(thread, "may approve")
    await world.ana.presses("Approve", review)
    await world.ana.sees_ephemeral("Only Ben may approve")
    world.ben.person.active = False
    await world.ana.presses("Approve", review)
    await world.planner.says(thread, "Ana approved version 1", timeout=20)
