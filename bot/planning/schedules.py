"""When a session is summarised by itself: never, after a number of answers, or at a local time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.planning.crontab import Crontab, crontab
from bot.planning.local_time import moment_of, said


class Cadence(StrEnum):
    """What sets a summary off. The values are stored."""

    OFF = "off"
    ANSWERS = "answers"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A session's schedule.

    `every` is a number of answers (with `ANSWERS`). `cron` holds the five fields of a crontab line in the time zone
    `zone` (an IANA name such as "Europe/Lisbon"; with `TIME`). `revision` counts its changes. `set_by` is a display
    name, "" for the default.
    """

    cadence: Cadence
    every: int = 0
    cron: str = ""
    zone: str = "UTC"
    revision: int = 0
    set_by: str = ""


_FURTHEST = timedelta(days=366 * 8 + 2)
"""How far ahead a day may be: between two leap days lie eight years at most (1896 to 1904, 2096 to 2104)."""

_DAY_NAMES = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_EVERY_DAY = tuple(range(7))
_WORKING_DAYS = (1, 2, 3, 4, 5)
_WEEKEND = (0, 6)


def next_time(schedule: Schedule, after: datetime) -> datetime | None:
    """The first moment after `after` (aware) that a summary is due, in the schedule's zone.

    Each local time comes once a day: one that clocks skip at the first moment after the gap, one that they show twice
    the first time only. None for a schedule without times. (Compare it in UTC: Python takes a time that is shown twice
    for equal to nothing in another zone, PEP 495.)
    """
    if schedule.cadence is not Cadence.TIME:
        return None
    line, zone, after = crontab(schedule.cron), ZoneInfo(schedule.zone), after.astimezone(UTC)
    # The wall clock never shows a day before it shows all moments that stand for the days before: no need to look back.
    day = first = after.astimezone(zone).date()
    while day - first < _FURTHEST:
        if line.falls_on(day):
            for at in line.times:
                moment = moment_of(day, at, zone)
                if moment is not None and moment.astimezone(UTC) > after:
                    return moment
        day += timedelta(days=1)
    return None


def describe(schedule: Schedule, now: datetime) -> str:
    """The schedule in a few words: "off", "after every 10 answers", "weekdays at 17:00, Europe/Lisbon".

    Where the days of a cron line have no short name, it says the line and, as seen from `now` (aware), the next time.
    """
    match schedule.cadence:
        case Cadence.OFF:
            return "off"
        case Cadence.ANSWERS:
            return "after every answer" if schedule.every == 1 else f"after every {schedule.every} answers"
    line = crontab(schedule.cron)
    days, times = _days(line), _times(line)
    if days and times:
        often = times if line.weekdays == _EVERY_DAY and len(line.hours) == 24 else f"{days} {times}"
        return f"{often}, {schedule.zone}"
    coming = next_time(schedule, now)
    when = f"next {said(coming, now)}, " if coming else ""
    return f"cron {schedule.cron}, {when}{schedule.zone}"


def _days(line: Crontab) -> str:
    if len(line.days) < 31 or len(line.months) < 12:
        return ""
    match line.weekdays:
        case days if days == _EVERY_DAY:
            return "daily"
        case days if days == _WORKING_DAYS:
            return "weekdays"
        case days if days == _WEEKEND:
            return "weekends"
        case days:
            # A week is said from Monday on.
            return _listed([_DAY_NAMES[day] + "s" for day in sorted(days, key=lambda day: (day - 1) % 7)])


def _times(line: Crontab) -> str:
    if len(line.hours) == 24:
        return f"every hour at :{line.minutes[0]:02}" if line.minutes != (0,) else "every hour"
    times = [f"{at.hour}:{at.minute:02}" for at in line.times]
    return f"at {_listed(times)}" if len(times) <= 6 else ""


def _listed(items: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1])))
