"""Every decision by number, and what a session came to so far, as neutral parts for files and hand-overs."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bot.planning.checkpoints import Checkpoint, OpenPoint, Point
from bot.planning.decisions import Decision, Ledger
from bot.planning.document import Document, Heading, Item, Listing, Paragraph, Part, Rich, Span, Table, rich


def decisions_and_summary(title: str, ledger: Ledger, summary: Checkpoint | None) -> Document:
    """All of it as a document of its own, as *Download* on a summary gives it."""
    return Document(f"{title}: decisions so far", (*ledger_parts(ledger), *summary_parts(summary)))


def ledger_parts(ledger: Ledger) -> tuple[Part, ...]:
    """A table of all decisions, those that do not count any more marked; nothing where there is none."""
    if not ledger.decisions:
        return ()
    header = tuple(rich(name) for name in ("No.", "Decision", "Who", "On (UTC)", "Question", "Counts"))
    rows = tuple(_row(decision, ledger) for decision in ledger)
    return (Heading(2, "Every decision by number"), Table(header, rows))


def summary_parts(summary: Checkpoint | None) -> tuple[Part, ...]:
    """The latest summary: key points, what is open, what is assumed, what is still to be asked."""
    if summary is None:
        return ()
    made = datetime.fromtimestamp(summary.made_at, UTC)
    told = f"Summary {summary.number}, {made.date().isoformat()} {made:%H:%M} UTC"
    parts: list[Part] = [Heading(2, "Where it stands"), Paragraph(rich(told, italic=True))]
    parts += _listing("Key points", [_point(point) for point in summary.points])
    parts += _listing("Still open", [_open(point) for point in summary.open])
    parts += _listing("Assumed", [_point(point) for point in summary.assumptions])
    parts += _listing("Still to ask", [rich(topic) for topic in summary.still_to_ask])
    return tuple(parts)


def _row(decision: Decision, ledger: Ledger) -> tuple[Rich, ...]:
    day = datetime.fromtimestamp(decision.decided_at, UTC).date().isoformat()
    where = rich(f"Q{decision.question}" if decision.question else "in review", link=decision.permalink)
    return (
        rich(decision.label),
        rich(decision.text),
        rich(decision.author_name),
        rich(day),
        where,
        rich(_standing(decision, ledger)),
    )


def _standing(decision: Decision, ledger: Ledger) -> str:
    """Whether it counts, and what it took the place of."""
    replaced_by = ledger.superseded.get(decision.number)
    if replaced_by is not None:
        return f"no: D{replaced_by} replaces it"
    if decision.withdrawn:
        return "no: taken back"
    return f"yes, instead of D{decision.supersedes}" if decision.supersedes is not None else "yes"


def _listing(label: str, items: Sequence[Rich]) -> Iterator[Part]:
    if items:
        yield Heading(3, label)
        yield Listing(tuple(Item(item) for item in items))


def _point(point: Point) -> Rich:
    return rich(f"{point.text} ({', '.join(f'Q{number}' for number in point.questions)})")


def _open(point: OpenPoint) -> Rich:
    about = [f"Q{point.question}"] if point.question is not None else []
    about += [f"owner {point.owner}"] if point.owner else []
    return (Span(point.text), Span(f" ({', '.join(about)})" if about else ""))
