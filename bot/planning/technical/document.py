"""The technical specification as a document in arc42's order, decisions first, with its two diagrams."""

from collections.abc import Iterator, Sequence

from bot.planning.document import (
    Callout,
    Code,
    Contents,
    Document,
    Heading,
    Item,
    Listing,
    Paragraph,
    Part,
    Rich,
    Span,
    Table,
    rich,
)
from bot.planning.document_parts import assumptions, labelled, nothing, open_questions, sentence, sources, standing
from bot.planning.specification import ProductSpecification
from bot.planning.technical.choices import nothing_weighed
from bot.planning.technical.diagrams import container_diagram, left_out_of_diagram, sequence_diagram
from bot.planning.technical.specification import (
    Choice,
    Component,
    DataFlow,
    Entity,
    Interface,
    Operation,
    Risk,
    TechnicalSection,
    TechnicalSpecification,
    TestLevel,
)

MERMAID = "mermaid"
"""The language of a code block that targets draw as a diagram."""
_UNKNOWN = "nobody said yet"


def technical_document(
    spec: TechnicalSpecification,
    product: ProductSpecification,
    *,
    status: str,
    version: int,
    thread_url: str = "",
) -> Document:
    """The whole specification, in reading order. `product` is the one that it answers.

    `status` is shown as given ("draft", "approved by Ana"); `thread_url` is the permalink of the session's root
    message, or empty.
    """
    return Document(
        spec.title,
        (
            Paragraph(standing("Technical specification", spec, status, version, thread_url)),
            Contents(),
            *_decisions(spec.choices),
            Heading(2, TechnicalSection.OVERVIEW.heading),
            Paragraph(sentence(spec.context)),
            *_architecture(spec),
            *_requirements(spec, product),
            *_choices(spec.choices),
            *_data(spec),
            *_interfaces(spec),
            *_operations(spec.operations),
            *_testing(spec.testing),
            *_risks(spec.risks),
            *open_questions(spec.open_questions),
            *assumptions(spec.assumptions),
        ),
    )


def _decisions(choices: Sequence[Choice]) -> list[Part]:
    """What was chosen, in a line each; the records follow in their own section."""
    boxes: list[Part] = [Callout(_in_a_line(choice), "✅") for choice in choices if not choice.assumed]
    # Decisions come first; a heading over nothing would be the first thing that a reader sees.
    return [Heading(2, "Decisions"), *boxes] if boxes else []


def _in_a_line(choice: Choice) -> Rich:
    names = ", ".join(alternative.name for alternative in choice.alternatives)
    rest = "nothing else was weighed" if nothing_weighed(choice) else f"turned down: {names}"
    return (Span(f"{choice.id} · {choice.title}", bold=True), Span(f" · {rest}"))


def _architecture(spec: TechnicalSpecification) -> list[Part]:
    parts: list[Part] = [Heading(2, TechnicalSection.ARCHITECTURE.heading)]
    if diagram := container_diagram(spec):
        parts.append(Code(diagram, MERMAID))
    if missing := left_out_of_diagram(spec):
        names = ", ".join(component.id for component in missing)
        parts.append(Paragraph(rich(f"Not in the picture, for want of room: {names}.", italic=True)))
    items = tuple(_component(component, spec) for component in spec.components)
    return [*parts, Listing(items) if items else nothing()]


def _component(component: Component, spec: TechnicalSpecification) -> Item:
    where = f"{component.layer.value}, outside" if component.external else component.layer.value
    facts: list[Rich] = []
    if component.answers:
        facts.append(_fact("Answers", ", ".join(component.answers)))
    if component.uses:
        facts.append(_fact("Calls", ", ".join(_name(used, spec) for used in component.uses)))
    head = labelled(f"{component.id} · {component.name} ({where})", component)
    return Item(head.content, tuple(facts))


def _requirements(spec: TechnicalSpecification, product: ProductSpecification) -> list[Part]:
    """Which component answers which requirement; what nothing answers stands out."""
    if not product.features:
        return []
    by_requirement = {
        requirement.id: [c for c in spec.components if requirement.id in c.answers] for requirement in product.features
    }
    rows = tuple(
        (
            rich(f"{requirement.id} · {requirement.title}"),
            rich(", ".join(f"{c.id} {c.name}" for c in by_requirement[requirement.id]) or "no part yet"),
        )
        for requirement in product.features
    )
    parts: list[Part] = [
        Heading(3, "Which part answers which requirement"),
        Table((rich("Requirement"), rich("Answered by")), rows),
    ]
    if missing := spec.unanswered(product.requirement_ids):
        parts.append(Callout(rich(f"No part answers {', '.join(missing)} yet."), "⚠️"))
    return parts


def _choices(choices: Sequence[Choice]) -> list[Part]:
    parts: list[Part] = [Heading(2, TechnicalSection.CHOICES.heading)]
    for choice in choices:
        parts += [Heading(3, f"{choice.id} · {choice.title}"), Paragraph(sentence(choice)), _record(choice)]
    return parts if choices else [*parts, nothing()]


