"""Says what people said in as few words as a telegram: what carries the decision stays, what only joins words goes.

Numbers, names and dates are never dropped: a summary that loses one is wrong, whatever else it keeps (`method.md`,
"Summaries").
"""

import re
from functools import lru_cache

from bot.planning.bank.phrases import NUMBER
from bot.planning.clauses import plain, sentences
from bot.planning.language import Wording, primary, wordings
from bot.planning.words import technology_words

LONGEST_SHORT = 160
"""Characters of a decision's line: as much as one looks at before going on to the next."""

MOST_SUBJECT_WORDS = 5
_SHORT_ANSWER_WORDS = 3
_NUMBER_WORD = re.compile(NUMBER, re.I)
_DECIDES = re.compile(
    r"\b(?:must|shall|should|will|won['’]t|may|need|needs|(?:has|have) to|only|always|instead|at (?:most|least)|"
    r"(?:go|going|went|stick|sticking) (?:with|for|to)|leaves? (?:it |them )?out|drop|skip|without|decided|decision|"
    r"agreed (?:on|to|that)|allowed|required|owns|approves|decides|signs|want|wants|make sure|can wait|wait until|"
    r"limit|budget|deadline|pilot|success (?:is|means|for)|not (?:in|for|before|until|after)|no longer|"
    r"rather than|muss|müssen|soll|sollen|darf|dürfen|nur|nie|immer|spätestens|höchstens|mindestens)\b|"
    r"^(?:no|nobody|kein\w*)\b",
    re.I,
)
_TURNS = re.compile(
    r"no|not|none|nobody|nothing|never|without|only|except|instead|outside|neither|nor|(?:\w+n['’]t)|cannot|"
    r"nicht|kein\w*|niemand|nie|ohne|nur|außer|statt",
    re.I,
)
"""Words that turn what a line says into its opposite: they stay with the numbers and names."""

_EDGES = " \t\n.,:!?…;()[]{}\"“”„«»'’‘`*_~|<>"
_ENDS = re.compile(r"[.!?…。！？:]+[\"”')\]]*$")


def telegram(text: str, language: str, subject: str = "") -> str:
    """The text on one line without the words that only join others, at most about `LONGEST_SHORT` characters.

    Every number, name and date of it stays as long as those alone fit. A text of three words or fewer is told with
    `subject` before it ("first reader: managers").
    """
    words = _words(text)
    must = set(marks(text))
    kept = [word for word in words if word in must or not _droppable(word, language)] or words
    line = shortened(" ".join(kept), LONGEST_SHORT, text)
    about = subject if len(kept) <= _SHORT_ANSWER_WORDS else ""
    return f"{about}: {line}" if about and line else line or about


def decides(text: str) -> bool:
    """Whether the words settle something (*must*, *only*, *the limit is*) rather than tell how things are."""
    return bool(_DECIDES.search(text))


def subject_of(question: str, language: str) -> str:
    """What a question is about, in a few of its own words: `who will read the report first?` is `read report first`."""
    asked = sentences(plain(question))
    wording = _wording(language)
    words = [word for word in _words(asked[-1] if asked else question) if not _droppable(word, language)]
    words = [word for word in words if wording is None or word.casefold() not in wording.question_words]
    return " ".join(words[:MOST_SUBJECT_WORDS])


def marks(text: str) -> tuple[str, ...]:
    """The numbers, names and dates in a text, and its negations, as they are written: words that no shortening drops.

    In order. A capital that is only there because a sentence begins makes no name.
    """
    return tuple(word for word, marked in _marked(text) if marked)


def shortened(line: str, limit: int, text: str = "") -> str:
    """A telegram in about `limit` characters: its marks, then the longest words of what decides, all in their order.

    `text` is what the telegram was made of; what is a mark is seen there (a telegram has no sentences).
    """
    if len(line) <= limit:
        return line
    known = set(marks(text or line))
    words = line.split()
    must = [place for place, word in enumerate(words) if word in known]
    may = [place for place in range(len(words)) if place not in set(must)]
    telling = {word for each in sentences(plain(text)) if not decides(each) for word in _words(each)}
    settling = {word for each in sentences(plain(text)) if decides(each) for word in _words(each)}
    beside = telling - settling if settling else set()
    chosen: dict[str, int] = {}
    used = 0
    for place in (*must, *sorted(may, key=lambda each: (words[each] in beside, -min(len(words[each]), 8), each))):
        marked = words[place] in known
        if words[place] in chosen or used + len(words[place]) > (LONGEST_SHORT if marked else limit):
            if marked:
                continue
            break
        chosen[words[place]] = place
        used += len(words[place]) + 1
    if not chosen:
        return line[: max(1, limit - 1)] + "…"
    return " ".join(words[place] for place in sorted(chosen.values()))


def content_words(text: str, language: str) -> frozenset[str]:
    """The words of a text that carry its meaning, case-folded."""
    return frozenset(word.casefold() for word in _words(text) if not _droppable(word, language))


def _words(text: str) -> list[str]:
    return [word for word in (each.strip(_EDGES) for each in plain(text).split()) if any(c.isalnum() for c in word)]


@lru_cache(maxsize=4_096)
def _marked(text: str) -> tuple[tuple[str, bool], ...]:
    technology = {part for name in technology_words(text) for part in name.split()}
    found = []
    begins = True
    for line in plain(text).splitlines():
        for each in line.split():
            word = each.strip(_EDGES)
            if any(c.isalnum() for c in word):
                found.append((word, _is_mark(word, begins) or word in technology or bool(_TURNS.fullmatch(word))))
                begins = False
            begins = begins or bool(_ENDS.search(each)) or each in ("-", "•", "*", "–")
        begins = True
    return tuple(found)


def _is_mark(word: str, begins: bool) -> bool:
    if any(c.isdigit() for c in word) or _NUMBER_WORD.fullmatch(word):
        return True
    if word in ("I", "I'm", "I'd", "I've", "I'll", "A"):
        return False
    capitals = sum(c.isupper() for c in word)
    return capitals > 1 or (word[:1].isupper() and not begins)


def _droppable(word: str, language: str) -> bool:
    wording = _wording(language)
    if wording is None:
        return False
    folded = word.casefold().replace("’", "'")
    return folded in wording.fillers or (folded in wording.function_words and folded not in wording.weighty)


def _wording(language: str) -> Wording | None:
    return wordings().get(primary(language))
