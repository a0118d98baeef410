"""What changed between two versions of a module plan, module by module, found by their ids."""

from collections.abc import Iterable

from bot.planning.diff import Change, Effect
from bot.planning.modules.plan import Contract, Module, ModulePlan


def module_changes(old: ModulePlan, new: ModulePlan) -> tuple[Change, ...]:
    """Every difference that a reader would see, in the order of the new plan, what is gone last."""
    found: list[Change] = []
    if old.title != new.title:
        found.append(Change(Effect.CHANGED, "Title", old.title, new.title))
    if old.pack_budget != new.pack_budget:
        before, after = f"{old.pack_budget:,} tokens", f"{new.pack_budget:,} tokens"
        found.append(Change(Effect.CHANGED, "Budget of a context pack", before, after))
    was = {module.id: module for module in old.modules}
    for module in new.modules:
        before, after = _module(was[module.id]) if module.id in was else "", _module(module)
        if before != after:
            effect = Effect.CHANGED if before else Effect.ADDED
            found.append(Change(effect, f"{module.id} · {module.title}", before, after))
    kept = {module.id for module in new.modules}
    for module in old.modules:
        if module.id not in kept:
            found.append(Change(Effect.REMOVED, f"{module.id} · {module.title}", _module(module), ""))
    for cut in new.cuts:
        if cut not in old.cuts:
            said = f"{cut.module} no longer relies on {cut.from_module}" + (f", cut by {cut.by}" if cut.by else "")
            found.append(Change(Effect.ADDED, "Cut", "", said))
    return tuple(found)


def _module(module: Module) -> str:
    facts = (
        ("Owns", ", ".join(module.requirements)),
        ("Made of", ", ".join(module.components)),
        ("Data that it alone changes", ", ".join(module.data)),
        ("Relies on", "; ".join(f"{each.contract} ({each.module})" for each in module.consumes)),
        ("Provides", "\n".join(map(_contract, module.provides))),
        ("What people do with it", _lines(module.interactions)),
        ("Technical requirements", _lines(module.technical)),
        ("Done when", _lines(module.done_when)),
        ("Out of scope", _lines(module.out_of_scope)),
    )
    return "\n".join((f"{module.title}\n{module.scope}", *(f"{label}: {value}" for label, value in facts if value)))


def _contract(contract: Contract) -> str:
    signature = (("in", contract.inputs), ("out", contract.outputs), ("errors", contract.errors))
    facts = [f"{label} {', '.join(texts)}" for label, texts in signature if texts]
    return f"{contract.name}: {contract.purpose}" + (f" ({'; '.join(facts)})" if facts else "")


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)
