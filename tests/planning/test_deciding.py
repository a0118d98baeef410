"""What an answer decides, and that no model can make it decide anything else."""

from dataclasses import replace

import pytest

from bot.planning.artefact import ArtefactKind
from bot.planning.deciding import decide, requested, taken_back
from bot.planning.decisions import Decision, Ledger
from bot.planning.interview import Evidence, Interview, Question, QuestionKind, QuestionState
from bot.planning.reading import DecisionProposal, Kind, Reading, confirm
from tests.planning.people import ANA, BEN, asked, interview, says

PLANTED = (
    "Every Friday somebody copies numbers for three hours. "
    "The report must reach Priya by 9:00 on 12 March. "
    "We like the blue charts. "
    "Only Ben approves what goes out to the Heron team."
)


NOTHING_READ = Reading()


def decided(question: Question, reading: Reading = NOTHING_READ) -> tuple[Decision, ...]:
    record = interview(question)
    return decide(record, question, confirm(reading, question, record), 7.0)


def after(record: Interview, question: Question, reading: Reading = NOTHING_READ) -> tuple[Interview, tuple[int, ...]]:
    """The interview once the question is settled like that, and which decisions were taken back."""
    record = record.with_question(question)
    new = decide(record, question, confirm(reading, question, record), 8.0)
    record = replace(record, ledger=Ledger((*record.ledger, *new)))
    gone = taken_back(record, question)
    kept = tuple(replace(d, withdrawn=d.withdrawn or d.number in gone) for d in record.ledger)
    return replace(record, ledger=Ledger(kept)), gone


def standing(record: Interview) -> list[str]:
    return [d.text for d in record.ledger.standing]


def test_a_decision_is_the_words_of_whoever_said_it_with_all_that_leads_back_to_them():
    said = says("The team leads read it first, on Monday morning.", BEN)
    (one,) = decided(asked("audience.primary", said))
    assert one == Decision(
        number=1, side=one.side, facet="audience.primary", question=1,
        text="The team leads read it first, on Monday morning.", short="team leads read first Monday morning",
        contribution=said.id, author="UBEN", author_name="Ben", said_at=said.said_at, permalink=said.permalink,
        decided_at=7.0,
    )  # fmt: skip


def test_a_few_words_are_told_with_what_they_answer():
    question = asked("audience.primary", "Managers", text="Who will read the weekly report first?")
    assert [d.short for d in decided(question)] == ["read weekly report first: Managers"]
    yes = asked("features.core", "Yes", text="Should managers see the drafts?")
    assert [d.short for d in decided(yes)] == ["managers see drafts: Yes"]


def test_what_is_decided_in_the_middle_of_a_long_answer_is_a_decision_of_its_own():
    found = decided(asked("problem.today", PLANTED))
    assert [d.text for d in found] == [
        "Every Friday somebody copies numbers for three hours. "
        "The report must reach Priya by 9:00 on 12 March. We like the blue charts.",
        "Only Ben approves what goes out to the Heron team.",
    ]
    assert {"Priya", "9:00", "12", "March"} <= set(found[0].short.split())


def test_words_on_another_facet_are_decided_there():
    text = "Managers read it first, and success means half an hour saved every week."
    reading = Reading(evidence=(Evidence("success.measure", 1, "success means half an hour saved every week"),))
    found = decided(asked("audience.primary", text), reading)
    assert [(d.facet, d.text) for d in found] == [
        ("audience.primary", "Managers read it first"),
        ("success.measure", "success means half an hour saved every week."),
    ]


@pytest.mark.parametrize("text", ["OK. Managers read it first.", "Managers read it first. Because they asked for it."])
def test_what_says_nothing_by_itself_stays_with_the_words_beside_it(text: str):
    assert [d.text for d in decided(asked("audience.primary", text))] == [text]


def test_a_question_among_the_words_decides_nothing():
    found = decided(asked("audience.primary", "Managers read it first. Should it go to Berlin as well?"))
    assert [d.text for d in found] == ["Managers read it first."]


def test_everybody_who_says_something_decides_and_who_only_agrees_does_not():
    found = decided(asked("audience.primary", says("Managers, on Mondays", ANA, 1), says("+1", BEN, 2)))
    assert [d.author_name for d in found] == ["Ana"]


@pytest.mark.parametrize("text", ["hm, fast", "🎉🎉🎉", "ok thanks", "See <https://example.com|that>"])
def test_an_answer_that_says_little_is_still_a_decision(text: str):
    assert [d.text for d in decided(asked("success.measure", text))] == [text]


