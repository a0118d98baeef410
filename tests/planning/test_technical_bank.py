"""The technical question bank: every facet, requirements by id, and the team's own words where a part is known."""

import re
from dataclasses import replace

import pytest

from bot.planning.bank import BrokenBankError, load, loading
from bot.planning.bank.choosing import choose
from bot.planning.bearing import bearing_on
from bot.planning.interview import Ask, QuestionKind, QuestionState
from bot.planning.specification import Priority
from bot.planning.topics import TECHNICAL_TOPICS
from tests.planning.people import approved, asked, technical

FACETS = {f.key: f for topic in TECHNICAL_TOPICS for f in topic.facets}
REPORT = approved(
    "The product shall collect the numbers from the three tools.",
    "The product shall write a draft from the numbers.",
    "The product shall let the lead edit the draft before it goes out.",
    "The product shall not send anything without someone approving it.",
    "The product shall let the director read it on a phone.",
    "If one of the tools is down, the product shall use last week's number and mark it as old.",
)


def question(record, facet, kind=QuestionKind.ASK, follows=None):
    return choose(record, Ask((FACETS[facet],), kind, follows))


@pytest.mark.parametrize("facet", FACETS)
def test_every_facet_can_be_asked_in_three_ways_of_which_one_needs_nothing_said_before(facet):
    entry = load("en").facets[facet]
    assert len(entry.ask) >= 3
    assert any(not w.when and not re.search(r"\{\w+\}", w.text + w.why) for w in entry.ask)
    assert len(entry.follow_up) >= 2


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("kind", list(QuestionKind))
def test_thirty_questions_on_one_facet_are_thirty_different_questions(facet, kind):
    record = technical(asked(facet, "Something"), product=REPORT)
    for number in range(2, 32):
        proposal = question(record, facet, kind, follows=1)
        assert proposal.text.casefold() not in [q.text.casefold() for q in record.questions]
        record = record.with_question(replace(asked(facet, "Something", number=number, text=proposal.text), kind=kind))


@pytest.mark.parametrize(
    ("facet", "named"),
    [
        ("data.model", "FR-2, FR-3 and FR-6"),
        ("integrations.systems", "FR-1, FR-4 and FR-6"),
        ("architecture.parts", "FR-5"),
        ("recovery.failure", "FR-6"),
        ("security.access", "FR-3, FR-4 and FR-5"),
    ],
)
def test_the_question_names_the_requirements_that_it_is_about(facet, named):
    proposal = question(technical(product=REPORT), facet)
    assert f"Think of {named}." in proposal.text
    assert all(f"{label}: " in proposal.why for label in re.findall(r"FR-\d+", named))


def test_at_most_three_requirements_are_named_and_those_left_out_of_the_product_are_not():
    many = approved(*(f"The product shall store list {n}." for n in range(1, 9)))
    left_out = replace_first(many, priority=Priority.WONT)
    assert [r.id for r in bearing_on("data.model", left_out, "en")] == ["FR-2", "FR-3", "FR-4"]


def test_without_a_requirement_to_name_the_question_names_none():
    proposal = question(technical(product=approved("The product shall be blue.")), "data.model")
    assert proposal.text == "What has to be there again when somebody comes back the next day?"


def test_a_title_that_would_break_the_message_is_left_out():
    hostile = replace_first(approved("The product shall store it."), title="<!channel> see https://evil.example?")
    proposal = question(technical(product=hostile), "data.model")
    assert proposal.why.endswith("owns it (FR-1).")


def test_what_is_known_in_part_is_asked_in_the_words_of_the_team():
    before = asked("positioning.alternative", "Right now it's a shared doc with a template.")
    proposal = question(technical(earlier=[before]), "rollout.migration")
    assert proposal.text == (
        "You said “Right now it's a shared doc with a template” in Q1. "
        "What of that has to be in the new one on its first day?"
    )


def test_a_technology_that_was_named_as_a_wish_is_asked_about_by_its_name():
    before = asked("constraints.hard", "Ideally it runs on our own PostgreSQL server")
    proposal = question(technical(earlier=[before]), "stack.choices")
    assert proposal.text == "You said “Ideally it runs on our own PostgreSQL server” in Q1. Is that decided, or a wish?"
    assert proposal.options == ("It is decided", "It is a wish")


def test_a_question_that_only_waits_for_its_answer_is_put_again_by_its_number():
    parked = load("en").listening.unclear_parked
    record = technical(asked("security.access", "should managers see drafts too?", unclear=parked))
    proposal = question(record, "security.access", QuestionKind.FOLLOW_UP, follows=1)
    assert (proposal.text, proposal.why) == ("Q1 is not settled yet. What would you add to it?", parked)


def test_a_default_is_recommended_only_where_being_wrong_is_cheap():
    dear = {"architecture.parts", "data.model", "data.retention", "integrations.systems", "security.access"}
    assert {facet for facet in FACETS if not load("en").facets[facet].recommended} == dear


def test_a_question_of_the_product_interview_is_not_asked_again():
    first = question(technical(), "team.skills")
    before = asked("launch.first_users", state=QuestionState.SKIPPED, text=first.text)
    assert question(technical(earlier=[before]), "team.skills").text != first.text


def test_a_bank_that_says_the_same_thing_on_both_sides_is_broken():
    with pytest.raises(BrokenBankError, match=r"xx_technical.toml is wrong at label"):
        loading._merged({"phrases": {"label": "a"}}, {"phrases": {"label": "b"}}, "xx_technical.toml")


def replace_first(spec, **values):
    first = spec.features[0].model_copy(update=values)
    return spec.model_copy(update={"features": (first, *spec.features[1:])})
