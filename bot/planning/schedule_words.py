"""Schedules as people type them: "every weekday at 17", "fridays at 4pm", "every 5 answers", "off", a line of cron."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import available_timezones

from bot.planning.crontab import CrontabError, crontab
from bot.planning.schedules import Cadence, Schedule

EXAMPLES = "off, every 10 answers, daily at 9:00, weekdays 17:00, Monday 9:00, or a cron line such as 0 17 * * 1-5"
"""What may be typed, as people are told."""

MOST_ANSWERS = 200

LONGEST = 120
"""Characters of what is typed."""

MORNING, EVENING = (9, 0), (17, 0)
"""The time of day where only "weekly" is said, and where only days are named."""

_EVERY_DAY, _WORKING_DAYS, _WEEKEND, _MONDAY = set(range(7)), {1, 2, 3, 4, 5}, {0, 6}, {1}
_OFF = {"off", "never", "none", "no", "stop"}
_FILLERS = {"every", "each", "on", "at", "@", "and", "&", ",", ";", "the", "in", "a", "o'clock", "time"}
_TO = {"to", "till", "until", "through", "-", "–", "—"}
_WEEKLY = {"weekly", "week"}
_DAYS: dict[str, set[int]] = {
    **dict.fromkeys(("daily", "day", "days", "everyday"), _EVERY_DAY),
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), _WORKING_DAYS),
    **dict.fromkeys(("weekend", "weekends"), _WEEKEND),
    **{
        name: {number}
        for number, names in enumerate(
            (
                "sun sunday sundays",
                "mon monday mondays",
                "tue tues tuesday tuesdays",
                "wed weds wednesday wednesdays",
                "thu thur thurs thursday thursdays",
                "fri friday fridays",
                "sat saturday saturdays",
            )
        )
        for name in names.split()
    },
}
_TIMES = {"noon": (12, 0), "midday": (12, 0), "midnight": (0, 0)}
_REFUSED = {
    **dict.fromkeys(
        ("minute", "minutes", "second", "seconds", "constantly", "always"), "Once an hour is as often as it gets."
    ),
    **dict.fromkeys(
        ("sometimes", "often", "regularly", "soon", "occasionally", "rarely"), "That names no day and no time."
    ),
    **dict.fromkeys(
        ("month", "months", "monthly", "weeks", "fortnightly", "biweekly", "year", "yearly", "quarterly"),
        "I count in days of the week; a cron line says the rest, such as 0 9 1 * * for the first of every month.",
    ),
}

_QUESTIONS = {"schedule", "summaries", "summary schedule", "when is the next summary", "when do you summarise",
              "when do you summarize", "what is the schedule"}  # fmt: skip
_STOPS = {"stop summaries", "no summaries", "stop summarising", "stop summarizing", "no more summaries",
          "turn off summaries", "turn summaries off"}  # fmt: skip
_REQUEST = re.compile(
    r"(?:please )?(?:post |send |make )?(summari[sz]e(?: this| us)?|summar(?:y|ies)|schedule(?: summaries)?):? (.+)"
)

_ANSWERS = re.compile(r"(?:after )?(?:(?:every|each) )?(?:(\d+|[a-z]+) )?(?:answers?|replies|reply)")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_HOURS = re.compile(r"hourly|(?:every|each) (?:(\d+) )?hours?")
_CRON = re.compile(r"cron:? (.*)|((?:[\d*/,-]+ ){2}[\d*/,a-z -]+)")
_ZONE = re.compile(r"(?:^| )\(?([a-z_]+/[a-z_/+\-0-9]+|utc|gmt)\)?$")
_WORKING_DAY = re.compile(r"\b(?:business|working|work|week)[ -]days?\b")
_TOKEN = re.compile(r"\d+(?:[:.]\d+)*h?(?:\d\d)? ?(?:[ap]\.?m\b)?|[^\W\d_]+(?:'[a-z]+)?|\S")
_CLOCK = re.compile(r"(\d+)(?:[:.h](\d\d))?h?(am|pm)?")


class ScheduleError(ValueError):
    """What was typed is no schedule; the message is a sentence that says why, and one that says what is possible."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} You can say: {EXAMPLES}.")


def parse(text: str, zone: str) -> Schedule:
    """The schedule that somebody typed; times are in `zone` (an IANA name) unless the text ends with one.

    Raises `ScheduleError`.
    """
    said = _normal(text)
    if len(said) > LONGEST:
        raise ScheduleError("That is too long for a schedule.")
    if said in _OFF:
        return Schedule(Cadence.OFF, zone=zone_of(zone))
    if answers := _ANSWERS.fullmatch(said):
        return Schedule(Cadence.ANSWERS, every=_answers(answers[1] or "one"), zone=zone_of(zone))
    if named := _ZONE.search(said):
        said, zone = said[: named.start()].strip(" ,"), named[1]
    if hours := _HOURS.fullmatch(said):
        return _timed(_every_hours(int(hours[1] or 1)), zone)
    if line := _CRON.fullmatch(said):
        return _timed((line[1] or line[2]).strip(), zone)
    return _timed(_read(said).line, zone)


def requested(text: str) -> str | None:
    """The schedule that a message to the bot asks for, as it was typed: in "summarise every weekday at 17", "summaries
    off".

    "" where it asks what is set, None where it is about something else. The schedule may be a wrong one: then it has
    to be answered too.
    """
    said = _normal(text)
    if said in _QUESTIONS:
        return ""
    if said in _STOPS:
        return "off"
    asked = _REQUEST.fullmatch(said)
    if asked is None:
        return None
    # One slip of the pen is forgiven after "summarise"; "schedule a meeting every Friday" may well be an answer.
    slips = 0 if asked[1].startswith("schedule") else 1
    return asked[2] if _reads_like_a_schedule(asked[2], slips) else None


