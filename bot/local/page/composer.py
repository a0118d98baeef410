"""Where one writes: a text field with Enter to send, a file to attach, and hints for slash commands."""

import json
from collections.abc import Awaitable, Callable

from nicegui import events, ui

from bot.local.page.markup import icon, tag

MAX_FILE_BYTES = 20_000_000

Send = Callable[[str, tuple[str, bytes] | None], Awaitable[None]]
"""Called with the text and, if one was attached, a file as (name, content)."""


class Composer:
    """One text field. `kind` tells the channel's from the thread's in the page's styles and scripts.

    `commands` are the slash commands to hint at, as `SlackWorkspace.commands` lists them; None where there are none.
    """

    def __init__(self, kind: str, send: Send, commands: list[tuple[str, str, str]] | None = None) -> None:
        self._send = send
        self._file: tuple[str, bytes] | None = None
        with ui.element("div").classes(f"composer {kind}") as box:
            self._box = box
            if commands is not None:
                ui.html(_hints(commands), sanitize=False)
            with ui.element("div").classes("field"):
                self._text = ui.element("textarea").props('rows="1" autocomplete="off"')
                self._text.on("keydown", self._sent, js_handler="(e) => planthread.enter(e, emit)")
                self._text.on("input", js_handler="(e) => planthread.typed(e.target)")
                with ui.element("div").classes("row-of-tools"):
                    self._attach = ui.element("button").props('type="button" aria-label="Attach a file"')
                    self._attach.props('title="Attach a file"').classes("tool")
                    with self._attach:
                        ui.html(str(icon("attach_file")), sanitize=False)
                    self._chip = ui.html("", sanitize=False).classes("pending")
                    self._chip.on("click", self._detach, js_handler="(e) => e.target.closest('button') && emit()")
                    send_button = ui.element("button").props('type="button" aria-label="Send" title="Send (Enter)"')
                    with send_button.classes("tool send"):
                        ui.html(str(icon("send")), sanitize=False)
                    send_button.on("click", self._sent, js_handler="(e) => planthread.send(e, emit)")
            self._upload = ui.upload(
                auto_upload=True, max_file_size=MAX_FILE_BYTES, on_upload=self._uploaded, on_rejected=_too_big
            ).classes("hidden-upload")
        self._attach.on("click", lambda: self._upload.run_method("pickFiles"))

    def name(self, label: str) -> None:
        """Say where the text goes, as placeholder and for screen readers."""
        self._text.props["placeholder"] = label
        self._text.props["aria-label"] = label
        self._text.update()

    def set_visibility(self, visible: bool) -> None:
        """Show or hide it."""
        self._box.set_visibility(visible)

    def focus(self) -> None:
        """Put the cursor into the field."""
        ui.run_javascript(f"getHtmlElement({self._text.id})?.focus()")

    def fill(self, text: str) -> None:
        """Write a text into the field, ready to send."""
        ui.run_javascript(f"planthread.fill(getHtmlElement({self._text.id}), {_js(text)})")

    async def _sent(self, event: events.GenericEventArguments) -> None:
        text = str(event.args or "").strip()
        file, self._file = self._file, None
        self._chip.set_content("")
        if text or file:
            await self._send(text, file)

    async def _uploaded(self, event: events.UploadEventArguments) -> None:
        self._file = (event.file.name, await event.file.read())
        self._upload.reset()
        remove = tag("button", icon("close"), type="button", aria_label=f"Remove {event.file.name}")
        self._chip.set_content(str(tag("span", icon("description"), event.file.name, remove)))
        ui.run_javascript(f"planthread.attached(getHtmlElement({self._text.id}), true)")

    def _detach(self) -> None:
        self._file = None
        self._chip.set_content("")
        ui.run_javascript(f"planthread.attached(getHtmlElement({self._text.id}), false)")


def _hints(commands: list[tuple[str, str, str]]) -> str:
    rows = [
        tag(
            "button",
            tag("b", command),
            " ",
            tag("span", usage),
            tag("small", said),
            type="button",
            data_fill=f"{command} ",
            data_command=command,
        )
        for command, said, usage in commands
    ]
    return str(tag("div", rows, cls="hints", role="listbox", aria_label="Commands"))


def _too_big() -> None:
    ui.notify(f"Files can be up to {MAX_FILE_BYTES // 1_000_000} MB here.", type="warning")


def _js(text: str) -> str:
    """A text as a JavaScript string that cannot end the script it stands in."""
    return json.dumps(text).replace("<", "\\u003c")
