"""What holds for the decisions of any answer, whatever people write and whatever a model says about it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning.deciding import decide, taken_back
from bot.planning.decisions import Ledger
from bot.planning.interview import Interview, Question, QuestionState
from bot.planning.reading import DecisionProposal, Reading, confirm
from bot.planning.telegrams import LONGEST_SHORT, marks, shortened, subject_of, telegram
from tests.planning.people import ANA, BEN, asked, interview, says

PIECES = """managers read it first must only not 9:00 12 March Priya two hours because instead of the report we go with
Postgres and, but. should ok? +1 *bold* :tada: `code` <https://a.example|link> e.g. no; • - 「はい」 Ähre"""
WORDS = st.sampled_from([*PIECES.split(), "\n", "\n\n", ""])
TEXTS = st.lists(WORDS, min_size=1, max_size=40).map(" ".join) | st.text(max_size=120)
ANSWERS = st.lists(TEXTS.filter(str.strip), min_size=1, max_size=3)
PROPOSALS = st.lists(st.tuples(TEXTS, TEXTS, st.none() | st.integers(-1, 5)), max_size=4)
CHEAP = settings(max_examples=40, deadline=None)


def question(texts: list[str], number: int = 1) -> Question:
    said = tuple(says(text, (ANA, BEN)[i % 2], at=i + 1) for i, text in enumerate(texts))
    return replace(asked("audience.primary", *said), number=number, id=f"q{number}")


def read(answered: Question, record: Interview, proposals: list[tuple[str, str, int | None]]) -> Reading:
    """A model's proposals, half of them with a quote that is really there."""
    text = answered.answer_text
    made = [
        DecisionProposal(text[: len(quote) * 2] if place % 2 else quote, short, supersedes)
        for place, (quote, short, supersedes) in enumerate(proposals)
    ]
    return confirm(Reading(decisions=tuple(made)), answered, record)


@CHEAP
@given(ANSWERS, PROPOSALS)
def test_every_decision_is_words_of_the_answer_in_one_bounded_line(texts, proposals):
    answered = question(texts)
    record = interview(answered)
    found = decide(record, answered, read(answered, record, proposals), 1.0)
    by_id = {c.id: c for c in answered.contributions}
    assert [d.number for d in found] == list(range(1, len(found) + 1))
    for each in found:
        said = by_id[each.contribution]
        assert each.text in said.text
        assert (each.author, each.said_at, each.permalink) == (said.author, said.said_at, said.permalink)
        assert len(each.short.splitlines()) <= 1
        assert len(each.short) <= 2 * LONGEST_SHORT


@CHEAP
@given(ANSWERS)
def test_no_number_and_no_name_of_a_decision_is_missing_in_its_line(texts):
    for each in decide(interview(answered := question(texts)), answered, Reading(), 1.0):
        must = marks(each.text)
        if sum(len(mark) + 1 for mark in must) <= LONGEST_SHORT:
            assert set(must) <= set(each.short.split()), each


@CHEAP
@given(ANSWERS, PROPOSALS)
def test_a_model_changes_nothing_but_how_the_words_are_divided_and_told(texts, proposals):
    answered = question(texts)
    record = interview(answered)
    alone = decide(record, answered, Reading(), 1.0)
    helped = decide(record, answered, read(answered, record, proposals), 1.0)
    assert len(helped) >= len(alone)
    for words in (word for each in alone for word in each.text.split() if len(word) > 3):
        assert any(words in each.text for each in helped)


@CHEAP
@given(ANSWERS, PROPOSALS)
def test_to_decide_the_same_answer_again_adds_and_withdraws_nothing(texts, proposals):
    answered = question(texts)
    record = interview(answered)
    found = decide(record, answered, read(answered, record, proposals), 1.0)
    again = replace(record, ledger=Ledger(found))
    assert decide(again, answered, Reading(), 2.0) == ()
    assert taken_back(again, answered) == ()


@CHEAP
@given(ANSWERS, ANSWERS, PROPOSALS)
def test_a_new_answer_leaves_nothing_standing_of_the_old_one_and_loses_nothing_of_the_ledger(texts, anew, proposals):
    answered = question(texts)
    record = interview(answered)
    ledger = Ledger(decide(record, answered, Reading(), 1.0))
    old = tuple(replace(c, superseded=True) for c in answered.contributions)
    new = tuple(says(text, BEN, at=50 + i) for i, text in enumerate(anew))
    answered = replace(answered, contributions=(*old, *new))
    record = replace(record.with_question(answered), ledger=ledger)
    found = decide(record, answered, read(answered, record, proposals), 2.0)
    after = replace(record, ledger=Ledger((*ledger, *found)))
    gone = set(taken_back(after, answered))
    replaced = [d.supersedes for d in found if d.supersedes is not None]
    assert len(replaced) == len(set(replaced))
    assert {d.number for d in ledger} == gone | set(replaced)
    assert after.ledger.decisions[: len(ledger)] == ledger.decisions


@CHEAP
@given(ANSWERS)
def test_an_answer_that_says_something_decides_something(texts):
    answered = question([*texts, "The managers read the report first"])
    assert any("managers" in each.text for each in decide(interview(answered), answered, Reading(), 1.0))


@CHEAP
@given(TEXTS, st.integers(10, LONGEST_SHORT))
def test_a_shorter_line_keeps_the_marks_and_only_words_of_the_longer_one(text, limit):
    line = telegram(text, "en")
    shorter = shortened(line, limit, text)
    assert len(shorter) <= LONGEST_SHORT
    if "…" not in shorter:
        assert set(shorter.split()) <= set(line.split())
        assert set(marks(text)) & set(line.split()) <= set(shorter.split())


@CHEAP
@given(ANSWERS, st.sampled_from(list(QuestionState)))
def test_only_an_answered_question_decides(texts, state):
    answered = replace(question(texts), state=state)
    found = decide(interview(answered), answered, Reading(), 1.0)
    assert bool(found) <= (state is QuestionState.ANSWERED)


@pytest.mark.parametrize(
    ("asked_for", "subject"),
    [
        ("Who will read the weekly report first?", "read weekly report first"),
        ("You said “managers”. Which of them decide?", "decide"),
        ("Wer liest den Bericht zuerst?", "liest Bericht zuerst"),
        ("???", ""),
    ],
)
def test_what_a_question_is_about_is_told_in_its_own_words(asked_for: str, subject: str):
    assert subject_of(asked_for, "de" if asked_for.startswith("Wer") else "en") == subject
