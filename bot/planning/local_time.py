"""Wall clocks: which moment stands for a local time where clocks are put forward and back, and how one is said."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_A_DAY = timedelta(days=1)


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The one moment that stands for that local time on that day, in `zone`.

    A time that clocks skip is the first moment after the gap; one that they show twice is the first of the two. None
    for a day that a zone left out altogether (30 December 2011 in Samoa, https://data.iana.org/time-zones/tzdb/australasia).
    """
    wall = datetime.combine(day, at)
    # In a gap the offsets before (fold 0) and after it (fold 1) lead to moments in the wrong order (PEP 495).
    late, early = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early >= late:
        return late.astimezone(zone)
    after = _end_of_gap(early, late, zone)
    before = (after - timedelta(seconds=1)).astimezone(zone)
    return None if before.date() < day < after.date() else after


def _end_of_gap(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The first moment with the new offset, to the second; both bounds are in UTC, and the change lies between them."""
    new = late.astimezone(zone).utcoffset()
    first, last = int(early.timestamp()), int(late.timestamp())
    while first < last:
        middle = (first + last) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == new:
            last = middle
        else:
            first = middle + 1
    return datetime.fromtimestamp(last, zone)


def said(moment: datetime, now: datetime) -> str:
    """The moment on its own clock as seen from `now`, such as "today at 17:00" or "Monday 7 December at 9:00"."""
    today = now.astimezone(moment.tzinfo).date()
    day = moment.date()
    clock = f"{moment.hour}:{moment.minute:02}"
    if day == today:
        return f"today at {clock}"
    if day == today + _A_DAY:
        return f"tomorrow at {clock}"
    if today < day < today + 7 * _A_DAY:
        return f"{moment:%A} at {clock}"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{moment:%A} {day.day} {moment:%B}{year} at {clock}"
