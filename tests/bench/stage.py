"""The local workspace with the bot, or with its peer, as a process of its own in front of it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from bot.local.notion.routes import notion_routes
from bot.local.notion.store import NotionStore
from bot.local.server import LocalServer
from bot.local.slack.model import Message
from bot.local.slack.workspace import SlackWorkspace
from tests.crash.bot_process import COMMAND, BotProcess
from tests.people import People, Thread

ECHO: Sequence[str] = (*COMMAND[:1], "-m", "tests.bench.echo_app")


@dataclass
class Stage:
    """A workspace and the process that is connected to it."""

    slack: SlackWorkspace
    notion: NotionStore
    people: People
    process: BotProcess

    @property
    def resident_mb(self) -> float:
        """Resident memory of the process and its children, in MiB."""
        process = psutil.Process(self.process.pid)
        return float(sum(p.memory_info().rss for p in (process, *process.children(recursive=True))) / 2**20)

    async def begun(self, idea: str) -> tuple[Thread, Message]:
        """A session of Ana's with its first question."""
        await self.people.ana.types(f"/plan {idea}")
        thread = await self.people.planner.opens_a_thread(idea[1:])
        return thread, await self.people.planner.asks(thread, "Q1")


@asynccontextmanager
async def stage(command: Sequence[str] = COMMAND, **settings: str) -> AsyncIterator[Stage]:
    """A fresh workspace; the process ends with the block. Settings are the defaults, except those given."""
    slack, notion = SlackWorkspace(), NotionStore()
    server = LocalServer(slack, notion_routes=notion_routes(notion))
    with tempfile.TemporaryDirectory(prefix="planthread-bench-") as folder:
        process = BotProcess(server, notion.root_page_id, Path(folder), "", command=command, **settings)
        async with server:
            await process.start()
            try:
                await process.connected()
                yield Stage(slack, notion, People(slack), process)
                # An app that still gets events while it ends would be waited for.
                with suppress(TimeoutError):
                    await asyncio.wait_for(slack.settled(), 5)
            finally:
                await process.stop()
