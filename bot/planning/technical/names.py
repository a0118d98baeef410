"""Finds in a sentence what people named: parts of the architecture, technologies, and systems outside.

Only words that stand there become names. In doubt nothing is found: the sentence is still written down as it is.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.planning.technical.lexicon import Kind, architecture
from bot.planning.technical.specification import Layer
from bot.planning.verbs import starts_with_third_person, starts_with_verb

MOST_MODIFIERS = 3
"""Words before the last word of a part's name that belong to it (`the new ticket import service`)."""

_WORD = re.compile(r"[^\W_]+(?:[.'’#/&-][^\W_]+)*(?:\+\+|#)?")
_NEGATED = re.compile(r"\b(?:no|not an?|not the|without(?: an?| the)?|never an?|any)\s+$", re.I)


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a sentence: where it stands, the layer of what it names, and whether the sentence says *no* to it."""

    name: str
    start: int
    end: int
    layer: Layer
    declined: bool = False

    @property
    def head(self) -> str:
        """The last word of the name, in lower case and without a plural's s."""
        return singular(self.name.split()[-1].casefold())


@dataclass(frozen=True, slots=True)
class Technology:
    """A technology in a sentence, as it is written there; `kind` is None when only its capital tells."""

    name: str
    start: int
    end: int
    kind: Kind | None


def parts_in(sentence: str) -> list[Named]:
    """The parts of the architecture that a sentence names, in order (`a nightly job`, `the Postgres database`)."""
    tokens = list(_WORD.finditer(sentence))
    found: list[Named] = []
    index = 0
    while index < len(tokens):
        length, layer = _head_at(sentence, tokens, index)
        if layer is None:
            index += 1
            continue
        # "API server": the last of several such words names the part.
        while (following := _head_at(sentence, tokens, index + length))[1] and _adjacent(
            sentence, tokens, index + length
        ):
            index, (length, layer) = index + length, following
        first = _first_modifier(sentence, tokens, index, found[-1].end if found else 0)
        if first == index and _is_a_verb_here(tokens, index):
            index += length
            continue
        start, end = tokens[first].start(), tokens[index + length - 1].end()
        declined = bool(_NEGATED.search(sentence[:start]))
        found.append(Named(sentence[start:end], start, end, layer or Layer.LOGIC, declined))
        index += length
    return found


def technologies_in(sentence: str, people: Collection[str] = (), *, unknown: bool = False) -> list[Technology]:
    """The technologies that a sentence names, in order.

    With `unknown`, a word with a capital inside the sentence counts as one as well; `people` are names that do not.
    """
    found = [
        Technology(m.group(), m.start(), m.end(), _kinds()[m.group().casefold()])
        for m in _known_technologies().finditer(sentence)
        # "go" and "express" are words; only the name has a capital.
        if not (m.group().islower() and len(m.group()) <= 7 and m.group() in architecture().words.also_words)
    ]
    taken = [(t.start, t.end) for t in found] + [(s.start, s.end) for s in _known_systems(sentence)]
    if unknown:
        found += [
            Technology(m.group(), m.start(), m.end(), None)
            for m in _capitalised(sentence, people)
            if not any(start < m.end() and m.start() < end for start, end in taken)
        ]
    return sorted(found, key=lambda technology: technology.start)


def systems_in(sentence: str, people: Collection[str] = ()) -> list[Named]:
    """The systems outside that a sentence about integrations names, in order."""
    found = _known_systems(sentence)
    spans = [(s.start, s.end) for s in found]
    tokens = list(_WORD.finditer(sentence))
    heads = architecture().outside.heads
    for index, word in enumerate(tokens):
        last = singular(word.group().casefold())
        following = singular(tokens[index + 1].group().casefold()) if index + 1 < len(tokens) else ""
        if last not in heads or (following in heads and sentence[word.end() : tokens[index + 1].start()].isspace()):
            continue
        first = _first_modifier(sentence, tokens, index, 0)
        start, end = tokens[first].start(), word.end()
        if first < index and not any(a < end and start < b for a, b in spans):
            found.append(Named(sentence[start:end], start, end, Layer.INTEGRATION, _declined(sentence, start)))
    spans = [(s.start, s.end) for s in found] + [(t.start, t.end) for t in technologies_in(sentence)]
    for m in _capitalised(sentence, people):
        if not any(a < m.end() and m.start() < b for a, b in spans):
            found.append(Named(m.group(), m.start(), m.end(), Layer.INTEGRATION, _declined(sentence, m.start())))
    return sorted(found, key=lambda named: named.start)


