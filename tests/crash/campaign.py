"""A campaign: teams plan in a local workspace while the bot, a process of its own, dies as often as was asked for."""

import asyncio
import random
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.planning.publication import ProjectPublication
from tests.crash.deaths import Death, death_in_interview, death_in_publication
from tests.crash.findings import Finding, Kind, Result
from tests.crash.notion_check import check_notion
from tests.crash.record import Record, projects_of, read_record
from tests.crash.slack_check import Watcher, check_session
from tests.crash.stand import Stand
from tests.crash.team import StuckError, Team

REDELIVERED = 0.25
"""The share of events that come twice although they were acknowledged."""


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


class Campaign:
    """Everything around one bot that dies."""

    def __init__(self, scenario: Scenario, folder: Path, database_url: str, seed: int) -> None:
        self.scenario = scenario
        self.chance = random.Random(seed)
        self.stand = Stand(folder, database_url, paced=scenario.paced)
        self.stand.slack.dispatcher.redelivered_share = REDELIVERED
        self.modals = asyncio.Lock()
        self.teams: list[Team] = []
        self.findings: list[Finding] = []
        self.watcher = Watcher(self.stand.slack)

    async def run(self, kills: int) -> Result:
        """Kill as often as that while teams are at work, let them come to their end, and look at what is there."""
        async with self.stand.running():
            watching = asyncio.create_task(self.watcher.watch())
            over = asyncio.Event()
            desks = [asyncio.create_task(self._desk(over)) for _ in range(self.scenario.at_once)]
            try:
                for number in range(kills):
                    await self.stand.die(self.scenario.draw(self.chance))
                    print(f"{number + 1} of {kills}", file=sys.stderr, flush=True)
                over.set()
                await self.stand.bot.connected()
                await asyncio.gather(*desks)
                await self.stand.slack.settled()
                self.findings += await self.stand.at_rest()
            finally:
                for task in (*desks, watching):
                    task.cancel()
                await asyncio.gather(*desks, watching, return_exceptions=True)
        async with self.stand.database() as database:
            record = await read_record(database)
            projects = await projects_of(database, self.stand.slack.url)
        self._check(record, projects)
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
        team = Team(self.stand.people, idea, chance, length, self.modals, versions, self.scenario.changes)
        self.teams.append(team)
        return team

    def _check(self, record: Record, projects: Mapping[str, ProjectPublication]) -> None:
        for team in self.teams:
            self.findings += check_session(self.stand.slack, team, record)
            if team.conflicts:
                self.findings.append(Finding(Kind.OTHER, team.idea, "took its own page for one that a person edited"))
        self.findings += self.watcher.findings
        self.findings += check_notion(self.stand.notion, projects, record)

    def _figures(self, record: Record) -> dict[str, Any]:
        events = {d.event_id: d for d in self.stand.slack.deliveries if d.envelope_type == "events_api"}
        acked = {d.event_id for d in self.stand.slack.deliveries if d.acked_after is not None}
        return {
            "sessions": len(self.teams),
            "answers": sum(len(team.said) for team in self.teams),
            "summaries": len(record.checkpoints),
            "publications": sum(team.approved for team in self.teams),
            "deliveries": len(self.stand.slack.deliveries),
            "redeliveries": sum(d.attempt > 0 for d in self.stand.slack.deliveries),
            "given_up_by_slack": len(events.keys() - acked),
            "nudges": sum(team.nudges for team in self.teams),
            "pressed_again": sum(team.pressed_again for team in self.teams),
            "notion_requests": len(self.stand.notion.requests),
            "tracebacks": self.stand.bot.log.count("Traceback (most recent call last)"),
        }


async def run_campaign(scenario: str, kills: int, folder: Path, database_url: str, seed: int = 1) -> Result:
    """Run the scenario of that name. Raises `KeyError` for an unknown one."""
    return await Campaign(SCENARIOS[scenario], folder, database_url, seed).run(kills)
