"""The whole method in one thread: from the approved product to a plan that a team can start on Monday."""

import re
from datetime import date

import pytest

from bot.local.notion.reading import Node, Row
from bot.local.script import on_the_day
from bot.local.slack.model import Message
from tests.conversations.conftest import World
from tests.conversations.test_specification import rows, walk
from tests.people import Thread, pressable, visible

IDEA = "a weekly report that writes itself"
PRODUCT_ANSWERS = {
    "problem": (
        "Every Friday three team leads copy numbers from four systems into a slide. It takes 3 hours and has mistakes.",
        "The report is ready by Friday noon, and nobody copies numbers by hand any more.",
    ),
    "audience": ("The three team leads use it first, on Friday morning.",),
    "user scenarios": (
        "A lead opens the draft, corrects two lines, presses send, and everybody has the report by noon.",
        "If a system does not answer, the report must name the missing numbers and still go out.",
    ),
    "core features": (
        "It must collect the numbers of the four systems every Friday. It must let a lead correct a line. "
        "It must send the report by email to the department.",
    ),
}
TECHNICAL_ANSWERS = {
    "architecture": "A web page for the leads, a Python service that collects and drafts, and a PostgreSQL database.",
    "stack": "Python with FastAPI instead of Node, because the team knows Python. PostgreSQL, not MongoDB, "
    "because finance already runs it.",
    "data": "We store reports, lines and corrections; the service owns them. Reports are kept for 2 years.",
    "integrations": "Jira, the CRM, the time tracker and the mail server; we read numbers from the first three.",
    "security": "Leads sign in with Google. Only leads may correct a line.",
    "performance": "40 people open it on Friday; a page must appear within 2 seconds.",
    "deployment": "It runs on our own servers in Frankfurt, deployed by the CI after each merge.",
}


async def approved_product(world: World) -> tuple[Thread, Message]:
    """A session with an approved product specification, and the message that leads on."""
    thread, question = await world.planning(IDEA)
    left = {topic: list(answers) for topic, answers in PRODUCT_ANSWERS.items()}
    for number in range(2, 2 + sum(map(len, PRODUCT_ANSWERS.values()))):
        said = await world.ana.says(left[topic_of(question)].pop(0), thread)
        await world.planner.reacted("eyes", said)
        await world.ben.reacts("white_check_mark", said)
        question = await world.planner.asks(thread, f"Q{number} ")
    await world.ben.presses("That's enough", question)
    await approve(world, thread)
    return thread, await world.planner.says(thread, "Start the technical interview")


def topic_of(question: Message) -> str:
    """The topic that a question's first line names: "*Q4 · audience* · 3 of 8 topics clear"."""
    return visible(question).partition("· ")[2].partition("*")[0]


async def approve(world: World, thread: Thread) -> Message:
    """Ana approves what is put up for review next."""
    review = await world.planner.says(thread, "may approve", timeout=30)
    await world.ana.presses("Approve", review)
    return review


async def technical_review(world: World, thread: Thread, start: Message) -> Message:
    """The technical interview, answered where there is an answer, up to the review of its specification."""
    await world.ben.presses("Start the technical interview", start)
    question = await world.planner.asks(thread, "Q", timeout=20)
    for _ in range(12):
        answer = TECHNICAL_ANSWERS.get(topic_of(question))
        if answer is None:
            await world.ben.presses("We don't know", question)
        else:
            said = await world.ben.says(answer, thread)
            await world.planner.reacted("eyes", said)
            await world.ana.reacts("white_check_mark", said)
        following = await thread.next_message(timeout=30)
        while "may approve" not in visible(following) and "That's enough" not in pressable(following):
            following = await thread.next_message(timeout=30)
        if "may approve" in visible(following):
            return following
        question = following
    await world.ben.presses("That's enough", question)
    return await world.planner.says(thread, "may approve", timeout=30)


async def planned(world: World, thread: Thread, message: Message, people: str = "3") -> Message:
    """The capacity form, filled and sent; returns the review of the sprint plan."""
    await world.chen.presses("Plan the sprints", message)
    form = await world.chen.sees_modal("Plan the sprints")
    refused = await world.chen.fills(form, {"How many people": people, "First day": "2020-01-06"})
    assert refused.errors == {"start": "2020-01-06 has gone by: choose today or a later day."}
    await world.chen.fills(form, {"How many people": people, "First day": on_the_day("in 7 weeks", date.today())})
    return await world.planner.says(thread, "may approve", timeout=30)


def pictures(world: World, thread: Thread) -> list[str]:
    files = [world.slack.file(file) for message in thread.from_bot for file in message.files]
    return [file.name for file in files if file.content.startswith(b"\x89PNG")]


def by_type(world: World, kind: str) -> list[Row]:
    return [row for row in rows(world) if world.notion.page(row.id).property_text.get("Type") == kind]


