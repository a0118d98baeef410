"""The architecture as Mermaid: containers by layer (C4, level 2), and the main flow as a sequence.

Ids are ours, labels are escaped (`bot.planning.mermaid`), so that no text of people can break a diagram. What would be
too much to read is left out of the picture, and the picture says so.
"""

from collections.abc import Sequence

from bot.planning.mermaid import label
from bot.planning.technical.specification import Component, DataFlow, FlowStep, Layer, TechnicalSpecification

MOST_NODES = 14
"""Components in one picture; more cannot be read on a phone."""
MOST_STEPS = 14
NAME_LENGTH = 28
STEP_LENGTH = 44

_STYLE = (
    # The colours of the module graph, and room between a group's title and the arrow that comes in there.
    '%%{init: {"theme": "base", "themeVariables": {"primaryColor": "#f4f6fb", "primaryBorderColor": "#5b6b8c", '
    '"primaryTextColor": "#1d2433", "lineColor": "#5b6b8c", "clusterBkg": "#ffffff", "clusterBorder": "#c5ccda"}, '
    '"flowchart": {"subGraphTitleMargin": {"top": 4, "bottom": 26}}}}%%'
)
_TITLES = {
    Layer.INTERFACE: "What people meet",
    Layer.LOGIC: "What does the work",
    Layer.STORAGE: "What keeps the data",
    Layer.INTEGRATION: "Systems outside",
    Layer.OPERATIONS: "What keeps it running",
}


def container_diagram(spec: TechnicalSpecification) -> str:
    """A flowchart of the components, grouped by layer, systems outside dashed; `""` without components."""
    shown = _shown(spec.components)
    if not shown:
        return ""
    lines = [_STYLE, "flowchart TD"]
    for layer in Layer:
        within = [component for component in shown if component.layer is layer]
        if within:
            lines.append(f'  subgraph {layer.value}["{label(_TITLES[layer])}"]')
            lines += [f'    {_node(c.id)}["{label(f"{c.id} {c.name}", NAME_LENGTH)}"]' for c in within]
            lines.append("  end")
    ids = {component.id for component in shown}
    lines += [f"  {_node(c.id)} --> {_node(used)}" for c in shown for used in c.uses if used in ids and used != c.id]
    outside = [_node(component.id) for component in shown if component.external]
    if outside:
        lines.append("  classDef outside stroke-dasharray: 5 5")
        lines.append(f"  class {','.join(outside)} outside")
    return "\n".join(lines)


def left_out_of_diagram(spec: TechnicalSpecification) -> tuple[Component, ...]:
    """The components that the container diagram has no room for."""
    shown = _shown(spec.components)
    return tuple(component for component in spec.components if component not in shown)


def sequence_diagram(flow: DataFlow, spec: TechnicalSpecification) -> str:
    """The flow as a sequence between the components that take part; `""` when none of its steps can be drawn."""
    names = {component.id: component.name for component in spec.components}
    steps = [step for step in flow.steps if {step.source, step.target} <= names.keys()][:MOST_STEPS]
    if not steps:
        return ""
    taking_part = list(dict.fromkeys(end for step in steps for end in (step.source, step.target)))
    # Left to right as the components are listed, from what people meet to what is outside.
    order = sorted(taking_part, key=list(names).index)
    lines = ["sequenceDiagram"]
    lines += [f"  participant {_node(part)} as {label(names[part], NAME_LENGTH)}" for part in order]
    lines += [_message(step) for step in steps]
    if len(flow.steps) > len(steps):
        lines.append(
            f"  Note over {_node(order[0])}: {label(f'{len(flow.steps) - len(steps)} more steps in the text')}"
        )
    return "\n".join(lines)


def _shown(components: Sequence[Component]) -> tuple[Component, ...]:
    """The components in the picture: all, or those that answer most and that most others call."""
    if len(components) <= MOST_NODES:
        return tuple(components)
    calls = [used for component in components for used in component.uses]
    weighty = sorted(components, key=lambda c: -(len(c.answers) + 2 * calls.count(c.id)))[:MOST_NODES]
    return tuple(component for component in components if component in weighty)


def _message(step: FlowStep) -> str:
    return f"  {_node(step.source)}->>{_node(step.target)}: {label(step.what, STEP_LENGTH)}"


def _node(component_id: str) -> str:
    """The id as Mermaid takes it: without a hyphen, which begins an arrow there."""
    return component_id.replace("-", "")
