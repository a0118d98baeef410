"""The campaign over a whole plan's first publication: the bot dies at request after request of it, before and after.

One session for each death, one after the other, so that each request of a publication is known by its number.
"""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.local.slack.model import Message
from bot.planning.publication import ProjectPublication
from tests.crash.deaths import Death, When
from tests.crash.findings import Finding, Kind, Result
from tests.crash.notion_check import check_notion
from tests.crash.plan import bring_to_its_last_review
from tests.crash.record import projects_of, read_record
from tests.crash.slack_check import check_published_once, operation_of
from tests.crash.stand import Stand
from tests.people import Thread, pressable

PATIENCE = 120.0
"""Seconds that a death waits for its request, and people for the publication."""


@dataclass(frozen=True)
class Share:
    """One of several campaigns that share the deaths among them: `part` counts from 1."""

    part: int = 1
    parts: int = 1


def spread_deaths(requests: int, kills: int) -> list[Death]:
    """`kills` deaths, spread evenly over `requests` requests to Notion, before one and after the next in turn.

    With 0 (or more than there are) one before and one after each request.
    """
    possible = 2 * requests
    count = min(kills or possible, possible)
    places = [(2 * number + 1) * possible // (2 * count) for number in range(count)]
    whens: tuple[When, When] = ("before", "after")
    return [Death(whens[number % 2], nth=1 + place // 2, path="/notion/") for number, place in enumerate(places)]


class PlanCampaign:
    """Sessions whose sprint plan Ana approves, each with a death of its own."""

    def __init__(self, folder: Path, database_url: str, share: Share) -> None:
        self.share = share
        self.stand = Stand(folder, database_url, paced=False)
        self.roots: dict[str, Message] = {}
        self.findings: list[Finding] = []
        self.requests = 0

    async def run(self, kills: int) -> Result:
        """Die that often (0: at every request, before and after), and look at what is there in the end."""
        async with self.stand.running():
            # The first one lives: it says how many requests there are to die at.
            await self._session("is published in peace")
            self.requests = self._requests()
            deaths = spread_deaths(self.requests, kills)[self.share.part - 1 :: self.share.parts]
            for number, death in enumerate(deaths, 1):
                await self._session(f"dies {death.when} request {death.nth:02d}", death)
                print(f"{number} of {len(deaths)}: {death.when} request {death.nth}", file=sys.stderr, flush=True)
            await self.stand.slack.settled()
        await self._check()
        return Result("plan", len(deaths), self.findings, self._figures())

    async def _session(self, fate: str, death: Death | None = None) -> None:
        """One session from `/plan` to the publication, whatever happens to the bot on the way."""
        title = f"A bot that {fate}"
        try:
            thread, review = await self._in_review(title)
            # Only a bot that does nothing else lets the publication's requests be counted.
            self.findings += await self.stand.at_rest()
            if death is not None:
                self.stand.arm(death)
            await self._approve(review)
            if death is not None and await self.stand.struck(PATIENCE):
                await self.stand.restart()
            elif death is not None:
                self.findings.append(Finding(Kind.OTHER, title, "the request to die at never came"))
            await self._published(thread)
        except AssertionError as error:
            self.findings.append(Finding(Kind.LOST, title, f"the session is stuck: {error}"))
            await self.stand.restart()
        self.findings += await self.stand.at_rest()

    async def _in_review(self, title: str) -> tuple[Thread, Message]:
        """A session of its own whose sprint plan waits for Ana's approval, and the message with the button."""
        people = self.stand.people
        await self.stand.bot.connected()
        while not (await people.ana.types(f"/plan {title}")).ok:
            await self.stand.bot.connected()
        thread = await people.planner.opens_a_thread(title, timeout=PATIENCE)
        session_id = operation_of(thread.root).removeprefix("root:")
        self.roots[session_id] = thread.root
        await people.planner.asks(thread, "Q1", PATIENCE)
        self.findings += await self.stand.at_rest()
        async with self.stand.database() as database, database.unit_of_work() as work:
            await bring_to_its_last_review(work, session_id)
        await people.ana.says("Let me look at the sprint plan.", thread)
        review = await people.planner.says(thread, "may approve", PATIENCE)
        assert "Approve" in pressable(review)
        return thread, review

    async def _approve(self, review: Message) -> None:
        """Press until Slack takes it, as people do, or until the button is gone."""
        while "Approve" in pressable(review):
            if (await self.stand.people.ana.presses("Approve", review)).ok:
                return
            await self.stand.bot.connected()
            review = self.stand.slack.message(review.channel, review.ts) or review

    async def _published(self, thread: Thread) -> None:
        """Wait until the thread says so: as new, or as there already where the bot died after all was written."""

        def look() -> Message | None:
            return next((one for one in thread.messages if operation_of(one).startswith("published:")), None)

        await self.stand.people.until(look, "the publication", PATIENCE, thread.root)

    def _requests(self) -> int:
        """How many requests a publication took: from the project page on, until comments are read after it."""
        paths = [request.path for request in self.stand.notion.requests]
        return paths.index("/v1/comments") - paths.index("/v1/pages")

    async def _projects(self) -> dict[str, ProjectPublication]:
        async with self.stand.database() as database:
            return await projects_of(database, self.stand.slack.url)

    async def _check(self) -> None:
        async with self.stand.database() as database:
            record = await read_record(database)
        for session_id, root in self.roots.items():
            self.findings += check_published_once(self.stand.slack, root, session_id, record)
        projects = await self._projects()
        # In a thread of its own: thousands of pages are compared.
        self.findings += await asyncio.to_thread(check_notion, self.stand.notion, projects, record)

    def _figures(self) -> dict[str, Any]:
        return {
            "sessions": len(self.roots),
            "requests_a_publication": self.requests,
            "notion_requests": len(self.stand.notion.requests),
            "tracebacks": self.stand.bot.log.count("Traceback (most recent call last)"),
        }


async def run_plan_campaign(kills: int, folder: Path, database_url: str, share: Share = Share()) -> Result:
    """Publish a whole plan (2 specifications, 8 modules, 4 sprints, 40 tasks) once for each death of the share."""
    return await PlanCampaign(folder, database_url, share).run(kills)
