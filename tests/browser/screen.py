"""The page as a person uses it: `screen.as_("Ana").types("/plan …")`, `screen.thread.press("Skip")` and the like.

Everything finds its target by role and label, as assistive technology does, and waits for what it expects to see.

    async with a_screen(server.url) as screen:
        await screen.as_("Ana").types("/plan a weekly report that writes itself")
        await screen.thread.open("weekly report")
        await screen.thread.press("Skip")
        await screen.as_("Ben").replies("Accountants, mostly")
        await screen.notion.shows("Accountants, mostly")
"""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Locator, Page, async_playwright, expect
from playwright.async_api import TimeoutError as TooLateError

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = Path(__file__).parents[2] / "screenshots"
WIDE, NARROW = (1440, 900), (390, 844)
PATIENCE_MS = 10_000
EMOJI_WORDS = {"✅": "done", "👀": "eyes", "👍": "thumbs up", "🎉": "celebrate", "❓": "question"}


def has_chromium() -> bool:
    """Whether Debian's Chromium is here; without it browser tests are skipped."""
    return Path(CHROMIUM).exists()


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """Debian's Chromium with an empty user-data-dir."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def a_screen(
    url: str, *, size: tuple[int, int] = WIDE, path: str = "", browser: Browser | None = None
) -> AsyncIterator["Screen"]:
    """A fresh profile on the page of a running local server, in a browser of its own unless one is given."""
    async with AsyncExitStack() as stack:
        browser = browser or await stack.enter_async_context(a_browser())
        context = await browser.new_context(viewport={"width": size[0], "height": size[1]})
        stack.push_async_callback(context.close)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        screen = Screen(page, url)
        await screen.load(path)
        yield screen


class Screen:
    """One browser tab. `requested` are all addresses it asked for, `complaints` what its console said went wrong."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.requested: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("websocket", lambda socket: self.requested.append(socket.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.channel = Conversation(self, page.get_by_role("region", name="Channel", exact=True))
        self.thread = ThreadOnScreen(self, page.get_by_role("region", name="Thread"))
        self.modal = ModalOnScreen(self)
        self.notion = NotionOnScreen(self, page.get_by_role("region", name="Notion"))

    async def load(self, path: str = "") -> None:
        """Load the page, and wait until it is alive."""
        await self.page.goto(self.url + path.removeprefix("/"))
        await expect(self.page.locator(".slack")).to_be_attached(timeout=PATIENCE_MS)

    def as_(self, name: str) -> "Person":
        """Act as someone: switches over if one is someone else."""
        return Person(self, name)

    async def be(self, name: str) -> None:
        """Switch to a person."""
        me = self.page.get_by_role("radio", name=f"Be {name}")
        if await self.page.locator(f'[aria-label="Be {name}"]').get_attribute("aria-checked") == "true":
            return
        revealed = await self._reveal_sidebar()
        await me.click()
        await expect(self.page.locator(f'[aria-label="Be {name}"]')).to_have_attribute("aria-checked", "true")
        if revealed:
            await expect(me).to_be_hidden()

    async def go_to(self, channel: str) -> None:
        """Open a channel from the sidebar ("#random")."""
        await self._reveal_sidebar()
        name = channel.removeprefix("#")
        await self.page.get_by_role("button", name=re.compile(rf"^{name}(, unread)?$")).click()
        await expect(self.channel.root.get_by_role("heading", level=1)).to_contain_text(name)

    async def open_home(self) -> None:
        """Open the app's Home tab."""
        await self._reveal_sidebar()
        await self.page.get_by_role("button", name="app home").click()

    async def show(self, half: Literal["Slack", "Notion"]) -> None:
        """On a narrow screen: which half."""
        await self.page.get_by_role("tab", name=half, exact=True).click()

    async def resize(self, size: tuple[int, int]) -> None:
        """Turn the desktop into a phone, or back."""
        await self.page.set_viewport_size({"width": size[0], "height": size[1]})

    async def shot(self, name: str) -> Path:
        """Save a picture under ./screenshots/ for people to look at."""
        SHOTS.mkdir(exist_ok=True)
        path = SHOTS / f"{name}.png"
        await self.page.mouse.move(0, 0)
        await self.page.screenshot(path=path, animations="disabled")
        return path

    async def notices(self, text: str) -> None:
        """Wait for a short notice at the edge of the screen."""
        await expect(self.page.locator(".q-notification", has_text=text).first).to_be_visible(timeout=PATIENCE_MS)

    def went_elsewhere(self) -> list[str]:
        """The addresses asked for that are not on the page's own server."""
        own = (self.url, self.url.replace("http", "ws", 1), "data:", "blob:")
        return [address for address in self.requested if not address.startswith(own)]

    async def overflows(self) -> bool:
        """Whether the page is wider than the screen."""
        return bool(await self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    async def _reveal_sidebar(self) -> bool:
        menu = self.page.locator("[aria-label='Channels and people']:visible").first
        if await menu.count() and not await self.page.locator(".sidebar").is_visible():
            await menu.click()
            return True
        return False


class Person:
    """What someone does; each method switches to that person first."""

    def __init__(self, screen: Screen, name: str) -> None:
        self._screen = screen
        self._name = name

    async def types(self, text: str, in_: str | None = None, *, file: Path | None = None) -> None:
        """Type into the channel's field and press Enter."""
        await self._screen.be(self._name)
        if in_:
            await self._screen.go_to(in_)
        await self._screen.channel.write(text, file)

    async def replies(self, text: str, *, file: Path | None = None) -> None:
        """Type into the open thread's field and press Enter."""
        await self._screen.be(self._name)
        await self._screen.thread.write(text, file)

    async def presses(self, label: str) -> None:
        """Press a button in the open thread: the last one with that label."""
        await self._screen.be(self._name)
        await self._screen.thread.press(label)

    async def reacts(self, emoji: str, to: str) -> None:
        """React to the message in the open thread that contains a text."""
        await self._screen.be(self._name)
        await self._screen.thread.react(emoji, to)


class Conversation:
    """The channel, or (see `ThreadOnScreen`) the thread: what it shows, and where one writes."""

    def __init__(self, screen: Screen, root: Locator) -> None:
        self._screen = screen
        self.root = root

    def message(self, containing: str) -> Locator:
        """The last message that contains a text."""
        return self.root.get_by_role("article").filter(has_text=containing).last

    async def write(self, text: str, file: Path | None = None) -> None:
        """Write a message and send it with Enter."""
        field = self.root.get_by_role("textbox", name=re.compile("^(Message|Reply)"))
        if file is not None:
            async with self._screen.page.expect_file_chooser() as chooser:
                await self.root.get_by_role("button", name="Attach a file").click()
            await (await chooser.value).set_files(file)
            await expect(self.root.get_by_role("button", name=f"Remove {file.name}")).to_be_visible()
        await field.fill(text)
        await field.press("Enter")
        await expect(field).to_have_value("")

    async def press(self, label: str, in_message: str = "") -> None:
        """Press a button of a message: the last one with that label, or the one in the message with a text."""
        where = self.message(in_message) if in_message else self.root.get_by_role("log")
        await where.get_by_role("button", name=label, exact=True).last.click()

    async def choose(self, option: str, menu: str) -> None:
        """Choose in a menu with this placeholder."""
        await self.root.get_by_role("combobox", name=menu).last.select_option(label=option)

    async def react(self, emoji: str, to: str) -> None:
        """Add a reaction through the message's toolbar."""
        message = self.message(to)
        await message.hover()
        await message.get_by_role("button", name=f"React with {EMOJI_WORDS[emoji]}").first.click()

    async def menu(self, item: str, of: str) -> None:
        """Use an entry of a message's menu: "Edit message", "Delete message", "Plan this"."""
        message = self.message(of)
        entry = message.get_by_role("menuitem", name=item)
        for patience_ms in (2_000, 4_000, PATIENCE_MS):
            await message.hover()
            await message.get_by_label("More actions").last.click()
            try:
                await entry.click(timeout=patience_ms)
            except TooLateError:
                # A message that is redrawn under the pointer closes its menu; people open it again.
                continue
            return
        raise AssertionError(f"no entry “{item}” in the menu of “{of}”")

    async def shows(self, text: str, *, timeout_ms: float = PATIENCE_MS) -> Locator:
        """Wait until a message contains a text, and return that message."""
        await expect(self.message(text)).to_be_visible(timeout=timeout_ms)
        return self.message(text)

    async def shows_no(self, text: str) -> None:
        """Wait until no message contains a text."""
        await expect(self.root.get_by_role("article").filter(has_text=text)).to_have_count(0, timeout=PATIENCE_MS)

    async def texts(self) -> list[str]:
        """All messages as people read them, oldest first."""
        return await self.root.get_by_role("article").all_inner_texts()


class ThreadOnScreen(Conversation):
    """The open thread."""

    async def open(self, containing: str) -> None:
        """Open the thread of the last message in the channel that contains a text."""
        way_in = self._screen.page.get_by_role("button", name=re.compile("^(Open thread|Reply in thread)"))
        roots = self._screen.channel.root.get_by_role("article").filter(has_text=containing).filter(has=way_in)
        root = roots.last
        await expect(root).to_be_visible(timeout=PATIENCE_MS)
        link = root.get_by_role("button", name="Open thread")
        if await link.count() == 0:
            await root.hover()
            link = root.get_by_role("button", name="Reply in thread")
        await link.click()
        await expect(self.root).to_be_visible()

    async def reply(self, text: str) -> None:
        """Write as whoever one is."""
        await self.write(text)

    async def close(self) -> None:
        """Close it."""
        await self.root.get_by_role("button", name=re.compile("Close thread|Back to channel")).first.click()
        await expect(self.root).to_be_hidden()


class ModalOnScreen:
    """The open dialog."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    @property
    def root(self) -> Locator:
        """The dialog."""
        return self._screen.page.locator(".dialog:visible").last

    async def shows(self, text: str) -> None:
        """Wait until it contains a text."""
        await expect(self.root).to_contain_text(text, timeout=PATIENCE_MS)

    async def fill(self, label: str, text: str) -> None:
        """Fill a text field by its label."""
        await self.root.get_by_label(label, exact=True).fill(text)

    async def choose(self, label: str, *options: str) -> None:
        """Choose options of a menu by its label."""
        await self.root.get_by_role("combobox", name=label).click()
        for option in options:
            await self._screen.page.get_by_role("option", name=option).click()
        await self._screen.page.keyboard.press("Escape" if len(options) > 1 else "Tab")

    async def tick(self, label: str) -> None:
        """Tick a box or a radio button."""
        await self.root.get_by_text(label, exact=True).click()

    async def press(self, label: str) -> None:
        """Press one of its buttons."""
        await self.root.get_by_role("button", name=label, exact=True).click()

    async def is_gone(self) -> None:
        """Wait until no dialog is open."""
        await expect(self._screen.page.locator(".dialog:visible")).to_have_count(0, timeout=PATIENCE_MS)


class NotionOnScreen:
    """The reader's half."""

    def __init__(self, screen: Screen, root: Locator) -> None:
        self._screen = screen
        self.root = root

    async def open(self, title: str) -> None:
        """Open a page or database from the tree of all pages."""
        await self.root.locator("summary[aria-label='All pages']").click()
        await self.root.get_by_role("navigation", name="All pages").get_by_role("button", name=title).first.click()
        await expect(self.root.get_by_role("heading", level=1)).to_have_text(title, timeout=PATIENCE_MS)

    async def follow(self, link: str) -> None:
        """Follow a link or a page link on the open page."""
        page = self.root.get_by_role("article")
        await page.get_by_role("button", name=link).or_(page.get_by_role("link", name=link)).first.click()

    async def view(self, name: str) -> None:
        """Switch to another view of the open database."""
        await self.root.get_by_role("tab", name=name).click()

    async def shows(self, text: str, *, timeout_ms: float = PATIENCE_MS) -> None:
        """Wait until the open page contains a text."""
        await expect(self.root.get_by_role("article")).to_contain_text(text, timeout=timeout_ms)

    async def edit(self, find: str, put: str) -> None:
        """Change the open page by hand, as Markdown."""
        await self.root.get_by_role("button", name="Edit as a person").click()
        field = self._screen.modal.root.get_by_label("Page as Markdown")
        text = await field.input_value()
        assert find in text, f"{find!r} is not on the page: {text}"
        await field.fill(text.replace(find, put))
        await self._screen.modal.press("Save")
        await self._screen.modal.is_gone()

    async def comment(self, text: str) -> None:
        """Comment on the open page."""
        await self.root.get_by_role("button", name="Comment").click()
        await self._screen.modal.fill("Comment", text)
        await self._screen.modal.press("Comment")
        await self._screen.modal.is_gone()
