"""Working days, and the range in which a plan ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planning.sprints.calendar import day_name, finish_range, sprint_span, timetable, working_day
from bot.planning.sprints.plan import Capacity, Sprint, SprintPlan
from tests.planning.plans import task

MONDAY = date(2027, 1, 11)


def plan(*sprints, **capacity) -> SprintPlan:
    """A plan with these tasks in these sprints."""
    return SprintPlan(
        title="Plan",
        capacity=Capacity(**{"people": 1, "sprint_days": 5, "focus": 1, "load": 1} | capacity),
        tasks=tuple(each for sprint in sprints for each in sprint),
        sprints=tuple(
            Sprint(id=f"S-{n}", goal="g", tasks=tuple(t.id for t in tasks), milestone="m", demo="d")
            for n, tasks in enumerate(sprints, 1)
        ),
    )


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        (MONDAY, 0, date(2027, 1, 11)),
        (MONDAY, 4, date(2027, 1, 15)),
        (MONDAY, 5, date(2027, 1, 18)),
        (date(2027, 1, 13), 3, date(2027, 1, 18)),
        (date(2027, 1, 16), 0, date(2027, 1, 18)),
        (date(2027, 1, 17), 1, date(2027, 1, 19)),
    ],
)
def test_working_days_leave_weekends_out(start, number, expected):
    assert working_day(start, number) == expected


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
def test_the_next_working_day_is_the_next_weekday(start, number):
    day, following = working_day(start, number), working_day(start, number + 1)
    assert day.weekday() < 5
    between = [day + timedelta(days=n) for n in range(1, (following - day).days)]
    assert all(each.weekday() >= 5 for each in between)


def test_a_day_has_a_date_or_a_number():
    assert day_name(Capacity(start=MONDAY), 5) == "Mon 18 Jan 2027"
    assert day_name(Capacity(), 0) == "day 1"


def test_sprints_follow_each_other_without_a_gap():
    assert [sprint_span(Capacity(sprint_days=10), n) for n in range(2)] == [(0, 9), (10, 19)]


def test_tasks_of_a_later_sprint_wait_for_its_first_day():
    slots = timetable(plan((task(1),), (task(2, 1),)))
    assert (slots["T-1"].finish, slots["T-2"].start) == (1, 5)


def test_a_plan_of_sure_tasks_ends_on_one_day():
    ends = finish_range(
        plan(
            (task(1, days=2), task(2, days=2)),
        )
    )
    assert (ends.early, ends.middle, ends.late) == (3, 3, 3)


def test_uncertain_tasks_end_in_a_range_that_holds_the_planned_end():
    ends = finish_range(
        plan(
            (task(1, days=(1, 2, 5)), task(2, 1, days=(1, 2, 5))),
        )
    )
    assert ends.early < ends.late
    assert ends.early <= 5 <= ends.late + 1


def test_an_overrun_pushes_what_waits_for_it_beyond_its_sprint():
    ends = finish_range(plan((task(1, days=(4, 5, 30)),), (task(2, 1, days=1),)))
    assert ends.late > 6


def test_the_same_plan_gives_the_same_figures_and_words_do_not_matter():
    one = plan((task(1, days=(1, 2, 5), title="Scan"),))
    other = plan((task(1, days=(1, 2, 5), title="Read codes"),))
    assert finish_range(one) == finish_range(one) == finish_range(other)


def test_a_plan_without_tasks_ends_on_its_first_day():
    assert finish_range(plan()).late == 0
