"""Ninety days of many sessions: questions, answers, changed schedules, restarts, outages, deaths, two leaders at once.

The timetable, the job store, APScheduler, the database, and the workflows that sum up, remind, send to sleep, wake and
speak are the bot's own. What stands in for the rest: the engine (`works.py`), Slack (`slack.py`), the people and
whoever reads their answers (`team.py`). What is judged is what Slack was told.
"""

import heapq
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import cast
from zoneinfo import ZoneInfo

import sqlalchemy

from bot.flow.engine import Engine, blocking_engine
from bot.flow.schedules import TABLE, Timetable
from bot.flow.waiting import look
from bot.planning.schedule_words import parse
from bot.planning.schedules import Cadence, Schedule
from storage import Database
from tests.simulation.clock import Clock, Stepped
from tests.simulation.process import a_process
from tests.simulation.rules import ZONES, Rule, drawn_rule
from tests.simulation.team import PEOPLE, Event, Team
from tests.simulation.waits import DAY, Judged, judge
from tests.simulation.works import Died, Works

SEASONS = {"autumn": "2026-09-15", "spring": "2027-02-15"}
"""Between them all clocks of the zones are changed both ways, in the north and in the south."""

SWEEP_SECONDS = 2700.0
"""How often the bot looks at what waits; every minute in truth, which would show no more here and take much longer."""

DEATHS_A_DAY = 1.0
OUTAGES_A_DAY = 0.25
STORES_LOST = 0.15
"""The share of outages after which the job store is gone."""

TWO_LEADERS_A_DAY = 0.05
CHANGES_A_SESSION = 0.5


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
    waits: Judged = field(default_factory=Judged)
    failures: list[str] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)

    @property
    def wrong(self) -> dict[str, int]:
        """How often what went wrong."""
        kinds = ("missing", "unexpected", "twice", "without_news", "news_untold", "failures")
        return {**{kind: len(getattr(self, kind)) for kind in kinds}, **self.waits.wrong}


