"""The whole way from an idea to sprints in Notion: three people in the browser, the real bot on the other side."""

import asyncio
import re
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from bot.app import running
from bot.local.notion import NotionStore, notion_routes
from bot.local.page import mount
from bot.local.script import on_the_day
from bot.local.server import LocalServer
from bot.local.slack import SlackWorkspace
from tests.browser.screen import NARROW, Screen, a_screen
from tests.conversations.conftest import settings_for

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

IDEA = "a weekly report that writes itself"
TITLE = "A weekly report that writes itself"
COLLECT = "It must collect the numbers from three tools. The lead must be able to edit the draft."
ADDED = "name its sources"
BUTTON_ROW = ("Skip", "We don't know", "Back", "That's enough")
WRITING_MS = 30_000
READABLE_PX = 250
TECHNICAL = {
    "architecture": "A web page where the lead edits and approves the draft, a Python service that collects the "
    "numbers and writes the draft, and a PostgreSQL database.",
    "stack": "Python with FastAPI instead of Node, because the team knows Python.",
    "data": "We store numbers, drafts and approvals. The service owns all of it.",
    "security": "Everybody signs in with the company account. Only a lead may approve.",
}


@dataclass
class Session:
    """What is on the server's side while people look at the page."""

    slack: SlackWorkspace
    notion: NotionStore
    server: LocalServer


@pytest_asyncio.fixture(loop_scope="session")
async def session(tmp_path: Path) -> AsyncIterator[Session]:
    slack, notion = SlackWorkspace(), NotionStore()
    server = LocalServer(slack, notion_routes=notion_routes(notion))
    notion.base_url = server.url.rstrip("/")
    mount(server.app, slack, notion)
    async with server:
        settings = settings_for(server, notion, tmp_path, answer_quiet_seconds=2.0, answer_quiet_seconds_team=6.0)
        async with running(settings):
            yield Session(slack, notion, server)
        # DBOS makes its own threads the loop's and ends them with the bot, but the other browser tests share this loop.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
    assert slack.alarms == [], "the bot must never mention a whole channel"
    await slack.close()
    notion.close()


@pytest_asyncio.fixture(loop_scope="session")
async def screen(session: Session, browser: Browser) -> AsyncIterator[Screen]:
    async with a_screen(session.server.url, browser=browser) as opened:
        yield opened


class Interview:
    """The interview as it stands on the screen: `question` is the number of the open one."""

    def __init__(self, screen: Screen, question: int = 0) -> None:
        self.screen = screen
        self.question = question

    async def asks(self) -> str:
        """Wait for the next question and return its topic."""
        self.question += 1
        await expect(self._open).to_be_visible(timeout=10_000)
        await expect(self._open.get_by_role("button", name="Skip", exact=True)).to_be_visible()
        heading = re.search(r"Q\d+ · ([a-z ]+) ·", await self._open.inner_text())
        assert heading, await self._open.inner_text()
        return heading[1]

    async def quick_answers(self) -> list[str]:
        """What the open question offers."""
        labels = await self._open.locator("button").all_inner_texts()
        controls = labels.index("Skip")
        return [label for label in labels[max(0, controls - 3) : controls] if re.match(r"^[A-Z]\w", label)]

    async def became(self, outcome: str) -> None:
        """Wait until the open question is settled like this, without buttons."""
        await expect(self._open).to_contain_text(outcome, timeout=10_000)
        for label in BUTTON_ROW:
            await expect(self._open.get_by_role("button", name=label, exact=True)).to_have_count(0)

    @property
    def _open(self) -> Locator:
        return self.screen.thread.message(f"Q{self.question} · ")


async def test_three_people_plan_a_product_and_read_it_in_notion(screen: Screen) -> None:
    await start(screen)
    await answer(screen)
    await review(screen)
    await read(screen)
    await build(screen)
    await carve(screen)
    await plan(screen)
    await read_the_plan(screen)
    await look_at_home(screen)
    await on_a_phone(screen)
    assert screen.went_elsewhere() == []
    assert screen.complaints == []


async def start(screen: Screen) -> None:
    await screen.as_("Ana").types(f"/plan {IDEA}")
    await screen.channel.shows("Only visible to you")
    dashboard = await screen.channel.shows("0 of 8 topics clear")
    await expect(dashboard).to_contain_text("Started by Ana")
    await screen.shot("session-1-started")
    await screen.thread.open(TITLE)


