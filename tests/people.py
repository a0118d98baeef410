"""People for conversation tests: they type, say, press and read in the local Slack, and wait as people do.

    people = People(workspace)
    await people.ana.types("/plan a weekly report that writes itself", in_="#product")
    thread = await people.planner.opens_a_thread(containing="weekly report")
    question = await people.planner.asks(thread)
    await people.ana.presses("Skip", question)
    await people.ben.says("Accountants, mostly", thread)

Everything waits on `workspace.changes()`, never on a clock; a wait that is over tells what stands there instead.
"""
# ruff: noqa: ASYNC109 — `timeout` is how long a person waits, and reads better than a block around every line.

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.local.slack.forms import options_of
from bot.local.slack.model import HomeView, Json, Message, ModalView, Outcome, Person
from bot.local.slack.rules.blocks import elements_of
from bot.local.slack.workspace import SlackWorkspace

T = TypeVar("T")
Where = Message | ModalView | HomeView
PATIENCE = 20.0
"""Seconds that anyone waits for the bot before the test fails."""


@dataclass
class Thread:
    """A thread, read from top to bottom: `next_message` goes on where it stopped."""

    people: "People"
    root: Message
    read: set[str] = field(default_factory=set)

    @property
    def messages(self) -> list[Message]:
        """The replies, oldest first."""
        return self.people.workspace.thread(self.root.channel, self.root.ts)[1:]

    @property
    def from_bot(self) -> list[Message]:
        """The bot's replies, oldest first."""
        return [message for message in self.messages if message.bot_id]

    async def next_message(self, *, from_bot: bool = True, containing: str = "", timeout: float = PATIENCE) -> Message:
        """Wait for the next reply not yet read that fits, mark it and all before it as read, and return it."""

        def look() -> Message | None:
            for message in self.messages:
                fits = (bool(message.bot_id) or not from_bot) and containing in visible(message)
                if message.ts not in self.read and fits:
                    return message
            return None

        found = await self.people.until(look, f"the next message with {containing!r}", timeout, self.root)
        self.read |= {message.ts for message in self.messages if message.ts <= found.ts}
        return found

    def catch_up(self) -> None:
        """Mark everything as read."""
        self.read |= {message.ts for message in self.messages}

    def transcript(self) -> str:
        """Return the thread as people read it."""
        return self.people.transcript(self.root)


