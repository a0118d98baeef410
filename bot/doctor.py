"""`planthread doctor`: every connection, permission and page in the order in which they are needed, and what to do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy.exc

from bot.app import model_settings
from bot.manifest import bot_scopes
from bot.notion import doctor as notion
from bot.notion.client import NotionClient
from bot.settings import Settings, SettingsError
from bot.slack import doctor as slack
from bot.starting import explained
from bot.writing import doctor as model
from storage import Database
from storage.inspection import tables_found


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's: `area` is what it belongs to; `what_to_do` is empty when all is well."""

    area: str
    ok: bool
    title: str
    what_to_do: str = ""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Yield the findings one by one as they become known; a wrong setting ends the examination of its area."""
    try:
        settings.check()
    except SettingsError as error:
        problem, _, advice = str(error).partition(". ")
        yield Finding("Settings", False, f"{problem}.", advice)
    else:
        yield Finding("Settings", True, "All settings that are needed are there.")
    async for finding in _services(settings):
        yield finding
    yield await _database(settings)


async def _services(settings: Settings) -> AsyncIterator[Finding]:
    bot, app = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
    if bot and app:
        for found in await slack.check(bot, app, settings.slack_api_url, bot_scopes()):
            yield Finding("Slack", found.ok, found.title, found.what_to_do)
    if settings.uses_notion:
        async with NotionClient(
            settings.notion_token.get_secret_value(), base_url=settings.notion_api_url, attempts=2
        ) as client:
            for noted in await notion.check(client, settings.notion_parent_page_id):
                yield Finding("Notion", noted.ok, noted.title, noted.what_to_do)
    else:
        yield Finding("Notion", True, "Not set up: approved plans are written as Markdown into the data folder.")
    if settings.uses_model:
        for seen in await model.check(model_settings(settings)):
            yield Finding("Model", seen.works, seen.message, seen.advice)
    else:
        yield Finding("Model", True, "No model is set: the built-in writer asks and writes.")


async def _database(settings: Settings) -> Finding:
    area = "Database"
    try:
        database = Database(settings.resolved_database_url)
        if database.is_sqlite and not _is_file(database.url.database):
            return Finding(area, True, f"It will be made at the first start: {database.url.database}.")
        try:
            found = await tables_found(database)
        finally:
            await database.close()
    except (sqlalchemy.exc.SQLAlchemyError, OSError) as error:
        return Finding(area, False, explained(error) or f"The database does not answer: {error}", "")
    if not found.known:
        return Finding(
            area,
            False,
            "It was made by a newer planthread than this one.",
            "Install the newer version, or set another DATABASE_URL.",
        )
    if found.current != found.newest:
        return Finding(area, True, "It answers; its tables are brought up to date at the next start.")
    return Finding(area, True, "It answers, and its tables are up to date.")


def _is_file(path: str | None) -> bool:
    return bool(path) and Path(str(path)).is_file()
