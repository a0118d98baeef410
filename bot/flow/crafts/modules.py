"""The modules, carved from both specifications."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from bot.flow.crafts.craft import Ground, Picture, Step, Wish, Written
from bot.planning.artefact import ArtefactKind
from bot.planning.checks import Finding
from bot.planning.diff import Change
from bot.planning.document import Document
from bot.planning.modules.amendments import Heard, amended_modules
from bot.planning.modules.carving import carve
from bot.planning.modules.changes import module_changes
from bot.planning.modules.checks import module_report
from bot.planning.modules.document import modules_document
from bot.planning.modules.graph import dependency_graph
from bot.planning.modules.plan import ModulePlan
from bot.slack.messages.in_short import InShort, modules_in_short
from bot.writing.tokens import count_tokens

if TYPE_CHECKING:
    # Without a model nothing of it is loaded: the openai package takes a third of the time to start.
    from bot.writing.carving import Carver

CUT = Step("cut", "Cut along what changes together")
DESCRIBE = Step("describe", "What each module does")
CONNECT = Step("connect", "Who relies on whom")


class ModulesCraft:
    """See `Craft`. Without a `carver` no model is asked."""

    kind = ArtefactKind.MODULES
    model = ModulePlan
    steps = (CUT, DESCRIBE, CONNECT)

    def __init__(self, carver: "Carver | None" = None) -> None:
        self._carver = carver

    def blank(self, ground: Ground) -> ModulePlan:
        """No module yet."""
        return ModulePlan(title=ground.product.title, language=ground.product.language)

    async def write(self, ground: Ground, step: Step, draft: ModulePlan, wish: Wish) -> Written:
        """The plan after that step; its modules keep their ids. A request is applied in the first step."""
        product, technical = ground.product, ground.technical
        if wish.text:
            return await self._changed(ground, draft, wish) if step == CUT else Written(draft.model_dump(mode="json"))
        if self._carver is None:
            earlier = draft if draft.modules else None
            if step == CUT:
                carved = partial(carve, product, technical, earlier, affected=wish.only, count=count_tokens)
                draft = await asyncio.to_thread(carved)
            return Written(draft.model_dump(mode="json"))
        if step == CUT:
            done = await self._carver.cut(product, technical, draft if draft.modules else None, affected=wish.only)
        elif step == DESCRIBE:
            done = await self._carver.describe(draft, product, technical, wish.only)
        else:
            done = await self._carver.connect(draft, product, technical)
        return Written(done.plan.model_dump(mode="json"), done.setting, notes=done.notes)

    async def _changed(self, ground: Ground, draft: ModulePlan, wish: Wish) -> Written:
        """The plan as somebody asked; the model helps to understand what no rule fits."""
        product, technical = ground.product, ground.technical
        heard: Heard = {}
        notes: tuple[str, ...] = ()
        setting = ""
        if self._carver is not None:
            understood = await self._carver.wishes(draft, wish.text, product, technical)
            heard, notes, setting = understood.wishes, understood.notes, understood.setting
        amended = partial(amended_modules, draft, wish.text, product, technical, wish.by, heard)
        plan = await asyncio.to_thread(amended)
        return Written(plan.model_dump(mode="json"), setting, notes=notes)

    def in_short(self, artefact: ModulePlan, ground: Ground) -> InShort:
        """Each module with what it owns."""
        return modules_in_short(artefact)

    def document(self, artefact: ModulePlan, ground: Ground, *, status: str, version: int) -> Document:
        """A table, the dependencies as a picture, then every module."""
        return modules_document(
            artefact, ground.product, ground.technical, status=status, version=version, thread_url=ground.thread_url
        )

    def changes(self, old: ModulePlan, new: ModulePlan) -> tuple[Change, ...]:
        """By id."""
        return module_changes(old, new)

    def report(self, artefact: ModulePlan, ground: Ground) -> tuple[Finding, ...]:
        """Ownership, references, cycles, orphans, context packs over budget."""
        return module_report(artefact, ground.product, ground.technical, count=count_tokens)

    def pictures(self, artefact: ModulePlan) -> tuple[Picture, ...]:
        """Which module needs which."""
        return (Picture("modules", f"{artefact.title}: modules", dependency_graph(artefact)),)
