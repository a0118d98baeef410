"""The whole method in one thread: from the approved product to a plan that a team can start on Monday."""

import re

from bot.local.notion.reading import Row
from bot.local.slack.model import Message
from tests.conversations.conftest import World
from tests.conversations.test_specification import rows
from tests.people import Thread, pressable, visible

IDEA = "a weekly report that writes itself"
PRODUCT_ANSWERS = (
    "Every Friday three team leads copy numbers from four systems into a slide. It takes 3 hours and has mistakes.",
    "The report must be ready by Friday noon, and nobody copies numbers by hand any more.",
    "The three team leads use it first, on Friday morning.",
    "A lead opens the draft, corrects two lines, presses send, and everybody has the report by noon.",
    "If a system does not answer, the report must name the missing numbers and still go out.",
    "It must collect the numbers of the four systems every Friday. It must let a lead correct a line. "
    "It must send the report by email to the department.",
)
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
    thread, _ = await world.planning(IDEA)
    for number, answer in enumerate(PRODUCT_ANSWERS, start=2):
        said = await world.ana.says(answer, thread)
        await world.planner.reacted("eyes", said)
        await world.ben.reacts("white_check_mark", said)
        question = await world.planner.asks(thread, f"Q{number} ")
    await world.ben.presses("That's enough", question)
    await approve(world, thread)
    return thread, await world.planner.says(thread, "Start the technical interview")


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
        heading = visible(question).splitlines()[0]
        answer = next((text for topic, text in TECHNICAL_ANSWERS.items() if f"· {topic}" in heading), None)
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
    await world.chen.fills(form, {"How many people": people, "First day": "2027-01-11"})
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
    assert len(by_type(world, "Product specification")) == 1
    assert len(by_type(world, "Technical specification")) == 1
    assert by_type(world, "Module")
    titles = {node.title for node in databases(world)}
    assert titles == {"Documents", "Sprints", "Tasks"}
    dashboard = await world.ana.sees("Sprint plan published", thread.root)
    assert "Product specification, version 1, approved by Ana" in visible(dashboard)


async def test_every_requirement_is_owned_by_one_module_and_reached_by_a_task(world: World):
    thread, start = await approved_product(world)
    await world.ana.presses("Approve", await technical_review(world, thread, start))
    await world.ben.presses("Carve the modules", await world.planner.says(thread, "Carve the modules", timeout=20))
    await approve(world, thread)
    plan = await world.planner.says(thread, "Plan the sprints", timeout=20)
    await world.ana.presses("Approve", await planned(world, thread, plan))
    await world.planner.says(thread, "sprint plan is published", timeout=60)
    wanted = set(re.findall(r"FR-\d+", markdown_of(world, "Product specification")))
    owned = [found for row in by_type(world, "Module") for found in owned_by(world.notion.page(row.id).markdown)]
    assert wanted
    assert sorted(owned) == sorted(wanted)
    tasks = [world.notion.page(row.id) for node in databases(world, "Tasks") for row in table(world, node.id)]
    assert wanted == {found for page in tasks for found in re.findall(r"FR-\d+", page.markdown)}
    assert all(page.property_text["Sprint"] and page.property_text["Estimate"] for page in tasks)


async def test_the_technical_interview_asks_nothing_twice_and_numbers_on(world: World):
    thread, start = await approved_product(world)
    asked_before = [visible(m).splitlines()[:2] for m in thread.from_bot if re.match(r"\*Q\d+", visible(m))]
    await world.ben.presses("Start the technical interview", start)
    question = await world.planner.asks(thread, "Q", timeout=20)
    heading = visible(question).splitlines()[0]
    assert heading.startswith(f"*Q{len(asked_before) + 1} ·")
    assert visible(question).splitlines()[1] not in {text for _, text in asked_before}


async def test_a_step_that_is_not_due_is_refused(world: World):
    thread, start = await approved_product(world)
    await world.ben.presses("Start the technical interview", start)
    await world.planner.asks(thread, "Q", timeout=20)
    await world.ben.presses("Start the technical interview", start)
    await world.ben.sees_ephemeral("from an earlier moment")


def databases(world: World, title: str = "") -> list:
    from tests.conversations.test_specification import walk

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