class Quarter:
    """One run of `days` from `start` (a date) on an empty database."""

    def __init__(self, database: Database, start: str, *, days: int, sessions: int, seed: int) -> None:
        self._chance = random.Random(f"{start} {seed}")
        self._start = datetime.fromisoformat(start).replace(tzinfo=UTC).timestamp()
        self._end = self._start + days * DAY
        self._clock = Clock(self._start)
        self._database = database
        self._works = Works(database, self._clock)
        self._slack = a_process(self._works, PEOPLE)
        self._rules: dict[str, list[tuple[float, Rule | None]]] = {}
        self._outages: list[tuple[float, float]] = []
        self._records: dict[str, list[tuple[float, dict[str, int]]]] = {}
        self._dies_for, self._led = 0.0, False
        self._counts: Counter[str] = Counter()
        self._zones = {f"s{n}": list(ZONES)[n % len(ZONES)] for n in range(sessions)}
        self._teams = {session_id: Team.of(session_id, zone, self._chance) for session_id, zone in self._zones.items()}
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
            yield Event(self._start + self._chance.uniform(60, 3 * DAY), "ask", session_id)
            for _ in range(_count(self._chance, CHANGES_A_SESSION)):
                yield Event(self._moment(), "change", session_id)
        for kind, often in (("outage", OUTAGES_A_DAY), ("death", DEATHS_A_DAY)):
            for _ in range(_count(self._chance, often * days)):
                yield Event(self._moment(), kind, seconds=self._outage())
        yield Event(self._start + self._chance.uniform(0, SWEEP_SECONDS), "look")
        for _ in range(_count(self._chance, TWO_LEADERS_A_DAY * days)):
            yield Event(self._moment(), "rivals", seconds=self._chance.uniform(60, DAY))

    def _moment(self) -> float:
        return self._chance.uniform(self._start, self._end)

    def _outage(self) -> float:
        """How long the bot is away, in seconds: mostly for a restart."""
        lengths = (self._chance.uniform(1, 90), self._chance.uniform(600, 30_000), self._chance.uniform(1, 4) * DAY)
        return self._chance.choices(lengths, (7, 2, 1))[0]

    async def _lead_until_outage(self) -> None:
        """One life of the leader."""
        self._led = False
        try:
            async with AsyncExitStack() as stack:
                # What the last life left undone.
                await self._works.work()
                seconds = await self._lead(stack)
        except Died:
            seconds = self._dies_for
        if seconds is not None:
            await self._be_down(seconds)

    async def _lead(self, stack: AsyncExitStack) -> float | None:
        """Until the outage that ends it: for how many seconds, None at the end of the quarter."""
        timetable, scheduler = await self._leader(stack)
        self._led = True
        rivals: list[tuple[float, Timetable, Stepped]] = []
        woken, stirred = self._clock.now, True
        while self._clock.now < self._end:
            if stirred or rivals or woken <= self._clock.now:
                for _, _, rival in rivals:
                    await rival.look()
                wait = await scheduler.look()
                woken = self._clock.now + wait if wait is not None else self._end
                await self._works.work()
            if not self._events or woken < self._events[0].at:
                self._clock.now = min(woken, self._end)
                continue
            event = heapq.heappop(self._events)
            self._clock.now = event.at
            rivals = [rival for rival in rivals if rival[0] > event.at]
            if event.kind == "outage":
                return event.seconds
            if event.kind == "rivals":
                rivals.append((event.at + event.seconds, *await self._leader(stack)))
                self._counts["leaders_at_once"] += 1
            await self._happens(event, looks=1 + len(rivals))
            await self._works.work()
            # Nothing else changes when a summary is due.
            stirred = event.kind == "change"
            if stirred:
                for one in (timetable, *(rival for _, rival, _ in rivals)):
                    await one.look()
        return None

    async def _leader(self, stack: AsyncExitStack) -> tuple[Timetable, Stepped]:
        timetable, made = self._works.timetable()
        await timetable.open()
        stack.push_async_callback(timetable.close)
        return timetable, made[0]

    async def _be_down(self, seconds: float) -> None:
        """What people do meanwhile, Slack delivers when the bot is back."""
        began, back = self._clock.now, min(self._clock.now + seconds, self._end)
        self._works.dies_in = 0
        self._counts["outages"] += 1
        if self._outages and self._outages[-1][1] == began and not self._led:
            # It died of what the last life left, before it led.
            self._outages[-1] = (self._outages[-1][0], back)
        else:
            # What was due in the moment of its death was ordered.
            self._outages.append((began + 0.001, back))
        while self._events and self._events[0].at < back:
            event = heapq.heappop(self._events)
            if event.kind == "look":
                heapq.heappush(self._events, replace(event, at=back + 60))
            elif event.session:
                heapq.heappush(self._events, replace(event, at=back + self._chance.uniform(1, 60)))
        self._clock.now = back
        if self._chance.random() < STORES_LOST:
            self._counts["job_stores_lost"] += 1
            engine = blocking_engine(self._database, 1)
            with engine.begin() as connection:
                connection.execute(sqlalchemy.text(f"DROP TABLE IF EXISTS {TABLE}"))
            engine.dispose()

    async def _happens(self, event: Event, *, looks: int) -> None:
        match event.kind:
            case "change":
                self._counts["changed"] += 1
                await self._set(event.session, off=self._chance.random() < 0.2)
            case "death":
                self._works.dies_in, self._dies_for = self._chance.randint(1, 12), event.seconds
            case "look":
                for _ in range(looks):
                    await look(cast(Engine, self._works), self._database, self._clock.now)
                heapq.heappush(self._events, replace(event, at=event.at + SWEEP_SECONDS))
            case _ if event.session:
                await self._take_part(event)

    async def _take_part(self, event: Event) -> None:
        team = self._teams[event.session]
        async with self._database.unit_of_work() as work:
            following = await team.happens(work, self._works, event)
        self._records.setdefault(event.session, []).append((event.at, dict(team.record)))
        for each in following:
            heapq.heappush(self._events, each)

    async def _set(self, session_id: str, *, off: bool = False) -> None:
        zone = self._zones[session_id]
        rule = None if off else drawn_rule(self._chance, zone)
        self._rules.setdefault(session_id, []).append((self._clock.now, rule))
        async with self._database.unit_of_work() as work:
            if await work.sessions.get(session_id) is None:
                await self._teams[session_id].begin(work)
            schedule = parse(rule.words, zone) if rule else Schedule(Cadence.OFF)
            await work.schedules.set(session_id, schedule, at=self._clock.now)

    # What should have come of it --------------------------------------------------------------------------------------

    def _compare(self) -> Found:
        expected = {(order.session, order.due): order for order in self._expected()}
        ordered = {(o.summary.session_id, float(o.summary.due)): o.at for o in self._works.orders}
        twice = [f"{key}: {n}" for key, n in Counter(o.workflow_id for o in self._works.orders).items() if n > 1]
        found = Found(twice=twice)
        # An order has to come in the second that it is expected in.
        found.missing = [o for key, o in expected.items() if abs(ordered.get(key, 0.0) - o.at) > 1]
        found.unexpected = [Order(*key, at) for key, at in ordered.items() if key not in expected]
        waits = [wait for team in self._teams.values() for wait in team.waits]
        found.waits = judge(waits, self._slack.postings, PEOPLE, self._outages, self._end)
        found.failures = [p.operation for p in self._slack.postings if p.operation.startswith("error:")]
        wanted = self._wanted(sorted(expected.values()), found.waits)
        told = self._told()
        found.twice += [f"{session} at {due}: {n} messages" for (session, due), n in told.items() if n > 1]
        found.without_news = sorted(Order(*key, 0.0) for key in told.keys() - wanted.keys())
        found.news_untold = sorted(wanted[key] for key in wanted.keys() - told.keys())
        late = sum(order.at - order.due > 1 for order in expected.values())
        found.figures = {
            "sessions": len(self._zones),
            "zones": len(set(self._zones.values())),
            "days": int((self._end - self._start) / DAY),
            "clock_changes": sum(_clock_changes(zone, self._start, self._end) for zone in set(self._zones.values())),
            "due": self._counts["due"],
            "ordered": len(self._works.orders),
            "caught_up": late,
            "left_out_for_a_newer_one": self._counts["due"] - len(expected),
            "summaries": len(told),
            "silent": len(ordered) - len(told),
            "asked": len(waits),
            "answered": sum(wait.closed is not None for wait in waits),
            "nudges": found.waits.nudges,
            "nudges_of_some": found.waits.alone,
            "sleeps": sum(map(len, found.waits.sleeps.values())),
            "deaths": self._works.deaths,
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

    def _wanted(self, orders: list[Order], waits: Judged) -> dict[tuple[str, float], Order]:
        """Those of the orders that find the record changed since the last, and the session awake."""
        wanted: dict[tuple[str, float], Order] = {}
        told: dict[str, dict[str, int]] = {}
        for order in orders:
            sleeps = waits.sleeps.get(self._teams[order.session].session.thread_ts, ())
            states = self._records.get(order.session, ())
            state = next((record for at, record in reversed(states) if at <= order.at), {})
            if state != told.get(order.session, {}) and not any(a <= order.at < b for a, b in sleeps):
                wanted[order.session, order.due] = order
                told[order.session] = state
        return wanted

    def _told(self) -> Counter[tuple[str, float]]:
        """How many messages came of each order."""
        said = (p.because.split(":") for p in self._slack.postings if p.operation.startswith("summary:"))
        return Counter((session, float(due)) for _, session, _, due in said)


def _count(chance: random.Random, mean: float) -> int:
    """A whole number with that mean."""
    return int(mean) + (chance.random() < mean % 1)


def _clock_changes(zone: str, start: float, end: float) -> int:
    days = range(int(start), int(end), int(DAY))
    offsets = [datetime.fromtimestamp(day, ZoneInfo(zone)).utcoffset() for day in days]
    return sum(before != after for before, after in pairwise(offsets))
