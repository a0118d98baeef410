"""The modules: self-contained pieces of the product, each small enough to be built in one session of a coding model.

A module hides a decision that may change (Parnas), owns requirements and data, and meets its neighbours only through
contracts (`method.md`, "Modules"). Ids (`M-1`) are given by code, counted upwards and never used again.
"""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.planning.artefact import Derived, Part, Text
from bot.planning.technical.specification import ComponentId, RequirementId

ModuleId = Annotated[str, StringConstraints(pattern=r"^M-[1-9]\d*$")]

PACK_BUDGET = 4000
"""Tokens that a module's context pack may have unless the session says otherwise."""


class Contract(Part):
    """Something that a module provides to others: an operation with its types, its errors and one example."""

    name: Text
    purpose: Text
    inputs: tuple[Text, ...] = ()
    outputs: tuple[Text, ...] = ()
    errors: tuple[Text, ...] = ()
    example: str = ""


class Consumes(Part):
    """A contract of another module that a module relies on: a dependency, and why it is there."""

    module: ModuleId
    contract: Text
    why: str = ""


class Module(Part):
    """One module.

    `scope` is its one reason to exist; `requirements` are the `FR`s that it owns (each is owned by exactly one
    module); `interactions` what people do with it; `technical` its technical requirements; `components` the parts of
    the architecture that it is made of; `data` the entities that it alone changes.
    """

    id: ModuleId
    title: Text
    scope: Text
    requirements: tuple[RequirementId, ...] = ()
    interactions: tuple[Text, ...] = ()
    technical: tuple[Text, ...] = ()
    components: tuple[ComponentId, ...] = ()
    provides: tuple[Contract, ...] = ()
    consumes: tuple[Consumes, ...] = ()
    data: tuple[Text, ...] = ()
    done_when: tuple[Text, ...] = ()
    out_of_scope: tuple[Text, ...] = ()

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The modules that it relies on, each once, in order."""
        return tuple(dict.fromkeys(consumed.module for consumed in self.consumes))


class Cut(Part):
    """An edge of a cycle that the team cut: `module` no longer consumes from `from_module`; `by` is a display name."""

    module: ModuleId
    from_module: ModuleId
    by: str = ""


class ModulePlan(Derived):
    """All modules of a product. `next_module` is the number that the next new one gets."""

    modules: tuple[Module, ...] = ()
    cuts: tuple[Cut, ...] = ()
    pack_budget: Annotated[int, Field(ge=500, le=200_000)] = PACK_BUDGET
    next_module: int = 1

    def module(self, module_id: str) -> Module:
        """The module with that id. Raises `KeyError` when none has it."""
        for module in self.modules:
            if module.id == module_id:
                return module
        raise KeyError(module_id)

    def owners(self, requirement_id: str) -> tuple[str, ...]:
        """The modules that claim a requirement: one, if the plan is sound."""
        return tuple(module.id for module in self.modules if requirement_id in module.requirements)

    def edges(self) -> Iterable[tuple[str, str]]:
        """Every dependency as (module, the module it relies on), in order."""
        return ((module.id, other) for module in self.modules for other in module.depends_on)
