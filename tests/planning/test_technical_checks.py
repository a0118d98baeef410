"""What the computed checks find in a technical specification, and what a reader sees of a new version."""

import pytest

from bot.planning.checks import Severity
from bot.planning.diff import Effect
from bot.planning.interview import QuestionState
from bot.planning.specification import Source
from bot.planning.technical.changes import technical_changes
from bot.planning.technical.checks import TechnicalRule, technical_report
from bot.planning.technical.specification import Component, DataFlow, FlowStep, Layer, Operation
from tests.planning.people import asked
from tests.planning.technical_teams import FULL, technical, written

SPEC = written(FULL)


def found(spec, record=FULL):
    return {(finding.rule, finding.place) for finding in technical_report(spec, record)}


def changed(**update):
    return SPEC.model_copy(update=update)


def first(field, **update):
    """The specification with its first component, choice … changed."""
    entries = getattr(SPEC, field)
    return changed(**{field: (entries[0].model_copy(update=update), *entries[1:])})


@pytest.mark.parametrize("record", [FULL, technical(), technical(asked("stack.choices", state=QuestionState.SKIPPED))])
def test_what_the_built_in_writer_writes_breaks_no_promise(record):
    spec = written(record)
    assert [f for f in technical_report(spec, record) if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize("field", ["components", "choices", "interfaces", "operations", "testing"])
def test_an_empty_section_is_found(field):
    assert TechnicalRule.SECTION_EMPTY in {rule for rule, _ in found(changed(**{field: ()}))}


def test_an_id_that_stands_twice_or_would_be_given_again_is_found():
    twice = changed(components=(*SPEC.components, SPEC.components[0]))
    assert (TechnicalRule.ID_REUSED, "C-1") in found(twice)
    assert (TechnicalRule.ID_REUSED, "TD-1") in found(changed(next_choice=1))
    assert (TechnicalRule.ID_REUSED, "IF-7") in found(changed(next_interface=7))


def test_two_components_of_one_name_are_found():
    assert (TechnicalRule.SAME_NAME, "C-1") in found(first("components", name="Nightly job"))


@pytest.mark.parametrize(
    ("spec", "place"),
    [
        (first("components", uses=("C-99",)), "C-1"),
        (first("entities", owner="C-99"), "Data · Reports"),
        (first("interfaces", provider="C-99"), "IF-1"),
        (
            changed(flows=(DataFlow(name="Main", text="x", steps=(FlowStep(source="C-1", target="C-99", what="x"),)),)),
            "Flow · Main",
        ),
    ],
)
def test_a_reference_to_a_component_that_does_not_exist_is_found_where_it_stands(spec, place):
    assert (TechnicalRule.UNKNOWN_COMPONENT, place) in found(spec)


def test_a_requirement_that_does_not_exist_is_found():
    assert (TechnicalRule.UNKNOWN_REQUIREMENT, "C-1") in found(first("components", answers=("FR-1", "FR-99")))


def test_a_requirement_without_a_part_is_a_promise_broken_unless_somebody_has_to_settle_it():
    def severity(spec):
        return [f.severity for f in technical_report(spec, FULL) if f.rule == TechnicalRule.REQUIREMENT_UNANSWERED]

    assert severity(SPEC) == [Severity.WARNING]
    assert severity(changed(open_questions=())) == [Severity.ERROR]
    similar = SPEC.open_questions[0].model_copy(update={"text": "Which part answers FR-55 (Sing)?"})
    assert severity(changed(open_questions=(similar,))) == [Severity.ERROR]


def test_a_component_that_answers_nothing_and_that_nobody_calls_is_an_orphan():
    lonely = Component(id="C-9", name="Old job", layer=Layer.LOGIC, text="x")
    watching = Component(id="C-9", name="Monitoring", layer=Layer.OPERATIONS, text="x")
    assert (TechnicalRule.COMPONENT_ORPHAN, "C-9") in found(changed(components=(*SPEC.components, lonely)))
    assert (TechnicalRule.COMPONENT_ORPHAN, "C-9") not in found(changed(components=(*SPEC.components, watching)))


def test_a_choice_without_an_alternative_is_found_and_one_with_a_reason_is_not():
    assert (TechnicalRule.NO_ALTERNATIVE, "TD-1") in found(SPEC)
    assert (TechnicalRule.NO_ALTERNATIVE, "TD-3") not in found(SPEC)


def test_an_alternative_that_was_turned_down_without_a_word_is_found():
    record = technical(asked("stack.choices", "Vue, we don't want React"))
    assert (TechnicalRule.NO_REASON, "TD-1") in found(written(record), record)


def test_a_vague_word_without_a_number_is_found_where_it_stands():
    place = "Operational constraints · Recovery (reliability)"
    assert (TechnicalRule.VAGUE, place) in found(SPEC)
    measured = tuple(o.model_copy(update={"measure": "5 minutes"}) for o in SPEC.operations)
    assert (TechnicalRule.VAGUE, place) not in found(changed(operations=measured))


def test_a_source_that_nobody_said_is_found_and_those_of_the_approved_product_are_not():
    invented = Source(question=8, author="UANA", author_name="Ana", quote="a Redis cache", permalink="https://x")
    assert (TechnicalRule.UNKNOWN_SOURCE, "C-1") in found(first("components", sources=(invented,)))
    assert TechnicalRule.UNKNOWN_SOURCE not in {rule for rule, _ in found(SPEC)}


def test_a_component_that_no_answer_supports_is_found():
    record = technical()
    assert (TechnicalRule.NO_SOURCE, "C-1") in found(written(record), record)


def test_an_answer_that_nothing_cites_is_found():
    without = changed(operations=(Operation(quality="Security", text="x"),))
    assert (TechnicalRule.ANSWER_LOST, "Q14") in found(without)


def test_an_open_question_or_a_risk_without_an_owner_is_found():
    nobody = changed(risks=(SPEC.risks[0].model_copy(update={"owner": ""}),))
    assert (TechnicalRule.NO_OWNER, "Open risks") in found(nobody)


def test_a_version_does_not_differ_from_itself():
    assert technical_changes(SPEC, SPEC) == ()


def test_what_changed_is_told_by_id_and_name():
    new = first("components", text="Web page on which leads approve.").model_copy(
        update={"choices": SPEC.choices[1:], "risks": SPEC.risks[:-1]}
    )
    told = [(change.effect, change.place) for change in technical_changes(SPEC, new)]
    assert told == [
        (Effect.CHANGED, "C-1 · Web page"),
        (Effect.REMOVED, "TD-1 · Language: Python"),
        (Effect.REMOVED, "Risk"),
    ]


def test_a_renamed_component_is_one_change_however_many_places_name_it():
    new = first("components", name="Approval page")
    assert [change.place for change in technical_changes(SPEC, new)] == ["C-1 · Approval page"]


def test_every_field_that_a_reader_sees_is_compared():
    for field, update in (
        ("entities", {"retention": "two years"}),
        ("flows", {"steps": ()}),
        ("interfaces", {"errors": ("It fails.",)}),
        ("operations", {"measure": "3 seconds"}),
        ("testing", {"data": "none"}),
        ("risks", {"response": "wait"}),
        ("open_questions", {"owner": "Ben"}),
        ("choices", {"revisit": "next year"}),
    ):
        assert len(technical_changes(SPEC, first(field, **update))) == 1, field
