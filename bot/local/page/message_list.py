"""A growing list of messages in the browser, updated one message at a time."""

from datetime import date

from nicegui import ui

from bot.local.page.desk import Desk
from bot.local.page.markup import tag
from bot.local.page.messages import Shown, message_html
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack import File, Message
from bot.local.slack.errors import NoSuchFileError

TOGETHER_SECONDS = 300
"""Messages of one author within this time stand under one portrait, as in Slack."""
AT_ONCE = 60
"""How many messages are shown before one asks for earlier ones."""


class MessageList:
    """The messages of a channel or thread. `show` draws what changed and leaves the rest of the page alone."""

    def __init__(self, desk: Desk, label: str, *, in_thread: bool) -> None:
        self._desk = desk
        self._in_thread = in_thread
        self._drawn: dict[str, tuple[ui.html, tuple[bool, str]]] = {}
        self._since: str | None = None
        with ui.element("div").classes("scroller") as scroll:
            self.scroll = scroll.props('tabindex="0"')
            with ui.element("div").classes("list").props(f'role="log" aria-label="{label}"') as box:
                self.box = box
        with self.box:
            self._earlier = ui.html("", sanitize=False)

    def clear(self) -> None:
        """Forget everything, for another channel or thread."""
        for drawn, _ in self._drawn.values():
            drawn.delete()
        self._drawn.clear()
        self._since = None
        self._earlier.set_content("")

    def show_earlier(self, messages: list[Message]) -> None:
        """Let the next `show` of these messages go further back."""
        hidden = [message for message in messages if message.ts < (self._since or "")]
        self._since = hidden[-AT_ONCE:][0].ts if hidden else self._since

    def reach(self, messages: list[Message], ts: str) -> None:
        """Let the next `show` of these messages go back to the one of this ts at least."""
        if messages:
            self._since = min(self._since or messages[-AT_ONCE:][0].ts, ts)

    def show(self, messages: list[Message], eyes: Viewpoint, dirty: set[str] | None = None) -> None:
        """Draw these messages, oldest first. Only those in `dirty` (ts) are drawn again; None draws all again."""
        if self._since is None and messages:
            self._since = messages[-AT_ONCE:][0].ts
        window = [message for message in messages if message.ts >= (self._since or "")]
        hidden = len(messages) - len(window)
        more = tag("button", f"Show earlier messages ({hidden})", type="button", cls="btn earlier", data_do="earlier")
        self._earlier.set_content(str(more) if hidden else "")
        alive = {_key(message) for message in window}
        for key in [key for key in self._drawn if key not in alive]:
            self._drawn.pop(key)[0].delete()
        previous: Message | None = None
        for index, message in enumerate(window):
            self._place(index, message, self._frame(message, previous, eyes), eyes, dirty)
            previous = message

    def _place(
        self, index: int, message: Message, frame: tuple[bool, str], eyes: Viewpoint, dirty: set[str] | None
    ) -> None:
        drawn = self._drawn.get(_key(message))
        if drawn and drawn[1] == frame and dirty is not None and message.ts not in dirty:
            return
        follows, day = frame
        divider = tag("div", tag("span", day), cls="day", role="separator") if day else ""
        content = str(divider) + str(message_html(self._shown(message, follows, eyes), eyes))
        if drawn:
            drawn[0].set_content(content)
            self._drawn[_key(message)] = (drawn[0], frame)
            return
        with self.box:
            element = ui.html(content, sanitize=False)
        if index < len(self._drawn):
            element.move(target_index=index + 1)
        self._drawn[_key(message)] = (element, frame)

    def _frame(self, message: Message, previous: Message | None, eyes: Viewpoint) -> tuple[bool, str]:
        """Whether it follows the one above without a portrait, and the day to write above it ("" for none)."""
        before: date | None = eyes.when(previous.ts).date() if previous else None
        new_day = before != eyes.when(message.ts).date()
        follows = (
            previous is not None
            and not new_day
            and previous.user == message.user
            and float(message.ts) - float(previous.ts) < TOGETHER_SECONDS
            and not message.ephemeral_for
            and not previous.ephemeral_for
            and not (self._in_thread and not previous.is_reply)
        )
        return follows, eyes.day(message.ts) if new_day and not self._in_thread else ""

    def _shown(self, message: Message, follows: bool, eyes: Viewpoint) -> Shown:
        slack = self._desk.slack
        count, last, unread = 0, "", False
        if not self._in_thread and not message.ephemeral_for and (count := slack.replies(message)):
            replies = slack.thread(message.channel, message.ts)[1:]
            last = replies[-1].ts if replies else ""
            unread = self._desk.thread_is_unread(eyes.me, message, replies)
        return Shown(
            message,
            in_thread=self._in_thread,
            follows=follows,
            replies=count,
            last_reply=last,
            unread_replies=unread,
            files=tuple(self._files(message)),
            shortcuts=tuple(slack.shortcuts()),
        )

    def _files(self, message: Message) -> list[File]:
        found = []
        for file_id in message.files:
            try:
                found.append(self._desk.slack.file(file_id))
            except NoSuchFileError:
                continue
        return found


def _key(message: Message) -> str:
    return f"{message.ephemeral_for or ''}{message.ts}"
