"""`planthread try --demo`: a made-up team plays through the same doors as people do, and everybody can read along.

It types, presses and reacts in the local Slack; the bot on the other side is the real one and does not know.
"""

import asyncio
import itertools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console

from bot.local.aloud import buttons_of, read_aloud
from bot.local.demo_pages import print_pages
from bot.local.notion import NotionStore
from bot.local.script import PRODUCT, TECHNICAL, Line, Script
from bot.local.slack import Message, SlackWorkspace

T = TypeVar("T")

CHANNEL = "#product"
PATIENCE = 60.0
"""Seconds that the team waits for the bot before the demo is given up."""
FINE = "Fine as it is"
LONGEST = 12.0
"""Seconds that people read one message at the most."""
LONG = 14
"""Lines of a message in the thread that are printed; the whole document follows from Notion."""
COLOURS = {"Ana": "dark_orange3", "Ben": "dodger_blue1", "Chen": "green3", "planthread": "bold magenta"}


class DemoError(Exception):
    """The demo did not reach its end; the message says where it stopped."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds a person takes: to read a character, to type one, and at least for each move."""

    reading: float
    typing: float
    moment: float


FAST, AT_READING_SPEED = Pace(0, 0, 0), Pace(0.012, 0.012, 0.8)


def bot_settings(fast: bool) -> dict[str, str]:
    """The environment of the demo's bot: without a model, so that it always goes the same way, and quick to listen."""
    # Longer than it takes the next one to type, or the bot goes on while somebody is still at it.
    quiet = {"ANSWER_QUIET_SECONDS": "0.5" if fast else "4", "ANSWER_QUIET_SECONDS_TEAM": "1.5" if fast else "5"}
    return {**quiet, "OPENAI_MODEL": "", "OPENAI_API_KEY": "", "OPENAI_BASE_URL": "", "PLANTHREAD_LANGUAGE": "en"}


async def play(slack: SlackWorkspace, notion: NotionStore, console: Console, *, fast: bool) -> None:
    """Play from the idea to the published sprint plan, printing all of it. Raises `DemoError`."""
    pace = FAST if fast else AT_READING_SPEED
    console.rule("Made-up people, a made-up idea, the real bot")
    team = Demo(slack, console, Script(), pace)
    reading = asyncio.create_task(team.read_along())
    try:
        thread = await team.start()
        await team.interview(thread, PRODUCT)
        await team.refused(thread)
        await team.approve(thread, "product specification")
        await team.go_on(thread, "Start the technical interview")
        await team.interview(thread, TECHNICAL)
        await team.accept_a_finding(thread)
        await team.approve(thread, "technical specification")
        await team.go_on(thread, "Carve the modules")
        await team.approve(thread, "module plan")
        await team.plan_sprints(thread)
        await team.approve(thread, "sprint plan")
        await team.finished_reading()
    finally:
        reading.cancel()
    console.rule("The thread's first message, kept up to date")
    console.print(read_aloud(slack.message(thread.channel, thread.ts) or thread, slack), markup=False)
    if not print_pages(notion, console):
        raise DemoError("Nothing was published in Notion.")
    if slack.alarms:
        raise DemoError("The bot mentioned a whole channel, which it must never do.")