def _record(choice: Choice) -> Listing:
    facts = [("Context", choice.context), ("Chosen", choice.chosen)]
    if nothing_weighed(choice):
        facts += [("Turned down", f"{a.name}. {a.why_not}") for a in choice.alternatives]
    else:
        facts += [(f"Turned down: {a.name}", a.why_not) for a in choice.alternatives]
    facts += [("What follows", choice.consequences), ("Look at it again", choice.revisit)]
    return Listing(tuple(Item(_fact(label, value)) for label, value in facts if value.strip()))


def _data(spec: TechnicalSpecification) -> list[Part]:
    items = tuple(_entity(entity, spec) for entity in spec.entities)
    parts: list[Part] = [Heading(2, TechnicalSection.DATA.heading), Listing(items) if items else nothing()]
    for number, flow in enumerate(spec.flows):
        parts += _flow(flow, spec, drawn=number == 0)
    return parts


def _entity(entity: Entity, spec: TechnicalSpecification) -> Item:
    facts = [("Fields", ", ".join(entity.fields)), ("Kept", entity.retention)]
    facts += [("Changed only by", _name(entity.owner, spec) if entity.owner else "")]
    facts += [("Personal", "yes" if entity.personal else "")]
    return Item(labelled(entity.name, entity).content, tuple(_fact(label, value) for label, value in facts if value))


def _flow(flow: DataFlow, spec: TechnicalSpecification, *, drawn: bool) -> Iterator[Part]:
    yield Heading(3, flow.name)
    yield Paragraph(sentence(flow))
    if drawn and (diagram := sequence_diagram(flow, spec)):
        yield Code(diagram, MERMAID)
    if flow.steps:
        steps = (
            f"{_name(step.source, spec)} → {_name(step.target, spec)}: {step.what}"
            if step.source != step.target
            else f"{_name(step.source, spec)}: {step.what}"
            for step in flow.steps
        )
        yield Listing(tuple(Item(rich(step)) for step in steps), ordered=True)
    if flow.answers:
        yield Paragraph(_fact("Runs through", ", ".join(flow.answers)))


def _interfaces(spec: TechnicalSpecification) -> list[Part]:
    parts: list[Part] = [Heading(2, TechnicalSection.INTERFACES.heading)]
    operations = [interface for interface in spec.interfaces if not interface.external]
    if operations:
        head = tuple(rich(text) for text in ("Operation", "Provided by", "Takes", "Gives", "Errors"))
        parts.append(Table(head, tuple(_operation_row(interface, spec) for interface in operations)))
    for interface in spec.interfaces:
        if interface.external:
            parts += [
                Heading(3, f"{interface.id} · {interface.name}"),
                Paragraph(sentence(interface)),
                _contract(interface),
            ]
    return parts if spec.interfaces else [*parts, nothing()]


def _operation_row(interface: Interface, spec: TechnicalSpecification) -> tuple[Rich, ...]:
    name = f"{interface.id} · {interface.name}" + (f" ({interface.limits})" if interface.limits else "")
    return (
        (Span(name), *sources(interface.sources)),
        rich(_name(interface.provider, spec)),
        rich("; ".join(interface.inputs) or _UNKNOWN),
        rich("; ".join(interface.outputs) or _UNKNOWN),
        rich("; ".join(interface.errors) or _UNKNOWN),
    )


def _contract(interface: Interface) -> Listing:
    facts = [
        ("It is given", "; ".join(interface.inputs) or _UNKNOWN),
        ("It gives back", "; ".join(interface.outputs) or _UNKNOWN),
        ("When it fails", "; ".join(interface.errors) or _UNKNOWN),
        ("Limits", interface.limits),
    ]
    return Listing(tuple(Item(_fact(label, value)) for label, value in facts if value))


def _operations(operations: Sequence[Operation]) -> list[Part]:
    items = tuple(_measured(operation.quality, operation, ("Measure", operation.measure)) for operation in operations)
    return [Heading(2, TechnicalSection.OPERATIONS.heading), Listing(items) if items else nothing()]


def _testing(levels: Sequence[TestLevel]) -> list[Part]:
    items = tuple(_measured(level.level, level, ("With", level.data)) for level in levels)
    return [Heading(2, TechnicalSection.TESTING.heading), Listing(items) if items else nothing()]


def _measured(label: str, statement: Operation | TestLevel, fact: tuple[str, str]) -> Item:
    below = (_fact(*fact),) if fact[1] else ()
    return Item(labelled(label, statement).content, below)


def _risks(risks: Sequence[Risk]) -> list[Part]:
    heading = Heading(2, TechnicalSection.RISKS.heading)
    if not risks:
        return [heading, nothing("No risk came out of what the team said.")]
    head = tuple(rich(text) for text in ("Risk", "Likelihood · impact", "First sign", "Owner", "Answer"))
    rows = tuple(
        # A risk is not an assumption, even where it follows from what nobody said.
        (
            (Span(risk.text), *sources(risk.sources)),
            rich(f"{risk.likelihood} · {risk.impact}"),
            rich(risk.first_sign),
            rich(risk.owner or "no owner yet"),
            rich(risk.response),
        )
        for risk in risks
    )
    return [heading, Table(head, rows)]


def _name(component_id: str, spec: TechnicalSpecification) -> str:
    try:
        return spec.component(component_id).name
    except KeyError:
        return component_id


def _fact(label: str, value: str) -> Rich:
    return (Span(f"{label}:", bold=True), Span(f" {value}"))
