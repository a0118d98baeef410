"""What people said, sorted by what it is about: the raw material of a specification that is written without a model."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.planning.clauses import clipped, plain, sentences
from bot.planning.interview import Contribution, Interview, Question, QuestionKind, QuestionState
from bot.planning.listening import asks_something, opposing_positions, says_something, says_unknown
from bot.planning.specification import Source
from bot.planning.words import technology_words

QUOTE_LENGTH = 300
STATEMENT_LENGTH = 600
"""A longer sentence is a text without punctuation: its beginning is written down, its source leads to the rest."""

_REMARK = re.compile(
    r"^(?:i |we )?(?:totally |fully |both )?(?:agree|agreed)\b.{0,25}$|^\+1|^same\b.{0,20}$|"
    r"^that['’]?s (?:it|all|right|true|about it|everything)\b.{0,15}$|"
    r"^(?:exactly|yes|yep|yeah|no|nope|right|true|correct|sure|ok|okay|fair|fair enough|makes sense|"
    r"good point|good question|thanks|thank you|haha|lol|hm+|ditto)$|"
    r"^what \w+ (?:said|says|wrote)$|^(?:not sure|no idea|dunno|idk)\b.{0,30}$|"
    r"^(?:i )?(?:have )?nothing (?:to add|else)(?: to add)?\b.{0,20}$|^(?:\w+ )?(?:said|has) it all$",
    re.I,
)


MOST_SENTENCES = 80
"""As many sentences of one message are written down, twice what people read as a page; its source leads to the rest."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence that somebody said: plain text, where it comes from, and whether it is an offered option."""

    text: str
    author: str
    source: Source
    question: Question
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Dispute:
    """A contradiction: the question, what both sides said, and the answer that resolved it (none while it is open)."""

    question: Question
    positions: tuple[Source, ...]
    resolution: tuple[Said, ...] = ()

    @property
    def overruled(self) -> tuple[Source, ...]:
        """The positions that the resolution does not name: all of them while there is none."""
        return tuple(position for position in self.positions if not _stands(position, self))


@dataclass(frozen=True, slots=True)
class Material:
    """Everything said in an interview, sorted.

    Statements by facet, questions that people asked in their answers, technology (it belongs to the technical
    interview), disputes, and the idea as a source.
    """

    by_facet: dict[str, tuple[Said, ...]]
    asked: tuple[Said, ...]
    technical: tuple[Said, ...]
    disputes: tuple[Dispute, ...]
    idea: Source

    def on(self, *facets: str) -> tuple[Said, ...]:
        """The statements on those facets, in the order of the facets."""
        return tuple(said for facet in facets for said in self.by_facet.get(facet, ()))


@lru_cache(maxsize=8)
def gather(interview: Interview) -> Material:
    """Sorts the record. A sentence is on one facet only: on the one it is evidence for, else on its question's."""
    by_facet: dict[str, list[Said]] = {}
    asked: list[Said] = []
    technical: list[Said] = []
    disputes = _disputes(interview)
    overruled = {(d.question.number, opening(s.quote)) for d in disputes for s in d.overruled}
    # A resolution that takes one of the sides says nothing new: the side is written down, the resolution is a decision.
    settled = {s.question.number for d in disputes for s in d.resolution if any(_stands(p, d) for p in d.positions)}
    for question in interview.questions:
        if question.number in settled:
            continue
        for said in _sentences(interview, question):
            if (question.number, _folded(said.text)) in overruled:
                if question.facet == "audience.primary":
                    # People who are not the first users are still people whom it concerns.
                    by_facet.setdefault("audience.others", []).append(said)
                continue
            if said.text.endswith(("?", "？", "؟")):
                asked.append(said)
            elif question.topic in ("features", "scenarios", "constraints") and technology_words(said.text):
                technical.append(said)
            else:
                by_facet.setdefault(_facet(interview, said), []).append(said)
    return Material(
        {facet: tuple(said) for facet, said in by_facet.items()},
        tuple(asked),
        tuple(technical),
        disputes,
        Source(
            question=0,
            author=interview.owner,
            author_name=interview.owner_name,
            quote=interview.idea[:QUOTE_LENGTH],
            permalink=interview.idea_permalink,
        ),
    )


