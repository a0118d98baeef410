"""What a technical specification has to hold to be built from, computed: nobody has to take a writer's word for it.

Sources of the rules: arc42 (building blocks, decisions, risks), MADR (options and reasons of a decision), ISO/IEC 25010
(qualities with measures), `method.md`, "Technical specification".
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from bot.planning.checks import Finding, Severity, is_in_record
from bot.planning.checks import statements as product_statements
from bot.planning.interview import Interview, QuestionState
from bot.planning.listening import says_something
from bot.planning.technical.choices import is_decided, nothing_weighed, without_why
from bot.planning.technical.measures import unmeasured
from bot.planning.technical.specification import Layer, TechnicalSection, TechnicalSpecification
from bot.planning.technical.statements import of_section, place_of, statements


class TechnicalRule(StrEnum):
    """What a finding on a technical specification is about."""

    SECTION_EMPTY = "section_empty"
    ID_REUSED = "id_reused"
    SAME_NAME = "same_name"
    UNKNOWN_COMPONENT = "unknown_component"
    UNKNOWN_REQUIREMENT = "unknown_requirement"
    REQUIREMENT_UNANSWERED = "requirement_unanswered"
    COMPONENT_ORPHAN = "component_orphan"
    NO_ALTERNATIVE = "no_alternative"
    NO_REASON = "no_reason"
    VAGUE = "vague"
    NO_SOURCE = "no_source"
    UNKNOWN_SOURCE = "unknown_source"
    ANSWER_LOST = "answer_lost"
    NO_OWNER = "no_owner"


_Check = Callable[[TechnicalSpecification, Interview], Iterator[Finding]]


def technical_report(spec: TechnicalSpecification, interview: Interview) -> tuple[Finding, ...]:
    """Every finding on the specification, in reading order of the rules; empty when nothing is to be said.

    `interview` is the technical one: it knows the approved product specification, which the requirements come from.
    """
    checks: tuple[_Check, ...] = (
        _sections,
        _ids,
        _names,
        _references,
        _unanswered,
        _orphans,
        _choices,
        _wording,
        _sources,
        _answers,
        _owners,
    )
    return tuple(finding for check in checks for finding in check(spec, interview))


def _sections(spec: TechnicalSpecification, interview: Interview) -> Iterator[Finding]:
    for name in TechnicalSection:
        # Where everything was answered, nothing is open, and where nothing is uncertain, nothing is a risk.
        may_be_empty = name in (TechnicalSection.OPEN_QUESTIONS, TechnicalSection.RISKS)
        if not of_section(spec, name) and not may_be_empty:
            message = "The section is empty: say who has to fill it, or that nothing is known."
            yield Finding(TechnicalRule.SECTION_EMPTY, name.heading, message)


def _ids(spec: TechnicalSpecification, interview: Interview) -> Iterator[Finding]:
    kinds: tuple[tuple[str, int, Sequence[str]], ...] = (
        ("C-", spec.next_component, [c.id for c in spec.components]),
        ("TD-", spec.next_choice, [c.id for c in spec.choices]),
        ("IF-", spec.next_interface, [i.id for i in spec.interfaces]),
    )
    for prefix, following, ids in kinds:
        for identifier, count in Counter(ids).items():
            if count > 1:
                message = f"{count} entries have this id; give all but one a new one."
                yield Finding(TechnicalRule.ID_REUSED, identifier, message)
            if int(identifier.removeprefix(prefix)) >= following:
                message = f"The next new one would get this id again (next is {prefix}{following})."
                yield Finding(TechnicalRule.ID_REUSED, identifier, message)


def _names(spec: TechnicalSpecification, interview: Interview) -> Iterator[Finding]:
    counted = Counter(" ".join(c.name.casefold().split()) for c in spec.components)
    for component in spec.components:
        if counted[" ".join(component.name.casefold().split())] > 1:
            message = f"Two components are called “{component.name}”: nobody can tell which one is meant."
            yield Finding(TechnicalRule.SAME_NAME, component.id, message)


def _references(spec: TechnicalSpecification, interview: Interview) -> Iterator[Finding]:
    known = {component.id for component in spec.components}
    required = set(interview.product.requirement_ids) if interview.product else set()
    for place, components, requirements in _pointing(spec):
        for identifier in dict.fromkeys(c for c in components if c not in known):
            message = f"It names {identifier}, and there is no such component."
            yield Finding(TechnicalRule.UNKNOWN_COMPONENT, place, message)
        for identifier in dict.fromkeys(r for r in requirements if r not in required):
            message = f"It answers {identifier}, and the product specification holds no such requirement."
            yield Finding(TechnicalRule.UNKNOWN_REQUIREMENT, place, message)


def _pointing(spec: TechnicalSpecification) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """Every place with the components and the requirements that it points at."""
    for component in spec.components:
        yield component.id, component.uses, component.answers
    for entity in spec.entities:
        yield f"Data · {entity.name}", (entity.owner,) if entity.owner else (), ()
    for flow in spec.flows:
        yield f"Flow · {flow.name}", [end for step in flow.steps for end in (step.source, step.target)], flow.answers
    for interface in spec.interfaces:
        yield interface.id, (interface.provider,), ()


def _unanswered(spec: TechnicalSpecification, interview: Interview) -> Iterator[Finding]:
    """Requirements without a part. Listed as an open question with an owner it is known, and somebody's to settle."""
    for identifier in spec.unanswered(interview.product.requirement_ids if interview.product else ()):
        asked = any(_speaks_of(question.text, identifier) and question.owner for question in spec.open_questions)
        message = (
            "No component answers it yet; it is listed as an open question."
            if asked
            else "No component answers it, and it is not among the open questions."
        )
        severity = Severity.WARNING if asked else Severity.ERROR
        yield Finding(TechnicalRule.REQUIREMENT_UNANSWERED, identifier, message, severity)


