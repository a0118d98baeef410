"""Order, times, the critical path, and sprints that hold what they are given."""

import math
from itertools import pairwise

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planning.sprints.plan import Capacity
from bot.planning.sprints.scheduling import (
    DependencyCycleError,
    TaskTooLargeError,
    critical_path,
    dispatched,
    effort,
    level,
    load,
    ordered,
    timings,
)
from tests.planning.plans import CAPACITIES, any_tasks, task

WEEK = Capacity(people=1, sprint_days=5, focus=1, load=1)


def ids(tasks):
    return [each.id for each in tasks]


def test_a_task_comes_after_what_it_needs_and_before_less_urgent_ones():
    assert ids(ordered((task(1, days=0.5), task(4, 5, days=2), task(5)))) == ["T-5", "T-4", "T-1"]


def test_among_equally_urgent_tasks_the_uncertain_one_comes_first_then_modules_then_numbers():
    unsure = task(4, days=(0.5, 1.0, 1.5))
    tasks = (task(1, module=2), task(2), task(3), unsure)
    assert ids(ordered(tasks, module_order=("M-1", "M-2"))) == ["T-4", "T-2", "T-3", "T-1"]


def test_the_passes_give_times_and_slack_as_by_hand():
    tasks = (task(1, days=2), task(2, 1, days=3), task(3, 1, days=1), task(4, 2, 3, days=1))
    times = timings(tasks)
    assert [(t.earliest_start, t.earliest_finish, t.latest_start, t.latest_finish) for t in times.values()] == [
        (0, 2, 0, 2),
        (2, 5, 2, 5),
        (2, 3, 4, 5),
        (5, 6, 5, 6),
    ]
    assert [t.slack for t in times.values()] == [0, 0, 2, 0]
    assert critical_path(tasks) == ("T-1", "T-2", "T-4")


def test_tenths_of_days_add_up_without_a_trace_of_binary_fractions():
    tasks = (task(1, days=0.1), task(2, 1, days=0.2), task(3, days=0.3))
    assert [t.slack for t in timings(tasks).values()] == [0, 0, 0]


def test_a_sum_is_a_range_around_the_mean_and_narrower_than_its_parts():
    (one,) = tasks = (task(1, days=(1, 2, 6)),)
    assert effort(tasks).mean == pytest.approx(2.5)
    assert effort(tasks).high - effort(tasks).low == pytest.approx(2 * 1.2816 * one.estimate.deviation)
    four = effort(tasks * 4)
    assert four.high - four.low == pytest.approx(2 * (effort(tasks).high - effort(tasks).low))
    assert str(effort((task(1),))) == "1.0 to 1.0 person-days"


def test_a_cycle_is_told_by_naming_its_tasks():
    with pytest.raises(DependencyCycleError, match="T-1 needs T-3 needs T-2 needs T-1") as caught:
        level((task(1, 3), task(2, 1), task(3, 2), task(4)), WEEK)
    assert caught.value.tasks == ("T-1", "T-3", "T-2")
    with pytest.raises(DependencyCycleError, match="T-1 needs T-1"):
        ordered((task(1, 1),))


def test_a_task_larger_than_a_sprint_is_told_with_both_figures():
    with pytest.raises(TaskTooLargeError, match=r"T-2 takes 6\.0 person-days, and a sprint has room for 5\.0 at most"):
        level((task(1), task(2, days=6)), WEEK)


def test_two_people_do_not_make_a_task_for_one_person_shorter():
    with pytest.raises(TaskTooLargeError):
        level((task(1, days=6),), WEEK.model_copy(update={"people": 2}))


def test_a_slice_moves_to_the_next_sprint_as_a_whole():
    tasks = (task(1, days=2), task(2, 1, days=1), task(3, days=2), task(4, 3, days=2))
    assert level(tasks, WEEK, (("T-1", "T-2"), ("T-3", "T-4"))) == (("T-1", "T-2"), ("T-3", "T-4"))


def test_a_later_slice_fills_the_room_that_an_earlier_one_left():
    tasks = (task(1, days=3), task(2, days=4), task(3, days=2))
    assert level(tasks, WEEK, (("T-1",), ("T-2",), ("T-3",))) == (("T-1", "T-3"), ("T-2",))


def test_a_slice_larger_than_a_sprint_is_taken_apart_along_its_dependencies():
    tasks = (task(1, days=2), task(2, 1, days=2), task(3, 2, days=2))
    assert level(tasks, WEEK, (("T-3", "T-2", "T-1"),)) == (("T-1", "T-2"), ("T-3",))


