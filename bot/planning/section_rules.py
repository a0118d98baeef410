"""The rules that a section must pass before a team sees it, whoever wrote it.

They look only for what makes a section useless or untrue (empty, invented, copied, not testable); matters of style
are reported to people by `bot.planning.checks` and refuse nothing.
"""

from collections.abc import Sequence

from bot.planning.bank import load
from bot.planning.interview import Interview
from bot.planning.language import primary, surely_foreign
from bot.planning.outline_gaps import never_asked
from bot.planning.specification import ProductSpecification, SectionName, Statement

_SHALL = {"en": "shall"}
"""The word that makes a sentence an obligation (EARS), for the languages where it is known."""


def section_refusals(spec: ProductSpecification, name: SectionName, interview: Interview) -> tuple[str, ...]:
    """What speaks against the section `name` of `spec`, each in a sentence that a model can act on."""
    found: list[str] = []
    said = _statements(spec, name)
    if not said and not (name is SectionName.OPEN_QUESTIONS and _nothing_is_open(interview)):
        return ("The section is empty: write at least one entry.",)
    texts = [" ".join(statement.text.casefold().split()) for statement in said]
    if len(set(texts)) < len(texts):
        found.append("Two entries say the same: say everything once.")
    if name in (SectionName.AUDIENCE, SectionName.WORKFLOWS, SectionName.FEATURES) and all(s.assumed for s in said):
        found.append("Nothing here quotes what the team said: give each entry its sources, quoted letter by letter.")
    if name is SectionName.FEATURES:
        found.extend(_not_obligations(spec, interview.language))
    heard = (interview.idea, *(c.text for q in interview.questions for c in q.answer))
    written = "\n".join(statement.text for statement in said if statement.text not in _given(interview))
    if surely_foreign(written, interview.language, heard):
        found.append(f"Write in the team's language ({interview.language}).")
    return tuple(found)


def _given(interview: Interview) -> frozenset[str]:
    """Texts that code puts into a section as they stand; the bank may know them in another language only."""
    never = never_asked(interview, load(interview.language))
    return frozenset((*(q.text for q in interview.questions), *(each.text for each in never)))


def _statements(spec: ProductSpecification, name: SectionName) -> Sequence[Statement]:
    match name:
        case SectionName.OVERVIEW:
            return (spec.problem, spec.outcome)
        case SectionName.AUDIENCE:
            return spec.audience
        case SectionName.WORKFLOWS:
            return spec.workflows
        case SectionName.FEATURES:
            return spec.features
        case SectionName.CONSTRAINTS:
            return spec.constraints
        case SectionName.NON_GOALS:
            return spec.non_goals
        case SectionName.OPEN_QUESTIONS:
            return (*spec.open_questions, *(Statement(text=a.text) for a in spec.assumptions))


def _not_obligations(spec: ProductSpecification, language: str) -> list[str]:
    shall = _SHALL.get(primary(language))
    if not shall:
        return []
    found = []
    for requirement in spec.features:
        count = requirement.text.casefold().split().count(shall)
        if count == 0:
            found.append(f"{requirement.id} is no requirement yet: write “The product {shall} …”.")
        elif count > 1:
            found.append(f"{requirement.id} holds {count} obligations: split it.")
    return found


def _nothing_is_open(interview: Interview) -> bool:
    return all(question.contributions for question in interview.questions)
