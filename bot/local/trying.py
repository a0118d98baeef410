"""`planthread try`: the local workspace in this process, the real bot beside it, and a page in the browser."""

import asyncio
import fcntl
import os
import signal
import sys
import tempfile
import threading
import webbrowser
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.local.bot_process import BotProcess, BotStoppedError
from bot.local.notion import NotionStore, notion_routes
from bot.local.server import LocalServer
from bot.local.slack import SlackWorkspace

FIRST_PORT = 8787
INTERRUPTED = 130
"""Exit code of a demo that somebody stopped before its end."""

_KEPT = ("slack.db*", "notion.sqlite3*", "planthread.db*", "bot.log")


class TryError(Exception):
    """`try` cannot go on; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody asked for. `folder` is where things are kept, `manifest` the app's; `writer` says who writes.

    `settings` are environment variables for the bot, beyond those that name the local workspace.
    """

    folder: Path
    manifest: Path
    writer: str
    port: int | None = None
    fresh: bool = False
    browser: bool = True
    demo: bool = False
    fast: bool = False
    keep: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """The local workspace, with its page, on one address."""

    slack: SlackWorkspace
    notion: NotionStore
    server: LocalServer

    def settings(self, folder: Path) -> dict[str, str]:
        """The environment of a bot that works here and keeps its own things in `folder`."""
        return {
            "SLACK_BOT_TOKEN": self.server.bot_token,
            "SLACK_APP_TOKEN": self.server.app_token,
            "SLACK_API_URL": self.server.slack_api_url,
            "NOTION_TOKEN": self.server.notion_token,
            "NOTION_PARENT_PAGE_ID": self.notion.root_page_id,
            "NOTION_API_URL": self.server.notion_api_url,
            "DATABASE_URL": f"sqlite:///{folder / 'planthread.db'}",
            "PLANTHREAD_DATA_DIR": str(folder),
            "PLANTHREAD_EXECUTOR_ID": "local",
        }


async def run_try(wishes: Wishes) -> int:
    """Run until somebody stops it (or the demo is over) and return the exit code. Raises `TryError`."""
    console = Console(highlight=False)
    stop = _stop_on_signals()
    if wishes.demo:
        from bot.local.demo import bot_settings

        with tempfile.TemporaryDirectory(prefix="planthread-demo-") as folder:
            return await _run(replace(wishes, settings=bot_settings(wishes.fast)), Path(folder), console, stop)
    with _only_one(wishes.folder):
        if wishes.fresh:
            _forget(wishes.folder)
        return await _run(wishes, wishes.folder, console, stop)


async def _run(wishes: Wishes, folder: Path, console: Console, stop: asyncio.Event) -> int:
    stage = _stage(wishes, folder)
    bot = BotProcess({**stage.settings(folder), **wishes.settings}, folder / "bot.log", console.print)
    try:
        async with AsyncExitStack() as stack:
            with console.status("Starting the workspace and the bot …"):
                # The bot takes longer to get ready than the page, so it begins first; it ends first as well.
                await bot.start()
                stack.push_async_callback(bot.stop)
                await stack.enter_async_context(_serving(stage))
                stack.push_async_callback(bot.stop)
                await _first(stop.wait(), bot.gave_up(), _connected(stage.slack))
            if stop.is_set():
                return 0
            if wishes.demo:
                return await _demo(wishes, stage, bot, console, stop)
            _greet(console, wishes, folder, stage.server.url)
            await _first(stop.wait(), bot.gave_up())
            console.print("\nStopping …")
            return 0
    except BotStoppedError as error:
        raise TryError(str(error)) from error


async def _demo(wishes: Wishes, stage: Stage, bot: BotProcess, console: Console, stop: asyncio.Event) -> int:
    """Play the made-up team; the page is there to watch. Raises `TryError` where it does not reach the end."""
    from bot.local.demo import DemoError, play

    console.print(f"You can watch it in the browser, too: {stage.server.url}\n", style="dim")
    try:
        await _first(stop.wait(), bot.gave_up(), play(stage.slack, stage.notion, console, fast=wishes.fast))
    except DemoError as error:
        raise TryError(str(error)) from error
    if stop.is_set():
        return INTERRUPTED
    if wishes.keep:
        console.print(f"\nThe page stays open: {stage.server.url}\nCtrl-C ends it.")
        await _first(stop.wait(), bot.gave_up())
    return 0


def _stage(wishes: Wishes, folder: Path) -> Stage:
    """Open what is kept in the folder, on the same port as last time if that is free."""
    slack, notion = SlackWorkspace(folder, manifest=wishes.manifest), NotionStore(folder)
    routes = notion_routes(notion)
    if wishes.port is not None:
        try:
            server = LocalServer(slack, notion_routes=routes, port=wishes.port)
        except OSError as error:
            raise TryError(f"Port {wishes.port} is taken. Choose another one, or leave --port away.") from error
    else:
        try:
            server = LocalServer(slack, notion_routes=routes, port=0 if wishes.demo else _last_port(folder))
        except OSError:
            server = LocalServer(slack, notion_routes=routes)
    notion.base_url = server.url.rstrip("/")
    (folder / "port").write_text(str(server.port), encoding="ascii")
    return Stage(slack, notion, server)


def _last_port(folder: Path) -> int:
    try:
        return int((folder / "port").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return FIRST_PORT


@asynccontextmanager
async def _serving(stage: Stage) -> AsyncIterator[None]:
    # Takes about a second to import, in which the bot gets going.
    from bot.local.page import mount

    mount(stage.server.app, stage.slack, stage.notion)
    async with stage.server:
        yield
    await stage.slack.close()
    stage.notion.close()


async def _connected(slack: SlackWorkspace) -> None:
    async with slack.changes() as changes:
        while not slack.app_is_connected():
            await changes.next()


async def _first(*events: Coroutine[Any, Any, object]) -> None:
    """Wait until one of them is over, end the others, and raise what it raised."""
    tasks = [asyncio.ensure_future(event) for event in events]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def _greet(console: Console, wishes: Wishes, folder: Path, url: str) -> None:
    console.print(f"planthread is ready: [bold]{url}[/bold]", soft_wrap=True)
    console.print(f"It asks and writes with {wishes.writer}.")
    console.print(f"Everything stays on this machine, in {folder} (--fresh begins anew). Ctrl-C ends it.", style="dim")
    if wishes.browser and (sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _stop_on_signals() -> asyncio.Event:
    """The first Ctrl-C asks for an end; a second one insists (the bot then ends by itself)."""
    stop = asyncio.Event()

    def stop_now() -> None:
        if stop.is_set():
            os._exit(130)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop_now)
    return stop


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Keep a second `try` out of the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w", encoding="ascii")
    except OSError as error:
        raise TryError(
            f"planthread cannot write to {folder}: {error.strerror}. Set PLANTHREAD_DATA_DIR to another folder."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise TryError(
                f"It runs already: http://127.0.0.1:{_last_port(folder)}/\n"
                "For a second one, set PLANTHREAD_DATA_DIR to another folder."
            ) from None
        yield


def _forget(folder: Path) -> None:
    """Delete what earlier tries left, and nothing else that somebody may keep there."""
    for pattern in _KEPT:
        for path in folder.glob(pattern):
            path.unlink()
