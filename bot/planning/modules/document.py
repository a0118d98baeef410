"""The module plan as a document for the thread, and each module as a document of its own for its page."""

from collections.abc import Iterable, Iterator
from typing import Literal

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
from bot.planning.document_parts import standing
from bot.planning.modules.checks import hubs
from bot.planning.modules.context_pack import Count, fitted_on
from bot.planning.modules.cuts import cycles, order
from bot.planning.modules.graph import dependency_graph
from bot.planning.modules.ground import Ground
from bot.planning.modules.plan import Consumes, Contract, Module, ModulePlan
from bot.planning.specification import ProductSpecification
from bot.planning.technical.specification import TechnicalSpecification


def modules_document(
    plan: ModulePlan,
    product: ProductSpecification,
    technical: TechnicalSpecification,
    *,
    status: str,
    version: int,
    thread_url: str = "",
) -> Document:
    """The whole plan in reading order: a table, the picture of the dependencies, then every module.

    `status` is shown as given ("draft", "approved by Ana"); `thread_url` is the permalink of the session's root
    message, or empty.
    """
    ground = Ground(product, technical)
    parts: list[Part] = [Paragraph(standing("Modules", plan, status, version, thread_url)), Contents()]
    parts += _overview(plan)
    for module in plan.modules:
        parts.append(Heading(2, f"{module.id} · {module.title}"))
        parts += _module(ground, plan, module)
    return Document(f"{plan.title}: modules", tuple(parts))


def module_document(
    module: Module,
    plan: ModulePlan,
    product: ProductSpecification,
    technical: TechnicalSpecification,
    *,
    count: Count,
    status: str,
    version: int,
    thread_url: str = "",
) -> Document:
    """One module for its own page; it ends with its context pack as Markdown that people can copy.

    `count` measures the pack in tokens; what had to be left out to fit the plan's budget is said above it.
    """
    ground = Ground(product, technical)
    pack = fitted_on(ground, module, plan, plan.pack_budget, count)
    said = f"{pack.tokens:,} of {pack.budget:,} tokens. Copy it into one coding session."
    parts: list[Part] = [
        Paragraph(standing("Modules", plan, status, version, thread_url)),
        *_module(ground, plan, module, level=2),
    ]
    parts += [Heading(2, "Context pack"), Paragraph(rich(said))]
    if pack.trimmed:
        parts.append(Callout(rich(f"Left out to fit: {', '.join(pack.trimmed)}."), "✂️"))
    if not pack.fits:
        parts.append(Callout(rich("It is over the budget: split the module."), "⚠️"))
    return Document(f"{module.id} · {module.title}", (*parts, Code(pack.markdown, "markdown")))


def _overview(plan: ModulePlan) -> Iterator[Part]:
    yield Heading(2, "Overview")
    if not plan.modules:
        yield Paragraph(rich("There are no modules, because there are no requirements.", italic=True))
        return
    needed_by_most = set(hubs(plan))
    rows = tuple(
        (
            rich(module.id, bold=True),
            rich(module.title + (" (most others rely on it)" if module.id in needed_by_most else "")),
            rich(", ".join(module.requirements) or "none"),
            rich(", ".join(module.depends_on) or "nothing"),
        )
        for module in plan.modules
    )
    yield Table((rich("Id"), rich("Module"), rich("Owns"), rich("Relies on")), rows)
    yield Paragraph((Span("An order to build in:", bold=True), Span(f" {', '.join(order(plan))}")))
    for cycle in cycles(plan):
        yield Callout(rich(f"A circle to cut: {' → '.join((*cycle, cycle[0]))}"), "🔁")
    for cut in plan.cuts:
        by = f" (cut by {cut.by})" if cut.by else ""
        yield Callout(rich(f"{cut.module} no longer relies on {cut.from_module}{by}."), "✂️")
    yield Heading(2, "Dependencies")
    yield Code(dependency_graph(plan), "mermaid")


def _module(ground: Ground, plan: ModulePlan, module: Module, level: Literal[2, 3] = 3) -> Iterator[Part]:
    """The module without its name, under headings of `level`."""
    yield Paragraph(rich(module.scope))
    owned = tuple(Item(_owned(ground, each)) for each in module.requirements)
    for title, items in (
        ("Requirements", owned),
        ("What people do with it", _items(module.interactions)),
        ("Technical requirements", _items(module.technical)),
        ("Made of", tuple(Item(_component(ground, each)) for each in module.components)),
        ("Data that it alone changes", _items(module.data)),
        ("What it provides", tuple(_contract(each) for each in module.provides)),
        ("What it relies on", tuple(Item(_consumed(plan, each)) for each in module.consumes)),
        ("Done when", _items(module.done_when)),
        ("Out of scope", _items(module.out_of_scope)),
    ):
        if items:
            yield Heading(level, title)
            yield Listing(items)


def _owned(ground: Ground, requirement_id: str) -> Rich:
    requirement = ground.requirements.get(requirement_id)
    title = requirement.title if requirement else "not in the product specification any more"
    return (Span(requirement_id, bold=True), Span(f" · {title}"))


def _component(ground: Ground, component_id: str) -> Rich:
    component = ground.components.get(component_id)
    about = (
        f"{component.name} ({component.layer.value})" if component else "not in the technical specification any more"
    )
    return (Span(component_id, bold=True), Span(f" · {about}"))


def _contract(contract: Contract) -> Item:
    signature = (("In", contract.inputs), ("Out", contract.outputs), ("Errors", contract.errors))
    facts = [(label, "; ".join(texts)) for label, texts in signature if texts]
    facts += [("Example", contract.example)] if contract.example.strip() else []
    below = tuple((Span(f"{label}:", bold=True), Span(f" {said}")) for label, said in facts)
    return Item((Span(f"{contract.name}:", bold=True), Span(f" {contract.purpose}")), below)


def _consumed(plan: ModulePlan, consumed: Consumes) -> Rich:
    titles = {module.id: module.title for module in plan.modules}
    provider = f"{consumed.module} · {titles[consumed.module]}" if consumed.module in titles else consumed.module
    why = f": {consumed.why}" if consumed.why.strip() else ""
    return (Span(consumed.contract, bold=True), Span(f" of {provider}{why}"))


def _items(texts: Iterable[str]) -> tuple[Item, ...]:
    return tuple(Item(rich(text)) for text in texts)
