"""The parts that people named, sorted: what each is responsible for, in which layer, and which other parts it calls.

Where nobody named what people meet, what does the work or what keeps it, a minimal part stands there without sources,
so that it is marked as an assumption. Nothing else is added to what was said.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.planning.clauses import capitalised, clipped, ended
from bot.planning.interview import Interview
from bot.planning.material import Material, Said, gather
from bot.planning.requirements import content_words
from bot.planning.retelling import retold
from bot.planning.specification import Source
from bot.planning.technical.lexicon import architecture
from bot.planning.technical.names import Named, parts_in, singular, systems_in
from bot.planning.technical.specification import SLICE, Layer
from bot.planning.technical.stances import stances

PART_LENGTH = 700
"""Characters that a part's responsibility may have; what goes beyond stays in its sources."""

_CALLS = re.compile(
    r"\b(?:talks?|calls?|uses?|reads?|writes?|asks?|sends?|feeds?|quer(?:y|ies)|stores?|saves?|push(?:es)?|pulls?|"
    r"fetch(?:es)?|gets?|loads?|connects?|reach(?:es)?|speaks?)\b",
    re.I,
)
_JOINT = re.compile(
    r"[\s,;:]*\b(?:and|or|plus|then|with|behind (?:it|that|them))?[\s,]*(?:(?:an?|the|one|our)\s*)?$", re.I
)
_LISTED = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+")
_NOTHING = re.compile(r"^(?:no|none|nothing|nope|not any|nobody)\b.{0,30}$", re.I)


