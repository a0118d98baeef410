"""The whole way from an idea to the page in Notion: three people in the browser, the real bot on the other side."""

import asyncio
import re
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from bot.app import running
from bot.local.notion import NotionStore, notion_routes
from bot.local.page import mount
from bot.local.server import LocalServer
from bot.local.slack import SlackWorkspace
from tests.browser.screen import NARROW, Screen, a_screen
from tests.conversations.conftest import settings_for

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]

IDEA = "a weekly report that writes itself"
TITLE = "A weekly report that writes itself"
COLLECT = "It must collect the numbers from three tools. The lead must be able to edit the draft."
ADDED = "name its sources"
BUTTON_ROW = ("Skip", "We don't know", "Back", "That's enough")
WRITING_MS = 20_000


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
        settings = settings_for(server, notion, tmp_path, answer_quiet_seconds=0.5, answer_quiet_seconds_team=5.0)
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

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.question = 0

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
    await screen.thread.shows("Ana approved version 2.")
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


async def look_at_home(screen: Screen) -> None:
    for name in ("Ana", "Ben"):
        await screen.be(name)
        await screen.open_home()
        await expect(screen.page.get_by_text("Nothing waits for you.")).to_be_visible()
        await expect(screen.page.get_by_role("link", name=TITLE)).to_be_visible()
    await screen.shot("session-15-home")


async def on_a_phone(screen: Screen) -> None:
    await screen.page.get_by_role("link", name=TITLE).click()
    await screen.resize(NARROW)
    await screen.thread.shows("is published in Notion")
    assert not await screen.overflows()
    await screen.shot("session-16-phone-thread")
    await screen.show("Notion")
    await screen.notion.shows("FR-1")
    assert not await screen.overflows()
    await screen.shot("session-17-phone-notion")
