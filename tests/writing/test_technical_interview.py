"""Teams are interviewed about technology from their first question to the last, without a model."""

import asyncio
from dataclasses import replace
from functools import cache

import pytest

from bot.planning.interview import Interview, Question, QuestionKind, QuestionState, Write
from bot.planning.known import known_facets
from bot.planning.outline import begin
from bot.planning.parked import parked
from bot.planning.question_rules import question_count
from bot.planning.specification import WRITING_ORDER
from bot.planning.topics import TECHNICAL_TOPICS, Side
from bot.writing.builtin import BuiltinWriter
from bot.writing.guard import Guard
from tests import teams
from tests.planning.people import BEN, says

WRITER = BuiltinWriter()
ANSWERS = {
    "architecture.parts": ["A page in the browser, one service behind it, and a job at night"],
    "stack.choices": ["Python and PostgreSQL, as in our other tools", "agreed"],
    "data.model": ["Reports, their drafts, and who approved them. should managers see old drafts too?"],
    "data.retention": ["A year, then everything about a person goes"],
    "integrations.systems": ["The time tracker, the support desk and mail"],
    "limits.hard": ["Nothing outside the EU, and no licence that costs money"],
    "security.access": ["With the company account. Only leads may change a draft"],
    "performance.load": ["It has to be fast"],
    "recovery.failure": ["Half a day is fine, nothing that was saved may be lost"],
    "deployment.where": ["On our own cluster, by the pipeline that we have"],
    "testing.proof": ["That nothing goes out without approval"],
    "rollout.migration": ["Last year's figures have to be there"],
    "observability.notice": ["Ben gets a message"],
    "team.skills": ["Two people who know Python"],
}
AGAIN = {"performance.load": ["20 people at once, 2 seconds"]}


async def beginning(name: str) -> Interview:
    record = await teams.interviewed(teams.load(name), WRITER)
    spec = begin(record, WRITER.label)
    for section in WRITING_ORDER:
        spec = await WRITER.section(record, section, spec)
    record = replace(record, questions=(), evidence=(), earlier=record.questions, product=spec)
    record = replace(record, side=Side.TECHNICAL, topics=TECHNICAL_TOPICS)
    return replace(record, evidence=known_facets(record))


async def played_to_its_end(name: str) -> Interview:
    record = await beginning(name)
    guard = Guard(None, WRITER)
    turn = await guard.accept_turn(record, None)
    while turn.question is not None:
        asked, number = turn.question, record.next_number
        replies = (AGAIN if asked.kind is QuestionKind.FOLLOW_UP else ANSWERS)[asked.facet]
        said = tuple(says(text, BEN, number * 10 + place) for place, text in enumerate(replies))
        question = Question(f"q{number}", number, asked.facet, asked.text, asked.why, asked.options, asked.recommended,
                            asked.written_by, asked.kind, QuestionState.OPEN, said)  # fmt: skip
        record = record.with_question(question)
        turn = await guard.accept_turn(record, question)
        assert turn.question is not None or record.settled_as_if(question, turn.reading.evidence).next_step() == Write()
        record = record.settled_as_if(question, turn.reading.evidence, turn.reading.unclear)
    return record


@cache
def played(name: str) -> Interview:
    return asyncio.run(played_to_its_end(name))


@pytest.fixture(params=teams.names())
def record(request):
    return played(request.param)


def test_it_ends_with_every_topic_clear_after_eight_to_sixteen_questions(record):
    assert record.progress.clear == record.progress.total
    assert 8 <= len(record.questions) <= 16


def test_every_message_holds_one_question_that_was_never_asked_and_numbers_go_on(record):
    assert all(question_count(q.text) == 1 and len(q.text) <= 300 and len(q.why) <= 200 for q in record.questions)
    everything = [q.text for q in (*record.earlier, *record.questions)]
    assert len(set(everything)) == len(everything)
    first = max(q.number for q in record.earlier) + 1
    assert [q.number for q in record.questions] == list(range(first, first + len(record.questions)))


def test_it_names_requirements_that_exist(record):
    named = {word.strip(".,;:()") for q in record.questions for word in f"{q.text} {q.why}".split() if "FR-" in word}
    assert len(named) >= 3
    assert named <= set(record.product.requirement_ids)


def test_what_people_asked_about_the_product_is_kept_for_it(record):
    assert [question.text for question in parked(record)] == ["Ben asked: should managers see old drafts too?"]


def test_a_vague_answer_is_followed_up_once_with_a_question_for_a_number(record):
    (again,) = [q for q in record.questions if q.kind is QuestionKind.FOLLOW_UP]
    assert again.facet == "performance.load"
    assert again.why == "“fast” can be read in two ways as long as no number stands beside it."


def test_what_the_specification_settled_is_not_asked():
    settled = {evidence.facet for evidence in asyncio.run(beginning("weekly_report")).evidence}
    assert settled == {"limits.hard"}
    assert settled.isdisjoint(q.facet for q in played("weekly_report").questions)


def test_the_team_hears_its_own_words_again():
    texts = [q.text for q in played("stock_count").questions]
    assert "You said “Ideally it runs on our own PostgreSQL server” in Q11. Is that decided, or a wish?" in texts
    assert "You said “The wifi in hall 3 is terrible” in Q6. How long may that last before it hurts?" in texts
