"""A whole document as messages, cut at its headings and never inside a table or code block that fits.

A message holds one markdown block: Slack limits all markdown blocks of a payload together to 12,000 characters
(https://docs.slack.dev/reference/block-kit/blocks/markdown-block) and turns a block into several of its own, of which
a message may have 50, and one table among them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from slack_sdk.models.blocks import MarkdownBlock

from bot.planning import markdown
from bot.planning.document import Callout, Code, Document, Heading, Item, Listing, Paragraph, Part, Rich, Table
from bot.planning.visible_text import one_line
from bot.slack.messages.message import SlackMessage, message
from bot.slack.text import clip, for_markdown_block, graphemes, line, units

MARKDOWN_LIMIT = 11_500
"""UTF-16 units of Markdown in a message: 12,000 less room for what Slack may count differently."""

BLOCKS_LIMIT = 48
"""Blocks that Slack may make of a message: a heading, table, box or code block is one, and so is the text below it."""

ROWS_LIMIT = 90
"""Rows of a table, below Slack's 100 with its header."""

TITLE_LIMIT = 150
HEADING_LIMIT = 300

HEADINGS_ROOM = 2 * (HEADING_LIMIT + 8)
"""What parts leave free on a page, so that two headings above them fit."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Markdown that stays together, of about so many of Slack's blocks, and how many tables are in it."""

    text: str
    blocks: int = 0
    tables: int = 0

    def __add__(self, other: "_Piece") -> "_Piece":
        return _Piece(f"{self.text}\n\n{other.text}".strip(), self.blocks + other.blocks, self.tables + other.tables)

    def fits(self, room: int) -> bool:
        return units(self.text) <= room and self.blocks <= BLOCKS_LIMIT and self.tables <= 1


_NOTHING = _Piece("")


def document_messages(document: Document, *, limit: int = MARKDOWN_LIMIT) -> tuple[SlackMessage, ...]:
    """The document in as few messages as its headings allow, each at most `limit` (2,000 or more) units of Markdown.

    Every message begins with the title and, where there are several, says which part it is.
    """
    title = clip(one_line(document.title), TITLE_LIMIT) or "Untitled"
    room = limit - 2 * TITLE_LIMIT - 60
    sections = [list(_kept_together(_pieces(section, room - HEADINGS_ROOM), room)) for section in document.sections()]
    pages = list(_pages(sections, room)) or [""]
    return tuple(_page(title, page, n, len(pages)) for n, page in enumerate(pages, 1))


def _page(title: str, body: str, number: int, total: int) -> SlackMessage:
    part = f" ({number} of {total})" if total > 1 else ""
    shown = clip(markdown.text(title), 2 * TITLE_LIMIT)
    top = f"# {shown}{part}" if number == 1 else f"**{shown}{part}**"
    return message(f"{line(title)}{part}", MarkdownBlock(text=for_markdown_block(f"{top}\n\n{body}").strip()))


def _pages(sections: Sequence[Sequence[_Piece]], room: int) -> Iterator[str]:
    """Fill pages with whole sections; only a section that fits on no page is cut between its pieces."""
    page = _NOTHING
    for pieces in sections:
        whole = sum(pieces, _NOTHING)
        for piece in [whole] if whole.fits(room) else pieces:
            if page.text and not (page + piece).fits(room):
                yield page.text
                page = _NOTHING
            page += piece
    if page.text:
        yield page.text


def _kept_together(pieces: Iterator[_Piece], room: int) -> Iterator[_Piece]:
    """The pieces with each heading joined to what stands below it, so that none ends a page."""
    waiting = _NOTHING
    for piece in pieces:
        if waiting.text and not (waiting + piece).fits(room):
            yield waiting
            waiting = _NOTHING
        waiting += piece
        if not piece.text.startswith("#"):
            yield waiting
            waiting = _NOTHING
    if waiting.text:
        yield waiting


def _pieces(parts: Sequence[Part], room: int) -> Iterator[_Piece]:
    for part in parts:
        yield from _of(part, room)


