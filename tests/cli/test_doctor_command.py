"""`planthread doctor`: what is right, what is not, and what to do, in the order in which it is needed."""

import asyncio
import dataclasses
from pathlib import Path

from bot.doctor import Finding, examine
from bot.manifest import bot_scopes
from bot.settings import Settings
from storage import Database
from tests.cli.conftest import Command, World


async def findings(world: World, folder: Path, **changes: str) -> dict[str, list[Finding]]:
    """What the doctor finds, by area."""
    values = {name.lower(): value for name, value in world.settings(**changes).items()}
    settings = Settings(_env_file=None, planthread_data_dir=folder, **values)  # type: ignore[call-arg,arg-type]
    found: dict[str, list[Finding]] = {}
    async for finding in examine(settings):
        found.setdefault(finding.area, []).append(finding)
    return found


async def test_where_all_is_well_everything_is_ticked_and_it_exits_0(planthread: Command, world: World):
    code, said = await asyncio.to_thread(planthread, "doctor", **world.settings())
    assert code == 0, said
    assert "✗" not in said
    order = [said.index(area) for area in ("Settings", "Slack", "Notion", "Model", "Database")]
    assert order == sorted(order)
    assert f"All {len(bot_scopes())} permissions" in said


async def test_something_wrong_is_crossed_with_a_way_on_and_it_exits_1_without_telling_secrets(
    planthread: Command, world: World
):
    settings = world.settings(SLACK_BOT_TOKEN="xoxb-very-secret", NOTION_TOKEN="ntn_verysecret")
    code, said = await asyncio.to_thread(planthread, "doctor", **settings)
    assert code == 1
    assert "✗ Slack refuses SLACK_BOT_TOKEN (invalid_auth)." in said
    assert "→ Copy the token again" in said
    assert "Traceback" not in said
    assert "secret" not in said.replace("a secret", "")


async def test_a_permission_that_was_not_granted_is_named(world: World, tmp_path: Path):
    manifest = world.slack.world.manifest
    fewer = tuple(scope for scope in manifest.scopes if scope not in {"reactions:read", "files:write"})
    world.slack.world.manifest = dataclasses.replace(manifest, scopes=fewer)
    wrong = [finding for finding in (await findings(world, tmp_path))["Slack"] if not finding.ok]
    assert [finding.title for finding in wrong] == ["The app lacks permissions: files:write, reactions:read."]
    assert "Reinstall" in wrong[0].what_to_do


async def test_one_wrong_thing_does_not_hide_the_next(world: World, tmp_path: Path):
    found = await findings(
        world,
        tmp_path,
        SLACK_APP_TOKEN="xapp-wrong",
        NOTION_PARENT_PAGE_ID="0" * 32,
        DATABASE_URL="postgresql://x@127.0.0.1:1/y",
    )
    wrong = {area: [finding for finding in lines if not finding.ok] for area, lines in found.items()}
    assert "SLACK_APP_TOKEN" in wrong["Slack"][0].title
    assert wrong["Notion"][0].what_to_do
    assert "does not answer" in wrong["Database"][0].title


async def test_what_is_not_set_up_is_said_but_not_wrong(world: World, tmp_path: Path):
    found = await findings(world, tmp_path, NOTION_TOKEN="", NOTION_PARENT_PAGE_ID="")
    assert found["Notion"][0].ok
    assert "as Markdown" in found["Notion"][0].title
    assert "built-in writer" in found["Model"][0].title


async def test_the_age_of_the_tables_is_told(world: World, tmp_path: Path):
    before = (await findings(world, tmp_path))["Database"][0]
    assert "at the first start" in before.title
    assert not (tmp_path / "planthread.db").exists(), "the doctor only looks"

    database = Database(f"sqlite:///{tmp_path / 'planthread.db'}")
    await database.migrate()
    assert "up to date" in (await findings(world, tmp_path))["Database"][0].title

    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from the future'")
    await database.close()
    newer = (await findings(world, tmp_path))["Database"][0]
    assert not newer.ok
    assert "newer planthread" in newer.title
