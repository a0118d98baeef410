"""From a model's answer to the specification: sources, ids, and what must not get lost."""

from typing import Any

import pytest

from bot.planning.interview import Interview, QuestionState
from bot.planning.section_rules import section_refusals
from bot.planning.specification import SectionName, Statement
from bot.writing import schemas
from bot.writing.sections import content, with_section
from tests.writing.interviews import BEN, blank_draft, question, said, source, weekly_report

INTERVIEW = weekly_report(
    question(1, "problem.today", "How is it done today?", "I copy three spreadsheets by hand, two hours every Friday"),
    question(2, "audience.primary", "Who reads it?", said("The managers read it on Monday", BEN, 21)),
    question(3, "constraints.hard", "What cannot move?", state=QuestionState.SKIPPED),
    question(4, "launch.first_users", "Who goes first?", state=QuestionState.UNKNOWN, recommended="The finance team"),
    question(5, "success.measure", "How will you notice?", state=QuestionState.UNKNOWN),
)


def from_words(text: str, label: str = "Q1", quote: str = "two hours every Friday") -> dict[str, Any]:
    return {"text": text, "sources": [{"label": label, "quote": quote}]}


def requirement(text: str, id_: str = "", **more: Any) -> dict[str, Any]:
    criterion = {"given": "it is Friday", "when": "the week closes", "then": "the report is there"}
    values = {"id": id_, "title": "Write the report", "rationale": "", "priority": "must", "acceptance": [criterion]}
    return from_words(text) | values | more


def written(section: str, interview: Interview = INTERVIEW, draft=None, **answer: Any):
    model = schemas.SECTION_ANSWERS[SectionName(section)]
    return with_section(draft or blank_draft(), model.model_validate(answer), interview)


def test_a_quote_leads_back_to_the_person_and_the_message():
    spec = written("audience", audience=[from_words("Read it", "Q2", "the managers") | {"name": "Managers"}])
    (origin,) = spec.audience[0].sources
    assert (origin.author_name, origin.quote, origin.permalink) == (
        "Ben",
        "The managers",
        "https://example.slack.com/p21",
    )


@pytest.mark.parametrize(
    ("label", "quote"),
    [("Q2", "two hours every Friday"), ("Q1", "four hours"), ("Q99", "two hours"), ("FR-1", "two hours"), ("Q1", "")],
)
def test_what_nobody_said_there_makes_the_statement_an_assumption(label, quote):
    spec = written("constraints", constraints=[from_words("At most two hours", label, quote)])
    assert spec.constraints[0].assumed


def test_the_idea_is_a_source_as_well():
    spec = written("constraints", constraints=[from_words("It writes itself", "idea", "writes itself")])
    assert spec.constraints[0].sources[0].permalink == INTERVIEW.idea_permalink


def test_new_requirements_get_the_next_ids_whatever_the_model_calls_them():
    spec = written(
        "features",
        features=[requirement("The product shall write.", "FR-7"), requirement("The product shall send.", "REQ-1")],
        removed=[],
    )
    assert spec.requirement_ids == ("FR-1", "FR-2")
    assert spec.next_requirement == 3


def test_a_specification_of_sixty_requirements_is_one_answer():
    sixty = [requirement(f"The product shall show report number {n}.") for n in range(1, 61)]
    draft = written("features", features=sixty, removed=[])
    assert [feature.id for feature in draft.features] == [f"FR-{n}" for n in range(1, 61)]


def first_version():
    features = [requirement("The product shall write."), requirement("The product shall send.")]
    return written("features", features=features, removed=[])


def test_a_change_keeps_the_id_and_says_the_rest_as_before():
    draft = first_version()
    changed = requirement("When the week closes, the product shall send.", "FR-2", sources=[])
    spec = written("features", draft=draft, features=[changed], removed=[])
    assert spec.features[0] == draft.features[0]
    assert spec.features[1].text == "When the week closes, the product shall send."
    assert spec.features[1].sources == draft.features[1].sources


def test_an_id_that_was_removed_is_never_given_again():
    gone = written("features", draft=first_version(), features=[], removed=["FR-2"])
    spec = written("features", draft=gone, features=[requirement("The product shall print.", "FR-2")], removed=[])
    assert spec.requirement_ids == ("FR-1", "FR-3")


def test_an_id_that_is_claimed_twice_belongs_to_the_first():
    twice = [requirement("The product shall write much.", "FR-1"), requirement("The product shall sing.", "FR-1")]
    spec = written("features", draft=first_version(), features=twice, removed=[])
    assert [(r.id, r.text) for r in spec.features] == [
        ("FR-1", "The product shall write much."),
        ("FR-2", "The product shall send."),
        ("FR-3", "The product shall sing."),
    ]


def test_skipped_and_unknown_questions_are_there_even_if_the_model_forgets_them():
    spec = written("open_questions", open_questions=[], assumptions=[])
    assert [(q.text, q.owner) for q in spec.open_questions if "not talked about" not in q.text] == [
        ("What cannot move?", "Ana"),
        ("How will you notice?", "Ana"),
    ]
    assert [(a.text, a.question) for a in spec.assumptions] == [("The finance team", 4)]


