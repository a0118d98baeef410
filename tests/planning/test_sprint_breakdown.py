"""A sprint plan without a model: slices that a team can start with, and the same ids in every version."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.planning.checks import Severity
from bot.planning.modules.plan import Consumes, ModulePlan
from bot.planning.specification import Criterion
from bot.planning.sprints.breakdown import break_down
from bot.planning.sprints.checks import sprint_report
from bot.planning.sprints.plan import Capacity, Estimate, TaskKind
from bot.planning.sprints.scheduling import SchedulingError, TaskTooLargeError
from bot.planning.sprints.tasks import criteria_groups
from bot.planning.technical.specification import SLICE, Layer, TechnicalSpecification
from tests.planning.plans import CAPACITIES
from tests.planning.workshops import MODULES, PRODUCT, TECHNICAL, larger, requirement

TEAM = Capacity()
PLAN = break_down(PRODUCT, TECHNICAL, MODULES, TEAM)


def titled(plan, start):
    """The one task whose title begins like that."""
    (found,) = (task for task in plan.tasks if task.title.startswith(start))
    return found


def needs(plan, start):
    return {plan.task(need).title for need in titled(plan, start).depends_on}


def without(product, requirement_id):
    return product.model_copy(update={"features": tuple(f for f in product.features if f.id != requirement_id)})


def test_every_requirement_that_the_team_wants_gets_a_product_task_and_no_other():
    reached = {r for task in PLAN.tasks if task.kind is TaskKind.PRODUCT for r in task.requirements}
    assert reached == {f"FR-{n}" for n in range(1, 8)}


@pytest.mark.parametrize("count", [8, 25, 60])
def test_projects_of_any_size_pass_every_check(count):
    artefacts = larger(count)
    assert sprint_report(break_down(*artefacts, TEAM), *artefacts) == ()


def test_a_project_that_people_described_passes_every_check():
    assert sprint_report(PLAN, PRODUCT, TECHNICAL, MODULES) == ()


def test_the_first_sprint_is_a_walking_skeleton_that_is_deployed_and_tries_the_greatest_risk():
    first = [PLAN.task(task_id) for task_id in PLAN.sprints[0].tasks]
    assert {layer for task in first for layer in task.layers} >= set(SLICE)
    titles = " / ".join(task.title for task in first)
    assert "Put the first slice where it will run (one container)" in titles
    assert "Find out early: The SMS gateway may deliver reminders too late" in titles
    assert PLAN.sprints[0].goal.startswith("A walking skeleton that runs")


def test_product_tasks_work_end_to_end_as_their_components_say():
    assert titled(PLAN, "Book a slot").layers == SLICE
    assert Layer.INTEGRATION in titled(PLAN, "Get a reminder").layers


def test_technical_tasks_come_from_what_is_stored_agreed_and_connected():
    assert needs(PLAN, "Book a slot") == {
        "Set up the project, its tests and the pipeline",
        "Keep Booking, Price: schema and first migration",
    }
    assert needs(PLAN, "Get a reminder") >= {
        "Agree with M-2, M-3 on Bookings of a day, as tests",
        "Connect to SMS gateway: one real call, and its errors",
    }


def test_a_technical_task_names_the_requirement_that_needs_it():
    assert titled(PLAN, "Connect to SMS").requirements == ("FR-3",)
    assert titled(PLAN, "Prove performance").done_when.endswith("Measure: p95 under 1 s.")


def test_what_must_be_kept_in_mind_about_data_is_in_the_task_that_stores_it():
    assert titled(PLAN, "Keep Booking").done_when.endswith("Booking is kept two years. Personal data: Booking.")


def test_more_than_two_criteria_are_split_into_the_usual_path_and_the_others():
    paths = [(f"state {n}", f"event {n}", f"result {n}") for n in (1, 2, 3)]
    product = PRODUCT.model_copy(update={"features": (requirement(1, "Book a slot", *paths),)})
    plan = break_down(product, TECHNICAL, MODULES, TEAM)
    one, other = (task for task in plan.tasks if task.kind is TaskKind.PRODUCT)
    assert (one.title, other.title) == ("Book a slot", "Book a slot: event 2")
    assert other.depends_on == (one.id,)
    assert "result 3" in other.done_when


@given(st.lists(st.sampled_from(("a", "b", "c")), min_size=1, max_size=9))
def test_no_criterion_is_lost_in_groups(givens):
    criteria = tuple(Criterion(given=g, when=f"w{n}", then="t") for n, g in enumerate(givens))
    groups = criteria_groups(criteria)
    assert sorted(c.when for group in groups for c in group) == sorted(c.when for c in criteria)
    assert all(1 <= len(group) <= 2 for group in groups)


def test_what_is_assumed_has_a_wider_estimate():
    sure, assumed = titled(PLAN, "Print the week").estimate, titled(PLAN, "Note what was done").estimate
    assert sure.likely == assumed.likely
    assert assumed.pessimistic > sure.pessimistic


def test_a_sprint_says_what_can_be_seen_and_refused_and_what_passes_then():
    first = PLAN.sprints[0]
    assert first.milestone.startswith("Customers are shown in the running product that the slot is theirs")
    assert "FR-1 · Book a slot for a repair: its 2 acceptance criteria pass" in first.deliverables
    assert first.demo.startswith("Start where Friday has a free slot; then a customer chooses Friday at ten;")


def test_planning_the_same_again_changes_nothing():
    assert break_down(PRODUCT, TECHNICAL, MODULES, TEAM) == PLAN
    assert break_down(PRODUCT, TECHNICAL, MODULES, TEAM, PLAN) == PLAN


def test_tasks_that_stay_keep_their_ids_and_new_ones_get_new_numbers():
    new = requirement(9, "Send a thank-you note", ("a repair is paid", "a day has gone by", "a note arrives"))
    product = without(PRODUCT, "FR-4")
    product = product.model_copy(update={"features": (*product.features, new)})
    plan = break_down(product, TECHNICAL, MODULES, TEAM, PLAN)
    before = {task.title: task.id for task in PLAN.tasks}
    assert titled(plan, "Send a thank-you note").id == f"T-{PLAN.next_task}"
    assert all(task.id == before[task.title] for task in plan.tasks if task.title in before)
    assert before["Cancel a booking until the evening before"] not in {task.id for task in plan.tasks}


def test_a_requirement_in_other_words_keeps_its_task():
    features = tuple(
        f.model_copy(update={"title": "Reserve a time"}) if f.id == "FR-1" else f for f in PRODUCT.features
    )
    plan = break_down(PRODUCT.model_copy(update={"features": features}), TECHNICAL, MODULES, TEAM, PLAN)
    assert titled(plan, "Reserve a time").id == titled(PLAN, "Book a slot").id


def test_what_people_said_about_a_task_outlives_a_new_version():
    printing = titled(PLAN, "Print the week")
    said = printing.model_copy(
        update={"owner": "Ben", "estimate": Estimate(optimistic=1, likely=1.5, pessimistic=2), "depends_on": ("T-1",)}
    )
    told = PLAN.model_copy(update={"tasks": tuple(said if t.id == said.id else t for t in PLAN.tasks)})
    again = titled(break_down(PRODUCT, TECHNICAL, MODULES, TEAM, told), "Print the week")
    assert (again.owner, again.estimate.likely) == ("Ben", 1.5)
    assert "T-1" in again.depends_on


def test_modules_that_rely_on_each_other_are_planned_all_the_same():
    first, *others = MODULES.modules
    circle = first.model_copy(update={"consumes": (Consumes(module="M-2", contract="Reminders sent"),)})
    modules = MODULES.model_copy(update={"modules": (circle, *others)})
    assert sprint_report(break_down(PRODUCT, TECHNICAL, modules, TEAM), PRODUCT, TECHNICAL, modules) == ()


def test_without_anything_in_the_technical_specification_there_is_still_a_plan():
    empty = TechnicalSpecification(title="Nothing", context=PRODUCT.problem)
    plan = break_down(PRODUCT, empty, MODULES, TEAM)
    assert [f for f in sprint_report(plan, PRODUCT, empty, MODULES) if f.severity is Severity.ERROR] == []


def test_a_requirement_that_no_module_owns_is_planned_where_its_components_are():
    first, *others = MODULES.modules
    modules = MODULES.model_copy(
        update={"modules": (first.model_copy(update={"requirements": ("FR-2", "FR-4")}), *others)}
    )
    assert titled(break_down(PRODUCT, TECHNICAL, modules, TEAM), "Book a slot").module == "M-1"


def test_what_no_sprint_could_hold_is_planned_in_parts_that_follow_each_other():
    alone = Capacity(people=1, sprint_days=5, focus=0.3)
    plan = break_down(PRODUCT, TECHNICAL, MODULES, alone)
    assert [f for f in sprint_report(plan, PRODUCT, TECHNICAL, MODULES) if f.severity is Severity.ERROR] == []
    one, two = titled(plan, "Book a slot for a repair (1 of 2)"), titled(plan, "Book a slot for a repair (2 of 2)")
    assert one.id in two.depends_on
    assert two.id in titled(plan, "See the price").depends_on
    assert break_down(PRODUCT, TECHNICAL, MODULES, alone, plan) == plan


@pytest.mark.parametrize("people", [1, 2])
@pytest.mark.parametrize("days", [5, 10, 20])
@pytest.mark.parametrize("focus", [0.4, 0.6, 0.8])
def test_every_team_that_the_form_offers_gets_a_plan(people, days, focus):
    artefacts = larger(8)
    plan = break_down(*artefacts, Capacity(people=people, sprint_days=days, focus=focus))
    assert [f for f in sprint_report(plan, *artefacts) if f.severity is Severity.ERROR] == []


def test_without_modules_or_room_for_a_task_the_reason_is_told():
    with pytest.raises(SchedulingError, match="There is no module yet"):
        break_down(PRODUCT, TECHNICAL, ModulePlan(title="None"), TEAM)
    with pytest.raises(TaskTooLargeError, match="split the task, or plan longer sprints"):
        break_down(PRODUCT, TECHNICAL, MODULES, Capacity(people=1, sprint_days=2, focus=0.1))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(1, 20),
    CAPACITIES,
    st.lists(st.sets(st.integers(1, 20), max_size=6), max_size=3),
)
def test_ids_are_never_used_again_whatever_comes_and_goes(count, capacity, removals):
    product, technical, modules = larger(count)
    plan = break_down(product, technical, modules, capacity)
    meaning = {task.id: task.requirements for task in plan.tasks if task.kind is TaskKind.PRODUCT}
    for removed in removals:
        gone = {f"FR-{n}" for n in removed}
        now = product.model_copy(update={"features": tuple(f for f in product.features if f.id not in gone)})
        following = plan.next_task
        known = {task.id for task in plan.tasks}
        plan = break_down(now, technical, modules, capacity, plan)
        assert all(task.id in known or int(task.id[2:]) >= following for task in plan.tasks)
        for task in plan.tasks:
            if task.kind is TaskKind.PRODUCT:
                assert meaning.setdefault(task.id, task.requirements) == task.requirements
        assert [f for f in sprint_report(plan, now, technical, modules) if f.severity is Severity.ERROR] == []


def test_a_start_date_changes_no_task():
    dated = break_down(PRODUCT, TECHNICAL, MODULES, Capacity(start=date(2027, 1, 11)))
    assert dated.tasks == PLAN.tasks
