"""Numbers that people said, with what they count: the measure of a quality scenario (Gilb's Planguage)."""

import re

from bot.planning.words import vague_words, without_number

_NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|fifty|a hundred|"
    r"hundred|a thousand|half an?|an)"
)
_BOUND = (
    r"(?:(?:within|under|below|at most|up to|less than|(?:no|not) (?:more|longer) than|at least|more than|longer than|"
    r"max(?:imum)?(?: of)?|about|around|roughly|over|every|for|after|in)\s+)?"
)
_UNIT = (
    r"(?:milliseconds?|ms|seconds?|secs?|s|minutes?|min|hours?|h|days?|weeks?|months?|years?|%|percent|users?|people|"
    r"requests?|orders?|rows?|records?|files?|[kmgt]b|euros?|dollars?|€|\$|times?|nines|concurrent \w+|\w+s)"
)
_MEASURE = re.compile(
    rf"\b{_BOUND}{_NUMBER}\s*{_UNIT}(?:\s+(?:a|an|per|each|every)\s+\w+)?(?!\w)|[€$]\s?\d[\d.,]*", re.I
)


def measures(text: str) -> tuple[str, ...]:
    """Every number of the text with its bound and unit (`within 2 seconds`, `200 people`), in order, each once."""
    found = (match.group().strip() for match in _MEASURE.finditer(text))
    return tuple(dict.fromkeys(found))


def unmeasured(text: str) -> tuple[str, ...]:
    """The vague words of a text that holds no number: nobody can tell whether they are reached."""
    return vague_words(text) if without_number(text) and not measures(text) else ()