@pytest.mark.parametrize("state", [QuestionState.SKIPPED, QuestionState.UNKNOWN])
def test_a_question_that_was_passed_over_decides_nothing_until_somebody_answers_it_late(state: QuestionState):
    question = asked("audience.primary", says("Hm", ANA, 1), state=state)
    assert decided(question) == ()
    late = replace(question, contributions=(*question.contributions, says("Managers, of course", BEN, 2, late=True)))
    assert [d.text for d in decided(late)] == ["Managers, of course"]


def test_that_nobody_knows_is_no_decision():
    assert decided(asked("success.measure", "No idea")) == ()


# What a model adds, drops, joins and invents -------------------------------------------------------------------------


def test_a_model_may_say_it_better_where_its_words_hold():
    proposal = DecisionProposal("The team leads read it first, on Monday morning", "first readers: team leads, Monday")
    (one,) = decided(
        asked("audience.primary", "The team leads read it first, on Monday morning."), Reading(decisions=(proposal,))
    )
    assert one.short == "first readers: team leads, Monday"


@pytest.mark.parametrize(
    "short",
    ["first readers: team leads", "accountants read it, Monday", "team leads, Monday 9:00", "Priya reads, Monday",
     "<!channel> team leads Monday", "team leads Monday " * 30],
    ids=["drops a name", "other words", "a number", "a name", "a mention", "too long"],
)  # fmt: skip
def test_a_line_that_drops_or_invents_something_is_not_taken(short: str):
    text = "The team leads read it first, on Monday morning."
    (one,) = decided(asked("audience.primary", text), Reading(decisions=(DecisionProposal(text, short),)))
    assert one.short == "team leads read first Monday morning"


def test_what_a_model_drops_is_decided_all_the_same():
    everything = [d.text for d in decided(asked("problem.today", PLANTED))]
    only_one = Reading(decisions=(DecisionProposal("We like the blue charts"),))
    found = decided(asked("problem.today", PLANTED), only_one)
    assert " ".join(d.text for d in found) == " ".join(everything)


def test_what_a_model_joins_stays_apart():
    joined = Reading(decisions=(DecisionProposal(PLANTED, "three Friday 9:00 12 March Priya Ben Heron"),))
    assert decided(asked("problem.today", PLANTED), joined) == decided(asked("problem.today", PLANTED))


def test_what_a_model_takes_apart_is_divided():
    text = "Managers read the summary and accountants read the tables"
    proposals = (DecisionProposal("Managers read the summary"), DecisionProposal("accountants read the tables"))
    found = decided(asked("audience.primary", text), Reading(decisions=proposals))
    assert [d.text for d in found] == ["Managers read the summary", "accountants read the tables"]


def test_words_that_nobody_said_are_no_decision():
    question = asked("audience.primary", "Managers read it first.")
    invented = Reading(decisions=(DecisionProposal("The pope reads it", "pope reads"),))
    assert [d.text for d in decided(question, invented)] == ["Managers read it first."]


# Changing one's mind -------------------------------------------------------------------------------------------------


def settled(*questions: Question) -> Interview:
    record = interview(*(replace(q, state=QuestionState.OPEN) for q in questions))
    for question in record.questions:
        record, _ = after(record, replace(question, state=QuestionState.ANSWERED))
    return record


MANAGERS = asked("audience.primary", says("The managers read the report first", ANA, 1))


def test_what_was_decided_is_not_decided_twice():
    record = settled(MANAGERS)
    again, gone = after(record, record.questions[0])
    assert (again, gone) == (record, ())


def test_a_new_answer_takes_the_place_of_the_old_one():
    record = settled(MANAGERS)
    old = replace(record.questions[0].contributions[0], superseded=True)
    anew = replace(record.questions[0], contributions=(old, says("Accountants do, on Mondays", BEN, 2)))
    record, gone = after(record, anew)
    assert (record.ledger.superseded, gone) == ({1: 2}, ())
    assert standing(record) == ["Accountants do, on Mondays"]


def test_the_old_words_without_any_in_their_place_are_withdrawn_and_stay_in_the_ledger():
    record = settled(asked("problem.today", PLANTED))
    old = replace(record.questions[0].contributions[0], superseded=True)
    anew = replace(record.questions[0], contributions=(old, says("Nobody does it by hand any more", BEN, 2)))
    record, gone = after(record, anew)
    assert len(record.ledger.superseded) == 1
    assert len(gone) == 1
    assert len(record.ledger) == 3


def test_an_edit_replaces_the_words_that_changed_and_leaves_the_others():
    record = settled(asked("problem.today", says(PLANTED, ANA, 1)))
    changed = replace(record.questions[0].contributions[0], text=PLANTED.replace("9:00", "11:30"))
    record, gone = after(record, replace(record.questions[0], contributions=(changed,)))
    assert (record.ledger.superseded, gone) == ({1: 3}, ())
    assert "11:30" in record.ledger.decision(3).short
    assert "9:00" in record.ledger.decision(1).text


