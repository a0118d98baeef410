"""A line of a crontab: five fields that say on which days, and at which times of them.

The rules are those of crontab(5) (https://man7.org/linux/man-pages/man5/crontab.5.html): Sunday is 0 and 7, months and
days have names, and where day of month and day of week both restrict, either is enough.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")

_PART = re.compile(r"(\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>\d+))?")


class CrontabError(ValueError):
    """A line that is none; the message is a sentence for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Crontab:
    """`weekdays` counts from Sunday (0) to Saturday (6). `either`: one of `days` and `weekdays` is enough."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    either: bool = False

    @property
    def times(self) -> tuple[time, ...]:
        """The times of a day, in order."""
        return tuple(time(hour, minute) for hour in self.hours for minute in self.minutes)

    def falls_on(self, day: date) -> bool:
        """Whether that day is one of its days."""
        if day.month not in self.months:
            return False
        by_number, by_name = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return by_number or by_name if self.either else by_number and by_name

    @property
    def ever_comes(self) -> bool:
        """Whether there is any such day: 30 February never comes."""
        longest = max(monthrange(2024, month)[1] for month in self.months)
        return self.either or min(self.days) <= longest


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    least: int
    most: int
    names: tuple[str, ...] = ()
    first_name: int = 0


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, MONTHS, 1),
    _Field("day of the week", 0, 7, WEEKDAYS),
)


@lru_cache(maxsize=1024)
def crontab(line: str) -> Crontab:
    """The line, read. Raises `CrontabError`."""
    fields = line.casefold().split()
    if len(fields) != len(_FIELDS):
        raise CrontabError(
            f"A cron line has five fields (minute, hour, day of the month, month, day of the week), not {len(fields)}."
        )
    minutes, hours, days, months, weekdays = (_values(text, field) for text, field in zip(fields, _FIELDS, strict=True))
    restricted = not fields[2].startswith("*") and not fields[4].startswith("*")
    named = tuple(sorted({day % 7 for day in weekdays}))
    return Crontab(minutes, hours, days, months, named, either=restricted)


def _values(text: str, field: _Field) -> tuple[int, ...]:
    found: set[int] = set()
    for part in text.split(","):
        read = _PART.fullmatch(part)
        if read is None:
            raise CrontabError(f"“{text}” is no {field.name} that cron knows.")
        first, last = field.least, field.most
        if read["first"] is not None:
            first = _value(read["first"], field)
            # "5/10" means from 5 on, as most programs read it.
            last = _value(read["last"], field) if read["last"] else field.most if read["step"] else first
        if field.names and read["last"] == "sun":
            last = field.most
        step = int(read["step"] or 1)
        if first > last or step == 0:
            raise CrontabError(f"“{part}” is no range of the {field.name}.")
        found.update(range(first, last + 1, step))
    return tuple(sorted(found))


def _value(text: str, field: _Field) -> int:
    if text in field.names:
        return field.names.index(text) + field.first_name
    if not (text.isascii() and text.isdigit() and field.least <= int(text) <= field.most):
        raise CrontabError(f"“{text}” is no {field.name}: that goes from {field.least} to {field.most}.")
    return int(text)