def _speaks_of(text: str, identifier: str) -> bool:
    return identifier in text.replace("(", " ").replace(",", " ").replace(".", " ").replace("?", " ").split()


def _orphans(spec: TechnicalSpecification, interview: Interview) -> Iterator[Finding]:
    """Components that answer nothing and that nobody calls. What keeps the others running is called by nobody."""
    called = {used for component in spec.components for used in component.uses if used != component.id}
    for component in spec.components:
        if component.layer is not Layer.OPERATIONS and not component.answers and component.id not in called:
            message = f"“{component.name}” answers no requirement and no component calls it: what is it for?"
            yield Finding(TechnicalRule.COMPONENT_ORPHAN, component.id, message, Severity.WARNING)


def _choices(spec: TechnicalSpecification, interview: Interview) -> Iterator[Finding]:
    for choice in spec.choices:
        if not choice.alternatives or (nothing_weighed(choice) and is_decided(choice)):
            message = f"Nobody named an alternative to {choice.chosen}: ask what else was weighed."
            yield Finding(TechnicalRule.NO_ALTERNATIVE, choice.id, message, Severity.WARNING)
        for alternative in choice.alternatives:
            if without_why(alternative):
                message = f"Nobody said why {alternative.name} was turned down."
                yield Finding(TechnicalRule.NO_REASON, choice.id, message, Severity.WARNING)


def _wording(spec: TechnicalSpecification, interview: Interview) -> Iterator[Finding]:
    for operation in spec.operations:
        vague = () if operation.measure.strip() else unmeasured(operation.text)
        if vague:
            place = f"{TechnicalSection.OPERATIONS.heading} · {operation.quality}"
            message = f"“{', '.join(vague)}” can be read in two ways: put a number to it."
            yield Finding(TechnicalRule.VAGUE, place, message, Severity.WARNING)


def _sources(spec: TechnicalSpecification, interview: Interview) -> Iterator[Finding]:
    # What the approved product specification cites was checked when it was approved.
    product = interview.product
    approved = {s for _, statement in product_statements(product) for s in statement.sources} if product else set()
    for place, statement in statements(spec):
        for source in statement.sources:
            if source not in approved and not is_in_record(source, interview):
                message = f"It cites {source.label} ({source.author_name}), where nobody said “{source.quote[:60]}”."
                yield Finding(TechnicalRule.UNKNOWN_SOURCE, place, message)
    for name in (TechnicalSection.ARCHITECTURE, TechnicalSection.CHOICES):
        for entry in of_section(spec, name):
            if entry.assumed:
                message = "No answer supports it: ask the team, or keep it as a marked assumption."
                yield Finding(TechnicalRule.NO_SOURCE, place_of(entry, name), message, Severity.WARNING)


def _answers(spec: TechnicalSpecification, interview: Interview) -> Iterator[Finding]:
    cited = {source.question for _, statement in statements(spec) for source in statement.sources}
    cited |= {assumption.question for assumption in spec.assumptions}
    for question in interview.questions:
        spoken = any(says_something(c, question, interview) for c in question.answer)
        if question.state is QuestionState.ANSWERED and spoken and question.number not in cited:
            message = "It was answered, and nothing in the document cites it."
            yield Finding(TechnicalRule.ANSWER_LOST, question.label, message)


def _owners(spec: TechnicalSpecification, interview: Interview) -> Iterator[Finding]:
    """Open questions and risks that nobody has to settle."""
    for section, entries in (
        (TechnicalSection.OPEN_QUESTIONS, spec.open_questions),
        (TechnicalSection.RISKS, spec.risks),
    ):
        for entry in entries:
            if not entry.owner.strip():
                message = f"Nobody owns it: “{entry.text[:80]}”"
                yield Finding(TechnicalRule.NO_OWNER, section.heading, message, Severity.WARNING)
