"""Everything that exists in the workspace, in memory and in its rows; looking things up and saving them."""

import secrets
import string
import time
from collections.abc import Callable
from pathlib import Path

from bot.local.slack import text as slack_text
from bot.local.slack.changes import Changes
from bot.local.slack.errors import NoSuchChannelError, NoSuchFileError, NoSuchPersonError
from bot.local.slack.manifest import AppManifest
from bot.local.slack.model import (
    Alarm,
    Change,
    Channel,
    File,
    HomeView,
    Message,
    ModalView,
    Person,
    ThreadStatus,
    as_json,
)
from bot.local.slack.seed import channels, people
from bot.local.slack.store import Rows

Clock = Callable[[], float]

TEAM_ID = "T0ACME0001"
TEAM_NAME = "Acme"
TEAM_DOMAIN = "acme"
APP_ID = "A0PLANTHRD"
BOT_ID = "B0PLANTHRD"

_ALPHABET = string.ascii_uppercase + string.digits


def new_id(prefix: str) -> str:
    """Return a fresh id that looks like Slack's, such as "F0K3…" (11 characters)."""
    return prefix + "0" + "".join(secrets.choice(_ALPHABET) for _ in range(9))


class World:
    """The state. Methods look up and save; what follows from a change (events) is others' business."""

    def __init__(self, manifest: AppManifest, data_dir: Path | None, clock: Clock = time.time) -> None:
        self.manifest = manifest
        self.clock = clock
        self.rows = Rows(data_dir)
        self.changes = Changes()
        self.base_url = "http://127.0.0.1/"
        """Where the server answers, with a trailing slash; the server sets it."""
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.ephemerals: dict[str, Message] = {}
        self.files: dict[str, File] = {}
        self.modals: dict[str, list[ModalView]] = {}
        self.homes: dict[str, HomeView] = {}
        self.statuses: dict[tuple[str, str], ThreadStatus] = {}
        self.alarms: list[Alarm] = []
        self._last_ts = 0
        self._load()

    # Loading and saving ------------------------------------------------------------------------------------------

    def _load(self) -> None:
        self.people = {row["id"]: Person(**row) for row, _ in self.rows.all("person")}
        self.channels = {row["id"]: Channel(**row) for row, _ in self.rows.all("channel")}
        for row, _ in self.rows.all("message"):
            self.messages.setdefault(row["channel"], {})[row["ts"]] = Message(**row)
            self._last_ts = max(self._last_ts, int(row["ts"].replace(".", "")))
        for row, content in self.rows.all("file"):
            self.files[row["id"]] = File(**row, content=content or b"")
        self.homes = {row["person"]: HomeView(**row) for row, _ in self.rows.all("home")}
        if not self.people:
            for person in people(self.manifest.name):
                self.save(person)
            for channel in channels(int(self.clock())):
                self.save(channel)

    def save(self, thing: Person | Channel | Message | File | HomeView) -> None:
        """Add or replace a person, channel, message, file or Home tab."""
        match thing:
            case Person():
                self.people[thing.id] = thing
                self.rows.put("person", thing.id, as_json(thing))
            case Channel():
                self.channels[thing.id] = thing
                self.rows.put("channel", thing.id, as_json(thing))
            case Message():
                self.messages.setdefault(thing.channel, {})[thing.ts] = thing
                self.rows.put("message", f"{thing.channel}/{thing.ts}", as_json(thing))
            case File():
                self.files[thing.id] = thing
                body = as_json(thing)
                self.rows.put("file", thing.id, body, body.pop("content"))
            case HomeView():
                self.homes[thing.person] = thing
                self.rows.put("home", thing.person, as_json(thing))

    def remove(self, message: Message) -> None:
        """Remove a message for good."""
        self.messages.get(message.channel, {}).pop(message.ts, None)
        self.rows.drop("message", f"{message.channel}/{message.ts}")

    def tell(self, kind: str, message: Message | None = None, *, person: str | None = None) -> None:
        """Tell screens and tests about a change."""
        if message is None:
            self.changes.tell(Change(kind, person=person))
        else:
            self.changes.tell(
                Change(kind, message.channel, message.ts, message.thread_ts, person or message.ephemeral_for)
            )

    # Names and times ---------------------------------------------------------------------------------------------

    def next_ts(self) -> str:
        """Return a `ts` that is later than any before it."""
        self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06d}"

    @property
    def bot(self) -> Person:
        """The app's own user."""
        return next(person for person in self.people.values() if person.is_bot)

    def person(self, who: str | Person) -> Person:
        """Return someone by id, handle or first name, any case; raise `NoSuchPersonError`."""
        if isinstance(who, Person):
            return who
        if who in self.people:
            return self.people[who]
        wanted = who.lstrip("@").lower()
        for person in self.people.values():
            if wanted in {person.name.lower(), person.real_name.lower(), person.real_name.split()[0].lower()}:
                return person
        raise NoSuchPersonError(f"There is no {who!r}: {', '.join(p.name for p in self.people.values())}")

    def channel(self, where: str | Channel) -> Channel:
        """Return a channel by id or name with or without "#"; raise `NoSuchChannelError`."""
        if isinstance(where, Channel):
            return where
        if where in self.channels:
            return self.channels[where]
        wanted = where.lstrip("#").lower()
        for channel in self.channels.values():
            if channel.name == wanted and not channel.is_im:
                return channel
        raise NoSuchChannelError(f"There is no {where!r}: {', '.join('#' + c.name for c in self.channels.values())}")

    def direct(self, person: Person) -> Channel:
        """Return the app's direct conversation with someone, made when first needed."""
        for channel in self.channels.values():
            if channel.is_im and person.id in channel.members:
                return channel
        channel = Channel(
            id="D" + person.id[1:],
            name=person.name,
            is_im=True,
            members=[person.id, self.bot.id],
            created=int(self.clock()),
        )
        self.save(channel)
        return channel

    def bot_is_in(self, channel: Channel) -> bool:
        """Whether the app is a member of the channel."""
        return self.bot.id in channel.members

    # Messages ----------------------------------------------------------------------------------------------------

    def message(self, channel_id: str, ts: str) -> Message | None:
        """Return a message everyone sees, or None."""
        return self.messages.get(channel_id, {}).get(ts)

    def in_channel(self, channel_id: str) -> list[Message]:
        """Return all messages of a channel, replies too, oldest first."""
        return list(self.messages.get(channel_id, {}).values())

    def replies(self, channel_id: str, root_ts: str) -> list[Message]:
        """Return the replies under a root message, oldest first."""
        return [m for m in self.in_channel(channel_id) if m.thread_ts == root_ts and m.ts != root_ts]

    def ephemerals_for(self, channel_id: str, person: Person) -> list[Message]:
        """Return what only this person sees in a channel, replies too."""
        return [m for m in self.ephemerals.values() if m.channel == channel_id and m.ephemeral_for == person.id]

    def file(self, file_id: str) -> File:
        """Return a file; raise `NoSuchFileError`."""
        if file_id not in self.files:
            raise NoSuchFileError(f"There is no file {file_id}.")
        return self.files[file_id]

    def permalink(self, message: Message) -> str:
        """Return the address of a message, for people."""
        link = f"{self.base_url}archives/{message.channel}/p{message.ts.replace('.', '')}"
        return f"{link}?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else link

    def show_status(self, status: ThreadStatus) -> None:
        """Set or (with an empty status) clear the line under a thread, and tell screens."""
        key = (status.channel, status.thread_ts)
        if status.status:
            self.statuses[key] = status
        elif self.statuses.pop(key, None) is None:
            return
        self.changes.tell(Change("status", status.channel, thread_ts=status.thread_ts))

    # Text --------------------------------------------------------------------------------------------------------

    def stored(self, typed: str, *, labels: bool = False) -> str:
        """Return typed text as a client stores it."""
        return slack_text.as_typed(typed, self._person_id, self._channel_id, labels=labels)

    def rendered(self, stored: str) -> str:
        """Return stored text as people read it."""
        return slack_text.as_read(stored, self._person_name, self._channel_name)

    def _person_id(self, name: str) -> str | None:
        wanted = name.lower()
        return next((p.id for p in self.people.values() if wanted == p.name and p.active), None)

    def _channel_id(self, name: str) -> str | None:
        return next((c.id for c in self.channels.values() if c.name == name and not c.is_im), None)

    def _person_name(self, person_id: str) -> str | None:
        person = self.people.get(person_id)
        return person.name if person else None

    def _channel_name(self, channel_id: str) -> str | None:
        channel = self.channels.get(channel_id)
        return channel.name if channel else None
