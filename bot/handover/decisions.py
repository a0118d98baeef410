"""`decisions.md`: what the team decided, who said it and where, and who approved what."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.handover.record import Record
from bot.planning.decisions_document import ledger_parts, summary_parts
from bot.planning.document import Document, Heading, Item, Listing, Paragraph, Part, Rich, Span, Table, rich
from bot.planning.document_parts import sentence
from bot.planning.technical.choices import nothing_weighed
from bot.planning.technical.specification import Choice


def decisions_document(record: Record) -> Document:
    """All decisions in reading order: the product's, the technology's, cuts between modules, approvals; then every one
    by number as the team took it, and the latest summary."""
    written = (*_product(record), *_technology(record), *_cuts(record), *_approvals(record))
    parts = (*written, *ledger_parts(record.ledger), *summary_parts(record.summary))
    return Document(f"{record.title}: decisions", parts)


def named(choice: Choice) -> str:
    """A choice in a line: its id, what it is about, and what was chosen, which the title may say already."""
    said = choice.chosen.casefold() in choice.title.casefold()
    return f"{choice.id} · {choice.title}" + ("" if said else f": {choice.chosen}")


def _product(record: Record) -> Iterator[Part]:
    yield Heading(2, "What the product is")
    decisions = record.product.decisions if record.product else ()
    if decisions:
        yield Listing(tuple(Item(sentence(decision)) for decision in decisions))
    else:
        yield Paragraph(rich("Nobody has decided anything yet.", italic=True))


def _technology(record: Record) -> Iterator[Part]:
    choices = record.technical.choices if record.technical else ()
    if choices:
        yield Heading(2, "How it is built")
    for choice in choices:
        yield Heading(3, named(choice))
        yield Paragraph(sentence(choice))
        yield Listing(tuple(_facts(choice)))


def _facts(choice: Choice) -> Iterator[Item]:
    if choice.context.strip():
        yield Item(_fact("Context", choice.context))
    if nothing_weighed(choice):
        yield Item(_fact("Turned down", "nobody named an alternative"))
    else:
        below = tuple(rich(f"{option.name}: {option.why_not}") for option in choice.alternatives)
        yield Item(rich("Turned down:", bold=True), below)
    if choice.consequences.strip():
        yield Item(_fact("What follows", choice.consequences))
    if choice.revisit.strip():
        yield Item(_fact("Look at it again", choice.revisit))


def _cuts(record: Record) -> Iterator[Part]:
    cuts = record.modules.cuts if record.modules else ()
    if cuts:
        yield Heading(2, "How modules were kept apart")
        lines = (f"{cut.module} does not rely on {cut.from_module}." + _by(cut.by) for cut in cuts)
        yield Listing(tuple(Item(rich(line)) for line in lines))


def _approvals(record: Record) -> Iterator[Part]:
    rows = []
    for kind, standing in record.standing.items():
        approval = standing.approval
        if approval is not None:
            day = datetime.fromtimestamp(approval.approved_at, UTC).date().isoformat()
            cells = (kind.noun.capitalize(), str(standing.stored.version), approval.approved_by_name, day)
            rows.append(tuple(rich(cell) for cell in cells))
    if rows:
        yield Heading(2, "Who approved what")
        yield Table(tuple(rich(name) for name in ("What", "Version", "Approved by", "On (UTC)")), tuple(rows))


def _by(name: str) -> str:
    return f" {name} decided that." if name else ""


def _fact(name: str, value: str) -> Rich:
    return (Span(f"{name}:", bold=True), Span(f" {value}"))
