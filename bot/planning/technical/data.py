"""What is stored: entities from the answers and from requirements that keep something, with owner and retention."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.planning.clauses import capitalised, clipped
from bot.planning.interview import Interview
from bot.planning.material import Said
from bot.planning.openings import without_lead_ins
from bot.planning.requirements import content_words
from bot.planning.retelling import retold
from bot.planning.specification import ProductSpecification, Requirement, Source
from bot.planning.technical.architecture import main_part, parts_for
from bot.planning.technical.lexicon import architecture
from bot.planning.technical.names import parts_in, singular
from bot.planning.technical.parts import material_of, says_nothing
from bot.planning.technical.specification import Component, Entity, Layer
from bot.planning.verbs import base_form, words

MOST_FIELDS = 12
LONGEST_NAME = 4
"""Words that the name of an entity has at most."""

_WITH_FIELDS = re.compile(
    r"^(?P<name>[^,:;]{2,50}?)\s*(?::|\b(?:with|has|have|hold|holds|contains?|consists? of|includes?|made of)\b)\s*"
    r"(?P<fields>[^.;]+)$",
    re.I,
)
_STORES = re.compile(
    r"\b(?:store|stores|stored|keep|keeps|save|saves|record|records|remember|remembers|hold|holds|need|have|owns?|"
    r"own|there (?:is|are))\b\s*:?\s*(?P<what>[^.;:]+)$",
    re.I,
)
_OWNS = re.compile(r"\b(?:owns?|alone changes|is responsible for|keeps|stores|writes)\b", re.I)
_LISTED = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+plus\s+|\s*&\s*")
_ARTICLE = re.compile(r"^(?:an?|the|its|their|our|each|every|all|only|also|just|some|any|one|of)\s+", re.I)
_PERSONAL = re.compile(r"\b(?:personal|private|gdpr|pii|sensitive)\b", re.I)
_FOR_ALL = re.compile(r"\b(?:everything|all (?:of it|data)|the data|nothing|it all|data)\b", re.I)
_NOT_A_THING = re.compile(
    r"\b(?:it|them|that|this|everything|nothing|something|what|nobody|us|data|information)\b", re.I
)


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    text: str
    sources: tuple[Source, ...]
    fields: tuple[str, ...] = ()
    owner: str | None = None

    @property
    def key(self) -> str:
        return singular(self.name.casefold().split()[-1])


def entities(interview: Interview, product: ProductSpecification, parts: Sequence[Component]) -> tuple[Entity, ...]:
    """What is stored, in the order in which it was named; one entity without sources where nobody named any."""
    material = material_of(interview)
    found = [*_named(material.on("data.model"), parts), *_required(product.features, parts)]
    phrases = architecture().phrases
    nothing = Entity(name=phrases["no_entity_name"], text=phrases["no_entity"])
    kept = [_entity(one, parts) for one in _merged(found)] or [nothing]
    for said in material.on("data.retention"):
        if not says_nothing(said.text):
            kept = _with_retention(kept, said)
    return tuple(kept)


def _named(said: Iterable[Said], parts: Sequence[Component]) -> Iterator[_Found]:
    for one in said:
        text = without_lead_ins(one.text.rstrip(". !"))
        if says_nothing(text):
            continue
        told, owner = clipped(retold(one.text, one.author), 900), _owner_in(text, parts)
        match = _WITH_FIELDS.match(text)
        name = _thing(match["name"]) if match and not _owner_in(match["name"], parts) else ""
        if match and name:
            yield _Found(name, told, (one.source,), _fields(match["fields"]), owner)
            continue
        stores = _STORES.search(text)
        listed = [_thing(piece) for piece in _LISTED.split(stores["what"] if stores else text)]
        names = [each for each in listed if each] if stores or all(listed) else []
        for each in names:
            yield _Found(each, told, (one.source,), owner=owner)
        if not names:
            yield _Found("", told, (one.source,), owner=owner)


def _required(requirements: Sequence[Requirement], parts: Sequence[Component]) -> Iterator[_Found]:
    """What requirements keep for later: the thing behind *keep*, *store* or *record*."""
    storing = architecture().verbs[Layer.STORAGE]
    for requirement in requirements:
        obligation = requirement.text.partition(" shall ")[2].rstrip(". ")
        spoken = obligation.split()
        at = next((i for i, word in enumerate(spoken[:6]) if base_form(word.strip(",.")) in storing), None)
        name = _thing(_noun(" ".join(spoken[at + 1 :]))) if at is not None else ""
        if name:
            text = architecture().phrases["entity_required"].format(name=capitalised(name), id=requirement.id)
            logic = [part for part in parts_for(requirement, parts) if part.layer is Layer.LOGIC and not part.external]
            yield _Found(name, text, requirement.sources, owner=logic[0].id if logic else None)


def _merged(found: Iterable[_Found]) -> list[_Found]:
    """One entity a name; a sentence that names nothing new goes to the entity that it speaks of, else to the last."""
    kept: list[_Found] = []
    for one in found:
        same = next((i for i, other in enumerate(kept) if other.key == one.key), None) if one.name else None
        if not one.name and kept:
            spoken = set(map(singular, words(one.text)))
            same = next((i for i, other in enumerate(kept) if other.key in spoken), len(kept) - 1)
        if same is None:
            kept.append(one if one.name else replace(one, name=architecture().phrases["no_entity_name"]))
            continue
        other = kept[same]
        kept[same] = replace(
            other,
            text=other.text if one.text in other.text else clipped(f"{other.text} {one.text}", 1900),
            sources=(*other.sources, *one.sources),
            fields=tuple(dict.fromkeys((*other.fields, *one.fields)))[:MOST_FIELDS],
            owner=one.owner if one.owner and not other.owner else other.owner,
        )
    return kept


def _entity(one: _Found, parts: Sequence[Component]) -> Entity:
    main = main_part(parts, Layer.LOGIC)
    about = {*words(one.name), *(word for field in one.fields for word in words(field))}
    return Entity(
        name=clipped(capitalised(one.name), 80),
        text=one.text,
        sources=tuple(dict.fromkeys(one.sources)),
        fields=one.fields,
        owner=one.owner or (main.id if main else None),
        personal=bool(about & architecture().personal["words"]),
    )


def _with_retention(kept: list[Entity], said: Said) -> list[Entity]:
    """The entities with what a sentence on keeping says: for those that it names, else for all of them."""
    spoken = set(map(singular, words(said.text)))
    meant = [e for e in kept if singular(e.name.casefold().split()[-1]) in spoken]
    meant = meant or [e for e in kept if spoken & set(map(singular, words(" ".join(e.fields))))] or kept
    told = retold(said.text, said.author)
    personal = bool(_PERSONAL.search(said.text)) and not re.search(r"\b(?:no|not|nothing|none)\b", said.text, re.I)
    return [_kept_as(entity, told, said, personal) if entity in meant else entity for entity in kept]


def _kept_as(entity: Entity, told: str, said: Said, personal: bool) -> Entity:
    retention = told if not entity.retention else f"{entity.retention} {told}"
    return entity.model_copy(
        update={
            "retention": clipped(retention, 600),
            "personal": entity.personal or personal,
            "sources": tuple(dict.fromkeys((*entity.sources, said.source))),
        }
    )


def _owner_in(text: str, parts: Sequence[Component]) -> str | None:
    """The component that the sentence says owns what it speaks of."""
    match = _OWNS.search(text)
    if not match:
        return None
    named = parts_in(text[: match.start()])
    heads = {one.name.casefold() for one in named}
    found = [p for p in parts if p.name.casefold() in heads]
    found = found or [p for p in parts if any(content_words(one.name) <= content_words(p.name) for one in named)]
    return found[0].id if found else None


def _fields(text: str) -> tuple[str, ...]:
    pieces = [_ARTICLE.sub("", piece.strip()) for piece in _LISTED.split(text)]
    return tuple(dict.fromkeys(clipped(piece, 80) for piece in pieces if piece))[:MOST_FIELDS]


def _noun(text: str) -> str:
    """The beginning of the text up to what only says more about it."""
    return re.split(
        r"\s+(?:of|in|at|on|for|with|who|that|which|from|by|to|before|after|per|as|when|if|so|because|until|and|or|"
        r"once|every|where|while)\b|[,;(]",
        text,
        maxsplit=1,
    )[0]


def _thing(text: str) -> str:
    """The thing that a phrase names, without articles and numbers; `""` when it names none or says a whole sentence."""
    shorter = text.strip(" ,.:;")
    while (bare := _ARTICLE.sub("", shorter)) != shorter:
        shorter = bare
    drop = architecture().words.no_modifiers | {"twelve", "ten", "four", "five", "six", "seven", "eight", "nine"}
    tokens = shorter.split()
    while tokens and (tokens[0].casefold() in drop or tokens[0].isdigit()):
        tokens.pop(0)
    if not tokens or len(tokens) > LONGEST_NAME or _NOT_A_THING.search(" ".join(tokens)):
        return ""
    inner = [word.casefold() for word in tokens[1:]]
    if any(word in ("is", "are", "must", "should", "we", "it", "has", "have", "with", "for", "by") for word in inner):
        return ""
    return " ".join(tokens)
