"""Carves modules with a model, in steps so small that a weak one cannot derail them.

It is asked for the names with their requirements, then for the prose of one module at a time, then for who relies on
whom; each time it chooses among what exists. Every answer is judged, sent back once with the reasons, and otherwise the
built-in carving's value for that step stands. Each step leaves a whole plan behind.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from bot.planning import bank
from bot.planning.graphs import Edge
from bot.planning.modules.carving import assembled, carve, connected, credited, rewritten, within_budget
from bot.planning.modules.context_pack import Count
from bot.planning.modules.ground import Ground
from bot.planning.modules.groups import Group, wanted_modules
from bot.planning.modules.plan import Module, ModulePlan
from bot.planning.modules.proposals import (
    circle_doubts,
    dependency_refusals,
    grouping_refusals,
    settled_dependencies,
    settled_grouping,
    settled_text,
    text_refusals,
)
from bot.planning.modules.text import ModuleText
from bot.planning.modules.wishes import Wish
from bot.planning.plain_text import clipped
from bot.planning.prompts import data, render
from bot.planning.specification import ProductSpecification
from bot.planning.technical.specification import TechnicalSpecification
from bot.writing.answers import Answer
from bot.writing.asking import Asked, Asks, asked
from bot.writing.carving_schemas import (
    DependenciesAnswer,
    NamesAnswer,
    TextAnswer,
    dependencies_shape,
    names_shape,
    text_shape,
)
from bot.writing.endpoint import Shape
from bot.writing.tokens import count_tokens
from bot.writing.wishing import Understood, module_wishes

ANSWER_TOKENS = 3_000
LONGEST_LINE = 400
"""Characters of one text of the specifications in a prompt."""


@dataclass(frozen=True, slots=True)
class Carved:
    """A whole plan after one step or all of them.

    `notes` tell, a line each, where the model was not used and why; `setting` is a sentence on the setting to look at
    where one keeps the model from helping. `reached` is False once the model could not be asked at all.
    """

    plan: ModulePlan
    notes: tuple[str, ...] = ()
    setting: str = ""
    reached: bool = True


class Carver:
    """Carves with the model behind `model`, called `label`.

    Never raises `WriterError`: where the model cannot be used, the built-in carving stands in.
    """

    def __init__(
        self, model: Asks, label: str, *, answer_tokens: int = ANSWER_TOKENS, count: Count = count_tokens
    ) -> None:
        self._model = model
        self._label = label
        self._answer_tokens = answer_tokens
        self._count = count

    async def carve(
        self,
        product: ProductSpecification,
        technical: TechnicalSpecification,
        earlier: ModulePlan | None = None,
        *,
        affected: Collection[str] | None = None,
    ) -> Carved:
        """All three steps; `earlier` and `affected` as in `bot.planning.modules.carving.carve`."""
        done = await self.cut(product, technical, earlier, affected=affected)
        if done.reached:
            done = _after(done, await self.describe(done.plan, product, technical, affected))
        if done.reached:
            done = _after(done, await self.connect(done.plan, product, technical))
        return done

    async def cut(
        self,
        product: ProductSpecification,
        technical: TechnicalSpecification,
        earlier: ModulePlan | None = None,
        *,
        affected: Collection[str] | None = None,
    ) -> Carved:
        """The first step: which modules there are. What `earlier` cut stays cut that way, and no model is asked."""
        ground = Ground(product, technical)
        if (earlier and earlier.modules) or not ground.requirements:
            return Carved(carve(product, technical, earlier, affected=affected, count=self._count))
        task = render(
            "module_names_task",
            product=data(_about(ground)),
            requirements="\n".join(data(_requirement(ground, each)) for each in ground.requirements),
            language=product.language,
            count=str(wanted_modules(len(ground.requirements))),
        )
        answer = await self._asked(
            (render("module_names"), task),
            names_shape(tuple(ground.requirements)),
            NamesAnswer,
            lambda said: grouping_refusals(ground, [(each.name, each.requirements) for each in said.modules]),
        )
        following = earlier.next_module if earlier else 1
        if answer.said is None:
            return _instead(answer, carve(product, technical, earlier, count=self._count), "the modules")
        grouping = settled_grouping(ground, [(each.name, each.requirements) for each in answer.said.modules], following)
        plan = assembled(ground, grouping, earlier=earlier, written_by=self._label)
        return Carved(within_budget(ground, plan, self._count))

    async def describe(
        self,
        plan: ModulePlan,
        product: ProductSpecification,
        technical: TechnicalSpecification,
        only: Collection[str] | None = None,
    ) -> Carved:
        """The second step: the prose of every module, or of those in `only` (ids), one call each."""
        ground = Ground(product, technical)
        texts: dict[str, ModuleText] = {}
        notes: list[str] = []
        setting, reached = "", True
        for module in plan.modules:
            if not reached or (only is not None and module.id not in only):
                continue
            answer = await self._described(ground, module)
            if answer.said is not None:
                texts[module.id] = settled_text(ground, _group(module), _text(answer.said))
                continue
            notes.append(answer.note_on(f"{module.id} · {module.title}"))
            setting, reached = setting or answer.setting, answer.reached
        wanted = {module.id for module in plan.modules if only is None or module.id in only}
        written_by = plan.written_by
        if texts:
            written_by = credited(written_by, self._label)
        if wanted - texts.keys():
            written_by = credited(written_by, bank.load().phrases["label"])
        described = rewritten(plan, texts).model_copy(update={"written_by": written_by})
        return Carved(within_budget(ground, described, self._count), tuple(notes), setting, reached)

    async def connect(
        self, plan: ModulePlan, product: ProductSpecification, technical: TechnicalSpecification
    ) -> Carved:
        """The third step: who relies on whom, chosen among the modules that there are.

        A circle that the model stands by when it is asked again is left to the team to cut.
        """
        if len(plan.modules) < 2:
            return Carved(plan)
        ground = Ground(product, technical)
        groups = [_group(module) for module in plan.modules]
        cut = {(each.module, each.from_module) for each in plan.cuts}
        task = render(
            "module_dependencies_task",
            modules="\n".join(data(_module(ground, module)) for module in plan.modules),
            language=product.language,
        )
        answer = await self._asked(
            (render("module_dependencies"), task),
            dependencies_shape(tuple(module.id for module in plan.modules)),
            DependenciesAnswer,
            lambda said: dependency_refusals(groups, _edges(said)),
            lambda said: circle_doubts(groups, set(_edges(said)) - cut),
        )
        if answer.said is None:
            written_by = credited(plan.written_by, bank.load().phrases["label"])
            return _instead(answer, plan.model_copy(update={"written_by": written_by}), "the dependencies")
        chosen = {(each.module, each.relies_on): each.why for each in answer.said.dependencies}
        linked = connected(ground, plan, settled_dependencies(groups, chosen))
        linked = linked.model_copy(update={"written_by": credited(plan.written_by, self._label)})
        return Carved(within_budget(ground, linked, self._count))

    async def wishes(
        self, plan: ModulePlan, request: str, product: ProductSpecification, technical: TechnicalSpecification
    ) -> Understood[Wish]:
        """What the sentences of a change request ask for, where no rule fits them."""
        return await module_wishes(self._model, plan, request, Ground(product, technical))

    async def _described(self, ground: Ground, module: Module) -> Asked[TextAnswer]:
        task = render(
            "module_text_task",
            module=data({"name": module.title, "scope_so_far": clipped(module.scope, LONGEST_LINE)}),
            requirements="\n".join(data(_in_full(ground, each)) for each in module.requirements),
            technical=data(_technical(ground, module)),
            language=ground.product.language,
        )
        return await self._asked(
            (render("module_text"), task),
            text_shape(),
            TextAnswer,
            lambda said: text_refusals(ground, _group(module), _text(said)),
        )

    async def _asked(
        self,
        prompts: tuple[str, str],
        shape: Shape,
        kind: type[Answer],
        refusals: Callable[[Answer], tuple[str, ...]],
        doubts: Callable[[Answer], tuple[str, ...]] = lambda said: (),
    ) -> Asked[Answer]:
        return await asked(self._model, prompts, shape, kind, refusals, self._answer_tokens, doubts)


def _instead(answer: Asked[Any], plan: ModulePlan, what: str) -> Carved:
    """The step with what the built-in carving has for it."""
    return Carved(plan, (answer.note_on(what),), answer.setting, answer.reached)


def _after(before: Carved, step: Carved) -> Carved:
    return Carved(step.plan, (*before.notes, *step.notes), step.setting or before.setting, step.reached)


def _group(module: Module) -> Group:
    return Group(module.id, module.title, module.requirements)


def _edges(said: DependenciesAnswer) -> list[Edge]:
    return [(each.module, each.relies_on) for each in said.dependencies]


def _text(said: TextAnswer) -> ModuleText:
    return ModuleText(said.scope, said.interactions, said.technical, said.done_when)


def _about(ground: Ground) -> dict[str, Any]:
    product = ground.product
    return {
        "title": clipped(product.title, LONGEST_LINE),
        "outcome": clipped(product.outcome.text, LONGEST_LINE),
        "things": [clipped(entity.name, 60) for entity in ground.technical.entities][:30],
        "workflows": [clipped(workflow.name, 60) for workflow in product.workflows][:12],
    }


def _requirement(ground: Ground, requirement_id: str) -> dict[str, Any]:
    requirement = ground.requirements[requirement_id]
    return {
        "id": requirement_id,
        "title": clipped(requirement.title, 100),
        "text": clipped(requirement.text, LONGEST_LINE),
        "components": [clipped(ground.components[each].name, 60) for each in ground.answering(requirement_id)],
    }


def _in_full(ground: Ground, requirement_id: str) -> dict[str, Any]:
    criteria = ground.requirements[requirement_id].acceptance
    return _requirement(ground, requirement_id) | {
        "accepted_when": [clipped(f"Given {c.given}, when {c.when}, then {c.then}", LONGEST_LINE) for c in criteria]
    }


def _technical(ground: Ground, module: Module) -> dict[str, Any]:
    components = [ground.components[each] for each in module.components]
    limits = [operation.text for operation in ground.operations(module.components)]
    limits += [constraint.text for constraint in ground.constraints(module.requirements)]
    return {
        "components": [clipped(f"{c.name} ({c.layer.value}): {c.text}", LONGEST_LINE) for c in components],
        "data": list(module.data),
        "decisions": [
            clipped(f"{choice.id} · {choice.title}: {choice.chosen}. {choice.text}", LONGEST_LINE)
            for choice in ground.choices(module.components)
        ],
        "limits": [clipped(limit, LONGEST_LINE) for limit in limits],
    }


def _module(ground: Ground, module: Module) -> dict[str, Any]:
    return {
        "id": module.id,
        "name": module.title,
        "scope": clipped(module.scope, LONGEST_LINE),
        "owns": [clipped(ground.requirements[each].title, 100) for each in module.requirements],
        "data": list(module.data),
    }