class Teammate:
    """One person at their keyboard."""

    def __init__(self, people: "People", person: Person) -> None:
        self.people = people
        self.person = person
        self.workspace = people.workspace

    async def types(self, text: str, in_: str = "#product") -> Outcome:
        """Type into a channel's box: a slash command, or an ordinary message."""
        if text.startswith("/"):
            command, _, rest = text.partition(" ")
            return await self.workspace.command(self.person, in_, command, rest)
        await self.workspace.post(self.person, in_, text)
        return Outcome(True)

    async def says(
        self,
        text: str,
        thread: Thread | Message | None = None,
        *,
        in_: str = "#product",
        file: tuple[str, bytes] | None = None,
        broadcast: bool = False,
    ) -> Message:
        """Write a message, into a thread where one is given."""
        root = thread.root if isinstance(thread, Thread) else thread
        if root is None:
            return await self.workspace.post(self.person, in_, text, file=file)
        thread_ts = root.thread_ts or root.ts
        return await self.workspace.post(self.person, root.channel, text, thread_ts, file, broadcast)

    async def edits(self, message: Message, text: str) -> Message:
        """Change an own message."""
        return await self.workspace.edit(self.person, message, text)

    async def deletes(self, message: Message) -> None:
        """Delete an own message."""
        await self.workspace.delete(self.person, message)

    async def reacts(self, emoji: str, message: Message) -> None:
        """React, such as with "white_check_mark" or "✅"."""
        await self.workspace.react(self.person, message, emoji)

    async def unreacts(self, emoji: str, message: Message) -> None:
        """Take a reaction back."""
        await self.workspace.unreact(self.person, message, emoji)

    async def presses(self, label: str, where: Where) -> Outcome:
        """Press the button (or choose the entry of an overflow menu) with this label or action id."""
        for block in _blocks(where):
            for element in elements_of(block):
                if label in (_label(element), element.get("action_id")):
                    return await self.workspace.press(self.person, where, element["action_id"], block["block_id"])
                if element["type"] == "overflow":
                    for option in options_of(element):
                        if option["text"]["text"] == label:
                            return await self.workspace.press(
                                self.person, where, element["action_id"], block["block_id"], option["value"]
                            )
        raise AssertionError(f"There is no {label!r} to press; there is: {pressable(where)}")

    async def chooses(self, choice: str | list[str], where: Where, *, action_id: str) -> Outcome:
        """Choose in a menu or picker of a message, modal or Home tab."""
        return await self.workspace.press(self.person, where, action_id, value=choice)

    async def uses_shortcut(self, name: str, message: Message) -> Outcome:
        """Use a message shortcut by its name, such as "Plan this"."""
        for callback_id, known in self.workspace.shortcuts():
            if known == name:
                return await self.workspace.shortcut(self.person, callback_id, message)
        raise AssertionError(f"There is no shortcut {name!r}; there is: {self.workspace.shortcuts()}")

    async def fills(self, modal: ModalView, answers: Mapping[str, Any], *, submit: bool = True) -> Outcome:
        """Fill inputs by their labels (a start of it is enough) and submit."""
        values: dict[str, dict[str, Any]] = {}
        for label, answer in answers.items():
            block = _input(modal, label)
            values.setdefault(block["block_id"], {})[block["element"]["action_id"]] = answer
        if not submit:
            return Outcome(True)
        return await self.workspace.submit_view(self.person, modal.id, values)

    async def closes(self, modal: ModalView) -> None:
        """Cancel a modal."""
        await self.workspace.close_view(self.person, modal.id)

    async def opens_home(self) -> HomeView:
        """Open the app's Home tab."""
        return await self.workspace.open_home(self.person)

    async def sees_home(self, containing: str, timeout: float = PATIENCE) -> HomeView:
        """Wait until the Home tab shows some text."""
        home = self.workspace.home(self.person)
        return await self.people.until(
            lambda: home if containing in visible_blocks(_blocks(home)) else None, f"Home with {containing!r}", timeout
        )

    async def sees_modal(self, title: str = "", timeout: float = PATIENCE) -> ModalView:
        """Wait for a modal, with this in its title."""

        def look() -> ModalView | None:
            modal = self.workspace.modal(self.person)
            return modal if modal and title in modal.view["title"]["text"] else None

        return await self.people.until(look, f"a modal {title!r} for {self.person.name}", timeout)

    async def sees_ephemeral(self, containing: str, timeout: float = PATIENCE) -> Message:
        """Wait for a message that only this person sees."""

        def look() -> Message | None:
            mine = [m for m in self.workspace.world.ephemerals.values() if m.ephemeral_for == self.person.id]
            return next((message for message in reversed(mine) if containing in visible(message)), None)

        return await self.people.until(look, f"an ephemeral with {containing!r} for {self.person.name}", timeout)

    async def sees(self, containing: str, where: Thread | Message, timeout: float = PATIENCE) -> Message:
        """Wait until a message, or some message of a thread, shows this text; edits count."""

        def look() -> Message | None:
            if isinstance(where, Message):
                current = self.workspace.message(where.channel, where.ts)
                return current if current and containing in visible(current) else None
            replies = self.workspace.thread(where.root.channel, where.root.ts, self.person)
            return next((message for message in replies if containing in visible(message)), None)

        root = where.root if isinstance(where, Thread) else where
        return await self.people.until(look, f"{containing!r}", timeout, root)


class Planner:
    """The bot, as people meet it."""

    def __init__(self, people: "People") -> None:
        self.people = people
        self.workspace = people.workspace

    async def opens_a_thread(self, containing: str = "", *, in_: str = "#product", timeout: float = PATIENCE) -> Thread:
        """Wait for a root message of the bot that no test has been given yet."""

        def look() -> Message | None:
            for message in self.workspace.world.in_channel(self.workspace.channel(in_).id):
                new = message.bot_id and not message.is_reply and message.ref not in self.people.opened
                if new and containing in visible(message):
                    return message
            return None

        root = await self.people.until(look, f"a new thread with {containing!r} in {in_}", timeout)
        self.people.opened.add(root.ref)
        return Thread(self.people, root)

    async def asks(self, thread: Thread, containing: str = "", timeout: float = PATIENCE) -> Message:
        """Wait for the bot's next message in the thread that asks something; a summary only repeats what was asked."""
        while True:
            message = await thread.next_message(containing=containing, timeout=timeout)
            if "?" in visible(message) and not is_summary(message):
                return message

    async def says(self, thread: Thread, containing: str, timeout: float = PATIENCE) -> Message:
        """Wait for the bot's next message in the thread with this text."""
        return await thread.next_message(containing=containing, timeout=timeout)

    async def reacted(self, emoji: str, message: Message, timeout: float = PATIENCE) -> None:
        """Wait for the bot's reaction on a message."""
        await self.people.until(
            lambda: self.workspace.bot.id in message.reactions.get(emoji, []) or None, f":{emoji}:", timeout, message
        )


