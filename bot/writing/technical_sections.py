"""From a model's answer for a section to the technical specification: ids, sources and what must not get lost.

A model may keep an id by naming it; it can neither invent nor reuse one. What the answer forgets of components, choices
and interfaces stays, unless it says that it is to go; a requirement that it forgets goes to the components that speak
of it; open questions that code knows of are there in any case.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from bot.planning.interview import Interview
from bot.planning.parked import parked
from bot.planning.specification import Assumption, OpenQuestion, Statement
from bot.planning.technical.architecture import answered_by
from bot.planning.technical.gaps import parts_missing
from bot.planning.technical.outline import product_of
from bot.planning.technical.references import sound
from bot.planning.technical.specification import (
    Choice,
    Component,
    DataFlow,
    Entity,
    Interface,
    Operation,
    Risk,
    TechnicalSection,
    TechnicalSpecification,
    TestLevel,
)
from bot.writing import technical_schemas as schemas
from bot.writing.model_errors import UnusableError
from bot.writing.schemas import OpenQuestionsSection, StatementAnswer
from bot.writing.sections import open_entries
from bot.writing.statements import folded, statement, statements

Identified = TypeVar("Identified", Component, Choice, Interface)

_FIELDS: dict[TechnicalSection, tuple[str, ...]] = {
    TechnicalSection.OVERVIEW: ("title", "context"),
    TechnicalSection.ARCHITECTURE: ("components",),
    TechnicalSection.CHOICES: ("choices",),
    TechnicalSection.DATA: ("entities", "flows"),
    TechnicalSection.INTERFACES: ("interfaces",),
    TechnicalSection.OPERATIONS: ("operations",),
    TechnicalSection.TESTING: ("testing",),
    TechnicalSection.RISKS: ("risks",),
    TechnicalSection.OPEN_QUESTIONS: ("open_questions", "assumptions"),
}


def with_technical_section(
    draft: TechnicalSpecification, answer: schemas.TechnicalAnswer, interview: Interview
) -> TechnicalSpecification:
    """`draft` with the section that `answer` holds, everything else untouched but for what pointed at what is gone.

    Raises `UnusableError` when components call others that the answer does not name.
    """
    builder = _Builder(draft, interview)
    match answer:
        case schemas.ContextSection():
            changes: dict[str, Any] = {"context": statement(Statement, (draft.context,), answer.context, interview)}
        case schemas.ArchitectureSection():
            return builder.architecture(answer)
        case schemas.ChoicesSection():
            kept, number = builder.identified(Choice, draft.choices, answer.choices, answer.removed, draft.next_choice)
            changes = {"choices": kept, "next_choice": number}
        case schemas.DataSection():
            changes = {
                "entities": tuple(builder.entity(each) for each in answer.entities),
                "flows": tuple(builder.flow(each) for each in answer.flows),
            }
        case schemas.InterfacesSection():
            found, number = builder.identified(
                Interface, draft.interfaces, answer.interfaces, answer.removed, draft.next_interface
            )
            changes = {"interfaces": found, "next_interface": number}
        case schemas.OperationsSection():
            changes = {"operations": statements(Operation, draft.operations, answer.operations, interview)}
        case schemas.TestingSection():
            changes = {"testing": statements(TestLevel, draft.testing, answer.testing, interview)}
        case schemas.RisksSection():
            changes = {"risks": builder.risks(answer)}
        case OpenQuestionsSection():
            changes = builder.open_questions(answer)
    return draft.model_copy(update=changes)


def technical_content(draft: TechnicalSpecification, name: TechnicalSection) -> dict[str, Any]:
    """The part of the draft that a section holds, by field, as plain data."""
    whole = draft.model_dump(mode="json")
    return {field: whole[field] for field in _FIELDS[name]}


class _Builder:
    def __init__(self, draft: TechnicalSpecification, interview: Interview) -> None:
        self._draft = draft
        self._interview = interview

    def architecture(self, answer: schemas.ArchitectureSection) -> TechnicalSpecification:
        """The components with settled ids and calls; what pointed at one that is gone points elsewhere."""
        draft, product = self._draft, product_of(self._interview)
        plain, number = self.identified(
            Component, draft.components, answer.components, answer.removed, draft.next_component
        )
        calls = _calls(answer.components, plain)
        named = {component.id for component in plain if folded(component.name) in calls}
        parts = tuple(c.model_copy(update={"uses": calls[folded(c.name)]}) if c.id in named else c for c in plain)
        answered = {requirement for part in parts for requirement in part.answers}
        forgotten = [r for r in product.features if r.id not in answered]
        more = answered_by(parts, forgotten)
        parts = tuple(c.model_copy(update={"answers": (*c.answers, *more[c.id])}) for c in parts)
        changed = draft.model_copy(update={"components": parts, "next_component": number})
        gone = {c.id for c in draft.components} - {c.id for c in parts}
        return sound(changed, product) if gone else changed

    def identified(
        self,
        kind: type[Identified],
        before: Sequence[Identified],
        answers: Iterable[StatementAnswer],
        removed: Iterable[str],
        following: int,
    ) -> tuple[tuple[Identified, ...], int]:
        """What has ids, settled, and the number after the last. Ids count upwards and are never used again."""
        prefix = {Component: "C", Choice: "TD", Interface: "IF"}[kind]
        known = {one.id: one for one in before}
        gone = {label for label in removed if label in known}
        kept: dict[str, Identified] = {}
        new: list[Identified] = []
        for each in answers:
            old = known.get(getattr(each, "id", ""))
            if old and old.id not in kept and old.id not in gone:
                kept[old.id] = self._one(kind, each, old.id, old)
            else:
                new.append(self._one(kind, each, f"{prefix}-{following}", None))
                following += 1
        stay: list[Identified] = [kept.get(one.id, one) for one in before if one.id not in gone]
        return tuple(stay + new), following

    def entity(self, answer: schemas.EntityAnswer) -> Entity:
        owner = answer.owner or None
        return statement(Entity, self._draft.entities, answer, self._interview, owner=owner)

    def flow(self, answer: schemas.FlowAnswer) -> DataFlow:
        answers = _ids(answer.answers)
        return statement(DataFlow, self._draft.flows, answer, self._interview, answers=answers)

    def risks(self, answer: schemas.RisksSection) -> tuple[Risk, ...]:
        """The risks; who nobody named owns nothing, so the session's owner does."""
        found = statements(Risk, self._draft.risks, answer.risks, self._interview)
        owner = self._interview.owner_name
        return tuple(risk if risk.owner else risk.model_copy(update={"owner": owner}) for risk in found)

    def open_questions(self, answer: OpenQuestionsSection) -> dict[str, Any]:
        """What the model lists, and what code knows to be open: questions, requirements without a part, parked ones."""
        interview, draft = self._interview, self._draft
        listed, assumed = open_entries(draft.open_questions, answer, interview)
        product = product_of(interview)
        known: list[OpenQuestion] = [*parts_missing(interview, product, draft), *parked(interview)]
        said = {folded(each.text) for each in listed}
        listed += [each for each in known if folded(each.text) not in said]
        taken: tuple[Assumption, ...] = tuple(assumed)
        return {"open_questions": tuple(listed), "assumptions": taken}

    def _one(
        self, kind: type[Identified], answer: StatementAnswer, identifier: str, old: Identified | None
    ) -> Identified:
        settled: dict[str, Any] = {"id": identifier}
        if isinstance(answer, schemas.ComponentAnswer):
            # Calls are settled when every component has its id.
            settled |= {"answers": _ids(answer.answers), "uses": ()}
        built = statement(kind, (old,) if old else (), answer, self._interview, **settled)
        # A change that quotes nobody keeps what it was changed from: those messages still stand behind it.
        return built if built.sources or old is None else built.model_copy(update={"sources": old.sources})


def _calls(answers: Iterable[schemas.ComponentAnswer], parts: Sequence[Component]) -> dict[str, tuple[str, ...]]:
    """The ids that each component of the answer calls, by its folded name."""
    by_name = {folded(part.name): part.id for part in parts} | {folded(part.id): part.id for part in parts}
    calls: dict[str, tuple[str, ...]] = {}
    for answer in answers:
        unknown = [name for name in answer.uses if folded(name) not in by_name]
        if unknown:
            names = ", ".join(part.name for part in parts)
            raise UnusableError(
                "The model's components call others that do not exist.",
                reason=f"{answer.name} uses “{unknown[0]}”, which is no component. Components are: {names}.",
                answer="",
            )
        own = by_name[folded(answer.name)]
        used = (by_name[folded(name)] for name in answer.uses)
        calls[folded(answer.name)] = tuple(dict.fromkeys(each for each in used if each != own))
    return calls


def _ids(answers: Iterable[str]) -> tuple[str, ...]:
    """The ids that were given, each once, without the `""` that stands for none."""
    return tuple(dict.fromkeys(each for each in answers if each))
