"""The components with their ids, the calls between them, and the requirements that each of them answers.

A requirement is answered by the components whose words it shares, and in each layer that it plainly needs (its verb
tells: *show* needs an interface, *keep* a store) by one component at least. What fits neither stays unanswered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.planning.interview import Interview
from bot.planning.requirements import content_words
from bot.planning.specification import ProductSpecification, Requirement
from bot.planning.technical.ids import matched
from bot.planning.technical.lexicon import architecture
from bot.planning.technical.names import singular
from bot.planning.technical.parts import NamedPart, named_parts
from bot.planning.technical.specification import SLICE, Component, Layer
from bot.planning.verbs import base_form, names_people, words

SHARED = 2
"""Content words that a requirement and a component have to share for the one to answer the other."""


def components(
    interview: Interview, product: ProductSpecification, before: Sequence[Component], following: int
) -> tuple[tuple[Component, ...], int]:
    """The components of the technical interview, and the number after the last id; `before` and `following` as in
    `technical.ids.matched`.
    """
    parts = named_parts(interview)
    plain = tuple(_component(part, f"C-{number}") for number, part in enumerate(parts, start=1))
    ids, number = matched(plain, tuple(before), following, "C-", lambda component: component.name)
    named = tuple(one.model_copy(update={"id": identifier}) for one, identifier in zip(plain, ids, strict=True))
    answers = answered_by(named, product.features)
    found = tuple(one.model_copy(update={"answers": answers[one.id]}) for one in named)
    return _connected(found, parts), number


def answered_by(parts: Sequence[Component], requirements: Sequence[Requirement]) -> dict[str, tuple[str, ...]]:
    """The requirements that each component answers, by its id, in the order of the requirements."""
    found: dict[str, list[str]] = {part.id: [] for part in parts}
    for requirement in requirements:
        for part in parts_for(requirement, parts):
            found[part.id].append(requirement.id)
    return {identifier: tuple(ids) for identifier, ids in found.items()}


def parts_for(requirement: Requirement, parts: Sequence[Component]) -> list[Component]:
    """The components that answer a requirement, in their order; none where nothing of it says what it needs."""
    mine = _words_of_requirement(requirement)
    scores = {part.id: _Shared.of(mine, part) for part in parts if part.layer is not Layer.OPERATIONS}
    chosen = {part.id for part in parts if part.id in scores and scores[part.id].enough}
    layers = _layers_needed(requirement)
    if chosen:
        # What a part answers is done somewhere: whatever is shown or kept takes logic.
        layers |= {Layer.LOGIC}
    for layer in layers:
        within = [part for part in parts if part.layer is layer and not part.external]
        if within and not any(part.id in chosen for part in within):
            # max() keeps the first of equals: the part that was named first is the main one of its layer.
            chosen.add(max(within, key=lambda part: scores[part.id].count).id)
    return [part for part in parts if part.id in chosen]


def speaking_of(text: str, parts: Sequence[Component]) -> Component | None:
    """The part that a text speaks of most, by its name or by what it does; None when it speaks of none."""
    mine = content_words(text)
    spoken = [(shared, part) for part in parts if (shared := _Shared.of(mine, part)).enough]
    return max(spoken, key=lambda pair: pair[0].count)[1] if spoken else None


def main_part(parts: Sequence[Component], layer: Layer) -> Component | None:
    """The part of a layer that answers most, the first among equals; None where the layer has none of ours."""
    within = [part for part in parts if part.layer is layer and not part.external]
    return max(within, key=lambda part: len(part.answers), default=None)


@dataclass(frozen=True, slots=True)
class _Shared:
    """How much a requirement has in common with a component: the words of its name, and how many altogether."""

    count: int
    whole_name: bool

    @classmethod
    def of(cls, mine: frozenset[str], part: Component) -> "_Shared":
        common = content_words(part.name) - _GENERIC
        everything = (content_words(f"{part.name} {part.text}") - _GENERIC) & mine
        return cls(len(everything), bool(common) and common <= mine)

    @property
    def enough(self) -> bool:
        """Whether the component answers: its name is spoken of, or enough of what it does."""
        return self.whole_name or self.count >= SHARED


_GENERIC = content_words(
    "web mobile phone page app application screen service server database store api backend frontend system data "
    "interface logic new main front end behind people nobody named meet work keep remember what product small "
    "worker job script nightly daily hourly program cache file storage index "
    "PostgreSQL Postgres MySQL SQLite React Vue Django Python"
)
"""Words that say how a part is built or that every part is described with: they tell nothing about what it is for."""


def _words_of_requirement(requirement: Requirement) -> frozenset[str]:
    # Not its criteria: they borrow the steps of the main use, which every part has words of.
    return content_words(f"{requirement.title} {requirement.text}")


def _layers_needed(requirement: Requirement) -> set[Layer]:
    """The layers that the obligation plainly needs, told by the verbs behind its *shall*."""
    obligation = re.split(r"\bshall\b", requirement.text, maxsplit=1)[-1]
    spoken = [base_form(word) for word in words(obligation) if word not in ("not", "never", "also", "only")]
    verbs = architecture().verbs
    if not spoken or not spoken[0] or spoken[0] in ("be", "have", "cost"):
        return set()
    needed = {Layer.LOGIC}
    if spoken[0] in verbs[Layer.INTERFACE] or names_people(requirement.text.partition(" shall ")[0]):
        needed.add(Layer.INTERFACE)
    # "let people save it" keeps something, too: the verb that counts may stand behind the one who does it.
    if any(verb in verbs[Layer.STORAGE] for verb in spoken[:6]):
        needed.add(Layer.STORAGE)
    return needed


def _component(part: NamedPart, identifier: str) -> Component:
    return Component(
        id=identifier, name=part.name, layer=part.layer, text=part.text, sources=part.sources, external=part.external
    )


def _connected(found: tuple[Component, ...], parts: Sequence[NamedPart]) -> tuple[Component, ...]:
    """The components with what they call: as people said it, and from each layer down to the next one."""
    by_name = {component.name.casefold(): component.id for component in found}
    calls: dict[str, list[str]] = {component.id: [] for component in found}
    for component, part in zip(found, parts, strict=True):
        calls[component.id] += [by_name[name] for name in part.calls if by_name.get(name, component.id) != component.id]
    for caller, called in _layered(found):
        if called not in calls[caller] and caller not in calls[called]:
            calls[caller].append(called)
    return tuple(one.model_copy(update={"uses": tuple(dict.fromkeys(calls[one.id]))}) for one in found)


def _layered(found: Sequence[Component]) -> list[tuple[str, str]]:
    """Who plainly calls whom: an interface its logic, logic its store, and one part each system outside."""
    below = dict(pairwise(SLICE))
    pairs = []
    for component in found:
        layer = below.get(component.layer)
        partner = _nearest(component, [c for c in found if c.layer is layer and not c.external])
        if partner is not None:
            pairs.append((component.id, partner.id))
    for component in found:
        callers = [c for c in found if c.layer is Layer.LOGIC and not c.external]
        if component.layer is Layer.INTEGRATION and (caller := _nearest(component, callers)):
            pairs.append((caller.id, component.id))
        if component.layer is Layer.STORAGE and not any(called == component.id for _, called in pairs):
            pairs += [(caller.id, component.id)] if (caller := _nearest(component, callers)) else []
    return pairs


def _nearest(component: Component, others: Sequence[Component]) -> Component | None:
    """The one that shares most requirements and words, the first among equals."""
    mine = _speaks_of(component)
    return max(
        others,
        key=lambda other: (len(mine & _speaks_of(other)), len(set(component.answers) & set(other.answers))),
        default=None,
    )


def _speaks_of(component: Component) -> frozenset[str]:
    stems = content_words(f"{component.name} {component.text}") - _GENERIC
    return frozenset(singular(stem) for stem in stems)
