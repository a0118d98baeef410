"""A plan whose first day has gone by when it is written says so."""

from dataclasses import replace
from datetime import date, timedelta

from bot.flow.crafts.sprints import SprintsCraft
from bot.planning.sprints.breakdown import break_down
from bot.planning.sprints.plan import Capacity
from tests.flow.test_change_requests import GROUND
from tests.planning.workshops import MODULES, PRODUCT, TECHNICAL

MONDAY = date(2027, 1, 11)
PLAN = break_down(PRODUCT, TECHNICAL, MODULES, Capacity(start=MONDAY))


def found_on(today: date | None) -> list[str]:
    return [f"{f.place}: {f.message}" for f in SprintsCraft().report(PLAN, replace(GROUND, today=today))]


def test_a_first_day_that_has_gone_by_is_a_finding() -> None:
    assert found_on(MONDAY + timedelta(days=1)) == ["First day: 2027-01-11 has gone by: choose today or a later day."]


def test_a_first_day_that_is_today_or_to_come_is_none() -> None:
    assert found_on(MONDAY) == found_on(MONDAY - timedelta(days=30)) == found_on(None) == []


def test_a_first_day_further_ahead_than_anybody_plans_is_a_finding() -> None:
    (finding,) = found_on(date(2020, 1, 6))
    assert "more than 5 years ahead" in finding
