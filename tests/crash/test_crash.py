"""Short campaigns; the long ones are `python -m tests.crash SCENARIO --kills 30`, and `plan --kills all`."""

import json
from pathlib import Path

import pytest

from tests.crash.campaign import SCENARIOS, run_campaign
from tests.crash.plan_campaign import run_plan_campaign, spread_deaths
from tests.crash.schedule_campaign import run_schedule_campaign


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_however_often_the_bot_is_killed_nothing_is_lost_or_doubled(
    scenario: str, tmp_path: Path, database_url: str
) -> None:
    if scenario == "publish" and not database_url.startswith("sqlite"):
        pytest.skip(
            "a long campaign (python -m tests.crash publish --database postgresql); the interview's ends with it"
        )
    result = await run_campaign(scenario, 4, tmp_path, database_url, seed=6)
    assert result.findings == [], json.dumps(result.to_json(), indent=1)
    assert result.figures["answers"] > 0
    assert result.figures["summaries"] > 0
    assert result.figures["publications"] > 0


@pytest.mark.timeout(300)
async def test_a_whole_plan_is_published_once_and_whole_wherever_the_bot_is_killed(tmp_path: Path) -> None:
    result = await run_plan_campaign(3, tmp_path, f"sqlite:///{tmp_path / 'planthread.db'}")
    assert result.findings == [], json.dumps(result.to_json(), indent=1)
    assert result.kills == 3
    assert 60 < result.figures["requests_a_publication"] <= 70


@pytest.mark.timeout(300)
async def test_however_often_the_scheduler_is_killed_each_due_summary_comes_once_and_in_order(
    tmp_path: Path, database_url: str
) -> None:
    result = await run_schedule_campaign(3, tmp_path, database_url, seed=4)
    assert result.findings == [], json.dumps(result.to_json(), indent=1)
    assert result.figures["summaries"] > 15


def test_deaths_are_spread_over_the_whole_publication_before_and_after_its_requests() -> None:
    deaths = [(death.when, death.nth) for death in spread_deaths(60, 4)]
    assert deaths == [("before", 8), ("after", 23), ("before", 38), ("after", 53)]


@pytest.mark.parametrize("kills", [0, 138, 1000])
def test_all_deaths_are_one_before_and_one_after_each_request(kills: int) -> None:
    deaths = [(death.when, death.nth) for death in spread_deaths(69, kills)]
    assert sorted(deaths) == [(when, nth) for when in ("after", "before") for nth in range(1, 70)]
