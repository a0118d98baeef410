"""Tells a question about what the product does from one about how it is built, by its words.

The technical interview neither asks about the product (its specification is approved) nor loses what people ask about
it. Both rules stay silent in doubt: a good technical question must never be taken for talk about the product.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.planning.bank.loading import load
from bot.planning.bank.phrases import found, holds
from bot.planning.interview import Interview
from bot.planning.language import primary, words
from bot.planning.verbs import role
from bot.planning.words import technology_words

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“]*“")
_ASKS_FOR_A_WISH = re.compile(
    r"(?:so|and|but|or|btw|by the way|also|hm+|wait)?[\s,:–—-]*"
    r"(?:should(?:n't)?|shall|could|can|can't|may|must|do|does|don't|doesn't|will|won't|would|what if)\s+"
    r"(?P<who>(?:[\w'-]+\s+){1,4})",
    re.IGNORECASE,
)
_TECHNICAL_ROLES = frozenset(
    words("admin administrator agent client contractor developer engineer host operator scheduler team worker")
)
"""Words for those who build and run it, and for people that hardly mean people in a technical interview."""

_MAYBE_PARTS = frozenset(
    words("dispatcher head member partner planner producer reader recipient subscriber support viewer writer")
)
"""Words for people that may stand for a part of a system: a question of the bot about them is let pass."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    asks: tuple[str, ...]
    wishes: tuple[str, ...]
    technical: tuple[str, ...]


def product_talk(text: str, language: str) -> str:
    """The words that make a question one about the product (`which features`), as they stand in it; `""` for none.

    What the question quotes of people (“…”) is passed over. Known in English and in the interview's language.
    """
    own_words = _QUOTED.sub(" ", text)
    for code in dict.fromkeys(("en", primary(language))):
        phrases = found(_lexicons()[code].asks, own_words) if code in _lexicons() else ()
        if phrases:
            return phrases[0].replace("*", "…")
    wish = _wish_of_people(own_words, _TECHNICAL_ROLES | _MAYBE_PARTS)
    return wish if "be able to" in wish and not _names_technology(own_words) else ""


def asks_about_product(sentence: str, interview: Interview) -> bool:
    """Whether a sentence that somebody said asks about the product (`should managers see drafts too?`).

    False for a question back to the bot (`what do you mean …`) and for one that names anything technical.
    """
    if not re.search(r"[?？؟][\"”')\]]*$", sentence.strip()):
        return False
    folded = " ".join(sentence.casefold().replace("’", "'").split())
    if any(re.match(rf"{re.escape(start)}\b", folded) for start in load(interview.language).listening.counter_starts):
        return False
    if _names_technology(sentence):
        return False
    return bool(product_talk(sentence, interview.language) or _wish_of_people(folded, _TECHNICAL_ROLES))


def _names_technology(text: str) -> bool:
    return bool(technology_words(text)) or holds(_lexicons()["en"].technical, text)


def _wish_of_people(text: str, others: frozenset[str]) -> str:
    """The part of the text that asks what people (none of the `others`) should be able to do or get; `""` for none."""
    for sentence in re.split(r"(?<=[.!;:])\s+", text):
        match = _ASKS_FOR_A_WISH.match(sentence.strip())
        if match and any(role(word) and role(word) not in others for word in words(match["who"])):
            wishes = found(_lexicons()["en"].wishes, sentence)
            if wishes:
                return f"{match[0].strip()} {wishes[0]}" if wishes[0] not in match[0] else match[0].strip()
    return ""


@cache
def _lexicons() -> dict[str, _Lexicon]:
    data = tomllib.loads(files("bot.planning").joinpath("lexicon", "product_talk.toml").read_text("utf-8"))
    return {code: _Lexicon(*(tuple(entry[key]) for key in _Lexicon.__slots__)) for code, entry in data.items()}
