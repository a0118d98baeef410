"""The product specification as a document: decisions first, and behind each statement the messages it came from."""

from collections.abc import Sequence

from bot.planning.document import (
    Callout,
    Contents,
    Document,
    Heading,
    Item,
    Listing,
    Paragraph,
    Part,
    Rich,
    Span,
    Table,
    rich,
)
from bot.planning.specification import (
    Assumption,
    Criterion,
    OpenQuestion,
    ProductSpecification,
    Requirement,
    SectionName,
    Source,
    Statement,
    Workflow,
)

OVERVIEW_FROM = 4
"""From this many requirements on, the features begin with a table of them."""

_NONE_YET = "Nothing recorded yet."


def specification_document(spec: ProductSpecification, *, status: str, version: int, thread_url: str = "") -> Document:
    """The whole specification, in reading order.

    `status` is shown as given ("draft", "approved by Ana"); `thread_url` is the permalink of the session's root
    message, or empty.
    """
    return Document(
        spec.title,
        (
            Paragraph(_standing("Product specification", spec, status, version, thread_url)),
            Contents(),
            *_decisions(spec),
            *_in_short(spec),
            *_audience(spec),
            *_workflows(spec),
            *_features(spec),
            *_statements(SectionName.CONSTRAINTS, spec.constraints),
            *_statements(SectionName.NON_GOALS, spec.non_goals),
            *_open_questions(spec.open_questions),
            *_assumptions(spec.assumptions),
        ),
    )


def project_summary(
    spec: ProductSpecification,
    *,
    status: str,
    version: int,
    thread_url: str = "",
    owner: str = "",
    participants: Sequence[str] = (),
) -> Document:
    """What stands on the project's own page: what it is, decisions first, what is open, and the way back to the thread.

    `owner` and `participants` are display names.
    """
    people = [f"Owner: {owner}"] if owner else []
    others = [name for name in participants if name != owner]
    if others:
        people.append(f"with {', '.join(others)}")
    parts: list[Part] = [
        Paragraph(_sentence(spec.outcome)),
        Paragraph(_standing("Product specification", spec, status, version, thread_url)),
    ]
    if people:
        parts.append(Paragraph(rich(" · ".join(people))))
    parts += [Contents(), *_decisions(spec), Heading(2, "What it is")]
    parts.append(Listing((_labelled("Problem", spec.problem), _labelled("Outcome", spec.outcome))))
    if spec.open_questions:
        parts += _open_questions(spec.open_questions)
    return Document(spec.title, tuple(parts))


def sources(of: Sequence[Source]) -> Rich:
    """Where something came from, as in " (Q4, Ana; Q5, Ben)", each a link to the message; empty without sources."""
    labels: dict[tuple[str, str], str] = {}
    for source in of:
        labels.setdefault((source.label, source.author_name), source.permalink)
    if not labels:
        return ()
    spans = [Span(" (")]
    for n, ((label, name), permalink) in enumerate(labels.items()):
        if n:
            spans.append(Span("; "))
        spans.append(Span(f"{label}, {name}" if name else label, link=permalink))
    return (*spans, Span(")"))


def _standing(what: str, spec: ProductSpecification, status: str, version: int, thread_url: str) -> Rich:
    facts = [what, f"version {version}", status, spec.written_by]
    line = " · ".join(fact for fact in facts if fact)
    if not thread_url:
        return (Span(line, italic=True),)
    return (Span(f"{line} · ", italic=True), Span("the thread in Slack", link=thread_url))


def _sentence(statement: Statement) -> Rich:
    """The statement, marked plainly where no answer supports it, with its sources behind it."""
    mark = (Span("Assumption:", bold=True), Span(" ")) if statement.assumed else ()
    return (*mark, Span(statement.text), *sources(statement.sources))


def _labelled(label: str, statement: Statement) -> Item:
    return Item((Span(f"{label}:", bold=True), Span(" "), *_sentence(statement)))


def _nothing(text: str = _NONE_YET) -> Paragraph:
    return Paragraph(rich(text, italic=True))


def _decisions(spec: ProductSpecification) -> list[Part]:
    boxes: list[Part] = [Callout(_sentence(decision), "✅") for decision in spec.decisions]
    # Decisions come first; a heading over nothing would be the first thing that a reader sees.
    return [Heading(2, "Decisions"), *boxes] if boxes else []


