"""When a session is summarised by itself: the form that asks for it, and how it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement, PlainTextObject
from slack_sdk.models.views import View as SlackView

from bot.planning.local_time import said as said_moment
from bot.planning.schedule_words import EXAMPLES, LONGEST, ScheduleError, parse, typed, zone_of
from bot.planning.schedules import Cadence, Schedule, describe, next_time
from bot.slack.actions import Press, View
from bot.slack.messages.message import SlackMessage, context, message, said, section
from bot.slack.text import line, name, plain

SCHEDULE, ZONE = "schedule", "zone"
"""The inputs, by `block_id`; the `action_id` of each is the same word."""


@dataclass(frozen=True, slots=True)
class CurrentSchedule:
    """What is set, what is usual, and the owner's time zone ("" while it is not known)."""

    schedule: Schedule
    usual: Schedule
    owner_zone: str = ""


def schedule_modal(press: Press, current: CurrentSchedule, *, channel: str) -> dict[str, Any]:
    """The form, filled with what is set; its metadata is the `Press` of the button."""
    metadata = press.model_copy(update={"channel": channel or None})
    timed = current.schedule.cadence is Cadence.TIME
    zone = current.schedule.zone if timed else current.owner_zone
    hint = "A name such as Europe/Lisbon" if zone else "I do not know the owner's time zone, so this says UTC"
    view: dict[str, Any] = SlackView(
        type="modal",
        callback_id=View.SCHEDULE,
        title=PlainTextObject(text="Summaries"),
        submit=PlainTextObject(text="Save"),
        close=PlainTextObject(text="Cancel"),
        blocks=[
            schedule_input(typed(current.schedule), usual=typed(current.usual)),
            InputBlock(
                block_id=ZONE,
                label=PlainTextObject(text="Time zone"),
                element=PlainTextInputElement(action_id=ZONE, initial_value=zone or "UTC", max_length=64),
                hint=PlainTextObject(text=hint),
            ),
        ],
        private_metadata=metadata.model_dump_json(exclude_none=True),
    ).to_dict()
    return view


def schedule_input(filled: str = "", *, usual: str) -> InputBlock:
    """The field that takes a schedule as people type it; `usual` is what it means when it is left empty."""
    return InputBlock(
        block_id=SCHEDULE,
        label=PlainTextObject(text="When to summarise"),
        element=PlainTextInputElement(
            action_id=SCHEDULE,
            initial_value=filled or None,
            max_length=LONGEST,
            placeholder=PlainTextObject(text="weekdays 17:00"),
        ),
        optional=True,
        hint=PlainTextObject(text=plain(f"{EXAMPLES}. Left empty: {usual}", 2000)),
    )


def read_schedule(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> tuple[str, str, dict[str, str]]:
    """What was typed, the time zone, and a sentence for each field that is wrong; `state` is `view["state"]["values"]`.

    Where the form has no field for the zone, it is "".
    """
    text, zone = (str(state.get(field, {}).get(field, {}).get("value") or "").strip() for field in (SCHEDULE, ZONE))
    wrong = {}
    try:
        zone = zone_of(zone) if zone else ""
    except ScheduleError as error:
        wrong[ZONE] = str(error)
    try:
        if text:
            parse(text, "UTC")
    except ScheduleError as error:
        wrong[SCHEDULE] = str(error)
    return text, zone, wrong


def schedule_message(schedule: Schedule, now: datetime, *, set_by: str = "", zone_missing_of: str = "") -> SlackMessage:
    """What is set, for everybody in the thread, and when the next summary comes, seen from `now` (aware).

    `set_by` is the name of whoever has just changed it, `zone_missing_of` of the owner whose time zone is not known.
    """
    set_text = f"{name(set_by)} changed when I summarise: " if set_by else "I summarise this thread: "
    text = f"🗓️ {set_text}*{line(describe(schedule, now), limit=300)}*."
    notes = []
    coming = next_time(schedule, now)
    if schedule.cadence is Cadence.OFF:
        notes.append("Whoever wants a summary can still ask for one.")
    elif coming is not None:
        notes.append(f"The next one comes {line(said_moment(coming, now))}, if there is anything new by then.")
    if zone_missing_of and coming is not None:
        notes.append(
            f"Slack does not tell me the time zone of {name(zone_missing_of)}, so I took UTC. "
            "To change it, say it too: “weekdays 17:00 Europe/Lisbon”."
        )
    notes.append("To change it: *Schedule…* at the top, or mention me with “summarise weekdays 17:00”.")
    return message(text, section(text), context(" ".join(notes)))


def not_a_schedule(error: ScheduleError) -> SlackMessage:
    """Somebody asked in the thread for a schedule that is none."""
    return said(f"I left the summaries as they are. {line(str(error), limit=600)}")


def only_who_takes_part() -> SlackMessage:
    """Somebody who does not take part wanted to change the schedule."""
    return said("Only people who take part in this session can change when I summarise. Nothing was changed.")
