"""What a team can do, as people say it: fields of a form, or words of a request, to a `Capacity`."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from bot.planning.sprints.estimates import LARGEST
from bot.planning.sprints.plan import Capacity
from bot.planning.sprints.scheduling import largest_task


class CapacityField(StrEnum):
    """A field of the form that asks for the team's capacity."""

    PEOPLE = "people"
    SPRINT = "sprint"
    FOCUS = "focus"
    START = "start"


Refusals = dict[CapacityField, str]
"""For each field that cannot be taken one sentence that says what would do."""

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ARTICLES = {"a": 1, "an": 1}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS_A_WEEK = 5

FURTHEST = timedelta(days=5 * 365 + 2)
"""How far ahead a first day may be: five years, whatever leap years are among them."""

_WORD = re.compile(r"(?<![\w-])\w+")
"""A word or a figure that is no part of an id such as T-3."""


def capacity_from(fields: Mapping[str, str], today: date | None = None) -> Capacity | Refusals:
    """The capacity that the fields (by `CapacityField`) say, or what is wrong with them; a blank field is the default.

    `people` is a number; `sprint` is in days or weeks ("10", "2 weeks"); `focus` in percent ("60 %", "0.6"); `start` a
    date ("2027-01-11", "11 Jan 2027") or, where `today` is given, a day ("next Monday"). Days before `today`, and
    those further ahead than anybody plans, are refused.
    """
    readers: dict[CapacityField, tuple[str, Callable[[str], Any]]] = {
        CapacityField.PEOPLE: ("people", people_in),
        CapacityField.SPRINT: ("sprint_days", sprint_days_in),
        CapacityField.FOCUS: ("focus", focus_in),
        CapacityField.START: ("start", lambda text: start_in(text, today)),
    }
    values: dict[str, Any] = {}
    refused: Refusals = {}
    for field, (name, read) in readers.items():
        text = fields.get(field, "").strip()
        try:
            if text:
                values[name] = read(text)
        except ValueError as error:
            refused[field] = str(error)
    if refused:
        return refused
    capacity = Capacity(**values)
    too_small = without_room(capacity)
    return {CapacityField.SPRINT: too_small} if too_small else capacity


def says_a_number(text: str) -> bool:
    """Whether the text says a figure, in digits or as a word ("two weeks", "half a day")."""
    words = _WORD.findall(text.casefold())
    return any(word[0].isdigit() or word == "half" or _whole(word) is not None for word in words)


def without_room(capacity: Capacity) -> str:
    """Why a sprint of this capacity has no room for a task of two days; `""` where it has."""
    room = largest_task(capacity)
    if room >= LARGEST:
        return ""
    return (
        f"A sprint of {capacity.sprint_days} days at {capacity.focus:.0%} focus has room for a task of {room:.1f} "
        f"days, and a task may take {LARGEST:g}: make the sprint longer."
    )


def people_in(text: str) -> int:
    """How many people: "3", "three people". Raises `ValueError` with a sentence."""
    match = re.fullmatch(r"(?:we are |about )?(\w+)(?: of us)?(?: (?:full-time )?[a-z]+)?", text.strip().casefold())
    count = _whole(match[1]) if match else None
    if count is None or not 1 <= count <= 50:
        raise ValueError("People has to be a whole number from 1 to 50, such as 3.")
    return count


def sprint_days_in(text: str) -> int:
    """How many working days a sprint has: "10", "10 days", "two weeks". Raises `ValueError` with a sentence."""
    match = re.fullmatch(r"(\w+)[\s-]*(?:working[\s-]?)?(days?|weeks?|d|w)?", text.strip().casefold())
    count = _whole(match[1]) if match else None
    if match and count is not None and (match[2] or "").startswith("w"):
        count *= _DAYS_A_WEEK
    if count is None or not 2 <= count <= 30:
        raise ValueError("A sprint has 2 to 30 working days: write a number of days, or of weeks, such as “2 weeks”.")
    return count


def focus_in(text: str) -> float:
    """The share of a day that goes into the plan: "60", "60 %", "0.6". Raises `ValueError` with a sentence."""
    match = re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,3})?)\s*(%|percent|per cent)?", text.strip().casefold())
    share = float(match[1].replace(",", ".")) if match else 0.0
    if match and (match[2] or share > 1):
        share /= 100
    if not 0.1 <= share <= 1:
        raise ValueError("Focus is the share of a day that goes into the plan: 10 to 100 percent, such as 60 %.")
    return share


def start_in(text: str, today: date | None = None) -> date:
    """The day that people mean. Raises `ValueError` with a sentence, also where `out_of_time` has one."""
    found = _date(" ".join(text.casefold().replace(",", " ").strip(" .").split()), today)
    if found is None:
        raise ValueError("The start has to be a date, such as 2027-01-11.")
    if today and (refusal := out_of_time(found, today)):
        raise ValueError(refusal)
    return found


def out_of_time(start: date, today: date) -> str:
    """Why nobody can start on that day, as a sentence; `""` where they can."""
    if start < today:
        return f"{start.isoformat()} has gone by: choose today or a later day."
    if start - today > FURTHEST:
        return f"{start.isoformat()} is more than {FURTHEST.days // 365} years ahead: choose an earlier day."
    return ""


def _date(text: str, today: date | None) -> date | None:
    if today and text in ("today", "tomorrow"):
        return today + timedelta(days=text == "tomorrow")
    if today and (day := text.removeprefix("next ").removeprefix("on ")) in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(day) - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    try:
        if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        day_first = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]{3})[a-z]* (\d{4})", text)
        month_first = re.fullmatch(r"([a-z]{3})[a-z]* (\d{1,2})(?:st|nd|rd|th)? (\d{4})", text)
        if day_first and day_first[2] in _MONTHS:
            return date(int(day_first[3]), _MONTHS.index(day_first[2]) + 1, int(day_first[1]))
        if month_first and month_first[1] in _MONTHS:
            return date(int(month_first[3]), _MONTHS.index(month_first[1]) + 1, int(month_first[2]))
    except ValueError:
        return None
    return None


def _whole(word: str) -> int | None:
    if word.isascii() and word.isdigit() and len(word) <= 4:
        return int(word)
    return _NUMBERS.index(word) + 1 if word in _NUMBERS else _ARTICLES.get(word)
