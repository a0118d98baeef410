"""*Request changes* to modules and sprints: a model helps where no rule fits, and only the first step asks it."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from bot.flow.crafts.craft import Approved, Craft, Ground, Wish
from bot.flow.crafts.modules import ModulesCraft
from bot.flow.crafts.sprints import SprintsCraft
from bot.planning.artefact import Artefact, ArtefactKind
from bot.planning.interview import Interview
from bot.planning.modules.carving import carve
from bot.planning.sprints.breakdown import break_down
from bot.planning.sprints.plan import Capacity
from bot.writing.carving import Carver
from bot.writing.endpoint import Message, Shape
from bot.writing.sprinting import SprintWriter
from tests.planning.workshops import MODULES, PRODUCT, TECHNICAL
from tests.storage.conftest import a_session

APPROVED: dict[ArtefactKind, Artefact] = {
    ArtefactKind.PRODUCT_SPECIFICATION: PRODUCT,
    ArtefactKind.TECHNICAL_SPECIFICATION: TECHNICAL,
    ArtefactKind.MODULES: MODULES,
}
GROUND = Ground(
    session=a_session("s1"),
    interview=Interview("Workshop bookings", "bookings"),
    approved={kind: Approved(1, "", artefact) for kind, artefact in APPROVED.items()},
    capacity=Capacity(),
    thread_url="",
)
CARVED = carve(PRODUCT, TECHNICAL)
PLAN = break_down(PRODUCT, TECHNICAL, MODULES, Capacity())


class Says:
    """A model that gives one answer to everything."""

    def __init__(self, **change: Any) -> None:
        self.answer = json.dumps({"changes": [change]}) if change else "I would rather not."
        self.asked = 0

    async def ask(self, messages: Iterable[Message], shape: Shape, max_tokens: int) -> str:
        self.asked += 1
        return self.answer


async def changed(craft: Craft[Any], draft: Artefact, request: str) -> tuple[str, tuple[str, ...]]:
    """The plan after all steps, as JSON, and the notes for the team."""
    notes: tuple[str, ...] = ()
    for step in craft.steps:
        written = await craft.write(GROUND, step, draft, Wish(request, "Ana"))
        draft, notes = craft.model.model_validate(written.content), (*notes, *written.notes)
    return draft.model_dump_json(), notes


async def test_a_model_turns_a_request_about_modules_into_a_change_that_the_rules_know():
    first = CARVED.modules[0]
    model = Says(operation="split", modules=[first.id], requirements=[], title="")
    after, notes = await changed(ModulesCraft(Carver(model, "m")), CARVED, f"I fear {first.id} does far too much")
    assert f'"id":"M-{CARVED.next_module}"' in after
    assert "Requested change" not in after
    assert (model.asked, notes) == (1, ())


async def test_a_model_turns_a_request_about_sprints_into_a_change_that_the_rules_know():
    model = Says(operation="assign", tasks=["T-4"], sprint="", text="Ben", figures=[])
    after, notes = await changed(SprintsCraft(SprintWriter(model, "m")), PLAN, "Ben will look after T-4")
    assert '"owner":"Ben"' in after
    assert "Requested change" not in after
    assert (model.asked, notes) == (1, ())


@pytest.mark.parametrize("kind", ["modules", "sprints"])
async def test_what_a_model_makes_nothing_of_is_kept_word_for_word_and_the_team_learns_why(kind: str):
    model = Says()
    crafts: dict[str, tuple[Craft[Any], Artefact]] = {
        "modules": (ModulesCraft(Carver(model, "m")), CARVED),
        "sprints": (SprintsCraft(SprintWriter(model, "m")), PLAN),
    }
    after, (note,) = await changed(*crafts[kind], "Make it nicer")
    assert "Requested change: Make it nicer" in after
    assert note.startswith("“Make it nicer”: The model's answer")


async def test_what_a_rule_fits_asks_no_model():
    model = Says()
    after, notes = await changed(SprintsCraft(SprintWriter(model, "m")), PLAN, "assign T-4 to Ben")
    assert '"owner":"Ben"' in after
    assert (model.asked, notes) == (0, ())
