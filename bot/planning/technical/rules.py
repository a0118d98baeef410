"""The rules that a section of a technical specification must pass before a team sees it, whoever wrote it.

They look only for what makes a section useless or untrue (empty, invented, without reason, pointing nowhere); matters
of style are reported to people by `bot.planning.technical.checks` and refuse nothing.
"""

from collections.abc import Iterator, Sequence

from bot.planning.bank.loading import load
from bot.planning.interview import Interview
from bot.planning.language import surely_foreign
from bot.planning.outline_gaps import never_asked
from bot.planning.requirements import content_words
from bot.planning.specification import Statement
from bot.planning.technical.checks import TechnicalRule, technical_report
from bot.planning.technical.choices import is_decided
from bot.planning.technical.diagrams import container_diagram, sequence_diagram
from bot.planning.technical.parts import material_of, says_nothing
from bot.planning.technical.specification import Choice, TechnicalSection, TechnicalSpecification
from bot.planning.technical.statements import of_section, place_of

FEWEST_WORDS = 2
"""Content words beside its own name that a choice needs to give a reason."""

_FACETS: dict[TechnicalSection, tuple[str, ...]] = {
    TechnicalSection.ARCHITECTURE: ("architecture.parts",),
    TechnicalSection.CHOICES: ("stack.choices",),
    TechnicalSection.DATA: ("data.model",),
    TechnicalSection.OPERATIONS: ("deployment.where", "security.access", "performance.load", "recovery.failure"),
    TechnicalSection.TESTING: ("testing.proof",),
}
"""Where people spoke of a section's subject, so that it has something to quote."""

_POINTS_NOWHERE = (TechnicalRule.UNKNOWN_COMPONENT, TechnicalRule.UNKNOWN_REQUIREMENT, TechnicalRule.SAME_NAME)


def technical_refusals(spec: TechnicalSpecification, name: TechnicalSection, interview: Interview) -> tuple[str, ...]:
    """What speaks against the section `name` of `spec`, each in a sentence that a model can act on."""
    said = of_section(spec, name)
    if not said:
        may_be_empty = name is TechnicalSection.OPEN_QUESTIONS and all(q.contributions for q in interview.questions)
        return () if may_be_empty else ("The section is empty: write at least one entry.",)
    found = [
        *_twice(said),
        *_unsupported(said, name, interview),
        *_pointing_nowhere(spec, name, interview),
        *_without_choice(spec, name),
        *_not_drawn(spec, name),
    ]
    heard = (interview.idea, *(c.text for q in interview.questions for c in q.answer))
    given = {q.text for q in interview.questions}
    given |= {q.text for q in never_asked(interview, load(interview.language))}
    written = "\n".join(statement.text for statement in said if statement.text not in given)
    if surely_foreign(written, interview.language, heard):
        found.append(f"Write in the team's language ({interview.language}).")
    return tuple(found)


def _twice(said: Sequence[Statement]) -> Iterator[str]:
    texts = [f"{getattr(s, 'name', '')} {s.text}".casefold().split() for s in said]
    if len({" ".join(text) for text in texts}) < len(texts):
        yield "Two entries say the same: say everything once."


def _unsupported(said: Sequence[Statement], name: TechnicalSection, interview: Interview) -> Iterator[str]:
    """Everything assumed, although people spoke of it."""
    spoken = [s for s in material_of(interview).on(*_FACETS.get(name, ())) if not says_nothing(s.text)]
    if spoken and all(statement.assumed for statement in said):
        yield "Nothing here quotes what the team said: give each entry its sources, quoted letter by letter."


def _pointing_nowhere(spec: TechnicalSpecification, name: TechnicalSection, interview: Interview) -> Iterator[str]:
    """References to components and requirements that do not exist, and components that nobody can tell apart."""
    places = {place_of(statement, name) for statement in of_section(spec, name)}
    if name is TechnicalSection.DATA:
        places = {f"Data · {e.name}" for e in spec.entities} | {f"Flow · {f.name}" for f in spec.flows}
    for finding in technical_report(spec, interview):
        if finding.rule in _POINTS_NOWHERE and finding.place in places:
            yield f"{finding.place}: {finding.message}"


def _without_choice(spec: TechnicalSpecification, name: TechnicalSection) -> Iterator[str]:
    if name is not TechnicalSection.CHOICES:
        return
    for choice in spec.choices:
        if is_decided(choice) and not _has_a_reason(choice):
            yield f"{choice.title} gives no reason: say in “text” why {choice.chosen} was chosen, in the team's words."
        for alternative in choice.alternatives:
            if alternative.name.casefold() == choice.chosen.casefold():
                yield f"{choice.title}: {choice.chosen} cannot be chosen and turned down at once."
            elif not content_words(alternative.why_not) - content_words(alternative.name):
                yield f"{choice.title}: say why {alternative.name} was turned down."


def _has_a_reason(choice: Choice) -> bool:
    # What people said stands for itself, however short it is.
    own = content_words(f"{choice.title} {choice.chosen}")
    return bool(choice.sources) or len(content_words(choice.text) - own) >= FEWEST_WORDS


def _not_drawn(spec: TechnicalSpecification, name: TechnicalSection) -> Iterator[str]:
    if name is TechnicalSection.ARCHITECTURE and not container_diagram(spec):
        yield "The components cannot be drawn: name at least one."
    if name is TechnicalSection.DATA:
        for flow in spec.flows:
            if not sequence_diagram(flow, spec):
                yield f"The flow {flow.name} cannot be drawn: give it steps from one component to another."