async def answer(screen: Screen) -> None:
    """Each way to answer once: typed by one, by two, with a check mark, edited, a button, unknown, skipped, enough."""
    interview = Interview(screen)
    assert await interview.asks() == "problem"
    await screen.shot("session-2-first-question")
    await screen.as_("Ana").replies("Every Friday I copy numbers from three tools into a doc. It takes two hours.")
    await screen.as_("Ben").replies("and I get pinged at 4 because someone needs the deploy count")
    await screen.as_("Chen").reacts("✅", to="I get pinged at 4")
    await interview.became("Answered by Ana and Ben")

    assert await interview.asks() == "problem"
    await screen.as_("Ana").replies("On Fryday the report is just there and I only read it and send it.")
    await screen.thread.menu("Edit message", of="On Fryday")
    await screen.modal.fill("Message", "On Friday the report is just there. I read it and send it.")
    await screen.modal.press("Save")
    await interview.became("Answered by Ana")

    left = ["button", "unknown", "skip"]
    says = {
        "audience": ("Ana", "The team leads. There are five of us."),
        "user scenarios": ("Chen", "On Friday at 3 the lead gets a draft, checks the numbers and approves it."),
        "core features": ("Ben", COLLECT),
        "success": ("Ana", "9 out of 10 Fridays the report is out by 4pm."),
        "constraints": ("Chen", "Hours per client are confidential, they must not leave the company."),
    }
    while left or says:
        topic = await interview.asks()
        offered = await interview.quick_answers()
        if offered and "button" in left:
            await screen.shot("session-3-quick-answers")
            await screen.as_("Ben").presses(offered[0])
            await interview.became(f"Answered by Ben: {offered[0]}")
            left.remove("button")
        elif topic in says:
            who, text = says.pop(topic)
            await screen.as_(who).replies(text)
            await interview.became(f"Answered by {who}")
        elif "unknown" in left:
            await screen.as_("Chen").presses("We don't know")
            await interview.became("Nobody knows yet")
            left.remove("unknown")
        else:
            await screen.as_("Ana").presses("Skip")
            await interview.became("Skipped by Ana · kept as an open question")
            left = [way for way in left if way != "skip"]
    await interview.asks()
    await screen.shot("session-4-interview")
    await screen.as_("Ana").presses("That's enough")


