"""What the product side said about technology already, so that the technical interview does not ask it again.

Two degrees. A facet is *known* where a plain sentence about the product settles it and the approved specification
still stands on that sentence; it is *heard of* where something was said about a part of it (the bank then asks with
the team's own words). Conservative on purpose: a facet that counts as known is not asked about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.planning.bank.loading import Bank, load
from bot.planning.bank.phrases import holds, says_plainly
from bot.planning.clauses import plain, sentences
from bot.planning.interview import Evidence, Interview
from bot.planning.material import gather
from bot.planning.specification import IDEA, REVIEW, ProductSpecification, Source, Statement
from bot.planning.topics import PRODUCT_TOPICS, Side
from bot.planning.words import technology_words

SEEN_LENGTH = 55
"""Characters of a quote that are surely seen in a question (`bot.planning.bank.choosing` cuts it a little later)."""

_ABOUT_THE_PRODUCT = frozenset({"features", "scenarios", "constraints", "success", "launch"})
"""Topics whose answers say what shall hold. Others tell of today, which need not stay as it is."""

_STACK = "stack.choices"
"""The facet that every name of a technology says something about (the lexicon of `bot.planning.words`)."""

_JOINTS = re.compile(r"[,;:]\s+|\s+(?:and|but|so|because|since|which|then)\s+|\s*(?:->|→|–|—)\s*", re.IGNORECASE)
_OPENS = re.compile(r"^(?:and|but|so|then|also)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of the product side about a technical facet, and where they were said (`Q9`, the idea, or the review)."""

    words: str
    label: str


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence of the product side. `binding`: it says what shall hold, and the specification stands on it."""

    text: str
    source: Source
    binding: bool


def known_facets(interview: Interview) -> tuple[Evidence, ...]:
    """The technical facets that the product side settled, each with the words of the earlier question that do so.

    At most one piece of evidence for a facet, in the order of the topics. A wish ("ideally …"), a sentence with a
    denial beside the phrase, a position that was overruled, and what review took out of the specification settle
    nothing.
    """
    bank = load(interview.language)
    facets = [facet.key for topic in interview.topics for facet in topic.facets]
    told = [each for each in _told(interview) if each.binding]
    settled = ((facet, _settling(facet, told, bank)) for facet in facets)
    return tuple(Evidence(facet, source.question, source.quote) for facet, source in settled if source)


def heard(interview: Interview, facet: str) -> Heard | None:
    """What the product side said about a part of a technical facet, or None: first what shall hold, then of today.

    Of a long sentence only the clause that speaks of it.
    """
    bank = load(interview.language)
    for told in _told(interview):
        clause = next((each for each in _clauses(told.text) if _speaks_of(facet, each[:SEEN_LENGTH], bank)), "")
        if clause:
            named = {REVIEW: bank.phrases["in_review"], IDEA: bank.phrases["in_idea"]}
            return Heard(clause, named.get(told.source.question, told.source.label))
    return None


def _settling(facet: str, told: list[_Told], bank: Bank) -> Source | None:
    doubts = (*bank.listening.wishes, *bank.listening.denials)
    phrases = bank.evidence.get(facet, ())
    for each in told:
        # Evidence counts as long as its quote stands in the record, so the quote itself has to hold the phrase.
        if holds(phrases, plain(each.source.quote)) and says_plainly(phrases, each.text, doubts):
            return each.source
    return None


def _clauses(text: str) -> Iterator[str]:
    if len(text) <= SEEN_LENGTH:
        yield text
        return
    for clause in _JOINTS.split(text):
        if len(clause.split()) > 2:
            yield _OPENS.sub("", clause)


def _speaks_of(facet: str, text: str, bank: Bank) -> bool:
    entry = bank.facets.get(facet)
    if facet == _STACK and technology_words(text):
        return True
    return holds(entry.heard if entry else (), text) or holds(bank.evidence.get(facet, ()), text)


@lru_cache(maxsize=8)
def _told(interview: Interview) -> tuple[_Told, ...]:
    """Everything that was said on the product side, in the idea and in review too; what binds comes first."""
    if interview.side is not Side.TECHNICAL:
        return ()
    product_side = replace(
        interview,
        questions=interview.earlier,
        earlier=(),
        evidence=(),
        topics=PRODUCT_TOPICS,
        side=Side.PRODUCT,
        product=None,
    )
    material = gather(product_side)
    said = [*material.technical, *(said for each in material.by_facet.values() for said in each)]
    told = [
        _Told(
            one.text,
            one.source,
            one.question.topic in _ABOUT_THE_PRODUCT and _rests_on(one.source, interview.product),
        )
        for one in said
    ]
    told += [_Told(sentence, material.idea, False) for sentence in sentences(plain(interview.idea))]
    told += [_Told(text, source, False) for text, source in _from_review(interview.product)]
    return tuple(sorted(told, key=lambda each: (not each.binding, each.source.question)))


def _rests_on(source: Source, product: ProductSpecification | None) -> bool:
    """Whether the specification still names those words as a source, and review changed nothing about them.

    Without a specification what was said counts.
    """
    if product is None:
        return True
    quote = _folded(source.quote)
    return any(
        other.question == source.question and (_folded(other.quote) in quote or quote in _folded(other.quote))
        for statement in _statements(product)
        if all(other.question != REVIEW for other in statement.sources)
        for other in statement.sources
        if _folded(other.quote)
    )


def _from_review(product: ProductSpecification | None) -> Iterator[tuple[str, Source]]:
    for statement in product.constraints if product else ():
        yield from ((statement.text, source) for source in statement.sources if source.question == REVIEW)


def _statements(product: ProductSpecification) -> Iterator[Statement]:
    yield from (product.problem, product.outcome)
    yield from (*product.decisions, *product.audience, *product.workflows, *product.features)
    yield from (*product.constraints, *product.success, *product.non_goals, *product.open_questions)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
