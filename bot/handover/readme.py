"""`README.md` of a hand-over: decisions first, what is here and what is not, and where everything came from."""

from collections.abc import Iterator, Mapping, Sequence

from bot.folder.files import file_link
from bot.handover.decisions import named
from bot.handover.record import Record
from bot.handover.tracing import Message
from bot.planning.artefact import ArtefactKind
from bot.planning.document import Document, Heading, Item, Listing, Paragraph, Part, Rich, Span, Table, rich
from bot.planning.document_parts import open_questions, sentence
from bot.planning.markdown import block, markdown, text
from bot.planning.visible_text import one_line
from bot.slack.messages.message import sentence as capitalised

QUOTED = 160
"""Characters of a message that the table of messages shows; its link leads to the whole."""

NAMED = 12
"""Statements that the table of messages names for one message."""


def readme_markdown(
    record: Record,
    held: Mapping[ArtefactKind, tuple[str, ...]],
    others: Sequence[tuple[str, str]],
    said: Sequence[Message],
) -> str:
    """The README. `held` gives the files of each artefact; `others` further files, each with what it is."""
    beginning = markdown(Document(record.title, tuple(_beginning(record))))
    here = ["## What is here", "\n".join(_here(record, held, others))]
    rest = [block(part) for part in (*_missing(record), *_open(record), *_messages(said))]
    return "\n\n".join((beginning.rstrip("\n"), *here, *rest)) + "\n"


def _beginning(record: Record) -> Iterator[Part]:
    yield Heading(2, "Decisions")
    decided = [Item(sentence(decision)) for decision in record.product.decisions] if record.product else []
    for choice in record.technical.choices if record.technical else ():
        decided.append(Item(rich(named(choice))))
    yield Listing(tuple(decided)) if decided else Paragraph(rich("Nobody has decided anything yet.", italic=True))
    yield Heading(2, "What it is")
    if record.product:
        yield Listing(
            (
                Item((Span("Problem: ", bold=True), *sentence(record.product.problem))),
                Item((Span("Outcome: ", bold=True), *sentence(record.product.outcome))),
            )
        )
    else:
        yield Paragraph(rich(record.session.idea))
    yield Paragraph(_people(record))
    yield Paragraph((Span("Where it stands:", bold=True), Span(f" {record.session.stage.heading}")))


def _people(record: Record) -> Rich:
    owner = record.session.owner_name
    names = [owner, *(p.name for p in record.session.participants if p.name and p.name != owner)]
    planned = f"Planned with planthread by {', '.join(filter(None, names)) or 'a team'}"
    if not record.thread_url:
        return rich(f"{planned}.")
    return (Span(f"{planned} in "), Span("this Slack thread", link=record.thread_url), Span("."))


def _here(
    record: Record, held: Mapping[ArtefactKind, tuple[str, ...]], others: Sequence[tuple[str, str]]
) -> Iterator[str]:
    """A line for each artefact with how it stands and links to its files; then the other files."""
    for kind, standing in record.standing.items():
        links = [file_link(path, path) for path in held[kind]]
        below = f" {links[0]}" if len(links) == 1 else "".join(f"\n  - {link}" for link in links)
        facts = f"version {standing.stored.version}, {text(one_line(standing.words))}"
        yield f"- **{capitalised(kind.noun)}**, {facts}:{below}"
    for path, what in others:
        yield f"- {file_link(path, path)}: {text(what)}"


def _missing(record: Record) -> Iterator[Part]:
    if record.missing:
        yield Heading(2, "What is not here")
        lines = (f"The {kind.noun} is not written yet." for kind in record.missing)
        yield Listing(tuple(Item(rich(line)) for line in lines))


def _open(record: Record) -> Iterator[Part]:
    questions = [*(record.product.open_questions if record.product else ())]
    questions += record.technical.open_questions if record.technical else ()
    if questions:
        yield from open_questions(questions)


def _messages(said: Sequence[Message]) -> Iterator[Part]:
    if not said:
        return
    yield Heading(2, "Where everything came from")
    yield Paragraph(rich("Each message of the thread that something rests on; the first column leads to it."))
    header = tuple(rich(name) for name in ("Message", "Who", "What was said", "What rests on it"))
    yield Table(header, tuple(_message(message) for message in said))


def _message(message: Message) -> tuple[Rich, ...]:
    quote = message.quote if len(message.quote) <= QUOTED else message.quote[:QUOTED].rstrip() + "…"
    names = list(dict.fromkeys(each.name for each in message.supports))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return (
        rich(message.label, link=message.permalink),
        rich(message.author_name),
        rich(quote),
        rich(", ".join(names[:NAMED]) + more),
    )
