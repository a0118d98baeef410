"""What waited for people, and what has to come of it: worked out here by itself, without a line of the bot's.

A reminder comes on the next working day, not before the local time of the question, at a time at which everybody whom
it mentions is at work; where no such time comes, whoever is at work first is reminded. After a week comes sleep.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

HOUR, DAY, WEEK = 3600.0, 86_400.0, 7 * 86_400.0
TOGETHER = 1800.0
"""How long people have to be at work at the same time for it to count."""

Span = tuple[float, float]
"""From one moment up to another, in seconds since the epoch."""


@dataclass(frozen=True)
class Posting:
    """A message that stands in the thread: which of the bot's operations put it there, when, and whom it mentions.

    `because` is the id of the workflow that said it.
    """

    thread: str
    operation: str
    at: float
    because: str
    mentions: frozenset[str] = frozenset()


@dataclass
class Wait:
    """A question in one of its rounds, or a review, that `people` were asked in a thread.

    `stirred` are moments at which somebody said something beside the point; it was `closed` when the answer came.
    """

    thread: str
    operation: str
    people: frozenset[str]
    stirred: list[float] = field(default_factory=list)
    closed: float | None = None


@dataclass
class Judged:
    """What was wrong, each in a line; and what was right: how many were reminded, and the sleeps by thread."""

    nudged_twice: list[str] = field(default_factory=list)
    nudged_off_hours: list[str] = field(default_factory=list)
    nudged_too_early: list[str] = field(default_factory=list)
    nudged_after_answer: list[str] = field(default_factory=list)
    nudged_asleep: list[str] = field(default_factory=list)
    nudged_wrong_people: list[str] = field(default_factory=list)
    not_nudged: list[str] = field(default_factory=list)
    slept_wrongly: list[str] = field(default_factory=list)
    not_asleep: list[str] = field(default_factory=list)
    nudges: int = 0
    alone: int = 0
    sleeps: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))

    @property
    def wrong(self) -> dict[str, int]:
        """How often what went wrong."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: len(lines) for name, lines in found.items() if isinstance(lines, list)}


def judge(
    waits: Iterable[Wait], postings: Iterable[Posting], zones: Mapping[str, str], outages: Sequence[Span], end: float
) -> Judged:
    """Compare what stands in the threads with what should; `zones` are those of the people."""
    by_thread: dict[str, list[Posting]] = defaultdict(list)
    for posting in postings:
        by_thread[posting.thread].append(posting)
    found, seen = Judged(), set[Posting]()
    for wait in waits:
        said = by_thread[wait.thread]
        asked = [p.at for p in said if p.operation.partition("#")[0] == wait.operation]
        nudges = [p for p in said if p.operation == f"nudge:{wait.operation}"]
        until = end if wait.closed is None else wait.closed
        begins = sorted(at for at in (*asked, *wait.stirred) if at < until)
        spans = list(zip(begins, [*begins[1:], until], strict=True)) if begins else []
        notes = [p for p in said if p.operation.startswith("sleep:") and any(a <= p.at < b for a, b in spans)]
        seen.update(nudges, notes)
        _judge_sleep(found, wait, spans, [note.at for note in notes], outages)
        for nudge in nudges:
            _judge_nudge(found, wait, nudge, [at for at in begins if at <= nudge.at], zones)
        if len(nudges) > 1:
            found.nudged_twice.append(_line(wait, *(nudge.at for nudge in nudges)))
        _judge_silence(found, wait, spans, nudges, zones, outages)
    for thread, said in by_thread.items():
        strays = [p for p in said if p.operation.startswith(("nudge:", "sleep:")) and p not in seen]
        found.slept_wrongly += [f"{p.operation} in {thread} at {_utc(p.at)}: nothing waits" for p in strays]
    return found


def _judge_nudge(found: Judged, wait: Wait, nudge: Posting, begins: list[float], zones: Mapping[str, str]) -> None:
    found.nudges += 1
    line = _line(wait, nudge.at)
    if wait.closed is not None and nudge.at > wait.closed:
        found.nudged_after_answer.append(line)
    if any(not at_work(nudge.at, zones[person]) for person in nudge.mentions):
        found.nudged_off_hours.append(line)
    if not begins or any(nudge.at < working_day_after(begins[-1], zones[person]) for person in nudge.mentions):
        found.nudged_too_early.append(line)
    if any(began <= nudge.at < ended for began, ended in found.sleeps[wait.thread]):
        found.nudged_asleep.append(line)
    if begins:
        together, _ = allowed(begins[-1], [zones[person] for person in sorted(wait.people)])
        right = nudge.mentions == wait.people if together else nudge.mentions <= wait.people
        if not right or not nudge.mentions:
            found.nudged_wrong_people.append(f"{line}, asked {_utc(begins[-1])}")
        found.alone += nudge.mentions < wait.people


