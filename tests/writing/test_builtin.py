"""The built-in writer plays whole interviews with made-up teams, and what it writes is fit to be read."""

import re

import pytest

from bot.planning.checks import Severity, report
from bot.planning.interview import Interview, QuestionKind, QuestionState, Write
from bot.planning.outline import begin
from bot.planning.reading import Kind
from bot.planning.specification import WRITING_ORDER
from bot.writing.builtin import BuiltinWriter
from bot.writing.writer import Writer
from tests import teams
from tests.planning.people import BEN, asked, interview, says

WRITER: Writer = BuiltinWriter()


async def specification(record):
    spec = begin(record, WRITER.label)
    for name in WRITING_ORDER:
        spec = await WRITER.section(record, name, spec)
    return spec


@pytest.fixture(params=teams.names())
async def played(request):
    record = await teams.interviewed(teams.load(request.param), WRITER)
    return record, await specification(record)


async def test_the_interview_ends_with_every_topic_clear_and_eight_to_fifteen_questions(played):
    record, _ = played
    assert record.next_step() == Write()
    assert record.progress.clear == record.progress.total
    assert 8 <= len(record.questions) <= 15


async def test_every_message_holds_exactly_one_question_that_was_not_asked_before(played):
    record, _ = played
    assert all(q.text.count("?") == 1 and len(q.text) <= 300 and len(q.why) <= 200 for q in record.questions)
    assert len({q.text for q in record.questions}) == len(record.questions)


async def test_the_document_breaks_no_rule_and_says_who_wrote_it(played):
    record, spec = played
    assert [f for f in report(spec, record) if f.severity is Severity.ERROR] == []
    assert spec.written_by == "written without a model"


async def test_requirements_read_like_requirements(played):
    _, spec = played
    assert 5 <= len(spec.features) <= 15
    for requirement in spec.features:
        assert requirement.text.count(" shall ") == 1, requirement.text
        assert requirement.text[0].isupper()
        assert requirement.text.endswith(".")
        assert not re.search(r"\b(I|we|our|my|me|us)\b|“", requirement.text), requirement.text
        assert len(requirement.title.split()) <= 8
        assert requirement.rationale
        assert requirement.sources


async def test_nothing_is_said_twice(played):
    _, spec = played
    said = [r.text for r in spec.features] + [s.text for s in (*spec.constraints, *spec.non_goals, *spec.decisions)]
    assert len(said) == len(set(said))
    assert len({r.title for r in spec.features}) == len(spec.features)


async def test_the_weekly_report_is_understood():
    spec = await specification(await teams.interviewed(teams.load("weekly_report"), WRITER))
    assert [r.text for r in spec.features[:4]] == [
        "The product shall collect the numbers from the three tools.",
        "The product shall write a draft from the numbers.",
        "The product shall let the lead edit the draft before it goes out.",
        "The product shall not send anything without someone approving it.",
    ]
    assert [a.name for a in spec.audience] == ["Team leads", "Director", "Finance"]
    assert spec.workflows[0].steps[1] == "The lead checks them"
    assert "Not in the first version: charts." in [n.text for n in spec.non_goals]
    assert "If one of the tools is down, the product shall use last week's number and mark it as old." in [
        r.text for r in spec.features
    ]


async def test_the_clinic_resolves_its_contradiction_into_a_decision():
    record = await teams.interviewed(teams.load("appointment_reminder"), WRITER)
    spec = await specification(record)
    assert [q.kind for q in record.questions].count(QuestionKind.RESOLVE) == 1
    assert "The team decided: Olu is right, the front desk first." in spec.decisions[0].text
    assert spec.audience[0].name == "Front desk"
    assert [a.question for a in spec.assumptions] == [
        q.number for q in record.questions if q.state is QuestionState.UNKNOWN
    ]


async def test_the_warehouse_is_asked_for_the_number_behind_its_vague_word():
    record = await teams.interviewed(teams.load("stock_count"), WRITER)
    assert "You said “fast”. What number would be good enough?" in [q.text for q in record.questions]
    spec = await specification(record)
    assert "When the difference is more than 5 pieces, the product shall provide a second count by another person." in [
        r.text for r in spec.features
    ]
    assert "PostgreSQL" not in " ".join(r.text for r in spec.features)


async def test_the_first_turn_asks_without_reading_anything():
    turn = await WRITER.turn(interview(), None)
    assert turn.proposal.facet == "problem.today"


async def test_a_counter_question_gets_an_explanation_and_no_new_question():
    question = asked("problem.today", "What do you mean?", state=QuestionState.OPEN)
    turn = await WRITER.turn(interview(question), question)
    assert (turn.reading.kind, turn.proposal) == (Kind.COUNTER_QUESTION, None)
    assert turn.reading.explanation


async def test_side_talk_moves_nothing_on():
    question = asked("problem.today", "<@UBEN> lunch?", state=QuestionState.OPEN)
    turn = await WRITER.turn(interview(question), question)
    assert (turn.reading.kind, turn.proposal) == (Kind.SIDE_TALK, None)


async def test_a_contradiction_is_followed_by_the_question_that_resolves_it():
    question = asked("audience.primary", "Managers", says("no, accountants", BEN, 2), state=QuestionState.OPEN)
    turn = await WRITER.turn(interview(question), question)
    assert turn.reading.kind is Kind.CONTRADICTION
    assert turn.proposal.facet == "audience.primary"
    assert "Which of the two" in turn.proposal.text


async def test_an_unclear_answer_is_followed_up_on_the_same_facet():
    question = asked("problem.today", "ok", state=QuestionState.OPEN)
    turn = await WRITER.turn(interview(question), question)
    assert turn.proposal.facet == "problem.today"
    assert turn.reading.unclear in turn.proposal.why


async def test_a_question_that_was_set_aside_is_reopened_instead_of_a_new_one():
    aside = asked("problem.outcome", state=QuestionState.SET_ASIDE, number=2)
    question = asked("problem.today", "Two hours every Friday", state=QuestionState.OPEN)
    turn = await WRITER.turn(interview(question, aside), question)
    assert turn.proposal is None


async def test_the_same_record_gives_the_same_words():
    record = Interview("Weekly report", "a weekly report")
    assert await WRITER.turn(record, None) == await WRITER.turn(record, None)
