"""The tasks of a plan without a model: product tasks by what people can do then, and what those need.

A product task is one requirement, or some of its acceptance criteria where it has more than two, and works end to end:
work is cut by path and rule (SPIDR; Cohn), never by layer. Technical tasks name the product tasks that need them by
their requirements.
"""

from collections.abc import Sequence

from bot.planning.clauses import clipped, lowered
from bot.planning.modules import Module
from bot.planning.specification import Criterion
from bot.planning.sprint_drafts import LONGEST_TITLE, Draft
from bot.planning.sprint_estimates import MOST_CRITERIA, product_estimate
from bot.planning.sprint_foundation import CONNECT, RISK, SETUP, Foundation, riskiest
from bot.planning.sprint_ground import Ground, requirement_order
from bot.planning.sprints import TaskKind
from bot.planning.technical import Layer


def drafts(ground: Ground) -> tuple[Draft, ...]:
    """Every task that the artefacts ask for, in the order in which requirements are built."""
    order = requirement_order(ground, riskiest(ground))
    if not order:
        return ()
    technical = Foundation(ground, order)
    before = (*technical.schemas(), *technical.contracts(), *technical.connections(), *technical.spikes())
    product = _product(ground, order, before)
    return (technical.setup(), *before, *product, technical.deploy(), technical.watch(), *technical.proofs())


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


def _product(ground: Ground, order: Sequence[str], foundation: Sequence[Draft]) -> tuple[Draft, ...]:
    found: list[Draft] = []
    opened: dict[str, str] = {}
    for requirement_id in order:
        module = ground.module_of(requirement_id)
        needed = _foundation_of(foundation, module, requirement_id, opens=module.id not in opened)
        # What opened the module is there to build on; the walking skeleton is where every module hangs in.
        frame = opened.get(module.id) or next(iter(opened.values()), SETUP)
        groups = criteria_groups(ground.requirements[requirement_id].acceptance)
        first = f"{requirement_id}/1"
        for number, group in enumerate(groups, 1):
            needs = (frame, *needed) if number == 1 else (first,)
            found.append(_product_draft(ground, requirement_id, number, group, needs, module.id not in opened))
            opened.setdefault(module.id, first)
    return tuple(found)


def _product_draft(
    ground: Ground, requirement_id: str, number: int, group: Sequence[Criterion], needs: Sequence[str], opens: bool
) -> Draft:
    requirement = ground.requirements[requirement_id]
    foreign = any(need.startswith(CONNECT) for need in needs)
    layers = tuple(layer for layer in ground.layers_of(requirement_id) if foreign or layer is not Layer.INTEGRATION)
    title = requirement.title if number == 1 else f"{requirement.title}: {lowered(group[0].when.rstrip(' .'))}"
    passes = "; ".join(told(criterion) for criterion in group)
    return Draft(
        key=f"{requirement_id}/{number}",
        title=clipped(title, LONGEST_TITLE),
        kind=TaskKind.PRODUCT,
        module=ground.module_of(requirement_id).id,
        requirements=(requirement_id,),
        layers=layers or ground.layers,
        estimate=product_estimate(
            group,
            opens_module=opens,
            foreign=foreign,
            unknowns=ground.unknowns(requirement_id),
        ),
        done_when=clipped(f"{requirement_id} passes: {passes}.", 1900),
        needs=tuple(needs),
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
        or (draft.key.startswith((CONNECT, RISK)) and requirement in draft.requirements)
    ]
