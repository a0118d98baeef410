"""A product specification from the verbatim answers, without a model.

It sorts, frames and cites what people said and adds no facts. What nobody said is said so: as a marked assumption (no
sources) in its section, and as an open question with an owner.
"""

from dataclasses import replace

from bot.planning.amendments import amended
from bot.planning.bank.loading import Bank, load
from bot.planning.clauses import clipped, plain
from bot.planning.interview import Interview
from bot.planning.material import Material, gather
from bot.planning.outline_gaps import assumptions, open_questions
from bot.planning.outline_sections import (
    audience,
    constraints,
    decisions,
    first_users,
    non_goals,
    outcome,
    problem,
    scope_decision,
    success,
    users,
    workflows,
)
from bot.planning.requirements import Setting, both_named, content_words, overlap, requirements
from bot.planning.specification import (
    Criterion,
    ProductSpecification,
    Requirement,
    SectionName,
    Statement,
)

_SAME_REQUIREMENT = 0.5


def begin(interview: Interview, written_by: str = "") -> ProductSpecification:
    """An empty draft to write the sections into: title, language and two placeholders that the overview replaces."""
    phrases = load(interview.language).phrases
    return ProductSpecification(
        title=clipped(plain(interview.title) or plain(interview.idea) or "Untitled", 200),
        problem=Statement(text=phrases["no_problem"]),
        outcome=Statement(text=phrases["no_outcome"]),
        language=interview.language,
        written_by=written_by,
    )


def section(
    interview: Interview, name: SectionName, draft: ProductSpecification, request: str = ""
) -> ProductSpecification:
    """`draft` with the section written from the interview.

    With `request`, the draft stays as it is but for what the request names (`amendments.amended`); applying the same
    request for every section changes it once.
    """
    if request.strip():
        return amended(draft, request, interview)
    return draft.model_copy(update=_written(interview, name, draft))


def _written(interview: Interview, name: SectionName, draft: ProductSpecification) -> dict[str, object]:
    bank = load(interview.language)
    material = gather(interview)
    setting = _setting(material, bank)
    match name:
        case SectionName.AUDIENCE:
            return {"audience": audience(material, bank)}
        case SectionName.WORKFLOWS:
            return {"workflows": workflows(material, setting)}
        case SectionName.FEATURES:
            return _features(material, setting, draft)
        case SectionName.CONSTRAINTS:
            return {"constraints": constraints(material, bank)}
        case SectionName.NON_GOALS:
            return {"non_goals": non_goals(material, setting)}
        case SectionName.OPEN_QUESTIONS:
            taken = assumptions(interview, bank)
            left_out = non_goals(material, setting)
            conflicts = both_named(requirements(material, setting, left_out), left_out)
            return {"assumptions": taken, "open_questions": open_questions(interview, material, bank, conflicts)}
        case SectionName.OVERVIEW:
            return {
                "problem": problem(material, bank),
                "outcome": outcome(material, bank),
                "decisions": (
                    *decisions(interview, material, bank),
                    *scope_decision(non_goals(material, setting), bank),
                ),
                "success": success(material, bank),
            }


def _setting(material: Material, bank: Bank) -> Setting:
    people = tuple(dict.fromkeys(said.author for facet in material.by_facet.values() for said in facet))
    draft = Setting(users(material, bank), (), bank, people, first_users(material))
    steps = workflows(material, draft)[0].steps if material.on("scenarios.main") else ()
    return replace(draft, steps=steps)


def _features(material: Material, setting: Setting, draft: ProductSpecification) -> dict[str, object]:
    """The requirements, each with the id that it had in the draft or else a new one, which is never used again."""
    found = requirements(material, setting, non_goals(material, setting)) or (_from_the_idea(material, setting),)
    left = list(draft.features)
    number = max([draft.next_requirement, *(int(r.id[3:]) + 1 for r in draft.features)])
    kept = []
    for requirement in found:
        same = _same(requirement, left)
        if same is not None:
            left.remove(same)
            kept.append(requirement.model_copy(update={"id": same.id}))
        else:
            kept.append(requirement.model_copy(update={"id": f"FR-{number}"}))
            number += 1
    return {"features": tuple(kept), "next_requirement": number}


def _same(requirement: Requirement, earlier: list[Requirement]) -> Requirement | None:
    for other in earlier:
        if other.text == requirement.text:
            return other
    mine = content_words(requirement.text)
    scored = [(overlap(mine, content_words(other.text)), other) for other in earlier]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if score >= _SAME_REQUIREMENT else None


def _from_the_idea(material: Material, setting: Setting) -> Requirement:
    phrases, idea = setting.bank.phrases, material.idea
    words = clipped(plain(idea.quote).replace("\n", " ") or "…", 300)
    return Requirement(
        id="FR-1",
        title=clipped(words, 60),
        text=phrases["idea_requirement"].format(idea=words),
        rationale=phrases["because_idea"],
        acceptance=(
            Criterion(
                given=phrases["given"].format(users=setting.users),
                when=phrases["when_asked"],
                then=phrases["then_idea"].format(name=idea.author_name or "somebody"),
            ),
        ),
        sources=(idea,) if idea.quote.strip() else (),
    )
