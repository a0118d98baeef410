"""Which requirements make one module, and what it is called: cut along what changes together.

Groups grow by average linkage (Sokal and Michener, 1958), the nearest two first, none larger than the others by much.
Over versions a group keeps its id, and an id is never given twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil

from bot.planning.clauses import clipped
from bot.planning.modules.ground import Ground, stems
from bot.planning.modules.plan import ModulePlan
from bot.planning.technical.specification import Layer
from bot.planning.visible_text import one_line
from bot.planning.words import technology_words

FEWEST, MOST = 3, 8
"""Modules that a product of ordinary size is cut into."""

PER_MODULE = 5
"""Requirements of a module that one session can hold in mind; a product of 25 gets 5 modules."""

LONGEST_TITLE = 60
_SPREAD = 1.5
"""How many times the mean size the largest group may have."""

_CENTRAL = 0.7
"""Share of the best likeness to all others from which on a requirement is central enough to name its group."""

_NEAR = 0.1
"""Likeness from which on a new requirement joins a module that is there already."""

_TELLING = (Layer.LOGIC, Layer.INTEGRATION)
"""Layers whose components may give a module its name."""

_OWN = 0.6
"""Share of the requirements that a name fits which have to be in the group that it stands for."""

_FITS = 0.4
"""From here on a name stands for a group: the share of the group that it fits, times how little else it fits."""


@dataclass(frozen=True, slots=True)
class Group:
    """The requirements of one module, in the order of the specification; `id` and `title` as in `Module`."""

    id: str
    title: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """All groups, and the number that the next new module gets."""

    groups: tuple[Group, ...]
    next_module: int


def wanted_modules(requirements: int) -> int:
    """How many modules a product of so many requirements is cut into: 1 of 2, 3 of 15, 5 of 25, 8 of 40 and more."""
    if requirements <= PER_MODULE:
        return ceil(requirements / 3)
    return min(MOST, max(FEWEST, round(requirements / PER_MODULE)))


def grouped(ground: Ground, earlier: ModulePlan | None = None) -> Grouping:
    """Every requirement in exactly one group.

    What `earlier` grouped stays together; a new requirement joins the group that it is near to, or makes a new one.
    """
    everything = tuple(ground.requirements)
    before = _kept(ground, earlier) if earlier else ()
    following = earlier.next_module if earlier else 1
    if not before:
        made = clustered(ground, everything, wanted_modules(len(everything)))
        return _named(ground, (), made, following)
    held = {each for group in before for each in group.requirements}
    joined, alone = _placed(ground, before, [each for each in everything if each not in held])
    return _named(ground, joined, clustered(ground, alone, ceil(len(alone) / PER_MODULE)), following)


def clustered(ground: Ground, requirements: Sequence[str], count: int) -> tuple[tuple[str, ...], ...]:
    """The requirements in `count` groups of comparable size that belong together, in the order of their first ones."""
    place = {each: n for n, each in enumerate(requirements)}
    groups: list[tuple[str, ...]] = [(each,) for each in requirements]
    most = ceil(_SPREAD * len(requirements) / count) if count else 0

    @cache
    def worth(pair: tuple[tuple[str, ...], tuple[str, ...]]) -> tuple[float, int]:
        size = len(pair[0]) + len(pair[1])
        # Of two unions that make as much sense, the smaller one keeps the groups comparable.
        return round(ground.kinship(*pair) * (1 - size / (2 * most)), 6), -size

    while len(groups) > count:
        pairs = [(a, b) for n, a in enumerate(groups) for b in groups[n + 1 :] if len(a) + len(b) <= most]
        one, other = max(pairs, key=worth) if pairs else sorted(groups, key=len)[:2]
        groups = [group for group in groups if group not in (one, other)]
        groups.append(tuple(sorted((*one, *other), key=place.__getitem__)))
        groups.sort(key=lambda group: place[group[0]])
    return tuple(groups)


def title_for(ground: Ground, requirements: Sequence[str], taken: Iterable[str]) -> str:
    """A name for a group in the team's words that is none of `taken`.

    It is what the group is about: a stored thing, a part of the architecture or a workflow that fits most of it and
    little else; otherwise the title of a requirement that is near to all others.
    """
    used = {title.casefold() for title in taken}
    rated = sorted(_candidates(ground, requirements), key=lambda candidate: -candidate[0])
    kin = {each: round(ground.kinship((each,), requirements), 6) for each in requirements}
    # Where several are about as central, the first one is what the team named first.
    central = sorted(requirements, key=lambda each: kin[each] < _CENTRAL * max(kin.values()))
    titles = [name for fit, name in rated if fit >= _FITS] + [ground.requirements[each].title for each in central]
    short = [clipped(one_line(title), LONGEST_TITLE) or requirements[0] for title in titles]
    free = next((title for title in short if title.casefold() not in used), "")
    return free or f"{short[0][: LONGEST_TITLE - 12]} ({requirements[0]})"


def _kept(ground: Ground, earlier: ModulePlan) -> tuple[Group, ...]:
    """The earlier modules with what is still required of them; one that lost everything is gone."""
    kept: list[Group] = []
    held: set[str] = set()
    for module in earlier.modules:
        alive = {each for each in module.requirements if each in ground.requirements} - held
        held |= alive
        if alive and module.id not in (group.id for group in kept):
            kept.append(Group(module.id, module.title, in_order(ground, alive)))
    return tuple(kept)


def in_order(ground: Ground, requirements: Iterable[str]) -> tuple[str, ...]:
    """The requirements in the order of the specification, each once; unknown ones are left out."""
    wanted = set(requirements)
    return tuple(each for each in ground.requirements if each in wanted)


def _placed(ground: Ground, groups: tuple[Group, ...], new: Sequence[str]) -> tuple[tuple[Group, ...], list[str]]:
    """The groups with the new requirements that are near to one of them, and those that are near to none."""
    grown, alone = list(groups), []
    most = _SPREAD * max(PER_MODULE, len(ground.requirements) / len(groups))
    for each in new:
        near = [ground.kinship((each,), group.requirements) for group in groups]
        best = near.index(max(near))
        if near[best] >= _NEAR and len(grown[best].requirements) < most:
            grown[best] = replace(grown[best], requirements=in_order(ground, (*grown[best].requirements, each)))
        else:
            alone.append(each)
    return tuple(grown), alone


def _named(ground: Ground, before: tuple[Group, ...], made: Sequence[tuple[str, ...]], following: int) -> Grouping:
    groups = list(before)
    for requirements in made:
        if len(made) == 1 and not before:
            title = clipped(one_line(ground.product.title), LONGEST_TITLE) or requirements[0]
        else:
            title = title_for(ground, requirements, (group.title for group in groups))
        groups.append(Group(f"M-{following}", title, requirements))
        following += 1
    return Grouping(tuple(groups), following)


def _candidates(ground: Ground, requirements: Sequence[str]) -> Iterator[tuple[float, str]]:
    """Names of the team with how well each fits the group, from 0 to 1."""
    everything = ground.requirements
    for entity in ground.technical.entities:
        yield _fit(requirements, [each for each in everything if ground.mentions(each, entity)]), entity.name
    for component in ground.components.values():
        # A screen, a store or a technology is how it is built; a module is named after what it is about.
        about = component.layer in _TELLING and not component.external and not technology_words(component.name)
        if about:
            yield _fit(requirements, [each for each in component.answers if each in everything]), component.name
    for workflow in ground.workflows:
        name = stems(workflow.name)
        yield _fit(requirements, [each for each in everything if name and name <= ground.words((each,))]), workflow.name


def _fit(requirements: Sequence[str], fitting: Sequence[str]) -> float:
    inside = sum(each in requirements for each in fitting)
    # What fits the rest of the product nearly as well tells nobody which module is meant.
    return inside * inside / (len(requirements) * len(fitting)) if inside > _OWN * len(fitting) else 0.0
