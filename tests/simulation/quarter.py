"""Ninety days of many sessions: news, changed schedules, restarts, outages, lost job stores, two leaders at once.

The timetable, the job store, APScheduler and the database are the bot's own. What stands in for the rest: orders are
read off where the engine would take them (`desk.py`), and a summary is written where something was said since the last.
"""

import heapq
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import sqlalchemy

from bot.flow.engine import blocking_engine
from bot.flow.schedules import TABLE, Timetable
from bot.planning.schedule_words import parse
from bot.planning.schedules import Cadence, Schedule
from storage import Database
from tests.simulation.clock import Clock, Stepped
from tests.simulation.desk import Desk, a_session
from tests.simulation.rules import ZONES, Rule, drawn_rule

DAY = 86_400.0
SEASONS = {"autumn": "2026-09-15", "spring": "2027-02-15"}
"""Between them all clocks of the zones are changed both ways, in the north and in the south."""

NEWS_A_DAY = 0.6
OUTAGES_A_DAY = 0.25
STORES_LOST = 0.15
"""The share of outages after which the job store is gone."""

TWO_LEADERS_A_DAY = 0.05
CHANGES_A_SESSION = 0.5


@dataclass(frozen=True, order=True)
class Event:
    """Something that happens: "news", "change", "outage", "back" or "rivals", to a session where it names one."""

    at: float
    kind: str
    session: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, order=True)
class Order:
    """A summary of a session, when it was due and when it was ordered (seconds since the epoch)."""

    session: str
    due: float
    at: float


@dataclass
class Found:
    """What came of it; everything but `figures` has to be empty."""

    missing: list[Order] = field(default_factory=list)
    unexpected: list[Order] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    without_news: list[Order] = field(default_factory=list)
    news_untold: list[Order] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)

    @property
    def wrong(self) -> dict[str, int]:
        """How often what went wrong."""
        kinds = ("missing", "unexpected", "twice", "without_news", "news_untold")
        return {kind: len(getattr(self, kind)) for kind in kinds}


