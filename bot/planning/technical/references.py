"""Keeps a technical specification whole: what points at a component or requirement that is gone points elsewhere, or
goes with it.
"""

from bot.planning.specification import ProductSpecification
from bot.planning.technical.architecture import main_part
from bot.planning.technical.specification import Component, DataFlow, Entity, Interface, Layer, TechnicalSpecification


def sound(spec: TechnicalSpecification, product: ProductSpecification) -> TechnicalSpecification:
    """The specification with every reference leading somewhere.

    Calls, steps and requirements that do not exist are dropped, data without an owner has none, an operation whose
    component is gone goes to the part that does the work, and an integration goes with its system.
    """
    ids = {component.id for component in spec.components}
    known = set(product.requirement_ids)
    parts = tuple(_component(component, ids, known) for component in spec.components)
    heir = main_part(parts, Layer.LOGIC) or next((part for part in parts if not part.external), None)
    return spec.model_copy(
        update={
            "components": parts,
            "entities": tuple(_entity(entity, ids) for entity in spec.entities),
            "flows": tuple(_flow(flow, ids, known) for flow in spec.flows),
            "interfaces": tuple(
                moved for interface in spec.interfaces if (moved := _interface(interface, ids, heir)) is not None
            ),
        }
    )


def _component(component: Component, ids: set[str], known: set[str]) -> Component:
    uses = tuple(used for used in component.uses if used in ids and used != component.id)
    answers = tuple(requirement for requirement in component.answers if requirement in known)
    return component.model_copy(update={"uses": uses, "answers": answers})


def _entity(entity: Entity, ids: set[str]) -> Entity:
    return entity if entity.owner in ids else entity.model_copy(update={"owner": None})


def _flow(flow: DataFlow, ids: set[str], known: set[str]) -> DataFlow:
    steps = tuple(step for step in flow.steps if {step.source, step.target} <= ids)
    answers = tuple(requirement for requirement in flow.answers if requirement in known)
    return flow.model_copy(update={"steps": steps, "answers": answers})


def _interface(interface: Interface, ids: set[str], heir: Component | None) -> Interface | None:
    if interface.provider in ids:
        return interface
    if interface.external or heir is None:
        return None
    return interface.model_copy(update={"provider": heir.id})
