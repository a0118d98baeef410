"""Which module a component, a stored thing and an interface belong to.

A component that answers requirements of several modules is in each of them: every module builds the part that it
needs. A stored thing and an interface have one home, because one module alone changes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.planning.modules.ground import Ground
from bot.planning.modules.groups import Group
from bot.planning.technical.specification import Entity, Interface, Layer

_STABLE_FIRST = (Layer.STORAGE, Layer.INTEGRATION, Layer.OPERATIONS, Layer.LOGIC, Layer.INTERFACE)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is: groups by id, and for each component, entity name and interface id its groups or home."""

    groups: Mapping[str, Group]
    holders: Mapping[str, tuple[str, ...]]
    data: Mapping[str, str]
    interfaces: Mapping[str, str]

    def components(self, group_id: str) -> tuple[str, ...]:
        """The components that a group is made of, in the order of the technical specification."""
        return tuple(component for component, holders in self.holders.items() if group_id in holders)

    def entities(self, group_id: str) -> tuple[str, ...]:
        """The stored things that a group alone changes."""
        return tuple(name for name, home in self.data.items() if home == group_id)


def layout(ground: Ground, groups: Sequence[Group]) -> Layout:
    """Where everything is, for groups that hold every requirement once; without groups nothing is anywhere."""
    if not groups:
        return Layout({}, dict.fromkeys(ground.components, ()), {}, {})
    holders = _holders(ground, groups)
    data: dict[str, str] = {}
    for entity in ground.technical.entities:
        data.setdefault(entity.name, _home_of_entity(ground, groups, holders, entity))
    interfaces = {
        interface.id: _home_of_interface(ground, groups, holders, interface)
        for interface in ground.technical.interfaces
        if not _is_outside(ground, interface)
    }
    return Layout({group.id: group for group in groups}, holders, data, interfaces)


def stability(ground: Ground, found: Layout, group_id: str) -> float:
    """How near a group is to what rarely changes: 0 (storage) to 4 (what people see); dependencies point to the lower.

    What a group alone holds says more about it than what it shares.
    """
    components = found.components(group_id)
    own = [each for each in components if found.holders[each] == (group_id,)] or list(components)
    if not own:
        return float(_STABLE_FIRST.index(Layer.LOGIC))
    return sum(_STABLE_FIRST.index(ground.components[each].layer) for each in own) / len(own)


def _holders(ground: Ground, groups: Sequence[Group]) -> dict[str, tuple[str, ...]]:
    ours = {component.id: component for component in ground.components.values() if not component.external}
    held: dict[str, set[str]] = {component: set() for component in ours}
    for group in groups:
        for requirement in group.requirements:
            for component in ground.answering(requirement):
                held[component].add(group.id)
    # What answers no requirement of its own serves those who use it; a chain of such parts settles link by link.
    loose = [component for component, holders in held.items() if not holders]
    for _ in loose:
        for component in loose:
            users = [user.id for user in ours.values() if component in user.uses]
            held[component].update(holder for user in users for holder in held[user])
    for component in loose:
        if not held[component]:
            held[component].add(_nearest(ground, groups, f"{ours[component].name} {ours[component].text}"))
    place = {group.id: n for n, group in enumerate(groups)}
    return {component: tuple(sorted(holders, key=place.__getitem__)) for component, holders in held.items()}


def _home_of_entity(
    ground: Ground, groups: Sequence[Group], holders: Mapping[str, tuple[str, ...]], entity: Entity
) -> str:
    candidates = [group for group in groups if group.id in holders.get(entity.owner or "", ())] or list(groups)
    about = [sum(ground.mentions(each, entity) for each in group.requirements) for group in candidates]
    most = [group for group, count in zip(candidates, about, strict=True) if count == max(about)]
    return _nearest(ground, most, f"{entity.name} {entity.text} {' '.join(entity.fields)}")


def _home_of_interface(
    ground: Ground, groups: Sequence[Group], holders: Mapping[str, tuple[str, ...]], interface: Interface
) -> str:
    candidates = [group for group in groups if group.id in holders.get(interface.provider, ())] or list(groups)
    said = (interface.name, interface.text, *interface.inputs, *interface.outputs)
    return _nearest(ground, candidates, " ".join(said))


def _nearest(ground: Ground, groups: Sequence[Group], text: str) -> str:
    return groups[ground.nearest(text, [group.requirements for group in groups])].id


def _is_outside(ground: Ground, interface: Interface) -> bool:
    provider = ground.components.get(interface.provider)
    return interface.external or (provider is not None and provider.external)
