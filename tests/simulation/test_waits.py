"""The rules bite: what a bot could do wrong with reminders and sleep is found, and what is right is not."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.simulation.waits import Judged, Posting, Span, Wait, judge

ZONES = {"UANA": "Europe/Lisbon", "UBEN": "America/New_York", "UCHEN": "Asia/Tokyo"}
QUESTION = "question:s1.1:1"


def lisbon(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Lisbon")).timestamp()


ASKED, END = lisbon("2026-11-26 15:00"), lisbon("2026-12-05 12:00")  # On a Thursday.
NUDGE = Posting("t1", f"nudge:{QUESTION}", lisbon("2026-11-27 15:10"), "", frozenset({"UANA"}))
SLEEP = Posting("t1", "sleep:s1:1", lisbon("2026-12-03 15:10"), "")


def judged(
    *said: Posting, people: str = "UANA", answered: str = "", stirred: str = "", outages: tuple[Span, ...] = ()
) -> set[str]:
    """What is found to be wrong where that was said after the question."""
    wait = Wait("t1", QUESTION, frozenset(people.split()))
    wait.closed = lisbon(answered) if answered else None
    wait.stirred = [lisbon(stirred)] if stirred else []
    found: Judged = judge([wait], [Posting("t1", QUESTION, ASKED, ""), *said], ZONES, outages, END)
    return {name for name, times in found.wrong.items() if times}


def nudged_at(text: str, *people: str) -> Posting:
    return replace(NUDGE, at=lisbon(text), mentions=frozenset(people or ("UANA",)))


def test_a_reminder_after_a_working_day_and_sleep_after_a_week_are_right() -> None:
    assert judged(NUDGE, SLEEP) == set()


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        pytest.param(nudged_at("2026-11-27 22:00"), "nudged_off_hours", id="at night"),
        pytest.param(nudged_at("2026-11-28 11:00"), "nudged_off_hours", id="on Saturday"),
        pytest.param(nudged_at("2026-11-27 18:00"), "nudged_off_hours", id="when work ends"),
        pytest.param(nudged_at("2026-11-27 14:59"), "nudged_too_early", id="before a working day"),
        pytest.param(nudged_at("2026-11-30 09:10"), "not_nudged", id="on Monday instead of on Friday"),
        pytest.param(nudged_at("2026-11-27 15:10", "UBEN"), "nudged_wrong_people", id="somebody else"),
        pytest.param(nudged_at("2026-12-04 11:00"), "nudged_asleep", id="in its sleep"),
    ],
)
def test_a_reminder_at_the_wrong_time_or_for_the_wrong_people_is_found(said: Posting, wrong: str) -> None:
    assert wrong in judged(said, SLEEP)


def test_a_second_reminder_a_missing_one_and_one_after_the_answer_are_found() -> None:
    assert judged(NUDGE, nudged_at("2026-11-30 11:00"), SLEEP) == {"nudged_twice"}
    assert judged(SLEEP) == {"not_nudged"}
    assert judged(NUDGE, answered="2026-11-27 15:05") == {"nudged_after_answer"}


def test_two_people_are_to_be_reminded_together_where_their_hours_meet() -> None:
    assert judged(nudged_at("2026-11-27 15:10", "UANA", "UBEN"), SLEEP, people="UANA UBEN") == set()
    assert judged(NUDGE, SLEEP, people="UANA UBEN") == {"nudged_wrong_people"}


def test_where_no_hour_suits_both_whoever_is_at_work_first_is_to_be_reminded() -> None:
    assert judged(NUDGE, SLEEP, people="UANA UCHEN") == set()
    assert judged(nudged_at("2026-11-30 00:10", "UCHEN"), SLEEP, people="UANA UCHEN") == {"not_nudged"}


def test_after_an_outage_the_reminder_may_come_at_the_next_time_that_is_allowed() -> None:
    weekend = (lisbon("2026-11-27 14:00"), lisbon("2026-11-28 12:00"))
    assert judged(nudged_at("2026-11-30 09:30"), SLEEP, outages=(weekend,)) == set()
    assert judged(nudged_at("2026-11-30 11:30"), SLEEP, outages=(weekend,)) == {"not_nudged"}


def test_sleep_too_early_twice_or_not_at_all_is_found() -> None:
    assert judged(NUDGE, replace(SLEEP, at=SLEEP.at - 3600)) == {"slept_wrongly"}
    assert judged(NUDGE, SLEEP, replace(SLEEP, operation="sleep:s1:2", at=SLEEP.at + 60)) == {"slept_wrongly"}
    assert judged(NUDGE) == {"not_asleep"}
    assert judged(NUDGE, SLEEP, answered="2026-12-01 10:00") == {"slept_wrongly"}


def test_a_remark_makes_the_wait_begin_anew() -> None:
    assert judged(NUDGE, replace(SLEEP, at=lisbon("2026-12-04 16:10")), stirred="2026-11-27 16:00") == set()
    assert judged(NUDGE, SLEEP, stirred="2026-11-27 16:00") == {"slept_wrongly"}
