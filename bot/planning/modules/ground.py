"""What modules are carved from, and how near two requirements are to each other.

Requirements belong together when the same parts of the architecture answer them, when they are about the same stored
things, and when they share the team's words; what all of them share says nothing and weighs nothing (the inverse
document frequency of Spärck Jones, 1972).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log, sqrt

from bot.planning.bank.loading import load
from bot.planning.requirements import content_words
from bot.planning.specification import ProductSpecification, Requirement, Statement, Workflow
from bot.planning.technical.specification import Choice, Component, Entity, Operation, TechnicalSpecification

TOUCHES = 2
"""Content words that a statement has to share with a requirement to be about it."""

_COMPONENT, _ENTITY = 2.0, 2.0
"""How much more a shared component or entity says than a shared word: both were decided, words only happen."""


_SAYS_NOTHING = ("no_constraints", "no_limits", "no_non_goals", "nothing_later")
_NAMES_NOTHING = ("workflow", "exceptions", "no_workflow_name")
"""Phrases of the bank that stand where nobody said anything, or that name what every product has."""


@lru_cache(maxsize=4_096)
def stems(text: str) -> frozenset[str]:
    """The words that carry the meaning, as stems in which *message* and *messages*, *reply* and *replies* are one."""
    return frozenset(re.sub(r"i$", "y", word.removesuffix("e")) for word in content_words(text))


@dataclass(frozen=True)
class Ground:
    """The two specifications that modules are carved from, read in the ways that carving needs."""

    product: ProductSpecification
    technical: TechnicalSpecification

    @cached_property
    def requirements(self) -> dict[str, Requirement]:
        """Every requirement by id, in the order of the document."""
        found: dict[str, Requirement] = {}
        for requirement in self.product.features:
            found.setdefault(requirement.id, requirement)
        return found

    @cached_property
    def components(self) -> dict[str, Component]:
        """Every component by id, in the order of the document."""
        return {component.id: component for component in self.technical.components}

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        return {
            # What sets a criterion off is often the same step for many; what is observed then is its own.
            identifier: stems(" ".join((r.title, r.text, *(c.then for c in r.acceptance))))
            for identifier, r in self.requirements.items()
        }

    def words(self, requirement_ids: Iterable[str]) -> frozenset[str]:
        """The content words of the requirements, as crude stems."""
        return frozenset(word for identifier in requirement_ids for word in self._words[identifier])

    def answering(self, requirement_id: str) -> tuple[str, ...]:
        """The components of ours that answer a requirement, by id."""
        return tuple(c.id for c in self.components.values() if requirement_id in c.answers and not c.external)

    def mentions(self, requirement_id: str, entity: Entity) -> bool:
        """Whether a requirement is about a stored thing: every word of its name is in what it obliges to."""
        requirement, name = self.requirements[requirement_id], stems(entity.name)
        if not name:
            return entity.name.casefold() in requirement.text.casefold()
        return name <= stems(f"{requirement.title} {requirement.text}")

    def about(self, text: str) -> tuple[str, ...]:
        """The requirements that share enough words with the text to be what it is about."""
        said = stems(text)
        return tuple(each for each, words in self._words.items() if len(said & words) >= min(TOUCHES, len(said) or 1))

    def nearest(self, text: str, among: Sequence[tuple[str, ...]]) -> int:
        """The place of the group of requirements that has most words in common with the text; the first of equals."""
        said = stems(text)
        shares = [len(said & self.words(group)) for group in among]
        return shares.index(max(shares))

    @cached_property
    def _marks(self) -> dict[str, dict[str, float]]:
        """What characterises each requirement, weighted by how few others share it; each of length 1, or empty."""
        found: dict[str, dict[str, float]] = {}
        for identifier, words in self._words.items():
            marks = dict.fromkeys((f"word {word}" for word in sorted(words)), 1.0)
            marks |= dict.fromkeys((f"component {each}" for each in self.answering(identifier)), _COMPONENT)
            stored = (e.name for e in self.technical.entities if self.mentions(identifier, e))
            found[identifier] = marks | dict.fromkeys((f"entity {name}" for name in stored), _ENTITY)
        shared = Counter(mark for marks in found.values() for mark in marks)
        for marks in found.values():
            for mark, weight in list(marks.items()):
                marks[mark] = weight * log(len(found) / shared[mark])
            length = sqrt(sum(weight * weight for weight in marks.values())) or 1.0
            for mark in marks:
                marks[mark] /= length
        return found

    def likeness(self, one: str, other: str) -> float:
        """How near two requirements are, from 0 (nothing in common) to 1 (the cosine of what characterises them)."""
        marks, others = self._marks[one], self._marks[other]
        return sum(weight * others[mark] for mark, weight in marks.items() if mark in others)

    def kinship(self, some: Sequence[str], others: Sequence[str]) -> float:
        """The mean likeness between two groups of requirements; 0 when one is empty."""
        pairs = len(some) * len(others)
        return sum(self.likeness(a, b) for a in some for b in others) / pairs if pairs else 0.0

    def choices(self, components: Collection[str]) -> tuple[Choice, ...]:
        """The technology choices that bind these components: those that name one, and those that name none at all."""
        return tuple(c for c in self.technical.choices if self._binds(f"{c.title} {c.context} {c.text}", components))

    def operations(self, components: Collection[str]) -> tuple[Operation, ...]:
        """The operational constraints that bind these components, found as `choices` are."""
        return tuple(o for o in self.technical.operations if self._binds(f"{o.quality} {o.text}", components))

    def constraints(self, requirement_ids: Collection[str]) -> tuple[Statement, ...]:
        """The product's constraints that touch these requirements, and those that touch none in particular."""
        return tuple(c for c in self.product.constraints if self._touches(c.text, requirement_ids))

    def non_goals(self, requirement_ids: Collection[str]) -> tuple[Statement, ...]:
        """The product's non-goals, found as `constraints` are."""
        return tuple(n for n in self.product.non_goals if self._touches(n.text, requirement_ids))

    def step_of(self, step: str) -> str:
        """The requirement that a step of a workflow is about: the one with most words in common; `""` if none is."""
        about = self.about(step)
        said = stems(step)
        return max(about, key=lambda each: len(said & self._words[each]), default="")

    @cached_property
    def workflows(self) -> tuple[Workflow, ...]:
        """The workflows that somebody told, each with what it is called by the team (`""` for a name that all have)."""
        phrases = load(self.product.language).phrases
        usual = {phrases[key] for key in _NAMES_NOTHING}
        return tuple(w.model_copy(update={"name": ""}) if w.name in usual else w for w in self.product.workflows)

    def _binds(self, text: str, components: Collection[str]) -> bool:
        said = stems(text)
        named = {c.id for c in self.components.values() if (name := stems(c.name)) and name <= said}
        return not named or not named.isdisjoint(components)

    def _touches(self, text: str, requirement_ids: Collection[str]) -> bool:
        if text in (load(self.product.language).phrases[key] for key in _SAYS_NOTHING):
            return False
        about = self.about(text)
        return not about or not set(about).isdisjoint(requirement_ids)
