"""A made-up team at one session: answers however people do, presses again when Slack says that it failed."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, field

from bot.local.slack.model import Message, Outcome
from tests import teams
from tests.people import People, Teammate, pressable, visible

QUESTION = "That's enough"
"""The button that every open question has."""

NUDGE_AFTER = 30.0
"""Seconds after which a team that hears nothing says it once more."""

PATIENCE = 180.0
"""Seconds after which a session counts as stuck."""


class StuckError(Exception):
    """The bot did not go on; the message is the thread as people see it."""


@dataclass
class Said:
    """A message that somebody sent while a question was open, as it stands in Slack at the end."""

    ts: str
    author: str
    text: str
    deleted: bool = False


@dataclass
class Team:
    """One session, played by three people; afterwards `said` is what must be on record."""

    people: People
    idea: str
    chance: random.Random
    questions: int
    modals: asyncio.Lock
    """One person fills one form at a time, however many sessions they are in."""
    versions: int = 1
    changes: int = 0
    """How often they may ask for changes before they approve."""
    said: list[Said] = field(default_factory=list)
    root: Message | None = None
    nudges: int = 0
    pressed_again: int = 0
    conflicts: int = 0
    approved: int = 0
    _done: set[tuple[str, str]] = field(default_factory=set)
    _asked: int = 0
    _backs: int = 0
    _lines: list[str] = field(default_factory=list)

    async def play(self) -> None:
        """From `/plan` to the last publication. Raises `StuckError`."""
        await self._start()
        while (message := await self._next()) is not None:
            self._done.add(message.ref)
            if QUESTION in pressable(message):
                await self._take(message)
            elif "Approve" in pressable(message):
                await self._review(message)
            else:
                self.conflicts += 1
                await self._press(self.people.ana, "Replace it", message)

    # What they do ------------------------------------------------------------------------------------------------

    async def _start(self) -> None:
        """Type the command; whoever is told that it failed looks for a thread, and types it again."""
        while self.root is None:
            await self._connected()
            outcome = await self.people.ana.types(f"/plan {self.idea}")
            patience = PATIENCE if outcome.ok else 5
            try:
                self.root = await self.people.until(self._find_root, "a thread", patience)
            except AssertionError:
                if outcome.ok:
                    raise StuckError("the command was accepted, and no thread was opened") from None
                self.pressed_again += 1

    def _find_root(self) -> Message | None:
        channel = self.people.workspace.channel("#product")
        for message in self.people.workspace.world.in_channel(channel.id):
            if message.bot_id and not message.is_reply and self.idea.lower() in visible(message).lower():
                return message
        return None

    async def _take(self, question: Message) -> None:
        self._asked += 1
        if self._asked > self.questions:
            if self.chance.random() < 0.5:
                await self._say()
            await self._press(self.people.ben, QUESTION, question)
            return
        ways: list[tuple[int, Callable[[Message], Awaitable[None]]]] = [
            (4, self._answer),
            (4, self._burst),
            (3, self._check),
            (2, self._correct),
            (2, self._take_back),
            (1, self._ask_back),
            (2, lambda asked: self._press(self.people.chen, "Skip", asked)),
            (1, lambda asked: self._press(self.people.ana, "We don't know", asked)),
            (3, self._quick),
            (2, self._back),
        ]
        way = self.chance.choices([way for _, way in ways], [weight for weight, _ in ways])[0]
        await way(question)
        await self._settled(question)

    async def _answer(self, _question: Message) -> None:
        await self._say()

    async def _burst(self, _question: Message) -> None:
        for _ in range(self.chance.randint(2, 4)):
            await self._say()
            await asyncio.sleep(self.chance.uniform(0, 0.1))

    async def _check(self, question: Message) -> None:
        message = await self._say()
        on = question if self.chance.random() < 0.5 else message
        await self.people.ben.reacts("white_check_mark", on)

    async def _correct(self, _question: Message) -> None:
        message = await self._say()
        await asyncio.sleep(self.chance.uniform(0, 0.2))
        text = f"{self.said[-1].text} I mean every week."
        await self._who(message.user).edits(message, text)
        self.said[-1].text = text

    async def _take_back(self, _question: Message) -> None:
        message = await self._say()
        await asyncio.sleep(self.chance.uniform(0, 0.2))
        await self._say()
        await self._who(message.user).deletes(message)
        self.said[-2].deleted = True

    async def _ask_back(self, question: Message) -> None:
        await self._say("What do you mean by that?")
        await asyncio.sleep(self.chance.uniform(0.5, 2))
        if QUESTION in pressable(self._current(question)):
            await self._say()

    async def _quick(self, question: Message) -> None:
        labels = pressable(question)
        first = labels[0]
        if first == "Skip":
            await self._say()
        else:
            await self._press(self.people.ben, first, question)

    async def _back(self, question: Message) -> None:
        if self._backs >= 2 or "Back" not in pressable(question):
            await self._say()
            return
        self._backs += 1
        await self._press(self.people.chen, "Back", question)

    async def _review(self, review: Message) -> None:
        if self.changes and self.chance.random() < 0.5:
            self.changes -= 1
            await self._ask_for_changes(review)
            return
        as_it_was = deepcopy(review)
        await self._press(self.people.ana, "Approve", review)
        self.approved += 1
        if self.approved < self.versions:
            await self._until(lambda: self._published() or bool(self._to_do()), "the publication")
            # Somebody's screen still shows the buttons from before the approval.
            await self._ask_for_changes(as_it_was)

    async def _ask_for_changes(self, review: Message) -> None:
        ben, tries = self.people.ben, 0
        async with self.modals:
            while True:
                tries += 1
                await self._connected()
                if tries > 20:
                    raise StuckError("the form for changes never opened")
                await ben.presses("Request changes", review)
                try:
                    modal = await ben.sees_modal("Request changes", 3)
                except AssertionError:
                    continue
                wish = f"Add: every report carries the number {self.chance.randint(100, 999)} of its week."
                outcome = await ben.fills(modal, {"What should change": wish})
                if outcome.ok:
                    return
                self.pressed_again += 1
                await ben.closes(modal)

    # How they do it ----------------------------------------------------------------------------------------------

    async def _say(self, text: str = "") -> Message:
        assert self.root is not None
        if not self._lines:
            self._lines = [
                reply.text
                for replies in teams.load(self.chance.choice(teams.names())).answers.values()
                for reply in replies
                if "?" not in reply.text and "<" not in reply.text and len(reply.text) > 30
            ]
            self.chance.shuffle(self._lines)
        text = text or f"{self._lines.pop()} (note {len(self.said) + 1})"
        who = self.chance.choice((self.people.ana, self.people.ben, self.people.chen))
        message = await who.says(text, self.root)
        self.said.append(Said(message.ts, message.user, text))
        return message

    def _who(self, user: str) -> Teammate:
        return next(p for p in (self.people.ana, self.people.ben, self.people.chen) if p.person.id == user)

    async def _press(self, who: Teammate, label: str, message: Message) -> None:
        """Press until Slack takes it, as people do, or until the button is gone."""
        while label in pressable(self._current(message)):
            outcome: Outcome = await who.presses(label, self._current(message))
            if outcome.ok:
                return
            self.pressed_again += 1
            await self._connected()
            await asyncio.sleep(0.5)

    async def _settled(self, question: Message) -> None:
        """Wait until the question is settled; after a while somebody says it once more."""
        for _ in range(6):
            try:
                await self._until(lambda: QUESTION not in pressable(self._current(question)), "an end", NUDGE_AFTER)
                return
            except StuckError:
                self.nudges += 1
                await self._say()
        raise StuckError(self._transcript())

    # What they see -----------------------------------------------------------------------------------------------

    async def _next(self) -> Message | None:
        """The next thing to do; None when the last version is published."""
        await self._until(lambda: bool(self._to_do()) or self._over(), "something to do")
        waiting = self._to_do()
        return waiting[-1] if waiting else None

    def _to_do(self) -> list[Message]:
        wanted = {QUESTION, "Approve", "Replace it"}
        return [m for m in self._from_bot() if m.ref not in self._done and wanted & set(pressable(m))]

    def _over(self) -> bool:
        return self.approved >= self.versions and self._published()

    def _published(self) -> bool:
        told = ("is published in Notion", "is in Notion already")
        return sum(any(words in visible(m) for words in told) for m in self._from_bot()) >= self.approved

    def _from_bot(self) -> list[Message]:
        assert self.root is not None
        return [m for m in self.people.workspace.thread(self.root.channel, self.root.ts)[1:] if m.bot_id]

    def _current(self, message: Message) -> Message:
        return self.people.workspace.message(message.channel, message.ts) or message

    async def _until(self, look: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        try:
            await self.people.until(lambda: look() or None, what, patience, self.root)
        except AssertionError as error:
            raise StuckError(str(error)) from None

    async def _connected(self) -> None:
        await self.people.until(lambda: self.people.workspace.app_is_connected() or None, "the bot", 60)

    def _transcript(self) -> str:
        return self.people.transcript(self.root)
