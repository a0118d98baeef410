"""What modules provide and consume: contracts from interfaces, calls between components, data flows and stored things.

Dependencies point to the more stable side and make no circle (Martin's stable-dependencies and acyclic-dependencies
principles). Where two modules need each other, the one that is needed more is called, and what the other way would have
been a call is handed over by the caller; a note in both says so. A circle stays that the components themselves have, or
that whoever carved stands by.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

from bot.planning.clauses import clipped
from bot.planning.graphs import Edge, reaches
from bot.planning.modules.ground import TOUCHES, Ground, stems
from bot.planning.modules.layout import Layout, stability
from bot.planning.modules.plan import Consumes, Contract
from bot.planning.modules.text import HAND_OVER, LONGEST_LINE
from bot.planning.technical.specification import Component, Entity, Interface
from bot.planning.visible_text import one_line

LONGEST_NAME = 120


class Strength(IntEnum):
    """Why a dependency is there, the weakest reason first."""

    MENTIONED = 1
    """A requirement is about something that another module owns."""
    CHOSEN = 2
    """Whoever carved said so."""
    DESIGNED = 3
    """The technical specification says so: a component uses another, a flow hands something over."""
    CIRCULAR = 4
    """The components use each other in a circle: no cut between modules can undo that."""


@dataclass(frozen=True, slots=True)
class Need:
    """One module relies on a contract of another (`consumer`, `provider`: group ids)."""

    consumer: str
    provider: str
    contract: Contract
    why: str
    strength: Strength

    @property
    def edge(self) -> Edge:
        """The dependency that it makes."""
        return self.consumer, self.provider


@dataclass(frozen=True, slots=True)
class Contracts:
    """By group id: what it provides, what it consumes, and notes on calls that would have closed a circle."""

    provides: Mapping[str, tuple[Contract, ...]]
    consumes: Mapping[str, tuple[Consumes, ...]]
    notes: Mapping[str, tuple[str, ...]]


def needs_of(ground: Ground, found: Layout) -> tuple[Need, ...]:
    """Every dependency that the two specifications give reason for, circles and all.

    That one step of a workflow follows another is the weakest reason: it counts where there is no other.
    """
    needs = (*_calls(ground, found), *_flows(ground, found), *_lookups(ground, found))
    edges = {need.edge for need in needs}
    return (*needs, *(need for need in _steps(ground, found) if need.edge not in edges))


def chosen_needs(ground: Ground, found: Layout, needs: Sequence[Need], chosen: Mapping[Edge, str]) -> tuple[Need, ...]:
    """The needs when somebody chose which modules rely on which (`chosen`: edges, each with its reason).

    What the technical specification designs stays. What is only mentioned counts where the edge was chosen; an edge
    that nothing gave a contract for gets the provider's nearest one, or one for what it is about.
    """
    kept = [need for need in needs if need.strength >= Strength.DESIGNED or need.edge in chosen]
    for edge, why in chosen.items():
        if not any(need.edge == edge for need in kept):
            kept.append(Need(*edge, _nearest_contract(ground, found, needs, edge), why, Strength.CHOSEN))
    return tuple(
        replace(need, strength=Strength.CHOSEN, why=need.why or chosen[need.edge])
        if need.strength is Strength.MENTIONED
        else need
        for need in kept
    )


def contracts(
    ground: Ground, found: Layout, needs: Sequence[Need], cut: Collection[Edge] = (), circular: Collection[Edge] = ()
) -> Contracts:
    """What the groups provide and consume, without the edges that a team has cut and without circles.

    Only a circle of components, and the edges in `circular`, leave a circle of modules behind.
    """
    wanted = [need for need in needs if need.edge not in cut and need.consumer != need.provider]
    accepted = _acyclic(ground, found, wanted).union(circular)
    provides: dict[str, dict[str, Contract]] = {group: {} for group in found.groups}
    consumes: dict[str, dict[Edge, Consumes]] = {group: {} for group in found.groups}
    notes: dict[str, dict[str, None]] = {group: {} for group in found.groups}
    for interface in ground.technical.interfaces:
        if home := found.interfaces.get(interface.id):
            provides[home].setdefault(_key(interface.name), _of_interface(ground, found, home, interface))
    for need in wanted:
        key = _key(need.contract.name)
        if need.edge not in accepted:
            for group, note in _instead_of_a_call(need):
                notes[group][note] = None
            continue
        name = provides[need.provider].setdefault(key, need.contract).name
        consumed = Consumes(module=need.provider, contract=name, why=clipped(need.why, LONGEST_LINE))
        consumes[need.consumer].setdefault((need.provider, key), consumed)
    return Contracts(
        {group: tuple(each.values()) for group, each in provides.items()},
        {group: tuple(each.values()) for group, each in consumes.items()},
        {group: tuple(each) for group, each in notes.items()},
    )


def _instead_of_a_call(need: Need) -> Iterator[tuple[str, str]]:
    """Notes for both modules on a call that would have closed a circle: what it would give comes with another call."""
    what = f"“{need.contract.name}”"
    yield (
        need.consumer,
        f"{HAND_OVER}it does not call {need.provider} for {what}, because {need.provider} relies on this module; its "
        "callers hand over what it needs.",
    )
    yield need.provider, f"{HAND_OVER}{need.consumer} does not ask for {what}; whoever calls it hands that over."


def _acyclic(ground: Ground, found: Layout, needs: Sequence[Need]) -> set[Edge]:
    """The edges that stay: the better reason first, then towards the more stable side, none that closes a circle."""
    rank = {group: stability(ground, found, group) for group in found.groups}
    place = {group: n for n, group in enumerate(found.groups)}
    strength: dict[Edge, Strength] = {}
    for need in needs:
        strength[need.edge] = max(need.strength, strength.get(need.edge, need.strength))

    def order(edge: Edge) -> tuple[float, ...]:
        consumer, provider = edge
        return -strength[edge], rank[provider] - rank[consumer], place[consumer], place[provider]

    accepted: set[Edge] = set()
    for consumer, provider in sorted(strength, key=order):
        forced = strength[consumer, provider] is Strength.CIRCULAR
        if forced or not reaches(accepted, provider, consumer):
            accepted.add((consumer, provider))
    return accepted


def _calls(ground: Ground, found: Layout) -> Iterator[Need]:
    """A component that uses another one which lives elsewhere."""
    uses = [(c.id, other) for c in ground.components.values() for other in c.uses if other in found.holders]
    for user, used in uses:
        consumers, providers = found.holders.get(user, ()), found.holders[used]
        # Where some module holds both, every part of the user reaches its own part of the used one.
        if not consumers or not providers or not set(consumers).isdisjoint(providers):
            continue
        component, other = ground.components[user], ground.components[used]
        consumer = _best(ground, found, consumers, f"{other.name} {other.text}")
        provider = _best(ground, found, providers, f"{component.name} {component.text}")
        strength = Strength.CIRCULAR if reaches(uses, used, user) else Strength.DESIGNED
        contract = _of_component(ground, found, provider, other, component)
        yield Need(consumer, provider, contract, f"{component.name} uses {other.name}.", strength)


def _flows(ground: Ground, found: Layout) -> Iterator[Need]:
    """A data flow that hands something to a component elsewhere which nobody said to be called."""
    for flow in ground.technical.flows:
        for step in flow.steps:
            givers, takers = found.holders.get(step.source, ()), found.holders.get(step.target, ())
            if not givers or not takers or not set(givers).isdisjoint(takers):
                continue
            source, target = ground.components[step.source], ground.components[step.target]
            if target.id in source.uses or source.id in target.uses:
                continue
            giver, taker = _best(ground, found, givers, step.what), _best(ground, found, takers, step.what)
            what = clipped(one_line(step.what), LONGEST_NAME - 10)
            contract = Contract(
                name=f"Take {what}",
                purpose=clipped(f"{target.name} takes {what} from {source.name} ({flow.name}).", LONGEST_LINE),
                inputs=(what,),
                example=_example(ground, found, taker, step.what),
            )
            yield Need(giver, taker, contract, f"{flow.name}: {source.name} hands over {what}.", Strength.DESIGNED)


def _lookups(ground: Ground, found: Layout) -> Iterator[Need]:
    """A requirement that is about something which another module alone changes."""
    for entity in ground.technical.entities:
        home = found.data.get(entity.name, "")
        for group in found.groups.values():
            about = [each for each in group.requirements if ground.mentions(each, entity)]
            if about and home and group.id != home:
                why = f"{', '.join(about)} {'is' if len(about) == 1 else 'are'} about {one_line(entity.name)}."
                yield Need(group.id, home, _for_entity(ground, found, home, entity), why, Strength.MENTIONED)


def _steps(ground: Ground, found: Layout) -> Iterator[Need]:
    """A step of a workflow that goes on with what the step before it left in another module."""
    home = {each: group.id for group in found.groups.values() for each in group.requirements}
    for workflow in ground.workflows:
        placed = [(step, home[about]) for step in workflow.steps if (about := ground.step_of(step)) in home]
        for (before, provider), (step, consumer) in pairwise(placed):
            if provider != consumer:
                contract = _offered(ground, found, provider, before) or _of_step(ground, found, provider, before)
                why = f"“{clipped(one_line(step), 200)}” goes on after “{clipped(one_line(before), 200)}”."
                yield Need(consumer, provider, contract, why, Strength.MENTIONED)


def _offered(ground: Ground, found: Layout, home: str, text: str) -> Contract | None:
    """The interface of a group that is nearest to the text, if one has enough in common with it."""
    said = stems(text)
    homed = [each for each in ground.technical.interfaces if found.interfaces.get(each.id) == home]
    near = {each.id: len(said & stems(f"{each.name} {each.text}")) for each in homed}
    best = max(homed, key=lambda each: near[each.id], default=None)
    return _of_interface(ground, found, home, best) if best and near[best.id] >= TOUCHES else None


def _of_step(ground: Ground, found: Layout, home: str, step: str) -> Contract:
    what = clipped(one_line(step), LONGEST_NAME - 12)
    return Contract(
        name=f"Result of: {what}",
        purpose=f"Gives what this step leaves: {what}.",
        example=_example(ground, found, home, step),
    )


def _of_interface(ground: Ground, found: Layout, home: str, interface: Interface) -> Contract:
    return Contract(
        name=_name(interface.name),
        purpose=interface.text,
        inputs=interface.inputs,
        outputs=interface.outputs,
        errors=interface.errors,
        example=_example(ground, found, home, f"{interface.name} {interface.text}"),
    )


def _of_component(ground: Ground, found: Layout, home: str, used: Component, user: Component) -> Contract:
    """The interface of the used component that its user most likely means, else what it stores, else what it is for."""
    offered = [i for i in ground.technical.interfaces if i.provider == used.id and found.interfaces.get(i.id) == home]
    if offered:
        meant = stems(f"{user.name} {user.text}") | ground.words(
            each for each in user.answers if each in ground.requirements
        )
        return _of_interface(ground, found, home, max(offered, key=lambda i: len(meant & stems(f"{i.name} {i.text}"))))
    stored = next((e for e in ground.technical.entities if e.owner == used.id and found.data.get(e.name) == home), None)
    if stored:
        return _for_entity(ground, found, home, stored)
    return Contract(
        name=_name(f"Ask {used.name}"),
        purpose=used.text,
        example=_example(ground, found, home, f"{used.name} {used.text}"),
    )


def _for_entity(ground: Ground, found: Layout, home: str, entity: Entity) -> Contract:
    """The interface of the home that gives the stored thing, else a contract to look it up."""
    name = stems(entity.name)
    for interface in ground.technical.interfaces:
        gives = stems(" ".join((interface.name, *interface.outputs)))
        if found.interfaces.get(interface.id) == home and name and name <= gives:
            return _of_interface(ground, found, home, interface)
    return _of_entity(ground, found, home, entity)


def _of_entity(ground: Ground, found: Layout, home: str, entity: Entity) -> Contract:
    name = clipped(one_line(entity.name), LONGEST_NAME - 10)
    key = f"{entity.fields[0]} of the {name}" if entity.fields else f"which {name} it is"
    return Contract(
        name=f"Look up {name}",
        purpose=clipped(f"Gives what is stored as {name}: {entity.text}", LONGEST_LINE),
        inputs=(key,),
        outputs=entity.fields or (name,),
        errors=(f"there is no such {name}",),
        example=_example(ground, found, home, f"{entity.name} {entity.text}"),
    )


def _nearest_contract(ground: Ground, found: Layout, needs: Iterable[Need], edge: Edge) -> Contract:
    consumer, provider = found.groups[edge[0]], found.groups[edge[1]]
    homed = [each for each in ground.technical.interfaces if found.interfaces.get(each.id) == provider.id]
    offered = [_of_interface(ground, found, provider.id, each) for each in homed]
    offered += [need.contract for need in needs if need.provider == provider.id]
    wanted = ground.words(consumer.requirements)
    near = {n: len(wanted & stems(f"{each.name} {each.purpose}")) for n, each in enumerate(offered)}
    best = max(near, key=lambda n: near[n], default=None)
    if best is not None and near[best]:
        return offered[best]
    title = one_line(provider.title)
    purpose = f"What other modules need of {title}."
    return Contract(name=_name(f"Ask {title}"), purpose=purpose, example=_example(ground, found, provider.id, title))


def _example(ground: Ground, found: Layout, home: str, text: str) -> str:
    """The acceptance criterion of the home's requirements that is nearest to the text: a case that the team named."""
    said = stems(text)
    criteria = [c for each in found.groups[home].requirements for c in ground.requirements[each].acceptance]
    if not criteria:
        return ""
    best = max(criteria, key=lambda c: len(said & stems(f"{c.given} {c.when} {c.then}")))
    return clipped(f"Given {best.given}, when {best.when}, then {best.then}", 400)


def _best(ground: Ground, found: Layout, groups: Sequence[str], text: str) -> str:
    return groups[ground.nearest(text, [found.groups[each].requirements for each in groups])]


def _name(text: str) -> str:
    return clipped(one_line(text), LONGEST_NAME) or "Contract"


def _key(name: str) -> str:
    return _name(name).casefold()
