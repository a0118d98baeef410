"""What the scripted model writes into the sections of the tool shed's technical specification."""

from collections.abc import Callable
from typing import Any

from tests.conversations.scripted_prompts import Prompt

PAGE, SERVICE, DATABASE, MAIL = "Lending page", "Lending service", "Lending database", "Mail server"
QUEUE = "Waiting list service"


def architecture(prompt: Prompt) -> dict[str, Any]:
    def part(name: str, layer: str, does: str, answers: list[str], *uses: str, facet: str = "") -> dict[str, Any]:
        said = {"id": "", "name": name, "layer": layer, "answers": answers, "uses": uses}
        external = {"external": layer == "integration"}
        return prompt.says(facet or "architecture.parts", does, **said, **external)

    ids = prompt.ids()
    mailed = [each["id"] for each in prompt.requirements if any(w in each["text"] for w in ("remind", "tell"))]
    return {
        "components": [
            part(PAGE, "interface", "Neighbours look for tools and borrow them here.", ids, SERVICE),
            part(SERVICE, "logic", "Keeps loans and waiting lists, and sends reminders.", ids, DATABASE, MAIL),
            part(DATABASE, "storage", "Holds tools, loans and neighbours.", ids),
            part(MAIL, "integration", "Carries reminders to a mailbox.", mailed, facet="integrations.systems"),
        ],
        "removed": [],
    }


def architecture_in_a_circle(prompt: Prompt) -> dict[str, Any]:
    """Two services that call each other: what they do cannot be built one after the other."""
    said = architecture(prompt)
    page, service, *rest = said["components"]
    waiting = [each["id"] for each in prompt.requirements if "waiting" in each["text"]]
    loans = [each for each in prompt.ids() if each not in waiting]
    lends = service | {"answers": loans, "uses": [QUEUE, *service["uses"]]}
    queues = service | {"name": QUEUE, "text": "Knows who is next.", "answers": waiting, "uses": [SERVICE]}
    return said | {"components": [page, lends, queues, *rest]}


def choices(prompt: Prompt) -> dict[str, Any]:
    def choice(title: str, chosen: str, why: str, other: str, why_not: str) -> dict[str, Any]:
        return prompt.says(
            "stack.choices",
            why,
            id="",
            title=title,
            chosen=chosen,
            context="One person builds it in the evenings.",
            alternatives=[{"name": other, "why_not": why_not}],
            consequences="",
            revisit="",
        )

    return {
        "choices": [
            choice(
                "Framework", "FastAPI", "Chen writes Python every day.", "Node", "Chen does not write it every day."
            ),
            choice("Database", "SQLite", "There is one small server.", "PostgreSQL", "Nobody would look after it."),
        ],
        "removed": [],
    }


def data(prompt: Prompt) -> dict[str, Any]:
    page, service, store = (prompt.component(layer) for layer in ("interface", "logic", "storage"))

    def entity(name: str, text: str, *, personal: bool = False, facet: str = "data.model") -> dict[str, Any]:
        more = {"fields": ["name"], "owner": service, "retention": "one year", "personal": personal}
        return prompt.says(facet, text, name=name, **more)

    steps = [
        {"source": page, "target": service, "what": "asks for a free tool"},
        {"source": service, "target": store, "what": "keeps the loan"},
    ]
    flow = prompt.says("architecture.parts", "A neighbour borrows a tool.", name="A loan", steps=steps)
    return {
        "entities": [
            entity("Tool", "What can be borrowed."),
            entity("Loan", "Who has a tool until when.", facet="data.retention"),
            entity("Neighbour", "Who may borrow.", personal=True, facet="data.retention"),
        ],
        "flows": [flow | {"answers": prompt.ids()[:2]}],
    }


def interfaces(prompt: Prompt) -> dict[str, Any]:
    service, mail = prompt.component("logic"), prompt.component("integration")

    def interface(name: str, text: str, provider: str, facet: str, *, external: bool = False) -> dict[str, Any]:
        given = {"inputs": ["the tool"], "outputs": ["the loan"], "errors": ["the tool is not free"], "limits": ""}
        return prompt.says(facet, text, id="", name=name, provider=provider, external=external, **given)

    return {
        "interfaces": [
            interface("Borrow a tool", "Lends a tool to a neighbour.", service, "architecture.parts"),
            interface("Send a reminder", "Hands a mail over.", mail, "integrations.systems", external=True),
        ],
        "removed": [],
    }


def operations(prompt: Prompt) -> dict[str, Any]:
    told = {
        "Deployment": ("deployment.where", ""),
        "Security": ("security.access", ""),
        "Performance": ("performance.load", "2 seconds"),
        "Recovery": ("recovery.failure", "one day"),
        "Observability": ("observability.notice", ""),
        "Limits": ("limits.hard", "1 GB of memory"),
    }
    return {"operations": [prompt.says(facet, quality=name, measure=m) for name, (facet, m) in told.items()]}


def testing(prompt: Prompt) -> dict[str, Any]:
    return {"testing": [prompt.says("testing.proof", level="End-to-end tests", data="the 86 tools of the list")]}


def risks(prompt: Prompt) -> dict[str, Any]:
    weighed = {"likelihood": "medium", "impact": "low", "first_sign": "a page that nobody understands"}
    more = weighed | {"owner": "Chen", "response": "Ben tries it out"}
    return {"risks": [prompt.says(facet, **more) for facet in ("team.skills", "rollout.migration")]}


def open_questions(prompt: Prompt) -> dict[str, Any]:
    return {"open_questions": [], "assumptions": []}


def overview(prompt: Prompt) -> dict[str, Any]:
    return {"context": prompt.says("architecture.parts")}


TECHNICAL: dict[str, Callable[[Prompt], dict[str, Any]]] = {
    f"technical_{write.__name__}": write
    for write in (architecture, choices, data, interfaces, operations, testing, risks, open_questions, overview)
}
"""By the shape of the answer."""
