"""The real bot in front of the local Slack and Notion, in one event loop: what conversation tests talk to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.app import running
from bot.local.notion.routes import notion_routes
from bot.local.notion.store import NotionStore
from bot.local.server import LocalServer
from bot.local.slack.workspace import SlackWorkspace
from bot.settings import Settings
from tests.people import People

pytestmark = pytest.mark.asyncio


@dataclass
class World:
    """Everything around one bot."""

    people: People
    slack: SlackWorkspace
    notion: NotionStore
    server: LocalServer
    settings: Settings

    @property
    def ana(self):
        return self.people.ana

    @property
    def ben(self):
        return self.people.ben

    @property
    def chen(self):
        return self.people.chen

    @property
    def planner(self):
        return self.people.planner


def settings_for(server: LocalServer, notion: NotionStore, folder: Path, **changes: Any) -> Settings:
    """The settings that a bot in front of the local server needs; quiet times are short."""
    values: dict[str, Any] = {
        "slack_bot_token": server.bot_token,
        "slack_app_token": server.app_token,
        "slack_api_url": server.slack_api_url,
        "notion_token": server.notion_token,
        "notion_parent_page_id": notion.root_page_id,
        "notion_api_url": server.notion_api_url,
        "planthread_data_dir": folder,
        "answer_quiet_seconds": 0.3,
        "answer_quiet_seconds_team": 0.6,
    }
    return Settings(_env_file=None, **(values | changes))  # type: ignore[call-arg]


@asynccontextmanager
async def world_with_bot(folder: Path, **changes: Any) -> AsyncIterator[World]:
    slack, notion = SlackWorkspace(), NotionStore()
    server = LocalServer(slack, notion_routes=notion_routes(notion))
    async with server:
        settings = settings_for(server, notion, folder, **changes)
        async with running(settings):
            yield World(People(slack), slack, notion, server, settings)
        assert slack.alarms == [], "the bot must never mention a whole channel"


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    """A fresh workspace with the bot at work, writing without a model."""
    async with world_with_bot(tmp_path, database_url=database_url) as world:
        yield world
