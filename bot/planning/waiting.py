"""Waiting: when people are reminded of what waits for them, and when a session that nobody answers goes to sleep.

A reminder ("nudge") comes one working day after the question: at the same local time on the next working day, moved
into working hours, in the time zone of whoever is reminded. Moments are handed in, aware of their time zone; weekends
are Saturday and Sunday everywhere, because Slack's profiles say nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WORK_BEGINS, WORK_ENDS = time(9), time(18)
"""Working hours, local time, the end not included."""

SLEEPS_AFTER = timedelta(days=7)
"""How long a session waits for an answer before it sleeps."""

EARLIEST_NUDGE = timedelta(hours=20)
"""No nudge comes sooner than that after its question: a day, less the most that a zone has moved its clock by."""

TOGETHER = timedelta(minutes=30)
"""How long people have to be at work at the same time to be reminded together."""

_SATURDAY = 5
_LONGEST_REST = 10
"""Days within which everybody's working time begins again: a weekend, and a zone that left a date out."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Somebody whose answer is waited for: Slack user id, display name, and the time zone that they live in."""

    user_id: str
    name: str
    zone: ZoneInfo


def zone_of(*names: str) -> ZoneInfo:
    """The zone of the first IANA name that is known here; UTC when none is."""
    for known in filter(None, names):
        try:
            return ZoneInfo(known)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def is_working_time(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether it is a weekday between nine and six there."""
    local = moment.astimezone(zone)
    return local.weekday() < _SATURDAY and WORK_BEGINS <= local.time() < WORK_ENDS


def working_time_from(moment: datetime, zone: ZoneInfo) -> datetime:
    """That moment if it is working time there, or else the next one at which work begins; in UTC."""
    if is_working_time(moment, zone):
        return moment.astimezone(UTC)
    today = moment.astimezone(zone).date()
    for days in range(_LONGEST_REST):
        begins = _at(today + timedelta(days), WORK_BEGINS, zone)
        if begins > moment and is_working_time(begins, zone):
            return begins
    raise AssertionError(f"nobody works in {zone.key}")


def one_working_day_after(asked: datetime, zone: ZoneInfo) -> datetime:
    """The same local time on the next working day, moved into working hours; in UTC."""
    local = asked.astimezone(zone)
    day = local.date() + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return working_time_from(_at(day, local.time(), zone), zone)


def to_be_nudged(asked: datetime, now: datetime, people: Sequence[Awaited]) -> tuple[Awaited, ...]:
    """Who is to be reminded now, all in one message; nobody while it is too early, or night or weekend for them.

    Several people are reminded at a moment that suits all of them. Where their working hours never meet, whoever is
    at work first is, alone.
    """
    at_work = tuple(
        person
        for person in people
        if one_working_day_after(asked, person.zone) <= now and is_working_time(now, person.zone)
    )
    return at_work if len(at_work) == len(people) or not _hours_meet(asked, people) else ()


def falls_asleep(asked: datetime) -> datetime:
    """When a session that has waited since then sleeps."""
    return asked + SLEEPS_AFTER


def _hours_meet(asked: datetime, people: Sequence[Awaited]) -> bool:
    """Whether all of them are at work together for a while before the session would sleep."""
    due = max(one_working_day_after(asked, person.zone) for person in people)
    # A time that suits all begins when somebody's work does, or has begun when the last of them is due.
    mornings = (
        _at(due.astimezone(person.zone).date() + timedelta(days), WORK_BEGINS, person.zone)
        for person in people
        for days in range(8)
    )
    begins = (due, *(morning for morning in mornings if morning > due))
    return any(
        moment + TOGETHER < falls_asleep(asked)
        and all(is_working_time(at, person.zone) for person in people for at in (moment, moment + TOGETHER))
        for moment in begins
    )


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
