"""The form behind *Plan the sprints*: what the team can do, asked once a session."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    DatePickerElement,
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View as SlackView

from bot.planning.sprints.capacity import CapacityField, capacity_from
from bot.planning.sprints.plan import Capacity
from bot.slack.actions import Press, View
from bot.slack.messages.message import counted

MOST_PEOPLE = 50

WEEKS = (1, 2, 3, 4)
DAYS_A_WEEK = 5

FOCUS = ((0.8, "80 %: hardly anything else"), (0.6, "60 %: the usual meetings and support"), (0.4, "40 %: half a team"))
"""The share of a working day that goes into the plan, and how people say it."""

PEOPLE, LENGTH, SHARE, START = "people", "length", "focus", "start"
_BLOCKS = {
    CapacityField.PEOPLE: PEOPLE,
    CapacityField.SPRINT: LENGTH,
    CapacityField.FOCUS: SHARE,
    CapacityField.START: START,
}


def capacity_modal(press: Press, capacity: Capacity | None, *, channel: str) -> dict[str, Any]:
    """The form, filled with what was said before; its metadata is the `Press` of the button."""
    known = capacity or Capacity()
    metadata = press.model_copy(update={"channel": channel or None})
    blocks = [
        _input(
            PEOPLE,
            "How many people work on it",
            NumberInputElement(
                action_id=PEOPLE,
                is_decimal_allowed=False,
                initial_value=str(known.people),
                min_value="1",
                max_value=str(MOST_PEOPLE),
            ),
        ),
        _input(LENGTH, "How long a sprint is", _weeks(known.sprint_days)),
        _input(SHARE, "How much of a day goes into it", _focus(known.focus), "The plan fills four fifths of that"),
        _input(
            START,
            "First day",
            DatePickerElement(action_id=START, initial_date=known.start.isoformat() if known.start else None),
            "Leave it empty to plan in days without dates",
            optional=True,
        ),
    ]
    view: dict[str, Any] = SlackView(
        type="modal",
        callback_id=View.CAPACITY,
        title=PlainTextObject(text="Plan the sprints"),
        submit=PlainTextObject(text="Plan"),
        close=PlainTextObject(text="Cancel"),
        blocks=blocks,
        private_metadata=metadata.model_dump_json(exclude_none=True),
    ).to_dict()
    return view


def read_capacity(state: Mapping[str, Mapping[str, Mapping[str, Any]]], today: date) -> tuple[Capacity, dict[str, str]]:
    """The form as submitted, and a sentence for each field that is wrong (then the capacity means nothing).

    `state` is `view["state"]["values"]`, `today` the day that it is for who submitted it.
    """
    chosen = {field: (_entry(state, field).get("selected_option") or {}).get("value") for field in (LENGTH, SHARE)}
    said = capacity_from(
        {
            CapacityField.PEOPLE: str(_entry(state, PEOPLE).get("value") or ""),
            CapacityField.SPRINT: f"{chosen[LENGTH] or Capacity().sprint_days} days",
            CapacityField.FOCUS: str(chosen[SHARE] or Capacity().focus),
            CapacityField.START: str(_entry(state, START).get("selected_date") or ""),
        },
        today,
    )
    if isinstance(said, Capacity):
        return said, {}
    return Capacity(), {_BLOCKS[field]: sentence for field, sentence in said.items()}


def _weeks(days: int) -> StaticSelectElement:
    options = [_option(str(weeks * DAYS_A_WEEK), counted(weeks, "week")) for weeks in WEEKS]
    return _select(LENGTH, options, str(days), counted(days, "working day"))


def _focus(share: float) -> StaticSelectElement:
    options = [_option(str(value), label) for value, label in FOCUS]
    return _select(SHARE, options, str(share), f"{share:.0%}")


def _select(field: str, options: list[Option], chosen: str, label: str) -> StaticSelectElement:
    """The options, and what was said before where it is none of them."""
    if chosen not in {option.value for option in options}:
        options = [*options, _option(chosen, label)]
    selected = next(option for option in options if option.value == chosen)
    return StaticSelectElement(action_id=field, options=options, initial_option=selected)


def _option(value: str, label: str) -> Option:
    return Option(value=value, text=PlainTextObject(text=label))


def _input(
    field: str, label: str, element: InputInteractiveElement, hint: str = "", *, optional: bool = False
) -> InputBlock:
    return InputBlock(
        block_id=field,
        label=PlainTextObject(text=label),
        element=element,
        optional=optional,
        hint=PlainTextObject(text=hint) if hint else None,
    )


def _entry(state: Mapping[str, Mapping[str, Mapping[str, Any]]], field: str) -> Mapping[str, Any]:
    return state.get(field, {}).get(field, {})
