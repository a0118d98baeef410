"""The workspace as people use it: each method does what a person's Slack client does, then tells the app."""

import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.local.slack import emoji as emoji_names
from bot.local.slack.changes import Subscription
from bot.local.slack.delivery import Dispatcher, Timings
from bot.local.slack.errors import NotAllowedError
from bot.local.slack.events import Events
from bot.local.slack.faults import Faults
from bot.local.slack.interactions import Interactions
from bot.local.slack.manifest import DEFAULT_PATH, AppManifest
from bot.local.slack.model import (
    Alarm,
    Call,
    Channel,
    Delivery,
    File,
    HomeView,
    Message,
    ModalView,
    Outcome,
    Person,
    ThreadStatus,
)
from bot.local.slack.rates import RateLimits
from bot.local.slack.response_urls import ResponseUrls
from bot.local.slack.streams import Streams
from bot.local.slack.timeline import Timeline
from bot.local.slack.triggers import Triggers
from bot.local.slack.uploads import Uploads
from bot.local.slack.views import Views, view_json
from bot.local.slack.world import TEAM_NAME, Clock, World

MAX_TYPED = 40_000
"""Characters; Slack's own client splits longer messages into snippets."""


class SlackWorkspace:
    """One workspace, "Acme", with people, channels and the planthread app installed.

    `data_dir` keeps everything between starts (`slack.db` in it); None keeps it in memory. `rate_limits` turns
    Slack's rate limits on. `timings` and `clock` (Unix seconds) let tests hurry.
    People and channels are given as objects, ids or names ("Ana", "#product"), wherever a parameter is so called.
    Not thread-safe: use it on one event loop.
    """

    def __init__(
        self,
        data_dir: Path | None = None,
        *,
        manifest: Path = DEFAULT_PATH,
        rate_limits: bool = False,
        timings: Timings | None = None,
        clock: Clock = time.time,
    ) -> None:
        self.timings = timings or Timings()
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=100_000)
        """What the app asked of the Web API, oldest first; tests check it against Slack's contracts."""
        self.rates = RateLimits(clock, rate_limits)
        self.world = World(AppManifest.read(manifest), data_dir, clock)
        self.dispatcher = Dispatcher(self.world, self.timings)
        self.events = Events(self.world, self.dispatcher)
        self.timeline = Timeline(self.world, self.events)
        self.triggers = Triggers(clock, self.timings.trigger)
        self.views = Views(self.world, self.triggers)
        self.response_urls = ResponseUrls(self.world, self.timeline, self.timings.response_url)
        self.streams = Streams(self.world, self.timeline, self.timings.stream)
        self.uploads = Uploads(self.world, self.timeline)
        self._interactions = Interactions(
            self.world, self.dispatcher, self.events, self.timeline, self.triggers, self.views, self.response_urls
        )

    # What there is ---------------------------------------------------------------------------------------------

    @property
    def team_name(self) -> str:
        """The workspace's name."""
        return TEAM_NAME

    @property
    def url(self) -> str:
        """The workspace's address with a trailing slash; permalinks are `<url>archives/<channel>/p<ts digits>`."""
        return self.world.base_url

    @property
    def deliveries(self) -> deque[Delivery]:
        """Every attempt to hand something to the app, oldest first, with the time to its acknowledgement."""
        return self.dispatcher.deliveries

    @property
    def alarms(self) -> list[Alarm]:
        """Mentions of a whole channel or group that the app sent; tests assert that there are none."""
        return self.world.alarms

    def people(self) -> list[Person]:
        """Return active people, the bot user excepted, in a stable order."""
        return [person for person in self.world.people.values() if person.active and not person.is_bot]

    def person(self, who: str | Person) -> Person:
        """Return someone by id, handle or first name, any case; raise `NoSuchPersonError`."""
        return self.world.person(who)

    @property
    def bot(self) -> Person:
        """The app's own user."""
        return self.world.bot

    def channels(self, person: str | Person | None = None) -> list[Channel]:
        """Return channels that the person may see (public ones and those they are in); all without a person."""
        found = [channel for channel in self.world.channels.values() if not channel.is_im]
        if person is None:
            return found
        member = self.person(person)
        return [c for c in found if member.id in c.members or not (c.is_private or member.is_restricted)]

    def channel(self, where: str | Channel) -> Channel:
        """Return a channel by id or name with or without "#"; raise `NoSuchChannelError`."""
        return self.world.channel(where)

    def direct_messages(self, person: str | Person) -> Channel:
        """Return the app's direct conversation with someone."""
        return self.world.direct(self.person(person))

    def message(self, channel: str | Channel, ts: str) -> Message | None:
        """Return one message (an ephemeral one, too), or None when it is gone."""
        return self.world.message(self.channel(channel).id, ts) or self.world.ephemerals.get(ts)

    def history(self, channel: str | Channel, person: str | Person) -> list[Message]:
        """Return the channel itself, oldest first: roots, broadcast replies, this person's ephemerals."""
        channel_id = self.channel(channel).id
        shown = [
            message
            for message in self.world.in_channel(channel_id)
            if not message.is_reply or message.subtype == "thread_broadcast"
        ]
        mine = self.world.ephemerals_for(channel_id, self.person(person))
        return sorted([*shown, *(m for m in mine if not m.thread_ts)], key=lambda message: message.ts)

    def thread(self, channel: str | Channel, ts: str, person: str | Person | None = None) -> list[Message]:
        """Return the root and its replies, oldest first; ephemerals only for `person`."""
        channel_id = self.channel(channel).id
        root = self.world.message(channel_id, ts)
        mine = self.world.ephemerals_for(channel_id, self.person(person)) if person else []
        replies = [*self.world.replies(channel_id, ts), *(m for m in mine if m.thread_ts == ts)]
        return [*([root] if root else []), *sorted(replies, key=lambda message: message.ts)]

    def replies(self, message: Message) -> int:
        """Return the number of replies under a root message."""
        return len(self.world.replies(message.channel, message.ts))

    def permalink(self, message: Message) -> str:
        """Return the address of a message, as chat.getPermalink tells it."""
        return self.world.permalink(message)

    def modal(self, person: str | Person) -> ModalView | None:
        """Return the topmost open modal of a person."""
        stack = self.world.modals.get(self.person(person).id)
        return stack[-1] if stack else None

    def home(self, person: str | Person) -> HomeView:
        """Return the app's Home tab of a person."""
        return self.views.home(self.person(person))

    def status(self, channel: str | Channel, thread_ts: str) -> ThreadStatus | None:
        """Return the "is thinking…" line of a thread while there is one."""
        return self.world.statuses.get((self.channel(channel).id, thread_ts))

    def file(self, file_id: str) -> File:
        """Return a file with its content; raise `NoSuchFileError`."""
        return self.world.file(file_id)

    def rendered(self, text: str) -> str:
        """Return stored text as people read it: entities resolved, `<@U…>` as @name, links as label or address."""
        return self.world.rendered(text)

    def app_is_connected(self) -> bool:
        """Whether the app holds at least one Socket Mode connection."""
        return self.dispatcher.connections > 0

    def changes(self) -> Subscription:
        """Subscribe: `async with workspace.changes() as changes: async for change in changes`.

        Nothing is missed from the moment of the call on. Each change is a `Change`.
        """
        return self.world.changes.subscribe()

    # What people do --------------------------------------------------------------------------------------------

    async def post(
        self,
        person: str | Person,
        channel: str | Channel,
        text: str,
        thread_ts: str | None = None,
        file: tuple[str, bytes] | None = None,
        broadcast: bool = False,
    ) -> Message:
        """Write a message as typed ("@ana", "#product", "https://…" become Slack's forms); `file` is (name, content).

        Raise `NotAllowedError` for someone outside the channel, an empty message, a thread that is gone.
        """
        author, place = self._member(person, channel)
        if not text.strip() and file is None:
            raise NotAllowedError("There is nothing to send.")
        if len(text) > MAX_TYPED:
            raise NotAllowedError(f"A message has at most {MAX_TYPED:,} characters.")
        if thread_ts and not self.world.message(place.id, thread_ts):
            raise NotAllowedError("The message that you reply to is gone.")
        message = Message(
            ts=self.world.next_ts(),
            channel=place.id,
            text=self.world.stored(text),
            user=author.id,
            thread_ts=thread_ts,
            subtype="file_share" if file else "thread_broadcast" if thread_ts and broadcast else None,
        )
        message.client_msg_id = f"local-{message.ts}"
        return self.timeline.post(message, [self.timeline.add_file(author, *file)] if file else [])

    async def edit(self, person: str | Person, message: Message, text: str) -> Message:
        """Change one's own message; the same text again changes nothing. Raise `NotAllowedError`."""
        author = self._author(person, message)
        stored = self.world.stored(text)
        return message if stored == message.text else self.timeline.change(message, author, text=stored)

    async def delete(self, person: str | Person, message: Message) -> None:
        """Delete one's own message; a root with replies leaves a tombstone. Raise `NotAllowedError`."""
        self._author(person, message)
        self.timeline.delete(message)

    async def dismiss(self, person: str | Person, message: Message) -> None:
        """Dismiss a message that only this person sees."""
        if message.ephemeral_for != self.person(person).id:
            raise NotAllowedError("Only your own ephemeral messages can be dismissed.")
        self.timeline.delete(message)

    async def react(self, person: str | Person, message: Message, emoji: str) -> None:
        """Add a reaction ("white_check_mark", ":white_check_mark:" or "✅"); twice is a no-op."""
        self.timeline.react(self._member(person, message.channel)[0], message, emoji_names.canonical(emoji))

    async def unreact(self, person: str | Person, message: Message, emoji: str) -> None:
        """Take a reaction back."""
        self.timeline.unreact(self._member(person, message.channel)[0], message, emoji_names.canonical(emoji))

    async def command(self, person: str | Person, channel: str | Channel, command: str, text: str = "") -> Outcome:
        """Run a slash command; returns once the app acknowledged or Slack gave up (3 s) and told the person so."""
        author, place = self._member(person, channel)
        return await self._interactions.command(author, place, command, text)

    async def press(
        self,
        person: str | Person,
        where: Message | ModalView | HomeView,
        action_id: str,
        block_id: str | None = None,
        value: str | Sequence[str] | None = None,
        values: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Outcome:
        """Use an interactive element.

        `value` is what was chosen in a menu, picker or box (an option's value, a list of them for several, a user
        or channel id, "YYYY-MM-DD", "HH:MM", text); a button needs none. `values` are the form's other contents so
        far, as for `submit_view`. Raise `NoSuchElementError`.
        """
        author = self.person(person)
        if isinstance(where, Message):
            self._member(author, where.channel)
        return await self._interactions.press(author, where, action_id, block_id, value, values or {})

    async def shortcut(self, person: str | Person, callback_id: str, message: Message) -> Outcome:
        """Use a message shortcut of the app."""
        return await self._interactions.shortcut(self._member(person, message.channel)[0], callback_id, message)

    def shortcuts(self) -> list[tuple[str, str]]:
        """Return the app's message shortcuts as (callback id, name)."""
        return list(self.world.manifest.shortcuts)

    def commands(self) -> list[tuple[str, str, str]]:
        """Return the app's slash commands as (command, description, usage hint)."""
        manifest = self.world.manifest
        return [(name, text, manifest.usage_hints[name]) for name, text in manifest.commands.items()]

    async def submit_view(
        self, person: str | Person, view_id: str, values: Mapping[str, Mapping[str, Any]] | None = None
    ) -> Outcome:
        """Send a modal: `values` is block id → action id → what was entered (as `value` of `press`).

        Empty required inputs come back as `errors` without asking the app, as Slack's client does; the app's own
        refusals come back as `errors` too.
        """
        return await self._interactions.submit(self.person(person), view_id, values or {})

    async def close_view(self, person: str | Person, view_id: str) -> None:
        """Close a modal (the one on top; the app hears of it if the view asked for `notify_on_close`)."""
        await self._interactions.close(self.person(person), view_id)

    async def open_home(self, person: str | Person) -> HomeView:
        """Open the app's Home tab."""
        home = self.home(person)
        self.events.home_opened(self.person(person), view_json(home) if home.view else None)
        return home

    async def invite_bot(self, channel: str | Channel) -> None:
        """Make the app a member of the channel."""
        place = self.channel(channel)
        if not self.world.bot_is_in(place):
            inviter = self.person(place.members[0])
            place.members.append(self.bot.id)
            self.world.save(place)
            self.world.tell("channel")
            self.events.joined(self.bot, place, inviter)

    async def remove_bot(self, channel: str | Channel) -> None:
        """Remove the app from the channel."""
        place = self.channel(channel)
        if self.world.bot_is_in(place):
            place.members.remove(self.bot.id)
            self.world.save(place)
            self.world.tell("channel")

    async def activate(self, person: str | Person, *channels: str | Channel) -> Person:
        """Turn an account on, such as the guest's, and make it a member of the channels."""
        someone = self.person(person)
        someone.active = True
        self.world.save(someone)
        for place in map(self.channel, channels):
            if someone.id not in place.members:
                place.members.append(someone.id)
                self.world.save(place)
        self.world.tell("channel")
        return someone

    def show_status(self, status: ThreadStatus) -> None:
        """Set or (with an empty status) clear the line under a thread; the app's next message there clears it, too."""
        self.world.show_status(status)

    # Life -------------------------------------------------------------------------------------------------------

    async def settled(self) -> None:
        """Wait until every event was acknowledged or given up."""
        await self.dispatcher.settled()

    async def refresh_connections(self) -> None:
        """Ask the app to reconnect, as Slack does every few hours."""
        await self.dispatcher.refresh()

    async def drop_connections(self) -> None:
        """Cut the app's connections, as a broken network does."""
        await self.dispatcher.drop()

    async def close(self) -> None:
        """Stop delivering and close the file."""
        await self.dispatcher.stop()
        self.world.rows.close()

    def _member(self, person: str | Person, channel: str | Channel) -> tuple[Person, Channel]:
        someone, place = self.person(person), self.channel(channel)
        if not someone.active:
            raise NotAllowedError(f"{someone.name}'s account is off; turn it on with `activate`.")
        if someone.id not in place.members:
            raise NotAllowedError(f"{someone.name} is not in #{place.name}.")
        return someone, place

    def _author(self, person: str | Person, message: Message) -> Person:
        someone = self.person(person)
        if message.user != someone.id:
            raise NotAllowedError("People can only change their own messages.")
        return someone
