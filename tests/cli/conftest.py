"""The command line as a person starts it: a process of its own, in an empty folder, with settings that are given."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.local.notion import NotionStore, notion_routes
from bot.local.server import LocalServer
from bot.local.slack import SlackWorkspace

SOURCES = Path(__file__).parents[2]
OURS = ("SLACK_", "NOTION_", "OPENAI_", "DATABASE_", "PLANTHREAD_", "ANSWER_", "DBOS_")


class Command:
    """`planthread …` in a folder of its own. `environment` holds no settings but those that a test gives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.environment = {
            **inherited,
            "PYTHONPATH": str(SOURCES),
            "PLANTHREAD_DATA_DIR": str(folder / "data"),
            "PYTHONUNBUFFERED": "1",
        }

    def start(self, *words: str, **settings: str) -> subprocess.Popen[str]:
        """Start it and return the process, its output as one text stream."""
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "bot", *words],
            cwd=self.folder,
            env={**self.environment, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __call__(self, *words: str, **settings: str) -> tuple[int, str]:
        """Run it to its end and return the exit code and all that it said."""
        process = self.start(*words, **settings)
        said, _ = process.communicate(timeout=200)
        return process.returncode, said


@pytest.fixture
def planthread(tmp_path: Path) -> Command:
    return Command(tmp_path)


class World:
    """The local Slack and Notion for a bot that is to be started."""

    def __init__(self, slack: SlackWorkspace, notion: NotionStore, server: LocalServer) -> None:
        self.slack, self.notion, self.server = slack, notion, server

    def settings(self, **changes: str) -> dict[str, str]:
        """The environment of a bot that fits; `changes` spoil it."""
        return {
            "SLACK_BOT_TOKEN": self.server.bot_token,
            "SLACK_APP_TOKEN": self.server.app_token,
            "SLACK_API_URL": self.server.slack_api_url,
            "NOTION_TOKEN": self.server.notion_token,
            "NOTION_PARENT_PAGE_ID": self.notion.root_page_id,
            "NOTION_API_URL": self.server.notion_api_url,
            **changes,
        }

    async def until(self, look: Callable[[], bool]) -> None:
        """Wait until something can be seen in Slack."""
        async with self.slack.changes() as changes:
            while not look():
                await changes.next()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    slack, notion = SlackWorkspace(), NotionStore()
    server = LocalServer(slack, notion_routes=notion_routes(notion))
    async with server:
        yield World(slack, notion, server)
