"""Tells what a sentence about a conversation says that nobody said there: numbers, dates, names, or all of it.

In doubt it reports: whoever wrote the sentence can be asked for another, and a summary does without it.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.planning.language import main_script, primary, wordings

LEAST_HEARD = 0.4
"""The share of a sentence's longer words that have to be said in some form."""

_ROOT = 4
"""Letters in which forms of a word are alike: copy and copying."""

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!…:]\s+[\"'“„«(]*|^[\"'“„«(]+)$")
_WITHOUT_SPACES = frozenset({"HAN", "THAI", "LAO", "KHMER", "MYANMAR"})
_CAPITALISES_NOUNS = frozenset({"de", "lb"})
"""Languages in which a capital letter makes no name."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    calendar: frozenset[str]
    ordinary: frozenset[str]
    numbers: dict[str, str]
    reasons: re.Pattern[str]


def unheard(text: str, heard: str, language: str) -> Iterator[str]:
    """A sentence for each thing in `text` that `heard` does not bear out; none when all of it was said.

    `heard` is everything that was said there, the names of the speakers included; `language` the text's IETF tag.
    """
    spoken = frozenset(_folded(heard))
    for number in sorted(_numbers(text) - _numbers(heard)):
        yield f"“{number}” is not said there: keep numbers as people said them, or leave them out."
    days = {_day(word) for word in spoken}
    for word in _WORD.findall(text):
        if _day(word) in _lexicon().calendar and _day(word) not in days:
            yield f"“{word}” is not said there: leave dates out that nobody named."
    for name, opens in _names(text, primary(language)):
        if not (_in_some_form(name, spoken) if opens else _as_a_name(name, spoken)):
            yield f"“{name}” is not said there: use the words and names that people used."
    if _share_heard(text, spoken) < LEAST_HEARD:
        yield "That is not what was said there: stay closer to the words that people used."


def gives_a_reason(text: str) -> bool:
    """Whether the text says why, as far as its words tell."""
    return bool(_lexicon().reasons.search(text))


def _numbers(text: str) -> frozenset[str]:
    """The numbers in the text, those in words included; `1,200` and `1200` are the same."""
    digits = {re.sub(r"[,.](?=\d{3}\b)", "", number) for number in _NUMBER.findall(text)}
    spelt = {_lexicon().numbers[word] for word in _folded(text) if word in _lexicon().numbers}
    return frozenset(digits | spelt)


def _names(text: str, language: str) -> Iterator[tuple[str, bool]]:
    """Words that a capital letter makes a name, and whether they open a sentence: then only what none begins with."""
    if language in _CAPITALISES_NOUNS:
        return
    for match in _WORD.finditer(text):
        word = re.sub(r"['’]s$", "", match.group())
        if not word[:1].isupper() or word in ("I", "I'm", "I’m") or _day(word) in _lexicon().calendar:
            continue
        opens = bool(_SENTENCE_START.search(text[: match.start()]))
        if not opens or word.casefold() not in _lexicon().ordinary:
            yield word, opens


def _share_heard(text: str, spoken: frozenset[str]) -> float:
    """The share of the text's longer words that were said in some form, from 0 to 1; 1 where words cannot be told."""
    if main_script(text) in _WITHOUT_SPACES:
        return 1.0
    told = [word for word in _folded(text) if len(word) >= _ROOT and word not in _lexicon().ordinary]
    return sum(_in_some_form(word, spoken) for word in told) / len(told) if told else 1.0


def _in_some_form(word: str, spoken: frozenset[str]) -> bool:
    root = word.casefold()[:_ROOT]
    return any(each.startswith(root) for each in spoken)


def _as_a_name(name: str, spoken: frozenset[str]) -> bool:
    """Whether that very name was said, in the singular or the plural."""
    folded = name.casefold()
    return bool({folded, folded.removesuffix("s"), f"{folded}s"} & spoken)


def _day(word: str) -> str:
    folded = word.casefold()
    return folded.removesuffix("s") if folded.removesuffix("s") in _lexicon().calendar else folded


def _folded(text: str) -> list[str]:
    return [re.sub(r"['’]s$", "", word).casefold() for word in _WORD.findall(text)]


@cache
def _lexicon() -> _Lexicon:
    found = tomllib.loads(files("bot.planning").joinpath("lexicon", "hearsay.toml").read_text("utf-8"))
    known = wordings().values()
    return _Lexicon(
        calendar=frozenset(found["calendar"].split()),
        ordinary=frozenset(found["openers"].split()).union(
            *(wording.function_words for wording in known), *(wording.joining for wording in known)
        ),
        numbers=found["numbers"],
        reasons=re.compile(rf"\b(?:{'|'.join(map(re.escape, found['reasons']))})\b", re.IGNORECASE),
    )
