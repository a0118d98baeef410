"""The technical tasks of a plan without a model: what product tasks need before they can work end to end.

They come from the technical specification and the module plan: what is stored, contracts between modules, systems of
others, where it runs, operational constraints, and the greatest risks. Each names the requirements that need it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.planning.clauses import capitalised, clipped, lowered
from bot.planning.sprints.drafts import LONGEST_TITLE, Draft
from bot.planning.sprints.estimates import technical_estimate, time_box
from bot.planning.sprints.ground import Ground
from bot.planning.sprints.plan import TaskKind
from bot.planning.technical.specification import Component, Entity, Interface, Layer, Operation, Risk

MOST_RISKS = 3
"""Risks that get a task of their own: the others stay in the technical specification, where their owners are."""

SETUP, DEPLOY, WATCH = "setup", "deploy", "watch"
"""Keys of the tasks that a plan has once."""

CONNECT, RISK = "connect/", "risk/"
"""How the keys of tasks begin that product tasks wait for by their requirements."""

_DEPLOYMENT = re.compile(r"deploy|hosting|where it runs|release", re.I)
_OBSERVABILITY = re.compile(r"observab|monitor|alert|logging|notice", re.I)
_MIGRATION = re.compile(r"migrat|roll-?out", re.I)
_FAILS_UNSEEN = re.compile(r"secur|recover|reliab|backup|privacy|migrat", re.I)
_DEGREE = {"low": 1, "medium": 2, "high": 3}
_WORTH_A_TASK = 6
"""Likelihood times impact (1 to 3 each) from which on a risk is tried out early."""


def riskiest(ground: Ground) -> tuple[str, ...]:
    """The requirements that the greatest risks, or the first assumption, are about: they are built early."""
    return tuple(dict.fromkeys(requirement for _, requirement in _risks(ground)))


class Foundation:
    """Writes the technical tasks; `order` is the order of the plan's requirements, the walking skeleton first."""

    def __init__(self, ground: Ground, order: Sequence[str]) -> None:
        self._ground = ground
        self._order = order
        self._skeleton = order[0]

    def setup(self) -> Draft:
        """What every other task stands on: the project, the test levels, the choices made."""
        technical = self._ground.technical
        levels = ", ".join(lowered(level.level) for level in technical.testing[:6]) or "the tests"
        chosen = "; ".join(f"{choice.id} {clipped(choice.chosen, 80)}" for choice in technical.choices[:8])
        stands = f" It stands on {chosen}." if chosen else ""
        return self._draft(
            SETUP,
            "Set up the project, its tests and the pipeline",
            (self._skeleton,),
            (Layer.OPERATIONS,),
            f"On a fresh check-out one command runs {levels}, and the pipeline turns red when one breaks.{stands}",
            parts=min(2, max(1, len(technical.testing))),
        )

    def schemas(self) -> tuple[Draft, ...]:
        """For each module that keeps something: the schema that its first product task writes to."""
        entities = {entity.name.casefold(): entity for entity in self._ground.technical.entities}
        found = []
        for module in self._ground.modules.modules:
            owned = self._in_order(self._ground.owned(module))
            if module.data and owned:
                kept = [entities[name.casefold()] for name in module.data if name.casefold() in entities]
                names = ", ".join(module.data)
                found.append(
                    self._draft(
                        f"schema/{module.id}",
                        f"Keep {names}: schema and first migration",
                        owned[:1],
                        (Layer.STORAGE,),
                        f"{names} can be stored and read back, and the migration runs on an empty and on a filled "
                        f"store.{_care(kept)}",
                        module=module.id,
                        needs=(SETUP,),
                        parts=len(module.data),
                    )
                )
        return tuple(found)

    def contracts(self) -> tuple[Draft, ...]:
        """For each module that others rely on: its contracts as tests, so that the others need not wait for it."""
        modules = self._ground.modules
        found = []
        for provider in modules.modules:
            consumed = [(m, c.contract) for m in modules.modules for c in m.consumes if c.module == provider.id]
            users = tuple(dict.fromkeys(module.id for module, _ in consumed if module.id != provider.id))
            names = tuple(dict.fromkeys(contract for _, contract in consumed))
            waiting = self._in_order(tuple(r for user in users for r in self._ground.owned(modules.module(user))))
            if users and waiting:
                keeps = bool(provider.data and self._ground.owned(provider))
                found.append(
                    self._draft(
                        f"contracts/{provider.id}",
                        f"Agree with {', '.join(users)} on {', '.join(names)}, as tests",
                        self._first_of_each(users),
                        (Layer.LOGIC,),
                        f"The example of each contract runs as a test on both sides, its errors included: "
                        f"{', '.join(names)}.",
                        module=provider.id,
                        needs=(f"schema/{provider.id}" if keeps else SETUP,),
                        parts=len(names),
                    )
                )
        return tuple(found)

    def connections(self) -> tuple[Draft, ...]:
        """For each system of others: one real call through, before anything is built on it."""
        technical = self._ground.technical
        systems: dict[str, tuple[Component, list[Interface]]] = {
            component.id: (component, []) for component in technical.components if component.external
        }
        for interface in technical.interfaces:
            provider = next((c for c in technical.components if c.id == interface.provider), None)
            if provider and (interface.external or provider.external):
                systems.setdefault(provider.id, (provider, []))[1].append(interface)
        return tuple(self._connection(component, interfaces) for component, interfaces in systems.values())

    def spikes(self) -> tuple[Draft, ...]:
        """For the greatest risks, or the first assumption: an attempt to find out early whether it is as feared."""
        return tuple(self._spike(number, text, about) for number, (text, about) in enumerate(_risks(self._ground), 1))

    def deploy(self) -> Draft:
        """The walking skeleton where people can reach it."""
        where = next((c.chosen for c in self._ground.technical.choices if _DEPLOYMENT.search(c.title)), "")
        constraints = [o for o in self._ground.technical.operations if _deployment(o)]
        return self._draft(
            DEPLOY,
            f"Put the first slice where it will run{f' ({clipped(where, 50)})' if where else ''}",
            (self._skeleton,),
            (Layer.OPERATIONS,),
            f"Somebody outside the team opens it there, and a new version gets there by one documented "
            f"step.{_constraints(constraints)}",
            needs=(f"{self._skeleton}/1",),
            parts=2,
        )

    def watch(self) -> Draft:
        """A way to notice that what is deployed fails."""
        constraints = [o for o in self._ground.technical.operations if _observability(o)]
        return self._draft(
            WATCH,
            "Notice a failure before people report it",
            (self._skeleton,),
            (Layer.OPERATIONS,),
            f"A failure that the team provokes reaches whoever runs it, with what is needed to find its "
            f"cause.{_constraints(constraints)}",
            needs=(DEPLOY,),
            parts=1,
        )

    def proofs(self) -> tuple[Draft, ...]:
        """For every quality with a measure, and for those that fail unseen: a run that shows that it holds.

        Each is tied to the requirement that it bears on most. Other constraints bind every task: the definition of
        done says so.
        """
        qualities: dict[str, list[Operation]] = {}
        for operation in self._ground.technical.operations:
            if not (_deployment(operation) or _observability(operation)) and _provable(operation):
                qualities.setdefault(operation.quality, []).append(operation)
        return tuple(self._proof(quality, operations) for quality, operations in qualities.items())

    def _proof(self, quality: str, operations: Sequence[Operation]) -> Draft:
        texts = " ".join(f"{operation.text.rstrip(' .')}." for operation in operations)
        measures = "; ".join(operation.measure for operation in operations if operation.measure)
        about = self._ground.nearest(f"{quality} {texts}", self._order[1:] or self._order)
        moving = _MIGRATION.search(quality)
        return self._draft(
            f"proof/{quality}",
            f"{'Carry over what exists' if moving else f'Prove {lowered(quality)}'}: {measures or texts.rstrip('.')}",
            (about,),
            (Layer.OPERATIONS,),
            f"A run that can be repeated shows it: {texts}{f' Measure: {measures}.' if measures else ''}",
            module=self._ground.module_of(about).id,
            needs=(f"{about}/1",),
            parts=1 + len(operations),
        )

    def _spike(self, number: int, text: str, requirement: str) -> Draft:
        response = next((r.response for r in self._ground.technical.risks if r.text == text and r.response), "")
        tried = f" What is done about it is tried: {response.rstrip(' .')}." if response else ""
        draft = self._draft(
            f"{RISK}{number}",
            f"Find out early: {text.rstrip(' .')}",
            (requirement,),
            (Layer.LOGIC,),
            f"The team has seen whether it is so, and {requirement} is planned with what it knows now.{tried}",
            module=self._ground.module_of(requirement).id,
        )
        return replace(draft, estimate=time_box())

    def _connection(self, component: Component, interfaces: Sequence[Interface]) -> Draft:
        technical, modules = self._ground.technical, self._ground.modules
        callers = {c.id for c in technical.components if component.id in c.uses} | {component.id}
        owner = next((m for m in modules.modules if callers & set(m.components)), None)
        about = self._in_order(component.answers)[:3] or (self._served(component, callers, interfaces),)
        names = ", ".join(interface.name for interface in interfaces) or component.name
        errors = [error for interface in interfaces for error in interface.errors]
        return self._draft(
            f"{CONNECT}{component.id}",
            f"Connect to {component.name}: one real call, and its errors",
            about,
            (Layer.INTEGRATION,),
            f"{names}: a real call goes through with the team's own access, and "
            f"{'these errors are told apart: ' + '; '.join(errors[:8]) if errors else 'an outage is told apart'}.",
            module=(owner or self._ground.module_of(about[0])).id,
            needs=(SETUP,),
            parts=len(interfaces),
            foreign=True,
        )

    def _served(self, component: Component, callers: set[str], interfaces: Sequence[Interface]) -> str:
        """The requirement that a system of others is most likely there for, among those that its callers answer."""
        answered = (r for c in self._ground.technical.components if c.id in callers for r in c.answers)
        texts = " ".join((component.name, component.text, *(f"{i.name} {i.text}" for i in interfaces)))
        return self._ground.nearest(texts, self._in_order(tuple(answered)) or self._order)

    def _draft(
        self,
        key: str,
        title: str,
        requirements: Sequence[str],
        layers: tuple[Layer, ...],
        done_when: str,
        *,
        module: str = "",
        needs: tuple[str, ...] = (),
        parts: int = 1,
        foreign: bool = False,
    ) -> Draft:
        return Draft(
            key=key,
            title=clipped(capitalised(title), LONGEST_TITLE),
            kind=TaskKind.TECHNICAL,
            module=module or self._ground.module_of(self._skeleton).id,
            requirements=tuple(requirements),
            layers=layers,
            estimate=technical_estimate(parts, foreign=foreign),
            done_when=clipped(done_when, 1900),
            needs=needs,
        )

    def _in_order(self, requirements: Sequence[str]) -> tuple[str, ...]:
        wanted = set(requirements)
        return tuple(requirement for requirement in self._order if requirement in wanted)

    def _first_of_each(self, modules: Sequence[str]) -> tuple[str, ...]:
        """The requirement with which each of the modules begins, in the order in which they are built."""
        firsts = [self._in_order(self._ground.owned(self._ground.modules.module(module)))[:1] for module in modules]
        return self._in_order(tuple(requirement for first in firsts for requirement in first))


