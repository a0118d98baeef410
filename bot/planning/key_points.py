"""The key points of a summary: what each may say, and points made of the team's own words where no model writes them.

A point is kept only while the record bears it out: every name, number and date in it was said to a question that it
names (`method.md`, "Summaries": what has no source is not in it). In doubt a point is refused: the built-in ones stand
in, and decisions do not depend on any of them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.planning.checkpoints import Point
from bot.planning.clauses import clipped, ended, plain, sentences
from bot.planning.hearsay import gives_a_reason, unheard
from bot.planning.interview import Interview, Question, QuestionState
from bot.planning.language import surely_foreign, words
from bot.planning.plain_text import disguises, structure
from bot.planning.question_rules import question_count

MOST_POINTS = 6
LONGEST_POINT = 220
"""Characters."""
MOST_WORDS = 110
"""Of all points together: a summary is 120 to 200 words."""
SHORTEST_SENTENCE = 4
"""Words of a sentence that is worth a point."""

_IDS = re.compile(r"\b([DQ])(\d{1,6})\b")
_OTHER_IDS = re.compile(r"\b(?:FR|M|S|T)-\d+\b")


def points_refusals(points: Sequence[Point], interview: Interview) -> tuple[str, ...]:
    """Everything that speaks against these points as a whole, in sentences that a model can act on."""
    if not points:
        return ("Write at least one point.",)
    if len(points) > MOST_POINTS:
        return (f"Write at most {MOST_POINTS} points, the most important ones.",)
    found = [reason for point in points for reason in point_refusals(point, interview)]
    if sum(len(point.text.split()) for point in points) > MOST_WORDS:
        found.append(f"Use at most {MOST_WORDS} words for all points together.")
    if len({" ".join(words(point.text)) for point in points}) < len(points):
        found.append("Two points say the same.")
    return tuple(dict.fromkeys(found))


def point_refusals(point: Point, interview: Interview) -> tuple[str, ...]:
    """What speaks against one point; empty when the record bears it out."""
    text = point.text
    if not any(c.isalpha() for c in text):
        return ("A point is empty.",)
    if len(text) > LONGEST_POINT:
        return (f"A point has at most {LONGEST_POINT} characters.",)
    sources = tuple(q for number in point.questions if (q := _answered(interview, number)) is not None)
    if not sources or len(sources) < len(point.questions):
        return (f"A point rests on questions that were answered: “{clipped(text, 60)}” names others or none.",)
    return (*_form(text, sources, interview), *_ids(text, sources, interview), *_unheard(text, sources, interview))


def built_in_points(
    interview: Interview, questions: Iterable[Question], kept: Iterable[Point] = ()
) -> tuple[Point, ...]:
    """Points from the team's own words: those of `kept` that the record still bears out, and a sentence of each answer.

    Of an answer the sentence with a reason is taken, or else one that no decision holds already. Where there are too
    many, reasons stay, and of the others the newest.
    """
    found = [point for point in kept if not point_refusals(point, interview)]
    told = {number for point in found for number in point.questions}
    for question in questions:
        point = _own_words(question, interview)
        if point is not None and question.number not in told:
            found.append(point)
    found = list({point.text: point for point in found}.values())
    while len(found) > MOST_POINTS or sum(len(point.text.split()) for point in found) > MOST_WORDS:
        # Reasons stay longest: that is what a decision does not say.
        plain_ones = [point for point in found if not gives_a_reason(point.text)]
        found.remove((plain_ones or found)[0])
    return tuple(found)


def _own_words(question: Question, interview: Interview) -> Point | None:
    """What somebody said to the question, in one line with their name."""
    if question.state is not QuestionState.ANSWERED:
        return None
    decided = [d.text.casefold().rstrip(".") for d in interview.ledger if d.question == question.number]
    said = [
        (sentence, _quoted(c.author_name, sentence, question))
        for c in question.answer
        for sentence in sentences(plain(c.text))
        if len(sentence.split()) >= SHORTEST_SENTENCE
    ]
    reasons = [point for sentence, point in said if gives_a_reason(sentence)]
    fresh = [point for sentence, point in said if not any(_say_the_same(sentence, each) for each in decided)]
    return next((point for point in (*reasons, *fresh) if not point_refusals(point, interview)), None)


def _say_the_same(sentence: str, decided: str) -> bool:
    """Whether a sentence is a decision already, or holds little besides it."""
    said = sentence.rstrip(".").casefold()
    return said in decided or (decided in said and len(decided) >= len(said) / 2)


def _quoted(name: str, sentence: str, question: Question) -> Point:
    text = clipped(f"{name or 'Somebody'}: {ended(sentence)}", LONGEST_POINT)
    return Point(text=text, questions=(question.number,))


def _answered(interview: Interview, number: int) -> Question | None:
    try:
        question = interview.question(number)
    except KeyError:
        return None
    return question if question.answer and question.settled else None


def _form(text: str, sources: Sequence[Question], interview: Interview) -> Iterator[str]:
    for what in (*structure(text), *disguises(text)):
        yield f"Plain words only: a point holds {what}."
    if "\n" in text.strip():
        yield "A point is one line."
    if question_count(text):
        yield "A summary asks nothing: no questions in it."
    if surely_foreign(text, interview.language, (interview.idea, *(c.text for q in sources for c in q.answer))):
        yield f"Write in the language {interview.language}."


def _ids(text: str, sources: Sequence[Question], interview: Interview) -> Iterator[str]:
    asked = {question.number for question in sources}
    decided = {d.number: d.question for d in interview.ledger}
    for letter, digits in _IDS.findall(text):
        number = int(digits)
        if letter == "D" and decided.get(number) not in asked:
            yield f"There is no D{number} among the decisions of these questions: name no decision that you do not see."
        if letter == "Q" and number not in asked:
            yield f"Q{number} is not among the questions of its point."
    if _OTHER_IDS.search(text):
        yield "Leave out ids of requirements, modules and sprints."


def _unheard(text: str, sources: Sequence[Question], interview: Interview) -> Iterator[str]:
    """What the text says that nobody said to these questions, and who did not say it."""
    bare = _IDS.sub(" ", text)
    said = [f"{c.author_name}: {plain(c.text)}\n{c.text}" for q in sources for c in q.answer]
    heard = "\n".join((*(q.text for q in sources), *said))
    yield from unheard(bare, heard, interview.language)
    everybody = {c.author_name for q in (*interview.questions, *interview.earlier) for c in q.contributions}
    for name in sorted(everybody):
        named = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", bare) if name else None
        if named and name.casefold() not in heard.casefold():
            yield f"{name} did not say that: name who said it, or nobody."
