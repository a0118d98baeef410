"""The tasks of a plan: product tasks by what people can do then, and what those need; a writer may propose some.

A product task is one requirement, or some of its acceptance criteria where it has more than two, and works end to end:
work is cut by path and rule (SPIDR; Cohn), never by layer. Technical tasks name the product tasks that need them by
their requirements.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.planning.clauses import clipped, lowered
from bot.planning.modules.plan import Module
from bot.planning.requirements import content_words, overlap
from bot.planning.specification import Criterion
from bot.planning.sprints.drafts import ALIKE, LONGEST_TITLE, Draft
from bot.planning.sprints.estimates import MOST_CRITERIA, product_estimate
from bot.planning.sprints.foundation import CONNECT, RISK, SETUP, Foundation, riskiest
from bot.planning.sprints.ground import Ground, requirement_order
from bot.planning.sprints.plan import Estimate, TaskKind
from bot.planning.technical.specification import Layer

_SAME = 0.8
MORE = "more/"
"""How the keys of technical tasks begin that a writer proposed."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A task as a writer proposes it for one requirement, before code gives it an id and a place."""

    requirement: str
    title: str
    kind: TaskKind
    layers: tuple[Layer, ...]
    estimate: Estimate
    done_when: str


def drafts(ground: Ground, proposed: Sequence[Proposed] = ()) -> tuple[Draft, ...]:
    """Every task that the artefacts ask for, in the order in which requirements are built.

    A requirement with `proposed` product tasks has those instead of the built-in ones; a proposed technical task comes
    in addition, unless one like it is there already.
    """
    order = requirement_order(ground, riskiest(ground))
    if not order:
        return ()
    technical = Foundation(ground, order)
    before = (*technical.schemas(), *technical.contracts(), *technical.connections(), *technical.spikes())
    once = (technical.setup(), technical.deploy(), technical.watch(), *technical.proofs())
    before = (*before, *_additions(ground, proposed, (*before, *once)))
    product = _product(ground, order, before, proposed)
    return (once[0], *before, *product, *once[1:])


def criteria_groups(criteria: Sequence[Criterion]) -> tuple[tuple[Criterion, ...], ...]:
    """The acceptance criteria of a requirement as one task each: one or two together, those of one situation side by
    side. Of an odd number the first stands alone, because that is the path that people usually take."""
    situations: dict[str, list[Criterion]] = {}
    for criterion in criteria:
        situations.setdefault(criterion.given.casefold(), []).append(criterion)
    side_by_side = [criterion for together in situations.values() for criterion in together]
    first = len(side_by_side) % MOST_CRITERIA
    starts = range(first, len(side_by_side), MOST_CRITERIA)
    groups = [side_by_side[:first], *(side_by_side[n : n + MOST_CRITERIA] for n in starts)]
    return tuple(tuple(group) for group in groups if group)


def told(criterion: Criterion) -> str:
    """A criterion as a line: "given …, when …, then …"."""
    parts = (criterion.given, criterion.when, criterion.then)
    given, when, then = (clipped(part.rstrip(" .,;"), 200) for part in parts)
    return f"given {given}, when {when}, then {then}"


def _product(
    ground: Ground, order: Sequence[str], foundation: Sequence[Draft], proposed: Sequence[Proposed]
) -> tuple[Draft, ...]:
    found: list[Draft] = []
    opened: dict[str, str] = {}
    for requirement_id in order:
        module = ground.module_of(requirement_id)
        opens = module.id not in opened
        needed = _foundation_of(foundation, module, requirement_id, opens=opens)
        # What opened the module is there to build on; the walking skeleton is where every module hangs in.
        frame = opened.get(module.id) or next(iter(opened.values()), SETUP)
        first = f"{requirement_id}/1"
        tasks = _tasks_for(ground, requirement_id, proposed, opens, any(n.startswith(CONNECT) for n in needed))
        for number, task in enumerate(tasks, 1):
            needs = (frame, *needed) if number == 1 else (first,)
            found.append(_draft(f"{requirement_id}/{number}", task, module.id, needs))
        opened.setdefault(module.id, first)
    return tuple(found)


def _additions(ground: Ground, proposed: Sequence[Proposed], there: Sequence[Draft]) -> tuple[Draft, ...]:
    """The proposed technical tasks that say something else than the built-in ones of their module."""
    found: list[Draft] = []
    for number, task in enumerate(proposed, 1):
        if task.kind is TaskKind.TECHNICAL and task.requirement in ground.requirements:
            module = ground.module_of(task.requirement).id
            words = content_words(task.title)
            # What belongs to another module is the same task only in nearly the same words.
            others = ((content_words(d.title), ALIKE if d.module == module else _SAME) for d in (*there, *found))
            if not any(overlap(words, other) >= least for other, least in others):
                found.append(_draft(f"{MORE}{number}", task, module, (SETUP,)))
    return tuple(found)


def _draft(key: str, task: Proposed, module: str, needs: Sequence[str]) -> Draft:
    return Draft(
        key=key,
        title=clipped(task.title, LONGEST_TITLE),
        kind=task.kind,
        module=module,
        requirements=(task.requirement,),
        layers=task.layers,
        estimate=task.estimate,
        done_when=clipped(task.done_when, 1900),
        needs=tuple(needs),
    )


def _tasks_for(
    ground: Ground, requirement_id: str, proposed: Sequence[Proposed], opens: bool, foreign: bool
) -> tuple[Proposed, ...]:
    """The product tasks of a requirement: those that are proposed, else one for each group of criteria."""
    wanted = tuple(t for t in proposed if t.kind is TaskKind.PRODUCT and t.requirement == requirement_id)
    if wanted:
        return wanted
    groups = criteria_groups(ground.requirements[requirement_id].acceptance)
    return tuple(
        _builtin(ground, requirement_id, group, opens=opens and not number, foreign=foreign, first=not number)
        for number, group in enumerate(groups)
    )


def _builtin(
    ground: Ground, requirement_id: str, group: Sequence[Criterion], *, opens: bool, foreign: bool, first: bool
) -> Proposed:
    requirement = ground.requirements[requirement_id]
    layers = tuple(layer for layer in ground.layers_of(requirement_id) if foreign or layer is not Layer.INTEGRATION)
    return Proposed(
        requirement=requirement_id,
        title=requirement.title if first else f"{requirement.title}: {lowered(group[0].when.rstrip(' .'))}",
        kind=TaskKind.PRODUCT,
        layers=layers or ground.layers,
        estimate=product_estimate(group, opens_module=opens, foreign=foreign, unknowns=ground.unknowns(requirement_id)),
        done_when=f"{requirement_id} passes: {'; '.join(told(criterion) for criterion in group)}.",
    )


def _foundation_of(foundation: Sequence[Draft], module: Module, requirement: str, opens: bool) -> list[str]:
    """The technical tasks that a requirement's first task waits for.

    What a module keeps and what it consumes is needed by its first task, the others come after that one.
    """
    providers = {f"contracts/{provider}" for provider in module.depends_on}
    return [
        draft.key
        for draft in foundation
        if (opens and (draft.key in providers or draft.key == f"schema/{module.id}"))
        or (draft.key.startswith((CONNECT, RISK, MORE)) and requirement in draft.requirements)
    ]
