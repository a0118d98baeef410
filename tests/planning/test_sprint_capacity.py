"""The team's capacity as people say it, and what they are told where it cannot be so."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planning.sprints.capacity import CapacityField, capacity_from
from bot.planning.sprints.plan import Capacity

TODAY = date(2026, 11, 24)


def said(today=TODAY, **fields):
    return capacity_from(fields, today)


def test_what_nobody_says_is_the_default():
    assert said() == said(people=" ", start="") == Capacity()


def test_all_fields_together_make_a_capacity():
    assert said(people="3", sprint="2 weeks", focus="70 %", start="2027-01-11") == Capacity(
        people=3, sprint_days=10, focus=0.7, start=date(2027, 1, 11)
    )


@pytest.mark.parametrize(
    ("field", "text", "name", "value"),
    [
        ("people", "three people", "people", 3),
        ("people", "we are 4", "people", 4),
        ("people", "2 developers", "people", 2),
        ("sprint", "7", "sprint_days", 7),
        ("sprint", "8 working days", "sprint_days", 8),
        ("sprint", "a week", "sprint_days", 5),
        ("sprint", "Three weeks", "sprint_days", 15),
        ("focus", "80", "focus", 0.8),
        ("focus", "0.75", "focus", 0.75),
        ("focus", "75 percent", "focus", 0.75),
        ("focus", "1", "focus", 1.0),
        ("start", "11 January 2027", "start", date(2027, 1, 11)),
        ("start", "Jan 11th, 2027", "start", date(2027, 1, 11)),
        ("start", "next Monday", "start", date(2026, 11, 30)),
        ("start", "Tuesday", "start", date(2026, 12, 1)),
        ("start", "today", "start", TODAY),
        ("start", "tomorrow", "start", date(2026, 11, 25)),
    ],
)
def test_people_may_say_it_in_their_words(field, text, name, value):
    assert getattr(said(**{field: text}), name) == value


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("people", "some", "People has to be a whole number from 1 to 50, such as 3."),
        ("people", "0", "People has to be a whole number"),
        ("people", "2.5", "People has to be a whole number"),
        ("people", "-3", "People has to be a whole number"),
        ("people", "²", "People has to be a whole number"),
        ("sprint", "1 day", "A sprint has 2 to 30 working days"),
        ("sprint", "12 weeks", "A sprint has 2 to 30 working days"),
        ("sprint", "soon", "A sprint has 2 to 30 working days"),
        ("focus", "5 %", "Focus is the share of a day"),
        ("focus", "150", "Focus is the share of a day"),
        ("focus", "most", "Focus is the share of a day"),
        ("start", "soon", "The start has to be a date, such as 2027-01-11."),
        ("start", "2027-02-30", "The start has to be a date"),
        ("start", "2026-11-23", "2026-11-23 has gone by: choose today or a later day."),
        ("start", "2031-11-26", "2031-11-26 is more than 5 years ahead: choose an earlier day."),
        ("start", "9999-12-31", "9999-12-31 is more than 5 years ahead"),
    ],
)
def test_each_wrong_field_gets_one_sentence(field, text, sentence):
    refused = said(**{field: text})
    assert list(refused) == [CapacityField(field)]
    assert refused[CapacityField(field)].startswith(sentence)


def test_several_wrong_fields_are_told_at_once():
    assert list(said(people="none", focus="all")) == [CapacityField.PEOPLE, CapacityField.FOCUS]


def test_a_sprint_without_room_for_a_task_is_refused_with_the_figures():
    assert said(sprint="3 days") == {
        CapacityField.SPRINT: "A sprint of 3 days at 60% focus has room for a task of 1.8 days, and a task may take 2: "
        "make the sprint longer."
    }


def test_without_today_a_day_of_the_week_is_no_date_and_no_date_has_gone_by():
    assert list(said(today=None, start="Monday")) == [CapacityField.START]
    assert said(today=None, start="2020-01-06").start == date(2020, 1, 6)


@given(st.dictionaries(st.sampled_from(list(CapacityField)), st.text(max_size=20)))
def test_any_text_gives_a_capacity_or_sentences(fields):
    answer = capacity_from(fields, TODAY)
    assert isinstance(answer, Capacity) or all(answer.values())
