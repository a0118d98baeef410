"""The page: Slack on the left, Notion on the right, both following what happens, one screen per browser tab."""

import asyncio
import re
from urllib.parse import parse_qs, urlsplit

from nicegui import background_tasks, ui

from bot.local.page.desk import Desk
from bot.local.page.notion_pane import NotionPane
from bot.local.page.slack_pane import SlackPane
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack import Person
from bot.local.slack.errors import NoSuchPersonError

_MESSAGE = re.compile(r"/archives/(\w+)/p(\d{10})(\d{6})$")
_NOTION_PAGE = re.compile(r"/notion/page/([0-9a-fA-F-]{32,36})$")
ACCENT, DANGER = "#1f6f5c", "#b42334"
"""The two colours that Quasar's own controls take; the rest is in page.css."""
SLACK_SHARE = 66
"""Percent of the width that the Slack half gets at first."""


class TryPage:
    """One browser tab. `who` is whom to be at first (a name or id), `address` a message or page to open."""

    def __init__(self, desk: Desk, who: str = "", address: str = "") -> None:
        self._desk = desk
        self._client = ui.context.client
        me = self._person(who)
        ui.colors(primary=ACCENT, negative=DANGER)
        with ui.element("div").classes("app").props('data-tab="slack"') as app:
            self._app = app
            with ui.element("div").classes("switch").props('role="tablist" aria-label="Which half"'):
                self._slack_tab = self._tab("slack", "Slack")
                self._notion_tab = self._tab("notion", "Notion")
            with ui.splitter(value=SLACK_SHARE, limits=(35, 85)).classes("halves") as halves:
                with halves.before:
                    self.slack = SlackPane(desk, me, self.open, self._became)
                with halves.after:
                    self.notion = NotionPane(desk, self._eyes, self.open)
        self.show("slack")
        if address:
            self.open(address)
        following = [
            background_tasks.create(self._follow_slack(), name="page follows Slack", context=self._app),
            background_tasks.create(self._follow_notion(), name="page follows Notion", context=self._app),
        ]
        self._client.on_delete(lambda: [task.cancel() for task in following])

    def open(self, address: str) -> None:
        """Open a message's permalink or a Notion page's url in the half that it belongs to."""
        parts = urlsplit(address)
        if message := _MESSAGE.search(parts.path):
            root = parse_qs(parts.query).get("thread_ts", [""])[0]
            linked = f"{message[2]}.{message[3]}"
            # A link to the thread as a whole leads to what is newest in it, one to a reply to that reply.
            reply = linked if root and root != linked else ""
            self.slack.open_thread(message[1], root or linked, point_at=reply)
            self.show("slack")
        elif page := _NOTION_PAGE.search(parts.path):
            self.notion.open(page[1])
            self.show("notion")

    def show(self, half: str) -> None:
        """On a narrow screen, where only one half fits: which."""
        self._app.props(f'data-tab="{half}"')
        for name, tab in (("slack", self._slack_tab), ("notion", self._notion_tab)):
            tab.props(f'aria-selected="{"true" if name == half else "false"}"')

    def _tab(self, half: str, label: str) -> ui.element:
        with ui.element("button").props('type="button" role="tab"') as tab:
            ui.html(label, sanitize=False, tag="span")
        return tab.on("click", lambda: self.show(half))

    def _person(self, who: str) -> Person:
        try:
            found = self._desk.slack.person(who) if who else self._desk.slack.people()[0]
        except NoSuchPersonError:
            return self._desk.slack.people()[0]
        return self._desk.slack.people()[0] if found.is_bot else found

    def _eyes(self) -> Viewpoint:
        return Viewpoint.of(self._desk.slack, self.slack.me)

    def _became(self, person: Person) -> None:
        """Keep who one is in the address, so that a reload (or a second window) keeps it."""
        ui.run_javascript(f"history.replaceState(null, '', '?as={person.name}')")
        self.notion.refresh()

    async def _follow_slack(self) -> None:
        async with self._desk.slack.changes() as changes:
            async for change in changes:
                self.slack.changed(change)

    async def _follow_notion(self) -> None:
        async for change in self._desk.notion.changes():
            self.notion.changed(change)
            await asyncio.sleep(0)
