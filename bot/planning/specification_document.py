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
from bot.planning.document_parts import assumptions, labelled, nothing, open_questions, sentence, standing
from bot.planning.specification import (
    Criterion,
    ProductSpecification,
    Requirement,
    SectionName,
    Statement,
    Workflow,
)

OVERVIEW_FROM = 4
"""From this many requirements on, the features begin with a table of them."""


def specification_document(spec: ProductSpecification, *, status: str, version: int, thread_url: str = "") -> Document:
    """The whole specification, in reading order.

    `status` is shown as given ("draft", "approved by Ana"); `thread_url` is the permalink of the session's root
    message, or empty.
    """
    return Document(
        spec.title,
        (
            Paragraph(standing("Product specification", spec, status, version, thread_url)),
            Contents(),
            *_decisions(spec),
            *_in_short(spec),
            *_audience(spec),
            *_workflows(spec),
            *_features(spec),
            *_statements(SectionName.CONSTRAINTS, spec.constraints),
            *_statements(SectionName.NON_GOALS, spec.non_goals),
            *open_questions(spec.open_questions),
            *assumptions(spec.assumptions),
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
        Paragraph(sentence(spec.outcome)),
        Paragraph(standing("Product specification", spec, status, version, thread_url)),
    ]
    if people:
        parts.append(Paragraph(rich(" · ".join(people))))
    parts += [Contents(), *_decisions(spec), Heading(2, "What it is")]
    parts.append(Listing((labelled("Problem", spec.problem), labelled("Outcome", spec.outcome))))
    if spec.open_questions:
        parts += open_questions(spec.open_questions)
    return Document(spec.title, tuple(parts))


def _decisions(spec: ProductSpecification) -> list[Part]:
    boxes: list[Part] = [Callout(sentence(decision), "✅") for decision in spec.decisions]
    # Decisions come first; a heading over nothing would be the first thing that a reader sees.
    return [Heading(2, "Decisions"), *boxes] if boxes else []


def _in_short(spec: ProductSpecification) -> list[Part]:
    items = [labelled("Problem", spec.problem), labelled("Outcome", spec.outcome)]
    items += [labelled("Success", measure) for measure in spec.success]
    return [Heading(2, SectionName.OVERVIEW.heading), Listing(tuple(items))]


def _audience(spec: ProductSpecification) -> list[Part]:
    items = tuple(labelled(group.name, group) for group in spec.audience)
    return [Heading(2, SectionName.AUDIENCE.heading), Listing(items) if items else nothing()]


def _workflows(spec: ProductSpecification) -> list[Part]:
    parts: list[Part] = [Heading(2, SectionName.WORKFLOWS.heading)]
    for workflow in spec.workflows:
        parts += _workflow(workflow)
    return parts if spec.workflows else [*parts, nothing()]


def _workflow(workflow: Workflow) -> list[Part]:
    parts: list[Part] = [Heading(3, workflow.name), Paragraph(sentence(workflow))]
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
    return parts if spec.features else [*parts, nothing()]


def _requirement(requirement: Requirement) -> list[Part]:
    about = [Span("Priority:", bold=True), Span(f" {requirement.priority.value}")]
    if requirement.rationale.strip():
        about += [Span(" · "), Span("Why:", bold=True), Span(f" {requirement.rationale.strip()}")]
    return [
        Heading(3, f"{requirement.id} · {requirement.title}"),
        Paragraph(sentence(requirement)),
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
    items = tuple(Item(sentence(statement)) for statement in statements)
    return [Heading(2, name.heading), Listing(items) if items else nothing()]
