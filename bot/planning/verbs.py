"""English verbs by lexicon: enough grammar to turn the team's own words into sentences without changing them."""

import re
from functools import cache
from importlib.resources import files

_IRREGULAR = {"be": "is", "have": "has", "do": "does", "go": "goes"}
_IRREGULAR_BACK = {form: base for base, form in _IRREGULAR.items()}


@cache
def _lexicon(name: str) -> frozenset[str]:
    lines = files("bot.planning").joinpath("lexicon", name).read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def words(text: str) -> list[str]:
    """The words of the text in lower case, without punctuation."""
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.casefold())


_SHOWS_A_VERB = frozenset(
    words(
        "the a an all any every each it them this that these those their our my your its his her who what which "
        "when where how whether people someone everyone somebody everybody everything anything something us me him "
        "not only up out back off one two three four five ten"
    )
)
_FOLLOWS_THIRD_PERSON = frozenset(words("offline online without even automatically well fine like until whether"))
_MODALS = frozenset(words("must shall should could can will would may might cannot"))
_CONTRACTED = frozenset(words("it's that's there's they're we're i'm you're he's she's"))
_FINITE = frozenset(words("is are was were has have had does did do isn't aren't doesn't don't got")) | _MODALS


def base_form(word: str) -> str:
    """The base form of a verb in base or third-person form (`sends` -> `send`); `""` when the word is no known verb."""
    verbs = _lexicon("verbs.txt") | _lexicon("verbs_or_nouns.txt")
    word = word.casefold()
    if word in verbs:
        return word
    if word in _IRREGULAR_BACK:
        return _IRREGULAR_BACK[word]
    candidates = (word[:-3] + "y" if word.endswith("ies") else "", word[:-2] if word.endswith("es") else "", word[:-1])
    return next((c for c in candidates if word.endswith("s") and c in verbs), "")


def starts_with_verb(text: str) -> bool:
    """Whether the text opens with a verb in its base form, as an instruction does (`send the report`)."""
    found = words(text)
    if not found:
        return False
    first, following = found[0], found[1] if len(found) > 1 else ""
    if first in _lexicon("verbs_or_nouns.txt"):
        return following in _SHOWS_A_VERB
    return first in _lexicon("verbs.txt")


def starts_with_third_person(text: str) -> bool:
    """Whether the text opens with a verb in its third-person form (`sends the report`)."""
    found = words(text)
    if not found or found[0] in _lexicon("verbs.txt") | _lexicon("verbs_or_nouns.txt"):
        return False
    base = base_form(found[0])
    if base in _lexicon("verbs_or_nouns.txt"):
        return len(found) > 1 and found[1] in _SHOWS_A_VERB | _FOLLOWS_THIRD_PERSON
    return bool(base)


def third_person(verb: str) -> str:
    """The third-person form of a base verb (`copy` -> `copies`)."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ies"
    return verb + ("es" if re.search(r"(s|x|z|ch|sh|o)$", verb) else "s")


def is_clause(text: str) -> bool:
    """Whether the text has a subject and a verb of its own, so that it can stand after *that*."""
    found = words(text.replace("’", "'"))
    if not _CONTRACTED.isdisjoint(found):
        return True
    for index, word in enumerate(found[1:], start=1):
        before = found[index - 1]
        if before in ("that", "which", "who", "what", "where", "when", "how", "to"):
            return False
        if word in _FINITE or (
            _is_verb_form(word) and before not in ("the", "a", "an", "of", "for", "with", "and", "by")
        ):
            return True
        if before in ("we", "i", "they", "you", "people") and base_form(word) == word:
            return True
    return False


def _is_verb_form(word: str) -> bool:
    """Third-person forms that are hardly ever plural nouns."""
    base = base_form(word)
    return bool(base) and base != word and base not in _lexicon("verbs_or_nouns.txt")


def names_people(noun_phrase: str) -> bool:
    """Whether the phrase names people (`the team leads`, `someone in finance`)."""
    head = words(_head(noun_phrase))
    return bool(head) and (bool(role(head[-1])) or head[0] in ("we", "i", "you", "they", "whoever", "people"))


def role(word: str) -> str:
    """The singular of a word for people (`managers` -> `manager`); `""` for any other word."""
    roles = _lexicon("roles.txt")
    word = word.casefold()
    return next((c for c in (word, word.removesuffix("s")) if c in roles), "")


def _head(noun_phrase: str) -> str:
    """The phrase up to its head noun, without what follows it (`the leads of both teams` -> `the leads`)."""
    return re.split(
        r"\s(?:of|in|at|on|for|with|who|that|which|from|by|to|before|after|per|as|is|are|has|have|gets?|\d+|one|two|"
        r"three|four|five)\s",
        noun_phrase.casefold(),
    )[0]


def is_plural(noun_phrase: str) -> bool:
    """Whether the phrase takes a plural verb, judged by its head noun."""
    head = _head(noun_phrase)
    found = words(head)
    if not found:
        return False
    if " and " in f" {head} " or found[-1] in ("people", "staff", "folks", "they", "we", "you"):
        return True
    return found[-1].endswith("s") and not found[-1].endswith(("ss", "us", "is"))


def agree(noun_phrase: str, verb: str) -> str:
    """The phrase with the verb in the form that it takes (`the leads`, `open` -> `the leads open`)."""
    return f"{noun_phrase} {verb if is_plural(noun_phrase) else third_person(verb)}"


def in_third_person(verb_phrase: str) -> str:
    """A verb phrase in base form as something else does it now (`scan it and type it` -> `scans it and types it`)."""
    verb, _, rest = verb_phrase.partition(" ")
    if verb == "not":
        return f"does {verb_phrase}"

    def conjugated(match: re.Match[str]) -> str:
        known = starts_with_verb(match["then"] + match.string[match.end() :])
        return match["and"] + (third_person(match["then"]) if known else match["then"])

    rest = re.sub(r"(?P<and>(?:,|\band|\bor|\bthen)\s+)(?P<then>[a-z]+)", conjugated, rest)
    return f"{third_person(verb)} {rest}".rstrip()


def from_gerund(word: str) -> str:
    """The base form of a known verb that ends in *-ing* (`sending` -> `send`); `""` for any other word."""
    stem = word.casefold().removesuffix("ing")
    if stem == word.casefold():
        return ""
    candidates = (stem, f"{stem}e", stem[:-1] if stem[-2:-1] == stem[-1:] else "")
    return next((c for c in candidates if c and base_form(c) == c), "")
