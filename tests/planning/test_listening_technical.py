"""What people do with a technical question, heard without a model."""

import pytest

from bot.planning.interview import Evidence, QuestionState
from bot.planning.listening import listen
from bot.planning.reading import Kind
from tests.planning.people import BEN, asked, says, technical


def heard(*said, facet="performance.load", **more):
    question = asked(facet, *said, number=7, state=QuestionState.OPEN, **more)
    return listen(technical(question), question)


@pytest.mark.parametrize("facet", ["performance.load", "recovery.failure"])
@pytest.mark.parametrize(
    "text", ["It has to be fast", "As soon as possible", "A few minutes are OK", "not long I hope"]
)
def test_a_vague_word_without_a_number_is_followed_up(facet, text):
    reading = heard(text, facet=facet)
    assert (reading.kind, reading.unclear != "") == (Kind.ANSWER, True)


def test_the_follow_up_says_which_word_can_be_read_in_two_ways():
    assert heard("It must not be slower than today").unclear == (
        "“slow” can be read in two ways as long as no number stands beside it."
    )


@pytest.mark.parametrize(
    "text",
    ["Fast, under 2 seconds", "Soon: within an hour", "Many people, two hundred users", "Nothing may be lost, ever",
     "Twelve people count at once"],
)  # fmt: skip
def test_a_number_beside_it_settles_it(text):
    assert heard(text).unclear == ""


def test_an_option_that_was_offered_settles_it_whatever_its_words():
    assert heard("A few minutes", facet="recovery.failure", options=["A few minutes", "An hour"]).unclear == ""


def test_elsewhere_a_vague_word_needs_no_number():
    assert heard("Many small services", facet="architecture.parts").unclear == ""


@pytest.mark.parametrize("text", ["mssql", "Go", "PostgreSQL and Python", "k8s", "AWS"])
def test_a_name_of_technology_is_an_answer(text):
    assert heard(text, facet="stack.choices").unclear == ""


@pytest.mark.parametrize("text", ["no idea", "We don't know"])
def test_not_knowing_stays_unclear(text):
    assert "We don't know" in heard(text).unclear


def test_a_no_right_after_a_statement_contradicts_it():
    reading = heard("We run it on our own servers", says("no, with a provider", BEN, 2), facet="deployment.where")
    assert [p.author_name for p in reading.positions] == ["Ana", "Ben"]


def test_what_plainly_settles_another_technical_facet_is_quoted_for_it():
    reading = heard("Python and PostgreSQL. Everything runs on our own servers in Frankfurt.", facet="stack.choices")
    assert reading.evidence == (Evidence("deployment.where", 7, "Everything runs on our own servers in Frankfurt."),)


def test_a_wish_settles_no_other_facet():
    assert heard("Python. Ideally it would run on our own servers.", facet="stack.choices").evidence == ()
