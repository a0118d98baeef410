"""What happens to messages, whoever does it: store, show, tell the app. Rules of who may do what are the callers'."""

import mimetypes
from collections.abc import Iterable

from bot.local.slack import text as slack_text
from bot.local.slack.events import Events, message_json
from bot.local.slack.model import Alarm, File, Json, Message, Person, ThreadStatus
from bot.local.slack.world import World, new_id


class Timeline:
    """Posts, changes, deletions and reactions, with their events."""

    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    def post(self, message: Message, files: Iterable[File] = ()) -> Message:
        """Add a message (its `ts` may be empty: it gets one), with files that are complete."""
        message.ts = message.ts or self._world.next_ts()
        for file in files:
            message.files.append(file.id)
            file.shares.setdefault(message.channel, []).append(message.ts)
            self._world.save(file)
        root = self._world.message(message.channel, message.thread_ts) if message.thread_ts else None
        if root is not None and root.thread_ts is None:
            root.thread_ts = root.ts
            self._world.save(root)
        self.watch(message)
        self._world.save(message)
        self._world.tell("message", message)
        if message.bot_id and message.thread_ts:
            # Slack takes the line away as soon as the app speaks in the thread.
            self._world.show_status(ThreadStatus(message.channel, message.thread_ts, ""))
        self._events.posted(message)
        return message

    def show_ephemeral(self, message: Message) -> Message:
        """Show a message to `message.ephemeral_for` only; the app hears nothing of it."""
        message.ts = message.ts or self._world.next_ts()
        self.watch(message)
        self._world.ephemerals[message.ts] = message
        self._world.tell("ephemeral", message)
        return message

    def notice(self, person: Person, channel_id: str, text: str) -> Message:
        """Show one of Slack's own notices to one person."""
        return self.show_ephemeral(
            Message(ts="", channel=channel_id, text=text, user="USLACKBOT", ephemeral_for=person.id)
        )

    def change(self, message: Message, by: Person, *, quiet: bool = False, **fields: object) -> Message:
        """Set fields such as text and blocks; `quiet` leaves out the mark "edited" and the event."""
        before = message_json(self._world, message)
        for name, value in fields.items():
            setattr(message, name, value)
        self.watch(message)
        if message.ephemeral_for:
            self._world.tell("changed", message)
            return message
        if not quiet:
            message.edited_ts, message.edited_by = self._world.next_ts(), by.id
        self._world.save(message)
        self._world.tell("changed", message)
        if not quiet:
            self._events.changed(before, message)
        return message

    def delete(self, message: Message) -> None:
        """Remove a message; a root with replies becomes a tombstone."""
        if message.ephemeral_for:
            self._world.ephemerals.pop(message.ts, None)
            self._world.tell("deleted", message)
            return
        before: Json = message_json(self._world, message)
        if not message.is_reply and self._world.replies(message.channel, message.ts):
            message.text, message.subtype, message.user = "This message was deleted.", "tombstone", "USLACKBOT"
            message.blocks, message.attachments, message.files, message.reactions = [], [], [], {}
            message.metadata = message.edited_ts = message.edited_by = None
            self._world.save(message)
        else:
            self._world.remove(message)
        self._world.tell("deleted", message)
        self._events.deleted(before, message)

    def react(self, person: Person, message: Message, emoji: str) -> bool:
        """Add a reaction; False if it was there."""
        users = message.reactions.setdefault(emoji, [])
        if person.id in users:
            return False
        users.append(person.id)
        self._reaction_changed("reaction_added", person, message, emoji)
        return True

    def unreact(self, person: Person, message: Message, emoji: str) -> bool:
        """Take a reaction back; False if there was none."""
        if person.id not in message.reactions.get(emoji, []):
            return False
        message.reactions[emoji].remove(person.id)
        if not message.reactions[emoji]:
            del message.reactions[emoji]
        self._reaction_changed("reaction_removed", person, message, emoji)
        return True

    def add_file(
        self, person: Person, name: str, content: bytes, *, file_id: str | None = None, complete: bool = True
    ) -> File:
        """Store a file of a person; sharing it is `post`'s."""
        kind = "text/markdown" if name.endswith(".md") else mimetypes.guess_type(name)[0]
        file = File(
            id=file_id or new_id("F"),
            name=name,
            title=name,
            mimetype=kind or "application/octet-stream",
            size=len(content),
            user=person.id,
            created=int(self._world.clock()),
            content=content,
            complete=complete,
        )
        self._world.save(file)
        return file

    def watch(self, message: Message, *, link_names: bool = False) -> None:
        """Raise an alarm if the app's message would notify a crowd."""
        if message.bot_id is None:
            return
        crowd = slack_text.crowd_mentions(message.text, message.blocks, message.attachments, link_names=link_names)
        self._world.alarms.extend(Alarm(message.channel, message.text, mention) for mention in crowd)

    def _reaction_changed(self, kind: str, person: Person, message: Message, emoji: str) -> None:
        self._world.save(message)
        self._world.tell("reaction", message)
        self._events.reaction(kind, person, message, emoji)
