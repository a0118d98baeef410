"""The discipline of one question, told as conversations."""

from dataclasses import replace

import pytest

from bot.planning.interview import (
    Ask,
    Coverage,
    Evidence,
    Interview,
    QuestionKind,
    QuestionState,
    Reopen,
    Write,
)
from bot.planning.topics import PRODUCT_TOPICS, topic_of
from tests.planning.people import BEN, asked, interview, says


def answered_everywhere(but: str = "") -> Interview:
    facets = [f.key for topic in PRODUCT_TOPICS for f in topic.facets if not f.on_demand and f.key != but]
    return interview(*(asked(facet, "Something that was said") for facet in facets))


def test_the_first_question_is_about_what_matters_most_and_comes_first():
    step = interview().next_step()
    assert isinstance(step, Ask)
    assert step.facets[0].key == "problem.today"
    assert [f.impact for f in step.facets] == sorted((f.impact for f in step.facets), reverse=True)


def test_a_topic_is_clear_only_when_each_of_its_facets_is():
    half = interview(asked("problem.today", "Two hours every Friday"))
    assert half.coverage(topic_of("problem.today")) is Coverage.OPEN
    whole = interview(*half.questions, asked("problem.outcome", "Nobody copies numbers"))
    assert whole.coverage(topic_of("problem.today")) is Coverage.CLEAR
    assert str(whole.progress) == "1 of 8 topics clear"


@pytest.mark.parametrize("state", [QuestionState.SKIPPED, QuestionState.UNKNOWN])
def test_a_topic_that_was_only_skipped_or_unknown_is_deferred_and_not_asked_again(state):
    record = interview(asked("constraints.hard", state=state))
    assert record.coverage(topic_of("constraints.hard")) is Coverage.DEFERRED
    assert "constraints.hard" not in [f.key for f in record.next_step().facets]


def test_when_everything_was_answered_it_is_time_to_write():
    assert answered_everywhere().next_step() == Write()


def test_an_unclear_answer_is_followed_up_before_anything_else():
    record = interview(asked("problem.today", "ok", unclear="It says little."), asked("problem.outcome", "Less work"))
    step = record.next_step()
    assert step.kind is QuestionKind.FOLLOW_UP
    assert step.facets[0].key == "problem.today"
    assert step.follows == 1


def test_the_same_facet_is_followed_up_once_and_no_more():
    record = interview(
        asked("problem.today", "ok", unclear="It says little."),
        asked("problem.today", "dunno", unclear="Nobody knows.", kind=QuestionKind.FOLLOW_UP),
    )
    assert "problem.today" not in [f.key for f in record.next_step().facets]


def test_a_resolved_contradiction_does_not_use_up_the_follow_up():
    record = interview(
        asked("problem.today", "ok", unclear="It says little."),
        asked("problem.today", "Ana's", kind=QuestionKind.RESOLVE),
    )
    assert record.next_step().kind is QuestionKind.FOLLOW_UP


def test_back_brings_the_question_that_was_set_aside_with_its_own_words_and_number():
    aside = asked("problem.outcome", state=QuestionState.SET_ASIDE, number=2, text="What will be different?")
    record = interview(asked("problem.today", "Two hours"), aside)
    assert record.next_step() == Reopen(aside)
    assert not record.is_covered(topic_of("problem.outcome").facets[1])


def test_back_goes_to_the_last_settled_question_before_this_one():
    record = interview(
        asked("problem.today", "Two hours"),
        asked("problem.outcome", state=QuestionState.SKIPPED),
        asked("audience.primary"),
    )
    assert record.previous_to(record.question(3)).number == 2
    assert record.previous_to(record.question(1)) is None


def test_an_answer_that_was_superseded_stays_in_the_record_but_is_no_longer_the_answer():
    question = asked("problem.today", replace(says("Two hours"), superseded=True), says("Three hours", BEN, 2))
    assert question.answer_text == "Three hours"
    assert len(question.contributions) == 2


def test_what_an_answer_says_about_another_facet_covers_it_while_the_words_stand():
    answer = asked("problem.today", "Patient data is covered by GDPR")
    evidence = (Evidence("constraints.hard", 1, "covered by GDPR"),)
    assert interview(answer, evidence=evidence).coverage(topic_of("constraints.hard")) is Coverage.CLEAR
    edited = replace(answer, contributions=(says("Patient data is harmless"),))
    assert interview(edited, evidence=evidence).coverage(topic_of("constraints.hard")) is Coverage.OPEN


def test_evidence_from_a_question_that_does_not_exist_counts_for_nothing():
    record = interview(evidence=(Evidence("constraints.hard", 7, "GDPR"),))
    assert record.coverage(topic_of("constraints.hard")) is Coverage.OPEN


def test_a_vague_promise_without_a_number_calls_for_the_number_once():
    record = answered_everywhere(but="success.measure")
    vague = interview(*record.questions, asked("success.measure", "It has to be fast"))
    assert [f.key for f in vague.next_step().facets] == ["success.scale"]
    told = interview(*vague.questions, asked("success.scale", "Under 2 minutes"))
    assert told.next_step() == Write()


def test_a_vague_word_with_a_number_or_about_the_past_needs_no_scale():
    record = answered_everywhere(but="success.measure")
    assert interview(*record.questions, asked("success.measure", "fast: under 2 minutes")).next_step() == Write()
    past = answered_everywhere(but="problem.today")
    assert interview(*past.questions, asked("problem.today", "We often forget it")).next_step() == Write()


def test_an_unknown_question_number_is_an_error():
    with pytest.raises(KeyError):
        interview().question(3)
