"""What a team does about a cycle: its cycles, an order to build in, and the edge that somebody cuts.

What was consumed over a cut edge is still needed. It becomes an open point in both modules, so that nothing is lost.
"""

from bot.planning.clauses import clipped
from bot.planning.graphs import dependencies_first, elementary_cycles
from bot.planning.modules.plan import Cut, ModulePlan
from bot.planning.visible_text import one_line

OPEN_POINT = "Open point: "
"""How a line begins that somebody still has to decide; carving anew keeps such lines."""


def cycles(plan: ModulePlan) -> tuple[tuple[str, ...], ...]:
    """The elementary cycles of the plan as module ids, shortest first, each once, at most 20.

    A module that consumes from itself is a cycle of one.
    """
    return elementary_cycles(_ids(plan), plan.edges())


def order(plan: ModulePlan) -> tuple[str, ...]:
    """The module ids in an order to build in: what others need first, otherwise as they stand in the plan."""
    return dependencies_first(_ids(plan), plan.edges())


def cut(plan: ModulePlan, module: str, from_module: str, by: str) -> ModulePlan:
    """The plan without what `module` consumes from `from_module`; `by` is the display name of who cut it.

    Without such a dependency (somebody was quicker) the plan comes back as it is. Raises `KeyError` when there is no
    module `module`; `from_module` may be one that does not exist.
    """
    consumer = plan.module(module)
    lost = [consumed.contract for consumed in consumer.consumes if consumed.module == from_module]
    if not lost:
        return plan
    what = ", ".join(f"“{one_line(contract)}”" for contract in dict.fromkeys(lost))
    who = f" (cut by {one_line(by)})" if by.strip() else ""
    needs = f"{OPEN_POINT}{module} no longer relies on {from_module}{who}. Agree how it gets what it used: {what}."
    gives = f"{OPEN_POINT}{module} no longer relies on this module{who}. It used: {what}."
    modules = []
    for each in plan.modules:
        if each.id == module:
            left = tuple(consumed for consumed in each.consumes if consumed.module != from_module)
            each = each.model_copy(update={"consumes": left, "technical": _with(each.technical, needs)})
        if each.id == from_module and from_module != module:
            each = each.model_copy(update={"out_of_scope": _with(each.out_of_scope, gives)})
        modules.append(each)
    made = Cut(module=module, from_module=from_module, by=one_line(by))
    return plan.model_copy(update={"modules": tuple(modules), "cuts": (*plan.cuts, made)})


def _with(lines: tuple[str, ...], line: str) -> tuple[str, ...]:
    return (*lines, clipped(line, 1900))


def _ids(plan: ModulePlan) -> tuple[str, ...]:
    return tuple(dict.fromkeys(module.id for module in plan.modules))
