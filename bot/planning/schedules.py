"""When a session is summarised by itself: never, after a number of answers, or at a local time."""

from dataclasses import dataclass
from enum import StrEnum


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
