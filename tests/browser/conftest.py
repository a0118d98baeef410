"""A local server with the page and a scripted app, and a browser that looks at it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.local.notion import NotionStore, notion_routes
from bot.local.page import mount
from bot.local.server import LocalServer
from bot.local.slack import SlackWorkspace
from tests.browser.screen import CHROMIUM, Screen, a_browser, a_screen, has_chromium
from tests.browser.showcase import Showcase


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid.replace("\\", "/") and "screen" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            if not has_chromium():
                item.add_marker(pytest.mark.skip(reason=f"needs Chromium at {CHROMIUM} (apt-get install chromium)"))


@dataclass
class Stage:
    """Everything on the server's side of the page."""

    slack: SlackWorkspace
    notion: NotionStore
    server: LocalServer
    app: Showcase

    async def in_product(self) -> str:
        """The id of #product."""
        return self.slack.channel("#product").id


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    slack, notion = SlackWorkspace(), NotionStore()
    server = LocalServer(slack, notion_routes=notion_routes(notion))
    notion.base_url = server.url.rstrip("/")
    mount(server.app, slack, notion)
    async with server:
        app = Showcase(AsyncWebClient(token=server.bot_token, base_url=server.slack_api_url))
        handler = AsyncSocketModeHandler(app.app, server.app_token)
        async with slack.changes() as changes:
            await handler.connect_async()
            async with asyncio.timeout(5):
                while not slack.app_is_connected():
                    await changes.next()
        yield Stage(slack, notion, server, app)
        await handler.close_async()
    await slack.close()
    notion.close()


@pytest_asyncio.fixture(loop_scope="session")
async def screen(stage: Stage, browser: Browser) -> AsyncIterator[Screen]:
    async with a_screen(stage.server.url, browser=browser) as opened:
        yield opened
