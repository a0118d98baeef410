"""`planthread run`: what keeps it from starting is one sentence with a way on, and it stops when it is told."""

import asyncio
import signal
import socket
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.starting import StartError, run_until_stopped
from storage import Database
from tests.cli.conftest import Command, World

LOOKS_RIGHT = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def test_help_names_the_commands(planthread: Command):
    code, said = planthread("--help")
    assert code == 0
    assert all(command in said for command in ("try", "run", "doctor"))


def test_it_tells_its_version(planthread: Command):
    assert planthread("--version") == (0, f"planthread {version('planthread')}\n")


@pytest.mark.parametrize(
    ("settings", "named", "place"),
    [
        ({}, "SLACK_BOT_TOKEN is not set", "api.slack.com/apps"),
        ({"SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN does not look like", "OAuth & Permissions"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is not set", "Basic Information"),
        ({**LOOKS_RIGHT, "NOTION_TOKEN": "ntn_1"}, "NOTION_PARENT_PAGE_ID is not set", "Notion page"),
        ({**LOOKS_RIGHT, "OPENAI_API_KEY": "sk-1"}, "OPENAI_MODEL is not set", "without a model"),
        ({**LOOKS_RIGHT, "ANSWER_QUIET_SECONDS": "soon"}, "ANSWER_QUIET_SECONDS cannot be used", "number"),
    ],
)
def test_a_missing_or_wrong_setting_is_one_sentence(
    planthread: Command, settings: dict[str, str], named: str, place: str
):
    code, said = planthread("run", **settings)
    assert code == 2
    assert said.startswith(named)
    assert place in said
    assert len(said.splitlines()) == 1
    assert not (planthread.folder / "data").exists(), "nothing may start before the settings are right"


def test_settings_may_stand_in_a_file(planthread: Command):
    (planthread.folder / ".env").write_text("SLACK_BOT_TOKEN=xoxb-from-a-file\n")
    code, said = planthread("run")
    assert (code, said.split(" is ")[0]) == (2, "SLACK_APP_TOKEN")


async def test_it_runs_until_it_is_told_to_stop(planthread: Command, world: World):
    process = planthread.start("run", **world.settings())
    await world.until(world.slack.app_is_connected)
    process.send_signal(signal.SIGTERM)
    said, _ = await asyncio.to_thread(process.communicate)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert not world.slack.app_is_connected()


async def test_a_refused_token_ends_it_without_a_traceback(planthread: Command, world: World):
    code, said = await asyncio.to_thread(planthread, "run", **world.settings(SLACK_BOT_TOKEN="xoxb-of-somebody-else"))
    assert code == 1
    assert "Slack does not accept SLACK_BOT_TOKEN (invalid_auth)" in said.splitlines()[-1]
    assert "Traceback" not in said
    assert "somebody-else" not in said


async def refusal(world: World, folder: Path, **changes: str) -> str:
    """Why a bot with these settings does not start."""
    values = {name.lower(): value for name, value in world.settings(**changes).items()}
    settings = Settings(_env_file=None, planthread_data_dir=folder, **values)  # type: ignore[call-arg,arg-type]
    with pytest.raises(StartError) as refused:
        await run_until_stopped(settings)
    assert "\n" not in str(refused.value)
    return str(refused.value)


async def test_a_refused_app_token_is_told(world: World, tmp_path: Path):
    said = await refusal(world, tmp_path, SLACK_APP_TOKEN="xapp-wrong")
    assert said.startswith("Slack does not accept SLACK_APP_TOKEN (invalid_auth).")
    assert "Basic Information" in said


async def test_a_slack_that_is_out_of_reach_is_told(world: World, tmp_path: Path):
    said = await refusal(world, tmp_path, SLACK_API_URL=f"http://127.0.0.1:{_closed_port()}/api/")
    assert "Slack could not be reached" in said


async def test_a_wrong_notion_token_is_told_before_anybody_plans(world: World, tmp_path: Path):
    assert "NOTION_TOKEN" in await refusal(world, tmp_path, NOTION_TOKEN="ntn_wrong")


async def test_a_notion_page_that_is_not_shared_is_told(world: World, tmp_path: Path):
    said = await refusal(world, tmp_path, NOTION_PARENT_PAGE_ID="0" * 32)
    assert "shared" in said or "connection" in said.lower()


async def test_a_database_in_use_is_told(world: World, tmp_path: Path):
    other = Database(f"sqlite:///{tmp_path / 'planthread.db'}")
    other.claim()
    assert "already using" in await refusal(world, tmp_path)
    await other.close()


async def test_a_database_that_does_not_answer_is_told_without_its_password(world: World, tmp_path: Path):
    url = f"postgresql://planner:hunter2@127.0.0.1:{_closed_port()}/plans"
    said = await refusal(world, tmp_path, DATABASE_URL=url)
    assert "DATABASE_URL does not answer" in said
    assert "hunter2" not in said


async def test_an_address_that_is_no_database_is_told(world: World, tmp_path: Path):
    assert "DATABASE_URL is not a database's address" in await refusal(world, tmp_path, DATABASE_URL="plans.db")


async def test_a_folder_that_cannot_be_used_is_told(world: World, tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    said = await refusal(world, tmp_path / "file")
    assert "PLANTHREAD_DATA_DIR" in said


def _closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
