"""The real bot as a process of its own: started by the command line, killed without warning, started again."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.local.server import LocalServer

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "bot", "run")

_OURS = ("SLACK_", "NOTION_", "OPENAI_", "PLANTHREAD_", "ANSWER_", "DATABASE_URL")


class BotProcess:
    """`planthread run` (or another `command`) in front of a local server; `settings` are environment variables.

    Its data and its log (`bot.log`) are in `folder`; an empty `database_url` is the SQLite file there.
    """

    def __init__(
        self,
        server: LocalServer,
        notion_page_id: str,
        folder: Path,
        database_url: str,
        *,
        command: Sequence[str] = COMMAND,
        **settings: str,
    ) -> None:
        self._server = server
        self._command = command
        self._folder = folder
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(_OURS)},
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": server.bot_token,
            "SLACK_APP_TOKEN": server.app_token,
            "SLACK_API_URL": server.slack_api_url,
            "NOTION_TOKEN": server.notion_token,
            "NOTION_PARENT_PAGE_ID": notion_page_id,
            "NOTION_API_URL": server.notion_api_url,
            "DATABASE_URL": database_url,
            "PLANTHREAD_DATA_DIR": str(folder),
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The id of the process that runs now. Raises `RuntimeError` when none does."""
        if self._process is None:
            raise RuntimeError("the bot is not running")
        return self._process.pid

    @property
    def log(self) -> str:
        """Everything it has logged so far, in all its lives."""
        path = self._folder / "bot.log"
        return path.read_text("utf-8", errors="replace") if path.exists() else ""

    async def start(self) -> None:
        """Start it; returns at once."""
        # In the data folder, so that no `.env` of the developer's is read.
        with (self._folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, cwd=self._folder, env=self._environment, stdin=asyncio.subprocess.DEVNULL, stdout=log,
                stderr=log,
            )  # fmt: skip

    async def connected(self, patience: float = 60) -> None:
        """Wait until Slack has a connection to it. Raises `AssertionError` with the log's end when that fails."""
        async with self._server.slack.changes() as changes:
            try:
                async with asyncio.timeout(patience):
                    while not self._server.slack.app_is_connected():
                        if self._process is not None and self._process.returncode is not None:
                            break
                        await changes.next()
                    else:
                        return
            except TimeoutError:
                pass
        raise AssertionError(f"The bot did not connect within {patience} s:\n{self.log[-3000:]}")

    def kill(self) -> None:
        """Kill it at this very moment (-9)."""
        if self._process is not None and self._process.returncode is None:
            os.kill(self._process.pid, signal.SIGKILL)

    async def gone(self) -> None:
        """Wait until the process and its connection are gone."""
        if self._process is not None:
            await self._process.wait()
            self._process = None
        async with self._server.slack.changes() as changes:
            while self._server.slack.app_is_connected():
                await changes.next()

    async def stop(self, patience: float = 20) -> None:
        """End it as a person does (SIGTERM); killed when it does not end."""
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(patience):
                    await self._process.wait()
            except TimeoutError:
                self.kill()
        await self.gone()