def _reads_like_a_schedule(said: str, slips: int) -> bool:
    try:
        parse(said, "UTC")
    except ScheduleError:
        tokens = _tokens(said)
        unknown = sum(not _is_known(token) for token in tokens)
        return unknown <= slips and any(_is_known(token) and token not in _FILLERS for token in tokens)
    return True


def zone_of(name: str) -> str:
    """The IANA name of a time zone, however its letters are written. Raises `ScheduleError` where there is none."""
    found = _zones().get(name.strip().replace(" ", "_").casefold())
    if found is None:
        raise ScheduleError(f"I do not know the time zone “{name}”; it is called something like Europe/Lisbon or UTC.")
    return found


@cache
def _zones() -> dict[str, str]:
    """The zones that this machine has tables for, by their names in small letters."""
    return {name.casefold(): name for name in available_timezones()}


def _normal(text: str) -> str:
    said = " ".join(text.casefold().replace("’", "'").split()).strip(" .!?,;")
    return _WORKING_DAY.sub("weekday", said)


def _tokens(said: str) -> list[str]:
    return [token.strip() for token in _TOKEN.findall(said)]


def _answers(number: str) -> int:
    every = _NUMBERS.index(number) + 1 if number in _NUMBERS else int(number) if number.isdecimal() else 0
    if not 1 <= every <= MOST_ANSWERS:
        raise ScheduleError(f"The number of answers has to be one from 1 to {MOST_ANSWERS}.")
    return every


def _every_hours(hours: int) -> str:
    if not 1 <= hours <= 24 or 24 % hours:
        raise ScheduleError("So many hours do not divide a day evenly.")
    return {1: "0 * * * *", 24: "0 0 * * *"}.get(hours, f"0 */{hours} * * *")


def _timed(line: str, zone: str) -> Schedule:
    try:
        read = crontab(line)
    except CrontabError as error:
        raise ScheduleError(str(error)) from error
    if len(read.minutes) > 1:
        raise ScheduleError("Once an hour is as often as it gets.")
    if not read.ever_comes:
        raise ScheduleError("There is no such day.")
    return Schedule(Cadence.TIME, cron=line, zone=zone_of(zone))


@dataclass(slots=True)
class _Words:
    """What the words of a schedule come to: days of the week (Sunday is 0), times of day, and "weekly"."""

    days: set[int] = field(default_factory=set)
    times: set[tuple[int, int]] = field(default_factory=set)
    weekly: bool = False

    @property
    def line(self) -> str:
        """As a line of cron. Raises `ScheduleError`."""
        only_weekly = self.weekly and not self.days
        days = self.days or (_MONDAY if only_weekly else _EVERY_DAY)
        times = self.times or {MORNING if only_weekly else EVENING}
        minutes = {minute for _, minute in times}
        if len(minutes) > 1:
            raise ScheduleError("Several times a day have to be at the same minute, such as 9:30 and 17:30.")
        hours = _commas(hour for hour, _ in times)
        named = "*" if days == _EVERY_DAY else "1-5" if days == _WORKING_DAYS else _commas(days)
        return f"{minutes.pop()} {hours} * * {named}"


def _commas(numbers: Iterable[int]) -> str:
    return ",".join(str(number) for number in sorted(numbers))


def _read(said: str) -> _Words:
    """Every word has to mean something: half a schedule that was understood would be another one."""
    words = _Words()
    tokens = _tokens(said)
    for token in tokens:
        if token in _REFUSED:
            raise ScheduleError(_REFUSED[token])
    for before, token in zip(["", *tokens], tokens, strict=False):
        if token in _WEEKLY:
            words.weekly = True
        elif token in _DAYS:
            words.days |= _DAYS[token]
        elif token in _TIMES:
            words.times.add(_TIMES[token])
        elif token[0].isdecimal():
            words.times.add(_time(token, bare_allowed=bool(words.days or words.times or before in ("at", "@"))))
        elif token not in _FILLERS | _TO:
            raise ScheduleError(f"I do not understand “{token}”.")
    for first, to, last in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if to in _TO:
            words.days |= _days_between(first, last)
    if not (words.days or words.times or words.weekly):
        raise ScheduleError("That names no day and no time.")
    return words


def _days_between(first: str, last: str) -> set[int]:
    start, end = _DAYS.get(first, set()), _DAYS.get(last, set())
    if len(start) != 1 or len(end) != 1:
        raise ScheduleError(f"I do not understand “{first} to {last}”.")
    [begin], [finish] = start, end
    return {day % 7 for day in range(begin, begin + (finish - begin) % 7 + 1)}


def _time(token: str, *, bare_allowed: bool) -> tuple[int, int]:
    """Hour and minute. A number alone is an hour only where a day or "at" stands before it."""
    if token.count(":") + token.count(".") - token.count(".m") > 1:
        raise ScheduleError("I go by hours and minutes, not by seconds.")
    clock = _CLOCK.fullmatch(token.replace(" ", "").replace(".m", "m"))
    if clock is None:
        raise ScheduleError(f"“{token}” is no time of day.")
    hour, minute, half = int(clock[1]), int(clock[2] or 0), clock[3]
    if token.isdecimal() and not bare_allowed:
        raise ScheduleError(f"I cannot tell what “{token}” stands for.")
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise ScheduleError(f"“{token}” is no time of day.")
    return (hour % 12 + 12 * (half == "pm") if half else hour), minute


def _is_known(token: str) -> bool:
    known = _FILLERS | _TO | _WEEKLY | _OFF | _DAYS.keys() | _TIMES.keys() | _REFUSED.keys()
    return token in known or token[0].isdecimal() or token in ("cron", "*", "answers", "answer", "hour", "hours")