async def review(screen: Screen) -> None:
    """Written, refused to who may not, changed on request, approved by who may."""
    await screen.thread.shows("Writing version 1 of the product specification")
    await screen.shot("session-5-writing")
    await screen.thread.shows("Ana may approve", timeout_ms=WRITING_MS)
    await screen.shot("session-6-review")
    await screen.thread.root.get_by_role("heading", name="Features").scroll_into_view_if_needed()
    await expect(screen.thread.root.get_by_role("heading", name="FR-1 · Collect")).to_be_visible()
    await screen.shot("session-7-specification-in-the-thread")

    await screen.as_("Ben").presses("Approve")
    await screen.thread.shows("Only Ana may approve this.")
    await screen.shot("session-8-refused")
    await screen.thread.press("Request changes")
    await screen.modal.fill("What should change", f"Add a requirement: the report must {ADDED}")
    await screen.shot("session-9-request-changes")
    await screen.modal.press("Write it")
    await screen.modal.is_gone()
    await screen.thread.shows("Product specification, version 2", timeout_ms=WRITING_MS)
    first = await screen.thread.shows("Product specification, version 1")
    await expect(first).to_contain_text("Replaced by version 2")
    await expect(first.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    await expect(await screen.thread.shows("What changed from version 1 to 2")).to_contain_text(ADDED)
    await screen.shot("session-10-version-2")

    await screen.as_("Ana").presses("Approve")
    await screen.thread.shows("Ana approved version 2 of the product specification.")
    await screen.thread.shows("is published in Notion", timeout_ms=WRITING_MS)
    await screen.channel.shows("Product specification published")
    await screen.shot("session-11-published")


async def read(screen: Screen) -> None:
    """From the project page to the specification, and from a requirement back to the words behind it."""
    await screen.notion.shows("approved by Ana")
    await screen.notion.follow("Documents")
    await expect(screen.notion.root.get_by_role("row", name="Approved")).to_have_count(1)
    await screen.shot("session-12-documents")
    await screen.notion.follow(f"{TITLE}: product specification")
    await screen.notion.shows("FR-1")
    await screen.notion.shows(ADDED)
    await screen.shot("session-13-specification")
    requirement = screen.notion.root.get_by_role("heading", name=re.compile("^FR-1 · "))
    await requirement.scroll_into_view_if_needed()
    await screen.thread.close()
    await requirement.locator("xpath=following::a[1]").click()
    await expect(await screen.thread.shows(COLLECT)).to_be_in_viewport()
    await screen.shot("session-14-back-to-the-words")


async def build(screen: Screen) -> None:
    """The technical interview: a few answers and a button, then enough; what was found is decided, then approved."""
    await screen.as_("Ana").presses("Start the technical interview")
    await screen.thread.shows("Now to how it is built.")
    await screen.thread.shows("of 13 topics clear")
    interview = Interview(screen, await last_question(screen))
    says = dict(TECHNICAL)
    while says:
        topic = await interview.asks()
        if topic in says:
            await screen.as_("Ben").replies(says.pop(topic))
            await interview.became("Answered by Ben")
        elif offered := await interview.quick_answers():
            await screen.as_("Chen").presses(offered[0])
            await interview.became(f"Answered by Chen: {offered[0]}")
        else:
            await screen.as_("Chen").presses("We don't know")
            await interview.became("Nobody knows yet")
    await interview.asks()
    await screen.shot("session-15-technical-interview")
    await screen.as_("Chen").presses("That's enough")

    await screen.thread.shows("Technical specification, version 1", timeout_ms=WRITING_MS)
    await screen.shot("session-16-technical-review")
    await a_picture(screen, "architecture", "session-17-architecture")
    report = await screen.thread.shows("I checked version 1 of the technical specification")
    await report.get_by_role("button", name="Fine as it is").first.click()
    await expect(report).to_contain_text("Fine as it is · Chen")
    await report.scroll_into_view_if_needed()
    await screen.shot("session-18-findings")
    await screen.as_("Ana").presses("Approve")
    await screen.thread.shows("of the technical specification is published in Notion", timeout_ms=WRITING_MS)


async def carve(screen: Screen) -> None:
    """The module plan, with the picture of who relies on whom."""
    await screen.as_("Ben").presses("Carve the modules")
    await screen.thread.shows("Module plan, version 1", timeout_ms=WRITING_MS)
    await screen.shot("session-19-module-review")
    await a_picture(screen, "modules", "session-20-modules")
    await screen.as_("Ana").presses("Approve")
    await screen.thread.shows("of the module plan is published in Notion", timeout_ms=WRITING_MS)


async def plan(screen: Screen) -> None:
    """The form about the team, and the plan that comes of it."""
    await screen.as_("Chen").presses("Plan the sprints")
    await screen.modal.shows("How many people work on it")
    await screen.shot("session-21-capacity-form")
    await screen.modal.fill("How many people work on it", "0")
    await screen.modal.press("Plan")
    await screen.modal.shows("from 1 to 50")
    await screen.shot("session-22-capacity-refused")
    await screen.modal.fill("How many people work on it", "2")
    await screen.modal.choose("How long a sprint is", "1 week")
    await screen.modal.fill("First day", on_the_day("in 7 weeks", date.today()))
    await screen.modal.press("Plan")
    await screen.modal.is_gone()
    await screen.thread.shows("Sprint plan, version 1", timeout_ms=WRITING_MS)
    await screen.shot("session-23-sprint-review")
    await a_picture(screen, "timeline", "session-24-timeline")
    await screen.as_("Ana").presses("Approve")
    await screen.thread.shows("of the sprint plan is published in Notion", timeout_ms=2 * WRITING_MS)
    await screen.channel.shows("Sprint plan published")
    await screen.shot("session-25-sprints-published")


async def read_the_plan(screen: Screen) -> None:
    """The three databases in Notion: modules and a context pack, sprints as a timeline, tasks as a board."""
    await screen.notion.open(TITLE)
    for database in ("Documents", "Sprints", "Tasks"):
        await screen.notion.shows(database)
    await screen.shot("session-26-project-page")

    await screen.notion.follow("Documents")
    await screen.notion.root.get_by_role("button", name=re.compile("M-1 ")).first.click()
    await screen.notion.shows("Context pack")
    await screen.shot("session-27-module")

    await screen.notion.open("Sprints")
    await screen.notion.view("Timeline")
    await expect(screen.notion.root.locator(".timeline .bar").first).to_be_visible()
    await screen.shot("session-28-sprints-timeline")

    await screen.notion.open("Tasks")
    await screen.notion.view("Board")
    await expect(screen.notion.root.locator(".board section").first).to_contain_text("T-1")
    await screen.shot("session-29-tasks-board")
    await screen.notion.view("By sprint")
    await expect(screen.notion.root.locator("tr.band").first).to_be_visible()
    await screen.shot("session-30-tasks-by-sprint")


async def last_question(screen: Screen) -> int:
    """The number of the last question before the one that is open."""
    told = "\n".join(await screen.thread.texts())
    return max(int(number) for number in re.findall(r"Q(\d+) · ", told)) - 1


async def a_picture(screen: Screen, name: str, shot: str) -> None:
    """A picture has come, and the thread shows it as wide as it can."""
    picture = screen.thread.root.locator(".file", has_text=re.compile(name, re.I)).locator("img.picture").last
    await picture.scroll_into_view_if_needed()
    await expect(picture).to_be_in_viewport()
    assert await picture.evaluate("async (it) => { await it.decode(); return it.width }") > READABLE_PX
    await screen.shot(shot)


async def look_at_home(screen: Screen) -> None:
    for name in ("Ana", "Ben"):
        await screen.be(name)
        await screen.open_home()
        await expect(screen.page.get_by_text("Nothing waits for you.")).to_be_visible()
        await expect(screen.page.get_by_role("link", name=TITLE)).to_be_visible()
    await screen.shot("session-31-home")


async def on_a_phone(screen: Screen) -> None:
    await screen.page.get_by_role("link", name=TITLE).click()
    await screen.resize(NARROW)
    await screen.thread.shows("of the sprint plan is published in Notion")
    assert not await screen.overflows()
    await screen.shot("session-32-phone-thread")
    await screen.show("Notion")
    await screen.notion.shows("T-1")
    assert not await screen.overflows()
    await screen.shot("session-33-phone-notion")
