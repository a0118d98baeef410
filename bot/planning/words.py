"""Word lists that checks use: vague words, and technology names that a product interview leaves to the technical side.

Vague words follow INCOSE's *Guide to Writing Requirements* (R7, vague terms) and ISO/IEC/IEEE 29148 (5.2.7).
"""

import re
from functools import cache
from importlib.resources import files

_ALSO_WORDS = frozenset({"react", "flask", "rust", "java", "lambda"})
"""Names that mean something else in small letters: people react, and iron rusts."""


@cache
def _pattern(name: str) -> re.Pattern[str]:
    lines = files("bot.planning").joinpath("lexicon", name).read_text("utf-8").splitlines()
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])", re.IGNORECASE)


def vague_words(text: str) -> tuple[str, ...]:
    """The vague words in the text (`fast`, `easy`, `many`), lower-cased, in order, each once."""
    return tuple(dict.fromkeys(m.group().casefold() for m in _pattern("vague.txt").finditer(text)))


def technology_words(text: str) -> tuple[str, ...]:
    """The technology names in the text (`PostgreSQL`, `REST API`), as written, in order, each once."""
    found = (m.group() for m in _pattern("technology.txt").finditer(text))
    return tuple(dict.fromkeys(word for word in found if word not in _ALSO_WORDS))


def without_number(text: str) -> bool:
    """Whether the text holds no digit at all."""
    return not any(character.isdigit() for character in text)
