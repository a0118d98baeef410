"""Carves a product into modules, without a model or with what one proposes: the guarantees are the same.

Groups of requirements come first, then the prose of each, then who relies on whom; all else follows from the two
specifications. Every requirement is owned once, references resolve, and what somebody still has to decide stays.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.planning.bank.loading import load
from bot.planning.graphs import Edge, edges_on_cycles
from bot.planning.modules.context_pack import Count, estimated_tokens, fitted_on
from bot.planning.modules.contracts import Contracts, chosen_needs, contracts, needs_of
from bot.planning.modules.ground import Ground
from bot.planning.modules.groups import Group, Grouping, clustered, grouped, in_order, title_for
from bot.planning.modules.layout import Layout, layout
from bot.planning.modules.plan import PACK_BUDGET, Module, ModulePlan
from bot.planning.modules.text import HAND_OVER, ModuleText, builtin_text, followed, is_note, lines, text_of
from bot.planning.specification import ProductSpecification
from bot.planning.technical.specification import TechnicalSpecification

MOST_NEIGHBOURS = 5
"""Other modules that an out-of-scope list names: those it deals with, and those that are nearest."""


def carve(
    product: ProductSpecification,
    technical: TechnicalSpecification,
    earlier: ModulePlan | None = None,
    *,
    affected: Collection[str] | None = None,
    count: Count = estimated_tokens,
) -> ModulePlan:
    """The modules of the product, each small enough that its context pack fits the budget as `count` measures it.

    With `earlier`, modules keep their ids, their titles, the team's cuts and open points; of those that own what they
    owned, only `affected` (ids; None: all) are written anew. `basis` is empty: who knows the versions fills it in.
    """
    ground = Ground(product, technical)
    grouping = grouped(ground, earlier)
    texts = _unchanged(grouping, earlier) if earlier and affected is not None else {}
    texts = {module: text for module, text in texts.items() if module not in (affected or ())}
    label = load().phrases["label"]
    written_by = credited(earlier.written_by, label) if earlier and texts else label
    return within_budget(
        ground, assembled(ground, grouping, texts=texts, earlier=earlier, written_by=written_by), count
    )


def credited(before: str, now: str) -> str:
    """What a plan shows as its writer after `now` wrote a part of what `before` wrote (each a model, or none)."""
    builtin = load().phrases["label"]
    if not before or before == now or now in before.split(", in part "):
        return before or now
    model = before if now == builtin else now
    return f"{model}, in part {builtin}" if builtin in (before, now) else model


def assembled(
    ground: Ground,
    grouping: Grouping,
    *,
    texts: Mapping[str, ModuleText] = MappingProxyType({}),
    chosen: Mapping[Edge, str] | None = None,
    circular: Collection[Edge] = (),
    earlier: ModulePlan | None = None,
    written_by: str = "",
) -> ModulePlan:
    """The plan for the groups: whatever `texts` (by module id) and `chosen` leave out is written without a model.

    `chosen` are the dependencies that somebody chose, each with its reason; None takes all that the specifications
    give. Those in `circular` stay although they make a circle. Of `earlier` the cuts, the budget and what is still to
    be decided stay.
    """
    found = layout(ground, grouping.groups)
    needs = needs_of(ground, found)
    if chosen is not None:
        needs = chosen_needs(ground, found, needs, chosen)
    ids = set(found.groups)
    cuts = tuple(each for each in earlier.cuts if {each.module, each.from_module} <= ids) if earlier else ()
    agreed = contracts(ground, found, needs, {(each.module, each.from_module) for each in cuts}, circular)
    notes = _notes(grouping, earlier)
    modules = tuple(
        _module(ground, found, agreed, group, texts.get(group.id), notes.get(group.id, _Notes()))
        for group in grouping.groups
    )
    return ModulePlan(
        title=ground.product.title,
        language=ground.product.language,
        written_by=written_by or (earlier.written_by if earlier else "") or load().phrases["label"],
        modules=modules,
        cuts=cuts,
        pack_budget=earlier.pack_budget if earlier else PACK_BUDGET,
        next_module=grouping.next_module,
    )


def rewritten(plan: ModulePlan, texts: Mapping[str, ModuleText]) -> ModulePlan:
    """The plan with the prose of some modules (by id) replaced; what carving and the team noted in them stays."""
    modules = []
    for module in plan.modules:
        if text := texts.get(module.id):
            noted = (line for line in module.technical if is_note(line) or line.startswith(HAND_OVER))
            fields = {
                "scope": text.scope,
                "interactions": text.interactions,
                "technical": tuple(dict.fromkeys((*text.technical, *noted))),
                "done_when": text.done_when,
            }
            module = Module.model_validate(module.model_dump() | fields)
        modules.append(module)
    return plan.model_copy(update={"modules": tuple(modules)})


def connected(ground: Ground, plan: ModulePlan, chosen: Mapping[Edge, str]) -> ModulePlan:
    """The plan with the dependencies that somebody chose, beside those that the specification has designed.

    A circle among the chosen ones stays, for the team to cut; what it has cut is not taken up again.
    """
    cuts = {(each.module, each.from_module) for each in plan.cuts}
    circular = edges_on_cycles(chosen.keys() - cuts)
    grouping = Grouping(tuple(groups_of(plan, ground)), plan.next_module)
    texts = {module.id: text_of(module) for module in plan.modules}
    return assembled(ground, grouping, texts=texts, chosen=chosen, circular=circular, earlier=plan)


def within_budget(ground: Ground, plan: ModulePlan, count: Count) -> ModulePlan:
    """The plan with every module split whose pack is over the budget, as long as it owns two requirements."""
    while True:
        wide = (module for module in plan.modules if len(module.requirements) > 1)
        over = next(
            (module for module in wide if not fitted_on(ground, module, plan, plan.pack_budget, count).fits), None
        )
        if over is None:
            return plan
        plan = split(plan, over.id, ground)


def split(plan: ModulePlan, module_id: str, ground: Ground) -> ModulePlan:
    """The plan with a module cut in two along what belongs together; the larger part keeps its id and title.

    A module of fewer than two requirements cannot be split: the plan comes back as it is. Raises `KeyError` when there
    is no such module.
    """
    parts = clustered(ground, in_order(ground, plan.module(module_id).requirements), 2)
    if len(parts) < 2:
        return plan
    stays, leaves = sorted(parts, key=len, reverse=True)
    groups = groups_of(plan, ground)
    title = title_for(ground, leaves, (group.title for group in groups))
    new = Group(f"M-{plan.next_module}", title, leaves)
    place = next(n for n, group in enumerate(groups) if group.id == module_id)
    groups[place : place + 1] = [replace(groups[place], requirements=stays), new]
    return regrouped(ground, plan, Grouping(tuple(groups), plan.next_module + 1))


def regrouped(ground: Ground, plan: ModulePlan, grouping: Grouping, *, keeps_circles: bool = True) -> ModulePlan:
    """The plan with its modules cut as `grouping` says.

    What is not touched keeps its words and its dependencies. In what is touched, words that come from the two
    specifications follow the requirements; everything else stays with the module that goes on with it. A circle that
    waits for the team to cut it waits on, unless it is to be settled here (`keeps_circles`).
    """
    found, before = layout(ground, grouping.groups), layout(ground, groups_of(plan, ground))
    heirs = _heirs(grouping, plan)
    texts = _unchanged(grouping, plan)
    untouched = set(texts)
    for group in grouping.groups:
        merged = [module for module in plan.modules if heirs.get(module.id) == group.id]
        if merged and group.id not in texts:
            was = [builtin_text(ground, before.groups[each.id], before.components(each.id)) for each in merged]
            now = builtin_text(ground, group, found.components(group.id))
            texts[group.id] = followed([text_of(module) for module in merged], was, now, group.requirements)
    derived_before = {(heirs.get(n.consumer), heirs.get(n.provider)) for n in needs_of(ground, before)}
    derived = {need.edge: need.why for need in needs_of(ground, found)}
    chosen = {edge: why for edge, why in derived.items() if not untouched.issuperset(edge)}
    for module in plan.modules:
        for consumed in module.consumes:
            edge = heirs.get(module.id, ""), heirs.get(consumed.module, "")
            stands = untouched.issuperset(edge) or edge in derived or edge not in derived_before
            if stands and all(edge):
                chosen[edge] = consumed.why
    circles = edges_on_cycles(plan.edges()) if keeps_circles else ()
    circular = {(heirs.get(a, ""), heirs.get(b, "")) for a, b in circles}
    return assembled(ground, grouping, texts=texts, chosen=chosen, circular=circular, earlier=plan)


def groups_of(plan: ModulePlan, ground: Ground) -> list[Group]:
    """The groups that a plan stands on, in its order."""
    return [Group(each.id, each.title, in_order(ground, each.requirements)) for each in plan.modules]


@dataclass(frozen=True, slots=True)
class _Notes:
    technical: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()


def _module(
    ground: Ground, found: Layout, agreed: Contracts, group: Group, text: ModuleText | None, notes: _Notes
) -> Module:
    components = found.components(group.id)
    text = text or builtin_text(ground, group, components)
    outside = lines(_out_of_scope(ground, found, agreed, group))
    return Module(
        id=group.id,
        title=group.title,
        scope=text.scope,
        requirements=group.requirements,
        interactions=text.interactions,
        technical=tuple(dict.fromkeys((*text.technical, *agreed.notes[group.id], *notes.technical))),
        components=components,
        provides=agreed.provides[group.id],
        consumes=agreed.consumes[group.id],
        data=found.entities(group.id),
        done_when=text.done_when,
        out_of_scope=tuple(dict.fromkeys((*outside, *notes.out_of_scope))),
    )


def _out_of_scope(ground: Ground, found: Layout, agreed: Contracts, group: Group) -> list[str]:
    """What the neighbours own, whose data it may only read, and the non-goals that touch it."""
    others = [other for other in found.groups.values() if other.id != group.id]
    relies_on = {consumed.module for consumed in agreed.consumes[group.id]}
    callers = {other.id for other in others if any(each.module == group.id for each in agreed.consumes[other.id])}
    others.sort(key=lambda o: (o.id not in relies_on | callers, -ground.kinship(group.requirements, o.requirements)))
    said = []
    for other in others[:MOST_NEIGHBOURS]:
        owned = "; ".join(f"{each} {ground.requirements[each].title}" for each in other.requirements)
        said.append(f"{other.id} · {other.title} owns {owned}")
    for entity in ground.technical.entities:
        home = found.data.get(entity.name, group.id)
        if home != group.id and any(ground.mentions(each, entity) for each in group.requirements):
            said.append(f"Changing {entity.name}: only {home} does that.")
    return said + [non_goal.text for non_goal in ground.non_goals(group.requirements)]


def _unchanged(grouping: Grouping, plan: ModulePlan) -> dict[str, ModuleText]:
    """The prose of the modules that own exactly what they owned."""
    owned = {module.id: module for module in plan.modules}
    return {
        group.id: text_of(owned[group.id])
        for group in grouping.groups
        if group.id in owned and set(owned[group.id].requirements) == set(group.requirements)
    }


def _heirs(grouping: Grouping, plan: ModulePlan) -> dict[str, str]:
    """For every module of the plan the group that goes on with it: the one of its id, else the one with most of it."""
    ids = {group.id for group in grouping.groups}
    found = {}
    for module in plan.modules:
        heir = max(
            grouping.groups, key=lambda group: len(set(group.requirements) & set(module.requirements)), default=None
        )
        if module.id in ids:
            found[module.id] = module.id
        elif heir is not None:
            found[module.id] = heir.id
    return found


def _notes(grouping: Grouping, earlier: ModulePlan | None) -> dict[str, _Notes]:
    """What is still to be decided of the earlier modules, by the group that goes on with each."""
    found: dict[str, _Notes] = {}
    heirs = _heirs(grouping, earlier) if earlier else {}
    for module in earlier.modules if earlier else ():
        if heir := heirs.get(module.id):
            so_far = found.get(heir, _Notes())
            found[heir] = _Notes(
                (*so_far.technical, *filter(is_note, module.technical)),
                (*so_far.out_of_scope, *filter(is_note, module.out_of_scope)),
            )
    return found
