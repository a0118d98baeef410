"""Puts tasks in order and loads them into sprints: exact, deterministic, and without any calendar.

Order, earliest and latest times and the critical path are the ordinary forward and backward pass over PERT means
(Kelley & Walker, 1959; Malcolm et al., 1959). A task is work for one person, so that in a sprint it takes its mean
divided by the focus factor in working days. A dependency on a task that is not among the given ones counts as done:
`bot.planning.sprints.checks` reports what does not resolve.
"""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from bot.planning.sprints.plan import Capacity, Estimate, Task

EIGHTY_PERCENT = 1.2816
"""Standard deviations on each side of the mean that hold 80 % of a normal distribution."""

_ROUNDING = 1e-9
"""What a sum of estimates may be over a limit by the rounding of binary fractions, in days."""


class SchedulingError(ValueError):
    """Tasks that cannot be planned; the message is a sentence for the team."""


class DependencyCycleError(SchedulingError):
    """Tasks that wait for each other: `tasks` are their ids, each needs the next, the last needs the first."""

    def __init__(self, tasks: tuple[str, ...]) -> None:
        super().__init__(f"These tasks wait for each other: {' needs '.join((*tasks, tasks[0]))}. One has to let go.")
        self.tasks = tasks


class TaskTooLargeError(SchedulingError):
    """A task that no sprint of this capacity can hold."""

    def __init__(self, task: Task, capacity: Capacity) -> None:
        room = largest_task(capacity)
        super().__init__(
            f"{task.id} takes {task.estimate.mean:.1f} person-days, and a sprint has room for {room:.1f} at most: "
            "split the task, or plan longer sprints."
        )
        self.task = task.id


@dataclass(frozen=True, slots=True)
class Timing:
    """When a task can and has to be done if there were people for everything: person-days from the plan's start."""

    earliest_start: float
    earliest_finish: float
    latest_start: float
    latest_finish: float
    slack: float


@dataclass(frozen=True, slots=True)
class Effort:
    """A sum of estimates in person-days as a range: eight times in ten it ends between `low` and `high`."""

    low: float
    mean: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:.1f} to {self.high:.1f} person-days"


@dataclass(frozen=True, slots=True)
class Slot:
    """When somebody works on a task, in working days from the start of its sprint. `person` counts from 0."""

    start: float
    finish: float
    person: int


def effort(tasks: Iterable[Task]) -> Effort:
    """The sum of the tasks as PERT has it: means and variances add up, the sum is taken for normal."""
    estimates = [task.estimate for task in tasks]
    mean = math.fsum(estimate.mean for estimate in estimates)
    spread = EIGHTY_PERCENT * math.sqrt(math.fsum(estimate.deviation**2 for estimate in estimates))
    # No sum is shorter than all optimistic figures together, nor longer than all pessimistic ones.
    low = max(mean - spread, math.fsum(estimate.optimistic for estimate in estimates))
    high = min(mean + spread, math.fsum(estimate.pessimistic for estimate in estimates))
    return Effort(low, mean, high)


def load(tasks: Iterable[Task]) -> float:
    """The tasks' PERT means together, in person-days, to a millionth."""
    return round(math.fsum(task.estimate.mean for task in tasks), 6)


def largest_task(capacity: Capacity) -> float:
    """Person-days of the largest task that a sprint can hold: one person does it, within the planned load."""
    return min(capacity.days_a_sprint, capacity.sprint_days * capacity.focus)


def ordered(tasks: Iterable[Task], module_order: Sequence[str] = ()) -> tuple[Task, ...]:
    """The tasks with dependencies first. Raises `DependencyCycleError`.

    Where several could come next: the one with less slack, then the more uncertain one, then by the order of modules,
    then the lower number.
    """
    by_id = {task.id: task for task in tasks}
    waits_for = _dependencies(by_id)
    slack = {task_id: timing.slack for task_id, timing in timings(by_id.values()).items()}
    place = {module: number for number, module in enumerate(module_order)}

    def urgency(task: Task) -> tuple[float, float, int, int]:
        return slack[task.id], -task.estimate.deviation, place.get(task.module, len(place)), number_of(task.id)

    followers = _followers(waits_for)
    open_count = {task_id: len(before) for task_id, before in waits_for.items()}
    ready = [(*urgency(by_id[task_id]), task_id) for task_id, count in open_count.items() if not count]
    heapq.heapify(ready)
    found: list[Task] = []
    while ready:
        task_id = heapq.heappop(ready)[-1]
        found.append(by_id[task_id])
        for follower in followers[task_id]:
            open_count[follower] -= 1
            if not open_count[follower]:
                heapq.heappush(ready, (*urgency(by_id[follower]), follower))
    return tuple(found)