def test_what_the_model_says_about_a_skipped_question_is_not_said_twice():
    asked = from_words("Which limits are fixed?", "Q3", "") | {"owner": "Ben", "blocks": "the launch"}
    assumed = {"text": "The finance team goes first", "breaks": "The launch", "question": "Q4"}
    spec = written("open_questions", open_questions=[asked], assumptions=[assumed])
    asked_about = [q.text for q in spec.open_questions if "not talked about" not in q.text]
    assert asked_about == ["Which limits are fixed?", "How will you notice?"]
    assert [a.breaks for a in spec.assumptions] == ["The launch"]


def test_what_was_never_talked_about_stays_open_whatever_the_model_lists():
    spec = written("open_questions", open_questions=[], assumptions=[])
    never = [q for q in spec.open_questions if "not talked about yet" in q.text]
    assert len(never) == len(INTERVIEW.never_asked())
    assert "Core features: not talked about yet: what the first version must do." in {q.text for q in never}
    assert {q.owner for q in never} == {"Ana"}
    again = [{"text": q.text, "sources": [], "owner": q.owner, "blocks": q.blocks} for q in spec.open_questions]
    repeated = written("open_questions", draft=spec, open_questions=again, assumptions=[])
    assert [q.text for q in repeated.open_questions if "not talked about" in q.text] == [q.text for q in never]


def test_what_code_adds_in_english_is_not_held_against_a_model_that_writes_in_the_teams_language():
    german = weekly_report(
        question(1, "problem.today", "Wie entsteht der Bericht heute?", "Jeden Freitag von Hand, drei Stunden lang"),
        idea="Ein Wochenbericht, der sich selbst schreibt",
        language="de",
    )
    listed = {"text": "Wer entscheidet, wann der Bericht verschickt wird?", "sources": [], "owner": "", "blocks": ""}
    answer = schemas.OpenQuestionsSection.model_validate({"open_questions": [listed], "assumptions": []})
    spec = with_section(blank_draft(), answer, german)
    assert len(spec.open_questions) > 5
    assert section_refusals(spec, SectionName.OPEN_QUESTIONS, german) == ()


def test_unchanged_words_keep_their_sources():
    kept = Statement(text="At most two hours", sources=(source(1, "two hours"),))
    draft = blank_draft().model_copy(update={"constraints": (kept,)})
    repeated = {"text": "at most two hours", "sources": []}
    spec = written("constraints", draft=draft, constraints=[repeated])
    assert spec.constraints[0].sources == kept.sources


def test_a_section_leaves_the_others_alone():
    draft = first_version()
    spec = written("constraints", draft=draft, constraints=[from_words("Two hours")])
    assert content(spec, SectionName.FEATURES) == content(draft, SectionName.FEATURES)
    assert content(spec, SectionName.CONSTRAINTS) != content(draft, SectionName.CONSTRAINTS)


def test_invisible_characters_do_not_get_into_the_document():
    spec = written("constraints", constraints=[from_words("At most\u202e two\u200b hours\nin all")])
    assert spec.constraints[0].text == "At most two hours in all"


REFUSED = {
    "empty": ("constraints", {"constraints": []}, "empty"),
    "invented": ("audience", {"audience": [from_words("x", "Q1", "no such words") | {"name": "Kings"}]}, "quotes"),
    "no obligation": ("features", {"features": [requirement("Write it.")], "removed": []}, "FR-1 is no requirement"),
    "two obligations": (
        "features",
        {"features": [requirement("The product shall write it and it shall send it.")], "removed": []},
        "FR-1 holds 2",
    ),
    "foreign": ("constraints", {"constraints": [from_words("Es darf nicht mehr als zwei Stunden dauern")]}, "language"),
}


@pytest.mark.parametrize(("section", "answer", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_useless_section_is_refused_with_the_reason(section, answer, reason):
    spec = written(section, **answer)
    assert any(reason in refusal for refusal in section_refusals(spec, SectionName(section), INTERVIEW))


def test_the_same_requirement_twice_is_refused():
    twice = [requirement("The product shall write."), requirement("The product shall write.")]
    spec = written("features", features=twice, removed=[])
    assert any("same" in refusal for refusal in section_refusals(spec, SectionName.FEATURES, INTERVIEW))


def test_a_good_section_passes():
    assert section_refusals(first_version(), SectionName.FEATURES, INTERVIEW) == ()


def test_where_nothing_is_open_the_section_may_be_empty():
    clear = weekly_report(question(1, "problem.today", "How?", "By hand"))
    assert section_refusals(blank_draft(), SectionName.OPEN_QUESTIONS, clear) == ()
    assert section_refusals(blank_draft(), SectionName.OPEN_QUESTIONS, INTERVIEW) != ()
