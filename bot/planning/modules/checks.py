"""What a module plan has to hold, computed: who owns what, where references lead, how all of it hangs together.

Sources of the rules: Parnas, *On the Criteria To Be Used in Decomposing Systems into Modules* (1972); fan-in and
fan-out after Henry and Kafura (1981); `method.md`, "Modules".
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.planning.checks import Finding, Severity
from bot.planning.graphs import depths
from bot.planning.modules.context_pack import Count, estimated_tokens, fitted_on
from bot.planning.modules.cuts import cycles
from bot.planning.modules.ground import Ground
from bot.planning.modules.plan import Module, ModulePlan
from bot.planning.specification import ProductSpecification
from bot.planning.technical.specification import TechnicalSpecification
from bot.planning.words import vague_words, without_number

HUB_FROM = 3
"""Modules that have to rely on one before it can be one that everyone needs."""


class ModuleRule(StrEnum):
    """What a finding on a module plan is about."""

    NO_OWNER = "no_owner"
    TWO_OWNERS = "two_owners"
    ID_REUSED = "id_reused"
    SAME_NAME = "same_name"
    UNKNOWN_REQUIREMENT = "unknown_requirement"
    UNKNOWN_COMPONENT = "unknown_component"
    UNKNOWN_MODULE = "unknown_module"
    UNKNOWN_CONTRACT = "unknown_contract"
    CYCLE = "cycle"
    COMPONENT_IN_NO_MODULE = "component_in_no_module"
    DATA_OF_TWO = "data_of_two"
    IDLE = "idle"
    NO_PROOF = "no_proof"
    VAGUE = "vague"
    PACK_TOO_LARGE = "pack_too_large"
    PACK_TRIMMED = "pack_trimmed"
    UNCONNECTED = "unconnected"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class Figures:
    """How a module hangs together with the others.

    `fan_in` modules rely on it, it relies on `fan_out`; `depth` is the longest chain of modules below it.
    """

    fan_in: int
    fan_out: int
    depth: int


@dataclass(frozen=True, slots=True)
class _Case:
    plan: ModulePlan
    product: ProductSpecification
    technical: TechnicalSpecification
    count: Count


def module_report(
    plan: ModulePlan,
    product: ProductSpecification,
    technical: TechnicalSpecification,
    count: Count = estimated_tokens,
) -> tuple[Finding, ...]:
    """Every finding on the plan, in the order of the rules; empty when nothing is to be said.

    `count` measures context packs in tokens against the plan's budget.
    """
    checks: tuple[Callable[[_Case], Iterator[Finding]], ...] = (
        _ownership,
        _identity,
        _references,
        _contracts,
        _cycles,
        _components,
        _data,
        _proof,
        _packs,
        _connections,
    )
    case = _Case(plan, product, technical, count)
    return tuple(finding for check in checks for finding in check(case))


def figures(plan: ModulePlan) -> dict[str, Figures]:
    """Fan-in, fan-out and depth of every module, by id. What it consumes from itself or nowhere does not count."""
    ids = [module.id for module in plan.modules]
    edges = [(a, b) for a, b in plan.edges() if a != b and b in ids]
    deep = depths(ids, edges)
    fan_out, fan_in = Counter(a for a, _ in edges), Counter(b for _, b in edges)
    return {each: Figures(fan_in[each], fan_out[each], deep[each]) for each in ids}


def hubs(plan: ModulePlan) -> tuple[str, ...]:
    """The modules that more than half of all others, and at least three, rely on."""
    others = len(plan.modules) - 1
    return tuple(each for each, f in figures(plan).items() if f.fan_in >= HUB_FROM and f.fan_in > others / 2)


def named(module: Module) -> str:
    """The module as a finding names it: "M-2 · Orders"."""
    return f"{module.id} · {module.title}"


def _ownership(case: _Case) -> Iterator[Finding]:
    known = dict.fromkeys(case.product.requirement_ids)
    for requirement in known:
        owners = case.plan.owners(requirement)
        if not owners:
            yield Finding(ModuleRule.NO_OWNER, requirement, "No module owns it: give it to one.")
        if len(owners) > 1:
            message = f"{listed(owners)} own it: leave it to one of them."
            yield Finding(ModuleRule.TWO_OWNERS, requirement, message)
    for module in case.plan.modules:
        for requirement in dict.fromkeys(module.requirements):
            if requirement not in known:
                message = f"It owns {requirement}, which the product specification does not hold."
                yield Finding(ModuleRule.UNKNOWN_REQUIREMENT, named(module), message)


def _identity(case: _Case) -> Iterator[Finding]:
    for identifier, count in Counter(module.id for module in case.plan.modules).items():
        if count > 1:
            yield Finding(
                ModuleRule.ID_REUSED, identifier, f"{count} modules have this id; give all but one a new one."
            )
        if int(identifier.removeprefix("M-")) >= case.plan.next_module:
            message = f"The next new module would get this id again (next is M-{case.plan.next_module})."
            yield Finding(ModuleRule.ID_REUSED, identifier, message)
    titles = Counter(module.title.casefold() for module in case.plan.modules)
    for module in case.plan.modules:
        if titles[module.title.casefold()] > 1:
            yield Finding(ModuleRule.SAME_NAME, named(module), "Another module has the same name: rename one of them.")


def _references(case: _Case) -> Iterator[Finding]:
    components = {component.id for component in case.technical.components}
    ids = {module.id for module in case.plan.modules}
    for module in case.plan.modules:
        for component in dict.fromkeys(module.components):
            if component not in components:
                message = f"It is made of {component}, which the technical specification does not hold."
                yield Finding(ModuleRule.UNKNOWN_COMPONENT, named(module), message)
        for other in module.depends_on:
            if other not in ids:
                message = f"It relies on {other}, which is no module of this plan."
                yield Finding(ModuleRule.UNKNOWN_MODULE, named(module), message)


def _contracts(case: _Case) -> Iterator[Finding]:
    provided = {(module.id, contract.name.casefold()) for module in case.plan.modules for contract in module.provides}
    ids = {module.id for module in case.plan.modules}
    for module in case.plan.modules:
        for consumed in module.consumes:
            if consumed.module in ids and (consumed.module, consumed.contract.casefold()) not in provided:
                message = f"It consumes “{consumed.contract}”, which {consumed.module} does not provide."
                yield Finding(ModuleRule.UNKNOWN_CONTRACT, named(module), message)


def _cycles(case: _Case) -> Iterator[Finding]:
    for cycle in cycles(case.plan):
        if len(cycle) == 1:
            message = "It relies on itself: take that out."
        else:
            message = "They rely on each other in a circle: choose which dependency to cut."
        yield Finding(ModuleRule.CYCLE, " → ".join((*cycle, cycle[0])), message)


def _components(case: _Case) -> Iterator[Finding]:
    used = {component for module in case.plan.modules for component in module.components}
    for component in case.technical.components:
        # A system outside is met through its interface; nobody here builds it.
        if component.id not in used and not component.external:
            message = f"“{component.name}” is in no module: say which one builds it."
            yield Finding(ModuleRule.COMPONENT_IN_NO_MODULE, component.id, message, Severity.WARNING)


def _data(case: _Case) -> Iterator[Finding]:
    owners: dict[str, dict[str, str]] = {}
    for module in case.plan.modules:
        for entity in module.data:
            owners.setdefault(entity.casefold(), {})[module.id] = entity
    for claimed in owners.values():
        if len(claimed) > 1:
            message = f"{listed(tuple(claimed))} change it: leave that to one, and let the others ask for it."
            yield Finding(ModuleRule.DATA_OF_TWO, next(iter(claimed.values())), message)


def _proof(case: _Case) -> Iterator[Finding]:
    for module in case.plan.modules:
        if module.requirements and not module.done_when:
            yield Finding(ModuleRule.NO_PROOF, named(module), "Nothing says when it is done.")
        for line in module.done_when:
            vague = vague_words(line)
            if vague and without_number(line.partition(":")[2] or line):
                message = f"“{', '.join(vague)}” can be read in two ways: put a number to it."
                yield Finding(ModuleRule.VAGUE, named(module), message, Severity.WARNING)


def _packs(case: _Case) -> Iterator[Finding]:
    ground = Ground(case.product, case.technical)
    for module in case.plan.modules:
        pack = fitted_on(ground, module, case.plan, case.plan.pack_budget, case.count)
        if not pack.fits:
            message = f"Its context pack has {pack.tokens:,} tokens, {pack.budget:,} are allowed: split the module."
            yield Finding(ModuleRule.PACK_TOO_LARGE, named(module), message)
        elif pack.trimmed:
            message = f"To fit into {pack.budget:,} tokens, its context pack leaves out {listed(pack.trimmed)}."
            yield Finding(ModuleRule.PACK_TRIMMED, named(module), message, Severity.INFO)


def _connections(case: _Case) -> Iterator[Finding]:
    found = figures(case.plan)
    everyone = set(hubs(case.plan))
    for module in case.plan.modules:
        about = found[module.id]
        if not module.requirements and not about.fan_in:
            message = "It owns no requirement and nobody relies on it: give it one, or take it out."
            yield Finding(ModuleRule.IDLE, named(module), message)
        elif not about.fan_in and not about.fan_out and len(case.plan.modules) > 1:
            message = "It relies on no other module, and none relies on it. That is fine if it was meant."
            yield Finding(ModuleRule.UNCONNECTED, named(module), message, Severity.INFO)
        if module.id in everyone:
            message = f"{about.fan_in} modules rely on it: agree on its contracts first, and change them last."
            yield Finding(ModuleRule.HUB, named(module), message, Severity.INFO)


def listed(names: tuple[str, ...]) -> str:
    """The names as a sentence holds them: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
