"""What people do with a question, heard without a model."""

import pytest

from bot.planning.interview import Evidence, QuestionKind, QuestionState
from bot.planning.listening import listen
from bot.planning.reading import Kind
from tests.planning.people import BEN, asked, interview, says


def heard(*said, facet="problem.today", **more):
    question = asked(facet, *said, state=QuestionState.OPEN, **more)
    return listen(interview(question), question)


@pytest.mark.parametrize(
    "text",
    [
        "Two hours every Friday",
        "Managers",
        "42",
        "because @Ben always forgets it",
        "<@UBEN> says it takes two hours every week",
        "Why? Because nobody reads it and we waste two hours",
        "It depends on the week, mostly two hours",
        "صباح الخير، نكتب التقرير يدويا",
        "毎週金曜日に手で書いています",
        "We don't know the exact number but it is about two hours every single Friday",
    ],
)
def test_an_answer_is_taken_as_an_answer(text):
    reading = heard(text)
    assert (reading.kind, reading.unclear) == (Kind.ANSWER, "")


@pytest.mark.parametrize(
    "text",
    [
        "What do you mean?",
        "what do you mean by cost",
        "Can you give an example?",
        "Why?",
        "in what sense?",
        "I don't understand the question",
        "do you mean the old report?",
    ],
)
def test_asking_back_is_explained_and_is_no_answer(text):
    reading = heard(text)
    assert reading.kind is Kind.COUNTER_QUESTION
    assert "Because." in reading.explanation
    assert "for instance: “Every Friday" in reading.explanation


@pytest.mark.parametrize(
    "text", ["@Ben lunch?", "<@UBEN> are you coming?", "<@UBEN> :wave:", "@Chen could you look at the door?"]
)
def test_people_who_talk_to_each_other_do_not_answer(text):
    assert heard(text).kind is Kind.SIDE_TALK


def test_calling_a_teammate_by_name_is_side_talk_too():
    question = asked("problem.today", says("Ben, lunch?"), state=QuestionState.OPEN)
    record = interview(asked("problem.outcome", says("Less work", BEN)), question)
    assert listen(record, record.questions[1]).kind is Kind.SIDE_TALK


def test_an_answer_counts_even_when_somebody_else_chats_beside_it():
    assert heard("<@UBEN> lunch?", says("Two hours every Friday", BEN, 2)).kind is Kind.ANSWER


@pytest.mark.parametrize("text", ["no idea", "We don't know", "not sure", "dunno", "good question"])
def test_not_knowing_is_an_answer_that_stays_unclear(text):
    reading = heard(text)
    assert reading.kind is Kind.ANSWER
    assert "We don't know" in reading.unclear


@pytest.mark.parametrize(
    "text", ["ok", ":thumbsup:", "👍", "?", "asdf", "xxx", "...", "it depends", "yes", "test", "k"]
)
def test_nothing_to_write_down_is_said_in_a_friendly_way(text):
    reading = heard(text)
    assert reading.kind is Kind.ANSWER
    assert reading.unclear.endswith


def test_yes_answers_a_yes_or_no_question():
    assert heard("yes", text="Does anybody else read it?").unclear == ""


def test_a_scenario_of_two_words_needs_more():
    assert "not how it goes" in heard("send report", facet="scenarios.main").unclear


def test_two_different_buttons_contradict_each_other():
    reading = heard(
        "Managers", says("Accountants", BEN, 2), options=["Managers", "Accountants"], facet="audience.primary"
    )
    assert reading.kind is Kind.CONTRADICTION
    assert [(p.author_name, p.quote) for p in reading.positions] == [("Ana", "Managers"), ("Ben", "Accountants")]


@pytest.mark.parametrize(
    "objection", ["no, the accountants read it first", "I disagree, accountants", "I'd rather start with accountants"]
)
def test_a_no_right_after_a_statement_contradicts_it(objection):
    reading = heard("The managers read it", says(objection, BEN, 2))
    assert reading.kind is Kind.CONTRADICTION
    assert [p.quote for p in reading.positions] == ["The managers read it", objection]


def test_giving_way_ends_the_contradiction():
    reading = heard(
        "The managers read it",
        says("no, the accountants read it", BEN, 2),
        says("ok, fair point, accountants it is", at=3),
    )
    assert reading.kind is Kind.ANSWER


def test_correcting_oneself_and_leaving_something_out_contradict_nobody():
    assert heard("Two hours", says("no, three hours", at=2)).kind is Kind.ANSWER
    assert heard("Charts can wait", says("no photos either", BEN, 2)).kind is Kind.ANSWER


def test_still_being_divided_when_asked_to_resolve_leaves_it_open_instead_of_asking_for_ever():
    reading = heard("Managers", says("no, accountants first", BEN, 2), kind=QuestionKind.RESOLVE)
    assert (reading.kind, reading.unclear) == (Kind.ANSWER, "There are still two positions.")


def test_what_plainly_settles_another_facet_is_quoted_for_it():
    reading = heard("It takes two hours. Patient data is covered by GDPR anyway.")
    assert reading.evidence == (Evidence("constraints.hard", 1, "Patient data is covered by GDPR anyway."),)


def test_a_question_or_a_word_in_passing_settles_nothing_else():
    assert heard("Is that allowed by law at all? It takes two hours every Friday").evidence == ()
    assert heard("Later we go home").evidence == ()
