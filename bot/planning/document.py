"""A document as neutral parts, so that Slack, Notion and Markdown files are written from one source.

Text inside is plain: each serializer escapes it for its own target.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text. `link` is an absolute http(s) URL or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str = ""


Rich = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    content: Rich


@dataclass(frozen=True, slots=True)
class Item:
    """A list item with at most one level of items below it."""

    content: Rich
    children: tuple[Rich, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, numbered or bulleted."""

    items: tuple[Item, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as `header`."""

    header: tuple[Rich, ...]
    rows: tuple[tuple[Rich, ...], ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A box that stands out: a decision, an assumption, a warning."""

    content: Rich
    icon: str = "💡"


@dataclass(frozen=True, slots=True)
class Code:
    """A code block; language `mermaid` is drawn where the target can."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of contents, where the target has one."""


Part = Heading | Paragraph | Listing | Table | Callout | Code | Contents


@dataclass(frozen=True, slots=True)
class Document:
    """A title and its parts in reading order."""

    title: str
    parts: tuple[Part, ...]

    def sections(self) -> tuple[tuple[Part, ...], ...]:
        """The parts cut before every heading of level 1 or 2; what stands before the first is the first section."""
        cut: list[list[Part]] = [[]]
        for part in self.parts:
            if isinstance(part, Heading) and part.level <= 2 and cut[-1]:
                cut.append([])
            cut[-1].append(part)
        return tuple(tuple(section) for section in cut if section)


def without_diagrams(document: Document) -> Document:
    """The document without the sources of diagrams, nor the headings that would stand over nothing then."""
    kept: list[Part] = []
    for part in (*document.parts, None):
        above = kept[-1] if kept else None
        if isinstance(part, Code) and part.language == "mermaid":
            continue
        ends = part is None or (isinstance(part, Heading) and isinstance(above, Heading) and part.level <= above.level)
        if ends and isinstance(above, Heading):
            kept.pop()
        if part is not None:
            kept.append(part)
    return Document(document.title, tuple(kept))


def rich(text: str, *, bold: bool = False, italic: bool = False, code: bool = False, link: str = "") -> Rich:
    """One span as rich text."""
    return (Span(text, bold, italic, code, link),)
