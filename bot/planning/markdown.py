"""A document as GitHub-flavoured Markdown: the file that people download, and what Slack's markdown block shows.

Written to CommonMark 0.31 and GitHub's extensions (tables). Every character of the document's text is escaped, so
that text never becomes structure; the same document gives the same file, byte for byte.
"""

import re
from collections.abc import Sequence

from bot.planning.document import (
    Callout,
    Code,
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
)
from bot.planning.visible_text import clean, one_line

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ANYWHERE = re.compile(r"[\\`*_\[\]~|]")
_LINE_START = re.compile(r"^(\d{1,9}(?=[.)])|(?=[#+\-:]|=+$))(.)", re.MULTILINE)
_UNSAFE_IN_URL = re.compile(r"[\s()<>\\\[\]`\"|]")
_BARE_PIPE = re.compile(r"(?<!\\)\|")
LONGEST_FENCE = 11
"""Backticks in the longest fence; longer runs inside code are shortened, or a hostile one would outgrow the page."""

URL_LIMIT = 2000
"""Characters of an address (Notion's limit; Slack's is 3,000); text under a longer one is not a link."""

_LANGUAGE = re.compile(r"[^A-Za-z0-9+-]")


def markdown(document: Document) -> str:
    """The document as one Markdown file, its title as the heading of level 1 and a newline at the end."""
    blocks = [f"# {text(one_line(document.title)) or 'Untitled'}"]
    for part in document.parts:
        blocks.append(_contents(document) if isinstance(part, Contents) else block(part))
    return "\n\n".join(filter(None, blocks)) + "\n"


def block(part: Part) -> str:
    """One part as Markdown without blank lines around it; `""` where nothing is to be shown.

    A table of contents needs the whole document and is `""` here.
    """
    match part:
        case Heading():
            return f"{'#' * part.level} {text(one_line(part.text))}"
        case Paragraph():
            return _lines(inline(part.content))
        case Listing():
            return "\n".join(item_line(item, n, part.ordered) for n, item in enumerate(part.items, 1))
        case Table():
            return table(part.header, part.rows)
        case Callout():
            return "> " + f"{part.icon} {_lines(inline(part.content))}".replace("\n", "\n> ")
        case Code():
            return fenced(part.text, part.language)
        case Contents():
            return ""


def inline(content: Rich) -> str:
    """Rich text as inline Markdown; line breaks stay bare newlines."""
    return "".join(_span(span) for span in content)


def table(header: Sequence[Rich], rows: Sequence[Sequence[Rich]]) -> str:
    """A table; a line break in a cell becomes a space, which is all that a cell can hold everywhere."""
    lines = [_row(header), "|" + " --- |" * len(header), *(_row(row) for row in rows)]
    return "\n".join(lines)


def fenced(source: str, language: str = "") -> str:
    """A code block whose fence is longer than any run of backticks inside."""
    source, longest = _short_runs(clean(source).strip("\n"))
    fence = "`" * max(3, longest + 1)
    return f"{fence}{_LANGUAGE.sub('', language)[:30]}\n{source}\n{fence}"


def text(plain: str) -> str:
    """Plain text escaped so that it reads as itself anywhere in a line or at its start."""
    escaped = _ANYWHERE.sub(r"\\\g<0>", clean(plain)).translate(_ENTITIES)
    escaped = "\n".join(line.strip() for line in escaped.split("\n"))
    return _LINE_START.sub(r"\1\\\2", escaped)


def url(address: str) -> str:
    """An http(s) address of at most 2,000 characters, safe inside `(…)`; `""` for anything else."""
    if not re.match(r"https?://[^\s/]", address, re.IGNORECASE):
        return ""
    safe = _UNSAFE_IN_URL.sub(_percent, clean(address))
    return safe if len(safe) <= URL_LIMIT else ""


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode())


def _span(span: Span) -> str:
    if not span.text:
        return ""
    address = url(span.link) if span.link else ""
    body = _code_span(span.text) if span.code else text_inside(span.text)
    lead, body, trail = _split_space(body)
    if not body:
        return lead + trail
    mark = ("**" if span.bold else "") + ("_" if span.italic else "")
    body = f"{mark}{body}{mark[::-1]}"
    if address:
        body = f"[{body}]({address})"
    return f"{lead}{body}{trail}"


def text_inside(plain: str) -> str:
    """Escaped text that keeps the space around it, for a run of text among others."""
    lead, body, trail = _split_space(clean(plain))
    return lead + text(body) + trail


def _split_space(body: str) -> tuple[str, str, str]:
    stripped = body.strip()
    if not stripped:
        return body, "", ""
    lead = len(body) - len(body.lstrip())
    return body[:lead], stripped, body[lead + len(stripped) :]


def _code_span(source: str) -> str:
    source, longest = _short_runs(one_line(source))
    fence = "`" * (longest + 1)
    pad = " " if source.startswith("`") or source.endswith("`") else ""
    return f"{fence}{pad}{source}{pad}{fence}"


def _short_runs(source: str) -> tuple[str, int]:
    """The source with no run of backticks longer than a fence may be, and the longest one."""
    source = re.sub(f"`{{{LONGEST_FENCE},}}", "`" * (LONGEST_FENCE - 1), source)
    return source, max((len(run) for run in re.findall("`+", source)), default=0)


def _lines(content: str) -> str:
    """Line breaks as hard breaks; blank lines go, because they would end the paragraph."""
    return "\\\n".join(line.strip() for line in content.split("\n") if line.strip())


def item_line(item: Item, number: int, ordered: bool) -> str:
    """One list item with what is below it; `number` counts where the list is ordered."""
    mark = f"{number}." if ordered else "-"
    indent = " " * (len(mark) + 1)
    lines = [f"{mark} {_lines(inline(item.content))}".replace("\n", f"\n{indent}")]
    for child in item.children:
        lines.append(f"{indent}- {_lines(inline(child))}".replace("\n", f"\n{indent}  "))
    return "\n".join(lines)


def _row(cells: Sequence[Rich]) -> str:
    # A pipe ends a cell even inside code, so it needs its backslash there too (GFM 4.10).
    return "| " + " | ".join(_BARE_PIPE.sub(r"\|", " ".join(inline(cell).split())) for cell in cells) + " |"


def _contents(document: Document) -> str:
    """Links to the headings of levels 1 and 2, anchored as GitHub anchors them."""
    seen: dict[str, int] = {_anchor(document.title): 1}
    lines = []
    for part in document.parts:
        if not isinstance(part, Heading):
            continue
        anchor = _anchor(part.text)
        count = seen.get(anchor, 0)
        seen[anchor] = count + 1
        if part.level <= 2:
            suffix = f"-{count}" if count else ""
            lines.append(f"- [{text(one_line(part.text))}](#{anchor}{suffix})")
    return "\n".join(lines)


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", one_line(heading).lower()).replace(" ", "-")
