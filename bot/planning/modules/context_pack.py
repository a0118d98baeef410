"""The context pack of a module: everything that one session of a coding model needs to build it, and nothing else.

The order is `method.md`'s ("Modules"). A neighbour appears as its contract only. Over the budget, what is lost least by
goes first; what a session cannot do without (obligations, acceptance criteria, contracts) always stays.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from bot.planning.document import Document, Heading, Item, Listing, Paragraph, Part, Rich, Span, rich
from bot.planning.markdown import markdown
from bot.planning.modules.ground import Ground, stems
from bot.planning.modules.plan import Contract, Module, ModulePlan
from bot.planning.modules.text import choice_line, said_in
from bot.planning.specification import ProductSpecification, Requirement
from bot.planning.technical.choices import nothing_weighed
from bot.planning.technical.specification import Choice, Entity, Interface, TechnicalSpecification

Count = Callable[[str], int]
"""Measures a text in tokens (`bot.writing.tokens.count_tokens`)."""


class Trim(StrEnum):
    """What is left out of a pack that is over its budget, in this order: what a session misses least goes first."""

    EXAMPLES = "examples of contracts"
    RATIONALE = "why each requirement is wanted"
    ERRORS = "the errors of what it consumes"
    REASONS = "the reasons for decisions"
    TERMS = "the terms"
    INTERACTIONS = "what people do with it"


@dataclass(frozen=True, slots=True)
class Pack:
    """A context pack with its size. `trimmed` names in plain words what was left out to get within `budget`."""

    document: Document
    tokens: int
    budget: int
    trimmed: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether it is within the budget; if not, nothing is left that could be left out."""
        return self.tokens <= self.budget

    @property
    def markdown(self) -> str:
        """The text to hand to a coding session."""
        return markdown(self.document)


def estimated_tokens(text: str) -> int:
    """About how many tokens a text has: 3.5 ASCII characters make one, and every other character is one.

    On the high side for o200k_base, so that what fits by estimate fits by count; for code that has no tokenizer.
    """
    plain = sum(character < "\x80" for character in text)
    return ceil(plain / 3.5) + len(text) - plain


def context_pack(
    module: Module, plan: ModulePlan, product: ProductSpecification, technical: TechnicalSpecification
) -> Document:
    """The whole pack of a module, whatever its size."""
    return _document(Ground(product, technical), module, plan, ())


def pack_markdown(
    module: Module, plan: ModulePlan, product: ProductSpecification, technical: TechnicalSpecification
) -> str:
    """The whole pack as Markdown."""
    return markdown(context_pack(module, plan, product, technical))


def fitted(
    module: Module,
    plan: ModulePlan,
    product: ProductSpecification,
    technical: TechnicalSpecification,
    budget: int,
    count: Count,
) -> Pack:
    """The pack within `budget` tokens, trimmed as little as that takes.

    When even what cannot be left out is over, the pack says so (`fits`): the module has to be split.
    """
    return fitted_on(Ground(product, technical), module, plan, budget, count)


def fitted_on(ground: Ground, module: Module, plan: ModulePlan, budget: int, count: Count) -> Pack:
    """As `fitted`, for who has the ground already."""
    document = _document(ground, module, plan, ())
    pack = Pack(document, count(markdown(document)), budget)
    gone: list[Trim] = []
    for trim in Trim:
        if pack.fits:
            break
        document = _document(ground, module, plan, (*gone, trim))
        if document != pack.document:
            gone.append(trim)
            pack = Pack(document, count(markdown(document)), budget, tuple(each.value for each in gone))
    return pack


def _document(ground: Ground, module: Module, plan: ModulePlan, gone: Collection[Trim]) -> Document:
    parts = (
        *_purpose(ground, module, gone),
        *_requirements(ground, module, gone),
        *_terms(ground, module, gone),
        *_consumed(ground, module, plan, gone),
        *_provided(module, gone),
        *_data(ground, module),
        *_binding(ground, module, gone),
        *_list("Done when", module.done_when),
        *_list("Out of scope", module.out_of_scope),
    )
    return Document(f"{module.id} · {module.title}", parts)


