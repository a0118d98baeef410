"""Interactive elements and their limits. https://docs.slack.dev/reference/block-kit/block-elements"""

from typing import Any

from bot.local.slack.rules.schema import (
    Report,
    Rule,
    Shape,
    anything,
    boolean,
    list_of,
    number,
    object_of,
    one_of,
    string,
    text,
    typed,
)

IDENTIFIER = string(255)
PLACEHOLDER = text(150, plain=True)

CONFIRM = object_of(
    Shape(
        {
            "title": text(100, plain=True),
            "text": text(300),
            "confirm": text(30, plain=True),
            "deny": text(30, plain=True),
            "style": one_of("primary", "danger"),
        },
        ("title", "text", "confirm", "deny"),
    )
)
OPTION = object_of(
    Shape(
        {"text": text(75), "value": string(150), "description": text(75), "url": string(3000)},
        ("text", "value"),
    )
)
OPTION_GROUP = object_of(
    Shape({"label": text(75, plain=True), "options": list_of(OPTION, 100, 1)}, ("label", "options"))
)
_COMMON: dict[str, Rule] = {"action_id": IDENTIFIER, "confirm": CONFIRM, "focus_on_load": boolean}
_MENU: dict[str, Rule] = {**_COMMON, "placeholder": PLACEHOLDER}
_MULTI: dict[str, Rule] = {**_MENU, "max_selected_items": number}
_OPTIONS: dict[str, Rule] = {"options": list_of(OPTION, 100, 1), "option_groups": list_of(OPTION_GROUP, 100, 1)}
_CHANNEL_MENU: dict[str, Rule] = {"response_url_enabled": boolean, "filter": anything}
_TYPED: dict[str, Rule] = {
    "action_id": IDENTIFIER,
    "focus_on_load": boolean,
    "placeholder": PLACEHOLDER,
    "initial_value": string(3000),
    "dispatch_action_config": anything,
}

BUTTON = Shape(
    {
        "action_id": IDENTIFIER,
        "text": text(75, plain=True),
        "url": string(3000),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
    },
    ("text",),
)
IMAGE = Shape({"image_url": string(3000, 1), "slack_file": anything, "alt_text": string(2000)}, ("alt_text",))

_FEEDBACK = object_of(
    Shape({"text": text(75, plain=True), "value": string(2000), "accessibility_label": string(75)}, ("text", "value"))
)

ELEMENTS: dict[str, Shape] = {
    "button": BUTTON,
    "overflow": Shape({**_COMMON, "options": list_of(OPTION, 5, 1)}, ("options",)),
    "static_select": Shape({**_MENU, **_OPTIONS, "initial_option": OPTION}),
    "multi_static_select": Shape({**_MULTI, **_OPTIONS, "initial_options": list_of(OPTION, 100)}),
    "users_select": Shape({**_MENU, "initial_user": string(255)}),
    "multi_users_select": Shape({**_MULTI, "initial_users": list_of(string(255), 100)}),
    "channels_select": Shape({**_MENU, **_CHANNEL_MENU, "initial_channel": string(255)}),
    "multi_channels_select": Shape({**_MULTI, "initial_channels": list_of(string(255), 100)}),
    "conversations_select": Shape(
        {
            **_MENU,
            **_CHANNEL_MENU,
            "initial_conversation": string(255),
            "default_to_current_conversation": boolean,
        }
    ),
    "multi_conversations_select": Shape(
        {
            **_MULTI,
            "filter": anything,
            "initial_conversations": list_of(string(255), 100),
            "default_to_current_conversation": boolean,
        }
    ),
    "checkboxes": Shape(
        {**_COMMON, "options": list_of(OPTION, 10, 1), "initial_options": list_of(OPTION, 10)}, ("options",)
    ),
    "radio_buttons": Shape({**_COMMON, "options": list_of(OPTION, 10, 1), "initial_option": OPTION}, ("options",)),
    "datepicker": Shape({**_MENU, "initial_date": string(10)}),
    "timepicker": Shape({**_MENU, "initial_time": string(5), "timezone": string(255)}),
    "datetimepicker": Shape({**_COMMON, "initial_date_time": number}),
    "plain_text_input": Shape({**_TYPED, "multiline": boolean, "min_length": number, "max_length": number}),
    "email_text_input": Shape(_TYPED),
    "url_text_input": Shape(_TYPED),
    "number_input": Shape(
        {**_TYPED, "is_decimal_allowed": boolean, "min_value": anything, "max_value": anything}, ("is_decimal_allowed",)
    ),
    "feedback_buttons": Shape(
        {"action_id": IDENTIFIER, "positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
        ("positive_button", "negative_button"),
    ),
    "icon_button": Shape(
        {
            "action_id": IDENTIFIER,
            "icon": one_of("trash"),
            "text": text(75, plain=True),
            "value": string(2000),
            "accessibility_label": string(75),
            "visible_to_user_ids": anything,
            "confirm": CONFIRM,
        },
        ("icon", "text"),
    ),
    "image": IMAGE,
}

_PICKERS = frozenset({"datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons"})
_MENUS = frozenset(kind for kind in ELEMENTS if kind.endswith("_select"))
IN_ACTIONS = _PICKERS | {"button", "overflow"} | _MENUS
IN_SECTION = IN_ACTIONS | {"image"}
IN_INPUT = _PICKERS | _MENUS | {"plain_text_input", "email_text_input", "url_text_input", "number_input"}


def element(allowed: frozenset[str]) -> Rule:
    """Accept one of these kinds of element, with what goes beyond single fields."""
    by_shape = typed(ELEMENTS, allowed)

    def rule(value: Any, place: str, report: Report) -> None:
        before = len(report.problems)
        by_shape(value, place, report)
        if len(report.problems) > before:
            return
        if value["type"] in {"static_select", "multi_static_select"}:
            _check_options(value, place, report)
        if value["type"] == "plain_text_input":
            for name in ("min_length", "max_length"):
                if not 0 <= value.get(name, 0) <= 3000:
                    report.add("must be between 0 and 3000", f"{place}/{name}")

    return rule


def _check_options(menu: dict[str, Any], place: str, report: Report) -> None:
    if ("options" in menu) == ("option_groups" in menu):
        report.add("must provide exactly one of: options, option_groups", place)
        return
    groups = menu.get("option_groups") or [{"options": menu.get("options")}]
    options = [option for group in groups for option in group["options"]]
    values = [option["value"] for option in options]
    if len(set(values)) != len(values):
        report.add("option values must be unique", f"{place}/options")
    initial = menu.get("initial_options") or ([menu["initial_option"]] if "initial_option" in menu else [])
    if any(option not in options for option in initial):
        report.add("initial option must match one of the options", place)
