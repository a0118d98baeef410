"""The record of an interview as a model reads it: data in lines of JSON, bounded however long the session gets.

The newest answers stand in full. Older ones are shortened, oldest first and in steps of ten, so that the beginning of
the prompt stays the same from turn to turn (endpoints cache it). A cut is always visible, and quoted evidence stays.
"""

from typing import Any

from bot.planning.interview import Interview, Question
from bot.planning.plain_text import clipped
from bot.planning.prompts import data
from bot.planning.visible_text import clean

LONGEST_IDEA = 6_000
LONGEST_CONTRIBUTION = 4_000
SHORTENED = 160
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


def record(interview: Interview, budget: int, without: Question | None = None) -> str:
    """Every question and what was said to it, oldest first, in about `budget` characters; `without` is left out."""
    asked = [q for q in interview.questions if without is None or q.number != without.number]
    full = [entry(interview, q, LONGEST_CONTRIBUTION) for q in asked]
    if not full:
        return data({"note": "nothing was asked yet"})
    short = [entry(interview, q, SHORTENED) for q in asked]
    for cut in range(0, len(asked) + STEP, STEP):
        lines = short[:cut] + full[cut:]
        if sum(map(len, lines)) <= budget:
            return "\n".join(lines)
    for dropped in range(STEP, len(asked) + STEP, STEP):
        kept = short[dropped:]
        if sum(map(len, kept)) <= budget:
            return "\n".join([_left_out(interview, asked[:dropped]), *kept])
    return _left_out(interview, asked)


def open_entry(interview: Interview, question: Question) -> str:
    """The question that waits, as `entry` shows it, with a label for each message said to it."""
    return _line(interview, question, LONGEST_CONTRIBUTION, messages(question))


def messages(question: Question) -> dict[str, str]:
    """A label (`M1`) for every message that counts as the answer, by its id, in order."""
    return {c.id: f"M{number}" for number, c in enumerate(question.answer, start=1)}


def entry(interview: Interview, question: Question, limit: int) -> str:
    """One question as a line of data, every contribution clipped to `limit` characters."""
    return _line(interview, question, limit, {})


def _line(interview: Interview, question: Question, limit: int, messages: dict[str, str]) -> str:
    labels = people(interview)
    line: dict[str, Any] = {
        "q": question.label,
        "facet": question.facet,
        "state": question.state.value,
        "asked": question.text,
        "said": [
            ({"message": messages[c.id]} if messages else {})
            | {"by": f"{labels[c.author]} {c.author_name}".strip(), "text": clipped(clean(c.text), limit)}
            for c in question.answer
        ],
    }
    if question.recommended:
        line["recommended"] = question.recommended
    clear = [{"facet": e.facet, "quote": e.quote} for e in interview.evidence if e.question == question.number]
    if clear:
        line["clear_from"] = clear
    return data(line)


def _left_out(interview: Interview, questions: list[Question]) -> str:
    numbers = {question.number for question in questions}
    clear = [{"facet": e.facet, "quote": e.quote} for e in interview.evidence if e.question in numbers]
    note = f"{questions[0].label} to {questions[-1].label}: too long to show; do not ask them again"
    return data({"left_out": note, "clear_from": clear[-MOST_QUOTES:]})
