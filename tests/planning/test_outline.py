"""A specification from verbatim answers, and the changes that people ask for."""

from dataclasses import replace

import pytest

from bot.planning import outline
from bot.planning.checks import Severity, report
from bot.planning.interview import Evidence, QuestionKind, QuestionState
from bot.planning.specification import SIX_SECTIONS, WRITING_ORDER, Priority, SectionName
from tests.planning.people import BEN, asked, interview, says


def written(record, draft=None):
    spec = draft or outline.begin(record, "written without a model")
    for name in WRITING_ORDER:
        spec = outline.section(record, name, spec)
    return spec


def texts(parts):
    return [part.text for part in parts]


def test_without_any_answer_every_section_says_so_and_is_marked_as_assumed():
    record = interview()
    spec = written(record)
    for name in set(SIX_SECTIONS) - {SectionName.OPEN_QUESTIONS}:
        assert getattr(spec, name.value), name
    assert spec.audience[0].assumed
    assert spec.workflows[0].assumed
    assert spec.constraints[0].assumed
    assert spec.non_goals[0].assumed
    assert spec.features[0].sources[0].label == "idea"
    assert [f for f in report(spec, record) if f.severity is Severity.ERROR] == []


def test_a_requirement_cites_exactly_the_person_who_asked_for_it():
    record = interview(asked("features.core", "Print a list of all shelves", says("and charts, please", BEN, 2)))
    first, second = written(record).features
    assert [(s.author_name, s.quote, s.permalink) for s in first.sources] == [
        ("Ana", "Print a list of all shelves", "https://acme.slack.com/p1")
    ]
    assert [(s.author_name, s.question) for s in second.sources] == [("Ben", 1)]


def test_what_two_people_ask_for_is_one_requirement_with_two_sources():
    record = interview(
        asked("features.core", "It should print a list of shelves", says("It must print the list of shelves!", BEN, 2))
    )
    (only,) = written(record).features
    assert [s.author_name for s in only.sources] == ["Ana", "Ben"]
    assert only.priority is Priority.MUST


def test_musts_come_first_and_what_was_put_off_is_a_non_goal():
    record = interview(asked("features.core", "Nice to have: a search. It must print lists. Charts can wait."))
    spec = written(record)
    assert [(r.id, r.priority) for r in spec.features] == [("FR-1", Priority.MUST), ("FR-2", Priority.COULD)]
    assert texts(spec.non_goals) == ["Not in the first version: charts."]


def test_a_fact_before_an_expectation_becomes_its_trigger():
    record = interview(
        asked("scenarios.exception", "Sometimes the tracker is down. Then it should use last week's figures.")
    )
    assert texts(written(record).features) == ["If the tracker is down, the product shall use last week's figures."]


def test_a_button_is_an_answer_to_what_its_question_asked():
    question = asked(
        "scenarios.exception",
        "It waits",
        options=["It waits", "It tells somebody"],
        text="What should happen when nobody reacts in time?",
    )
    spec = written(interview(question))
    assert texts(spec.features) == ["If nobody reacts in time, the product shall wait."]
    assert texts(spec.decisions) == ["What should happen when nobody reacts in time? It waits."]


def test_a_wish_that_was_only_nice_to_have_gives_way_to_the_non_goal():
    record = interview(
        asked("features.core", "Print lists. Nice to have: charts"), asked("features.later", says("no charts", BEN, 2))
    )
    spec = written(record)
    assert texts(spec.features) == ["The product shall print lists."]
    assert [s.author_name for s in spec.non_goals[0].sources] == ["Ben", "Ana"]


def test_a_must_that_was_left_out_elsewhere_is_an_open_question():
    record = interview(
        asked("features.core", "It must provide charts"), asked("features.later", says("no charts", BEN, 2))
    )
    assert "“Provide charts” is named for the first version and left out of it. Which of the two holds?" in texts(
        written(record).open_questions
    )


