"""The record of an interview as a model reads it: data in lines of JSON, bounded however long the session gets.

The newest answers stand in full. Older ones are shortened, oldest first and in steps of ten, so that the beginning of
the prompt stays the same from section to section (endpoints cache it). A cut is always visible; what was decided in
the words that are cut stands there in full, and quoted evidence stays.
"""

from collections.abc import Sequence
from typing import Any

from bot.planning.decisions import Decision
from bot.planning.interview import Interview, Question
from bot.planning.plain_text import clipped
from bot.planning.prompts import data
from bot.planning.visible_text import clean

LONGEST_IDEA = 6_000
LONGEST_CONTRIBUTION = 4_000
SHORTENED = 160
SHORTENED_BESIDE_DECISIONS = 60
STEP = 10
MOST_QUOTES = 40


def people(interview: Interview) -> dict[str, str]:
    """A label (`P1`) for everyone who said something, by their Slack user id, in order of appearance.

    Names are not unique and ids mean nothing to a model; labels are both.
    """
    authors = dict.fromkeys(c.author for q in interview.questions for c in q.contributions)
    return {author: f"P{number}" for number, author in enumerate(authors, start=1)}


def idea(interview: Interview) -> str:
    """The idea as one line of data."""
    return data({"title": interview.title, "said": clipped(clean(interview.idea), LONGEST_IDEA)})


def record(interview: Interview, budget: int) -> str:
    """Every question and what was said to it, oldest first, in about `budget` characters."""
    asked = interview.questions
    full = [entry(interview, q, LONGEST_CONTRIBUTION) for q in asked]
    if not full:
        return data({"note": "nothing was asked yet"})
    short = [_short_entry(interview, question) for question in asked]
    for cut in range(0, len(asked) + STEP, STEP):
        lines = short[:cut] + full[cut:]
        if sum(map(len, lines)) <= budget:
            return "\n".join(lines)
    for dropped in range(STEP, len(asked) + STEP, STEP):
        lines = [_left_out(interview, asked[:dropped], _decided(interview, asked[:dropped])), *short[dropped:]]
        if sum(map(len, lines)) <= budget:
            return "\n".join(lines)
    return _left_out(interview, asked, [f"{d.label} {d.short}" for d in _standing(interview, asked)])


def messages(question: Question) -> dict[str, str]:
    """A label (`M1`) for every message that counts as the answer, by its id, in order."""
    return {c.id: f"M{number}" for number, c in enumerate(question.answer, start=1)}


def entry(interview: Interview, question: Question, limit: int, decided: Sequence[str] = ()) -> str:
    """One question as a line of data, every contribution clipped to `limit` characters, `decided` beside them."""
    labels = people(interview)
    line: dict[str, Any] = {
        "q": question.label,
        "facet": question.facet,
        "state": question.state.value,
        "asked": question.text,
        "said": [
            {"by": f"{labels[c.author]} {c.author_name}".strip(), "text": clipped(clean(c.text), limit)}
            for c in question.answer
        ],
    }
    if question.recommended:
        line["recommended"] = question.recommended
    clear = [{"facet": e.facet, "quote": e.quote} for e in interview.evidence if e.question == question.number]
    if clear:
        line["clear_from"] = clear
    if decided:
        line["decided"] = list(decided)
    return data(line)


def _short_entry(interview: Interview, question: Question) -> str:
    """The question with the beginning of what was said, and in full what that decided."""
    decided = _decided(interview, [question])
    return entry(interview, question, SHORTENED_BESIDE_DECISIONS if decided else SHORTENED, decided)


def _standing(interview: Interview, questions: Sequence[Question]) -> list[Decision]:
    numbers = {question.number for question in questions}
    return [decision for decision in interview.ledger.standing if decision.question in numbers]


def _decided(interview: Interview, questions: Sequence[Question]) -> list[str]:
    """What counts of the decisions of these questions, word for word."""
    return [f"{d.label} {d.author_name}: {clean(d.text)}" for d in _standing(interview, questions)]


def _left_out(interview: Interview, questions: Sequence[Question], decided: Sequence[str]) -> str:
    numbers = {question.number for question in questions}
    clear = [{"facet": e.facet, "quote": e.quote} for e in interview.evidence if e.question in numbers]
    note = f"{questions[0].label} to {questions[-1].label}: too long to show; do not ask them again"
    return data({"left_out": note, "clear_from": clear[-MOST_QUOTES:], "decided": list(decided)})
