"""Two short quarters; the long ones are `python -m tests.simulation`."""

from pathlib import Path

import pytest

from storage import Database
from tests.simulation.quarter import SEASONS, Quarter


@pytest.mark.parametrize("season", SEASONS)
async def test_every_due_summary_comes_once_at_its_local_time_and_none_without_news(
    season: str, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'planthread.db'}")
    await database.migrate()
    try:
        found = await Quarter(database, SEASONS[season], days=90, sessions=12, seed=1).run()
    finally:
        await database.close()
    assert not any(found.wrong.values()), found
    assert found.figures["clock_changes"] >= 9
    assert found.figures["caught_up"] > 10
    assert found.figures["left_out_for_a_newer_one"] > 3
    assert found.figures["silent"] > 10
    assert found.figures["outages"] >= 20
    assert found.figures["job_stores_lost"] > 0
