"""Product questions that come up in the technical interview are kept for the product side, and move nothing on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planning.interview import QuestionState
from bot.planning.listening import listen
from bot.planning.parked import parked
from bot.planning.product_talk import asks_about_product
from bot.planning.reading import Kind
from tests.planning.people import BEN, asked, interview, says, technical

EARLIER = [asked("problem.today", "By hand")]


def answering(*said, facet="security.access"):
    question = asked(facet, *said, number=7, state=QuestionState.OPEN)
    return technical(question, earlier=EARLIER), question


@pytest.mark.parametrize(
    "text",
    [
        "should managers see drafts too?",
        "Can customers also cancel?",
        "what if the user wants it on paper?",
        "Do patients get a message then?",
        "Which features do we mean?",
        "should it also print labels?",
        "should the front desk see it too?",
        "Can readers get it by mail as well?",
    ],
)
def test_a_question_about_the_product_is_told_by_its_words(text):
    assert asks_about_product(text, technical())


@pytest.mark.parametrize(
    "text",
    [
        "what do you mean by access?",
        "do you mean the managers?",
        "Do we need a queue for that?",
        "Should users sign in with the company account?",
        "should managers' data be deleted after a year?",
        "Can we use PostgreSQL?",
        "should workers be able to run twice?",
        "Managers see drafts too",
        "why?",
        "",
    ],
)
def test_a_technical_question_a_question_back_and_a_statement_are_not(text):
    assert not asks_about_product(text, technical())


def test_it_becomes_an_open_question_with_owner_source_and_the_question_it_came_up_in():
    record, _ = answering("Everybody signs in with the company account. Should managers see drafts too?")
    (open_question,) = parked(record)
    assert open_question.text == "Ana asked: Should managers see drafts too?"
    assert (open_question.owner, open_question.blocks) == ("Ana", "Q7, the technical question on Security")
    (source,) = open_question.sources
    assert (source.label, source.quote) == ("Q7", "Should managers see drafts too?")
    assert source.permalink.startswith("https://")


def test_the_answer_beside_it_counts_as_the_answer():
    record, question = answering("Everybody signs in with the company account. Should managers see drafts too?")
    reading = listen(record, question)
    assert (reading.kind, reading.unclear) == (Kind.ANSWER, "")


def test_alone_it_is_no_counter_question_and_the_technical_question_is_put_again():
    record, question = answering("should managers see drafts too?")
    reading = listen(record, question)
    assert reading.kind is Kind.ANSWER
    assert (
        reading.unclear == "What was asked about the product is noted there; this question still waits for an answer."
    )
    assert record.settled_as_if(question, unclear=reading.unclear).next_step().facets[0].key == question.facet


def test_a_question_back_to_the_bot_stays_a_question_back():
    record, question = answering("what do you mean by rights?")
    assert listen(record, question).kind is Kind.COUNTER_QUESTION
    assert parked(record) == ()


def test_nothing_is_lost_when_somebody_asks_back_at_the_same_time():
    record, question = answering("what do you mean?", says("should managers see drafts too?", BEN, 2))
    assert listen(record, question).kind is Kind.ANSWER
    assert [q.text for q in parked(record)] == ["Ben asked: should managers see drafts too?"]


def test_what_people_say_to_each_other_is_theirs():
    record, question = answering("<@UBEN> should managers come to lunch too?")
    assert listen(record, question).kind is Kind.SIDE_TALK
    assert parked(record) == ()


def test_the_same_question_is_parked_once_and_gone_when_its_message_was_edited():
    twice, question = answering("Should managers see drafts too?", says("should managers  see drafts too?", BEN, 2))
    assert len(parked(twice)) == 1
    edited = replace(question, contributions=(says("Everybody signs in with the company account"),))
    assert parked(twice.with_question(edited)) == ()


def test_on_the_product_side_nothing_is_parked():
    record = interview(asked("features.core", "should managers see drafts too?"))
    assert parked(record) == ()


@given(st.lists(st.text(max_size=60) | st.just("should managers see drafts too?"), max_size=4))
def test_whatever_people_say_every_parked_question_quotes_its_message(texts):
    record, question = answering(*texts)
    said = {c.permalink: c.text for c in question.contributions}
    for open_question in parked(record):
        (source,) = open_question.sources
        assert source.quote in said[source.permalink]
    if "should managers see drafts too?" in texts:
        assert parked(record)
