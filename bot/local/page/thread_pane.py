"""The open thread: its messages, the line that says someone is writing, and the reply field."""

import json
from collections.abc import Callable

from nicegui import ui

from bot.local.page.composer import Composer, Send
from bot.local.page.desk import Desk
from bot.local.page.markup import icon, tag
from bot.local.page.message_list import MessageList
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack import Message


class ThreadPane:
    """A thread beside its channel. `notices` are Slack's own remarks to this person, which no history keeps."""

    def __init__(self, desk: Desk, eyes: Callable[[], Viewpoint], send: Send) -> None:
        self._desk = desk
        self._eyes = eyes
        self.channel_id = ""
        self.ts = ""
        self._notices: list[Message] = []
        with ui.element("section").classes("thread").props('aria-label="Thread"') as section:
            self._section = section
            self._head = ui.html("", sanitize=False).classes("head")
            self._messages = MessageList(desk, "Messages in this thread", in_thread=True)
            self._status = ui.html("", sanitize=False).classes("status").props('role="status"')
            self._composer = Composer("reply", send)
            self._composer.name("Reply…")
        section.set_visibility(False)

    @property
    def is_open(self) -> bool:
        """Whether a thread is shown."""
        return bool(self.ts)

    def open(self, channel_id: str, ts: str, *, point_at: str = "") -> None:
        """Show the thread of a root message; `point_at` is the message to scroll to and to mark for a moment."""
        if (channel_id, ts) != (self.channel_id, self.ts):
            self._messages.clear()
            self._notices.clear()
        if point_at:
            self._messages.reach(self._desk.slack.thread(channel_id, ts, self._eyes().me), point_at)
        self.channel_id, self.ts = channel_id, ts
        name = self._desk.slack.channel(channel_id).name
        close = tag(
            "button", icon("close"), type="button", data_do="close-thread", aria_label="Close thread", cls="tool"
        )
        menu = tag(
            "button", icon("menu"), type="button", data_do="menu", aria_label="Channels and people", cls="tool narrow"
        )
        back = tag(
            "button",
            icon("arrow_back"),
            type="button",
            data_do="close-thread",
            aria_label="Back to channel",
            cls="tool narrow",
        )
        self._head.set_content(str(back + tag("h1", "Thread", tag("small", f"#{name}")) + close + menu))
        self._section.set_visibility(True)
        self.refresh()
        if point_at:
            ui.run_javascript(f"planthread.pointAt({json.dumps(point_at)})")

    def close(self) -> None:
        """Hide it."""
        self.channel_id = self.ts = ""
        self._section.set_visibility(False)
        self._messages.clear()
        self._notices.clear()

    def refresh(self, dirty: set[str] | None = None) -> None:
        """Draw what changed: the messages of these ts, or all."""
        if not self.is_open:
            return
        eyes = self._eyes()
        messages = self._desk.slack.thread(self.channel_id, self.ts, eyes.me)
        if not messages:
            self.close()
            return
        shown = sorted([*messages, *self._notices], key=lambda message: message.ts)
        self._messages.show(shown, eyes, dirty)
        self._desk.mark_read(eyes.me, self.channel_id, messages, self.ts)
        self.show_status()

    def show_earlier(self) -> None:
        """Go further back."""
        self._messages.show_earlier(self._desk.slack.thread(self.channel_id, self.ts, self._eyes().me))
        self.refresh(set())

    def show_status(self) -> None:
        """Draw the line under the thread: "planthread is writing…"."""
        status = self._desk.slack.status(self.channel_id, self.ts) if self.is_open else None
        if status is None or not (status.status or status.loading_messages):
            self._status.set_content("")
            return
        said = (
            status.loading_messages[0]
            if status.loading_messages
            else f"{self._desk.slack.bot.real_name} {status.status}"
        )
        dots = tag("span", tag("i"), tag("i"), tag("i"), cls="dots", aria_hidden="true")
        self._status.set_content(str(dots + tag("span", said)))

    def note(self, notice: Message) -> None:
        """Add a remark of Slack's to this person, until the thread is closed."""
        self._notices.append(notice)
        self.refresh(set())

    def forget_notices(self) -> None:
        """Another person looks now."""
        self._notices.clear()
