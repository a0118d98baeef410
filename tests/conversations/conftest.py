"""The real bot in front of the local Slack and Notion, in one event loop: what conversation tests talk to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import bot.app
from bot.app import running
from bot.flow.engine import Engine
from bot.local.notion.routes import notion_routes
from bot.local.notion.store import NotionStore
from bot.local.server import LocalServer
from bot.local.slack.model import Message
from bot.local.slack.workspace import SlackWorkspace
from bot.settings import Settings
from tests.conversations.clock import Clock
from tests.local.notion import contract as notion_contract
from tests.local.slack import contract as slack_contract
from tests.people import People, Planner, Teammate, Thread


@dataclass
class World:
    """Everything around one bot."""

    people: People
    slack: SlackWorkspace
    notion: NotionStore
    server: LocalServer
    settings: Settings

    @property
    def ana(self) -> Teammate:
        return self.people.ana

    @property
    def ben(self) -> Teammate:
        return self.people.ben

    @property
    def chen(self) -> Teammate:
        return self.people.chen

    @property
    def planner(self) -> Planner:
        return self.people.planner

    async def planning(self, idea: str = "a weekly report that writes itself") -> tuple[Thread, Message]:
        """A session that Ana started, and its first question."""
        await self.ana.types(f"/plan {idea}")
        thread = await self.planner.opens_a_thread()
        return thread, await self.planner.asks(thread, "Q1")

    async def in_review(self, idea: str = "a weekly report that writes itself") -> tuple[Thread, Message]:
        """A session whose specification waits for approval, and the message with the buttons."""
        thread, _question = await self.planning(idea)
        await self.ana.says("Every Friday I copy numbers from four systems into a slide. It takes 3 hours.", thread)
        await self.ben.presses("That's enough", await self.planner.asks(thread, "Q2"))
        return thread, await self.planner.says(thread, "may approve")


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
    if notion_contract.available():
        notion.validate = notion_contract.judge(answers=False)
    server = LocalServer(slack, notion_routes=notion_routes(notion))
    async with server:
        settings = settings_for(server, notion, folder, **changes)
        async with running(settings):
            yield World(People(slack), slack, notion, server, settings)
        assert slack.alarms == [], "the bot must never mention a whole channel"
        # Where the contracts lie beside the checkout, every request to Notion and every block is held to them.
        assert notion.violations == []
        if slack_contract.PATH.exists():
            # Blocks only: the types were made for JSON, and the SDK sends booleans of a form as 1 and 0.
            assert [c for c in slack_contract.complaints(slack.calls) if "is not one of Slack's" in c] == []


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    """A fresh workspace with the bot at work, writing without a model."""
    async with world_with_bot(tmp_path, database_url=database_url) as world:
        yield world


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clockwork of the bot that is started next."""
    clock = Clock()

    class Kept(Engine):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            clock.engine = self

    monkeypatch.setattr(bot.app, "Engine", Kept)
    return clock
