"""A made-up team takes its project through the whole method: it types, reacts, presses and fills in forms."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from bot.flow.record import interview_of, session_of
from bot.local.slack.model import Message
from bot.local.slack.rules.blocks import elements_of
from bot.planning.artefact import ArtefactKind
from bot.planning.interview import Question
from bot.planning.topics import Side
from bot.slack.actions import Press
from storage import Database
from tests.conversations.conftest import World
from tests.people import Thread, pressable, visible
from tests.teams import Reply, Team

PATIENCE = 90.0
"""Seconds that the team waits for the bot: sixty requirements on a busy machine take a while."""

HEARTBEAT = 0.01
"""Seconds between two looks at whether anything else gets its turn."""

NEXT = {
    Side.PRODUCT: "Start the technical interview",
    ArtefactKind.TECHNICAL_SPECIFICATION: "Carve the modules",
    ArtefactKind.MODULES: "Plan the sprints",
}


@dataclass
class Step:
    """How one step of the method went: seconds in all, and the longest time in which the event loop stood still.

    The bot, Slack and Notion share the loop here, so that what stands still is at most as bad as that in the bot.
    """

    name: str
    seconds: float = 0.0
    standstill: float = 0.0
    requests: int = 0
    """Requests to Notion."""


@dataclass
class Play:
    """One session. `steps` fills up as it goes on; `people` says who plays whom by the names in the team's file."""

    world: World
    team: Team
    database: Database
    steps: list[Step] = field(default_factory=list)
    session_id: str = ""
    _thread: Thread | None = None

    @property
    def thread(self) -> Thread:
        """Where it is played. Raises `AssertionError` before it has begun."""
        assert self._thread is not None, "the play has not begun"
        return self._thread

    async def whole(self) -> None:
        """From the idea to the published sprint plan."""
        await self.planned(await self.carved())

    async def carved(self) -> Message:
        """From the idea to the review of the modules."""
        technical = ArtefactKind.TECHNICAL_SPECIFICATION
        with self._step("product interview and specification"):
            await self.begin()
            review = await self.interviewed(Side.PRODUCT)
        with self._step("publishing the product specification"):
            leads_on = await self.approved(review, ArtefactKind.PRODUCT_SPECIFICATION, NEXT[Side.PRODUCT])
        with self._step("technical interview and specification"):
            await self.world.ben.presses(NEXT[Side.PRODUCT], leads_on)
            review = await self.interviewed(Side.TECHNICAL)
        with self._step("publishing the technical specification"):
            leads_on = await self.approved(review, technical, NEXT[technical])
        with self._step("modules"):
            await self.world.ben.presses(NEXT[technical], leads_on)
            return await self.review()

    async def planned(self, review: Message) -> None:
        """From the review of the modules to the published sprint plan."""
        modules = ArtefactKind.MODULES
        with self._step("publishing the modules"):
            leads_on = await self.approved(review, modules, NEXT[modules])
        with self._step("sprints"):
            await self.world.chen.presses(NEXT[modules], leads_on)
            form = await self.world.chen.sees_modal(NEXT[modules], PATIENCE)
            await self.world.chen.fills(form, self.team.capacity)
            review = await self.review()
        with self._step("publishing the sprints"):
            await self.approved(review, ArtefactKind.SPRINTS)

    async def review(self) -> Message:
        """What is put up for approval next."""
        return await self._next("Approve")

    async def begin(self) -> None:
        """The command, and the thread."""
        await self.world.ana.types(f"/plan {self.team.idea}")
        self._thread = await self.world.planner.opens_a_thread(timeout=PATIENCE)

    async def interviewed(self, side: Side, enough: int | None = None) -> Message:
        """Every question of that side answered, each with a ✅; the review of its specification.

        With `enough`, Ana says that this is enough after so many questions.
        """
        asked = 0
        while "Approve" not in pressable(message := await self._next("That's enough", "Approve")):
            asked += 1
            if enough is not None and asked > enough:
                await self.world.ana.presses("That's enough", message)
                continue
            question = await self._question(message, side)
            for reply in self.team.replies(question.facet, question.kind):
                said = await self._says(reply)
            await self.world.planner.reacted("eyes", said, PATIENCE)
            await self.world.chen.reacts("white_check_mark", said)
        return message

    async def approved(self, review: Message, kind: ArtefactKind, leads_on: str = "") -> Message:
        """Ana approves; the message with the button `leads_on`, once what was approved is in Notion."""
        await self.world.ana.presses("Approve", review)
        following = await self._next(leads_on) if leads_on else review
        published = f"of the {kind.noun} is published in Notion"
        await self.world.ana.sees(published, self.thread, PATIENCE)
        return following

    async def _says(self, reply: Reply) -> Message:
        return await self.world.people.teammate(reply.author.name.lower()).says(reply.text, self.thread)

    async def _next(self, *labels: str) -> Message:
        """The next message with one of these buttons."""
        while True:
            message = await self.thread.next_message(timeout=PATIENCE)
            if set(labels) & set(pressable(message)):
                self.session_id = self.session_id or _session_of(message)
                return message

    async def _question(self, message: Message, side: Side) -> Question:
        """What is asked, as the record has it: a team knows facets, a message only shows the topic."""
        async with self.database.reading() as work:
            interview = await interview_of(work, await session_of(work, self.session_id), side)
        label = visible(message).partition(" ·")[0].strip("*")
        return next(question for question in interview.questions if question.label == label)

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        step = Step(name)
        before = len(self.world.notion.requests)
        began = time.perf_counter()
        watch = asyncio.create_task(_watch(step))
        try:
            yield
        finally:
            watch.cancel()
            step.seconds = time.perf_counter() - began
            step.requests = len(self.world.notion.requests) - before
            self.steps.append(step)


@asynccontextmanager
async def play_of(world: World, team: Team) -> AsyncIterator[Play]:
    """A play in front of that bot, with a look into its database."""
    database = Database(world.settings.resolved_database_url)
    try:
        yield Play(world, team, database)
    finally:
        await database.close()


async def _watch(step: Step) -> None:
    """Note for how long the loop kept this task waiting beyond its time."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(HEARTBEAT)
        step.standstill = max(step.standstill, time.perf_counter() - before - HEARTBEAT)


def _session_of(message: Message) -> str:
    button = next(element for block in message.blocks for element in elements_of(block) if element.get("value"))
    return Press.model_validate_json(button["value"]).session