def _purpose(ground: Ground, module: Module, gone: Collection[Trim]) -> Iterator[Part]:
    yield Heading(2, "Purpose")
    yield Paragraph(rich(module.scope))
    yield Paragraph(rich(f"It is a part of {ground.product.title}. {ground.product.outcome.text}"))
    if module.interactions and Trim.INTERACTIONS not in gone:
        yield Paragraph(rich("What people do with it", bold=True))
        yield _bullets(module.interactions)


def _requirements(ground: Ground, module: Module, gone: Collection[Trim]) -> Iterator[Part]:
    if module.requirements:
        yield Heading(2, "Requirements")
    for each in module.requirements:
        requirement = ground.requirements.get(each)
        if requirement is None:
            yield Paragraph(rich(f"{each} is not in the product specification any more."))
        else:
            yield from _requirement(requirement, gone)


def _requirement(requirement: Requirement, gone: Collection[Trim]) -> Iterator[Part]:
    yield Heading(3, f"{requirement.id} · {requirement.title}")
    yield Paragraph(rich(requirement.text))
    about = [Span("Priority:", bold=True), Span(f" {requirement.priority.value}")]
    if requirement.rationale.strip() and Trim.RATIONALE not in gone:
        about += [Span(" · "), Span("Why:", bold=True), Span(f" {requirement.rationale.strip()}")]
    yield Paragraph(tuple(about))
    criteria = (f"Given {c.given}, when {c.when}, then {c.then}" for c in requirement.acceptance)
    yield _bullets(criteria)


def _terms(ground: Ground, module: Module, gone: Collection[Trim]) -> Iterator[Part]:
    """Stored things of others, and groups of people, as far as its requirements speak of them."""
    owned = [each for each in module.requirements if each in ground.requirements]
    said = ground.words(owned)
    terms = [
        (entity.name, entity.text)
        for entity in ground.technical.entities
        if entity.name not in module.data and any(ground.mentions(each, entity) for each in owned)
    ]
    terms += [
        (group.name, group.text) for group in ground.product.audience if (name := stems(group.name)) and name <= said
    ]
    if terms and Trim.TERMS not in gone:
        yield Heading(2, "Terms")
        yield Listing(tuple(Item(_labelled(name, text)) for name, text in terms))


def _consumed(ground: Ground, module: Module, plan: ModulePlan, gone: Collection[Trim]) -> Iterator[Part]:
    yield Heading(2, "What it relies on")
    modules = {each.id: each for each in plan.modules}
    outside = [each for each in ground.technical.interfaces if _is_met(ground, module, each)]
    if not module.consumes and not outside:
        yield Paragraph(rich("No other module and no other system."))
    for consumed in module.consumes:
        provider = modules.get(consumed.module)
        contracts = provider.provides if provider else ()
        name = f"{consumed.module} · {provider.title}" if provider else consumed.module
        contract = next((c for c in contracts if c.name.casefold() == consumed.contract.casefold()), None)
        yield Heading(3, f"{consumed.contract} (from {name})")
        if consumed.why.strip():
            yield Paragraph(rich(consumed.why))
        if contract is None:
            yield Paragraph(rich("Nobody has written this contract yet: agree on it first."))
        else:
            yield from _contract(contract, gone, consumed=True)
    for interface in outside:
        provider_name = ground.components[interface.provider].name
        yield Heading(3, f"{interface.name} (outside: {provider_name})")
        yield Paragraph(rich(interface.text))
        errors = () if Trim.ERRORS in gone else interface.errors
        limits = (interface.limits,) if interface.limits.strip() else ()
        yield from _signature(interface.inputs, interface.outputs, errors, limits)


def _is_met(ground: Ground, module: Module, interface: Interface) -> bool:
    """Whether the interface is one of a system outside that the module's components use, or that answers for it."""
    provider = ground.components.get(interface.provider)
    if provider is None or not (interface.external or provider.external):
        return False
    used = {each for c in module.components if c in ground.components for each in ground.components[c].uses}
    return (
        provider.id in used
        or provider.id in module.components
        or not set(provider.answers).isdisjoint(module.requirements)
    )