def test_slices_that_wait_for_each_other_are_planned_task_by_task():
    tasks = (task(1, days=2), task(2, 1, days=2), task(3, 2, days=2))
    assert level(tasks, WEEK, (("T-1", "T-3"), ("T-2",))) == (("T-1", "T-2"), ("T-3",))


def test_a_chain_that_outlasts_the_sprint_does_not_fit_however_many_people_there_are():
    chain = tuple(task(n, *([n - 1] if n > 1 else []), days=2) for n in range(1, 4))
    assert level(chain, WEEK.model_copy(update={"people": 9})) == (("T-1", "T-2"), ("T-3",))


def test_a_free_person_takes_what_can_start_and_works_as_fast_as_the_focus_allows():
    half = Capacity(people=2, sprint_days=10, focus=0.5)
    slots = dispatched((task(1, days=1), task(2, 1, days=1), task(3, days=1.5)), half)
    assert [(slots[t].start, slots[t].finish) for t in ("T-1", "T-2", "T-3")] == [(0, 2), (2, 4), (0, 3)]
    assert slots["T-1"].person != slots["T-3"].person


@given(any_tasks())
def test_the_critical_path_is_as_long_as_the_plan_without_limits_on_people(tasks):
    by_id = {each.id: each for each in tasks}
    times = timings(tasks)
    path = critical_path(tasks)
    assert all(before in by_id[after].depends_on for before, after in pairwise(path))
    length = math.fsum(by_id[task_id].estimate.mean for task_id in path)
    assert length == pytest.approx(max(t.earliest_finish for t in times.values()))
    assert all(times[task_id].slack == 0 for task_id in path)


@given(any_tasks(most=9))
def test_the_passes_agree_with_a_walk_over_every_chain(tasks):
    by_id = {each.id: each for each in tasks}

    def longest_to(task_id: str) -> float:
        each = by_id[task_id]
        return each.estimate.mean + max((longest_to(before) for before in each.depends_on), default=0.0)

    times = timings(tasks)
    assert {task_id: times[task_id].earliest_finish for task_id in by_id} == pytest.approx(
        {task_id: longest_to(task_id) for task_id in by_id}
    )


@given(any_tasks())
def test_the_critical_path_is_as_long_as_networkx_says(tasks):
    graph = networkx.DiGraph()
    for each in tasks:
        # An edge into a task weighs the task, and one from the start leads to each.
        graph.add_edge("start", each.id, weight=each.estimate.mean)
        for before in each.depends_on:
            graph.add_edge(before, each.id, weight=each.estimate.mean)
    longest = networkx.dag_longest_path_length(graph)
    by_id = {each.id: each for each in tasks}
    assert math.fsum(by_id[task_id].estimate.mean for task_id in critical_path(tasks)) == pytest.approx(longest)


@given(any_tasks())
def test_slack_is_never_negative_and_nothing_starts_before_what_it_needs(tasks):
    times = timings(tasks)
    assert all(t.slack >= 0 for t in times.values())
    for each in tasks:
        for before in each.depends_on:
            assert times[before].earliest_finish <= times[each.id].earliest_start
            assert times[before].latest_finish <= times[each.id].latest_start


@given(any_tasks(), CAPACITIES, st.data())
def test_sprints_hold_every_task_once_within_the_capacity_and_after_what_it_needs(tasks, capacity, data):
    names = ids(tasks)
    slices = data.draw(st.lists(st.lists(st.sampled_from(names), max_size=5), max_size=5))
    sprints = level(tasks, capacity, slices)
    assert sorted(task_id for sprint in sprints for task_id in sprint) == sorted(names)
    where = {task_id: number for number, sprint in enumerate(sprints) for task_id in sprint}
    by_id = {each.id: each for each in tasks}
    assert all(where[before] <= where[each.id] for each in tasks for before in each.depends_on)
    for sprint in sprints:
        inside = [by_id[task_id] for task_id in sprint]
        assert load(inside) <= capacity.days_a_sprint + 1e-9
        slots = dispatched(inside, capacity)
        assert max(slot.finish for slot in slots.values()) <= capacity.sprint_days + 1e-9


@given(any_tasks(), CAPACITIES, st.randoms())
def test_the_plan_does_not_depend_on_the_order_in_which_tasks_are_listed(tasks, capacity, random):
    shuffled = list(tasks)
    random.shuffle(shuffled)
    assert level(shuffled, capacity) == level(tasks, capacity)


@given(any_tasks(), CAPACITIES)
def test_nobody_works_on_two_tasks_at_once(tasks, capacity):
    slots = dispatched(tasks, capacity)
    for person in range(capacity.people):
        mine = sorted((s.start, s.finish) for s in slots.values() if s.person == person)
        assert all(one[1] <= other[0] for one, other in pairwise(mine))
