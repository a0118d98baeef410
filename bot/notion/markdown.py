"""A document as Notion-flavored Markdown, in portions that keep Notion's limits.

Documents are always written from our own source onto Notion's markdown endpoints; what people wrote in Notion is only
ever compared. Version 2 is written; version 1, Notion's deprecated default, is there in case a workspace refuses v2.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.notion.inline import Version, length, pieces, tidy, without_controls, write
from bot.planning.document import (
    Callout,
    Code,
    Contents,
    Document,
    Heading,
    Listing,
    Paragraph,
    Part,
    Rich,
    Span,
    Table,
)

MAX_ROWS = 99
"""Rows of one table: with the header 100, the most that Notion takes in one array of blocks."""
MAX_BLOCKS = 900
MAX_BYTES = 400_000
"""One request holds at most 1,000 blocks and 500 KB; these leave room for the properties and for JSON's escapes."""


@dataclass(frozen=True)
class _Block:
    """One Markdown block and how many Notion blocks it becomes."""

    text: str
    count: int = 1


def render(document: Document, version: Version = "v2") -> str:
    """The whole body as Markdown, without the title."""
    return "\n\n".join(block.text for block in _blocks(document, version))


def portions(document: Document, version: Version = "v2") -> tuple[str, ...]:
    """The body cut between blocks into texts that fit one request each; one, maybe empty, for an ordinary document."""
    cut: list[list[str]] = [[]]
    blocks = size = 0
    for block in _blocks(document, version):
        weight = len(block.text.encode()) + block.text.count("\n") + block.text.count("\\") + block.text.count('"')
        if cut[-1] and (blocks + block.count > MAX_BLOCKS or size + weight > MAX_BYTES):
            cut.append([])
            blocks = size = 0
        cut[-1].append(block.text)
        blocks += block.count
        size += weight
    return tuple("\n\n".join(texts) for texts in cut)


def same(one: str, other: str) -> bool:
    """Whether two Markdown texts say the same, escapes, blank lines and ways to write a style aside."""
    return _plain_form(one) == _plain_form(other)


def before_children(markdown: str) -> str:
    """The part of a page's Markdown that stands before its first child page or database."""
    found = re.search(r"^[ \t]*<(?:database|page|folder)\b", markdown, re.MULTILINE)
    return (markdown[: found.start()] if found else markdown).rstrip()


def _blocks(document: Document, version: Version) -> Iterator[_Block]:
    for part in document.parts:
        yield from _part(part, version)


def _part(part: Part, version: Version) -> Iterator[_Block]:
    match part:
        case Heading():
            yield from _heading(part, version)
        case Paragraph():
            yield from _paragraphs(part.content, version)
        case Listing():
            yield from _list(part, version)
        case Table():
            yield from _tables(part, version)
        case Callout():
            yield from _callout(part, version)
        case Code():
            yield from _code(part)
        case Contents():
            yield _Block("<table-of-contents />" if version == "v2" else "<table_of_contents/>")


def _break(version: Version, indent: str = "") -> str:
    return f"\\\n{indent}" if version == "v2" else "<br>"


def _heading(part: Heading, version: Version) -> Iterator[_Block]:
    text = write((Span(" ".join(without_controls(part.text).split())[:1900]),), version, line_break=" ")
    if text:
        closed = re.sub(r"#+$", lambda run: "\\#" * len(run.group()), text)
        yield _Block(f"{'#' * part.level} {closed}")


def _paragraphs(content: Rich, version: Version) -> Iterator[_Block]:
    for lines in _at_blank_lines(tidy(content)):
        for piece in pieces(lines):
            text = write(piece, version, line_break=_break(version))
            if text:
                yield _Block(text)


def _at_blank_lines(content: Rich) -> Iterator[Rich]:
    current: list[Span] = []
    for span in content:
        for index, text in enumerate(re.split(r"\n[ ]*\n\s*", span.text)):
            if index:
                yield tuple(current)
                current = []
            current.append(Span(text, span.bold, span.italic, span.code, span.link))
    yield tuple(current)


def _list(part: Listing, version: Version) -> Iterator[_Block]:
    """One list, items on consecutive lines. What is too long for one item goes on in items below it."""
    lines: list[str] = []
    for item in part.items:
        first, *more = pieces(item.content)
        number = sum(not line.startswith("\t") for line in lines) + 1
        marker = f"{number}. " if part.ordered else "- "
        text = write(first, version, line_break=_break(version, " " * len(marker)))
        below = [*more, *(piece for child in item.children for piece in pieces(child))]
        nested = [write(child, version, line_break=_break(version, "\t  ")) for child in below]
        nested = [child for child in nested if child]
        if text or nested:
            lines.append(marker + (text or "…"))
            lines.extend(f"\t- {child}" for child in nested)
    if lines:
        yield _Block("\n".join(lines), len(lines))


