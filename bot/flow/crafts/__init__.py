"""What is particular about each of the four artefacts; everything else about them is `bot.flow.artefacts`.

Begin with `craft.py`. May import `bot.planning`, `bot.writing` and the message builders.
"""

from collections.abc import Mapping
from typing import Any

from bot.flow.crafts.craft import Craft
from bot.flow.crafts.modules import ModulesCraft
from bot.flow.crafts.product import ProductCraft
from bot.flow.crafts.sprints import SprintsCraft
from bot.flow.crafts.technical import TechnicalCraft
from bot.planning.artefact import ArtefactKind
from bot.writing.guard import Guard


def crafts(guard: Guard) -> Mapping[ArtefactKind, Craft[Any]]:
    """The craft of every artefact."""
    known: tuple[Craft[Any], ...] = (ProductCraft(guard), TechnicalCraft(guard), ModulesCraft(), SprintsCraft())
    return {craft.kind: craft for craft in known}