class People:
    """The team of the seeded workspace, and the bot."""

    def __init__(self, workspace: SlackWorkspace) -> None:
        self.workspace = workspace
        self.opened: set[tuple[str, str]] = set()
        self.ana = self.teammate("ana")
        self.ben = self.teammate("ben")
        self.chen = self.teammate("chen")
        self.planner = Planner(self)

    def teammate(self, name: str) -> Teammate:
        """Return anyone by name, such as the guest "gus" (activate the account first)."""
        return Teammate(self, self.workspace.person(name))

    async def until(
        self, look: Callable[[], T | None], what: str, timeout: float = PATIENCE, about: Message | None = None
    ) -> T:
        """Wait until `look` finds something and return it; fail with what stands there instead."""
        async with self.workspace.changes() as changes:
            try:
                async with asyncio.timeout(timeout):
                    while not (found := look()):
                        await changes.next()
                    return found
            except TimeoutError:
                pass
        raise AssertionError(f"Waited {timeout} s in vain for {what}. What stands there:\n{self.transcript(about)}")

    def transcript(self, about: Message | None = None) -> str:
        """Return a thread, or every channel, as people read it."""
        if about is not None:
            shown: Iterable[Message] = self.workspace.thread(about.channel, about.thread_ts or about.ts)
        else:
            shown = [m for channel in self.workspace.channels() for m in self.workspace.world.in_channel(channel.id)]
        ephemeral = self.workspace.world.ephemerals.values()
        return "\n".join(self._line(message) for message in [*shown, *ephemeral]) or "(nothing)"

    def _line(self, message: Message) -> str:
        known = self.workspace.world.people.get(message.user)
        to = f" (only for {self.workspace.person(message.ephemeral_for).name})" if message.ephemeral_for else ""
        indent = "    " if message.is_reply else ""
        return f"{indent}{known.name if known else 'Slackbot'}{to}: {visible(message)[:400]}"


def visible(message: Message) -> str:
    """Return the text that a person sees: the blocks' where there are some, else the message's own."""
    return visible_blocks(message.blocks) if message.blocks else message.text


def is_summary(message: Message) -> bool:
    """Whether it is a summary: the one message of ours that folds."""
    return any(block["type"] == "container" for block in message.blocks)


def visible_blocks(blocks: list[Json]) -> str:
    """Return all readable text of blocks, one piece a line, button labels included."""
    return "\n".join(_texts(blocks))


def pressable(where: Where) -> list[str]:
    """Return the labels of buttons, in order."""
    return [_label(element) for block in _blocks(where) for element in elements_of(block) if _label(element)]


def _blocks(where: Where) -> list[Json]:
    found: list[Json] = where.blocks if isinstance(where, Message) else (where.view or {}).get("blocks", [])
    return found


def _label(element: Json) -> str:
    text = element.get("text")
    return text["text"] if isinstance(text, dict) else ""


def _texts(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    if not isinstance(node, dict):
        return []
    own = [node[key] for key in ("text", "title") if isinstance(node.get(key), str)]
    return own + [text for key, value in node.items() if key not in {"value", "url"} for text in _texts(value)]


def _input(modal: ModalView, label: str) -> Json:
    inputs: list[Json] = [block for block in modal.view["blocks"] if block["type"] == "input"]
    for block in inputs:
        if block["label"]["text"].lower().startswith(label.lower()):
            return block
    raise AssertionError(f"There is no input {label!r}; there is: {[b['label']['text'] for b in inputs]}")
