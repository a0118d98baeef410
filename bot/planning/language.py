"""Which language a short text is in: surely another one, or nobody can tell.

Chat messages are too short for statistics, so this answers one question only: is the text surely in none of the
languages that a thread uses? It looks at the script, then at function words (the, der, les), and stays silent in doubt.
"""

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_SCRIPTS = {"CJK": "HAN", "HIRAGANA": "HAN", "KATAKANA": "HAN"}
_SCRIPT_OF_LANGUAGE = {
    **dict.fromkeys(("zh", "ja"), "HAN"),
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk", "sr", "kk"), "CYRILLIC"),
    **dict.fromkeys(("ar", "fa", "ur"), "ARABIC"),
    **dict.fromkeys(("hi", "mr", "ne"), "DEVANAGARI"),
    "ko": "HANGUL",
    "he": "HEBREW",
    "el": "GREEK",
    "th": "THAI",
    "hy": "ARMENIAN",
    "ka": "GEORGIAN",
    "bn": "BENGALI",
    "ta": "TAMIL",
}
_SURE_SCRIPT_SHARE = 0.6
_SAMPLE = 1_000
"""Characters that tell the language of a text; answers of 40,000 would take as long to look at as a model's call."""
_SHORTEST_WITHOUT_A_KNOWN_WORD = 6


@dataclass(frozen=True, slots=True)
class Wording:
    """What the lexicon knows of a language (`lexicon/languages.toml`)."""

    function_words: frozenset[str]
    question_words: frozenset[str]
    joining: frozenset[str]
    opening: frozenset[str]
    leading: tuple[str, ...]
    fillers: frozenset[str]
    weighty: frozenset[str]


@cache
def wordings() -> dict[str, Wording]:
    """Every language of the lexicon by its primary subtag (`en`, `de`)."""
    data = tomllib.loads(files("bot.planning").joinpath("lexicon", "languages.toml").read_text("utf-8"))
    return {
        code: Wording(
            function_words=frozenset(entry["function_words"].split()),
            question_words=frozenset(entry["question_words"].split()),
            joining=frozenset(entry["and"].split()),
            opening=frozenset(entry["opening"].split()),
            leading=tuple(entry["leading"]),
            fillers=frozenset(entry.get("fillers", "").split()),
            weighty=frozenset(entry.get("weighty", "").split()),
        )
        for code, entry in data.items()
    }


def primary(tag: str) -> str:
    """The primary subtag of an IETF tag: `pt` for `pt-BR`."""
    return tag.replace("_", "-").partition("-")[0].casefold()


def words(text: str) -> list[str]:
    """The words of a text, case-folded, apostrophes kept inside (`don't`)."""
    cleaned = "".join(c if unicodedata.category(c)[0] in "LMN" or c in "'’" else " " for c in text.casefold())
    return [word.strip("'").replace("’", "'") for word in cleaned.split() if word.strip("'’")]


def scripts(text: str) -> Counter[str]:
    """How many letters of each script the text holds, by Unicode's name of the script (`LATIN`)."""
    found: Counter[str] = Counter()
    for character in text:
        if character.isalpha():
            name = unicodedata.name(character, "UNKNOWN").partition(" ")[0].partition("-")[0]
            found[_SCRIPTS.get(name, name)] += 1
    return found


@lru_cache(maxsize=1_024)
def main_script(text: str) -> str:
    """The script that clearly dominates the text, `""` when none does."""
    found = scripts(text[:_SAMPLE])
    name, letters = max(found.items(), key=lambda entry: entry[1], default=("", 0))
    return name if letters and letters >= _SURE_SCRIPT_SHARE * found.total() else ""


def languages_used(texts: Iterable[str]) -> frozenset[str]:
    """The languages that the texts are surely written in, as far as the lexicon knows them."""
    used = set()
    for text in texts:
        hits = _hits(text)
        best = max(hits.values(), default=0)
        if best >= 3:
            used |= {code for code, count in hits.items() if count == best}
    return frozenset(used)


def surely_foreign(text: str, tag: str, said: Iterable[str] = ()) -> bool:
    """Whether the text is surely neither in the language `tag` nor in one that `said` uses.

    `said` is what people wrote (the idea and the answers). In doubt the answer is False.
    """
    said = list(said)
    script = main_script(text)
    # What people quote from each other may be in any script; only a script that nobody uses is foreign.
    usual = {_SCRIPT_OF_LANGUAGE.get(primary(tag), "LATIN"), *(main_script(each) for each in said)}
    if script and script not in usual:
        return True
    allowed = {primary(tag)} | languages_used(said)
    known = allowed & wordings().keys()
    if known != allowed:
        return False
    hits = _hits(text)
    ours = max((hits[code] for code in known), default=0)
    theirs = max((count for code, count in hits.items() if code not in known), default=0)
    if ours == 0:
        return theirs >= 2 or len(words(text)) >= _SHORTEST_WITHOUT_A_KNOWN_WORD
    return theirs >= 4 and theirs >= 3 * ours


@lru_cache(maxsize=1_024)
def _hits(text: str) -> dict[str, int]:
    found = words(text[:_SAMPLE])
    return {code: sum(word in wording.function_words for word in found) for code, wording in wordings().items()}