class Quarter:
    """One run of `days` from `start` (a date) on an empty database."""

    def __init__(self, database: Database, start: str, *, days: int, sessions: int, seed: int) -> None:
        self._chance = random.Random(f"{start} {seed}")
        self._start = datetime.fromisoformat(start).replace(tzinfo=UTC).timestamp()
        self._end = self._start + days * DAY
        self._clock = Clock(self._start)
        self._database = database
        self._desk = Desk(database, self._clock)
        self._rules: dict[str, list[tuple[float, Rule | None]]] = {}
        self._outages: list[tuple[float, float]] = []
        self._said: dict[str, list[float]] = {}
        self._counts: Counter[str] = Counter()
        self._zones = {f"s{n}": list(ZONES)[n % len(ZONES)] for n in range(sessions)}
        self._events = list(self._drawn_events(days))
        heapq.heapify(self._events)

    async def run(self) -> Found:
        """Let it all happen, then compare what was ordered with what should have been."""
        with self._clock.ruling():
            for session_id in self._zones:
                await self._set(session_id)
            while self._clock.now < self._end:
                await self._lead_until_outage()
        return self._compare()

    # What happens -------------------------------------------------------------------------------------------------

    def _drawn_events(self, days: int) -> Iterator[Event]:
        for session_id in self._zones:
            for _ in range(_count(self._chance, NEWS_A_DAY * days)):
                yield Event(self._moment(), "news", session_id)
            for _ in range(_count(self._chance, CHANGES_A_SESSION)):
                yield Event(self._moment(), "change", session_id)
        for _ in range(_count(self._chance, OUTAGES_A_DAY * days)):
            lengths = (self._chance.uniform(1, 90), self._chance.uniform(600, 30_000), self._chance.uniform(1, 4) * DAY)
            yield Event(self._moment(), "outage", seconds=self._chance.choices(lengths, (7, 2, 1))[0])
        for _ in range(_count(self._chance, TWO_LEADERS_A_DAY * days)):
            yield Event(self._moment(), "rivals", seconds=self._chance.uniform(60, DAY))

    def _moment(self) -> float:
        return self._chance.uniform(self._start, self._end)

    async def _lead_until_outage(self) -> None:
        """One life of the leader."""
        async with AsyncExitStack() as stack:
            timetable, scheduler = await self._leader(stack)
            rivals: list[tuple[float, Timetable, Stepped]] = []
            while self._clock.now < self._end:
                for _, _, rival in rivals:
                    await rival.look()
                wait = await scheduler.look()
                woken = self._clock.now + wait if wait is not None else self._end
                if not self._events or woken < self._events[0].at:
                    self._clock.now = min(woken, self._end)
                    continue
                event = heapq.heappop(self._events)
                self._clock.now = event.at
                rivals = [rival for rival in rivals if rival[0] > event.at]
                if event.kind == "outage":
                    break
                if event.kind == "rivals":
                    rivals.append((event.at + event.seconds, *await self._leader(stack)))
                    self._counts["leaders_at_once"] += 1
                await self._happens(event)
                for one in (timetable, *(rival for _, rival, _ in rivals)):
                    await one.look()
            else:
                return
        await self._be_down(event.seconds)

    async def _leader(self, stack: AsyncExitStack) -> tuple[Timetable, Stepped]:
        timetable, made = self._desk.timetable()
        await timetable.open()
        stack.push_async_callback(timetable.close)
        return timetable, made[0]

    async def _be_down(self, seconds: float) -> None:
        """People go on talking; nobody can change a schedule."""
        began, back = self._clock.now, min(self._clock.now + seconds, self._end)
        self._counts["outages"] += 1
        self._outages.append((began, back))
        while self._events and self._events[0].at < back:
            event = heapq.heappop(self._events)
            if event.kind == "news":
                self._said.setdefault(event.session, []).append(event.at)
            elif event.kind == "change":
                heapq.heappush(self._events, Event(back + self._chance.uniform(1, 3600), "change", event.session))
        self._clock.now = back
        if self._chance.random() < STORES_LOST:
            self._counts["job_stores_lost"] += 1
            engine = blocking_engine(self._database, 1)
            with engine.begin() as connection:
                connection.execute(sqlalchemy.text(f"DROP TABLE IF EXISTS {TABLE}"))
            engine.dispose()

    async def _happens(self, event: Event) -> None:
        if event.kind == "news":
            self._said.setdefault(event.session, []).append(event.at)
        elif event.kind == "change":
            self._counts["changed"] += 1
            await self._set(event.session, off=self._chance.random() < 0.2)

    async def _set(self, session_id: str, *, off: bool = False) -> None:
        zone = self._zones[session_id]
        rule = None if off else drawn_rule(self._chance, zone)
        self._rules.setdefault(session_id, []).append((self._clock.now, rule))
        async with self._database.unit_of_work() as work:
            if await work.sessions.get(session_id) is None:
                await work.sessions.start(a_session(session_id), session_id)
            schedule = parse(rule.words, zone) if rule else Schedule(Cadence.OFF)
            await work.schedules.set(session_id, schedule, at=self._clock.now)

    # What should have come of it --------------------------------------------------------------------------------------

    def _compare(self) -> Found:
        expected = {(order.session, order.due): order for order in self._expected()}
        ordered = {(o.summary.session_id, float(o.summary.due)): o.at for o in self._desk.orders}
        twice = [f"{key}: {n}" for key, n in Counter(o.workflow_id for o in self._desk.orders).items() if n > 1]
        found = Found(twice=twice)
        # An order has to come in the second that it is expected in.
        found.missing = [o for key, o in expected.items() if abs(ordered.get(key, 0.0) - o.at) > 1]
        found.unexpected = [Order(*key, at) for key, at in ordered.items() if key not in expected]
        told = self._summaries(sorted(Order(*key, at) for key, at in ordered.items()))
        wanted = self._summaries(sorted(expected.values()))
        found.without_news = sorted(told - wanted)
        found.news_untold = sorted(wanted - told)
        late = sum(order.at - order.due > 1 for order in expected.values())
        found.figures = {
            "sessions": len(self._zones),
            "zones": len(set(self._zones.values())),
            "days": int((self._end - self._start) / DAY),
            "clock_changes": sum(_clock_changes(zone, self._start, self._end) for zone in set(self._zones.values())),
            "due": self._counts["due"],
            "ordered": len(self._desk.orders),
            "caught_up": late,
            "left_out_for_a_newer_one": self._counts["due"] - len(expected),
            "summaries": len(told),
            "silent": len(ordered) - len(told),
            **{name: self._counts[name] for name in ("outages", "job_stores_lost", "leaders_at_once", "changed")},
        }
        return found

    def _expected(self) -> Iterator[Order]:
        """Each due time at its moment; of those in one outage the newest, when it is over."""
        for session_id, history in self._rules.items():
            ends = [*(at for at, _ in history[1:]), self._end]
            for (since, rule), until in zip(history, ends, strict=True):
                due = rule.due(since, until) if rule else []
                self._counts["due"] += len(due)
                newest: dict[float, float] = {}
                for moment in due:
                    newest[next((back for began, back in self._outages if began <= moment < back), moment)] = moment
                yield from (Order(session_id, moment, at) for at, moment in newest.items() if at < self._end)

    def _summaries(self, orders: list[Order]) -> set[Order]:
        """Those of the orders that find something new, each session's in their order."""
        told, last = set(), dict.fromkeys(self._zones, 0.0)
        for order in orders:
            if any(last[order.session] < at <= order.at for at in self._said.get(order.session, ())):
                told.add(Order(order.session, order.due, round(order.at)))
                last[order.session] = order.at
        return told


def _count(chance: random.Random, mean: float) -> int:
    """A whole number with that mean."""
    return int(mean) + (chance.random() < mean % 1)


def _clock_changes(zone: str, start: float, end: float) -> int:
    days = range(int(start), int(end), int(DAY))
    offsets = [datetime.fromtimestamp(day, ZoneInfo(zone)).utcoffset() for day in days]
    return sum(before != after for before, after in pairwise(offsets))