def source_of(contribution: Contribution, question: Question, words: str = "") -> Source:
    """The contribution as a source, quoting `words` where they stand in it as they are, else its beginning."""
    text = contribution.text
    quote = words if words and words in text else text.strip()
    return Source(
        question=question.number,
        author=contribution.author,
        author_name=contribution.author_name,
        quote=quote[:QUOTE_LENGTH],
        permalink=contribution.permalink,
    )


def opening(text: str) -> str:
    """The first sentence of what somebody said, folded for comparison: it holds the position, the rest its reasons."""
    found = sentences(plain(text))
    return _folded(found[0]) if found else ""


def only_unknown(question: Question, interview: Interview) -> bool:
    """Whether everything said to the question is that nobody knows."""
    said = [c.text for c in question.answer if c.text.strip()]
    return bool(said) and all(says_unknown(text, interview.language) for text in said)


def _sentences(interview: Interview, question: Question) -> list[Said]:
    found: list[Said] = []
    for contribution in question.answer:
        if not (says_something(contribution, question, interview) or asks_something(contribution, question, interview)):
            continue
        label = ""
        for sentence in list(dict.fromkeys(sentences(plain(contribution.text))))[:MOST_SENTENCES]:
            if sentence.endswith(":"):
                # A heading of bullets ("Nice to have:") goes with each of them, a longer one is only a heading.
                label = f"{sentence} " if len(sentence.split()) <= 4 else ""
                continue
            source = source_of(contribution, question, sentence)
            sentence = clipped(sentence, STATEMENT_LENGTH)
            bare = sentence.rstrip(".! ")
            chosen = any(bare.casefold() == option.casefold() for option in question.options)
            if _REMARK.match(bare) and not chosen:
                continue
            author = contribution.author_name.split()[0] if contribution.author_name.split() else ""
            found.append(Said(f"{label}{sentence}", author, source, question, chosen))
    return found


def _facet(interview: Interview, said: Said) -> str:
    for evidence in interview.evidence:
        if evidence.question == said.question.number and _within(said.text, evidence.quote):
            return evidence.facet
    return said.question.facet


def _within(text: str, quote: str) -> bool:
    return _folded(text) in _folded(plain(quote)) or (len(quote) > 12 and _folded(plain(quote)) in _folded(text))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .!")


def _disputes(interview: Interview) -> tuple[Dispute, ...]:
    found = []
    for question in interview.questions:
        if question.kind is QuestionKind.RESOLVE:
            continue
        resolving = [
            q
            for q in interview.questions
            if q.kind is QuestionKind.RESOLVE and q.facet == question.facet and q.number > question.number
        ]
        positions = _positions(interview, question)
        if not positions:
            continue
        answers = tuple(
            s
            for q in resolving
            if q.state is QuestionState.ANSWERED and not q.unclear
            for s in _sentences(interview, q)
        )
        found.append(Dispute(question, positions, answers))
    return tuple(found)


def _positions(interview: Interview, question: Question) -> tuple[Source, ...]:
    held = opposing_positions(question, interview)
    return tuple(
        next(
            source_of(c, question)
            for c in question.answer
            if c.author == p.author and c.text.strip().startswith(p.quote)
        )
        for p in held
    )


def _stands(position: Source, dispute: Dispute) -> bool:
    """Whether the resolution names that side: by its words or by its person."""
    said = _folded(" ".join(s.text for s in dispute.resolution))
    name = position.author_name.split()[0].casefold() if position.author_name.split() else ""
    words = _folded(plain(position.quote))
    return bool(said) and (
        (bool(name) and name in re.findall(r"\w+", said)) or said == words or said in words or words in said
    )
