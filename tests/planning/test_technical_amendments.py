"""Changes of a technical specification that people ask for in review, without a model."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning.checks import Severity
from bot.planning.interview import Contribution
from bot.planning.specification import REVIEW
from bot.planning.technical.amendments import technical_amended
from bot.planning.technical.checks import technical_report
from bot.planning.technical.outline import technical_section
from bot.planning.technical.specification import TECHNICAL_ORDER, Layer
from tests.planning.technical_teams import FULL, written

SPEC = written(FULL)


def reviewed(request):
    said = Contribution("r1", "UBEN", "Ben", request, "9.9", "https://acme/p9")
    return replace(FULL, requests=(said,))


def amended(request, spec=SPEC):
    """As the flow does it: the request is handed over for each section."""
    record = reviewed(request)
    for name in TECHNICAL_ORDER:
        spec = technical_section(record, name, spec, request)
    return spec


def names(spec):
    return [component.name for component in spec.components]


def added(field, spec):
    return [entry for entry in getattr(spec, field) if entry not in getattr(SPEC, field)]


@pytest.mark.parametrize(
    "request_", ["Rename C-2 to Number collector", "please rename the nightly job to Number collector"]
)
def test_a_component_is_renamed_by_id_or_name(request_):
    assert names(amended(request_))[1] == "Number collector"
    assert amended(request_).open_questions == SPEC.open_questions


@pytest.mark.parametrize("request_", ["Remove C-4", "drop Jira.", "Please remove the component Jira, we don't use it"])
def test_a_component_is_taken_out_with_what_points_at_it_and_the_record_says_so(request_):
    spec = amended(request_)
    assert "Jira" not in names(spec)
    assert "C-4" not in spec.component("C-2").uses
    assert "Jira" not in [interface.name for interface in spec.interfaces]
    (note,) = added("operations", spec)
    assert note.quality == "Taken out in review"
    assert [(s.question, s.author_name) for s in note.sources] == [(REVIEW, "Ben")]
    assert [f for f in technical_report(spec, reviewed(request_)) if f.severity is Severity.ERROR] == []


def test_what_a_component_alone_answered_is_asked_about_once_it_is_gone():
    spec = amended("Remove the web page. Remove the nightly job.")
    assert FULL.product is not None
    missing = spec.unanswered(FULL.product.requirement_ids)
    assert set(missing) > {"FR-2", "FR-5"}
    for identifier in missing:
        assert any(identifier in question.text for question in spec.open_questions), identifier


def test_the_id_of_what_was_taken_out_is_not_given_again():
    spec = amended("Add a component: a mail service that sends the report", amended("Remove C-5"))
    assert spec.components[-1].id == "C-6"
    assert spec.components[-1].layer is Layer.LOGIC


def test_use_this_instead_of_that_makes_that_the_alternative():
    spec = amended("Use MySQL instead of Postgres because we run it already")
    choice = spec.choices[2]
    assert (choice.id, choice.title, choice.chosen) == ("TD-3", "Database: MySQL", "MySQL")
    assert [a.name for a in choice.alternatives] == ["MongoDB", "Postgres"]
    assert "because we run it already" in choice.alternatives[-1].why_not
    assert "MySQL database" in names(spec)
    assert choice.sources[-1].question == REVIEW


def test_a_choice_or_a_risk_is_taken_out():
    assert "Docker" not in [choice.chosen for choice in amended("Remove TD-4").choices]
    spec = amended("Remove the risk “Nightly job” answers 5 of 6 requirements")
    assert not any("answers 5 of 6" in risk.text for risk in spec.risks)


def test_a_risk_a_constraint_and_a_question_are_added_with_the_request_as_their_source():
    spec = amended("Add a risk: Ben leaves in March.\nAdd the constraint that backups stay in Germany for 30 days.")
    (risk,) = added("risks", spec)
    assert (risk.text, risk.owner, risk.sources[0].label) == ("Ben leaves in March.", "Ana", "review")
    (constraint,) = added("operations", spec)
    assert (constraint.quality, constraint.measure) == ("Hard constraint", "for 30 days")
    (question,) = added("open_questions", amended("Add an open question: who pays for the servers"))
    assert question.text == "Who pays for the servers."


@pytest.mark.parametrize(
    "request_",
    [
        "Remove the flux compensator",
        "Rename C-99 to Something",
        "Use Redis instead of Oracle",
        "Make it all a bit more modern",
        "remove C-99",
    ],
)
def test_what_no_rule_fits_is_kept_word_for_word(request_):
    spec = amended(request_)
    (question,) = added("open_questions", spec)
    assert question.text == f"Requested change: {request_}."
    assert question.sources[0].question == REVIEW
    assert spec.model_copy(update={"open_questions": SPEC.open_questions}) == SPEC


REQUESTS = st.lists(
    st.sampled_from(
        [
            "Remove C-4", "remove the web page", "Rename C-2 to Collector", "Use MySQL instead of Postgres",
            "Add a risk: it rains", "Add a component: a mail service", "More cowbell", "Remove TD-1", "drop Docker",
            "Replace Python with Rust",
        ]
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(REQUESTS)
def test_any_requests_keep_references_whole_and_applying_them_again_changes_nothing(requests):
    text = "\n".join(requests)
    record = reviewed(text)
    once = technical_amended(SPEC, text, record)
    ids = {component.id for component in once.components}
    assert {used for component in once.components for used in component.uses} <= ids
    assert {interface.provider for interface in once.interfaces} <= ids
    assert [f for f in technical_report(once, record) if f.severity is Severity.ERROR] == []
    assert technical_amended(once, text, record) == once
