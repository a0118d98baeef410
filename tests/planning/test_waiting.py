"""When people are reminded, and when a session sleeps: never at night, never on a weekend, in their own time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning.waiting import (
    EARLIEST_NUDGE,
    Awaited,
    falls_asleep,
    is_working_time,
    one_working_day_after,
    to_be_nudged,
    zone_of,
)

LISBON, NEW_YORK, SINGAPORE, TOKYO = map(
    ZoneInfo, ("Europe/Lisbon", "America/New_York", "Asia/Singapore", "Asia/Tokyo")
)
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Lisbon",
        "America/New_York",
        "America/St_Johns",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Asia/Singapore",
        "Australia/Lord_Howe",
        "Antarctica/Troll",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "Pacific/Chatham",
        "Africa/Casablanca",
    )
]
moments = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(ZONES)


def local(text: str, zone: ZoneInfo = LISBON) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("asked", "reminded"),
    [
        pytest.param("2026-11-23 10:30", "2026-11-24 10:30", id="Monday: the same time on Tuesday"),
        pytest.param("2026-11-27 15:00", "2026-11-30 15:00", id="Friday: the same time on Monday"),
        pytest.param("2026-11-28 11:00", "2026-11-30 11:00", id="Saturday: the same time on Monday"),
        pytest.param("2026-11-24 06:00", "2026-11-25 09:00", id="early: when work begins the next day"),
        pytest.param("2026-11-24 22:00", "2026-11-26 09:00", id="late: the morning after the next evening"),
        pytest.param("2026-11-26 18:00", "2026-11-30 09:00", id="Thursday evening: over the weekend"),
        pytest.param("2026-03-27 17:30", "2026-03-30 17:30", id="over the change to summer time"),
        pytest.param("2026-10-23 09:00", "2026-10-26 09:00", id="over the change to winter time"),
    ],
)
def test_a_reminder_comes_one_working_day_later_in_working_hours(asked: str, reminded: str) -> None:
    assert one_working_day_after(local(asked), LISBON) == local(reminded)


@given(moments, zones)
def test_no_reminder_is_due_at_night_or_on_a_weekend_or_before_a_day_went_by(asked: datetime, zone: ZoneInfo) -> None:
    due = one_working_day_after(asked, zone)
    there = due.astimezone(zone)
    assert there.weekday() < 5
    assert 9 <= there.hour < 18
    assert EARLIEST_NUDGE <= due - asked <= timedelta(days=4, hours=16)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=7)), st.lists(zones, min_size=1, max_size=3))
def test_whoever_is_reminded_is_at_work_and_has_waited_a_working_day(
    asked: datetime, waited: timedelta, places: list[ZoneInfo]
) -> None:
    now = asked + waited
    for person in to_be_nudged(asked, now, [Awaited(f"U{n}", f"P{n}", zone) for n, zone in enumerate(places)]):
        assert is_working_time(now, person.zone)
        assert one_working_day_after(asked, person.zone) <= now


@settings(max_examples=20)
@given(moments, st.lists(zones, min_size=1, max_size=3))
def test_somebody_is_reminded_before_the_session_sleeps(asked: datetime, places: list[ZoneInfo]) -> None:
    people = [Awaited(f"U{n}", f"P{n}", zone) for n, zone in enumerate(places)]
    half_hours = (asked + timedelta(minutes=30) * n for n in range(7 * 48))
    assert any(to_be_nudged(asked, now, people) for now in half_hours)


def test_two_people_are_reminded_together_at_an_hour_that_suits_both() -> None:
    asked = local("2026-11-23 10:00")
    both = [Awaited("UANA", "Ana", LISBON), Awaited("UBEN", "Ben", NEW_YORK)]
    assert to_be_nudged(asked, local("2026-11-24 13:59"), both) == ()
    assert to_be_nudged(asked, local("2026-11-24 14:00"), both) == tuple(both)


def test_people_whose_hours_meet_on_another_part_of_the_day_are_reminded_together_too() -> None:
    angeles, howe = ZoneInfo("America/Los_Angeles"), ZoneInfo("Australia/Lord_Howe")
    people = [Awaited("UANA", "Ana", angeles), Awaited("UBEN", "Ben", howe)]
    asked = local("2026-09-26 17:57", angeles)
    # On Monday evening both are due for three minutes; the next afternoon is the next morning on Lord Howe.
    assert to_be_nudged(asked, local("2026-09-28 11:30", howe), people) == ()
    assert to_be_nudged(asked, local("2026-09-28 17:58", angeles), people) == tuple(people)
    assert to_be_nudged(asked, local("2026-09-29 15:30", angeles), people) == tuple(people)


def test_people_whose_hours_never_meet_are_not_kept_waiting_for_each_other() -> None:
    asked = local("2026-11-23 10:00")
    ana, ken = Awaited("UANA", "Ana", LISBON), Awaited("UKEN", "Ken", TOKYO)
    assert to_be_nudged(asked, local("2026-11-24 09:59"), [ken, ana]) == ()
    assert to_be_nudged(asked, local("2026-11-24 10:00"), [ken, ana]) == (ana,)


def test_a_session_sleeps_after_seven_days() -> None:
    assert falls_asleep(local("2026-03-25 10:00").astimezone(UTC)) == datetime(2026, 4, 1, 10, tzinfo=UTC)


def test_the_first_time_zone_that_is_known_counts_and_utc_where_none_is() -> None:
    assert zone_of("", "Mars/Olympus", "../etc/passwd", "Asia/Singapore", "Europe/Lisbon") == SINGAPORE
    assert zone_of("", "nowhere") == ZoneInfo("UTC")
