"""Running the bot until it is told to stop, and saying in one sentence why it could not start."""

import asyncio
import os
import signal
import sys
from contextlib import suppress

import aiohttp
import sqlalchemy.exc
import structlog
from alembic.util.exc import CommandError
from slack_sdk.errors import SlackClientError

from bot import app
from bot.notion import errors as notion_errors
from bot.notion.client import NotionClient
from bot.notion.identifiers import page_id_of
from bot.settings import Settings, SettingsError
from bot.slack.delivery import SlackError
from bot.slack.doctor import refusal_of_app_token
from storage import DatabaseBusyError

log = structlog.get_logger()

NOTION_PATIENCE = 10.0
"""Seconds that a start waits for Notion; a Notion that is down must not keep the bot from working."""

_NEEDS_A_PERSON = (
    notion_errors.WrongToken,
    notion_errors.NotAllowed,
    notion_errors.NotShared,
    notion_errors.NotAPageId,
)


class StartError(Exception):
    """The bot could not start; the message says why and what to do."""


async def run_until_stopped(settings: Settings, *, with_parent: bool = False) -> None:
    """Run until SIGINT or SIGTERM (or, `with_parent`, until standard input closes), then stop cleanly.

    A second signal ends the process at once. Raises `StartError`, and whatever goes wrong after the start.
    """
    stop = asyncio.Event()
    _listen_for_signals(stop)
    if with_parent:
        await _listen_to_parent(stop)
    started = asyncio.Event()
    bot = asyncio.create_task(_run(settings, started, stop))
    told = asyncio.create_task(stop.wait())
    await asyncio.wait({bot, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not started.is_set() and not bot.done():
        bot.cancel()
        with suppress(asyncio.CancelledError):
            await bot
        return
    await bot


async def _run(settings: Settings, started: asyncio.Event, stop: asyncio.Event) -> None:
    try:
        await _slack_is_right(settings)
        await _notion_is_right(settings)
        async with app.running(settings):
            started.set()
            await stop.wait()
            log.info("planthread is stopping")
    except Exception as error:
        reason = None if started.is_set() else explained(error)
        if reason is None:
            raise
        raise StartError(reason) from error


async def _slack_is_right(settings: Settings) -> None:
    refusal = await refusal_of_app_token(settings.slack_app_token.get_secret_value(), settings.slack_api_url)
    if refusal:
        raise StartError(_slack(refusal, "SLACK_APP_TOKEN", "Basic Information"))


async def _notion_is_right(settings: Settings) -> None:
    """Refuse to start where somebody has to correct a setting; a Notion that does not answer is only noted."""
    if not settings.uses_notion:
        return
    try:
        async with (
            asyncio.timeout(NOTION_PATIENCE),
            NotionClient(
                settings.notion_token.get_secret_value(), base_url=settings.notion_api_url, attempts=2
            ) as client,
        ):
            page = page_id_of(settings.notion_parent_page_id)
            await client.get(f"pages/{page}", "opening the page to publish under")
    except _NEEDS_A_PERSON:
        raise
    except (notion_errors.NotionError, TimeoutError) as error:
        log.warning("notion does not answer; publishing waits until it does", error=str(error))


def explained(error: Exception) -> str | None:
    """One or two plain sentences for what can go wrong at the start; None for what nobody expected."""
    match error:
        case StartError() | SettingsError() | DatabaseBusyError():
            return str(error)
        case notion_errors.NotionError():
            return f"{error.what_happened} {error.what_to_do}"
        case SlackError():
            return _slack(error.code, "SLACK_BOT_TOKEN", "OAuth & Permissions")
        case SlackClientError() | aiohttp.ClientError():
            return "Slack could not be reached. See whether this machine is online, then start again."
        case CommandError():
            return (
                "The database was made by a newer planthread than this one. Install the newer version, or set another "
                "DATABASE_URL."
            )
        case sqlalchemy.exc.ArgumentError() | sqlalchemy.exc.NoSuchModuleError():
            return (
                "DATABASE_URL is not a database's address. Write it as postgresql://user:password@host/name or "
                "sqlite:////folder/file.db."
            )
        case sqlalchemy.exc.DBAPIError():
            reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no reason given"
            return f"The database in DATABASE_URL does not answer: {reason}"
        case OSError() if error.filename:
            return (
                f"planthread cannot use {error.filename}: {error.strerror}. Set PLANTHREAD_DATA_DIR to another folder."
            )
    return None


def _slack(code: str, setting: str, place: str) -> str:
    if code in {"connection", "service_unavailable", ""}:
        return "Slack could not be reached or has a problem of its own. See whether this machine is online."
    if code == "ratelimited":
        return "Slack asks to wait: this app was started too often in the last minute. Start it again in a minute."
    return f"Slack does not accept {setting} ({code}). Copy it anew from api.slack.com/apps under {place}."


def _listen_for_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def stop_now() -> None:
        if stop.is_set():
            os._exit(130)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop_now)


async def _listen_to_parent(stop: asyncio.Event) -> None:
    """A parent that died, however it died, closes our standard input."""

    class Ear(asyncio.Protocol):
        def connection_lost(self, exc: Exception | None) -> None:
            stop.set()

    with suppress(ValueError, OSError):
        await asyncio.get_running_loop().connect_read_pipe(Ear, sys.stdin)
