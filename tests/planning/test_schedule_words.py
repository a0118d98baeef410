"""Schedules as people type them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning.schedule_words import EXAMPLES, ScheduleError, parse, requested, zone_of
from bot.planning.schedules import Cadence, Schedule, describe

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
LISBON = "Europe/Lisbon"


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("off", "off"),
        ("Off.", "off"),
        ("never", "off"),
        ("every 5 answers", "after every 5 answers"),
        ("after every five answers", "after every 5 answers"),
        ("every answer", "after every answer"),
        ("weekdays 17:00", "weekdays at 17:00, Europe/Lisbon"),
        ("every weekday at 17", "weekdays at 17:00, Europe/Lisbon"),
        ("every business day at 17h30", "weekdays at 17:30, Europe/Lisbon"),
        ("mon-fri 9.30", "weekdays at 9:30, Europe/Lisbon"),
        ("daily", "daily at 17:00, Europe/Lisbon"),
        ("daily at 9", "daily at 9:00, Europe/Lisbon"),
        ("17:00", "daily at 17:00, Europe/Lisbon"),
        ("at 5 pm", "daily at 17:00, Europe/Lisbon"),
        ("every day at 12am", "daily at 0:00, Europe/Lisbon"),
        ("daily at noon", "daily at 12:00, Europe/Lisbon"),
        ("daily at 9 and 17", "daily at 9:00 and 17:00, Europe/Lisbon"),
        ("Monday 9:00", "Mondays at 9:00, Europe/Lisbon"),
        ("weekly", "Mondays at 9:00, Europe/Lisbon"),
        ("fridays at 4 p.m.", "Fridays at 16:00, Europe/Lisbon"),
        ("mon, wed 8:30", "Mondays and Wednesdays at 8:30, Europe/Lisbon"),
        ("Friday to Sunday at 10:00", "Fridays, Saturdays and Sundays at 10:00, Europe/Lisbon"),
        ("every hour", "every hour, Europe/Lisbon"),
        ("every 6 hours", "daily at 0:00, 6:00, 12:00 and 18:00, Europe/Lisbon"),
        ("0 17 * * 1-5", "weekdays at 17:00, Europe/Lisbon"),
        ("cron 0 9 * * MON,WED", "Mondays and Wednesdays at 9:00, Europe/Lisbon"),
        ("weekdays 17:00 asia/kolkata", "weekdays at 17:00, Asia/Kolkata"),
        ("daily at 9 (UTC)", "daily at 9:00, UTC"),
    ],
)
def test_what_people_type_is_understood(typed: str, understood: str) -> None:
    assert describe(parse(typed, LISBON), NOW) == understood


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("25:00", "“25:00” is no time of day."),
        ("13pm", "“13pm” is no time of day."),
        ("daily at 9:5", "“9:5” is no time of day."),
        ("weekdays 17:00:30", "I go by hours and minutes, not by seconds."),
        ("sometimes", "That names no day and no time."),
        ("", "That names no day and no time."),
        ("every minute", "Once an hour is as often as it gets."),
        ("every 30 minutes", "Once an hour is as often as it gets."),
        ("*/15 * * * *", "Once an hour is as often as it gets."),
        ("0,30 9 * * *", "Once an hour is as often as it gets."),
        ("daily at 9:00 and 17:30", "Several times a day have to be at the same minute, such as 9:30 and 17:30."),
        ("every 10", "I cannot tell what “10” stands for."),
        ("every 2 days", "I cannot tell what “2” stands for."),
        ("every 5 hours", "So many hours do not divide a day evenly."),
        ("every 0 answers", "The number of answers has to be one from 1 to 200."),
        ("every fryday at 17", "I do not understand “fryday”."),
        ("weekdays to fridays", "I do not understand “weekdays to fridays”."),
        ("0 9 30 2 *", "There is no such day."),
        ("0 9 * *", "five fields"),
        ("monthly", "a cron line says the rest"),
        ("weekdays 17:00 Mars/Base", "I do not know the time zone “mars/base”"),
        ("daily " * 40, "That is too long for a schedule."),
    ],
)
def test_what_is_no_schedule_is_refused_with_why_and_what_is_possible(typed: str, why: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        parse(typed, LISBON)
    assert why in str(refused.value)
    assert str(refused.value).endswith(f"You can say: {EXAMPLES}.")


def test_every_example_that_people_are_told_is_understood() -> None:
    for example in EXAMPLES.replace("or a cron line such as ", "").split(", "):
        parse(example, LISBON)


def test_a_zone_is_known_however_its_letters_are_written() -> None:
    assert zone_of("america/new york") == "America/New_York"
    with pytest.raises(ScheduleError, match="Europe/Lisbon or UTC"):
        zone_of("Lisbon")


WORDS = ["every", "weekdays", "monday", "fri", "daily", "at", "17:00", "9", "5pm", "to", "-", "and", "0", "*", "1-5",
         "answers", "week", "cron", "hours", "Europe/Lisbon", "٣", "noon", "<!channel>", "’"]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join) | st.text(max_size=40))
def test_whatever_is_typed_becomes_a_schedule_that_can_be_told_and_typed_again_or_is_refused(typed: str) -> None:
    try:
        schedule = parse(typed, LISBON)
    except ScheduleError:
        return
    told = describe(schedule, NOW)
    if not told.startswith("cron") and "every hour" not in told:
        again = parse(told, "UTC")
        assert describe(again, NOW) == told
        assert (again.cadence, again.every) == (schedule.cadence, schedule.every)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("summarise every weekday at 17", "every weekday at 17"),
        ("please summarize after every 5 answers", "after every 5 answers"),
        ("Summaries off", "off"),
        ("stop summaries", "off"),
        ("schedule weekdays 17:00", "weekdays 17:00"),
        ("schedule?", ""),
        ("When is the next summary?", ""),
    ],
)
def test_a_request_for_a_schedule_is_noticed(said: str, asked: str) -> None:
    assert requested(said) == asked


@pytest.mark.parametrize("said", ["summarise daily at 25:00", "summarise sometimes", "summarise every fryday at 17"])
def test_a_request_that_went_wrong_is_one_too(said: str) -> None:
    asked = requested(said)
    assert asked
    with pytest.raises(ScheduleError):
        parse(asked, LISBON)


@pytest.mark.parametrize(
    "said",
    [
        "summaries are sent by mail",
        "summaries every Friday would be great for our accountants",
        "schedule a meeting every friday at 5pm",
        "summarise now",
        "daily, at nine",
        "stop",
        "help",
        "",
    ],
)
def test_an_answer_is_no_request_for_a_schedule(said: str) -> None:
    assert requested(said) is None


def test_the_time_zone_is_kept_with_the_schedule() -> None:
    assert parse("daily at 9", "asia/tokyo") == Schedule(Cadence.TIME, cron="0 9 * * *", zone="Asia/Tokyo")
