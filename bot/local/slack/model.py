"""What exists in the local Slack: people, channels, messages, views, files. Plain data, no behaviour of its own.

Identifiers look like Slack's (`U…`, `C…`, `F…`, `V…`); times of messages are Slack's `ts` strings
("1700000000.000100"), which also identify a message within its channel. `blocks`, `attachments` and `metadata` are the
JSON that the app sent.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

Json = dict[str, Any]

SLACKBOT = "USLACKBOT"
"""Author of the notices that Slack itself shows to one person, such as a failed command."""


@dataclass
class Person:
    """Someone with an account in the workspace; the app's own bot user is one too (`is_bot`)."""

    id: str
    name: str
    """Handle, lower case, as in "@ana"."""
    real_name: str
    tz: str
    """IANA time zone, such as "Europe/Lisbon"."""
    title: str = ""
    color: str = "4a5568"
    """Six hex digits without "#", for an avatar."""
    is_restricted: bool = False
    """A guest."""
    is_bot: bool = False
    active: bool = True
    """A deactivated account is listed as deleted and cannot do anything."""


@dataclass
class Channel:
    """A channel with its members' ids; the bot delivers and posts only where its user is a member."""

    id: str
    name: str
    is_private: bool = False
    is_ext_shared: bool = False
    """Shared with another company (Slack Connect)."""
    is_im: bool = False
    """A direct conversation of the app with one person."""
    members: list[str] = field(default_factory=list)
    topic: str = ""
    created: int = 0


@dataclass
class File:
    """An uploaded file; `content` stays out of the JSON of messages and is read through the workspace."""

    id: str
    name: str
    title: str
    mimetype: str
    size: int
    user: str
    created: int
    content: bytes = b""
    shares: dict[str, list[str]] = field(default_factory=dict)
    """Channel id to the ts of the messages that carry it."""
    complete: bool = False


@dataclass
class Message:
    """One message as stored: `text` in Slack's form (`&amp;`, `<@U…>`, `<https://…>`, `:emoji:`)."""

    ts: str
    channel: str
    text: str
    user: str
    """Author's person id; the bot user's for the app, `SLACKBOT` for Slack's own notices."""
    bot_id: str | None = None
    """Set when the app posted it."""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    """The thread's root; set on replies, and on the root itself once it has replies."""
    metadata: Json | None = None
    subtype: str | None = None
    """None, "file_share", "thread_broadcast" or "tombstone" (a deleted root that still has replies)."""
    edited_ts: str | None = None
    edited_by: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    """Emoji name without colons to the ids of those who reacted, in order."""
    files: list[str] = field(default_factory=list)
    """File ids."""
    ephemeral_for: str | None = None
    """Only this person sees it; it is in no history and gone after a restart."""
    streaming: bool = False
    """Between chat.startStream and chat.stopStream."""
    client_msg_id: str | None = None

    @property
    def is_reply(self) -> bool:
        """Whether it belongs under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def ref(self) -> tuple[str, str]:
        """(channel id, ts): what identifies it."""
        return (self.channel, self.ts)


@dataclass
class ModalView:
    """A modal that is open for one person. Views pushed on top share `root_id`; the last of the stack is visible."""

    id: str
    person: str
    view: Json
    """The view as sent: type, title, submit, close, blocks, callback_id, private_metadata, …"""
    root_id: str
    previous_id: str | None = None
    hash: str = ""
    external_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    """What was filled in so far: block id → action id → Slack's state object."""
    errors: dict[str, str] = field(default_factory=dict)
    """Block id → what the app said is wrong with it, after a refused submission."""
    response_urls: list[Json] = field(default_factory=list)


@dataclass
class HomeView:
    """The app's Home tab of one person; `view` is None until the app has published one."""

    id: str
    person: str
    view: Json | None = None
    hash: str = ""


@dataclass
class ThreadStatus:
    """The native "is thinking…" line under a thread."""

    channel: str
    thread_ts: str
    status: str
    loading_messages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What a person sees after a command, a press or a submission.

    `problem` is Slack's notice when the app did not answer properly; `errors` are a modal's field errors.
    """

    ok: bool
    problem: str | None = None
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """Something that a screen should show again.

    `kind`: "message" (new), "changed", "deleted", "reaction", "ephemeral", "modal", "home", "status", "channel",
    "app" (connection opened or closed). `person` is set where only that person's screen changes.
    """

    kind: str
    channel: str | None = None
    ts: str | None = None
    thread_ts: str | None = None
    person: str | None = None


@dataclass(frozen=True)
class Alarm:
    """The app sent text that would notify a crowd: tests assert that there is none."""

    channel: str
    text: str
    mention: str


@dataclass(frozen=True)
class Call:
    """One call of the Web API by the app, as it was answered."""

    method: str
    arguments: Json
    """As sent; JSON inside a form is still a string."""
    error: str | None
    """None when it was done."""
    at: float
    """Unix seconds."""


@dataclass
class Delivery:
    """One attempt to hand something to the app, for measurement."""

    envelope_type: str
    """ "events_api", "slash_commands" or "interactive"."""
    event_id: str
    """The event's id (same for each attempt), or the envelope's where there is none."""
    attempt: int
    """0 is the first."""
    sent_at: float
    """Unix seconds."""
    acked_after: float | None = None
    """Seconds from sending to the acknowledgement; None where it never came."""


def as_json(thing: Any) -> Json:
    """Return a dataclass instance as a JSON-ready dict (bytes excepted: files keep their content elsewhere)."""
    return asdict(thing)
