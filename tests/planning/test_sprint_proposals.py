"""Whatever a writer proposes, the plan that comes of it can be done."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.planning.checks import Severity
from bot.planning.sprints.breakdown import break_down, laid_out
from bot.planning.sprints.checks import sprint_report
from bot.planning.sprints.ground import Ground
from bot.planning.sprints.plan import Capacity, TaskKind
from bot.planning.sprints.proposals import settled_estimate, settled_needs, settled_tasks
from bot.planning.sprints.tasks import Proposed, drafts
from bot.planning.technical.specification import Layer
from tests.planning.plans import CAPACITIES
from tests.planning.workshops import MODULES, PRODUCT, TECHNICAL

GROUND = Ground(PRODUCT, TECHNICAL, MODULES)
OWNED = tuple(GROUND.requirements)
FIGURES = st.floats(allow_nan=False, allow_infinity=False, width=32)
PROPOSALS = st.lists(
    st.builds(
        Proposed,
        requirement=st.sampled_from((*OWNED, "FR-8", "FR-99", "")),
        title=st.text(max_size=30),
        kind=st.sampled_from(TaskKind),
        layers=st.lists(st.sampled_from(Layer), max_size=3).map(tuple),
        estimate=st.tuples(FIGURES, FIGURES, FIGURES).map(settled_estimate),
        done_when=st.text(max_size=30),
    ),
    max_size=12,
)


def errors(plan):
    return [f for f in sprint_report(plan, PRODUCT, TECHNICAL, MODULES) if f.severity is Severity.ERROR]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PROPOSALS, CAPACITIES)
def test_any_proposals_make_a_plan_that_holds_and_keeps_its_ids(said, capacity):
    tasks, _ = settled_tasks(GROUND, OWNED, said, capacity)
    plan = laid_out(GROUND, drafts(GROUND, tasks), capacity)
    assert errors(plan) == []
    assert laid_out(GROUND, drafts(GROUND, tasks), capacity, plan) == plan


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(*[st.integers(1, 18).map(lambda n: f"T-{n}")] * 2), max_size=20))
def test_any_needs_leave_a_plan_without_circles(pairs):
    plan = break_down(PRODUCT, TECHNICAL, MODULES, Capacity())
    needs, dropped = settled_needs(plan, pairs)
    tasks = tuple(task.model_copy(update={"depends_on": needs[task.id]}) for task in plan.tasks)
    linked = plan.model_copy(update={"tasks": tasks})
    assert [f for f in errors(linked) if f.rule in ("cycle", "unknown_reference")] == []
    assert dropped <= len(pairs)
    assert all(set(task.depends_on) <= set(needs[task.id]) for task in plan.tasks)


def test_a_technical_task_in_other_words_is_planned_once_and_the_product_task_waits_for_a_new_one():
    same = Proposed("FR-3", "Connect to the SMS gateway: a real call", TaskKind.TECHNICAL, (Layer.LOGIC,),
                    settled_estimate((1, 1, 1)), "done")  # fmt: skip
    new = Proposed("FR-3", "Import last year's phone numbers", TaskKind.TECHNICAL, (Layer.STORAGE,),
                   settled_estimate((1, 1, 1)), "done")  # fmt: skip
    found = drafts(GROUND, (same, new))
    assert [draft.title for draft in found if draft.title in (same.title, new.title)] == [new.title]
    (waiting,) = (draft for draft in found if draft.key == "FR-3/1")
    assert any(need.startswith("more/") for need in waiting.needs)
