"""What the documents of all artefacts have in common: a statement with its sources, open questions, assumptions."""

from collections.abc import Sequence

from bot.planning.artefact import Artefact
from bot.planning.document import Callout, Heading, Item, Paragraph, Part, Rich, Span, Table, rich
from bot.planning.specification import Assumption, OpenQuestion, SectionName, Source, Statement

_NONE_YET = "Nothing recorded yet."


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


def standing(what: str, artefact: Artefact, status: str, version: int, thread_url: str) -> Rich:
    """The line under a title: what it is, its version and status, who wrote it, and the way back to the thread."""
    facts = [what, f"version {version}", status, artefact.written_by]
    line = " · ".join(fact for fact in facts if fact)
    if not thread_url:
        return (Span(line, italic=True),)
    return (Span(f"{line} · ", italic=True), Span("the thread in Slack", link=thread_url))


def sentence(statement: Statement) -> Rich:
    """The statement, marked plainly where no answer supports it, with its sources behind it."""
    mark = (Span("Assumption:", bold=True), Span(" ")) if statement.assumed else ()
    return (*mark, Span(statement.text), *sources(statement.sources))


def labelled(label: str, statement: Statement) -> Item:
    """A list item: a bold label and the statement."""
    return Item((Span(f"{label}:", bold=True), Span(" "), *sentence(statement)))


def nothing(text: str = _NONE_YET) -> Paragraph:
    """What stands in an empty section."""
    return Paragraph(rich(text, italic=True))


def open_questions(questions: Sequence[OpenQuestion]) -> list[Part]:
    """The section of open questions, as a table with owner and what waits."""
    heading = Heading(2, SectionName.OPEN_QUESTIONS.heading)
    if not questions:
        return [heading, nothing("Nothing is open: every question was answered.")]
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


def assumptions(taken: Sequence[Assumption]) -> list[Part]:
    """The section of assumptions, each with what breaks; nothing where nothing is assumed."""
    if not taken:
        return []
    return [Heading(2, "Assumptions"), *(Callout(_assumption(assumption), "⚠️") for assumption in taken)]


def _assumption(assumption: Assumption) -> Rich:
    spans = [Span("Assumption:", bold=True), Span(f" {assumption.text}")]
    if assumption.question:
        spans.append(Span(f" (Q{assumption.question})"))
    if assumption.breaks.strip():
        spans += [Span("\n"), Span("If it is wrong:", bold=True), Span(f" {assumption.breaks.strip()}")]
    return tuple(spans)
