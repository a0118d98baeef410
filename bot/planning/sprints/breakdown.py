"""The sprint plan without a model: a plan that a team can start on Monday, from what the three artefacts say."""

from bot.planning import bank
from bot.planning.modules.plan import ModulePlan
from bot.planning.specification import ProductSpecification
from bot.planning.sprints.assembly import assembled, slices
from bot.planning.sprints.drafts import Draft, numbered, parts
from bot.planning.sprints.foundation import riskiest
from bot.planning.sprints.ground import Ground, requirement_order
from bot.planning.sprints.plan import Capacity, SprintPlan
from bot.planning.sprints.scheduling import largest_task, level
from bot.planning.sprints.tasks import drafts
from bot.planning.technical.specification import TechnicalSpecification


def break_down(
    product: ProductSpecification,
    technical: TechnicalSpecification,
    modules: ModulePlan,
    capacity: Capacity,
    earlier: SprintPlan | None = None,
) -> SprintPlan:
    """The modules as sprints of at most the capacity: vertical slices, the first one a walking skeleton.

    Tasks are by user value, technical ones tied to the requirements that need them, estimates by the rules of
    `sprint_estimates`. Tasks and sprints that stay keep the ids that they have in `earlier`. `basis` stays empty: the
    caller knows the versions. A task that no sprint could hold is planned in parts. Raises `SchedulingError` where
    there are no modules, or where the capacity has not even room for parts, or for an estimate that people gave.
    """
    ground = Ground(product, technical, modules)
    plan = laid_out(ground, drafts(ground), capacity, earlier)
    return plan.model_copy(update={"written_by": bank.load().phrases["label"]})


def laid_out(
    ground: Ground, found: tuple[Draft, ...], capacity: Capacity, earlier: SprintPlan | None = None
) -> SprintPlan:
    """The plan of these drafts, whoever wrote them; see `break_down`."""
    order = requirement_order(ground, riskiest(ground))
    found = tuple(part for draft in found for part in parts(draft, largest_task(capacity)))
    if earlier is None:
        found = _as_planned(found, capacity, order)
    tasks, next_task = numbered(found, earlier)
    return assembled(ground, tasks, capacity, order, next_task=next_task, earlier=earlier)


def _as_planned(found: tuple[Draft, ...], capacity: Capacity, order: tuple[str, ...]) -> tuple[Draft, ...]:
    """The drafts in the order in which they are planned, so that a first plan numbers its tasks as people read it."""
    tasks, _ = numbered(found, None)
    place = {task_id: n for n, task_id in enumerate(t for s in level(tasks, capacity, slices(tasks, order)) for t in s)}
    by_place = sorted(zip(tasks, found, strict=True), key=lambda pair: place[pair[0].id])
    return tuple(draft for _, draft in by_place)
