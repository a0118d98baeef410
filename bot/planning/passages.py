"""Takes an answer apart into what it decides: each passage stands letter by letter in what somebody wrote.

Sentences come from `bot.planning.clauses`. One that decides nothing by itself (a remark, a reason, a story, a pronoun
that points back) stays with the one beside it; of two that decide something each becomes a passage of its own, so that
nothing is lost in the middle of a long answer.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.planning.clauses import sentences
from bot.planning.interview import Contribution, Evidence
from bot.planning.telegrams import content_words, decides, marks

MOST_PASSAGES = 40
"""Of one message. What follows stays in the last of them: a decision more on paper is no decision more in the head."""

MOST_WORDS_TOGETHER = 45
"""Words that say nothing by themselves join others only as long as one can still tell what is decided."""

_FEWEST_WORDS = 4
_FEWEST_WORDS_OF_A_QUOTE = 2
_REASON = re.compile(
    r"(?:because|since|so that|otherwise|that['’]?s (?:why|because|how)|the reason|which|who|e\.g|"
    r"for (?:example|instance)|in other words|it|they|this|that|these|those|he|she|there|and|or|so|then|"
    r"weil|denn|damit|sonst)\b",
    re.I,
)
_AGREES = re.compile(r"(?:agreed|same|yes|yep|yeah|exactly|true|right|fair|totally|indeed|\+1|ja|genau|stimmt)\b", re.I)
_ASKS = re.compile(r"[?？؟][\"”')\]]*$")
_ASKS_BUT_SAYS = re.compile(
    r",?\s*(?:ok|okay|right|no|yes|agreed|correct|isn['’]t it|don['’]t you think)\s*[?？؟]$", re.I
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one contribution that decide one thing, and the facet that they decide."""

    contribution: Contribution
    text: str
    facet: str


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    facet: str
    quoted: bool


def passages(
    contribution: Contribution,
    facet: str,
    evidence: Iterable[Evidence],
    quotes: Sequence[str],
    language: str,
    overruled: Callable[[str], bool] = lambda sentence: False,
) -> tuple[Passage, ...]:
    """What the contribution decides, in order.

    `facet` is the one that was asked about; `evidence` names the words that are on another one; `quotes` are words that
    a writer takes for decisions of their own: they may divide what would stay together, never join what is divided.
    Sentences that are `overruled`, and those that only ask something, decide nothing.
    """
    text = contribution.text
    others = tuple(e for e in evidence if e.facet != facet)
    found = [
        piece
        for start, end in _sentences(text)
        if not _only_asks(text[start:end]) and not overruled(text[start:end])
        for piece in _pieces(text, start, end, facet, others, quotes)
    ]
    return tuple(Passage(contribution, text[p.start : p.end], p.facet) for p in _merged(text, found, language))


def only_agrees(text: str) -> bool:
    """Whether somebody says that they think so too, and decides nothing beyond that."""
    return bool(_AGREES.match(text.strip())) and not decides(text)