def singular(word: str) -> str:
    """A noun without its plural's s, crudely (`services` -> `service`)."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _head_at(sentence: str, tokens: list[re.Match[str]], index: int) -> tuple[int, Layer | None]:
    """How many words from `index` on are the last words of a part's name, and its layer."""
    for length in (2, 1):
        taken = tokens[index : index + length]
        if len(taken) < length:
            continue
        spaces = [sentence[a.end() : b.start()] for a, b in pairwise(taken)]
        last = singular(taken[-1].group().casefold())
        text = " ".join([*(w.group().casefold() for w in taken[:-1]), last])
        layer = architecture().layer_of(text)
        if layer and all(space in (" ", "-") for space in spaces):
            return length, layer
    return 1, None


def _adjacent(sentence: str, tokens: list[re.Match[str]], index: int) -> bool:
    return sentence[tokens[index - 1].end() : tokens[index].start()] == " "


def _first_modifier(sentence: str, tokens: list[re.Match[str]], index: int, after: int) -> int:
    first = index
    while (
        first > 0
        and index - first < MOST_MODIFIERS
        and tokens[first - 1].start() >= after
        and sentence[tokens[first - 1].end() : tokens[first].start()] in (" ", "-")
        and _modifies(tokens[first - 1].group(), tokens[first - 2].group() if first > 1 else "")
    ):
        first -= 1
    return first


def _modifies(word: str, before: str) -> bool:
    """Whether a word belongs to the name that follows; `before` is the word before it."""
    low = word.casefold().replace("’", "'")
    if low in architecture().words.no_modifiers:
        return False
    if low.endswith("'s"):
        return True
    # A capital is a name, whatever verb it looks like ("Express server"); behind an article stands a noun ("an import
    # job").
    is_a_noun = word[:1].isupper() or before.casefold() in ("the", "a", "an", "our", "one", "its", "no")
    return is_a_noun or not (starts_with_verb(low) or starts_with_third_person(low))


def _is_a_verb_here(tokens: list[re.Match[str]], index: int) -> bool:
    before = tokens[index - 1].group().casefold() if index else ""
    word = tokens[index].group().casefold()
    return before in architecture().words.before_a_verb and (
        starts_with_verb(f"{word} the") or starts_with_third_person(f"{word} the")
    )


def _declined(sentence: str, start: int) -> bool:
    return bool(_NEGATED.search(sentence[:start]))


def _known_systems(sentence: str) -> list[Named]:
    return [
        Named(m.group(), m.start(), m.end(), Layer.INTEGRATION, _declined(sentence, m.start()))
        for m in _systems().finditer(sentence)
        if not (m.group().islower() and m.group().casefold() not in ("e-mail", "email"))
    ]


def _capitalised(sentence: str, people: Collection[str]) -> Iterator[re.Match[str]]:
    vocabulary = architecture().words
    names = {name.casefold() for person in people for name in person.split()}
    tokens = list(_WORD.finditer(sentence))
    for index, m in enumerate(tokens):
        word = m.group()
        inside = any(c.isupper() for c in word[1:]) or (
            index > 0 and not re.search(r"[.:!]\s*$", sentence[: m.start()])
        )
        if (
            not word[:1].isupper()
            or word.casefold() in vocabulary.no_names | vocabulary.no_modifiers
            or word.casefold() in names
        ):
            continue
        a_format = re.match(r"\s+(?:files?|formats?|exports?|feeds?|messages?)\b", sentence[m.end() :])
        if re.match(r"(?:Q|FR|C|TD|IF)-?\d", word) or len(word) < 2 or a_format:
            continue
        first_of_a_list = index == 0 and re.match(r"\s*(?:,|and\b|$|for\b|because\b|with\b)", sentence[m.end() :])
        if inside or (first_of_a_list and not starts_with_verb(word.casefold())):
            yield m


@cache
def _kinds() -> dict[str, Kind]:
    return {name.casefold(): kind for kind in architecture().kinds for name in kind.names}


@cache
def _known_technologies() -> re.Pattern[str]:
    return _any_of(name for kind in architecture().kinds for name in kind.names)


@cache
def _systems() -> re.Pattern[str]:
    return _any_of(architecture().outside.names)


def _any_of(names: Collection[str] | Iterator[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-]|\.\w)", re.IGNORECASE)
