"""The computed checks find what a reader would complain about."""

import pytest

from bot.planning import outline
from bot.planning.checks import Rule, report
from bot.planning.interview import QuestionState
from bot.planning.specification import WRITING_ORDER, Source, Statement
from tests.planning.people import asked, interview

RECORD = interview(
    asked("features.core", "Print lists of shelves. Show a map of the hall."),
    asked("launch.first_users", state=QuestionState.SKIPPED),
)
SPEC = outline.begin(RECORD)
for section in WRITING_ORDER:
    SPEC = outline.section(RECORD, section, SPEC)
FIRST, SECOND = SPEC.features
STRANGER = Source(question=1, author="UX", author_name="Xu", quote="Print lists of shelves", permalink="")


def rules(spec, record=RECORD):
    return {(finding.rule, finding.place) for finding in report(spec, record)}


def with_first(**changes):
    return SPEC.model_copy(update={"features": (FIRST.model_copy(update=changes), SECOND)})


def test_a_sound_specification_has_no_findings():
    assert report(SPEC, RECORD) == ()


@pytest.mark.parametrize(
    ("spec", "rule", "place"),
    [
        (SPEC.model_copy(update={"audience": ()}), Rule.SECTION_EMPTY, "Audience"),
        (SPEC.model_copy(update={"features": (FIRST, FIRST)}), Rule.ID_REUSED, "FR-1"),
        (SPEC.model_copy(update={"next_requirement": 2}), Rule.ID_REUSED, "FR-2"),
        (with_first(sources=()), Rule.NO_SOURCE, "FR-1"),
        (with_first(sources=(STRANGER,)), Rule.UNKNOWN_SOURCE, "FR-1"),
        (with_first(sources=(FIRST.sources[0].model_copy(update={"question": 9}),)), Rule.UNKNOWN_SOURCE, "FR-1"),
        (
            with_first(sources=(FIRST.sources[0].model_copy(update={"quote": "Print money"}),)),
            Rule.UNKNOWN_SOURCE,
            "FR-1",
        ),
        (with_first(text="The product shall be fast."), Rule.VAGUE, "FR-1"),
        (with_first(text="The product shall keep rows in PostgreSQL."), Rule.TECHNOLOGY, "FR-1"),
        (with_first(text="The product shall print and shall send lists."), Rule.NOT_SINGULAR, "FR-1"),
        (with_first(text=SECOND.text), Rule.DUPLICATE, "FR-2"),
        (SPEC.model_copy(update={"constraints": (Statement(text="It has to be easy."),)}), Rule.VAGUE, "Constraints"),
        (SPEC.model_copy(update={"open_questions": ()}), Rule.SKIPPED_LOST, "Q2"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(spec, rule, place):
    assert (rule, place) in rules(spec)


def test_people_who_react_are_no_technology():
    assert Rule.TECHNOLOGY not in {rule for rule, _ in rules(with_first(text="The product shall react to a mail."))}


def test_a_vague_word_with_a_number_beside_it_is_fine():
    assert rules(with_first(text="The product shall be fast: under 2 seconds.")) == set()


def test_an_answer_that_nothing_cites_is_reported():
    record = RECORD.with_question(asked("constraints.hard", "It has to be there in May", number=3))
    assert (Rule.ANSWER_LOST, "Q3") in rules(SPEC, record)


def test_an_answer_that_says_nothing_cannot_be_lost():
    record = RECORD.with_question(asked("constraints.hard", "ok", number=3, unclear="It says little."))
    assert (Rule.ANSWER_LOST, "Q3") not in rules(SPEC, record)
