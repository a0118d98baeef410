"""Whole projects, from the idea to the sprint plan in Notion: what comes of them keeps every promise of the method."""

from pathlib import Path
from typing import Any

from tests import projects
from tests.conversations.conftest import world_with_bot
from tests.conversations.scripted_model import MODEL, MODULES, ScriptedModel, scripted_model
from tests.projects.judging import complaints
from tests.projects.outcome import outcome_of
from tests.projects.play import play_of

BUILTIN = "written without a model"


def at(model: ScriptedModel) -> dict[str, Any]:
    """The settings of a bot that uses the model."""
    return {"openai_model": MODEL, "openai_api_key": "k", "openai_base_url": model.base_url, "openai_retries": 0}


async def test_a_small_project_is_planned_without_a_model_and_every_check_passes(tmp_path: Path):
    async with world_with_bot(tmp_path) as world, play_of(world, projects.load("tool_shed")) as play:
        await play.whole()
        outcome = await outcome_of(play)
    assert complaints(outcome) == []
    assert len(outcome.product.features) == 8
    assert outcome.written_by == {BUILTIN}


async def test_the_same_project_is_planned_by_a_model_and_the_same_checks_pass(tmp_path: Path):
    async with (
        scripted_model() as model,
        world_with_bot(tmp_path, **at(model)) as world,
        play_of(world, projects.load("tool_shed")) as play,
    ):
        await play.whole()
        outcome = await outcome_of(play)
    assert model.repairs.total() == 0
    assert complaints(outcome) == []
    assert len(outcome.product.features) == 8
    assert [module.title for module in outcome.modules.modules] == list(MODULES)
    assert outcome.written_by == {MODEL}
