"""From a model's answer for a section to the specification: ids, sources and what must not get lost are settled here.

A model may keep a requirement's id by naming it; it can neither invent nor reuse one. What stays word for word as it
was keeps its sources. A requirement that the answer forgets stays, unless the answer says that it is to go.
"""

from typing import Any

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
from bot.writing.statements import folded, statement, statements


def with_section(
    draft: ProductSpecification, answer: schemas.SectionAnswer, interview: Interview
) -> ProductSpecification:
    """`draft` with the section that `answer` holds, everything else untouched."""
    builder = _Builder(draft, interview)
    match answer:
        case schemas.OverviewSection():
            changes = builder.overview(answer)
        case schemas.AudienceSection():
            changes = {"audience": statements(Audience, draft.audience, answer.audience, interview)}
        case schemas.WorkflowsSection():
            changes = {"workflows": statements(Workflow, draft.workflows, answer.workflows, interview)}
        case schemas.FeaturesSection():
            changes = builder.features(answer)
        case schemas.ConstraintsSection():
            changes = {"constraints": statements(Statement, draft.constraints, answer.constraints, interview)}
        case schemas.NonGoalsSection():
            changes = {"non_goals": statements(NonGoal, draft.non_goals, answer.non_goals, interview)}
        case schemas.OpenQuestionsSection():
            listed, assumed = open_entries(draft.open_questions, answer, interview)
            changes = {"open_questions": tuple(listed), "assumptions": tuple(assumed)}
    return draft.model_copy(update=changes)


def content(draft: ProductSpecification, name: SectionName) -> dict[str, Any]:
    """The part of the draft that a section holds, by field, as plain data."""
    fields = {
        SectionName.OVERVIEW: ("title", "problem", "outcome", "decisions", "success"),
        SectionName.OPEN_QUESTIONS: ("open_questions", "assumptions"),
    }.get(name, (name.value,))
    whole = draft.model_dump(mode="json")
    return {field: whole[field] for field in fields}


def open_entries(
    before: tuple[OpenQuestion, ...], answer: schemas.OpenQuestionsSection, interview: Interview
) -> tuple[list[OpenQuestion], list[Assumption]]:
    """What the model lists, every skipped or unknown question that it forgot, and what was never talked about."""
    listed = list(statements(OpenQuestion, before, answer.open_questions, interview))
    assumed = [
        Assumption(text=one_line(a.text), breaks=one_line(a.breaks), question=_existing(a.question, interview))
        for a in answer.assumptions
    ]
    named = {numbered(s.label) for each in answer.open_questions for s in each.sources}
    for question in interview.questions:
        unknown = question.state is QuestionState.UNKNOWN
        if question.number in named or not (unknown or question.state is QuestionState.SKIPPED):
            continue
        if unknown and any(a.question == question.number for a in assumed):
            continue
        if unknown and question.recommended:
            assumed.append(Assumption(text=question.recommended, question=question.number))
        else:
            listed.append(OpenQuestion(text=question.text, owner=interview.owner_name))
    said = {folded(each.text) for each in listed}
    never = never_asked(interview, bank.load(interview.language))
    listed.extend(each for each in never if folded(each.text) not in said)
    return listed, assumed


def _existing(label: str, interview: Interview) -> int:
    number = numbered(label)
    return number if number and any(q.number == number for q in interview.questions) else 0


class _Builder:
    def __init__(self, draft: ProductSpecification, interview: Interview) -> None:
        self._draft = draft
        self._interview = interview

    def overview(self, answer: schemas.OverviewSection) -> dict[str, Any]:
        draft, interview = self._draft, self._interview
        return {
            "title": one_line(answer.title),
            "problem": statement(Statement, (draft.problem,), answer.problem, interview),
            "outcome": statement(Statement, (draft.outcome,), answer.outcome, interview),
            "decisions": statements(Decision, draft.decisions, answer.decisions, interview),
            "success": statements(Statement, draft.success, answer.success, interview),
        }

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


def _same(old: Requirement, answer: schemas.RequirementAnswer) -> bool:
    """Whether the answer only repeats the requirement (sources aside: those are better kept than guessed again)."""
    said = answer.model_dump(mode="json", exclude={"sources", "id"})
    return said == old.model_dump(mode="json", exclude={"sources", "id"})
