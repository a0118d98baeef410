"""From a model's answer for a section to the specification: ids, sources and what must not get lost are settled here.

A model may keep a requirement's id by naming it; it can neither invent nor reuse one. What stays word for word as it
was keeps its sources. A requirement that the answer forgets stays, unless the answer says that it is to go.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from bot.planning import bank
from bot.planning.interview import Interview, QuestionState
from bot.planning.outline_gaps import never_asked
from bot.planning.specification import (
    Assumption,
    Audience,
    Criterion,
    Decision,
    NonGoal,
    OpenQuestion,
    ProductSpecification,
    Requirement,
    SectionName,
    Statement,
    Workflow,
)
from bot.planning.visible_text import one_line
from bot.writing import schemas
from bot.writing.sources import numbered, resolved

Kind = TypeVar("Kind", bound=Statement)


def with_section(
    draft: ProductSpecification, answer: schemas.SectionAnswer, interview: Interview
) -> ProductSpecification:
    """`draft` with the section that `answer` holds, everything else untouched."""
    builder = _Builder(draft, interview)
    match answer:
        case schemas.OverviewSection():
            changes = builder.overview(answer)
        case schemas.AudienceSection():
            changes = {"audience": builder.statements(Audience, draft.audience, answer.audience)}
        case schemas.WorkflowsSection():
            changes = {"workflows": builder.statements(Workflow, draft.workflows, answer.workflows)}
        case schemas.FeaturesSection():
            changes = builder.features(answer)
        case schemas.ConstraintsSection():
            changes = {"constraints": builder.statements(Statement, draft.constraints, answer.constraints)}
        case schemas.NonGoalsSection():
            changes = {"non_goals": builder.statements(NonGoal, draft.non_goals, answer.non_goals)}
        case schemas.OpenQuestionsSection():
            changes = builder.open_questions(answer)
    return draft.model_copy(update=changes)


def content(draft: ProductSpecification, name: SectionName) -> dict[str, Any]:
    """The part of the draft that a section holds, by field, as plain data."""
    fields = {
        SectionName.OVERVIEW: ("title", "problem", "outcome", "decisions", "success"),
        SectionName.OPEN_QUESTIONS: ("open_questions", "assumptions"),
    }.get(name, (name.value,))
    whole = draft.model_dump(mode="json")
    return {field: whole[field] for field in fields}


class _Builder:
    def __init__(self, draft: ProductSpecification, interview: Interview) -> None:
        self._draft = draft
        self._interview = interview

    def overview(self, answer: schemas.OverviewSection) -> dict[str, Any]:
        draft = self._draft
        return {
            "title": one_line(answer.title),
            "problem": self._statement(Statement, (draft.problem,), answer.problem),
            "outcome": self._statement(Statement, (draft.outcome,), answer.outcome),
            "decisions": self.statements(Decision, draft.decisions, answer.decisions),
            "success": self.statements(Statement, draft.success, answer.success),
        }

    def statements(
        self, kind: type[Kind], before: Iterable[Kind], answers: Iterable[schemas.StatementAnswer]
    ) -> tuple[Kind, ...]:
        before = tuple(before)
        built = (self._statement(kind, before, answer) for answer in answers)
        return tuple({(_folded(each.text), getattr(each, "name", "")): each for each in built}.values())

    def features(self, answer: schemas.FeaturesSection) -> dict[str, Any]:
        """The requirements with settled ids. Ids count upwards and are never used again."""
        before = {requirement.id: requirement for requirement in self._draft.features}
        removed = {label for label in answer.removed if label in before}
        kept: dict[str, Requirement] = {}
        new: list[Requirement] = []
        following = self._draft.next_requirement
        for each in answer.features:
            old = before.get(each.id)
            if old and old.id not in kept and old.id not in removed:
                kept[old.id] = old if _same(old, each) else self._requirement(each, old.id, old)
            else:
                new.append(self._requirement(each, f"FR-{following}", None))
                following += 1
        stay = [kept.get(id_, requirement) for id_, requirement in before.items() if id_ not in removed]
        return {"features": (*stay, *new), "next_requirement": following}

    def open_questions(self, answer: schemas.OpenQuestionsSection) -> dict[str, Any]:
        """What the model lists, every skipped or unknown question that it forgot, and what was never talked about."""
        listed = list(self.statements(OpenQuestion, self._draft.open_questions, answer.open_questions))
        assumed = [
            Assumption(text=one_line(a.text), breaks=one_line(a.breaks), question=self._existing(a.question))
            for a in answer.assumptions
        ]
        named = {numbered(s.label) for each in answer.open_questions for s in each.sources}
        for question in self._interview.questions:
            unknown = question.state is QuestionState.UNKNOWN
            if question.number in named or not (unknown or question.state is QuestionState.SKIPPED):
                continue
            if unknown and any(a.question == question.number for a in assumed):
                continue
            if unknown and question.recommended:
                assumed.append(Assumption(text=question.recommended, question=question.number))
            else:
                listed.append(OpenQuestion(text=question.text, owner=self._interview.owner_name))
        said = {_folded(each.text) for each in listed}
        never = never_asked(self._interview, bank.load(self._interview.language))
        listed.extend(each for each in never if _folded(each.text) not in said)
        return {"open_questions": tuple(listed), "assumptions": tuple(assumed)}

    def _requirement(self, answer: schemas.RequirementAnswer, id_: str, old: Requirement | None) -> Requirement:
        sources = resolved(self._interview, answer.sources)
        return Requirement(
            id=id_,
            title=one_line(answer.title),
            text=one_line(answer.text),
            rationale=one_line(answer.rationale),
            priority=answer.priority,
            acceptance=tuple(
                Criterion(given=one_line(c.given), when=one_line(c.when), then=one_line(c.then))
                for c in answer.acceptance
            ),
            sources=sources or (old.sources if old else ()),
        )

    def _statement(self, kind: type[Kind], before: tuple[Kind, ...], answer: schemas.StatementAnswer) -> Kind:
        values = answer.model_dump(exclude={"sources"})
        values = {key: _clean_all(value) for key, value in values.items()}
        sources = resolved(self._interview, answer.sources)
        for old in before:
            if _folded(old.text) == _folded(values["text"]):
                sources = sources or old.sources
        return kind(**values, sources=sources)

    def _existing(self, label: str) -> int:
        number = numbered(label)
        return number if number and any(q.number == number for q in self._interview.questions) else 0


def _same(old: Requirement, answer: schemas.RequirementAnswer) -> bool:
    """Whether the answer only repeats the requirement (sources aside: those are better kept than guessed again)."""
    said = answer.model_dump(mode="json", exclude={"sources", "id"})
    return said == old.model_dump(mode="json", exclude={"sources", "id"})


def _clean_all(value: Any) -> Any:
    return one_line(value) if isinstance(value, str) else tuple(map(one_line, value))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
