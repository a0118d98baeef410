"""Two short quarters; the long ones are `python -m tests.simulation`. And what they find where the bot is broken."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.slack.delivery import Place
from storage import Database
from tests.simulation import quarter
from tests.simulation.quarter import SEASONS, Found, Quarter
from tests.simulation.slack import Slack
from tests.simulation.works import Died


async def played(folder: Path, season: str, *, days: int, sessions: int) -> Found:
    database = Database(f"sqlite:///{folder / 'planthread.db'}")
    await database.migrate()
    try:
        return await Quarter(database, SEASONS[season], days=days, sessions=sessions, seed=1).run()
    finally:
        await database.close()


@pytest.mark.parametrize("season", SEASONS)
async def test_every_due_summary_comes_once_at_its_local_time_and_every_reminder_once_in_working_hours(
    season: str, tmp_path: Path
) -> None:
    found = await played(tmp_path, season, days=60, sessions=12)
    assert not any(found.wrong.values()), found
    assert found.figures["clock_changes"] >= 8
    assert found.figures["caught_up"] > 10
    assert found.figures["left_out_for_a_newer_one"] > 3
    assert found.figures["silent"] > 10
    assert found.figures["nudges"] > 20
    assert found.figures["nudges_of_some"] > 0
    assert found.figures["sleeps"] > 10
    assert found.figures["deaths"] > 10
    assert found.figures["outages"] >= 20
    assert found.figures["job_stores_lost"] > 0


@pytest.mark.parametrize(
    ("broken", "so", "wrong"),
    [
        pytest.param("bot.planning.waiting.is_working_time", lambda *_: True, "nudged_off_hours", id="works at night"),
        pytest.param("bot.flow.checkpoints.has_news", lambda *_: True, "without_news", id="everything is news"),
    ],
)
async def test_a_bot_that_is_broken_is_found_out(
    broken: str, so: Callable[..., object], wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broken, so)
    monkeypatch.setattr(quarter, "DEATHS_A_DAY", 15.0)
    found = await played(tmp_path, "autumn", days=14, sessions=8)
    assert found.wrong[wrong], found.figures


@pytest.mark.parametrize("looks", [True, False])
async def test_a_bot_that_dies_after_a_reminder_and_does_not_look_in_slack_reminds_twice(
    looks: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post, died = Slack.post, set[str]()

    async def post_and_die(slack: Slack, place: Place, text: str, blocks: list[dict[str, Any]], operation: str) -> str:
        ts = await post(slack, place, text, blocks, operation)
        if operation.startswith("nudge:") and operation not in died:
            died.add(operation)
            raise Died
        return ts

    async def find_nothing(*_: object) -> None:
        return None

    monkeypatch.setattr(Slack, "post", post_and_die)
    if not looks:
        monkeypatch.setattr(Slack, "find", find_nothing)
    found = await played(tmp_path, "autumn", days=14, sessions=8)
    assert died
    assert bool(found.wrong["nudged_twice"]) is not looks, found