def timings(tasks: Iterable[Task]) -> dict[str, Timing]:
    """Every task's times by the forward and the backward pass. Raises `DependencyCycleError`.

    The passes are computed in fractions of decimals, so that a task on a longest path has a slack of exactly 0.
    """
    by_id = {task.id: task for task in tasks}
    waits_for = _dependencies(by_id)
    followers = _followers(waits_for)
    days = {task_id: _days(task.estimate) for task_id, task in by_id.items()}
    order = _sorted(waits_for)
    finish: dict[str, Fraction] = {}
    for task_id in order:
        finish[task_id] = max((finish[before] for before in waits_for[task_id]), default=Fraction(0)) + days[task_id]
    end = max(finish.values(), default=Fraction(0))
    latest: dict[str, Fraction] = {}
    for task_id in reversed(order):
        latest[task_id] = min((latest[after] - days[after] for after in followers[task_id]), default=end)
    return {
        task_id: Timing(
            earliest_start=float(finish[task_id] - days[task_id]),
            earliest_finish=float(finish[task_id]),
            latest_start=float(latest[task_id] - days[task_id]),
            latest_finish=float(latest[task_id]),
            slack=float(latest[task_id] - finish[task_id]),
        )
        for task_id in by_id
    }


def critical_path(tasks: Iterable[Task]) -> tuple[str, ...]:
    """A longest chain of tasks, the first one first: what is late on it makes the end late.

    Among chains of the same length the one with the lower numbers. Raises `DependencyCycleError`.
    """
    by_id = {task.id: task for task in tasks}
    times = timings(by_id.values())
    waits_for = _dependencies(by_id)
    end = max((timing.earliest_finish for timing in times.values()), default=0.0)
    last = [task_id for task_id, timing in times.items() if timing.earliest_finish == end]
    path: list[str] = []
    while last:
        path.append(min(last, key=number_of))
        begins = times[path[-1]].earliest_start
        last = [before for before in waits_for[path[-1]] if times[before].earliest_finish == begins]
    return tuple(reversed(path))


def dispatched(tasks: Iterable[Task], capacity: Capacity) -> dict[str, Slot]:
    """Who works on what and when in one sprint: whoever is free takes the first task that can begin.

    The order in which the tasks are given is their priority. Raises `DependencyCycleError`.
    """
    order = list(tasks)
    _sorted(_dependencies({task.id: task for task in order}))
    return _dispatched(order, capacity)


def fits(tasks: Iterable[Task], capacity: Capacity) -> bool:
    """Whether one sprint can hold the tasks: the load is within the capacity, and each is done before its end.

    The order in which the tasks are given is their priority. Raises `DependencyCycleError`.
    """
    order = list(tasks)
    _sorted(_dependencies({task.id: task for task in order}))
    return _fits(order, capacity)


def level(
    tasks: Iterable[Task], capacity: Capacity, slices: Sequence[Sequence[str]] = ()
) -> tuple[tuple[str, ...], ...]:
    """The sprints as ids of tasks: each task once, none before a sprint that it waits for, none over the capacity.

    `slices` are ids that belong into one sprint, the first ones first; what is in no slice is one by itself. A slice
    goes into the first sprint with room for all of it. Only one that no sprint could hold is taken apart, and slices
    that wait for each other. Raises `DependencyCycleError` and `TaskTooLargeError`.
    """
    order = ordered(tasks)
    for task in order:
        if not _fits((task,), capacity):
            raise TaskTooLargeError(task, capacity)
    leveling = _Leveling(order, capacity)
    waiting = _groups(order, slices)
    while waiting:
        ready = next((group for group in waiting if leveling.can_place(group)), None)
        if ready is None:
            leveling.place_one_by_one({task_id for group in waiting for task_id in group})
            break
        waiting.remove(ready)
        leveling.place(ready)
    return leveling.sprints()


def number_of(identifier: str) -> int:
    """The number in an id: 12 for `T-12`."""
    return int(identifier.partition("-")[2])


