"""Finds the phrases of the bank in what people said.

A phrase matches whole words whatever their case. `*` at the end of a word stands for any ending (`store*`: stores,
stored), `#` for a number in digits or words (`within # seconds`).
"""

import re
from collections.abc import Iterable
from functools import cache

NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|ninety|hundreds?|thousands?|zero)"
)
"""A number as people write it. `a` and `an` are none: *a second person* is not a second."""


def found(phrases: Iterable[str], text: str) -> tuple[str, ...]:
    """The phrases that the text holds, in the order in which they are given."""
    folded = _folded(text)
    return tuple(phrase for phrase in phrases if _pattern(phrase).search(folded))


def says_plainly(phrases: Iterable[str], text: str, doubts: Iterable[str]) -> bool:
    """Whether the text holds one of the phrases and, outside of them, none of the `doubts` (`ideally`, `not`)."""
    rest = _folded(text)
    said = found(phrases, rest)
    for phrase in said:
        rest = _pattern(phrase).sub(" ", rest)
    return bool(said) and not found(doubts, rest)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    words = re.escape(phrase.casefold()).replace(r"\ ", r"\s+").replace(r"\*", r"\w*").replace(r"\#", NUMBER)
    return re.compile(rf"(?<!\w){words}(?!\w)")
