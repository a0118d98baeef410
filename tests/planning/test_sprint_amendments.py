"""Changes that people ask for in plain words: applied by rules, or kept word for word."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.planning.checks import Severity
from bot.planning.sprints.amendments import amended_sprints
from bot.planning.sprints.breakdown import break_down
from bot.planning.sprints.checks import SprintRule, sprint_report
from bot.planning.sprints.plan import Capacity, TaskKind
from tests.planning.workshops import MODULES, PRODUCT, TECHNICAL, larger

ARTEFACTS = (PRODUCT, TECHNICAL, MODULES)
PLAN = break_down(*ARTEFACTS, Capacity())
LARGE = larger(12)
LARGE_PLAN = break_down(*LARGE, Capacity())


def asked(request, plan=PLAN):
    return amended_sprints(plan, request, *ARTEFACTS)


def figures(plan, task_id):
    estimate = plan.task(task_id).estimate
    return estimate.optimistic, estimate.likely, estimate.pessimistic


def requested(plan):
    return [task for task in plan.tasks if task.title.startswith("Requested change:")]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("T-3 takes 2 to 4 days", (2, 3, 4)),
        ("Please make T-3 take 1-2 days.", (1, 1.5, 2)),
        ("t-3 takes 1, 2, 4 days", (1, 2, 4)),
        ("T-3 takes 4 / 1 / 2 days", (1, 2, 4)),
        ("task T-3 will take about half a day", (0.35, 0.5, 0.7)),
        ("T-3: 4 to 8 hours", (0.5, 0.75, 1)),
        ("T-3 needs two days, please", (1.4, 2, 2.8)),
        ("T-3 takes 0.04 days", (0.04, 0.04, 0.05)),
    ],
)
def test_an_estimate_is_taken_as_people_say_it(request_, expected):
    assert figures(asked(request_), "T-3") == expected


def test_sprints_stay_as_they_are_while_they_hold_what_they_are_given():
    new = asked("T-14 takes 1 to 2 days")
    assert [sprint.tasks for sprint in new.sprints] == [sprint.tasks for sprint in PLAN.sprints]
    assert new.sprints[0] == PLAN.sprints[0]


def test_what_does_not_fit_any_more_is_leveled_anew():
    new = asked("T-3 takes 3 to 5 days")
    assert [sprint.tasks for sprint in new.sprints] != [sprint.tasks for sprint in PLAN.sprints]
    assert [f for f in sprint_report(new, *ARTEFACTS) if f.severity is Severity.ERROR] == []


def test_a_task_moves_to_a_sprint_with_room_for_it():
    new = asked("Move T-7 to sprint 2")
    assert new.sprint_of("T-7").id == "S-2"
    assert sprint_report(new, *ARTEFACTS) == ()


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ("move T-3 to sprint 2", "T-5 in S-1 needs T-3 before S-2."),
        ("put T-12 into S-1", "T-12 needs T-11, which is in S-2."),
        ("move T-11 to sprint 1", "S-1 would have 9.6 of 9.6 person-days"),
        ("move T-7 to sprint 9", "There is no sprint S-9: the plan has S-1, S-2."),
        ("T-3 needs T-10", "These tasks wait for each other: T-3 needs T-10 needs T-3."),
        ("T-3 takes 20 days", "T-3 takes 20.3 person-days, and a sprint has room for 6.0 at most"),
        ("T-3 needs T-99", "There is no task T-99 in the plan."),
        ("drop T-99", "There is no task T-99 in the plan."),
        ("sprints of 2 days", "A sprint of 2 days at 60% focus has room for a task of 1.2 days"),
        ("T-3 takes 90 days", "No rule fits it"),
        ("T-3 takes 0 days", "No rule fits it"),
        (f"T-3 takes {'9' * 400} days", "No rule fits it"),
        ("begin on 2027-02-31", "No rule fits it"),
    ],
)
def test_what_cannot_be_is_kept_as_a_task_with_the_reason(request_, reason):
    (kept,) = requested(asked(request_))
    assert kept.title == f"Requested change: {request_}"
    assert reason[:30] in kept.done_when
    assert kept.kind is TaskKind.TECHNICAL


def test_a_first_day_that_has_gone_by_is_kept_with_the_reason():
    new = amended_sprints(PLAN, "start on 2027-01-11", *ARTEFACTS, today=date(2027, 1, 12))
    (kept,) = requested(new)
    assert new.capacity.start is None
    assert "2027-01-11 has gone by" in kept.done_when


def test_dependencies_are_added_and_taken_away():
    new = asked("T-15 needs T-7 and T-4")
    assert new.task("T-15").depends_on == ("T-3", "T-7", "T-4")
    assert asked("T-15 doesn't need T-7 any more", new).task("T-15").depends_on == ("T-3", "T-4")


def test_what_waited_for_a_dropped_task_waits_for_what_that_one_needed():
    new = asked("Drop T-5, we host it ourselves")
    assert "T-5" not in {task.id for task in new.tasks}
    assert new.task("T-6").depends_on == ("T-3",)
    assert new.next_task == PLAN.next_task


def test_dropping_the_last_task_of_a_requirement_shows_in_the_report():
    new = asked("drop T-15")
    assert (SprintRule.REQUIREMENT_UNREACHED, "FR-4") in {(f.rule, f.place) for f in sprint_report(new, *ARTEFACTS)}


def test_titles_and_owners_are_set():
    new = asked("Rename T-3 to “Reserve a time”. Assign T-3 to Ana.")
    assert (new.task("T-3").title, new.task("T-3").owner) == ("Reserve a time", "Ana")


@pytest.mark.parametrize(
    ("request_", "changed"),
    [
        ("We are 3 people", {"people": 3}),
        ("there are only two developers", {"people": 2}),
        ("sprints of 5 days", {"sprint_days": 5}),
        ("Make the sprints 3 weeks long", {"sprint_days": 15}),
        ("we work in 1-week sprints", {"sprint_days": 5}),
        ("focus of 70 %", {"focus": 0.7}),
        ("Start on 2027-01-11", {"start": date(2027, 1, 11)}),
        ("we can start on 11 Jan 2027", {"start": date(2027, 1, 11)}),
    ],
)
def test_the_team_is_what_people_say(request_, changed):
    new = asked(request_)
    assert new.capacity == PLAN.capacity.model_copy(update=changed)
    assert [f for f in sprint_report(new, *ARTEFACTS) if f.severity is Severity.ERROR] == []


def test_a_start_date_moves_no_task():
    assert asked("start on 2027-01-11").sprints == PLAN.sprints


def test_several_wishes_in_one_message_are_taken_one_by_one():
    new = asked("We are 3 people and T-14 takes 1 to 2 days; T-15 needs T-7\nPaint it blue.")
    assert new.capacity.people == 3
    assert figures(new, "T-14") == (1, 1.5, 2)
    assert "T-7" in new.task("T-15").depends_on
    assert [task.title for task in requested(new)] == ["Requested change: Paint it blue."]


def test_a_request_that_names_something_is_tied_to_it_and_any_other_to_the_first_requirement():
    assert requested(asked("T-12 sounds odd"))[0].requirements == ("FR-6",)
    assert requested(asked("FR-3 is dangerous"))[0].requirements == ("FR-3",)
    assert requested(asked("Paint it blue"))[0].requirements == ("FR-1",)


def test_a_kept_request_outlives_a_new_plan():
    kept = requested(asked("Paint it blue"))
    assert requested(break_down(*ARTEFACTS, Capacity(), asked("Paint it blue"))) == kept


def test_a_kept_request_goes_once_it_can_be_applied():
    kept = asked("move T-11 to sprint 1")
    assert asked("move T-11 to sprint 1", kept) == kept
    new = asked("move T-11 to sprint 1", asked("drop T-7", kept))
    assert new.sprint_of("T-11").id == "S-1"
    assert requested(new) == []


def test_what_the_plan_says_of_itself_stays():
    named = PLAN.model_copy(update={"written_by": "some-model", "title": "Other"})
    new = asked("T-3 takes 3 to 5 days", named)
    assert (new.written_by, new.title) == ("some-model", "Other")


TASKS = st.integers(1, LARGE_PLAN.next_task).map(lambda n: f"T-{n}")
REQUESTS = st.one_of(
    st.builds("{} takes {} to {} days".format, TASKS, st.integers(1, 4), st.integers(1, 9)),
    st.builds("move {} to sprint {}".format, TASKS, st.integers(1, 5)),
    st.builds("{} needs {}".format, TASKS, TASKS),
    st.builds("drop {}".format, TASKS),
    st.builds("we are {} people".format, st.integers(1, 5)),
    st.builds("sprints of {} days".format, st.integers(2, 20)),
    st.text(max_size=40),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(REQUESTS, max_size=5))
def test_any_requests_leave_a_plan_that_can_be_done_and_are_applied_once(requests):
    plan = LARGE_PLAN
    allowed = {SprintRule.REQUIREMENT_UNREACHED, SprintRule.NO_PRODUCT_TASK}
    for request in requests:
        numbers = {task.id for task in plan.tasks}
        new = amended_sprints(plan, request, *LARGE)
        kept = any(task.title.endswith(request.strip()) for task in requested(new))
        assert kept or amended_sprints(new, request, *LARGE) == new
        assert all(task.id in numbers or int(task.id[2:]) >= plan.next_task for task in new.tasks)
        wrong = [f for f in sprint_report(new, *LARGE) if f.severity is Severity.ERROR and f.rule not in allowed]
        assert wrong == []
        plan = new
