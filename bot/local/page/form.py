"""The fields of a modal: one control per input block, its value in Slack's plain form, its error beside it.

Reference: https://docs.slack.dev/reference/block-kit/blocks/input-block
"""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from bot.local.page.elements import chosen_in, element, options_of, text_object, words
from bot.local.page.markup import tag
from bot.local.page.viewpoint import Viewpoint

Json = dict[str, Any]
Values = dict[str, dict[str, Any]]
"""Block id → action id → what was entered, as `SlackWorkspace.submit_view` takes it."""


class Field:
    """One input block in the browser. It writes what is entered into `values` under its block and action id."""

    def __init__(self, block: Json, values: Values, eyes: Viewpoint, dispatch: Callable[[str, str], None]) -> None:
        self._element: Json = block.get("element") or {}
        self.block_id: str = block.get("block_id", "")
        self._action_id: str = self._element.get("action_id", "")
        self._values = values
        self._dispatch = dispatch if block.get("dispatch_action") else None
        self._label = words(block.get("label"))
        with ui.element("div").classes("form-field"):
            optional = tag("small", " (optional)") if block.get("optional") else None
            ui.html(str(tag("span", self._label, optional)), sanitize=False).classes("form-label")
            self._control(eyes)
            if block.get("hint"):
                ui.html(str(tag("small", text_object(block["hint"], eyes))), sanitize=False).classes("hint")
            self._error = ui.html("", sanitize=False).classes("error").props('role="alert"')

    def complain(self, problem: str) -> None:
        """Say what is wrong with it; "" takes it back."""
        self._error.set_content(str(tag("span", problem)) if problem else "")

    def _control(self, eyes: Viewpoint) -> None:
        kind = self._element.get("type", "")
        if kind in {"plain_text_input", "email_text_input", "url_text_input", "number_input"}:
            self._text()
        elif kind in {"checkboxes", "radio_buttons"}:
            self._boxes(eyes, several=kind == "checkboxes")
        elif kind in {"datepicker", "timepicker"}:
            self._moment("date" if kind == "datepicker" else "time")
        elif kind.endswith("_select"):
            self._menu(eyes, several=kind.startswith("multi_"))
        else:
            ui.html(str(element(self._element, self.block_id, eyes)), sanitize=False)

    def _now(self, initial: Any) -> Any:
        """What was entered so far, or what the app starts it with."""
        return self._values.setdefault(self.block_id, {}).setdefault(self._action_id, initial)

    def _entered(self, value: Any) -> None:
        self._values[self.block_id][self._action_id] = value
        self.complain("")
        if self._dispatch:
            self._dispatch(self.block_id, self._action_id)

    def _text(self) -> None:
        hint = words(self._element.get("placeholder"))
        value = self._now(self._element.get("initial_value", "")) or ""
        make = ui.textarea if self._element.get("multiline") else ui.input
        field = make(value=value, placeholder=hint, on_change=lambda event: self._entered(event.value))
        field.props("outlined dense autogrow" if self._element.get("multiline") else "outlined dense")
        field.props["aria-label"] = self._label
        if limit := self._element.get("max_length"):
            field.props["maxlength"] = limit
            field.props["counter"] = True

    def _moment(self, kind: str) -> None:
        value = self._now(self._element.get(f"initial_{kind}") or "") or ""
        field = ui.input(value=value, on_change=lambda event: self._entered(event.value)).props("outlined dense")
        field.props["type"] = kind
        field.props["aria-label"] = self._label

    def _menu(self, eyes: Viewpoint, *, several: bool) -> None:
        options = dict(options_of(self._element, eyes))
        chosen = self._now(chosen_in(self._element) if several else next(iter(chosen_in(self._element)), None))
        value = [one for one in chosen or [] if one in options] if several else chosen if chosen in options else None
        menu = ui.select(options, value=value, multiple=several, on_change=lambda event: self._entered(event.value))
        menu.props("outlined dense options-dense" + (" use-chips" if several else "")).classes("menu-field")
        menu.props["aria-label"] = self._label
        if not chosen:
            menu.props["placeholder"] = words(self._element.get("placeholder"))

    def _boxes(self, eyes: Viewpoint, *, several: bool) -> None:
        options = dict(options_of(self._element, eyes))
        chosen = self._now(chosen_in(self._element) if several else next(iter(chosen_in(self._element)), None))
        if not several:
            radio = ui.radio(options, value=chosen, on_change=lambda event: self._entered(event.value))
            radio.props["aria-label"] = self._label
            return
        for value, label in options.items():
            ui.checkbox(
                label,
                value=value in (chosen or []),
                on_change=lambda event, value=value: self._toggled(value, bool(event.value)),
            )

    def _toggled(self, value: str, on: bool) -> None:
        others = [one for one in self._values[self.block_id][self._action_id] or [] if one != value]
        self._entered([*others, value] if on else others)
