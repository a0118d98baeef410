"""Whole projects, from the idea to the sprint plan in Notion: what comes of them keeps every promise of the method."""

from pathlib import Path

from tests import projects
from tests.conversations.conftest import world_with_bot
from tests.projects.judging import complaints
from tests.projects.outcome import outcome_of
from tests.projects.play import play_of

BUILTIN = "written without a model"


async def test_a_small_project_is_planned_without_a_model_and_every_check_passes(tmp_path: Path):
    async with world_with_bot(tmp_path) as world, play_of(world, projects.load("tool_shed")) as play:
        await play.whole()
        outcome = await outcome_of(play)
    assert complaints(outcome) == []
    assert len(outcome.product.features) == 8
    assert outcome.written_by == {BUILTIN}