def _tables(part: Table, version: Version) -> Iterator[_Block]:
    width = len(part.header)
    rows = [row for full in part.rows for row in _rows(full, width)]
    for start in range(0, max(len(rows), 1) if width else 0, MAX_ROWS):
        some = (part.header, *rows[start : start + MAX_ROWS])
        yield _Block(_pipe_table(some) if version == "v2" else _tag_table(some), len(some) + 1)


def _rows(row: tuple[Rich, ...], width: int) -> Iterator[tuple[Rich, ...]]:
    """The row with `width` cells; a text too long for one cell goes on in the row below."""
    cells = [pieces(cell) for cell in row[:width]] + [((),)] * (width - len(row))
    for level in range(max(len(cell) for cell in cells)):
        yield tuple(cell[level] if level < len(cell) else () for cell in cells)


def _pipe_table(rows: tuple[tuple[Rich, ...], ...]) -> str:
    lines = ["| " + " | ".join(_cell(cell, "v2") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _tag_table(rows: tuple[tuple[Rich, ...], ...]) -> str:
    lines = ["\t<tr>\n" + "".join(f"\t\t<td>{_cell(cell, 'v1')}</td>\n" for cell in row) + "\t</tr>" for row in rows]
    return "\n".join(['<table header-row="true">', *lines, "</table>"])


def _cell(cell: Rich, version: Version) -> str:
    return write(cell, version, line_break="<br />" if version == "v2" else "<br>", in_table=True)


def _callout(part: Callout, version: Version) -> Iterator[_Block]:
    indent = "\t" if version == "v1" else ""
    texts = [write(piece, version, line_break=_break(version, indent)) for piece in pieces(part.content)]
    texts = [indent + text for text in texts if text]
    if not texts:
        return
    icon = f' icon="{html.escape(part.icon)}"' if part.icon and length(part.icon) <= 16 else ""
    inside = ("\n" if version == "v1" else "\n\n").join(texts)
    yield _Block(f"<callout{icon}>\n{inside}\n</callout>", len(texts))


def _code(part: Code) -> Iterator[_Block]:
    text = without_controls(part.text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    if not text.strip():
        return
    language = re.sub(r"[^A-Za-z0-9+#-]", "", part.language)[:40]
    # Half a diagram cannot be drawn; Notion splits the text of one block itself.
    for piece in [text] if language == "mermaid" else _line_groups(text):
        fence = "`" * max(3, max((len(run) for run in re.findall("`+", piece)), default=0) + 1)
        yield _Block(f"{fence}{language}\n{piece}\n{fence}")


def _line_groups(text: str, limit: int = 2000) -> Iterator[str]:
    group: list[str] = []
    size = 0
    for line in text.split("\n"):
        if group and size + length(line) + 1 > limit:
            yield "\n".join(group)
            group, size = [], 0
        group.append(line)
        size += length(line) + 1
    yield "\n".join(group)


_STYLES = (
    (re.compile(r"</b><b>"), ""),
    (re.compile(r"</i><i>"), ""),
    (re.compile(r"</?b>"), "**"),
    (re.compile(r"</?i>"), "*"),
    (re.compile(r"<br ?/?>|\\\n"), "\n"),
    (re.compile(r"<table[-_]of[-_]contents\s*/>"), "<table-of-contents />"),
)
_LINES = (
    (re.compile(r"(?m)^(\s*)[*+](?=\s)"), r"\1-"),
    (re.compile(r"(?m)^(\s*)\d+[.)](?=\s)"), r"\g<1>1."),
    (re.compile(r"(?m)^\|(\s*:?-+:?\s*\|)+$"), "|-|"),
)


def _plain_form(markdown: str) -> str:
    text = markdown.replace("\r\n", "\n")
    for pattern, spelling in _STYLES:
        text = pattern.sub(spelling, text)
    # In one pass, so that an escaped entity stays the text it is.
    text = re.sub(r"\\([!-/:-@\[-`{-~])|&#?\w+;", lambda found: found.group(1) or html.unescape(found.group()), text)
    for pattern, spelling in _LINES:
        text = pattern.sub(spelling, text)
    return " ".join(text.split())
