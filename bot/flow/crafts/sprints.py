"""The sprint plan, broken down from the modules for what the team can do."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from bot.flow.crafts.craft import Ground, Picture, Step, Wish, Written
from bot.planning.artefact import ArtefactKind
from bot.planning.checks import Finding
from bot.planning.diff import Change
from bot.planning.document import Document
from bot.planning.sprints.amendments import Heard, amended_sprints
from bot.planning.sprints.breakdown import break_down
from bot.planning.sprints.checks import sprint_report
from bot.planning.sprints.diff import sprint_changes
from bot.planning.sprints.document import sprints_document
from bot.planning.sprints.ground import Ground as PlanGround
from bot.planning.sprints.plan import SprintPlan
from bot.planning.sprints.scheduling import SchedulingError
from bot.planning.sprints.timeline import timeline
from bot.slack.messages.in_short import InShort, sprints_in_short

if TYPE_CHECKING:
    # Without a model nothing of it is loaded: the openai package takes a third of the time to start.
    from bot.writing.sprinting import SprintWriter

TASKS = Step("tasks", "Tasks and estimates")
NEEDS = Step("needs", "What has to be done before what")
WORDS = Step("words", "Goals, milestones and demos")


class SprintsCraft:
    """See `Craft`. Without a `planner` no model is asked."""

    kind = ArtefactKind.SPRINTS
    model = SprintPlan
    steps = (TASKS, NEEDS, WORDS)

    def __init__(self, planner: "SprintWriter | None" = None) -> None:
        self._planner = planner

    def blank(self, ground: Ground) -> SprintPlan:
        """No task yet."""
        return SprintPlan(title=ground.product.title, language=ground.product.language, capacity=ground.capacity)

    async def write(self, ground: Ground, step: Step, draft: SprintPlan, wish: Wish) -> Written:
        """The plan after that step; its tasks and sprints keep their ids. A request is applied in the first step."""
        try:
            return await self._after(ground, step, draft, wish)
        except SchedulingError as error:
            return Written(draft.model_dump(mode="json"), refusal=str(error))

    async def _after(self, ground: Ground, step: Step, draft: SprintPlan, wish: Wish) -> Written:
        """As `write`; raises `SchedulingError` where no plan is possible."""
        product, technical, modules = ground.product, ground.technical, ground.modules
        earlier = draft if draft.tasks else None
        if wish.text and earlier:
            return await self._changed(ground, draft, wish) if step == TASKS else Written(draft.model_dump(mode="json"))
        if self._planner is None:
            broken_down = partial(break_down, product, technical, modules, ground.capacity, earlier)
            plan = await asyncio.to_thread(broken_down) if step == TASKS else draft
            return Written(plan.model_dump(mode="json"))
        plan_ground = PlanGround(product, technical, modules)
        if step == TASKS:
            done = await self._planner.break_down(plan_ground, ground.capacity, earlier, affected=wish.only)
        elif step == NEEDS:
            done = await self._planner.connect(plan_ground, draft)
        else:
            done = await self._planner.word(plan_ground, draft)
        return Written(done.plan.model_dump(mode="json"), done.setting, notes=done.notes)

    async def _changed(self, ground: Ground, draft: SprintPlan, wish: Wish) -> Written:
        """The plan as somebody asked; the model helps to understand what no rule fits."""
        product, technical, modules = ground.product, ground.technical, ground.modules
        heard: Heard = {}
        notes: tuple[str, ...] = ()
        setting = ""
        if self._planner is not None:
            understood = await self._planner.wishes(PlanGround(product, technical, modules), draft, wish.text)
            heard, notes, setting = understood.wishes, understood.notes, understood.setting
        amended = partial(amended_sprints, draft, wish.text, product, technical, modules, heard, ground.today)
        plan = await asyncio.to_thread(amended)
        return Written(plan.model_dump(mode="json"), setting, notes=notes)

    def in_short(self, artefact: SprintPlan, ground: Ground) -> InShort:
        """Each sprint with what can be shown at its end."""
        return sprints_in_short(artefact)

    def document(self, artefact: SprintPlan, ground: Ground, *, status: str, version: int) -> Document:
        """In short, the timeline, each sprint with its tasks, the critical path."""
        return sprints_document(artefact, ground.modules, status=status, version=version, thread_url=ground.thread_url)

    def changes(self, old: SprintPlan, new: SprintPlan) -> tuple[Change, ...]:
        """By id."""
        return sprint_changes(old, new)

    def report(self, artefact: SprintPlan, ground: Ground) -> tuple[Finding, ...]:
        """Traceability, estimates, dependencies, load, slices, a first day that has gone by."""
        return sprint_report(artefact, ground.product, ground.technical, ground.modules, ground.today)

    def pictures(self, artefact: SprintPlan) -> tuple[Picture, ...]:
        """The sprints and their tasks on a calendar."""
        return (Picture("timeline", f"{artefact.title}: timeline", timeline(artefact)),)