def _in_short(spec: ProductSpecification) -> list[Part]:
    items = [_labelled("Problem", spec.problem), _labelled("Outcome", spec.outcome)]
    items += [_labelled("Success", measure) for measure in spec.success]
    return [Heading(2, SectionName.OVERVIEW.heading), Listing(tuple(items))]


def _audience(spec: ProductSpecification) -> list[Part]:
    items = tuple(_labelled(group.name, group) for group in spec.audience)
    return [Heading(2, SectionName.AUDIENCE.heading), Listing(items) if items else _nothing()]


def _workflows(spec: ProductSpecification) -> list[Part]:
    parts: list[Part] = [Heading(2, SectionName.WORKFLOWS.heading)]
    for workflow in spec.workflows:
        parts += _workflow(workflow)
    return parts if spec.workflows else [*parts, _nothing()]


def _workflow(workflow: Workflow) -> list[Part]:
    parts: list[Part] = [Heading(3, workflow.name), Paragraph(_sentence(workflow))]
    if workflow.steps:
        parts.append(Listing(tuple(Item(rich(step)) for step in workflow.steps), ordered=True))
    return parts


def _features(spec: ProductSpecification) -> list[Part]:
    parts: list[Part] = [Heading(2, SectionName.FEATURES.heading)]
    if len(spec.features) >= OVERVIEW_FROM:
        rows = tuple((rich(r.id, bold=True), rich(r.title), rich(r.priority.value)) for r in spec.features)
        parts.append(Table((rich("Id"), rich("Feature"), rich("Priority")), rows))
    for requirement in spec.features:
        parts += _requirement(requirement)
    return parts if spec.features else [*parts, _nothing()]


def _requirement(requirement: Requirement) -> list[Part]:
    about = [Span("Priority:", bold=True), Span(f" {requirement.priority.value}")]
    if requirement.rationale.strip():
        about += [Span(" · "), Span("Why:", bold=True), Span(f" {requirement.rationale.strip()}")]
    return [
        Heading(3, f"{requirement.id} · {requirement.title}"),
        Paragraph(_sentence(requirement)),
        Paragraph(tuple(about)),
        Paragraph(rich("Accepted when", bold=True)),
        Listing(tuple(Item(_criterion(criterion)) for criterion in requirement.acceptance)),
    ]


def _criterion(criterion: Criterion) -> Rich:
    return (
        Span("Given", bold=True),
        Span(f" {criterion.given}, "),
        Span("when", bold=True),
        Span(f" {criterion.when}, "),
        Span("then", bold=True),
        Span(f" {criterion.then}"),
    )


def _statements(name: SectionName, statements: Sequence[Statement]) -> list[Part]:
    items = tuple(Item(_sentence(statement)) for statement in statements)
    return [Heading(2, name.heading), Listing(items) if items else _nothing()]


def _open_questions(questions: Sequence[OpenQuestion]) -> list[Part]:
    heading = Heading(2, SectionName.OPEN_QUESTIONS.heading)
    if not questions:
        return [heading, _nothing("Nothing is open: every question was answered.")]
    rows = tuple(
        # An open question is not an assumption, even where nobody said anything about it.
        (
            (Span(question.text), *sources(question.sources)),
            rich(question.owner or "no owner yet"),
            rich(question.blocks),
        )
        for question in questions
    )
    return [heading, Table((rich("Question"), rich("Owner"), rich("What waits for it")), rows)]


def _assumptions(assumptions: Sequence[Assumption]) -> list[Part]:
    if not assumptions:
        return []
    return [Heading(2, "Assumptions"), *(Callout(_assumption(assumption), "⚠️") for assumption in assumptions)]


def _assumption(assumption: Assumption) -> Rich:
    spans = [Span("Assumption:", bold=True), Span(f" {assumption.text}")]
    if assumption.question:
        spans.append(Span(f" (Q{assumption.question})"))
    if assumption.breaks.strip():
        spans += [Span("\n"), Span("If it is wrong:", bold=True), Span(f" {assumption.breaks.strip()}")]
    return tuple(spans)
