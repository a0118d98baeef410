"""Lines of cron, beside another reader of them (croniter, in UTC, where no clock is ever changed)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from croniter import croniter
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning.crontab import CrontabError, crontab
from bot.planning.schedules import Cadence, Schedule, next_time


def field(least: int, most: int) -> st.SearchStrategy[str]:
    number = st.integers(least, most)
    # Not "0-0", which croniter takes for "*".
    span = st.tuples(number, number).filter(lambda ends: ends[0] < ends[1]).map(lambda ends: f"{ends[0]}-{ends[1]}")
    stepped = st.tuples(st.one_of(st.just("*"), span), st.integers(1, 7)).map(lambda parts: f"{parts[0]}/{parts[1]}")
    return st.lists(st.one_of(number.map(str), span, stepped), min_size=1, max_size=3).map(",".join) | st.just("*")


DAYS = field(1, 28).map(lambda days: (days, "*")) | field(0, 6).map(lambda weekdays: ("*", weekdays))
LINES = st.tuples(field(0, 59), field(0, 23), DAYS, field(1, 12)).map(
    lambda parts: f"{parts[0]} {parts[1]} {parts[2][0]} {parts[3]} {parts[2][1]}"
)


@settings(max_examples=60, deadline=None)
@given(LINES, st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))
def test_the_next_time_is_the_one_that_another_reader_of_cron_finds(line: str, at: datetime) -> None:
    after = at.replace(tzinfo=UTC)
    expected = croniter(line, after).get_next(datetime)
    assert next_time(Schedule(Cadence.TIME, cron=line), after) == expected


def test_sunday_is_0_and_7_and_sun() -> None:
    sunday = date(2026, 11, 29)
    for named in ("0", "7", "sun", "SUN", "sat-sun", "5-7"):
        assert crontab(f"0 9 * * {named}").falls_on(sunday), named
    assert not crontab("0 9 * * 1-6").falls_on(sunday)


def test_where_both_kinds_of_days_are_named_either_is_enough() -> None:
    line = crontab("0 9 13 * fri")
    assert [day for day in range(1, 32) if line.falls_on(date(2026, 11, 1) + timedelta(days=day - 1))] == [
        6, 13, 20, 27,
    ]  # fmt: skip
    assert [day for day in range(1, 31) if crontab("0 9 13 11 *").falls_on(date(2026, 11, day))] == [13]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("0 9 * *", "five fields (minute, hour, day of the month, month, day of the week), not 4"),
        ("60 9 * * *", "“60” is no minute: that goes from 0 to 59"),
        ("0 24 * * *", "“24” is no hour"),
        ("0 9 0 * *", "“0” is no day of the month"),
        ("0 9 * 13 *", "“13” is no month"),
        ("0 9 * * 8", "“8” is no day of the week"),
        ("0 9 * * fryday", "“fryday” is no day of the week"),
        ("0 9 L * *", "“l” is no day of the month"),
        ("0 17-9 * * *", "“17-9” is no range of the hour"),
        ("*/0 9 * * *", "no range"),
        ("0 9,,10 * * *", "“9,,10” is no hour that cron knows"),
        ("0 ٣ * * *", "“٣” is no hour"),
    ],
)
def test_what_is_no_line_of_cron_is_refused_with_a_sentence_that_says_why(line: str, why: str) -> None:
    with pytest.raises(CrontabError) as refused:
        crontab(line)
    assert why in str(refused.value)
    assert str(refused.value).endswith(".")
