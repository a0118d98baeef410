"""A local Slack that listens, and real Bolt apps connected to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.local.server import LocalServer
from bot.local.slack.delivery import Timings
from bot.local.slack.workspace import SlackWorkspace
from tests.people import People

MANIFEST = Path(__file__).with_name("manifest.yml")
HURRIED = Timings(acknowledge=0.3, retries=(0.0, 0.02, 0.04), refresh_grace=0.05)

Connect = Callable[[AsyncApp], Awaitable[AsyncSocketModeHandler]]


@pytest.fixture
async def slack() -> AsyncIterator[SlackWorkspace]:
    workspace = SlackWorkspace(manifest=MANIFEST, timings=HURRIED)
    yield workspace
    await workspace.close()


@pytest.fixture
async def server(slack: SlackWorkspace) -> AsyncIterator[LocalServer]:
    async with LocalServer(slack) as running:
        yield running


@pytest.fixture
def people(slack: SlackWorkspace) -> People:
    return People(slack)


@pytest.fixture
def client(server: LocalServer) -> AsyncWebClient:
    return AsyncWebClient(token=server.bot_token, base_url=server.slack_api_url)


@pytest.fixture
def app(client: AsyncWebClient) -> AsyncApp:
    return AsyncApp(client=client, process_before_response=True)


@pytest.fixture
async def connect(slack: SlackWorkspace, server: LocalServer) -> AsyncIterator[Connect]:
    """Connect a Bolt app over Socket Mode, once or several times."""
    handlers: list[AsyncSocketModeHandler] = []

    async def open_connection(app: AsyncApp) -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(app, server.app_token, ping_interval=0.1)
        handlers.append(handler)
        before = slack.dispatcher.connections
        async with slack.changes() as changes:
            await handler.connect_async()
            async with asyncio.timeout(5):
                while slack.dispatcher.connections == before:
                    await changes.next()
        return handler

    yield open_connection
    for handler in handlers:
        await handler.close_async()
