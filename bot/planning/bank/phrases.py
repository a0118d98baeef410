"""Finds the phrases of the bank in what people said.

A phrase matches whole words whatever their case. `*` at the end of a word stands for any ending (`store*`: stores,
stored), `#` for a number in digits or words (`within # seconds`).
"""

import re
from functools import cache

NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|ninety|hundreds?|thousands?|zero)"
)
"""A number as people write it. `a` and `an` are none: *a second person* is not a second."""

Phrases = tuple[str, ...]


def found(phrases: Phrases, text: str) -> Phrases:
    """The phrases that the text holds, in the order in which they are given."""
    folded = _folded(text)
    return tuple(phrase for phrase in phrases if _any_of((phrase,)).search(folded)) if holds(phrases, folded) else ()


def holds(phrases: Phrases, text: str) -> bool:
    """Whether the text holds one of the phrases."""
    return bool(phrases) and bool(_any_of(phrases).search(_folded(text)))


def says_plainly(phrases: Phrases, text: str, doubts: Phrases) -> bool:
    """Whether the text holds one of the phrases and, outside of them, none of the `doubts` (`ideally`, `not`)."""
    if not holds(phrases, text):
        return False
    return not holds(doubts, _any_of(phrases).sub(" ", _folded(text)))


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


@cache
def _any_of(phrases: Phrases) -> re.Pattern[str]:
    # Longer phrases first: what a shorter one begins would be left over when it is taken out.
    alternatives = "|".join(map(_source, sorted(phrases, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def _source(phrase: str) -> str:
    return re.escape(phrase.casefold()).replace(r"\*", r"\w*").replace(r"\#", NUMBER)