def position_of(quote: str, text: str, begin: int = 0) -> tuple[int, int] | None:
    """Where words stand in a text, whatever the space between them and the case of their letters."""
    words = quote.split()
    if not words:
        return None
    found = re.compile(r"\s+".join(map(re.escape, words)), re.I).search(text, begin)
    return found.span() if found else None


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence stands. A sentence that cannot be found as it is reaches to where the next one begins."""
    begin = 0
    for sentence in sentences(text):
        span = position_of(sentence, text, begin)
        if span is not None:
            begin = span[1]
            yield span


def _only_asks(sentence: str) -> bool:
    return bool(_ASKS.search(sentence)) and not _ASKS_BUT_SAYS.search(sentence)


def _pieces(
    text: str, start: int, end: int, facet: str, evidence: Sequence[Evidence], quotes: Sequence[str]
) -> Iterator[_Piece]:
    """A sentence, divided where quoted words begin in its middle."""
    spans = {span: e.facet for e in evidence if (span := _inside(e.quote, text, start, end))}
    # A quote that reaches into another sentence joins the two, and that is not for a writer to do.
    quoted = {span for quote in quotes if (span := position_of(quote, text[:end], start))}
    starts = [at for at, _ in sorted({*spans, *quoted}) if at > start]
    cuts = [start]
    for at in starts:
        if _words(text[cuts[-1] : at]) >= _FEWEST_WORDS_OF_A_QUOTE and _words(text[at:end]) >= _FEWEST_WORDS_OF_A_QUOTE:
            cuts.append(at)
    for at, until in zip(cuts, [*cuts[1:], end], strict=True):
        bare = re.sub(r"(?:[\s,;:–—-]|\b(?:and|but|und|aber)\b)+$", "", text[at:until], flags=re.I)
        on = {key for (first, last), key in spans.items() if at <= first < until or first <= at < last}
        whole = any(first <= at and at + len(bare) <= last + 1 for first, last in spans)
        # Words on two facets are on the one that was asked about, unless all of them are evidence for the other.
        about = next(iter(on)) if len(on) == 1 and (whole or _mostly(spans, at, until)) else facet
        quoted_here = any(at <= first < until for first, _ in quoted)
        yield _Piece(at, at + len(bare), about, _is_marked_out(text[at:until], quoted_here, divided=len(cuts) > 1))


def _is_marked_out(said: str, quoted: bool, *, divided: bool) -> bool:
    """Whether a writer's quote makes a decision of the piece: not of a whole sentence that only gives reasons."""
    return quoted and (divided or decides(said) or bool(marks(said)))


def _mostly(spans: Iterable[tuple[int, int]], at: int, until: int) -> bool:
    covered = sum(max(0, min(last, until) - max(first, at)) for first, last in spans)
    return covered * 2 >= until - at


def _inside(quote: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the part of a quote that lies in this sentence begins and ends."""
    begin = 0
    while (span := position_of(quote, text, begin)) is not None:
        if span[0] < end and span[1] > start:
            return max(span[0], start), min(span[1], end)
        begin = span[1]
    return None


def _merged(text: str, pieces: Sequence[_Piece], language: str) -> Iterator[_Piece]:
    """The pieces, those that say nothing by themselves joined to the one before or else the one after."""
    waiting: _Piece | None = None
    for place, piece in enumerate(pieces):
        if waiting is None:
            waiting = piece
            continue
        gap = text[waiting.end : piece.start]
        both = len(text[waiting.start : piece.end].split()) <= MOST_WORDS_TOGETHER and len(gap.split()) <= 1
        same = piece.facet == waiting.facet
        alone = not same or (_decides_alone(text, waiting, language) and _decides_alone(text, piece, language))
        before_is_nothing = not _says_anything(text[waiting.start : waiting.end], language)
        if place < MOST_PASSAGES and both and (not alone or before_is_nothing):
            facet = piece.facet if before_is_nothing else waiting.facet
            waiting = _Piece(waiting.start, piece.end, facet, waiting.quoted or piece.quoted)
        elif place >= MOST_PASSAGES:
            waiting = _Piece(waiting.start, piece.end, waiting.facet, waiting.quoted)
        else:
            yield waiting
            waiting = piece
    if waiting is not None:
        yield waiting


def _decides_alone(text: str, piece: _Piece, language: str) -> bool:
    """Whether the piece decides something that is understood without the one before it."""
    said = text[piece.start : piece.end]
    if piece.quoted:
        return True
    if len(content_words(said, language)) < _FEWEST_WORDS or _REASON.match(said):
        return False
    return decides(said)


def _says_anything(said: str, language: str) -> bool:
    return len(content_words(said, language)) >= _FEWEST_WORDS_OF_A_QUOTE or bool(marks(said))


def _words(text: str) -> int:
    return len(text.split())
