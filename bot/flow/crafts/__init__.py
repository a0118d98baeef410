"""What is particular about each of the four artefacts; everything else about them is `bot.flow.artefacts`.

Begin with `craft.py`. May import `bot.planning`, `bot.writing` and the message builders.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.flow.crafts.craft import Craft
from bot.flow.crafts.modules import ModulesCraft
from bot.flow.crafts.product import ProductCraft
from bot.flow.crafts.sprints import SprintsCraft
from bot.flow.crafts.technical import TechnicalCraft
from bot.planning.artefact import ArtefactKind
from bot.writing.guard import Guard

if TYPE_CHECKING:
    from bot.writing.carving import Carver
    from bot.writing.sprinting import SprintWriter


def crafts(
    guard: Guard, carver: "Carver | None" = None, planner: "SprintWriter | None" = None
) -> Mapping[ArtefactKind, Craft[Any]]:
    """The craft of every artefact; without a model there is neither a carver nor a planner."""
    known: tuple[Craft[Any], ...] = (
        ProductCraft(guard),
        TechnicalCraft(guard),
        ModulesCraft(carver),
        SprintsCraft(planner),
    )
    return {craft.kind: craft for craft in known}