async def test_the_method_leads_from_the_idea_to_sprints_in_notion(world: World):
    thread, start = await approved_product(world)
    review = await technical_review(world, thread, start)
    assert "Technical specification, version 1" in visible(review)
    await accept_a_finding(world, thread)
    await world.ana.presses("Approve", review)
    carve = await world.planner.says(thread, "Carve the modules", timeout=20)
    await world.ben.presses("Carve the modules", carve)
    review = await world.planner.says(thread, "may approve", timeout=30)
    assert "Module plan, version 1" in visible(review)
    await world.ana.presses("Approve", review)
    plan = await world.planner.says(thread, "Plan the sprints", timeout=20)
    review = await planned(world, thread, plan)
    assert "Sprint plan, version 1" in visible(review)
    await world.ana.presses("Approve", review)
    await world.planner.says(thread, "Version 1 of the sprint plan is published in Notion", timeout=60)
    assert pictures(world, thread) == ["architecture.png", "modules.png", "timeline.png"]
    dashboard = await world.ana.sees("Sprint plan published", thread.root)
    assert "Product specification, version 1, approved by Ana" in visible(dashboard)
    assert {node.title for node in databases(world)} == {"Documents", "Sprints", "Tasks"}
    # Every requirement is owned by one module and reached by a task, every task is planned and estimated.
    wanted = set(re.findall(r"FR-\d+", markdown_of(world, "Product specification")))
    owned = [found for row in by_type(world, "Module") for found in owned_by(world.notion.page(row.id).markdown)]
    assert wanted
    assert sorted(owned) == sorted(wanted)
    tasks = [world.notion.page(row.id) for node in databases(world, "Tasks") for row in table(world, node.id)]
    assert wanted == {found for page in tasks for found in re.findall(r"FR-\d+", page.markdown)}
    assert all(page.property_text["Sprint"] and page.property_text["Estimate"] for page in tasks)


async def accept_a_finding(world: World, thread: Thread) -> None:
    """Ben finds the first thing that the checks report fine as it is."""
    report = next(m for m in thread.from_bot if "I checked version 1 of the technical" in visible(m))
    await world.ben.presses("Fine as it is", report)
    await world.ben.sees("Fine as it is · Ben", report)


async def test_the_technical_interview_asks_nothing_twice_numbers_on_and_begins_once(world: World):
    thread, start = await approved_product(world)
    asked_before = [visible(m).splitlines()[1] for m in thread.from_bot if re.match(r"\*Q\d+", visible(m))]
    await world.ben.presses("Start the technical interview", start)
    question = await world.planner.asks(thread, "Q", timeout=20)
    heading, text, *_ = visible(question).splitlines()
    assert heading.startswith(f"*Q{len(asked_before) + 1} ·")
    assert text not in asked_before
    await world.ben.presses("Start the technical interview", start)
    await world.ben.sees_ephemeral("from an earlier moment")


@pytest.mark.one_database
async def test_a_change_of_the_product_names_what_rests_on_it_and_rewrites_just_that(world: World):
    thread, start = await approved_product(world)
    await world.ana.presses("Approve", await technical_review(world, thread, start))
    await world.ben.presses("Carve the modules", await world.planner.says(thread, "Carve the modules", timeout=20))
    modules = await world.planner.says(thread, "may approve", timeout=30)
    await world.ana.presses("Approve", modules)
    await world.planner.says(thread, "Version 1 of the module plan is published", timeout=40)
    review = next(m for m in thread.from_bot if "Product specification, version 1" in visible(m))
    await world.ben.presses("Request changes", review)
    form = await world.ben.sees_modal("Request changes")
    await world.ben.fills(form, {"What should change": "Add: the product shall archive each report for 2 years."})
    await world.ana.presses("Approve", await world.planner.says(thread, "may approve", timeout=30))
    approved = await world.planner.says(thread, "Ana approved version 2", timeout=20)
    assert "Start the technical interview" not in visible(approved)
    stale = await world.planner.says(thread, "Out of date")
    assert "Technical specification" in visible(stale)
    assert "Module plan" in visible(stale)
    await world.ben.presses("Update what is affected", stale)
    review = await world.planner.says(thread, "may approve", timeout=30)
    assert "Technical specification, version 2" in visible(review)
    assert "FR-5" not in visible(review), "the new requirement is answered by a part"
    await world.ana.presses("Approve", review)
    await world.ben.presses("Update what is affected", await world.planner.says(thread, "Out of date", timeout=20))
    review = await world.planner.says(thread, "may approve", timeout=30)
    assert "Module plan, version 2" in visible(review)
    await world.ana.presses("Approve", review)
    await world.planner.says(thread, "Version 2 of the module plan is published", timeout=40)
    pages = [world.notion.page(row.id) for row in by_type(world, "Module")]
    assert {page.property_text["Status"] for page in pages} == {"Approved"}
    assert any("archive" in page.markdown for page in pages)


@pytest.mark.one_database
async def test_a_change_of_the_product_sets_the_technical_question_aside_and_it_comes_back_word_for_word(world: World):
    thread, start = await approved_product(world)
    await world.ben.presses("Start the technical interview", start)
    question = await world.planner.asks(thread, "Q", timeout=20)
    review = next(m for m in thread.from_bot if "Product specification, version 1" in visible(m))
    await world.ben.presses("Request changes", review)
    form = await world.ben.sees_modal("Request changes")
    await world.ben.fills(form, {"What should change": "Add: the product shall archive each report for 2 years."})
    review = await world.planner.says(thread, "may approve", timeout=30)
    await world.ana.sees("Set aside", question)
    await world.ana.presses("Back to questions", review)
    again = await world.planner.asks(thread, "Q7 ", timeout=20)
    await world.ana.presses("That's enough", again)
    await approve(world, thread)
    await world.ben.presses("Start the technical interview", await world.planner.says(thread, "Start the technical"))
    back = await world.planner.asks(thread, "Q", timeout=20)
    assert visible(back).splitlines()[:2] == visible(question).splitlines()[:2]


def databases(world: World, title: str = "") -> list[Node]:
    found = [node for node in walk(world.notion.tree()) if node.kind == "database"]
    return [node for node in found if not title or node.title == title]


def table(world: World, database_id: str) -> list[Row]:
    return [row for source in world.notion.database(database_id).data_sources for row in source.rows]


def markdown_of(world: World, kind: str) -> str:
    (row,) = by_type(world, kind)
    return world.notion.page(row.id).markdown


def owned_by(page: str) -> list[str]:
    """The requirements that a module's page says the module owns."""
    section = page.partition("Requirements")[2].partition("\n#")[0]
    return sorted(set(re.findall(r"FR-\d+", section)))
