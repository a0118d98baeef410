"""What a writer proposes after it read an answer, and what of that the record confirms.

A model's reading is input, never a verdict: evidence counts only where the quoted words were really said, and a
contradiction only between two different people who both said what is quoted.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.planning.interview import Contribution, Evidence, Interview, Question

LONGEST_TALK = 200
"""Characters. Who writes more than that says something: an answer that was not heard would be lost."""


class Kind(StrEnum):
    """What people did with the open question."""

    ANSWER = "answer"
    COUNTER_QUESTION = "counter_question"
    SIDE_TALK = "side_talk"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Position:
    """What one person holds in a contradiction: their Slack user id and their own words."""

    author: str
    author_name: str
    quote: str


@dataclass(frozen=True, slots=True)
class DecisionProposal:
    """Words that a writer takes for a decision, and how it would say them in one line; not yet accepted.

    `supersedes` is the number of the earlier decision whose place it takes, if any.
    """

    quote: str
    short: str = ""
    supersedes: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How the contributions to one question are to be understood.

    `unclear` says why the answer needs a follow-up (`""` when it does not); `explanation` answers a counter-question;
    `talk` holds the ids of contributions that people made to each other, beside the answer. `decisions` are proposals:
    `bot.planning.deciding` makes decisions of the words themselves and takes from a proposal only what they bear out.
    """

    kind: Kind = Kind.ANSWER
    evidence: tuple[Evidence, ...] = ()
    unclear: str = ""
    explanation: str = ""
    positions: tuple[Position, ...] = ()
    talk: tuple[str, ...] = ()
    decisions: tuple[DecisionProposal, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionProposal:
    """A question that a writer would ask next; not yet accepted.

    At most three `options`, each a real choice. `recommended` is the default that *We don't know* records.
    """

    facet: str
    text: str
    why: str
    options: tuple[str, ...] = ()
    recommended: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One call to a writer: how it read the answer, and what it would ask next (None when nothing should be asked)."""

    reading: Reading
    proposal: QuestionProposal | None = None


def confirm(reading: Reading, question: Question, interview: Interview) -> Reading:
    """The reading without anything that the record does not bear out.

    Evidence must quote the answer to `question` and name a facet of the interview. A contradiction needs two
    positions of two people, each quoted from what that person said; anything less is an ordinary answer. A decision
    must quote the answer, and only an answer holds one.
    """
    facets = {f.key for topic in interview.topics for f in topic.facets}
    evidence = tuple(
        Evidence(e.facet, question.number, e.quote)
        for e in reading.evidence
        if e.facet in facets and _says(question.answer, e.quote)
    )
    positions = tuple(
        p for p in reading.positions if _says(tuple(c for c in question.answer if c.author == p.author), p.quote)
    )
    kind = reading.kind
    if kind is Kind.CONTRADICTION and len({p.author for p in positions}) < 2:
        kind, positions = Kind.ANSWER, ()
    if kind is Kind.COUNTER_QUESTION and not reading.explanation.strip():
        kind = Kind.ANSWER
    if kind is not Kind.ANSWER:
        evidence = ()
    talk = _talk(reading, question, evidence) if kind is Kind.ANSWER else ()
    decisions = tuple(d for d in reading.decisions if kind is Kind.ANSWER and _says(question.answer, d.quote))
    return Reading(kind, evidence, reading.unclear.strip(), reading.explanation.strip(), positions, talk, decisions)


def _talk(reading: Reading, question: Question, evidence: tuple[Evidence, ...]) -> tuple[str, ...]:
    """What may count as talk beside the answer: nothing long, chosen or quoted, and never everything that was said."""
    beside = tuple(
        c.id
        for c in question.answer
        if c.id in reading.talk
        and len(c.text) <= LONGEST_TALK
        and c.text.strip() not in question.options
        and not any(_says((c,), e.quote) for e in evidence)
    )
    return beside if len(beside) < len(question.answer) else ()


def _says(contributions: tuple[Contribution, ...], quote: str) -> bool:
    wanted = _folded(quote)
    return len(wanted) >= 2 and wanted in _folded("\n".join(c.text for c in contributions))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
