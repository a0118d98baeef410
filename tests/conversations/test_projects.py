"""Whole projects, from the idea to the sprint plan in Notion: what comes of them keeps every promise of the method."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.planning.artefact import ArtefactKind
from bot.planning.modules.plan import Cut, ModulePlan
from tests import projects
from tests.conversations.conftest import world_with_bot
from tests.conversations.scripted_model import (
    MODEL,
    SHED,
    ScriptedModel,
    dependencies_in_a_circle,
    scripted_model,
)
from tests.conversations.scripted_prompts import Prompt
from tests.conversations.scripted_technical import architecture_in_a_circle
from tests.people import pressable, visible
from tests.projects.judging import complaints
from tests.projects.outcome import approved, outcome_of
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
    assert [module.title for module in outcome.modules.modules] == list(SHED.modules)
    assert outcome.written_by == {MODEL}


CIRCLES: dict[str, tuple[str, Callable[[Prompt], dict[str, Any]]]] = {
    "between components": ("technical_architecture", partial(architecture_in_a_circle, SHED)),
    "between modules": ("module_dependencies", partial(dependencies_in_a_circle, SHED)),
}


@pytest.mark.parametrize(
    ("shape", "says"),
    [pytest.param(*CIRCLES["between components"], marks=pytest.mark.campaign), CIRCLES["between modules"]],
    ids=CIRCLES,
)
async def test_a_circle_that_a_model_makes_is_cut_by_the_team_before_anybody_can_approve(
    tmp_path: Path, shape: str, says: Callable[[Prompt], dict[str, Any]]
):
    async with (
        scripted_model() as model,
        world_with_bot(tmp_path, **at(model)) as world,
        play_of(world, projects.load("tool_shed")) as play,
    ):
        model.instead[shape] = says
        review = await play.carved()
        circle = await world.ana.sees("need each other in a circle", play.thread)
        edges = [label for label in pressable(circle) if label.startswith("Cut ")]
        assert sorted(edges) == ["Cut M-1 → M-2", "Cut M-2 → M-1"]
        await world.ana.presses("Approve", review)
        await world.ana.sees_ephemeral("circle")

        await world.ben.presses("Cut M-1 → M-2", circle)
        await world.planner.says(play.thread, "Ben cut M-1 → M-2")
        review = await play.review()
        assert "Module plan, version 2" in visible(review)
        await world.ben.presses("Cut M-2 → M-1", circle)
        await world.ben.sees_ephemeral("from an earlier moment")
        await play.approved(review, ArtefactKind.MODULES)
        plan = await approved(play, ArtefactKind.MODULES)
    assert isinstance(plan, ModulePlan)
    assert plan.cuts == (Cut(module="M-1", from_module="M-2", by="Ben"),)
    assert ("M-2", "M-1") in set(plan.edges())
    assert any(line.startswith("Open point: ") for line in plan.module("M-1").technical)
