"""When a summary is due, beside a walk through every minute with the wall clock in view."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning.crontab import crontab
from bot.planning.local_time import said
from bot.planning.schedules import Cadence, Schedule, describe, next_time

ZONES = sorted(available_timezones())
MINUTE = timedelta(minutes=1)


def at(cron: str, zone: str) -> Schedule:
    return Schedule(Cadence.TIME, cron=cron, zone=zone)


def due_between(schedule: Schedule, start: datetime, end: datetime) -> list[datetime]:
    found, moment = [], next_time(schedule, start)
    while moment is not None and moment.astimezone(UTC) <= end:
        found.append(moment.astimezone(UTC))
        moment = next_time(schedule, moment)
    return found


def walked(schedule: Schedule, start: datetime, end: datetime) -> list[datetime]:
    """The moments at which the wall clock shows, or has just skipped, a due time for the first time."""
    line, zone = crontab(schedule.cron), ZoneInfo(schedule.zone)
    shown = start.astimezone(zone).replace(tzinfo=None)
    furthest, found, moment = shown, [], start
    while moment < end:
        moment += MINUTE
        before, shown = shown, moment.astimezone(zone).replace(tzinfo=None)
        passed = [wall for wall in minutes(furthest, shown) if line.falls_on(wall.date()) and wall.time() in line.times]
        if any(not before.date() < wall.date() < shown.date() for wall in passed):
            found.append(moment)
        furthest = max(furthest, shown)
    return found


def minutes(after: datetime, until: datetime) -> Iterator[datetime]:
    while after < until:
        after += MINUTE
        yield after


def changes(zone: str, year: int) -> list[datetime]:
    """The days of a year, in UTC, before whose end the zone's clocks are changed."""
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(366)]
    offsets = [day.astimezone(ZoneInfo(zone)).utcoffset() for day in days]
    return [day for day, now, then in zip(days, offsets, offsets[1:], strict=False) if now != then]


@st.composite
def around_changes(draw: st.DrawFn) -> tuple[Schedule, datetime]:
    """A schedule, and the day before the clocks of its zone are changed (or any day where they never are)."""
    zone, year = draw(st.sampled_from(ZONES)), draw(st.integers(1975, 2040))
    days = changes(zone, year) or [datetime(year, 6, 1, tzinfo=UTC)]
    hours = draw(st.lists(st.sampled_from((0, 1, 2, 3, 4, 12, 22, 23)), min_size=1, max_size=3, unique=True))
    weekdays = draw(st.sampled_from(("*", "1-5", "0,6")))
    minute = draw(st.sampled_from((0, 1, 15, 30, 59)))
    cron = f"{minute} {','.join(map(str, sorted(hours)))} * * {weekdays}"
    return at(cron, zone), draw(st.sampled_from(days)) - timedelta(days=1)


@settings(max_examples=60, deadline=None)
@given(around_changes())
def test_each_local_time_comes_once_wherever_and_whenever_clocks_are_changed(drawn: tuple[Schedule, datetime]) -> None:
    schedule, start = drawn
    end = start + timedelta(days=3)
    assert due_between(schedule, start, end) == walked(schedule, start, end)


@settings(max_examples=60, deadline=None)
@given(around_changes(), st.floats(0, 3 * 86400))
def test_the_next_time_lies_ahead_and_nothing_is_due_before_it(
    drawn: tuple[Schedule, datetime], seconds: float
) -> None:
    schedule, start = drawn
    after = start + timedelta(seconds=seconds)
    moment = next_time(schedule, after)
    assert moment is not None
    due = moment.astimezone(UTC)
    assert due > after
    assert next_time(schedule, due - timedelta(seconds=1)) == moment
    assert [found for found in due_between(schedule, start, due) if found > after] == [due]


