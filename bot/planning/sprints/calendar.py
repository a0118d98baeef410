"""When it happens: sprints and tasks on working days, and the range in which a plan probably ends.

Days are counted from 0, the plan's first working day; weekends are no working days, holidays are not known. Without a
start date the days keep their numbers ("day 1"), so that a plan can be read before anybody has said when it begins.
"""

import hashlib
import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.planning.sprints.plan import Capacity, Estimate, SprintPlan
from bot.planning.sprints.scheduling import Slot, dispatched

RUNS = 2000
"""Simulated courses of a plan."""

_POOL = 1000
_WORKING_DAYS = 5
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class FinishRange:
    """The working day (from 0) on which the plan ends in one, five and nine of ten simulated courses at the latest."""

    early: int
    middle: int
    late: int


def working_day(start: date, number: int) -> date:
    """The date of a working day; day 0 is `start`, or the Monday after where `start` is on a weekend."""
    monday = start - timedelta(days=start.weekday())
    from_monday = min(start.weekday(), _WORKING_DAYS) + number
    weeks, weekday = divmod(from_monday, _WORKING_DAYS)
    return monday + timedelta(weeks=weeks, days=weekday)


def day_name(capacity: Capacity, number: int) -> str:
    """What people call a working day: "Mon 11 Jan 2027", or "day 1" for the first one while there is no start date."""
    if capacity.start is None:
        return f"day {number + 1}"
    day = working_day(capacity.start, number)
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def sprint_span(capacity: Capacity, place: int) -> tuple[int, int]:
    """The first and the last working day of the sprint at `place` (from 0)."""
    return place * capacity.sprint_days, (place + 1) * capacity.sprint_days - 1


def timetable(plan: SprintPlan) -> dict[str, Slot]:
    """When each planned task is worked on, in working days from the plan's start. Raises `DependencyCycleError`.

    A sprint's tasks begin with the sprint at the earliest.
    """
    by_id = {task.id: task for task in plan.tasks}
    found: dict[str, Slot] = {}
    for place, sprint in enumerate(plan.sprints):
        begin, _ = sprint_span(plan.capacity, place)
        tasks = [by_id[task_id] for task_id in sprint.tasks if task_id in by_id]
        for task_id, slot in dispatched(tasks, plan.capacity).items():
            found[task_id] = Slot(begin + slot.start, begin + slot.finish, slot.person)
    return found


def finish_range(plan: SprintPlan) -> FinishRange:
    """The range of the plan's end by Monte Carlo: `RUNS` courses with durations from the PERT beta distribution.

    In each course tasks start in the planned order, as soon as somebody is free, what they need is done and their
    sprint has begun; overruns push what follows. Durations are independent of each other. The same plan gives the same
    figures: the dice are seeded from what they depend on. Raises `DependencyCycleError`.
    """
    slots = timetable(plan)
    by_id = {task.id: task for task in plan.tasks}
    order = sorted(slots, key=lambda task_id: (slots[task_id].start, slots[task_id].person))
    place = {task_id: number for number, task_id in enumerate(order)}
    begins = {
        task_id: sprint_span(plan.capacity, n)[0] for n, sprint in enumerate(plan.sprints) for task_id in sprint.tasks
    }
    dice = random.Random(_seed(plan))  # noqa: S311 - dice for a forecast, not for a secret
    estimates = dict.fromkeys(by_id[task_id].estimate for task_id in order)
    pools = {estimate: _pool(estimate, dice) for estimate in estimates}
    steps = [
        _Step(
            durations=pools[by_id[task_id].estimate],
            needs=tuple(place[b] for b in by_id[task_id].depends_on if place.get(b, len(order)) < place[task_id]),
            begin=begins[task_id],
        )
        for task_id in order
    ]
    ends = sorted(_course(steps, plan.capacity, dice) for _ in range(RUNS))
    early, middle, late = (_last_day(ends[RUNS * tenths // 10]) for tenths in (1, 5, 9))
    return FinishRange(early, middle, late)


@dataclass(frozen=True, slots=True)
class _Step:
    durations: Sequence[float]
    needs: tuple[int, ...]
    begin: int


def _course(steps: Sequence[_Step], capacity: Capacity, dice: random.Random) -> float:
    """The end of one simulated course, in working days."""
    # Two thousand courses of a hundred tasks pass here: plain comparisons are several times as quick as max().
    focus, roll = capacity.focus, dice.random
    free = [0.0] * capacity.people
    done: list[float] = []
    for step in steps:
        since = min(free)
        start = since if since > step.begin else step.begin
        for before in step.needs:
            if done[before] > start:
                start = done[before]
        finish = start + step.durations[int(roll() * _POOL)] / focus
        free[free.index(since)] = finish
        done.append(finish)
    return max(done, default=0.0)


def _pool(estimate: Estimate, dice: random.Random) -> list[float]:
    """Durations of the PERT beta distribution to pick from: a pick is much cheaper than a draw."""
    low, likely, high = estimate.optimistic, estimate.likely, estimate.pessimistic
    if high <= low:
        return [likely] * _POOL
    alpha, beta = 1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low)
    return [low + dice.betavariate(alpha, beta) * (high - low) for _ in range(_POOL)]


def _last_day(end: float) -> int:
    """The working day on which something ends that takes until `end`: 4.0 and 3.2 are the fourth day, number 3."""
    return max(0, math.ceil(end - 1e-9) - 1)


def _seed(plan: SprintPlan) -> int:
    figures = [
        plan.capacity.model_dump(mode="json", exclude={"start"}),
        [(task.id, task.estimate.model_dump(), task.depends_on) for task in plan.tasks],
        [sprint.tasks for sprint in plan.sprints],
    ]
    return int.from_bytes(hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).digest()[:8])
