"""A local Slack and Notion with one real bot in front of them, a process that dies when it is told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.local.notion.routes import notion_routes
from bot.local.notion.store import NotionStore
from bot.local.server import LocalServer
from bot.local.slack.delivery import Timings
from bot.local.slack.workspace import SlackWorkspace
from storage import Database
from tests.crash.bot_process import BotProcess
from tests.crash.deaths import PATIENCE, Death, KillSwitch, Watched
from tests.crash.findings import Finding, Kind
from tests.crash.record import still_at_work
from tests.people import People

RETRIES = (0.0, 0.5, 1.0, 2.0, 4.0)
"""Slack's own are 0, 60 and 300 s; hurried, and enough of them that no event is given up."""

HURRIED = {"ANSWER_QUIET_SECONDS": "0.3", "ANSWER_QUIET_SECONDS_TEAM": "0.6", "CHECKPOINT_ANSWERS": "2"}
"""Settings of teams in a hurry: quiet times are short, and every second answer is summed up."""

LOOK_SECONDS = 0.3
"""How often it is asked whether the bot has anything left to do."""


class Stand:
    """Everything around one bot. Its data and log are in `folder`; `paced`: whether Notion's rate limit holds."""

    def __init__(self, folder: Path, database_url: str, *, paced: bool) -> None:
        self.slack = SlackWorkspace(timings=Timings(retries=RETRIES))
        self.notion = NotionStore()
        self.notion.rate_limit.enabled = paced
        self.switch = KillSwitch()
        self.server = LocalServer(self.slack, notion_routes=notion_routes(self.notion))
        self.server.app.add_middleware(Watched, switch=self.switch)
        self.notion.base_url = self.server.url.rstrip("/")
        self.bot = BotProcess(self.server, self.notion.root_page_id, folder, database_url, **HURRIED)
        self.people = People(self.slack)
        self._database_url = database_url

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The bot is alive and connected; in the end it is stopped as a person stops it."""
        async with self.server:
            await self.bot.start()
            try:
                await self.bot.connected()
                yield
            finally:
                await self.bot.stop()

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        """The bot's database, opened beside it."""
        database = Database(self._database_url)
        try:
            yield database
        finally:
            await database.close()

    async def die(self, death: Death) -> None:
        """Kill the bot as `death` says, and start it again; returns while it starts."""
        if death.when == "starting":
            await asyncio.sleep(death.seconds)
        else:
            await self.bot.connected()
            if death.when == "moment":
                await asyncio.sleep(death.seconds)
            else:
                self.arm(death)
                await self.struck(PATIENCE)
        await self.restart()

    def arm(self, death: Death) -> None:
        """Kill the bot at the request that `death` names, counted from now."""
        self.switch.arm(death, self.bot.kill)

    async def struck(self, patience: float) -> bool:
        """Wait for that request; False, and the bot lives, when it did not come within `patience` seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.switch.struck.wait(), patience)
        self.switch.disarm()
        return self.switch.struck.is_set()

    async def restart(self) -> None:
        """Kill the bot if it still lives, and start it again; returns while it starts."""
        self.switch.disarm()
        self.bot.kill()
        await self.bot.gone()
        await self.bot.start()

    async def at_rest(self, patience: float = 60) -> list[Finding]:
        """Wait until the bot has nothing more to do; a finding for all that it is never done with."""
        async with self.database() as database:
            for _ in range(int(patience / LOOK_SECONDS)):
                rest = await still_at_work(database)
                if not rest:
                    return []
                await asyncio.sleep(LOOK_SECONDS)
        return [Finding(Kind.LOST, "the bot", f"never done: {work}") for work in rest]
