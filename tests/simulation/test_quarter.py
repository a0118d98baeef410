"""Five weeks in which most clocks are changed, in autumn and in spring; and what is found where the bot is broken.

The long form is `python -m tests.simulation`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.slack.delivery import Place
from storage import Database
from tests.simulation import quarter
from tests.simulation.quarter import Found, Quarter
from tests.simulation.slack import Slack
from tests.simulation.works import Died

WEEKS = {"autumn": "2026-10-01", "spring": "2027-03-08"}


async def played(folder: Path, start: str, *, days: int, sessions: int) -> Found:
    database = Database(f"sqlite:///{folder / 'planthread.db'}")
    await database.migrate()
    try:
        return await Quarter(database, start, days=days, sessions=sessions, seed=1).run()
    finally:
        await database.close()


@pytest.mark.parametrize("start", WEEKS.values(), ids=WEEKS.keys())
async def test_every_due_summary_comes_once_at_its_local_time_and_every_reminder_once_in_working_hours(
    start: str, tmp_path: Path
) -> None:
    found = await played(tmp_path, start, days=35, sessions=12)
    assert not any(found.wrong.values()), found
    assert found.figures["clock_changes"] >= 8
    assert found.figures["caught_up"] > 10
    assert found.figures["left_out_for_a_newer_one"] > 3
    assert found.figures["silent"] > 10
    assert found.figures["nudges"] > 10
    assert found.figures["nudges_of_some"] > 0
    assert found.figures["sleeps"] > 5
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
    found = await played(tmp_path, WEEKS["autumn"], days=14, sessions=8)
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
    found = await played(tmp_path, WEEKS["autumn"], days=14, sessions=8)
    assert died
    assert bool(found.wrong["nudged_twice"]) is not looks, found
