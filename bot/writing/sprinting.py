"""Plans sprints with a model, in steps so small that a weak one cannot derail them.

It is asked for the tasks of one module at a time, then for what has to be done before what, then for the words of each
sprint. It never counts: order, load, dates and ids are code's. Every answer is judged, sent back once with the reasons,
and otherwise what the built-in breakdown has for that step stands.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from bot.planning import bank
from bot.planning.clauses import clipped
from bot.planning.modules.carving import credited
from bot.planning.modules.plan import Module, ModulePlan
from bot.planning.prompts import data, render
from bot.planning.specification import ProductSpecification
from bot.planning.sprints.assembly import assembled, built_order
from bot.planning.sprints.breakdown import laid_out
from bot.planning.sprints.drafts import REQUESTED
from bot.planning.sprints.ground import Ground
from bot.planning.sprints.plan import Capacity, Sprint, SprintPlan, Task, TaskKind
from bot.planning.sprints.proposals import (
    settled_estimate,
    settled_needs,
    settled_tasks,
    task_refusals,
    with_words,
    words_refusals,
)
from bot.planning.sprints.scheduling import SchedulingError
from bot.planning.sprints.tasks import Proposed, drafts, told
from bot.planning.sprints.wishes import Wish
from bot.planning.technical.specification import TechnicalSpecification
from bot.writing.asking import Asked, Asks, asked
from bot.writing.sprinting_schemas import (
    NeedsAnswer,
    TaskAnswer,
    TasksAnswer,
    WordsAnswer,
    needs_shape,
    tasks_shape,
    words_shape,
)
from bot.writing.wishing import Understood, sprint_wishes

ANSWER_TOKENS = 4_000
LONGEST_LINE = 400
"""Characters of one text of the artefacts in a prompt."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A whole plan after one step or all of them.

    `notes` tell, a line each, where the model was not used and why, and what of its answers was mended; `setting` is a
    sentence on the setting to look at where one keeps the model from helping. `reached` is False once the model could
    not be asked at all.
    """

    plan: SprintPlan
    notes: tuple[str, ...] = ()
    setting: str = ""
    reached: bool = True


class SprintWriter:
    """Plans with the model behind `model`, called `label`.

    Raises `SchedulingError` as the built-in breakdown does, and never `WriterError`: where the model cannot be used,
    the built-in breakdown stands in.
    """

    def __init__(self, model: Asks, label: str, *, answer_tokens: int = ANSWER_TOKENS) -> None:
        self._model = model
        self._label = label
        self._answer_tokens = answer_tokens

    async def plan(
        self,
        product: ProductSpecification,
        technical: TechnicalSpecification,
        modules: ModulePlan,
        capacity: Capacity,
        earlier: SprintPlan | None = None,
        *,
        affected: Collection[str] | None = None,
    ) -> Planned:
        """All three steps; `earlier` as in `break_down`. Of the modules in `earlier` only those in `affected` (ids;
        None: all) are broken down anew."""
        ground = Ground(product, technical, modules)
        done = await self.break_down(ground, capacity, earlier, affected=affected)
        if done.reached:
            done = _after(done, await self.connect(ground, done.plan))
        if done.reached:
            done = _after(done, await self.word(ground, done.plan, earlier))
        return done

    async def break_down(
        self,
        ground: Ground,
        capacity: Capacity,
        earlier: SprintPlan | None = None,
        *,
        affected: Collection[str] | None = None,
    ) -> Planned:
        """The first step: the tasks of every module, one call each."""
        proposed: list[Proposed] = []
        notes: list[str] = []
        written_by = earlier.written_by if earlier and affected is not None else ""
        setting, reached = "", True
        for module in _in_order(ground):
            owned = ground.owned(module)
            if earlier and affected is not None and module.id not in affected:
                proposed += _as_they_were(earlier, module.id)
                continue
            unasked: Asked[TasksAnswer] = Asked(None, reached=False)
            answer = await self._tasks(ground, module, owned) if reached else unasked
            reached, setting = answer.reached, setting or answer.setting
            if answer.said is None:
                notes += [f"{module.id} · {module.title}: {answer.why}"] if answer.why else []
                written_by = credited(written_by, bank.load().phrases["label"])
                continue
            settled, mended = settled_tasks(ground, owned, [_proposed(task) for task in answer.said.tasks], capacity)
            proposed += settled
            notes += mended
            written_by = credited(written_by, self._label)
        plan = laid_out(ground, drafts(ground, proposed), capacity, earlier)
        return Planned(plan.model_copy(update={"written_by": written_by}), tuple(notes), setting, reached)

    async def connect(self, ground: Ground, plan: SprintPlan) -> Planned:
        """The second step: what has to be done before what, chosen among the tasks that there are."""
        if len(plan.tasks) < 2:
            return Planned(plan)
        answer = await asked(
            self._model,
            (render("sprint_needs"), render("sprint_needs_task", tasks="\n".join(data(_known(t)) for t in plan.tasks))),
            needs_shape(tuple(task.id for task in plan.tasks)),
            NeedsAnswer,
            lambda said: (),
            self._answer_tokens,
        )
        if answer.said is None:
            return Planned(_in_part(plan), (f"the dependencies: {answer.why}",), answer.setting, answer.reached)
        needs, dropped = settled_needs(plan, [(each.task, each.needs) for each in answer.said.needs])
        notes = (f"{dropped} proposed dependencies name what is not there, or close a circle.",) if dropped else ()
        tasks = [task.model_copy(update={"depends_on": needs[task.id]}) for task in plan.tasks]
        if tasks == list(plan.tasks):
            return Planned(plan, notes)
        try:
            linked = assembled(ground, tasks, plan.capacity, built_order(plan), next_task=plan.next_task, earlier=plan)
        except SchedulingError as error:
            return Planned(plan, (*notes, str(error)))
        return Planned(linked.model_copy(update={"written_by": plan.written_by}), notes)

    async def word(self, ground: Ground, plan: SprintPlan, earlier: SprintPlan | None = None) -> Planned:
        """The third step: goal, milestone and demo of each sprint that is not as it was in `earlier`, one call each."""
        before = earlier.sprints if earlier else ()
        sprints: list[Sprint] = []
        notes: list[str] = []
        setting, reached = "", True
        for sprint in plan.sprints:
            said = None
            if reached and sprint not in before:
                answer = await self._words(ground, plan, sprint)
                said, reached, setting = answer.said, answer.reached, setting or answer.setting
                notes += [f"{sprint.id}: {answer.why}"] if answer.why else []
            sprints.append(with_words(sprint, said.goal, said.milestone, said.demo) if said else sprint)
        plan = plan.model_copy(update={"sprints": tuple(sprints)})
        return Planned(_in_part(plan) if notes else plan, tuple(notes), setting, reached)

    async def wishes(self, ground: Ground, plan: SprintPlan, request: str) -> Understood[Wish]:
        """What the sentences of a change request ask for, where no rule fits them."""
        return await sprint_wishes(self._model, plan, request, ground)

    async def _tasks(self, ground: Ground, module: Module, owned: Sequence[str]) -> Asked[TasksAnswer]:
        task = render(
            "sprint_tasks_task",
            module=data(_module(module)),
            requirements="\n".join(data(_requirement(ground, each)) for each in owned),
            technical=data(_technical(ground, module)),
            language=ground.product.language,
        )
        return await asked(
            self._model,
            (render("sprint_tasks"), task),
            tasks_shape(tuple(owned)),
            TasksAnswer,
            lambda said: task_refusals(ground, owned, [_proposed(each) for each in said.tasks]),
            self._answer_tokens,
        )

    async def _words(self, ground: Ground, plan: SprintPlan, sprint: Sprint) -> Asked[WordsAnswer]:
        inside = [task for task in plan.tasks if task.id in sprint.tasks]
        about = {"tasks": [_done(task) for task in inside], "delivered": [clipped(d, 200) for d in sprint.deliverables]}
        product = ground.product
        audience = [clipped(f"{group.name}: {group.text}", LONGEST_LINE) for group in product.audience][:6]
        aim = {"title": product.title, "outcome": clipped(product.outcome.text, LONGEST_LINE), "for": audience}
        task = render("sprint_words_task", sprint=data(about), product=data(aim), language=product.language)
        return await asked(
            self._model,
            (render("sprint_words"), task),
            words_shape(),
            WordsAnswer,
            lambda said: words_refusals(ground, inside, said.goal, said.milestone, said.demo),
            self._answer_tokens,
        )


def _after(before: Planned, step: Planned) -> Planned:
    return Planned(step.plan, (*before.notes, *step.notes), step.setting or before.setting, step.reached)


def _in_part(plan: SprintPlan) -> SprintPlan:
    """The plan as one that was in part written without a model."""
    return plan.model_copy(update={"written_by": credited(plan.written_by, bank.load().phrases["label"])})


def _in_order(ground: Ground) -> list[Module]:
    """The modules that something has to be built of, those that others rely on first."""
    modules = [ground.modules.module(module) for module in ground.module_order]
    return [module for module in modules if ground.owned(module)]


def _as_they_were(earlier: SprintPlan, module: str) -> list[Proposed]:
    """The tasks that a module had, as proposals: what did not change is not asked for again."""
    return [
        Proposed(task.requirements[0], task.title, task.kind, task.layers, task.estimate, task.done_when)
        for task in earlier.tasks
        if task.module == module and task.requirements and not task.title.startswith(REQUESTED)
    ]


def _proposed(task: TaskAnswer) -> Proposed:
    estimate = settled_estimate((task.optimistic, task.likely, task.pessimistic))
    return Proposed(task.requirement, task.title, task.kind, task.layers, estimate, task.done_when)


def _module(module: Module) -> dict[str, Any]:
    return {
        "name": module.title,
        "scope": clipped(module.scope, LONGEST_LINE),
        "data": list(module.data),
        "uses": [clipped(f"{each.contract} of {each.module}", 100) for each in module.consumes],
    }


def _requirement(ground: Ground, requirement_id: str) -> dict[str, Any]:
    requirement = ground.requirements[requirement_id]
    return {
        "id": requirement_id,
        "title": clipped(requirement.title, 100),
        "text": clipped(requirement.text, LONGEST_LINE),
        "accepted_when": [clipped(told(criterion), LONGEST_LINE) for criterion in requirement.acceptance],
    }


def _technical(ground: Ground, module: Module) -> dict[str, Any]:
    technical = ground.technical
    parts = [component for component in technical.components if component.id in module.components]
    return {
        "parts": [clipped(f"{part.name} ({part.layer}): {part.text}", LONGEST_LINE) for part in parts],
        "decisions": [clipped(f"{choice.title}: {choice.chosen}", LONGEST_LINE) for choice in technical.choices[:12]],
        "limits": [clipped(operation.text, LONGEST_LINE) for operation in technical.operations[:12]],
    }


def _known(task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "title": clipped(task.title, 110),
        "module": task.module,
        "for": list(task.requirements[:1]),
        "needs": list(task.depends_on),
    }


def _done(task: Task) -> str:
    kind = "" if task.kind is TaskKind.PRODUCT else " (technical)"
    return clipped(f"{task.title}{kind}: {task.done_when}", LONGEST_LINE)
