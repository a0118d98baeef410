"""Hears what people did with a question, without a model: by the words they used, and silent where those do not tell.

The rules prefer to take a message as an answer: an answer that was taken wrongly can be edited, an answer that was
not heard is lost.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from itertools import pairwise

from bot.planning.bank.loading import Bank, Listening, load
from bot.planning.bank.phrases import found, holds, says_plainly
from bot.planning.clauses import clipped, plain, sentences
from bot.planning.interview import Contribution, Evidence, Interview, Question, QuestionKind
from bot.planning.product_talk import asks_about_product
from bot.planning.reading import Kind, Position, Reading
from bot.planning.topics import Side
from bot.planning.words import technology_words, vague_words, without_number

_POSITION_LENGTH = 160
_FEWEST_WORDS = {"scenarios.main": 5}
_HEARD_LENGTH = 2000
_MOST_SENTENCES = 80
"""As many sentences of one message are looked at, as in `bot.planning.material`; its source leads to the rest."""

_SHORTEST_EVIDENCE = 5


class _Heard(Enum):
    ANSWER = auto()
    COUNTER_QUESTION = auto()
    QUESTION = auto()
    SIDE_TALK = auto()
    UNKNOWN = auto()
    NOTHING = auto()


def listen(interview: Interview, question: Question) -> Reading:
    """How the contributions to `question` are to be understood; only rules, no model.

    People who say that they do not know have answered: the reading is an answer that stays unclear, so that the team
    gets one more question about it and can still press *We don't know*. The same goes for people who only ask about the
    product on the technical side: what they asked stays in the record (`product_questions`).
    """
    bank = load(interview.language)
    heard = [(c, _hear(c, question, interview, bank.listening)) for c in question.answer]
    substantial = [c for c, what in heard if what is _Heard.ANSWER]
    if substantial:
        positions = opposing_positions(question, interview)
        if positions and question.kind is QuestionKind.RESOLVE:
            # Asked to resolve, still divided: it stays open and gets an owner, instead of the same question again.
            return Reading(Kind.ANSWER, unclear=bank.listening.unclear_resolve)
        if positions:
            return Reading(Kind.CONTRADICTION, positions=positions)
        unclear = _too_short(question, substantial, bank.listening) or _without_measure(question, substantial, bank)
        talk = tuple(c.id for c, what in heard if what is _Heard.SIDE_TALK)
        return Reading(Kind.ANSWER, tuple(_evidence(interview, question, substantial, bank)), unclear, talk=talk)
    kinds = {what for _, what in heard}
    if product_questions(question, interview):
        return Reading(Kind.ANSWER, unclear=bank.listening.unclear_parked)
    if kinds & {_Heard.COUNTER_QUESTION, _Heard.QUESTION}:
        return Reading(Kind.COUNTER_QUESTION, explanation=explanation(question, interview))
    if _Heard.SIDE_TALK in kinds and kinds <= {_Heard.SIDE_TALK, _Heard.NOTHING}:
        return Reading(Kind.SIDE_TALK)
    if _Heard.UNKNOWN in kinds:
        return Reading(Kind.ANSWER, unclear=bank.listening.unclear_unknown)
    return Reading(Kind.ANSWER, unclear=_why_nothing(question, interview.side, bank.listening))


def says_unknown(text: str, language: str) -> bool:
    """Whether somebody only says that they do not know."""
    folded = _folded(text)
    words = folded.split()
    return len(words) <= 8 and _opens_with(load(language).listening.unknown, folded)


def says_something(contribution: Contribution, question: Question, interview: Interview) -> bool:
    """Whether the contribution holds an answer at all, to be written down."""
    return _hear(contribution, question, interview, load(interview.language).listening) is _Heard.ANSWER


def asks_something(contribution: Contribution, question: Question, interview: Interview) -> bool:
    """Whether the contribution is only a question of its own (`do we need emails?`), not one about what was asked."""
    return _hear(contribution, question, interview, load(interview.language).listening) is _Heard.QUESTION


def product_questions(question: Question, interview: Interview) -> tuple[tuple[Contribution, str], ...]:
    """What people asked about the product in their answer to a technical question, sentence by sentence.

    Nothing on the product side, and nothing of what people say to each other.
    """
    if interview.side is not Side.TECHNICAL:
        return ()
    words = load(interview.language).listening
    return tuple(
        (contribution, sentence)
        for contribution in question.answer
        if _hear(contribution, question, interview, words) is not _Heard.SIDE_TALK
        for sentence in list(dict.fromkeys(sentences(plain(contribution.text))))[:_MOST_SENTENCES]
        if asks_about_product(sentence, interview)
    )


def explanation(question: Question, interview: Interview) -> str:
    """The answer to *what do you mean?*: why it is asked, and what an answer may look like."""
    bank = load(interview.language)
    entry = bank.facets.get(question.facet)
    why = question.why.strip() or question.text
    return bank.listening.explanation.format(why=why, example=entry.example) if entry else why


def opposing_positions(question: Question, interview: Interview) -> tuple[Position, ...]:
    """The positions of two people who contradict each other in their answer, or nothing.

    They do when they chose different options, or when one opens with a *no* right after the other's statement and
    nobody gave way afterwards.
    """
    words = load(interview.language).listening
    said = [c for c in question.answer if _hear(c, question, interview, words) is _Heard.ANSWER]
    chosen: dict[str, tuple[str, Contribution]] = {}
    for contribution in said:
        option = next((o for o in question.options if _folded(contribution.text) == _folded(o)), "")
        if option:
            chosen[contribution.author] = (option, contribution)
    if len({option for option, _ in chosen.values()}) > 1:
        first, second = _two_different(chosen)
        return (_position(first), _position(second))
    for before, after in pairwise(said):
        if before.author == after.author or not _opens_with(words.disagree, _folded(after.text)):
            continue
        later = said[said.index(after) + 1 :]
        if any(_opens_with(words.concede, _folded(c.text)) for c in later):
            continue
        return (_position(before), _position(after))
    return ()


def _two_different(chosen: dict[str, tuple[str, Contribution]]) -> tuple[Contribution, Contribution]:
    options = list(chosen.values())
    first = options[0]
    second = next(entry for entry in options if entry[0] != first[0])
    return first[1], second[1]


def _position(contribution: Contribution) -> Position:
    # A prefix, so that the quote is found word for word in what the person said.
    return Position(contribution.author, contribution.author_name, contribution.text.strip()[:_POSITION_LENGTH])


def _hear(contribution: Contribution, question: Question, interview: Interview, words: Listening) -> _Heard:
    # What somebody did with a question shows at the beginning; the rest of a long text changes nothing.
    text = contribution.text.strip()[:_HEARD_LENGTH]
    folded = _folded(text)
    if folded and any(folded == _folded(option) for option in question.options):
        return _Heard.ANSWER
    if not folded:
        return _Heard.SIDE_TALK if re.match(r"<@\w+", text) else _Heard.NOTHING
    asks = bool(re.search(r"[?？؟]", text))
    statements = [s for s in sentences(plain(text)) if not re.search(r"[?？؟][\"”')\]]*$", s) and len(s.split()) >= 4]
    counters = _opens_with(words.counter_starts, folded)
    told = [s for s in statements if not _opens_with(words.counter_starts, _folded(s))]
    plainly = folded in words.counter_starts or re.search(r"\b(mean|explain|understand|clear|get)\b", folded)
    if counters and not told and (plainly or asks):
        return _Heard.COUNTER_QUESTION
    if _addresses_somebody(text, question, interview) and not statements:
        return _Heard.SIDE_TALK
    if says_unknown(text, interview.language):
        return _Heard.UNKNOWN
    if asks and not statements:
        return _Heard.QUESTION if len(folded.split()) > 1 else _Heard.NOTHING
    if folded in words.fillers or _gibberish(folded, interview.side):
        return _Heard.NOTHING
    if folded in words.yes_no and not _yes_no_question(question):
        return _Heard.NOTHING
    return _Heard.ANSWER


def _addresses_somebody(text: str, question: Question, interview: Interview) -> bool:
    """Whether the message opens by calling another person (`@Ben lunch?`, `Ben, lunch?`)."""
    mention = re.match(r"\s*(?:<@\w+(?:\|[^>]*)?>|@\w+)[\s,:]*(.*)$", text, re.S)
    if mention:
        rest = mention[1]
        return bool(re.search(r"[?？؟]", rest)) or len(rest.split()) <= 3
    people = {
        c.author_name.split()[0] for q in (*interview.questions, question) for c in q.contributions if c.author_name
    }
    opening = re.match(r"\s*(?:hey |hi )?(\w+)\s*,", text, re.I)
    return bool(opening and opening[1].casefold() in {p.casefold() for p in people} and re.search(r"[?？؟]", text))


def _gibberish(folded: str, side: Side) -> bool:
    """A single word of Latin letters that no language has: no vowel, one repeated letter, or a row of the keyboard.

    Names of technology often have no vowel (`mssql`).
    """
    if not re.fullmatch(r"[a-z]{2,}", folded):
        return len(folded) == 1 and folded.isalpha() and folded.isascii()
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop")
    keyboard = len(folded) >= 3 and any(folded in row * 2 for row in rows)
    no_vowel = side is Side.PRODUCT and len(folded) > 4 and not re.search(r"[aeiouy]", folded)
    return keyboard or len(set(folded)) == 1 or no_vowel


def _yes_no_question(question: Question) -> bool:
    asked = sentences(plain(question.text))
    return bool(asked) and bool(
        re.match(r"(do|does|did|is|are|was|should|can|could|will|would|may|has|have)\b", asked[-1], re.I)
    )


def _too_short(question: Question, said: list[Contribution], words: Listening) -> str:
    texts = [_folded(c.text) for c in said]
    if any(text == _folded(option) for text in texts for option in question.options):
        return ""
    if sum(len(text.split()) for text in texts) >= _FEWEST_WORDS.get(question.facet, 1):
        return ""
    return words.unclear_short.format(said=_quotable(said[0].text))


def _without_measure(question: Question, said: list[Contribution], bank: Bank) -> str:
    """Why a facet that needs a number is still open: a word that two people can read in two ways, and no number."""
    entry = bank.facets.get(question.facet)
    if entry is None or not entry.scale:
        return ""
    texts = [c.text for c in said]
    text = "\n".join(texts)
    chosen = {_folded(option) for option in question.options} & {_folded(each) for each in texts}
    vague = (*vague_words(text), *found(entry.scale, text))
    if chosen or not vague or not without_number(text) or holds(bank.listening.measures, text):
        return ""
    return bank.listening.unclear_scale.format(said=vague[0].rstrip("*"))


def _why_nothing(question: Question, side: Side, words: Listening) -> str:
    texts = [c.text for c in question.answer]
    said = next((t for t in texts if _folded(t)), "")
    if not said:
        return words.unclear_empty
    folded = _folded(said)
    if folded in words.yes_no:
        return words.unclear_yes_no.format(said=_quotable(said))
    return (words.unclear_gibberish if _gibberish(folded, side) else words.unclear_filler).format(said=_quotable(said))


def _quotable(text: str) -> str:
    return clipped(re.sub(r"[“”\"?？؟]", "", plain(text)).replace("\n", " ").strip() or "…", 40)


def _evidence(interview: Interview, question: Question, said: list[Contribution], bank: Bank) -> Iterator[Evidence]:
    """Sentences that plainly settle another facet: long enough, with a phrase that hardly means anything else.

    Conservative on purpose: a facet that counts as covered is not asked about.
    """
    asked = {q.facet for q in interview.questions} | {question.facet}
    known = {f.key for topic in interview.topics for f in topic.facets}
    technical = interview.side is Side.TECHNICAL
    doubts = (*bank.listening.wishes, *bank.listening.denials) if technical else ()
    for contribution in said:
        for sentence in sentences(contribution.text):
            folded = _folded(sentence)
            named = technology_words(sentence) and not technical
            if len(folded.split()) < _SHORTEST_EVIDENCE or "?" in sentence or named:
                continue
            for facet, phrases in bank.evidence.items():
                if facet in known and facet not in asked and says_plainly(phrases, folded, doubts):
                    yield Evidence(facet, question.number, sentence)
                    break


def _opens_with(phrases: tuple[str, ...], folded: str) -> bool:
    """Whether a text, folded already, begins with one of the phrases as whole words."""
    return any(
        folded == phrase.strip() or (folded.startswith(phrase) and not folded[len(phrase) :][:1].isalnum())
        for phrase in phrases
    )


def _folded(text: str) -> str:
    """Lower case, one line, without markup and without the marks that close a sentence."""
    return " ".join(plain(text).casefold().replace("’", "'").split()).strip(" .!?？؟…,;:-–—\"“”'")
