"""A made-up team's file holds no dates: they would go by."""

from datetime import date

import pytest

from bot.local.script import on_the_day


@pytest.mark.parametrize(
    ("said", "today", "filled_in"),
    [
        ("in 7 weeks", date(2026, 11, 23), "2027-01-11"),
        ("in 7 weeks", date(2026, 11, 29), "2027-01-11"),
        ("in 1 weeks", date(2026, 12, 31), "2027-01-04"),
        ("2", date(2026, 11, 24), "2"),
        ("in a while", date(2026, 11, 24), "in a while"),
    ],
)
def test_weeks_are_counted_from_the_day_on_which_it_is_played(said: str, today: date, filled_in: str):
    assert on_the_day(said, today) == filled_in
