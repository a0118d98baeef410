"""What a product specification has to hold to be published, computed: nobody has to take a writer's word for it.

Sources of the rules: INCOSE, *Guide to Writing Requirements*, and ISO/IEC/IEEE 29148 (singular, unambiguous,
verifiable, free of design); `method.md`, "Product specification".
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.planning.clauses import plain
from bot.planning.interview import Interview, QuestionState
from bot.planning.listening import says_something
from bot.planning.requirements import content_words, overlap
from bot.planning.specification import IDEA, REVIEW, SIX_SECTIONS, ProductSpecification, SectionName, Source, Statement
from bot.planning.words import technology_words, vague_words, without_number

DUPLICATE = 0.85
"""Share of common content words from which on two requirements are reported as one."""


class Severity(StrEnum):
    """An `ERROR` breaks a promise of the method; a `WARNING` asks a person to look; an `INFO` is good to know."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Rule(StrEnum):
    """What a finding is about."""

    SECTION_EMPTY = "section_empty"
    ID_REUSED = "id_reused"
    NO_SOURCE = "no_source"
    UNKNOWN_SOURCE = "unknown_source"
    VAGUE = "vague"
    TECHNOLOGY = "technology"
    NOT_SINGULAR = "not_singular"
    DUPLICATE = "duplicate"
    SKIPPED_LOST = "skipped_lost"
    ANSWER_LOST = "answer_lost"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be: where (`FR-3`, a heading, `Q4`), and in a sentence what to do.

    `rule` is the value of a `Rule`, or of one of the rules of another artefact.
    """

    rule: str
    place: str
    message: str
    severity: Severity = Severity.ERROR

    @property
    def key(self) -> str:
        """The same for the same finding in every version: what somebody said about it stays said."""
        told = f"{self.rule}\n{self.place}\n{self.message}"
        return hashlib.sha256(told.encode(errors="replace")).hexdigest()[:16]


def report(spec: ProductSpecification, interview: Interview) -> tuple[Finding, ...]:
    """Every finding on the specification, in reading order of the rules; empty when nothing is to be said."""
    checks: tuple[Callable[[ProductSpecification, Interview], Iterator[Finding]], ...] = (
        _sections,
        _ids,
        _sources,
        _wording,
        _duplicates,
        _skipped,
        _answers,
    )
    return tuple(finding for check in checks for finding in check(spec, interview))


def statements(spec: ProductSpecification) -> Iterator[tuple[str, Statement]]:
    """Every statement with its place, in reading order."""
    yield "Problem", spec.problem
    yield "Outcome", spec.outcome
    for name, parts in (
        ("Decisions", spec.decisions),
        ("Success", spec.success),
        (SectionName.AUDIENCE.heading, spec.audience),
        (SectionName.WORKFLOWS.heading, spec.workflows),
    ):
        yield from ((name, part) for part in parts)
    yield from ((requirement.id, requirement) for requirement in spec.features)
    for name, rest in (
        (SectionName.CONSTRAINTS.heading, spec.constraints),
        (SectionName.NON_GOALS.heading, spec.non_goals),
        (SectionName.OPEN_QUESTIONS.heading, spec.open_questions),
    ):
        yield from ((name, part) for part in rest)


def _sections(spec: ProductSpecification, interview: Interview) -> Iterator[Finding]:
    for name in SIX_SECTIONS:
        held = getattr(spec, name.value)
        # Where everything was answered, nothing is open, and the document says so.
        if not held and name is not SectionName.OPEN_QUESTIONS:
            yield Finding(
                Rule.SECTION_EMPTY,
                name.heading,
                "The section is empty: say who has to fill it, or that nothing is known.",
            )


def _ids(spec: ProductSpecification, interview: Interview) -> Iterator[Finding]:
    for identifier, count in Counter(spec.requirement_ids).items():
        if count > 1:
            yield Finding(Rule.ID_REUSED, identifier, f"{count} requirements have this id; give all but one a new one.")
        if int(identifier.removeprefix("FR-")) >= spec.next_requirement:
            message = f"The next new requirement would get this id again (next is FR-{spec.next_requirement})."
            yield Finding(Rule.ID_REUSED, identifier, message)


def _sources(spec: ProductSpecification, interview: Interview) -> Iterator[Finding]:
    for place, statement in statements(spec):
        for source in statement.sources:
            if not is_in_record(source, interview):
                message = f"It cites {source.label} ({source.author_name}), where nobody said “{source.quote[:60]}”."
                yield Finding(Rule.UNKNOWN_SOURCE, place, message)
    for requirement in spec.features:
        if requirement.assumed:
            message = "No answer supports it: ask the team, or keep it as a marked assumption."
            yield Finding(Rule.NO_SOURCE, requirement.id, message, Severity.WARNING)


def is_in_record(source: Source, interview: Interview) -> bool:
    """Whether that person really said those words there."""
    if source.question == REVIEW:
        return any(c.author == source.author and _folded(source.quote) in _folded(c.text) for c in interview.requests)
    if source.question == IDEA:
        return _folded(source.quote) in _folded(interview.idea)
    try:
        said = interview.question(source.question).contributions
    except KeyError:
        return False
    return any(c.author == source.author and _folded(source.quote) in _folded(c.text) for c in said)


def _wording(spec: ProductSpecification, interview: Interview) -> Iterator[Finding]:
    judged = [*((r.id, r.text) for r in spec.features), *(("Success", s.text) for s in spec.success)]
    judged += [(SectionName.CONSTRAINTS.heading, s.text) for s in spec.constraints]
    for place, text in judged:
        vague = vague_words(text)
        if vague and without_number(text):
            message = f"“{', '.join(vague)}” can be read in two ways: put a number to it."
            yield Finding(Rule.VAGUE, place, message, Severity.WARNING)
        if technology := technology_words(text):
            message = f"“{', '.join(technology)}” says how it is built: that belongs in the technical specification."
            yield Finding(Rule.TECHNOLOGY, place, message, Severity.WARNING)
    for requirement in spec.features:
        # What people said is quoted as they said it, so only the obligation itself is counted.
        if len(re.findall(r"\bshall\b", re.sub(r"“[^”]*”", "", requirement.text), re.IGNORECASE)) > 1:
            yield Finding(
                Rule.NOT_SINGULAR, requirement.id, "It holds more than one “shall”: split it.", Severity.WARNING
            )


def _duplicates(spec: ProductSpecification, interview: Interview) -> Iterator[Finding]:
    for index, requirement in enumerate(spec.features):
        mine = content_words(requirement.text)
        for other in spec.features[:index]:
            # A different number or negation is a different obligation, however alike the rest is.
            same_sense = ("shall not" in requirement.text) == ("shall not" in other.text)
            if same_sense and overlap(mine, content_words(other.text)) >= DUPLICATE:
                message = f"It says the same as {other.id}: keep one of them."
                yield Finding(Rule.DUPLICATE, requirement.id, message, Severity.WARNING)


def _skipped(spec: ProductSpecification, interview: Interview) -> Iterator[Finding]:
    shown = " ".join(_folded(q.text) for q in spec.open_questions)
    settled = {q.facet for q in interview.questions if q.state is QuestionState.ANSWERED and not q.unclear}
    assumed = {assumption.question for assumption in spec.assumptions}
    settled |= {q.facet for q in interview.questions if q.number in assumed}
    for question in interview.questions:
        waits = question.state is QuestionState.SKIPPED and question.facet not in settled
        asked = [_folded(plain(q.text))[:200] for q in interview.questions if q.facet == question.facet]
        if waits and not any(text in shown for text in asked):
            yield Finding(Rule.SKIPPED_LOST, question.label, "It was skipped, and is not among the open questions.")


def _answers(spec: ProductSpecification, interview: Interview) -> Iterator[Finding]:
    cited = {source.question for _, statement in statements(spec) for source in statement.sources}
    cited |= {assumption.question for assumption in spec.assumptions}
    for question in interview.questions:
        spoken = any(says_something(c, question, interview) for c in question.answer)
        if question.state is QuestionState.ANSWERED and spoken and question.number not in cited:
            yield Finding(Rule.ANSWER_LOST, question.label, "It was answered, and nothing in the document cites it.")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