def test_a_skipped_question_is_open_and_has_an_owner_and_says_what_waits():
    record = interview(asked("launch.first_users", state=QuestionState.SKIPPED, text="Who gets it first?"))
    question = written(record).open_questions[0]
    assert (question.text, question.owner, question.blocks) == (
        "Who gets it first?",
        "Ana",
        "the first date and the first people to ask",
    )


def test_what_nobody_knows_is_an_assumption_with_what_breaks():
    record = interview(
        asked("audience.others", state=QuestionState.UNKNOWN, recommended="Nobody else has to change how they work.")
    )
    (taken,) = written(record).assumptions
    assert (taken.text, taken.question) == ("Nobody else has to change how they work.", 1)
    assert "stop it" in taken.breaks


def test_saying_we_do_not_know_is_the_same_as_the_button():
    record = interview(asked("audience.others", "no idea", unclear="Nobody knows.", recommended="Nobody else."))
    assert texts(written(record).assumptions) == ["Nobody else."]


def test_an_unresolved_contradiction_names_both_and_settles_nothing():
    record = interview(
        asked("features.later", "Photos can wait", says("no, the photos are what we need", BEN, 2)),
        asked("features.later", state=QuestionState.SKIPPED, kind=QuestionKind.RESOLVE, text="Which of the two holds?"),
    )
    spec = written(record)
    assert "Ana said “Photos can wait”, Ben said “no, the photos are what we need”. Which of the two holds?" in texts(
        spec.open_questions
    )
    assert spec.non_goals[0].assumed


def test_a_resolved_contradiction_is_a_decision_and_only_one_side_is_written_down():
    record = interview(
        asked("constraints.hard", "It has to be there in May", says("no, June is early enough", BEN, 2)),
        asked("constraints.hard", "Ben is right", kind=QuestionKind.RESOLVE, text="May or June?"),
    )
    spec = written(record)
    assert texts(spec.constraints) == ["June is early enough."]
    assert texts(spec.decisions) == ["May or June? The team decided: Ben is right."]
    assert {s.question for s in spec.decisions[0].sources} == {1, 2}


def test_a_question_inside_an_answer_stays_a_question():
    record = interview(asked("features.core", "Print lists. Do we need labels too?"))
    assert "Ana asked: Do we need labels too?" in texts(written(record).open_questions)


def test_technology_is_kept_for_the_technical_interview():
    record = interview(asked("constraints.hard", "It must be there in May. It runs on PostgreSQL."))
    spec = written(record)
    assert texts(spec.constraints) == ["It must be there in May."]
    assert "For the technical interview: “It runs on PostgreSQL” (Ana)" in texts(spec.open_questions)


def test_evidence_moves_a_sentence_to_the_facet_that_it_is_about():
    record = interview(
        asked("problem.today", "We copy for two hours. The budget is 500 euros a year."),
        evidence=(Evidence("constraints.hard", 1, "The budget is 500 euros a year."),),
    )
    spec = written(record)
    assert texts(spec.constraints) == ["The budget is 500 euros a year."]
    assert spec.problem.text == "The team copies for two hours."


def test_a_superseded_answer_is_not_written_down():
    old = replace(says("Print lists"), superseded=True)
    record = interview(asked("features.core", old, says("Show maps", BEN, 2)))
    assert texts(written(record).features) == ["The product shall show maps."]


def test_saying_there_is_nothing_is_an_answer_as_well():
    record = interview(asked("constraints.hard", "none really"), asked("features.later", "nothing"))
    spec = written(record)
    assert texts(spec.constraints) == ["The team knows of no limit that cannot be moved."]
    assert texts(spec.non_goals) == ["The team leaves out nothing of what was discussed."]


def test_markup_of_slack_never_reaches_the_document():
    record = interview(
        asked("features.core", "*Print* a list for <@U123> &amp; show <https://x.example|the map> :tada: <!channel>")
    )
    (only,) = written(record).features
    assert only.text == "The product shall print a list for & show the map."