def _provided(module: Module, gone: Collection[Trim]) -> Iterator[Part]:
    yield Heading(2, "What it provides")
    if not module.provides:
        yield Paragraph(rich("Nothing that another module calls."))
    for contract in module.provides:
        yield Heading(3, contract.name)
        yield from _contract(contract, gone, consumed=False)


def _contract(contract: Contract, gone: Collection[Trim], *, consumed: bool) -> Iterator[Part]:
    yield Paragraph(rich(contract.purpose))
    errors = () if consumed and Trim.ERRORS in gone else contract.errors
    example = (contract.example,) if contract.example.strip() and Trim.EXAMPLES not in gone else ()
    yield from _signature(contract.inputs, contract.outputs, errors, (), example)


def _signature(
    inputs: Iterable[str],
    outputs: Iterable[str],
    errors: Iterable[str],
    limits: Iterable[str] = (),
    example: Iterable[str] = (),
) -> Iterator[Part]:
    facts = (("In", inputs), ("Out", outputs), ("Errors", errors), ("Limits", limits), ("Example", example))
    items = tuple(Item(_labelled(label, "; ".join(texts))) for label, texts in facts if tuple(texts))
    if items:
        yield Listing(items)


def _data(ground: Ground, module: Module) -> Iterator[Part]:
    known: dict[str, Entity] = {entity.name: entity for entity in ground.technical.entities}
    items = []
    for name in module.data:
        entity = known.get(name)
        facts = [entity.text, *_facts(entity)] if entity else []
        items.append(Item(_labelled(name, " · ".join(facts))))
    if items:
        yield Heading(2, "Data that it alone changes")
        yield Listing(tuple(items))


def _facts(entity: Entity) -> Iterator[str]:
    if entity.fields:
        yield f"Fields: {', '.join(entity.fields)}"
    if entity.retention.strip():
        yield f"Kept: {entity.retention}"
    if entity.personal:
        yield "Personal data"


def _binding(ground: Ground, module: Module, gone: Collection[Trim]) -> Iterator[Part]:
    """Its technical requirements, then every decision and limit that binds it and that they do not name already."""
    owned = [each for each in module.requirements if each in ground.requirements]
    choices = {choice.id: choice for choice in ground.choices(module.components)}
    items = []
    for line in module.technical:
        cited = [choice for choice in choices.values() if _cites(line, choice)]
        items.append(Item(rich(line), tuple(_reason(choice) for choice in cited) if Trim.REASONS not in gone else ()))
        for choice in cited:
            del choices[choice.id]
    for choice in choices.values():
        children = () if Trim.REASONS in gone else (_reason(choice),)
        items.append(Item(rich(choice_line(choice)), children))
    limits = [operation.text for operation in ground.operations(module.components)]
    limits += [constraint.text for constraint in ground.constraints(owned)]
    items += [Item(rich(text)) for text in limits if not said_in(module.technical, text)]
    items += [Item(rich(f"Tests, {test.level}: {test.text}")) for test in ground.technical.testing]
    if items:
        yield Heading(2, "Constraints and decisions")
        yield Listing(tuple(items))


def _cites(line: str, choice: Choice) -> bool:
    return any(word.strip(".,;:()") == choice.id for word in line.split())


def _reason(choice: Choice) -> Rich:
    if nothing_weighed(choice):
        return rich(choice.text)
    turned_down = "; ".join(f"not {option.name}: {option.why_not}" for option in choice.alternatives)
    return rich(f"{choice.text} ({turned_down})")


def _list(heading: str, texts: tuple[str, ...]) -> Iterator[Part]:
    if texts:
        yield Heading(2, heading)
        yield _bullets(texts)


def _bullets(texts: Iterable[str]) -> Listing:
    return Listing(tuple(Item(rich(text)) for text in texts))


def _labelled(label: str, text: str) -> Rich:
    return (Span(f"{label}:", bold=True), Span(f" {text}"))
