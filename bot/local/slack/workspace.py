"""The workspace as people use it: each method does what a person's Slack client does, then tells the app."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.local.slack.model import Channel, File, HomeView, Message, ModalView, Outcome, Person, ThreadStatus


class SlackWorkspace:
    """One workspace, "Acme", with people, channels and the planthread app installed.

    `data_dir` keeps everything between starts (`slack.db` in it); None keeps it in memory.
    People and channels are given as objects, ids or names ("Ana", "#product"), wherever a parameter is so called.
    Not thread-safe: use it on one event loop.
    """

    def __init__(self, data_dir: Path | None = None) -> None:
        raise NotImplementedError

    # What there is ---------------------------------------------------------------------------------------------

    team_name: str
    url: str
    """The address of the workspace, with a trailing slash; the server sets it, permalinks begin with it."""

    def people(self) -> list[Person]:
        """Return active people, the bot user excepted, in a stable order."""
        raise NotImplementedError

    def person(self, who: str | Person) -> Person:
        """Return someone by id, handle or first name, any case; raise `NoSuchPersonError`."""
        raise NotImplementedError

    @property
    def bot(self) -> Person:
        """The app's own user."""
        raise NotImplementedError

    def channels(self, person: str | Person | None = None) -> list[Channel]:
        """Return channels that the person may see (public ones and those they are in); all without a person."""
        raise NotImplementedError

    def channel(self, where: str | Channel) -> Channel:
        """Return a channel by id or name with or without "#"; raise `NoSuchChannelError`."""
        raise NotImplementedError

    def message(self, channel: str | Channel, ts: str) -> Message | None:
        """Return one message, or None when it is gone."""
        raise NotImplementedError

    def history(self, channel: str | Channel, person: str | Person) -> list[Message]:
        """Return what stands in the channel itself, oldest first: roots, broadcast replies, and this person's ephemerals."""
        raise NotImplementedError

    def thread(self, channel: str | Channel, ts: str, person: str | Person | None = None) -> list[Message]:
        """Return the root and its replies, oldest first; ephemerals only for `person`."""
        raise NotImplementedError

    def replies(self, message: Message) -> int:
        """Return the number of replies under a root message."""
        raise NotImplementedError

    def permalink(self, message: Message) -> str:
        """Return the address of a message, as chat.getPermalink tells it."""
        raise NotImplementedError

    def modal(self, person: str | Person) -> ModalView | None:
        """Return the topmost open modal of a person."""
        raise NotImplementedError

    def home(self, person: str | Person) -> HomeView:
        """Return the app's Home tab of a person."""
        raise NotImplementedError

    def status(self, channel: str | Channel, thread_ts: str) -> ThreadStatus | None:
        """Return the "is thinking…" line of a thread while there is one."""
        raise NotImplementedError

    def file(self, file_id: str) -> File:
        """Return a file with its content; raise `NoSuchFileError`."""
        raise NotImplementedError

    def rendered(self, text: str) -> str:
        """Return stored text as people read it: entities resolved, `<@U…>` as @name, links as label or address."""
        raise NotImplementedError

    def app_is_connected(self) -> bool:
        """Whether the app holds at least one Socket Mode connection."""
        raise NotImplementedError

    def changes(self) -> Any:
        """Subscribe: `async with workspace.changes() as changes: async for change in changes`.

        Nothing is missed from the moment of the call on. Each change is a `Change`.
        """
        raise NotImplementedError

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
        """Write a message as typed ("@ana", "#product", "https://…" become Slack's forms); `file` is (name, content)."""
        raise NotImplementedError

    async def edit(self, person: str | Person, message: Message, text: str) -> Message:
        """Change one's own message."""
        raise NotImplementedError

    async def delete(self, person: str | Person, message: Message) -> None:
        """Delete one's own message; a root with replies leaves a tombstone."""
        raise NotImplementedError

    async def react(self, person: str | Person, message: Message, emoji: str) -> None:
        """Add a reaction ("white_check_mark", colons allowed); twice is a no-op."""
        raise NotImplementedError

    async def unreact(self, person: str | Person, message: Message, emoji: str) -> None:
        """Take a reaction back."""
        raise NotImplementedError

    async def command(self, person: str | Person, channel: str | Channel, command: str, text: str = "") -> Outcome:
        """Run a slash command; returns once the app acknowledged or Slack gave up (3 s) and told the person so."""
        raise NotImplementedError

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
        raise NotImplementedError

    async def shortcut(self, person: str | Person, callback_id: str, message: Message) -> Outcome:
        """Use a message shortcut of the app."""
        raise NotImplementedError

    def shortcuts(self) -> list[tuple[str, str]]:
        """Return the app's message shortcuts as (callback id, name)."""
        raise NotImplementedError

    async def submit_view(
        self, person: str | Person, view_id: str, values: Mapping[str, Mapping[str, Any]] | None = None
    ) -> Outcome:
        """Send a modal: `values` is block id → action id → what was entered (as `value` of `press`).

        Empty required inputs come back as `errors` without asking the app, as Slack's client does; the app's own
        refusals come back as `errors` too.
        """
        raise NotImplementedError

    async def close_view(self, person: str | Person, view_id: str) -> None:
        """Close a modal (the one on top; the app hears of it if the view asked for `notify_on_close`)."""
        raise NotImplementedError

    async def open_home(self, person: str | Person) -> HomeView:
        """Open the app's Home tab."""
        raise NotImplementedError

    async def invite_bot(self, channel: str | Channel) -> None:
        """Make the app a member of the channel."""
        raise NotImplementedError

    async def remove_bot(self, channel: str | Channel) -> None:
        """Remove the app from the channel."""
        raise NotImplementedError