def test_words_that_somebody_deletes_are_withdrawn():
    record = settled(asked("audience.primary", says("Managers read it first", ANA, 1), says("On Mondays", BEN, 2)))
    rest = replace(record.questions[0], contributions=record.questions[0].contributions[:1])
    record, gone = after(record, rest)
    assert gone == (2,)
    assert standing(record) == ["Managers read it first"]


def test_a_late_answer_adds_to_what_was_decided():
    record = settled(MANAGERS)
    late = says("And the auditors must get a copy in April", BEN, 3, late=True)
    record, gone = after(record, replace(record.questions[0], contributions=(*record.questions[0].contributions, late)))
    assert (record.ledger.superseded, gone) == ({}, ())
    assert len(standing(record)) == 2


def test_an_open_question_keeps_what_was_decided_until_its_new_answer_is_settled():
    record = settled(MANAGERS)
    reopened = replace(record.questions[0], state=QuestionState.OPEN)
    assert after(record, reopened)[1] == ()
    old = replace(reopened.contributions[0], superseded=True)
    assert taken_back(record.with_question(q := replace(reopened, contributions=(old, says("Hm", BEN, 2)))), q) == (1,)


def test_skipping_a_question_that_was_answered_before_takes_its_decision_back():
    record = settled(MANAGERS)
    assert after(record, replace(record.questions[0], state=QuestionState.SKIPPED))[1] == (1,)


def test_a_change_of_mind_in_a_later_answer_supersedes_what_it_names():
    later = asked("audience.primary", says("Actually, let accountants read it instead of managers", BEN, 2), number=2)
    assert settled(MANAGERS, later).ledger.superseded == {1: 2}


def test_a_later_answer_that_takes_nothing_back_supersedes_nothing():
    later = asked("audience.primary", says("Accountants read the tables after that", BEN, 2), number=2)
    assert settled(MANAGERS, later).ledger.superseded == {}


@pytest.mark.parametrize(("named", "superseded"), [(1, {1: 3}), (2, {}), (9, {}), (None, {})])
def test_a_model_may_name_only_a_standing_decision_of_the_same_topic_as_replaced(named: int | None, superseded: dict):
    record = settled(MANAGERS, asked("success.measure", says("Two hours saved", ANA, 2), number=2))
    text = "Accountants read the report first"
    question = replace(asked("audience.others", says(text, BEN, 3)), number=3, id="q3")
    record, _ = after(record, question, Reading(decisions=(DecisionProposal(text, supersedes=named),)))
    assert record.ledger.superseded == superseded


# Contradictions ------------------------------------------------------------------------------------------------------

CLASH = asked(
    "audience.primary",
    says("Managers read it first. It has to be out by 5 May.", ANA, 1),
    says("No, accountants read it first.", BEN, 2),
)


def test_a_contradiction_decides_nothing_until_it_is_resolved():
    assert decide(interview(CLASH), CLASH, Reading(Kind.CONTRADICTION), 1.0) == ()


def test_what_resolves_a_contradiction_is_decided_and_so_is_what_nobody_disputed():
    resolve = replace(
        asked("audience.primary", says("Accountants", ANA, 3), kind=QuestionKind.RESOLVE), number=2, id="q2"
    )
    record, _ = after(interview(CLASH), resolve)
    assert "Accountants" in standing(record)
    assert not any("Managers" in text for text in standing(record))
    assert any("5 May" in text for text in standing(record))


def test_a_contradiction_that_stays_open_decides_nothing():
    left_open = asked("audience.primary", kind=QuestionKind.RESOLVE, state=QuestionState.SKIPPED, number=2)
    divided = asked("audience.primary", "No, they do", kind=QuestionKind.RESOLVE, unclear="Still two.", number=2)
    for resolve in (left_open, divided):
        for settled_again in (resolve, CLASH):
            assert decide(interview(CLASH, resolve), settled_again, Reading(), 1.0) == ()


# Reviews -------------------------------------------------------------------------------------------------------------


def test_a_change_request_in_a_review_is_a_decision_of_whoever_asked_for_it():
    record = settled(MANAGERS)
    request = says("Make it half an hour instead of two, and name Priya as the owner.", BEN, 9)
    (one,) = requested(record, ArtefactKind.PRODUCT_SPECIFICATION, request, 5.0)
    assert (one.number, one.facet, one.question, one.text) == (2, "review.product_specification", 0, request.text)
    assert (one.author, one.permalink, one.decided_at) == ("UBEN", request.permalink, 5.0)
    again = replace(record, ledger=Ledger((*record.ledger, one)))
    assert requested(again, ArtefactKind.PRODUCT_SPECIFICATION, request, 6.0) == ()