def _judge_silence(
    found: Judged,
    wait: Wait,
    spans: Sequence[Span],
    nudges: Sequence[Posting],
    zones: Mapping[str, str],
    outages: Sequence[Span],
) -> None:
    """Whoever waited past the time, while the bot was there for an hour of it, was reminded within that hour."""
    for began, ended in spans:
        _, times = allowed(began, [zones[person] for person in sorted(wait.people)])
        deadline = _an_hour_of(without(times, outages))
        if deadline < min(ended, began + WEEK) and not any(nudge.at <= deadline for nudge in nudges):
            found.not_nudged.append(_line(wait, began, deadline))


def _judge_sleep(
    found: Judged, wait: Wait, spans: Sequence[Span], notes: Sequence[float], outages: Sequence[Span]
) -> None:
    for began, ended in spans:
        mine = [at for at in notes if began <= at < ended]
        if len(mine) > 1 or any(at < began + WEEK for at in mine):
            found.slept_wrongly.append(_line(wait, began, *mine))
        if mine:
            found.sleeps[wait.thread].append((mine[0], ended))
        elif _an_hour_of(without([(began + WEEK, ended)], outages)) < ended:
            found.not_asleep.append(_line(wait, began, ended))


# Local clocks -----------------------------------------------------------------------------------------------------


def at_work(moment: float, zone: str) -> bool:
    """Whether a wall clock there shows nine to six, on Monday to Friday."""
    here = datetime.fromtimestamp(moment, ZoneInfo(zone))
    return here.isoweekday() <= 5 and 9 <= here.hour < 18


def working_day_after(moment: float, zone: str) -> float:
    """The local time of that moment on the next day from Monday to Friday, or when work begins next after it."""
    here = datetime.fromtimestamp(moment, ZoneInfo(zone))
    following = here.date() + timedelta(days=1)
    while following.isoweekday() > 5:
        following += timedelta(days=1)
    due = datetime.combine(following, here.time(), ZoneInfo(zone)).timestamp()
    return next(max(begin, due) for begin, end in work(due, zone) if due < end)


def work(moment: float, zone: str) -> list[Span]:
    """The working times there around that moment and for nine days after it."""
    first = datetime.fromtimestamp(moment, ZoneInfo(zone)).date() - timedelta(days=1)
    days = (first + timedelta(days=days) for days in range(11))
    return [_working_time(day.toordinal(), zone) for day in days if day.isoweekday() <= 5]


@lru_cache(maxsize=10_000)
def _working_time(ordinal: int, zone: str) -> Span:
    day, there = datetime.fromordinal(ordinal).date(), ZoneInfo(zone)
    begin, end = (datetime.combine(day, time(hour), there).timestamp() for hour in (9, 18))
    return begin, end


def allowed(asked: float, zones: Sequence[str]) -> tuple[bool, list[Span]]:
    """When people in those zones may be reminded before the week is over, and whether it is all of them together."""
    mine = [common([(working_day_after(asked, zone), asked + WEEK)], work(asked, zone)) for zone in zones]
    everybody = mine[0]
    for spans in mine[1:]:
        everybody = common(everybody, spans)
    if any(end - begin > TOGETHER for begin, end in everybody):
        return True, everybody
    return False, sorted(span for spans in mine for span in spans)


def common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What lies in one of both."""
    cut = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return sorted((begin, end) for begin, end in cut if begin < end)


def without(spans: Sequence[Span], outages: Sequence[Span]) -> list[Span]:
    """What is left of them outside the outages."""
    left = list(spans)
    for began, back in outages:
        if any(began < end and begin < back for begin, end in left):
            left = common(left, [(float("-inf"), began), (back, float("inf"))])
    return left


def _an_hour_of(spans: Sequence[Span]) -> float:
    """When the first of them has lasted for an hour."""
    return next((begin + HOUR for begin, end in spans if end - begin > HOUR), float("inf"))


def _line(wait: Wait, *moments: float) -> str:
    return f"{wait.operation} for {', '.join(sorted(wait.people))}: {', '.join(map(_utc, moments))}"


def _utc(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, ZoneInfo('UTC')):%a %Y-%m-%d %H:%M:%S}"
