"""Interfaces as contracts: an operation for each requirement that is answered, an integration for each system."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.planning.clauses import capitalised, clipped, ended
from bot.planning.interview import Interview
from bot.planning.material import Said
from bot.planning.requirements import content_words
from bot.planning.retelling import retold
from bot.planning.specification import ProductSpecification, Requirement
from bot.planning.technical.ids import matched
from bot.planning.technical.measures import measures
from bot.planning.technical.names import singular
from bot.planning.technical.parts import material_of
from bot.planning.technical.specification import Component, Entity, Interface, Layer
from bot.planning.verbs import words

SHARED = 2
"""Content words that an exception and a requirement have to share for the one to be an error of the other."""

_FRAME = content_words("require show offer list morning day week")
"""Words of obligations and times: they say nothing about the thing that an obligation is about."""
_WHAT = r"(?P<what>[\w' -]{3,60}?)"
_THE = r"(?:the\s+|our\s+)?"
_TO = rf"{_WHAT}\s+(?:to|into|via|through|by|over)\s+{_THE}%s"
_FROM = rf"(?:gets?|reads?|fetch(?:es)?|pulls?|takes?|imports?|loads?|receives?)\s+{_WHAT}\s+from\s+{_THE}%s"
_GIVES = r"%s\s+(?:gives?|sends?|delivers?|provides?|tells?|pushes)\s+(?:us|it|the \w+)?\s*(?P<what>[\w' -]{3,60})"
_GIVING = re.compile(r"^.*\b(?:sends?|writes?|pushes|push|posts?|exports?|gives?|hands?|uploads?|delivers?)\s+", re.I)


def interfaces(
    interview: Interview,
    product: ProductSpecification,
    parts: Sequence[Component],
    entities: Sequence[Entity],
    before: Sequence[Interface],
    following: int,
) -> tuple[tuple[Interface, ...], int]:
    """The interfaces with their ids, and the number after the last; `before` and `following` as in `matched`."""
    found = [*_operations(product, parts, entities), *_integrations(interview, product, parts)]
    numbered = tuple(one.model_copy(update={"id": f"IF-{n}"}) for n, one in enumerate(found, start=1))
    ids, number = matched(numbered, tuple(before), following, "IF-", lambda interface: interface.name)
    return tuple(one.model_copy(update={"id": i}) for one, i in zip(numbered, ids, strict=True)), number


def _operations(
    product: ProductSpecification, parts: Sequence[Component], entities: Sequence[Entity]
) -> Iterator[Interface]:
    for requirement in product.features:
        provider = _provider(requirement, parts)
        if provider is None:
            continue
        yield Interface(
            id="IF-1",
            name=clipped(requirement.title, 100),
            provider=provider.id,
            text=requirement.text,
            sources=requirement.sources,
            inputs=_inputs(requirement, entities),
            outputs=tuple(dict.fromkeys(clipped(c.then, 300) for c in requirement.acceptance)),
            errors=tuple(clipped(text, 300) for text in _errors(requirement, product.features)),
            limits=clipped("; ".join(measures(requirement.text)), 300),
        )


def _inputs(requirement: Requirement, entities: Sequence[Entity]) -> tuple[str, ...]:
    """What sets the operation off where the requirement says so, and the entities that it speaks of."""
    own = re.match(r"(?:when|if|once|as soon as|in case|while|on|at|every|each|after|before)\b", requirement.text, re.I)
    triggers = [f"When {c.when}" for c in requirement.acceptance] if own else []
    spoken = set(map(singular, words(requirement.text)))
    about = [e for e in entities if singular(e.name.casefold().split()[-1]) in spoken]
    things = [f"{e.name} ({', '.join(e.fields)})" if e.fields else e.name for e in about]
    found = [*triggers, *things] or [f"When {c.when}" for c in requirement.acceptance]
    return tuple(clipped(each, 300) for each in dict.fromkeys(found))


def _provider(requirement: Requirement, parts: Sequence[Component]) -> Component | None:
    """What offers the operation: the logic that answers the requirement, else the interface, else what is there."""
    answering = [part for part in parts if requirement.id in part.answers and not part.external]
    order = (Layer.LOGIC, Layer.INTERFACE, Layer.STORAGE, Layer.INTEGRATION, Layer.OPERATIONS)
    return min(answering, key=lambda part: order.index(part.layer), default=None)


def _errors(requirement: Requirement, others: Iterable[Requirement]) -> Iterator[str]:
    """The exceptions that the product specification demands an answer to, where they speak of the same thing."""
    mine = content_words(f"{requirement.title} {requirement.text}") - _FRAME
    for other in others:
        exception = re.match(r"(?:if|in case|unless)\b", other.text, re.I)
        shared = mine & content_words(other.text)
        if exception and other.id != requirement.id and len(shared) >= SHARED:
            yield f"{other.id}: {other.text}"


def _integrations(
    interview: Interview, product: ProductSpecification, parts: Sequence[Component]
) -> Iterator[Interface]:
    material = material_of(interview)
    heard = material.on("integrations.systems")
    failures = material.on("recovery.failure")
    for part in parts:
        if not part.external:
            continue
        about = [said for said in heard if _names(said.text, part.name)]
        fails = [said for said in failures if _names(said.text, part.name)]
        errors = [retold(said.text, said.author) for said in fails]
        errors += [f"{r.id}: {r.text}" for r in product.features if _fails(r, part)]
        yield Interface(
            id="IF-1",
            name=part.name,
            provider=part.id,
            text=part.text,
            sources=tuple(dict.fromkeys((*part.sources, *(said.source for said in fails)))),
            inputs=tuple(dict.fromkeys(_exchanged(about, part.name, given=True))),
            outputs=tuple(dict.fromkeys(_exchanged(about, part.name, given=False))),
            errors=tuple(clipped(text, 300) for text in dict.fromkeys(errors)),
            limits=clipped("; ".join(m for said in about for m in measures(said.text)), 300),
            external=True,
        )


def _exchanged(about: Iterable[Said], name: str, *, given: bool) -> Iterator[str]:
    """What the team said is handed to a system (`given`), or comes from it."""
    escaped = re.escape(name)
    for said in about:
        comes = re.search(_FROM % escaped, said.text, re.I) or re.search(_GIVES % escaped, said.text, re.I)
        goes = re.search(_TO % escaped, said.text, re.I)
        match = goes if given else comes
        if match:
            yield clipped(capitalised(ended(_GIVING.sub("", match["what"]).strip(" ,."))), 300)


def _names(text: str, name: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I))


def _fails(requirement: Requirement, part: Component) -> bool:
    return bool(re.match(r"(?:if|in case)\b", requirement.text, re.I)) and _names(requirement.text, part.name)
