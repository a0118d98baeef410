"""What the scripted model writes into the sections of a technical specification."""

from collections.abc import Callable
from typing import Any

from tests.conversations.scripted_project import Component, Project, speaks_of
from tests.conversations.scripted_prompts import Prompt

QUEUE = "Waiting list service"

OPERATIONS = {
    "Deployment": ("deployment.where", ""),
    "Security": ("security.access", ""),
    "Performance": ("performance.load", "2 seconds"),
    "Recovery": ("recovery.failure", "one day"),
    "Observability": ("observability.notice", ""),
    "Limits": ("limits.hard", "1 GB of memory"),
}
"""The facet of each quality, and its measure where the team says that."""


def architecture(project: Project, prompt: Prompt) -> dict[str, Any]:
    return {"components": [_component(part, prompt) for part in project.components], "removed": []}


def _component(part: Component, prompt: Prompt) -> dict[str, Any]:
    facet = "integrations.systems" if part.external else "architecture.parts"
    answers = [each["id"] for each in prompt.requirements if speaks_of(each["text"], part.words)]
    said = {"id": "", "name": part.name, "layer": part.layer, "answers": answers, "uses": part.uses}
    return prompt.says(facet, part.text, **said, external=part.external)


def architecture_in_a_circle(project: Project, prompt: Prompt) -> dict[str, Any]:
    """Two services that call each other: what they do cannot be built one after the other."""
    said = architecture(project, prompt)
    page, service, *rest = said["components"]
    waiting = [each["id"] for each in prompt.requirements if "waiting" in each["text"]]
    others = [each for each in prompt.ids() if each not in waiting]
    one = service | {"answers": others, "uses": [QUEUE, *service["uses"]]}
    other = service | {"name": QUEUE, "text": "Knows who is next.", "answers": waiting, "uses": [service["name"]]}
    return said | {"components": [page, one, other, *rest]}


def choices(project: Project, prompt: Prompt) -> dict[str, Any]:
    found = [
        prompt.says(
            "stack.choices",
            choice.why,
            id="",
            title=choice.title,
            chosen=choice.chosen,
            context=choice.context,
            alternatives=[{"name": choice.other, "why_not": choice.why_not}],
            consequences="",
            revisit="",
        )
        for choice in project.choices
    ]
    return {"choices": found, "removed": []}


def data(project: Project, prompt: Prompt) -> dict[str, Any]:
    page, service, store = (prompt.component(layer) for layer in ("interface", "logic", "storage"))
    entities = []
    for entity in project.entities:
        facet = "data.retention" if entity.personal else "data.model"
        more = {"fields": ["name"], "owner": service, "retention": entity.retention, "personal": entity.personal}
        entities.append(prompt.says(facet, entity.text, name=entity.name, **more))
    first, then, *_ = project.workflow.steps
    steps = [{"source": page, "target": service, "what": first}, {"source": service, "target": store, "what": then}]
    flow = prompt.says("architecture.parts", f"{first}.", name=project.workflow.name, steps=steps)
    return {"entities": entities, "flows": [flow | {"answers": prompt.ids()[:2]}]}


def interfaces(project: Project, prompt: Prompt) -> dict[str, Any]:
    ids = {each["name"]: each["id"] for each in prompt.lines("components")}
    external = {component.name for component in project.components if component.external}
    found = []
    for interface in project.interfaces:
        theirs = interface.provider in external
        facet = "integrations.systems" if theirs else "architecture.parts"
        more = {"inputs": interface.inputs, "outputs": interface.outputs, "errors": interface.errors, "limits": ""}
        named = {"id": "", "name": interface.name, "provider": ids[interface.provider], "external": theirs}
        found.append(prompt.says(facet, interface.text, **named, **more))
    return {"interfaces": found, "removed": []}


def operations(project: Project, prompt: Prompt) -> dict[str, Any]:
    found = []
    for name, (facet, measure) in OPERATIONS.items():
        _, said = prompt.said(facet)
        found.append(prompt.says(facet, quality=name, measure=measure if measure in said else ""))
    return {"operations": found}


def testing(project: Project, prompt: Prompt) -> dict[str, Any]:
    return {"testing": [prompt.says("testing.proof", level="End-to-end tests", data=project.data)]}


def risks(project: Project, prompt: Prompt) -> dict[str, Any]:
    weighed = {"likelihood": "medium", "impact": "low", "first_sign": "a page that nobody understands"}
    more = weighed | {"owner": "Chen", "response": "Ben tries it out"}
    return {"risks": [prompt.says(facet, **more) for facet in ("team.skills", "rollout.migration")]}


def open_questions(project: Project, prompt: Prompt) -> dict[str, Any]:
    return {"open_questions": [], "assumptions": []}


def overview(project: Project, prompt: Prompt) -> dict[str, Any]:
    return {"context": prompt.says("architecture.parts")}


TECHNICAL: dict[str, Callable[[Project, Prompt], dict[str, Any]]] = {
    f"technical_{write.__name__}": write
    for write in (architecture, choices, data, interfaces, operations, testing, risks, open_questions, overview)
}
"""By the shape of the answer."""
