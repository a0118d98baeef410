"""How a task is estimated while nobody has: a few stated rules, the same for every task.

The likely figure grows with what has to be shown to work. The optimistic one is 70 % of it. The pessimistic one is
140 %, and more where less is known: estimates are wrong where something is new or foreign, not everywhere alike
(`method.md`, "Sprints"). Every rule keeps the PERT mean between half a day and two days.
"""

from collections.abc import Iterable

from bot.planning.specification import Criterion
from bot.planning.sprints.plan import Estimate

SMALLEST, LARGEST = 0.5, 2.0
"""Person-days between which a task's mean has to be."""

MOST_CRITERIA = 2
"""Acceptance criteria of one product task."""

_OPTIMISTIC, _PESSIMISTIC = 0.7, 1.4
_STEP = 0.25
_MOST_UNKNOWNS = 3
_MOST_WEIGHT = 3
_LONG_CRITERION = 40


def product_estimate(criteria: Iterable[Criterion], *, opens_module: bool, foreign: bool, unknowns: int) -> Estimate:
    """Half a day, a quarter for each acceptance criterion (two for one of more than 40 words; three
    at most), and a quarter each for
    the first task of a module and for one that meets a system of others.

    `unknowns` counts what is assumed or still open about it. That and a system of others widen the pessimistic figure
    by a quarter each.
    """
    weight = sum(2 if len(f"{c.given} {c.when} {c.then}".split()) > _LONG_CRITERION else 1 for c in criteria)
    likely = 0.5 + _STEP * (min(weight, _MOST_WEIGHT) + opens_module + foreign)
    return _three_points(likely, unknowns=unknowns + foreign)


def technical_estimate(parts: int, *, foreign: bool = False) -> Estimate:
    """Half a day for one part (an entity, a contract, a test level), a quarter for each further one, up to a day and a
    half; a system of others is another half day, and widens the pessimistic figure as two unknowns do."""
    likely = min(0.5 + _STEP * (max(parts, 1) - 1), 1.0 if foreign else 1.5)
    return _three_points(likely + (0.5 if foreign else 0), unknowns=2 if foreign else 0)


def time_box() -> Estimate:
    """What an attempt to find something out may take: half a day, a whole one if it has to be."""
    return Estimate(optimistic=0.5, likely=0.5, pessimistic=1.0)


def around(likely: float) -> Estimate:
    """Three points for one figure that somebody said, in days, with the spread of work that holds no surprise.

    Raises `ValueError` where an estimate cannot be so small or so large.
    """
    return _three_points(likely, unknowns=0)


def _three_points(likely: float, unknowns: int) -> Estimate:
    low = _twentieths(likely * _OPTIMISTIC)
    high = _twentieths(likely * (_PESSIMISTIC + _STEP * min(unknowns, _MOST_UNKNOWNS)))
    return Estimate(optimistic=min(low, likely), likely=likely, pessimistic=max(high, likely))


def _twentieths(days: float) -> float:
    """To 0.05 days: finer figures would claim to know more than anybody does."""
    return round(days * 20) / 20