def _risks(ground: Ground) -> tuple[tuple[str, str], ...]:
    """The risks worth a task, the greatest first, else the first assumption: its words, and what it is about."""
    if not ground.requirements:
        return ()

    def degree(risk: Risk) -> int:
        return _DEGREE.get(risk.likelihood.casefold(), 2) * _DEGREE.get(risk.impact.casefold(), 2)

    worth = sorted((r for r in ground.technical.risks if degree(r) >= _WORTH_A_TASK), key=lambda r: -degree(r))
    texts = [risk.text for risk in worth[:MOST_RISKS]]
    assumed = [a.text for a in (*ground.technical.assumptions, *ground.product.assumptions)]
    return tuple((text, ground.nearest(text)) for text in texts or assumed[:1])


def _deployment(operation: Operation) -> bool:
    return bool(_DEPLOYMENT.search(operation.quality))


def _observability(operation: Operation) -> bool:
    return bool(_OBSERVABILITY.search(operation.quality))


def _provable(operation: Operation) -> bool:
    return bool(operation.measure or _FAILS_UNSEEN.search(operation.quality))


def _constraints(operations: Sequence[Operation]) -> str:
    return "".join(f" {clipped(operation.text.rstrip(' .'), 300)}." for operation in operations)


def _care(entities: Sequence[Entity]) -> str:
    """What has to be kept in mind about the entities: how long they are kept, and what is personal."""
    kept = "".join(
        f" {entity.name} is kept {lowered(entity.retention.rstrip(' .'))}." for entity in entities if entity.retention
    )
    personal = ", ".join(entity.name for entity in entities if entity.personal)
    return kept + (f" Personal data: {personal}." if personal else "")
