"""What people ask for in review becomes part of the specification, with the message that shows it as its source."""

from dataclasses import replace

import pytest

from bot.planning import outline
from bot.planning.amendments import amended
from bot.planning.checks import Rule, report
from bot.planning.interview import Contribution
from bot.planning.specification import REVIEW, WRITING_ORDER
from tests.planning.test_never_asked import stopped_after_one_question


def reviewed(request: str):
    said = Contribution("r1", "UBEN", "Ben", request, "9.9", "https://acme/p9")
    interview = replace(stopped_after_one_question(), requests=(said,))
    draft = outline.begin(interview, "written without a model")
    for name in WRITING_ORDER:
        draft = outline.section(interview, name, draft)
    return interview, draft, amended(draft, request, interview)


@pytest.mark.parametrize(
    "request_",
    [
        "add: the report must name its sources",
        "Please add that the report must name its sources.",
        "The report must name its sources",
        "the report should also name its sources",
    ],
)
def test_a_wish_becomes_a_requirement_that_leads_back_to_the_request(request_):
    interview, draft, changed = reviewed(request_)
    (new,) = [r for r in changed.features if r not in draft.features]
    assert new.text == "The report shall name its sources."
    assert [(s.question, s.label, s.author_name, s.permalink) for s in new.sources] == [
        (REVIEW, "review", "Ben", "https://acme/p9")
    ]
    assert not new.assumed
    assert not [f for f in report(changed, interview) if f.rule is Rule.UNKNOWN_SOURCE]


def test_an_opinion_is_kept_as_an_open_question_and_adds_nothing():
    _, draft, changed = reviewed("I think this is too long")
    assert changed.features == draft.features
    assert changed.open_questions[-1].text == "Requested change: I think this is too long."


def test_a_request_that_nobody_made_is_found_out():
    interview, _, changed = reviewed("The report must name its sources")
    forged = replace(interview, requests=())
    assert [f for f in report(changed, forged) if f.rule is Rule.UNKNOWN_SOURCE]
