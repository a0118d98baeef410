"""The question bank: fitting, never repeated, never empty."""

from dataclasses import replace

import pytest

from bot.planning import bank
from bot.planning.bank import choosing
from bot.planning.bank.choosing import short_quote
from bot.planning.interview import Ask, QuestionKind, QuestionState
from bot.planning.reading import Position
from bot.planning.topics import PRODUCT_TOPICS, Facet
from tests.planning.people import ANA, BEN, asked, interview, says

FACETS = {f.key: f for topic in PRODUCT_TOPICS for f in topic.facets}


def choose(record, facet, kind=QuestionKind.ASK, follows=None, positions=()):
    return choosing.choose(record, Ask((FACETS[facet],), kind, follows), positions)


@pytest.mark.parametrize("facet", FACETS)
def test_every_facet_has_several_questions_and_words_for_what_skipping_costs(facet):
    entry = bank.load("en").facets[facet]
    assert len(entry.ask) >= 2
    assert len(entry.follow_up) >= 2
    assert entry.blocks
    assert entry.breaks
    assert all(len(w.options) <= 3 for w in (*entry.ask, *entry.follow_up, *entry.resolve))


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("kind", list(QuestionKind))
def test_forty_questions_on_one_facet_are_forty_different_questions(facet, kind):
    record = interview(asked(facet, "Something"))
    for number in range(2, 42):
        proposal = choose(record, facet, kind, follows=1)
        assert proposal.text.casefold() not in [q.text.casefold() for q in record.questions]
        assert proposal.text.count("?") == 1
        record = record.with_question(replace(asked(facet, "Something", number=number, text=proposal.text), kind=kind))


def test_a_facet_that_the_bank_does_not_know_can_still_be_asked():
    proposal = choosing.choose(interview(), Ask((Facet("stack.choice", "which parts it is made of", 3),)))
    assert "which parts it is made of" in proposal.text


def test_the_question_fits_the_idea():
    clinic = interview(title="Clinic", idea="remind patients of appointments")
    assert "reminded" in choose(clinic, "problem.today").text
    assert "put this together by hand" in choose(interview(), "problem.today").text


def test_the_question_quotes_the_team():
    record = interview(asked("problem.today", "We copy numbers for two hours. It is boring"))
    assert "“We copy numbers for two hours”" in choose(record, "problem.outcome").text


def test_people_who_were_named_become_the_options():
    record = interview(asked("problem.today", "The nurses call and the patients forget"))
    proposal = choose(record, "audience.primary")
    assert proposal.options == ("Nurses", "Patients", "Both equally")


def test_a_vague_word_is_asked_about_by_its_name():
    record = interview(asked("success.measure", "When it is fast"))
    assert choose(record, "success.scale").text.startswith("You said “fast”.")


def test_a_follow_up_says_what_was_unclear():
    record = interview(asked("problem.today", "ok", unclear="“ok” says too little."))
    assert choose(record, "problem.today", QuestionKind.FOLLOW_UP, follows=1).why == "“ok” says too little."


def test_a_contradiction_is_asked_with_both_names_and_both_sides_as_buttons():
    record = interview(asked("audience.primary", "Managers", says("no, accountants", BEN, 2)))
    sides = (Position(*ANA, "Managers"), Position(*BEN, "no, accountants"))
    proposal = choose(record, "audience.primary", QuestionKind.RESOLVE, 1, sides)
    assert "Ana said “Managers”, Ben said “accountants”" in proposal.text
    assert proposal.options == ("Managers", "Accountants")


def test_a_default_is_recommended_only_where_being_wrong_is_cheap():
    assert choose(interview(), "audience.others").recommended
    assert choose(interview(), "problem.today").recommended == ""
    assert choose(interview(), "features.core").recommended == ""


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("We print it. Then we cry", "We print it"),
        ("Why would we? We print it", "We print it"),
        ("We use PostgreSQL", ""),
        ("<!channel> we <@U123> print *everything* :tada:", "we print everything"),
        ("???", ""),
        ("word " * 50, "word word word word word word word word word word word…"),
        ("x" * 40_000, "x" * 59 + "…"),
        ('“quoted” "twice" `code`', "quoted twice code"),
    ],
)
def test_a_quote_in_a_question_is_short_and_harmless(said, quote):
    assert short_quote(said) == quote


def test_an_unknown_language_is_asked_in_english():
    assert bank.load("tlh") == bank.load("en")
    assert bank.load("en-GB") == bank.load("en")
    assert bank.load("../../secret") == bank.load("en")


def test_skipped_questions_count_as_asked():
    first = choose(interview(), "launch.first_users")
    record = interview(asked("launch.first_users", state=QuestionState.SKIPPED, text=first.text))
    assert choose(record, "launch.first_users").text != first.text