class Demo:
    """The team at work. `read_along` prints what is said while the other methods act."""

    def __init__(self, slack: SlackWorkspace, console: Console, script: Script, pace: Pace) -> None:
        self._slack = slack
        self._console = console
        self._script = script
        self._pace = pace
        self._done: set[str] = set()
        self._changes = slack.changes()

    async def start(self) -> Message:
        """Type the command and wait for the thread's first message."""
        owner, idea = self._script.owner, self._script.idea
        self._tell(owner, f"types /plan {idea}")
        outcome = await self._slack.command(owner, CHANNEL, "/plan", idea)
        if not outcome.ok:
            raise DemoError(f"The bot did not take /plan: {outcome.problem}")

        def root() -> Message | None:
            shown = self._slack.history(CHANNEL, owner)
            return next((message for message in shown if message.bot_id and not message.ephemeral_for), None)

        return await self._until(root, "the session's thread")

    async def interview(self, thread: Message, side: str) -> None:
        """Answer one question after the other, until the bot has no more or the team has had enough."""
        enough = self._script.questions[side]
        for number in itertools.count(1):
            question = await self._until(lambda: self._open(thread, "Skip", "Approve"), "the next question")
            if "Approve" in buttons_of(question):
                return
            await self._read(question)
            self._done.add(question.ts)
            if number > enough:
                await self._press(self._script.owner, "That's enough", question)
                return
            await self._answer(question)

    async def refused(self, thread: Message) -> None:
        """Let somebody try to approve who may not."""
        document = await self._until(lambda: self._open(thread, "Approve"), "the specification")
        await self._read(document)
        await self._press(self._script.other, "Approve", document)
        await self._until(lambda: self._told(self._script.other), "the word that only approvers may approve")
        await self._pause(self._pace.moment)

    async def accept_a_finding(self, thread: Message) -> None:
        """Say of the first thing that the checks found that it is fine as it is."""
        await self._until(lambda: self._open(thread, "Approve"), "the technical specification")
        report = self._open(thread, FINE)
        if report:
            await self._read(report)
            await self._press(self._script.other, FINE, report)
            await self._until(lambda: self._changed(report, f"{FINE} ·"), "the finding's end")

    async def approve(self, thread: Message, what: str) -> None:
        """Let the owner approve what is up for review, and wait until it can be read in Notion."""
        document = await self._until(lambda: self._open(thread, "Approve"), f"the {what}")
        await self._read(document)
        self._done.add(document.ts)
        await self._press(self._script.owner, "Approve", document)
        published = f"of the {what} is published in Notion"
        await self._until(
            lambda: next((m for m in self._replies(thread) if published in m.text), None), f"the published {what}"
        )

    async def go_on(self, thread: Message, label: str) -> None:
        """Press the button that leads to the next step."""
        approved = await self._until(lambda: self._open(thread, label), f"the button “{label}”")
        await self._pause(self._pace.moment)
        await self._press(self._script.owner, label, approved)

    async def plan_sprints(self, thread: Message) -> None:
        """Say in the form what the team can do."""
        who = self._script.owner
        await self.go_on(thread, "Plan the sprints")
        form = await self._until(lambda: self._slack.modal(who), "the form about the team")
        values: dict[str, dict[str, str]] = {}
        for label, said in self._script.capacity.items():
            block = next((b for b in form.view["blocks"] if b["label"]["text"] == label), None)
            if block is None:
                raise DemoError(f"The form does not ask “{label}”.")
            values[block["block_id"]] = {block["element"]["action_id"]: said}
            self._tell(who, f"fills in “{label}”: {said}")
            await self._pause(len(label) * self._pace.reading)
        outcome = await self._slack.submit_view(who, form.id, values)
        if not outcome.ok:
            raise DemoError(f"The bot did not take the form: {outcome.problem or outcome.errors}")

    async def read_along(self) -> None:
        """Print each message as it appears, for as long as the demo runs."""
        async with self._changes as changes:
            async for change in changes:
                if change.kind in {"message", "ephemeral"} and change.channel and change.ts:
                    message = self._slack.message(change.channel, change.ts)
                    if message:
                        self._print(message)

    async def finished_reading(self) -> None:
        """Let what has just been said be printed."""
        await self._slack.settled()
        await asyncio.sleep(0.05)

    async def _answer(self, question: Message) -> None:
        answer = self._script.answer(read_aloud(question, self._slack))
        if answer is None:
            await self._press(self._script.owner, "We don't know", question)
            return
        for line in answer.says:
            await self._say(line, question)
        if answer.button:
            await self._press(answer.done, answer.button, question)
        elif answer.done:
            await self._pause(self._pace.moment)
            self._tell(answer.done, "reacts ✅ (that is our answer)")
            await self._slack.react(answer.done, question, "white_check_mark")

    async def _say(self, line: Line, question: Message) -> None:
        await self._pause(min(len(line.text) * self._pace.typing, 2.5))
        await self._slack.post(line.by, question.channel, line.text, question.thread_ts)

    async def _press(self, who: str, label: str, message: Message) -> None:
        current = self._slack.message(message.channel, message.ts) or message
        if label not in buttons_of(current):
            raise DemoError(f"There is no button “{label}” any more.")
        self._tell(who, f"presses [{label}]")
        action_id, block_id = buttons_of(current)[label]
        outcome = await self._slack.press(who, current, action_id, block_id)
        if not outcome.ok:
            raise DemoError(f"The bot did not take the button “{label}”: {outcome.problem}")

    def _open(self, thread: Message, *labels: str) -> Message | None:
        """The newest reply that waits for one of the buttons."""
        waiting = (m for m in reversed(self._replies(thread)) if m.ts not in self._done)
        return next((m for m in waiting if set(labels) & set(buttons_of(m))), None)

    def _changed(self, message: Message, containing: str) -> Message | None:
        """The message as it stands now, once it says this."""
        now = self._slack.message(message.channel, message.ts)
        return now if now and containing in read_aloud(now, self._slack) else None

    def _told(self, who: str) -> Message | None:
        """What only this person sees in the channel, the newest."""
        person = self._slack.person(who)
        mine = (m for m in self._slack.world.ephemerals.values() if m.ephemeral_for == person.id)
        return max(mine, key=lambda message: message.ts, default=None)

    def _replies(self, thread: Message) -> list[Message]:
        return [message for message in self._slack.thread(thread.channel, thread.ts)[1:] if message.bot_id]

    async def _until(self, look: Callable[[], T | None], what: str) -> T:
        async with self._slack.changes() as changes:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    while (found := look()) is None:
                        await changes.next()
                    return found
        raise DemoError(f"The demo waited {PATIENCE:.0f} seconds in vain for {what}.")

    async def _read(self, message: Message) -> None:
        await self._pause(min(len(read_aloud(message, self._slack)) * self._pace.reading, LONGEST))

    async def _pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds + self._pace.moment)

    def _print(self, message: Message) -> None:
        author = self._slack.world.people.get(message.user)
        name = (author.name if author else "Slack").split()[0]
        whisper = self._slack.person(message.ephemeral_for).name if message.ephemeral_for else ""
        lines = read_aloud(message, self._slack).splitlines()
        if len(lines) > LONG:
            lines = [*lines[:LONG], f"… and {len(lines) - LONG} more lines"]
        self._tell(self._known(name), "\n".join(lines), f" (only {self._known(whisper)} sees this)" if whisper else "")

    def _tell(self, who: str, what: str, note: str = "") -> None:
        known = self._known(who)
        self._console.print(
            f"\n{known}{note}:" if "\n" in what or note else f"\n{known}:", style=COLOURS.get(known), end=" "
        )
        self._console.print(what, markup=False)

    def _known(self, name: str) -> str:
        return next((known for known in COLOURS if known.casefold() == name.casefold()), name)
