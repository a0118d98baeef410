"""What teams set, and when that is due: worked out here by itself, without a line of the bot's."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONES = {
    "Europe/Lisbon": ("1:30", "1:00"),
    "Europe/Berlin": ("2:30", "2:00"),
    "America/New_York": ("2:30", "1:30"),
    "America/Los_Angeles": ("2:00", "1:00"),
    "America/Santiago": ("0:30", "23:30"),
    "America/Nuuk": ("23:30", "0:00"),
    "Africa/Cairo": ("0:30", "23:30"),
    "Asia/Kolkata": ("2:30", "0:00"),
    "Asia/Tokyo": ("2:30", "0:00"),
    "Australia/Sydney": ("2:30", "2:00"),
    "Australia/Lord_Howe": ("2:15", "1:45"),
    "Pacific/Auckland": ("2:30", "2:59"),
}
"""Where teams live, and the times of day that clocks skip or show twice there (in Kolkata and Tokyo: never)."""

_DAYS = {
    "daily": (0, 1, 2, 3, 4, 5, 6),
    "weekdays": (0, 1, 2, 3, 4),
    "weekends": (5, 6),
    "mondays": (0,),
    "sundays": (6,),
    "tue, thu": (1, 3),
}


@dataclass(frozen=True)
class Rule:
    """Days of the week (Monday is 0) at a local time. `words` is how somebody types it."""

    words: str
    days: tuple[int, ...]
    at: time
    zone: str

    def due(self, after: float, until: float) -> list[float]:
        """When it is due after one moment and up to another (seconds since the epoch), each local time once a day."""
        zone = ZoneInfo(self.zone)
        day, last = (datetime.fromtimestamp(at, zone).date() + timedelta(days=d) for at, d in ((after, -1), (until, 1)))
        found = []
        while day <= last:
            if day.weekday() in self.days:
                moment = _first_shown(day, self.at, zone)
                if after < moment <= until:
                    found.append(moment)
            day += timedelta(days=1)
        return found


def drawn_rule(chance: random.Random, zone: str) -> Rule:
    """A schedule of some team: half of them at ordinary hours, half at those where clocks are changed."""
    if chance.random() < 0.5:
        name, typed = chance.choice(list(_DAYS)), f"{chance.randint(7, 18)}:{chance.choice((0, 15, 30, 45)):02}"
    else:
        name, typed = chance.choice(("daily", "weekends", "daily")), chance.choice(ZONES[zone])
    hour, minute = (int(part) for part in typed.split(":"))
    cron = f"{minute} {hour} * * {','.join(str((day + 1) % 7) for day in _DAYS[name])}"
    words = chance.choice((f"{name} at {typed}", f"{name} {typed}", cron))
    return Rule(words, _DAYS[name], time(hour, minute), zone)


def _first_shown(day: date, at: time, zone: ZoneInfo) -> float:
    """The first moment at which the wall clock shows that time of that day, or has skipped it."""
    wall = datetime.combine(day, at)
    # No place is further than 15 hours from Greenwich, and no clock is changed by more than two.
    moment = (wall - timedelta(hours=15)).replace(tzinfo=UTC)
    here = moment.astimezone(zone)
    moment += (wall - here.replace(tzinfo=None)) - timedelta(hours=3)
    while moment.astimezone(zone).replace(tzinfo=None) < wall:
        moment += timedelta(minutes=1)
    return moment.timestamp()
