"""Short ways to write tasks and plans down, and any tasks for hypothesis."""

from hypothesis import strategies as st

from bot.planning.sprints.plan import Capacity, Estimate, Task, TaskKind
from bot.planning.technical.specification import SLICE, Layer


def task(
    number: int,
    *needs: int,
    days: float | tuple[float, float, float] = 1.0,
    module: int = 1,
    requirement: int | None = 1,
    layers: tuple[Layer, ...] = SLICE,
    kind: TaskKind = TaskKind.PRODUCT,
    title: str = "",
) -> Task:
    low, likely, high = days if isinstance(days, tuple) else (days, days, days)
    return Task(
        id=f"T-{number}",
        title=title or f"Task {number}",
        kind=kind,
        module=f"M-{module}",
        requirements=(f"FR-{requirement}",) if requirement else (),
        layers=layers,
        depends_on=tuple(f"T-{each}" for each in needs),
        estimate=Estimate(optimistic=low, likely=likely, pessimistic=high),
        done_when="it works",
    )


@st.composite
def any_tasks(draw: st.DrawFn, most: int = 14) -> tuple[Task, ...]:
    """Tasks without a cycle, in any order, with any numbers; each takes at most two days."""
    numbers = draw(st.permutations(range(1, draw(st.integers(1, most)) + 1)))
    tasks = []
    for place, number in enumerate(numbers):
        needs = draw(st.sets(st.sampled_from(numbers[:place]), max_size=3)) if place else set()
        low, likely, high = sorted(draw(st.tuples(*[st.integers(1, 20)] * 3)))
        tasks.append(
            task(number, *sorted(needs), days=(low / 10, likely / 10, high / 10), module=draw(st.integers(1, 3)))
        )
    return tuple(draw(st.permutations(tasks)))


CAPACITIES = st.builds(
    Capacity,
    people=st.integers(1, 4),
    sprint_days=st.integers(5, 15),
    focus=st.sampled_from((0.6, 0.75, 1.0)),
    load=st.sampled_from((0.8, 1.0)),
)
"""Every one has room for a task of two days."""
