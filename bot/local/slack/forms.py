"""What people put into elements, as Slack tells it to the app: state objects, actions, and the client's own checks."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.local.slack.errors import NoSuchElementError
from bot.local.slack.model import Json
from bot.local.slack.rules.blocks import elements_of

State = dict[str, dict[str, Json]]
"""Block id → action id → state object."""
Resolve = Callable[[str, str], str]
"""From ("user" | "channel" | "conversation", name or id) to the id."""

_STATELESS = {"button", "overflow", "feedback_buttons", "icon_button"}
_PLAIN = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def find(blocks: list[Json], action_id: str, block_id: str | None = None) -> tuple[Json, Json]:
    """Return (block, element); raise `NoSuchElementError`."""
    known = []
    for block in blocks:
        for item in elements_of(block):
            known.append(item.get("action_id"))
            if item.get("action_id") == action_id and block_id in (None, block.get("block_id")):
                return block, item
    raise NoSuchElementError(f"Nothing here has the action id {action_id!r}; there is: {known}")


def options_of(element: Json) -> list[Json]:
    """Return the options of a menu, those in groups too."""
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    return [option for group in groups for option in group["options"]]


def state_object(element: Json, value: Any, resolve: Resolve) -> Json:
    """Return Slack's state object of an element for a plain value (see `SlackWorkspace.press`)."""
    kind: str = element["type"]
    if isinstance(value, dict) and value.get("type") == kind:
        return value
    if kind in _PLAIN:
        return {"type": kind, _PLAIN[kind]: value if value not in ("", None) else None}
    if kind in {"checkboxes", "multi_static_select"}:
        return {"type": kind, "selected_options": [_option(element, one) for one in value or ()]}
    if kind in {"static_select", "radio_buttons", "overflow"}:
        return {"type": kind, "selected_option": _option(element, value) if value else None}
    what = kind.removeprefix("multi_").removesuffix("s_select")
    if kind.startswith("multi_"):
        return {"type": kind, f"selected_{what}s": [resolve(what, one) for one in value or ()]}
    return {"type": kind, f"selected_{what}": resolve(what, value) if value else None}


def _option(element: Json, wanted: str) -> Json:
    for option in options_of(element):
        if wanted in (option["value"], option["text"]["text"]):
            return {key: option[key] for key in ("text", "value", "description") if key in option}
    raise NoSuchElementError(f"There is no option {wanted!r}: {[o['value'] for o in options_of(element)]}")


def _initial(element: Json) -> Json:
    kind: str = element["type"]
    if kind in _PLAIN:
        initial = {"value": "initial_value"}.get(_PLAIN[kind], _PLAIN[kind].replace("selected", "initial"))
        return {"type": kind, _PLAIN[kind]: element.get(initial)}
    name = (
        "option" if kind in {"static_select", "radio_buttons"} else kind.removeprefix("multi_").removesuffix("s_select")
    )
    if kind in {"checkboxes", "multi_static_select"}:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind.startswith("multi_"):
        return {"type": kind, f"selected_{name}s": element.get(f"initial_{name}s", [])}
    return {"type": kind, f"selected_{name}": element.get(f"initial_{name}")}


def state_of(blocks: list[Json], before: State, values: Mapping[str, Mapping[str, Any]], resolve: Resolve) -> State:
    """Return the state of a form: initial values, what was there before, and the values given now."""
    state: State = {}
    for block_id, element in _stateful(blocks):
        action_id = element["action_id"]
        given = values.get(block_id, {})
        if action_id in given:
            current = state_object(element, given[action_id], resolve)
        else:
            current = before.get(block_id, {}).get(action_id) or _initial(element)
        state.setdefault(block_id, {})[action_id] = current
    _check_names(blocks, values)
    return state


def _check_names(blocks: list[Json], values: Mapping[str, Mapping[str, Any]]) -> None:
    for block_id, actions in values.items():
        for action_id in actions:
            find(blocks, action_id, block_id)


def _stateful(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    for block in blocks:
        for element in elements_of(block):
            if element["type"] not in _STATELESS:
                yield block["block_id"], element


def client_errors(blocks: list[Json], state: State) -> dict[str, str]:
    """Return what Slack's client itself finds wrong with a form, by block id."""
    errors = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        current = state[block["block_id"]][element["action_id"]]
        value = next((item for key, item in current.items() if key != "type"), None)
        problem = _problem(element, value, optional=bool(block.get("optional")))
        if problem:
            errors[block["block_id"]] = problem
    return errors


def _problem(element: Json, value: Any, *, optional: bool) -> str | None:
    if value in (None, "", []):
        return None if optional else "Please complete this required field."
    if element["type"] == "plain_text_input":
        if len(value) < element.get("min_length", 0):
            return f"Please enter at least {element['min_length']} characters."
        if len(value) > element.get("max_length", 3000):
            return f"Please enter at most {element.get('max_length', 3000)} characters."
    if element["type"] == "email_text_input" and not _EMAIL.fullmatch(value):
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and not value.startswith(("http://", "https://")):
        return "Please enter a valid URL."
    if element["type"] == "number_input":
        try:
            float(value)
        except ValueError:
            return "Please enter a number."
    return None


def action(block: Json, element: Json, value: Any, ts: str, resolve: Resolve) -> Json:
    """Return the entry of `actions` for using an element."""
    body: Json = {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "type": element["type"],
        "action_ts": ts,
    }
    if element["type"] in {"button", "icon_button"}:
        return body | {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    if element["type"] == "feedback_buttons":
        chosen = element["negative_button" if value == element["negative_button"]["value"] else "positive_button"]
        return body | {"text": chosen["text"], "value": chosen["value"]}
    return body | state_object(element, value, resolve)