def test_ids_stay_when_the_team_answers_more_and_new_ones_count_on():
    before = written(interview(asked("features.core", "Print lists of shelves. Show a map of the hall.")))
    later = interview(
        asked("features.core", "Show a map of the hall. It must send alerts to the lead. Print lists of shelves.")
    )
    after = written(later, before)
    ids = {r.text: r.id for r in after.features}
    assert ids["The product shall print lists of shelves."] == "FR-1"
    assert ids["The product shall show a map of the hall."] == "FR-2"
    assert ids["The product shall send alerts to the lead."] == "FR-3"
    assert after.next_requirement == 4


def test_an_id_is_not_used_again_after_its_requirement_went():
    record = interview(asked("features.core", "Print lists of shelves. Show a map of the hall."))
    spec = outline.section(record, SectionName.FEATURES, written(record), "remove FR-2")
    assert spec.requirement_ids == ("FR-1",)
    spec = outline.section(record, SectionName.FEATURES, spec, "add a requirement: send alerts")
    assert spec.requirement_ids == ("FR-1", "FR-3")


RECORD = interview(asked("features.core", "Print lists of shelves. Show a map of the hall."))


@pytest.mark.parametrize(
    ("request_", "seen"),
    [
        ("Please remove FR-2.", lambda s: s.requirement_ids == ("FR-1",)),
        (
            "FR-1: it should print lists by hall",
            lambda s: (
                s.features[0].text == "The product shall print lists by hall."
                and s.features[0].priority is Priority.SHOULD
            ),
        ),
        (
            "change FR-1 to print lists by hall",
            lambda s: s.features[0].text == "The product shall print lists by hall.",
        ),
        ("FR-2 is a could", lambda s: s.features[1].priority is Priority.COULD),
        ("make FR-2 a should-have", lambda s: s.features[1].priority is Priority.SHOULD),
        (
            "add an export of the figures",
            lambda s: s.features[2].text == "The product shall provide an export of the figures.",
        ),
        ("add a non-goal: no photos", lambda s: "No photos." in texts(s.non_goals)),
        ("add a constraint: it has to be ready in May", lambda s: "It has to be ready in May." in texts(s.constraints)),
        ("rename FR-1 to Shelf lists", lambda s: s.features[0].title == "Shelf lists"),
        ("rename the product to Shelfie", lambda s: s.title == "Shelfie"),
        ("make it nicer somehow", lambda s: "Requested change: make it nicer somehow." in texts(s.open_questions)),
        ("remove FR-9", lambda s: "Requested change: remove FR-9." in texts(s.open_questions)),
        (
            "remove FR-2. Also the tone is wrong",
            lambda s: len(s.features) == 1 or "Requested" in texts(s.open_questions)[-1],
        ),
    ],
)
def test_a_change_in_plain_words_is_applied_or_kept_word_for_word_and_only_once(request_, seen):
    spec = written(RECORD)
    for name in WRITING_ORDER:
        spec = outline.section(RECORD, name, spec, request_)
    assert seen(spec)
    assert outline.section(RECORD, SectionName.OVERVIEW, spec, request_) == spec


def test_a_request_that_asks_for_two_things_loses_neither():
    spec = outline.section(
        RECORD, SectionName.FEATURES, written(RECORD), "remove FR-2\nthe tone is wrong\nadd a search"
    )
    assert texts(spec.features) == ["The product shall print lists of shelves.", "The product shall provide a search."]
    assert "the tone is wrong" in " ".join(texts(spec.open_questions))


def test_the_last_requirement_cannot_be_removed_but_the_wish_is_kept():
    spec = written(interview(asked("features.core", "Print lists")))
    changed = outline.section(RECORD, SectionName.FEATURES, spec, "remove FR-1")
    assert changed.requirement_ids == ("FR-1",)
    assert "Requested change: remove FR-1." in texts(changed.open_questions)
