"""What a change touches: the parts of later artefacts that rest on what changed, and how to renew just those.

Everything is followed by id: requirement → component → module → task. What no id leads to is not affected.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.planning.artefact import Artefact
from bot.planning.diff import Change
from bot.planning.modules.plan import ModulePlan
from bot.planning.sprints.plan import SprintPlan
from bot.planning.technical.specification import TechnicalSpecification

A = TypeVar("A", bound=Artefact)

_ID = re.compile(r"\b(?:FR|C|TD|IF|M|T|S)-[1-9]\d*\b")


@dataclass(frozen=True, slots=True)
class Affected:
    """The ids that a change touches, in each artefact in its own order."""

    requirements: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """All of them."""
        return frozenset((*self.requirements, *self.components, *self.modules, *self.tasks))


def changed_ids(found: Iterable[Change]) -> tuple[str, ...]:
    """The ids of what changed, each once, in the order of the changes."""
    return tuple(dict.fromkeys(each for change in found for each in _ID.findall(change.place)))


def affected(
    changed: Sequence[str],
    technical: TechnicalSpecification | None = None,
    modules: ModulePlan | None = None,
    sprints: SprintPlan | None = None,
) -> Affected:
    """What rests on the changed ids (requirements, components, choices, interfaces, modules).

    A component rests on the requirements that it answers and on its interfaces; a module on the requirements that it
    owns and on its components; a task on its requirements and, where a component or module changed, on its module.
    """
    ids = frozenset(changed)
    requirements = tuple(each for each in changed if each.startswith("FR-"))
    direct = {c.id for c in technical.components if c.id in ids} if technical else set()
    direct |= {interface.provider for interface in technical.interfaces if interface.id in ids} if technical else set()
    components = tuple(
        c.id for c in (technical.components if technical else ()) if c.id in direct or ids.intersection(c.answers)
    )
    owned = tuple(
        m.id
        for m in (modules.modules if modules else ())
        if m.id in ids or ids.intersection(m.requirements) or direct.intersection(m.components)
    )
    rebuilt = {m.id for m in (modules.modules if modules else ()) if m.id in ids or direct.intersection(m.components)}
    tasks = tuple(
        t.id
        for t in (sprints.tasks if sprints else ())
        if t.id in ids or ids.intersection(t.requirements) or t.module in rebuilt
    )
    return Affected(requirements, components, owned, tasks)


def renewed(old: A, new: A, only: frozenset[str]) -> A:
    """`new` with every part of `old` that `only` does not touch, word for word; parts that are new are taken over.

    A part is touched when its id is in `only`, or when it names one of those ids now (a component that answers a new
    requirement). Parts without an id are those of `new`.
    """
    changes: dict[str, object] = {}
    for name in type(new).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if isinstance(after, tuple) and any(hasattr(part, "id") for part in (*before, *after)):
            fresh = {part.id: part for part in after}
            known = {part.id for part in before}
            kept = [fresh.get(part.id) if _touched(part.id, fresh.get(part.id), only) else part for part in before]
            changes[name] = (*(p for p in kept if p is not None), *(p for p in after if p.id not in known))
    return new.model_copy(update=changes)


def _touched(identifier: str, fresh: object, only: frozenset[str]) -> bool:
    values = vars(fresh).values() if fresh is not None else ()
    named = (each for value in values if isinstance(value, tuple) for each in value if isinstance(each, str))
    return identifier in only or not only.isdisjoint(named)
