"""A hostile model from the approved product to approved sprints: the plans are sound, and say who wrote them."""

from pathlib import Path

import pytest

from bot.local.slack.model import Message
from bot.planning.artefact import ArtefactKind
from bot.planning.topics import Side
from tests import projects
from tests.conversations import hostile_planner
from tests.conversations.conftest import world_with_bot
from tests.conversations.scripted_model import scripted_model
from tests.conversations.test_projects import at
from tests.people import Thread, visible
from tests.projects.judging import complaints
from tests.projects.outcome import outcome_of
from tests.projects.play import NEXT, PATIENCE, Play, play_of

PRODUCT, TECHNICAL, MODULES, SPRINTS = ArtefactKind
BUILTIN = "written without a model"

MISBEHAVIOUR = {
    "invented ids",
    "half of it",
    "another language",
    "sixty modules",
    "names twice, ghosts and gaps",
    "each relies on itself",
    "a circle",
    "no estimates",
    "negative and absurd estimates",
    "everything needs everything",
    "nothing but words",
    "a date in the past",
}
"""What the play has to meet at least."""


@pytest.mark.campaign
async def test_whatever_a_model_says_after_the_product_the_plans_are_sound_and_labelled_truthfully(tmp_path: Path):
    async with (
        scripted_model() as model,
        world_with_bot(tmp_path, **at(model)) as world,
        play_of(world, projects.load("tool_shed")) as play,
    ):
        await play.begin()
        leads_on = await play.approved(await play.interviewed(Side.PRODUCT, enough=8), PRODUCT, NEXT[Side.PRODUCT])
        done = hostile_planner.turns_hostile(model)
        await world.ben.presses(NEXT[Side.PRODUCT], leads_on)
        leads_on = await play.approved(await play.interviewed(Side.TECHNICAL, enough=6), TECHNICAL, NEXT[TECHNICAL])
        await world.ben.presses(NEXT[TECHNICAL], leads_on)
        leads_on = await play.approved(await cut_the_circle(play), MODULES, NEXT[MODULES])
        await play.approved(await asked_for_the_past(play, await planned(play, leads_on)), SPRINTS)
        print("\n".join(f"{times:4} {way}" for way, times in sorted(done.items())))
        outcome = await outcome_of(play)
        told = cards(play.thread)

    # A version without the circle came with a picture of its own.
    assert [each for each in complaints(outcome) if "shows the pictures" not in each] == []
    assert {way.partition(": ")[2] for way in done} >= MISBEHAVIOUR
    assert outcome.sprints.capacity.start
    assert outcome.sprints.capacity.start.year > 2020
    artefacts = (outcome.technical, outcome.modules, outcome.sprints)
    assert all(BUILTIN in artefact.written_by for artefact in artefacts)
    everything = " ".join(artefact.model_dump_json() for artefact in artefacts)
    for said in (hostile_planner.RUSSIAN[:40], hostile_planner.NONSENSE, hostile_planner.GHOST, "Ghosts"):
        assert said not in everything
    for kind in (TECHNICAL, MODULES, SPRINTS):
        assert "⚠️" in told[kind], "the team learns where the model was not used"


async def cut_the_circle(play: Play) -> Message:
    """The modules come with the circle that the model insists on; Ben cuts it."""
    await play.review()
    circle = await play.world.ana.sees("need each other in a circle", play.thread)
    await play.world.ben.presses("Cut M-1 → M-2", circle)
    return await play.review()


async def planned(play: Play, leads_on: Message) -> Message:
    """The sprints for the team as it describes itself."""
    await play.world.chen.presses(NEXT[MODULES], leads_on)
    form = await play.world.chen.sees_modal(NEXT[MODULES], PATIENCE)
    await play.world.chen.fills(form, play.team.capacity)
    return await play.review()


async def asked_for_the_past(play: Play, review: Message) -> Message:
    """A change request that the model takes for a first day in the past."""
    await play.world.ben.presses("Request changes", review)
    form = await play.world.ben.sees_modal("Request changes")
    await play.world.ben.fills(form, {"What should change": "I wish that we had been there on 2020-01-06"})
    return await play.review()


def cards(thread: Thread) -> dict[ArtefactKind, str]:
    """What the card of each first version says in the end."""
    return {
        kind: visible(message)
        for kind in ArtefactKind
        for message in thread.from_bot
        if f"Version 1 of the {kind.noun} is written" in visible(message)
    }