class _Leveling:
    """Sprints while they are being filled."""

    def __init__(self, order: Sequence[Task], capacity: Capacity) -> None:
        self._rank = {task.id: rank for rank, task in enumerate(order)}
        self._by_id = {task.id: task for task in order}
        self._capacity = capacity
        self._sprints: list[set[str]] = []
        self._where: dict[str, int] = {}

    def sprints(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(sorted(sprint, key=self._rank.__getitem__)) for sprint in self._sprints)

    def can_place(self, group: set[str]) -> bool:
        return all(before in self._where for before in self._outside(group))

    def place(self, group: set[str]) -> None:
        first = max((self._where[before] for before in self._outside(group)), default=0)
        for number in range(first, len(self._sprints)):
            if self._fit(self._sprints[number] | group):
                self._put(group, number)
                return
        if self._fit(group):
            self._sprints.append(set())
            self._put(group, len(self._sprints) - 1)
        else:
            self.place_one_by_one(group)

    def place_one_by_one(self, group: set[str]) -> None:
        for task_id in sorted(group, key=self._rank.__getitem__):
            self.place({task_id})

    def _put(self, group: set[str], number: int) -> None:
        self._sprints[number] |= group
        self._where |= dict.fromkeys(group, number)

    def _outside(self, group: set[str]) -> set[str]:
        needed = {before for task_id in group for before in self._by_id[task_id].depends_on}
        return (needed & self._by_id.keys()) - group

    def _fit(self, group: set[str]) -> bool:
        ids = sorted(group, key=self._rank.__getitem__)
        return _fits([self._by_id[task_id] for task_id in ids], self._capacity)


def _groups(order: Sequence[Task], slices: Sequence[Sequence[str]]) -> list[set[str]]:
    """The slices with every task in exactly one of them: the first that names it, else one of its own."""
    left = {task.id for task in order}
    groups: list[set[str]] = []
    for named in slices:
        group = left & set(named)
        left -= group
        groups.append(group)
    groups += [{task.id} for task in order if task.id in left]
    return [group for group in groups if group]


def _fits(order: Sequence[Task], capacity: Capacity) -> bool:
    if load(order) > capacity.days_a_sprint + _ROUNDING:
        return False
    slots = _dispatched(order, capacity).values()
    return max((slot.finish for slot in slots), default=0.0) <= capacity.sprint_days + _ROUNDING


def _dispatched(order: Sequence[Task], capacity: Capacity) -> dict[str, Slot]:
    waiting = list(order)
    inside = {task.id for task in order}
    slots: dict[str, Slot] = {}
    free = [(0.0, person) for person in range(capacity.people)]
    now = 0.0
    while waiting:
        can_start = [
            task
            for task in waiting
            if all(b in slots and slots[b].finish <= now for b in task.depends_on if b in inside)
        ]
        idle = sorted(person for since, person in free if since <= now)
        for task, person in zip(can_start, idle, strict=False):
            finish = now + task.estimate.mean / capacity.focus
            slots[task.id] = Slot(now, finish, person)
            free[person] = (finish, person)
            waiting.remove(task)
        # Somebody is busy as long as tasks wait: without a cycle, a task that waits has one in work before it.
        now = min((since for since, _ in free if since > now), default=now)
    return slots


def _dependencies(by_id: dict[str, Task]) -> dict[str, tuple[str, ...]]:
    return {
        task_id: tuple(dict.fromkeys(before for before in task.depends_on if before in by_id))
        for task_id, task in by_id.items()
    }


def _followers(waits_for: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    followers: dict[str, list[str]] = {task_id: [] for task_id in waits_for}
    for task_id, before in waits_for.items():
        for each in before:
            followers[each].append(task_id)
    return followers


def _sorted(waits_for: dict[str, tuple[str, ...]]) -> list[str]:
    try:
        return list(TopologicalSorter(waits_for).static_order())
    except CycleError as error:
        # graphlib lists the cycle from what comes first to what needs it, with the first one again at its end.
        chain = list(reversed(error.args[1][1:]))
        first = chain.index(min(chain, key=number_of))
        raise DependencyCycleError(tuple(chain[first:] + chain[:first])) from error


def _days(estimate: Estimate) -> Fraction:
    """The PERT mean of the figures as they are written: 0.1 is a tenth, not the binary fraction next to it."""
    low, likely, high = (Fraction(str(days)) for days in (estimate.optimistic, estimate.likely, estimate.pessimistic))
    return (low + 4 * likely + high) / 6
