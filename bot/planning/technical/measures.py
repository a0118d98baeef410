"""Numbers that people said, with what they count: the measure of a quality scenario (Gilb's Planguage)."""

import re

from bot.planning.words import vague_words, without_number

_BOUND = (
    r"(?:(?:within|under|below|at most|up to|less than|(?:no|not) (?:more|longer) than|at least|more than|longer than|"
    r"max(?:imum)?(?: of)?|about|around|roughly|over|every|for|after|in(?: under)?)\s+)?"
)
_TIME = r"(?:milliseconds?|ms|seconds?|secs?|minutes?|mins?|hours?|h|days?|weeks?|months?|years?)"
_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|fifty|a hundred|hundred|"
    r"half an?|an?)"
)
_UNIT = rf"(?:{_TIME}|s|%|percent|users?|people|[kmgt]b|€|\$|concurrent \w+|\w+s)"
_EACH = r"(?:\s+(?:an?|per|each|every)\s+\w+)?"
# Words for small numbers measure times only: "two people take the same slot" measures nothing.
_MEASURE = re.compile(rf"\b{_BOUND}(?:\d[\d.,]*\s*{_UNIT}|{_WORD}\s+{_TIME}){_EACH}(?!\w)|[€$]\s?\d[\d.,]*", re.I)


def measures(text: str) -> tuple[str, ...]:
    """Every number of the text with its bound and unit (`within 2 seconds`, `200 people`), in order, each once."""
    found = (match.group().strip() for match in _MEASURE.finditer(text))
    return tuple(dict.fromkeys(found))


def unmeasured(text: str) -> tuple[str, ...]:
    """The vague words of a text that holds no number: nobody can tell whether they are reached."""
    return vague_words(text) if without_number(text) and not measures(text) else ()
