"""What a sprint plan stands on: the three artefacts before it, and what they say about each requirement and module."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.planning.graphs import dependencies_first
from bot.planning.modules.plan import Module, ModulePlan
from bot.planning.requirements import content_words, overlap
from bot.planning.specification import Priority, ProductSpecification, Requirement
from bot.planning.sprints.scheduling import SchedulingError, number_of
from bot.planning.technical.specification import SLICE, Component, Layer, TechnicalSpecification

_ORDER = tuple(Priority)


@dataclass(frozen=True)
class Ground:
    """The approved artefacts. Raises `SchedulingError` where there is nothing to plan: no module."""

    product: ProductSpecification
    technical: TechnicalSpecification
    modules: ModulePlan

    def __post_init__(self) -> None:
        if not self.modules.modules:
            raise SchedulingError("There is no module yet, so there is nothing that a sprint could work on.")

    @cached_property
    def requirements(self) -> dict[str, Requirement]:
        """What has to be built, by id; a requirement that the team will not have is left out."""
        return {r.id: r for r in self.product.features if r.priority is not Priority.WONT}

    @cached_property
    def module_order(self) -> tuple[str, ...]:
        """The modules, those that others rely on first."""
        return dependencies_first([module.id for module in self.modules.modules], self.modules.edges())

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers of a slice that the architecture has: what it has not, no sprint can touch."""
        there = {component.layer for component in self.technical.components}
        return tuple(layer for layer in SLICE if layer in there) or SLICE

    def module_of(self, requirement: str) -> Module:
        """The module that owns a requirement; where the module plan forgot it, the one that shares its components."""
        owners = self.modules.owners(requirement)
        if owners:
            return self.modules.module(owners[0])
        answering = {component.id for component in self._answering(requirement)}
        return max(self.modules.modules, key=lambda module: len(answering & set(module.components)))

    def owned(self, module: Module) -> tuple[str, ...]:
        """The requirements of a module that are to be built."""
        return tuple(r for r in self.requirements if self.module_of(r).id == module.id)

    def reach(self, requirement: str) -> tuple[Component, ...]:
        """The components that a requirement works through from end to end: those that answer it, those of its module,
        all that these use, and the interface in front of them."""
        own = set(self.module_of(requirement).components)
        first = {c.id for c in self.technical.components if requirement in c.answers or c.id in own}
        reached = self._used_by(first)
        if not any(c.layer is Layer.INTERFACE for c in self.technical.components if c.id in reached):
            reached |= {
                c.id for c in self.technical.components if c.layer is Layer.INTERFACE and self._used_by({c.id}) & first
            }
        return tuple(component for component in self.technical.components if component.id in reached)

    def layers_of(self, requirement: str) -> tuple[Layer, ...]:
        """The layers that work on a requirement touches; those of a slice where the architecture does not say."""
        there = {component.layer for component in self.reach(requirement)}
        return tuple(layer for layer in Layer if layer in there and layer is not Layer.OPERATIONS) or self.layers

    def unknowns(self, requirement: str) -> int:
        """How much about it is assumed or open: the requirement itself, what answers it, a question that blocks it."""
        assumed = self.requirements[requirement].assumed
        answered = self._answering(requirement)
        shaky = any(component.assumed for component in answered) or not answered
        questions = (*self.product.open_questions, *self.technical.open_questions)
        blocked = any(requirement in f"{q.text} {q.blocks}".replace(",", " ").split() for q in questions)
        return assumed + shaky + blocked

    def nearest(self, text: str, among: Iterable[str] = ()) -> str:
        """The requirement that a text is about: one that it names, else the one with most words in common."""
        words = content_words(text)
        ids = list(among) or list(self.requirements)
        named = [match[0] for match in re.finditer(r"\bFR-\d+\b", text) if match[0] in self.requirements]
        if named:
            return named[0]
        return max(ids, key=lambda r: (_common(words, self.requirements[r]), -ids.index(r)))

    def priority(self, requirement: str) -> int:
        """The place of its priority, must first."""
        return _ORDER.index(self.requirements[requirement].priority)

    def _answering(self, requirement: str) -> tuple[Component, ...]:
        return tuple(component for component in self.technical.components if requirement in component.answers)

    def _used_by(self, first: set[str]) -> set[str]:
        uses = {component.id: component.uses for component in self.technical.components}
        reached, left = set(first), list(first)
        while left:
            new = set(uses.get(left.pop(), ())) - reached
            reached |= new
            left += new
        return reached


def requirement_order(ground: Ground, early: Sequence[str] = ()) -> tuple[str, ...]:
    """The order in which requirements are built: the walking skeleton, then `early`, then by priority and module.

    The skeleton is the most important requirement that goes through all layers, in the module that needs the fewest
    others. `early` are those that a risk or an assumption is about.
    """
    place = {module: number for number, module in enumerate(ground.module_order)}

    def rank(requirement: str) -> tuple[int, int, int]:
        return ground.priority(requirement), place[ground.module_of(requirement).id], number_of(requirement)

    by_rank = sorted(ground.requirements, key=rank)
    missing = {r: len(set(ground.layers) - set(ground.layers_of(r))) for r in by_rank}
    skeleton = min(by_rank, key=lambda r: (missing[r], *rank(r)), default="")
    first = [r for r in (skeleton, *early) if r in ground.requirements]
    return tuple(dict.fromkeys((*first, *by_rank)))


def _common(words: frozenset[str], requirement: Requirement) -> float:
    return overlap(words, content_words(f"{requirement.title} {requirement.text}"))
