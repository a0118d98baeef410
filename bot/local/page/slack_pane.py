"""The left half: a chat client for whoever one is at the moment."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import events, ui

from bot.local.page.blocks import blocks_html
from bot.local.page.composer import Composer
from bot.local.page.deeds import Deeds
from bot.local.page.desk import Desk
from bot.local.page.message_list import MessageList
from bot.local.page.modal import Modal
from bot.local.page.sidebar import SidebarState, sidebar_html
from bot.local.page.thread_pane import ThreadPane
from bot.local.page.viewpoint import Viewpoint
from bot.local.page.welcome import channel_head, empty_channel, home_head, no_home_yet
from bot.local.slack import Message, Person
from bot.local.slack.errors import NotAllowedError
from bot.local.slack.model import SLACKBOT, Change

Json = dict[str, Any]
HOME = "home"

STARTER = "/plan a weekly report that writes itself"
"""What the first visit proposes to type."""


class SlackPane:
    """Sidebar, channel (or the app's Home), thread, modals. `open_address` opens links into this workspace."""

    def __init__(
        self, desk: Desk, me: Person, open_address: Callable[[str], None], became: Callable[[Person], None]
    ) -> None:
        self._desk = desk
        self._me = me
        self._open_address = open_address
        self._became = became
        self._eyes = Viewpoint.of(desk.slack, me)
        self._deeds = Deeds(desk, lambda: self._eyes)
        self.place = self._first_channel()
        with ui.element("div").classes("slack") as root:
            self._root = root
            root.on("click", self._did, js_handler="(e) => planthread.clicked(e, emit)")
            root.on("change", self._did, js_handler="(e) => planthread.changed(e, emit)")
            self._sidebar = ui.html("", sanitize=False, tag="aside").classes("sidebar")
            with ui.element("section").classes("channel").props('aria-label="Channel"'):
                self._head = ui.html("", sanitize=False).classes("head")
                self._welcome = ui.html("", sanitize=False).classes("welcome")
                self._messages = MessageList(desk, "Messages in this channel", in_thread=False)
                self._home = ui.html("", sanitize=False).classes("home view")
                self._composer = Composer("main", self._send, desk.slack.commands())
            self.thread = ThreadPane(desk, lambda: self._eyes, self._reply)
        self.modal = Modal(desk, lambda: self._eyes)
        self._acts: dict[str, Callable[[Json], Awaitable[None] | None]] = {
            "channel": lambda did: self.open_channel(str(did.get("channel", ""))),
            "home": lambda did: self.open_home(),
            "messages": lambda did: self.open_channel(desk.slack.direct_messages(self._me).id),
            "person": lambda did: self.become(str(did.get("person", ""))),
            "thread": lambda did: self.open_thread(str(did.get("channel", "")), str(did.get("ts", ""))),
            "close-thread": lambda did: self._close_thread(),
            "menu": lambda did: self._show_menu(True),
            "close-menu": lambda did: self._show_menu(False),
            "earlier": lambda did: self._show_earlier(did),
            "starter": lambda did: self._start(),
            "invite": lambda did: desk.slack.invite_bot(self.place),
            "open": lambda did: self._open_address(str(did.get("href", ""))),
            "press": self._press,
            "choose": self._press,
            "react": self._deeds.react,
            "edit": self._deeds.edit,
            "delete": self._deeds.delete,
            "dismiss": self._deeds.dismiss,
            "shortcut": self._deeds.shortcut,
            "copy-link": self._deeds.copy_link,
        }
        self.open_channel(self.place)

    @property
    def me(self) -> Person:
        """Who looks."""
        return self._me

    # Where one is -----------------------------------------------------------------------------------------------

    def open_channel(self, channel_id: str) -> None:
        """Show a channel."""
        self._show_menu(False)
        if channel_id != self.place:
            self._messages.clear()
        if channel_id != self.thread.channel_id:
            self._close_thread()
        self.place = channel_id
        self._composer.name(
            f"Message #{self._desk.slack.channel(channel_id).name}" if not self._is_direct else "Message planthread"
        )
        self._refresh_place()

    async def open_home(self) -> None:
        """Show the app's Home tab; the app hears of it and may fill it."""
        self._show_menu(False)
        self._close_thread()
        self.place = HOME
        self._refresh_place()
        await self._desk.slack.open_home(self._me)

    def open_thread(self, channel_id: str, ts: str, *, point_at: str = "") -> None:
        """Show a thread, and its channel beside it; `point_at` is the message to scroll to and to mark for a moment."""
        message = self._desk.slack.message(channel_id, ts)
        if message is None:
            ui.notify("That message is gone.", type="warning")
            return
        if self.place != channel_id:
            self.open_channel(channel_id)
        self.thread.open(channel_id, message.thread_ts or ts, point_at=point_at)
        self._root.props('data-thread="open"')
        self._messages.show(self._history(), self._eyes, {self.thread.ts})

    async def become(self, person_id: str) -> None:
        """Look through another person's eyes, at the same place where they may see it."""
        was_direct = self._is_direct
        self._me = self._desk.slack.person(person_id)
        self._eyes = Viewpoint.of(self._desk.slack, self._me)
        self.thread.forget_notices()
        self._messages.clear()
        self._became(self._me)
        visible = {channel.id for channel in self._eyes.channels}
        if self.place == HOME:
            await self.open_home()
        elif was_direct:
            self.open_channel(self._desk.slack.direct_messages(self._me).id)
        else:
            self.open_channel(self.place if self.place in visible else self._first_channel())
        self.thread.refresh()
        self.modal.show()

    def changed(self, change: Change) -> None:
        """Follow one change of the workspace."""
        if change.person and change.person != self._me.id:
            return
        match change.kind:
            case "modal":
                self.modal.show()
            case "home":
                self._refresh_home()
            case "status":
                self.thread.show_status()
            case "channel" | "app":
                self._eyes = Viewpoint.of(self._desk.slack, self._me)
                self._refresh_place(set())
            case _:
                self._message_changed(change)

    def _message_changed(self, change: Change) -> None:
        dirty = {ts for ts in (change.ts, change.thread_ts) if ts}
        if change.channel == self.thread.channel_id and self.thread.ts in dirty | {change.ts}:
            self.thread.refresh(dirty)
        if change.channel == self.place:
            self._show_messages(dirty)
        self._refresh_sidebar()

    # Drawing ----------------------------------------------------------------------------------------------------

    def _refresh_place(self, dirty: set[str] | None = None) -> None:
        at_home = self.place == HOME
        self._home.set_visibility(at_home)
        self._messages.scroll.set_visibility(not at_home)
        self._composer.set_visibility(not at_home)
        if at_home:
            self._head.set_content(str(home_head(self._eyes, "home")))
            self._welcome.set_content("")
            self._refresh_home()
        elif self._is_direct:
            self._head.set_content(str(home_head(self._eyes, "messages")))
            self._show_messages(dirty)
        else:
            self._head.set_content(str(channel_head(self._desk.slack.channel(self.place), self._eyes)))
            self._show_messages(dirty)
        self._refresh_sidebar()

    def _refresh_home(self) -> None:
        if self.place == HOME:
            view = self._desk.slack.home(self._me).view
            content = blocks_html(view.get("blocks", []), self._eyes) if view else no_home_yet(self._eyes)
            self._home.set_content(str(content))

    def _show_messages(self, dirty: set[str] | None) -> None:
        messages = self._history()
        channel = self._desk.slack.channel(self.place)
        self._welcome.set_content("" if messages else str(empty_channel(channel, self._eyes, STARTER)))
        self._messages.show(messages, self._eyes, dirty)
        self._desk.mark_read(self._me, self.place, messages)

    def _refresh_sidebar(self) -> None:
        slack = self._desk.slack
        unread = frozenset(
            channel.id
            for channel in self._eyes.channels
            if channel.id != self.place and self._desk.channel_is_unread(self._me, channel)
        )
        state = SidebarState(slack.team_name, HOME if self._is_direct else self.place, unread, slack.app_is_connected())
        self._sidebar.set_content(str(sidebar_html(state, self._eyes)))

    def _history(self) -> list[Message]:
        return self._desk.slack.history(self.place, self._me)

    @property
    def _is_direct(self) -> bool:
        return self.place != HOME and self._desk.slack.channel(self.place).is_im

    def _first_channel(self) -> str:
        bot = self._desk.slack.bot.id
        return next((c.id for c in self._eyes.channels if bot in c.members), self._eyes.channels[0].id)

    # Doing ------------------------------------------------------------------------------------------------------

    async def _did(self, event: events.GenericEventArguments) -> None:
        did: Json = event.args if isinstance(event.args, dict) else {}
        act = self._acts.get(str(did.get("do", "")))
        if act is None:
            return
        try:
            result = act(did)
            if result is not None:
                await result
        except (NotAllowedError, LookupError) as refusal:
            ui.notify(str(refusal), type="warning")

    async def _press(self, did: Json) -> None:
        at_home = self.place == HOME and not did.get("ts")
        await self._deeds.press(did, self._desk.slack.home(self._me) if at_home else None)

    async def _send(self, text: str, file: tuple[str, bytes] | None) -> None:
        command, _, rest = text.partition(" ")
        try:
            if file is None and command in {known for known, _, _ in self._desk.slack.commands()}:
                await self._desk.slack.command(self._me, self.place, command, rest.strip())
            elif file is None and command.startswith("/") and command[1:].isalpha():
                self._composer.fill(text)
                ui.notify(f"{command} is not a command of this workspace. Try /plan.", type="warning")
            else:
                await self._desk.slack.post(self._me, self.place, text, file=file)
        except (NotAllowedError, LookupError) as refusal:
            self._composer.fill(text)
            ui.notify(str(refusal), type="warning")

    async def _reply(self, text: str, file: tuple[str, bytes] | None) -> None:
        command = text.partition(" ")[0]
        if command in {known for known, _, _ in self._desk.slack.commands()}:
            self.thread.note(self._notice(f"`{command}` is not supported in threads. Sorry!"))
            return
        try:
            await self._desk.slack.post(self._me, self.thread.channel_id, text, self.thread.ts, file)
        except (NotAllowedError, LookupError) as refusal:
            ui.notify(str(refusal), type="warning")

    def _notice(self, text: str) -> Message:
        ts = f"{time.time():.6f}"
        return Message(ts, self.thread.channel_id, text, SLACKBOT, thread_ts=self.thread.ts, ephemeral_for=self._me.id)

    def _start(self) -> None:
        self._composer.fill(STARTER)

    def _close_thread(self) -> None:
        self.thread.close()
        self._root.props(remove="data-thread")

    def _show_menu(self, on: bool) -> None:
        if on:
            self._root.props('data-menu="open"')
        else:
            self._root.props(remove="data-menu")

    def _show_earlier(self, did: Json) -> None:
        if did.get("place") == "thread":
            self.thread.show_earlier()
        else:
            self._messages.show_earlier(self._history())
            self._messages.show(self._history(), self._eyes, set())
