"""Short campaigns; the long ones are `python -m tests.crash SCENARIO --kills 30`."""

import json
from pathlib import Path

import pytest

from tests.crash.campaign import SCENARIOS, run_campaign


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_however_often_the_bot_is_killed_nothing_is_lost_or_doubled(
    scenario: str, tmp_path: Path, database_url: str
) -> None:
    result = await run_campaign(scenario, 6, tmp_path, database_url, seed=6)
    assert result.findings == [], json.dumps(result.to_json(), indent=1)
    assert result.figures["answers"] > 0
    assert result.figures["publications"] > 0