@dataclass(frozen=True, slots=True)
class NamedPart:
    """A part before it has an id. `calls` are the folded names of the parts that somebody said it calls."""

    name: str
    layer: Layer
    text: str
    sources: tuple[Source, ...]
    external: bool = False
    calls: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name for comparison."""
        return self.name.casefold()


@lru_cache(maxsize=8)
def material_of(interview: Interview) -> Material:
    """What was said in the technical interview, with the sentences on technology that the product interview put off."""
    material = gather(interview)
    before = gather(replace(interview, questions=interview.earlier, evidence=()))
    return replace(material, technical=(*before.technical, *material.technical))


def people_in(interview: Interview) -> tuple[str, ...]:
    """The names of everybody who spoke: they are written with a capital and are no technology."""
    spoken = (c.author_name for q in (*interview.earlier, *interview.questions) for c in q.contributions)
    return tuple(dict.fromkeys((interview.owner_name, *spoken)))


def says_nothing(text: str) -> bool:
    """Whether a sentence only says that there is nothing (`none`, `no other systems`)."""
    return bool(_NOTHING.match(text.rstrip(". !")))


def named_parts(interview: Interview) -> tuple[NamedPart, ...]:
    """Every part, in the order of the layers: those that people named, systems outside, and the minimal ones."""
    material, people = material_of(interview), people_in(interview)
    said = material.on("architecture.parts")
    heard = [*said, *material.on("stack.choices", "data.model"), *material.technical]
    found = list(_merged(part for one in said for part in _parts(one)))
    found = list(_merged([*found, *(p for one in heard for p in _technology_parts(one, people, found))]))
    outside = list(_merged(p for one in material.on("integrations.systems") for p in _systems(one, people)))
    taken = {part.key for part in found}
    found += [part for part in outside if part.key not in taken]
    declined = {named.layer for one in heard for named in parts_in(one.text) if named.declined}
    for layer in SLICE:
        if layer not in declined and not any(part.layer is layer and not part.external for part in found):
            found.append(_skeleton(layer))
    return tuple(sorted(found, key=lambda part: tuple(Layer).index(part.layer)))


def _parts(said: Said) -> Iterator[NamedPart]:
    named = parts_in(said.text)
    segments = _segments(said.text, named)
    for position, one in enumerate(named):
        if one.declined:
            continue
        text = _responsibility(one.name, one.layer, segments[position], said)
        yield NamedPart(_title(one.name), one.layer, text, (said.source,), calls=_called(said.text, named, position))


def _segments(sentence: str, named: list[Named]) -> list[str]:
    """What the sentence says about each part: its piece of a list, else the whole sentence."""
    pieces = []
    for position, one in enumerate(named):
        end = named[position + 1].start if position + 1 < len(named) else len(sentence)
        piece = _JOINT.sub("", sentence[one.start : end]) if end < len(sentence) else sentence[one.start : end]
        between = sentence[one.end : end]
        is_a_list = len(named) > 1 and not (_CALLS.search(between) and end < len(sentence) and "," not in between)
        pieces.append(piece if is_a_list else sentence)
    return pieces


def _called(sentence: str, named: list[Named], position: int) -> tuple[str, ...]:
    """The part named next, where the words between say that this one calls it (`the page talks to the API`)."""
    if position + 1 >= len(named) or named[position + 1].declined:
        return ()
    one, following = named[position], named[position + 1]
    return (_title(following.name).casefold(),) if _CALLS.search(sentence[one.end : following.start]) else ()


def _technology_parts(said: Said, people: tuple[str, ...], found: list[NamedPart]) -> Iterator[NamedPart]:
    """Parts that follow from a technology, in a layer where nobody named a part (`Postgres` is a database)."""
    filled = {part.layer for part in found}
    for stance in stances(said.text, people):
        kind = stance.technology.kind
        if not stance.wanted or kind is None or not kind.makes_a_part or kind.layer in filled:
            continue
        filled.add(kind.layer)
        name = architecture().phrases["technology_part"].format(name=stance.name, part=kind.part)
        text = _responsibility(stance.name, kind.layer, said.text, said)
        yield NamedPart(name, kind.layer, text, (said.source,))


def _systems(said: Said, people: tuple[str, ...]) -> Iterator[NamedPart]:
    if says_nothing(said.text):
        return
    named = systems_in(said.text, people)
    pieces = [piece for piece in _LISTED.split(said.text) if any(one.name in piece for one in named)]
    # "reads tickets from Jira and sends the report by e-mail" says one thing about each of the two.
    apart = len(pieces) == len(named) and all(len(piece.split()) > 2 for piece in pieces)
    for position, one in enumerate(named):
        if not one.declined:
            text = _responsibility(one.name, Layer.INTEGRATION, pieces[position] if apart else said.text, said)
            yield NamedPart(_title(one.name), Layer.INTEGRATION, text, (said.source,), external=True)


def _responsibility(name: str, layer: Layer, words: str, said: Said) -> str:
    """What was said about the part; where that is little more than its name, what its layer means."""
    told = retold(words, said.author)
    role = architecture().phrases[f"role_{layer.value}"]
    short = len(words.split()) <= len(name.split()) + 1
    return ended(f"{capitalised(words.rstrip('. '))}. {role}") if short else clipped(told, PART_LENGTH)


def _skeleton(layer: Layer) -> NamedPart:
    phrases = architecture().phrases
    return NamedPart(phrases[f"skeleton_{layer.value}"], layer, phrases[f"skeleton_{layer.value}_text"], ())


def _title(name: str) -> str:
    return clipped(capitalised(name), 80)


def _merged(parts: Iterable[NamedPart]) -> Iterator[NamedPart]:
    """One part a name. *The database* is the Postgres database where only one database is named."""
    kept: list[NamedPart] = []
    renamed: dict[str, str] = {}
    for part in parts:
        same = next((index for index, other in enumerate(kept) if _same_part(part, other)), None)
        if same is None:
            kept.append(part)
            continue
        other = kept[same]
        longer = max(other.name, part.name, key=lambda name: len(name.split()))
        renamed |= {name.casefold(): longer.casefold() for name in (other.name, part.name) if name != longer}
        text = other.text if part.text in other.text else clipped(f"{other.text} {part.text}", PART_LENGTH)
        kept[same] = replace(
            other,
            name=longer,
            text=text,
            sources=(*other.sources, *part.sources),
            calls=tuple(dict.fromkeys((*other.calls, *part.calls))),
        )
    for part in kept:
        calls = tuple(renamed.get(name, name) for name in part.calls)
        yield replace(part, calls=calls, sources=tuple(dict.fromkeys(part.sources)))


def _same_part(one: NamedPart, other: NamedPart) -> bool:
    if one.layer is not other.layer:
        return False
    if one.key == other.key:
        return True
    mine, theirs = _name_words(one), _name_words(other)
    # "the database" points at "the Postgres database"; "web app" and "phone app" are two.
    return one.name.split()[-1].casefold() == other.name.split()[-1].casefold() and (mine <= theirs or theirs <= mine)


def _name_words(part: NamedPart) -> frozenset[str]:
    return frozenset(singular(word) for word in part.key.split())


def words_of(part: NamedPart) -> frozenset[str]:
    """The words that tell what the part is about."""
    return content_words(f"{part.name} {part.text}")
