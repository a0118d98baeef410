"""A campaign: teams plan in a local workspace while the bot, a process of its own, dies as often as was asked for."""

import asyncio
import random
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.local.notion.routes import notion_routes
from bot.local.notion.store import NotionStore
from bot.local.server import LocalServer
from bot.local.slack.delivery import Timings
from bot.local.slack.workspace import SlackWorkspace
from storage import Database
from tests.crash.bot_process import BotProcess
from tests.crash.deaths import (
    PATIENCE,
    Death,
    KillSwitch,
    Watched,
    death_in_interview,
    death_in_publication,
)
from tests.crash.findings import Finding, Kind
from tests.crash.notion_check import check_notion
from tests.crash.record import Record, read_record, still_at_work
from tests.crash.slack_check import Watcher, check_session
from tests.crash.team import StuckError, Team
from tests.people import People

REDELIVERED = 0.25
"""The share of events that come twice although they were acknowledged."""

RETRIES = (0.0, 0.5, 1.0, 2.0, 4.0)
"""Slack's own are 0, 60 and 300 s; hurried, and enough of them that no event is given up."""


QUIET = {"ANSWER_QUIET_SECONDS": "0.3", "ANSWER_QUIET_SECONDS_TEAM": "0.6"}
"""Quiet times of teams in a hurry."""


@dataclass(frozen=True)
class Scenario:
    """`length` draws how many questions a team answers, `versions` how many specifications it approves."""

    name: str
    draw: Callable[[random.Random], Death]
    length: tuple[int, int]
    versions: tuple[int, int]
    changes: int
    at_once: int
    paced: bool
    """Whether Notion's rate limit holds."""


SCENARIOS = {
    "interview": Scenario("interview", death_in_interview, (3, 7), (1, 1), 1, 4, True),
    "publish": Scenario("publish", death_in_publication, (0, 1), (1, 3), 1, 3, False),
}


@dataclass
class Result:
    """What came of a campaign."""

    scenario: str
    kills: int
    findings: list[Finding]
    figures: dict[str, Any] = field(default_factory=dict)

    def count(self, kind: Kind) -> int:
        """How many findings of a kind there are."""
        return sum(finding.kind == kind for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """One object, as the command line prints it."""
        return {
            "scenario": self.scenario,
            "kills": self.kills,
            **{kind.value: self.count(kind) for kind in Kind},
            **self.figures,
            "findings": [str(finding) for finding in self.findings],
        }


class Campaign:
    """Everything around one bot that dies."""

    def __init__(self, scenario: Scenario, folder: Path, database_url: str, seed: int) -> None:
        self.scenario = scenario
        self.chance = random.Random(seed)
        self.slack = SlackWorkspace(timings=Timings(retries=RETRIES))
        self.slack.dispatcher.redelivered_share = REDELIVERED
        self.notion = NotionStore()
        self.notion.rate_limit.enabled = scenario.paced
        self.switch = KillSwitch()
        self.server = LocalServer(self.slack, notion_routes=notion_routes(self.notion))
        self.server.app.add_middleware(Watched, switch=self.switch)
        self.notion.base_url = self.server.url.rstrip("/")
        self.database_url = database_url
        self.bot = BotProcess(self.server, self.notion.root_page_id, folder, database_url, **QUIET)
        self.people = People(self.slack)
        self.modals = asyncio.Lock()
        self.teams: list[Team] = []
        self.findings: list[Finding] = []
        self.watcher = Watcher(self.slack)

    async def run(self, kills: int) -> Result:
        """Kill as often as that while teams are at work, let them come to their end, and look at what is there."""
        async with self.server:
            await self.bot.start()
            await self.bot.connected()
            watching = asyncio.create_task(self.watcher.watch())
            over = asyncio.Event()
            desks = [asyncio.create_task(self._desk(over)) for _ in range(self.scenario.at_once)]
            try:
                for number in range(kills):
                    await self._die(self.scenario.draw(self.chance))
                    print(f"{number + 1} of {kills}", file=sys.stderr, flush=True)
                over.set()
                await self.bot.connected()
                await asyncio.gather(*desks)
                await self.slack.settled()
                record = await self._at_rest()
            finally:
                for task in (*desks, watching):
                    task.cancel()
                await asyncio.gather(*desks, watching, return_exceptions=True)
                await self.bot.stop()
        self._check(record)
        return Result(self.scenario.name, kills, self.findings, self._figures(record))

    async def _desk(self, over: asyncio.Event) -> None:
        """One team after the other, until the last kill."""
        while not over.is_set():
            team = self._team()
            try:
                await team.play()
            except StuckError as error:
                self.findings.append(Finding(Kind.LOST, team.idea, f"the session is stuck: {error}"))

    def _team(self) -> Team:
        number = len(self.teams) + 1
        chance = random.Random(self.chance.random())
        length, versions = chance.randint(*self.scenario.length), chance.randint(*self.scenario.versions)
        idea = f"a weekly report that writes itself, draft {number:03d}"
        team = Team(self.people, idea, chance, length, self.modals, versions, self.scenario.changes)
        self.teams.append(team)
        return team

    async def _die(self, death: Death) -> None:
        if death.when == "starting":
            await asyncio.sleep(death.seconds)
            self.bot.kill()
        else:
            await self.bot.connected()
            if death.when == "moment":
                await asyncio.sleep(death.seconds)
                self.bot.kill()
            else:
                self.switch.arm(death, self.bot.kill)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.switch.struck.wait(), PATIENCE)
                self.switch.disarm()
                self.bot.kill()
        await self.bot.gone()
        await self.bot.start()

    async def _at_rest(self, patience: float = 60) -> Record:
        """Wait until the bot has nothing more to do, and read what it remembers."""
        database = Database(self.database_url)
        try:
            for pause in (0.3,) * int(patience / 0.3):
                rest = await still_at_work(database)
                if not rest:
                    break
                await asyncio.sleep(pause)
            else:
                self.findings += [Finding(Kind.LOST, "the bot", f"never done: {work}") for work in rest]
            return await read_record(database)
        finally:
            await database.close()

    def _check(self, record: Record) -> None:
        for team in self.teams:
            self.findings += check_session(self.slack, team, record)
            if team.conflicts:
                self.findings.append(Finding(Kind.OTHER, team.idea, "took its own page for one that a person edited"))
        self.findings += self.watcher.findings
        self.findings += check_notion(self.notion, self.slack, record)

    def _figures(self, record: Record) -> dict[str, Any]:
        events = {d.event_id: d for d in self.slack.deliveries if d.envelope_type == "events_api"}
        acked = {d.event_id for d in self.slack.deliveries if d.acked_after is not None}
        return {
            "sessions": len(self.teams),
            "answers": sum(len(team.said) for team in self.teams),
            "publications": sum(team.approved for team in self.teams),
            "deliveries": len(self.slack.deliveries),
            "redeliveries": sum(d.attempt > 0 for d in self.slack.deliveries),
            "given_up_by_slack": len(events.keys() - acked),
            "nudges": sum(team.nudges for team in self.teams),
            "pressed_again": sum(team.pressed_again for team in self.teams),
            "notion_requests": len(self.notion.requests),
            "tracebacks": self.bot.log.count("Traceback (most recent call last)"),
        }


async def run_campaign(scenario: str, kills: int, folder: Path, database_url: str, seed: int = 1) -> Result:
    """Run the scenario of that name. Raises `KeyError` for an unknown one."""
    return await Campaign(SCENARIOS[scenario], folder, database_url, seed).run(kills)
