"""The modules and what they rely on as a Mermaid flowchart: one source for Notion, a file, and the picture in Slack."""

from bot.planning.graphs import edges_on_cycles
from bot.planning.mermaid import label
from bot.planning.modules.plan import ModulePlan

TITLE_LENGTH = 32
"""Characters of a title in a box; more would make a picture that nobody can read on a phone."""

_RED = "#c0392b"
_BOXES = (
    "classDef module fill:#f4f6fb,stroke:#5b6b8c,color:#1d2433",
    f"classDef circle fill:#fdecea,stroke:{_RED},color:#1d2433",
    "classDef missing fill:#ffffff,stroke:#999999,color:#666666,stroke-dasharray:4 3",
)


def dependency_graph(plan: ModulePlan) -> str:
    """Mermaid source: an arrow leads from a module down to what it relies on; what lies on a cycle is red.

    A module that somebody relies on and that the plan does not hold is drawn with a dashed border.
    """
    edges = list(plan.edges())
    known = {module.id: module for module in plan.modules}
    circular = edges_on_cycles(edges)
    red = [n for n, edge in enumerate(edges) if edge in circular]
    on_cycle = {end for n in red for end in edges[n]}
    lines = ["flowchart TD", *(f"  {box}" for box in _BOXES)]
    for module in known.values():
        owned = len(module.requirements)
        about = f"{owned} requirement{'' if owned == 1 else 's'}"
        text = f"{label(module.id)} · {label(module.title, TITLE_LENGTH)}<br/>{about}"
        lines.append(f'  {_node(module.id)}["{text}"]:::{"circle" if module.id in on_cycle else "module"}')
    for missing in dict.fromkeys(b for _, b in edges if b not in known):
        lines.append(f'  {_node(missing)}["{label(missing)}<br/>not in this plan"]:::missing')
    if not known:
        lines.append('  none["No modules yet"]:::missing')
    lines += [f"  {_node(a)} --> {_node(b)}" for a, b in edges]
    if red:
        lines.append(f"  linkStyle {','.join(map(str, red))} stroke:{_RED},stroke-width:2px")
    return "\n".join(lines)


def _node(module_id: str) -> str:
    return module_id.replace("-", "")