def _of(part: Part, room: int) -> Iterator[_Piece]:
    """The part as one piece, or as several where it is too large for a page."""
    text = for_markdown_block(markdown.block(part))
    if isinstance(part, Heading):
        text = clip(text, HEADING_LIMIT)
    piece = _Piece(text, 2 * isinstance(part, Heading | Table | Callout | Code), int(isinstance(part, Table)))
    if not piece.text:
        return
    if piece.fits(room) and not (isinstance(part, Table) and len(part.rows) > ROWS_LIMIT):
        yield piece
        return
    match part:
        case Listing():
            yield from _items(part, room)
        case Code():
            yield from _code(part, room)
        case Table():
            yield from _pieces(_smaller_tables(part), room)
        case Paragraph() | Callout():
            yield from _pieces([replace(part, content=half) for half in _halves(part.content)], room)


def _items(listing: Listing, room: int) -> Iterator[_Piece]:
    """As many items to a piece as fit; numbers go on. An item that fits nowhere becomes paragraphs."""
    held = ""
    for number, item in enumerate(listing.items, 1):
        text = for_markdown_block(markdown.item_line(item, number, listing.ordered))
        if held and units(held) + units(text) + 1 > room:
            yield _Piece(held)
            held = ""
        if units(text) > room:
            yield from _pieces(_as_paragraphs(item, number if listing.ordered else None), room)
        else:
            held = f"{held}\n{text}".strip("\n")
    if held:
        yield _Piece(held)


def _as_paragraphs(item: Item, number: int | None) -> list[Part]:
    first = item.content
    if number is not None and first:
        first = (replace(first[0], text=f"{number}. {first[0].text}"), *first[1:])
    return [Paragraph(first), *(Paragraph(child) for child in item.children)]


def _code(code: Code, room: int) -> Iterator[_Piece]:
    """A block of code too large for a page, cut between lines (inside one only if it must be), each part fenced."""
    inside = room - units(markdown.fenced("", code.language)) - 2 * markdown.LONGEST_FENCE
    held: list[str] = []
    size = 0
    for source_line in code.text.split("\n"):
        # Taking pings apart makes four units of at least three.
        for stretch in _stretches(source_line, inside * 3 // 4):
            cost = units(for_markdown_block(stretch)) + 1
            if held and size + cost > inside:
                yield _Piece(for_markdown_block(markdown.fenced("\n".join(held), code.language)), 2)
                held, size = [], 0
            held.append(stretch)
            size += cost
    if held:
        yield _Piece(for_markdown_block(markdown.fenced("\n".join(held), code.language)), 2)


def _stretches(source: str, limit: int) -> Iterator[str]:
    held, size = "", 0
    for grapheme in graphemes(source):
        if held and size + units(grapheme) > limit:
            yield held
            held, size = "", 0
        held += grapheme
        size += units(grapheme)
    yield held


def _smaller_tables(table: Table) -> list[Part]:
    """Two tables with half the rows each and the same header; a single row that is too large becomes a list."""
    if len(table.rows) > 1:
        middle = len(table.rows) // 2
        return [replace(table, rows=table.rows[:middle]), replace(table, rows=table.rows[middle:])]
    if not table.rows:
        return [Paragraph(cell) for cell in table.header]
    return [Paragraph(cell) for cell in table.rows[0]]


def _halves(content: Rich) -> list[Rich]:
    """Running text cut in two at the space nearest to its middle, or between two graphemes where it has none."""
    if len(content) > 1:
        middle = len(content) // 2
        return [content[:middle], content[middle:]]
    span = content[0]
    if len(span.text) < 2:
        return [(replace(span, link=""),)]  # its address alone fills a page
    middle = len(span.text) // 2
    cut = span.text.rfind(" ", middle // 2, middle)
    if cut < 0:
        cut = sum(map(len, _first(span.text, middle)))
    return [(replace(span, text=span.text[:cut]),), (replace(span, text=span.text[cut:]),)]


def _first(text: str, most: int) -> Iterator[str]:
    """The graphemes of a text up to `most` code points, at least one."""
    size = 0
    for grapheme in graphemes(text):
        if size and size + len(grapheme) > most:
            return
        size += len(grapheme)
        yield grapheme
