"""The app's modals as dialogs: fields, submit and close, errors beside the fields, views updated while open."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from nicegui import background_tasks, events, ui

from bot.local.page.blocks import blocks_html
from bot.local.page.desk import Desk
from bot.local.page.elements import words
from bot.local.page.form import Field, Values
from bot.local.page.markup import tag
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack import ModalView
from bot.local.slack.errors import NoSuchElementError, NotAllowedError

Json = dict[str, Any]


class Modal:
    """Whatever modal is open for one person; `show` follows what the workspace says."""

    def __init__(self, desk: Desk, eyes: Callable[[], Viewpoint]) -> None:
        self._desk = desk
        self._eyes = eyes
        self._drawn = ""
        self._view: ModalView | None = None
        self._values: Values = {}
        self._fields: list[Field] = []
        with ui.dialog().props("persistent no-route-dismiss") as dialog:
            self._dialog = dialog
            self._card = ui.card().classes("dialog modal").props('role="dialog" aria-modal="true"')
            dialog.on("escape-key", self._close)

    def show(self) -> None:
        """Open, update or close the dialog so that it shows the person's topmost modal."""
        view = self._desk.slack.modal(self._eyes().me)
        if view is None:
            self._view, self._drawn = None, ""
            self._dialog.close()
            return
        if self._view is None or self._view.id != view.id:
            self._values = {}
        self._view = view
        drawn = f"{view.id} {view.hash} {self._eyes().me.id}"
        if drawn != self._drawn:
            self._drawn = drawn
            self._draw(view)
        for field in self._fields:
            field.complain(view.errors.get(field.block_id, ""))
        self._dialog.open()

    def _draw(self, modal: ModalView) -> None:
        view = modal.view
        self._card.clear()
        self._fields.clear()
        title = words(view.get("title")) or "Dialog"
        self._card.props["aria-label"] = title
        with self._card:
            with ui.element("div").classes("dialog-head"):
                ui.html(str(tag("h2", title)), sanitize=False)
                ui.button(icon="close", on_click=self._close, color=None).props(
                    'flat round dense aria-label="Close dialog"'
                )
            body = ui.element("div").classes("dialog-fields view")
            body.on("click", self._used, js_handler="(e) => planthread.clicked(e, emit)")
            body.on("change", self._used, js_handler="(e) => planthread.changed(e, emit)")
            with body:
                for block in view.get("blocks") or []:
                    self._block(block)
            with ui.element("div").classes("dialog-buttons"):
                ui.button(words(view.get("close")) or "Cancel", on_click=self._close, color=None).props(
                    "no-caps outline"
                )
                if any(block.get("type") == "input" for block in view.get("blocks") or []) or view.get("submit"):
                    submit = ui.button(words(view.get("submit")) or "Submit", on_click=self._submit)
                    submit.props("unelevated no-caps")

    def _block(self, block: Json) -> None:
        if block.get("type") == "input":
            self._fields.append(Field(block, self._values, self._eyes(), self._dispatched))
        else:
            ui.html(str(blocks_html([block], self._eyes())), sanitize=False)

    async def _submit(self) -> None:
        if self._view is None:
            return
        try:
            outcome = await self._desk.slack.submit_view(self._eyes().me, self._view.id, self._values)
        except (NotAllowedError, NoSuchElementError) as error:
            ui.notify(str(error), type="warning")
            return
        if outcome.problem:
            ui.notify(outcome.problem, type="negative")
        self.show()

    async def _close(self) -> None:
        view, self._view = self._view, None
        self._drawn = ""
        self._dialog.close()
        if view is not None:
            with suppress(NotAllowedError):  # the app closed it first
                await self._desk.slack.close_view(self._eyes().me, view.id)
        self.show()

    async def _used(self, event: events.GenericEventArguments) -> None:
        """An interactive element outside of input blocks was used."""
        did: Json = event.args
        if did.get("do") in {"press", "choose"}:
            if did["do"] == "choose":
                self._values.setdefault(did.get("block", ""), {})[did.get("action", "")] = did.get("value")
            await self._press(did.get("block", ""), did.get("action", ""), did.get("value"))

    def _dispatched(self, block_id: str, action_id: str) -> None:
        value = self._values[block_id][action_id]
        background_tasks.create(self._press(block_id, action_id, value), context=self._card)

    async def _press(self, block_id: str, action_id: str, value: Any) -> None:
        if self._view is None:
            return
        try:
            outcome = await self._desk.slack.press(
                self._eyes().me, self._view, action_id, block_id or None, value, self._values
            )
        except (NotAllowedError, NoSuchElementError) as error:
            ui.notify(str(error), type="warning")
            return
        if outcome.problem:
            ui.notify(outcome.problem, type="negative")