@pytest.mark.parametrize(
    ("why", "cron", "zone", "day", "moments"),
    [
        ("skipped: right after the gap", "30 2 * * *", "Europe/Berlin", "2026-03-29", ["03:00+02:00"]),
        ("shown twice: the first time", "30 2 * * *", "Europe/Berlin", "2026-10-25", ["02:30+02:00"]),
        ("no moment twice", "0,30 2,3 * * *", "Europe/Berlin", "2026-03-29", ["03:00+02:00", "03:30+02:00"]),
        ("in the west: put back", "30 1 * * *", "America/New_York", "2026-11-01", ["01:30-04:00"]),
        ("in the south: half an hour forward", "15 2 * * *", "Australia/Lord_Howe", "2026-10-04", ["02:30+11:00"]),
        ("in the south: half an hour back", "45 1 * * *", "Australia/Lord_Howe", "2026-04-05", ["01:45+11:00"]),
        ("a gap over midnight", "30 23 * * *", "America/Nuuk", "2026-03-29", ["00:00-01:00", "23:30-01:00"]),
        ("a day that never was", "0 9 * * *", "Pacific/Apia", "2011-12-30", []),
    ],
)
def test_what_is_due_on_a_day_on_which_clocks_are_changed(
    why: str, cron: str, zone: str, day: str, moments: list[str]
) -> None:
    start = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) - timedelta(hours=2)
    found = due_between(at(cron, zone), start, start + timedelta(days=2))
    due = [moment.astimezone(ZoneInfo(zone)) for moment in found]
    assert [
        moment.isoformat()[11:16] + moment.isoformat()[19:] for moment in due if f"{moment:%Y-%m-%d}" == day
    ] == moments, why


def test_a_leap_day_is_found_across_a_century_that_leaves_one_out() -> None:
    moment = next_time(at("0 9 29 2 *", "UTC"), datetime(2096, 3, 1, tzinfo=UTC))
    assert moment == datetime(2104, 2, 29, 9, tzinfo=UTC)


def test_a_schedule_without_times_has_no_next_one() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    assert next_time(Schedule(Cadence.OFF), now) is None
    assert next_time(Schedule(Cadence.ANSWERS, every=10), now) is None


NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Schedule(Cadence.OFF), "off"),
        (Schedule(Cadence.ANSWERS, every=10), "after every 10 answers"),
        (Schedule(Cadence.ANSWERS, every=1), "after every answer"),
        (at("0 17 * * 1-5", "Europe/Lisbon"), "weekdays at 17:00, Europe/Lisbon"),
        (at("5 9 * * *", "UTC"), "daily at 9:05, UTC"),
        (at("0 9 * * 1", "UTC"), "Mondays at 9:00, UTC"),
        (at("0 9 * * sun,mon,6", "UTC"), "Mondays, Saturdays and Sundays at 9:00, UTC"),
        (at("0 10,16 * * 0,6", "UTC"), "weekends at 10:00 and 16:00, UTC"),
        (at("0 * * * *", "UTC"), "every hour, UTC"),
        (at("15 * * * 1-5", "UTC"), "weekdays every hour at :15, UTC"),
        (at("0 9 1 * *", "UTC"), "cron 0 9 1 * *, next Tuesday 1 December at 9:00, UTC"),
    ],
)
def test_a_schedule_is_told_in_a_few_words(schedule: Schedule, words: str) -> None:
    assert describe(schedule, NOW) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-24T23:30-06:00", "today at 23:30"),
        ("2026-11-25T09:05-06:00", "tomorrow at 9:05"),
        ("2026-11-30T09:00-06:00", "Monday at 9:00"),
        ("2026-12-01T09:00-06:00", "Tuesday 1 December at 9:00"),
        ("2027-01-04T09:00-06:00", "Monday 4 January 2027 at 9:00"),
    ],
)
def test_a_moment_is_told_on_the_clock_of_whoever_it_is_for(moment: str, words: str) -> None:
    assert said(datetime.fromisoformat(moment), NOW) == words
