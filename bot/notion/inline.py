"""Rich text as inline Markdown for Notion, escaped so that no text can become structure.

The syntax is Notion's own (developers.notion.com/guides/data-apis/notion-flavored-markdown for v2, …/enhanced-markdown
for v1): v2 is CommonMark with tags, v1 names the characters that need a backslash.
"""

import re
from collections.abc import Callable
from typing import Literal
from urllib.parse import quote, urlsplit

from bot.planning.document import Rich, Span

Version = Literal["v1", "v2"]
"""Notion's `markdown_version`: v2 is the one to write, v1 the deprecated default."""

RICH_TEXT_LIMIT = 2000
"""Characters in one rich text object, counted as JavaScript does (developers.notion.com/reference/request-limits)."""
URL_LIMIT = 2000

_ALWAYS = re.compile(r"[\\`*~$\[\]<>{}|^]")
_LOOSE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_EMOJI_NAME = re.compile(r":(?=[\w+-]+:)")
_LINE_START = re.compile(r"^[#+=:-]")
_NUMBER_START = re.compile(r"^(\d+)(?=[.)])")
_BARE_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][A-Za-z0-9._~/?#@!$&'*+,;=:%-]*)?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def length(text: str) -> int:
    """The length of a text in UTF-16 units, which is what Notion counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def tidy(rich: Rich) -> Rich:
    """The same text in as few spans as possible: no empty ones, no control characters, blanks outside of styles."""
    spans: list[Span] = []
    for span in rich:
        text = without_controls(re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", span.text))
        for part in _blanks_apart(Span(text.replace("\t", " "), span.bold, span.italic, span.code, usable(span.link))):
            if spans and _style(spans[-1]) == _style(part):
                spans[-1] = Span(spans[-1].text + part.text, part.bold, part.italic, part.code, part.link)
            elif part.text:
                spans.append(part)
    return tuple(spans)


def without_controls(text: str) -> str:
    """The text with a replacement character for what JSON or Markdown cannot carry."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def pieces(rich: Rich, limit: int = RICH_TEXT_LIMIT) -> tuple[Rich, ...]:
    """The text cut at blanks so that no piece is longer than `limit`; one piece (maybe empty) for a short text."""
    cut: list[Rich] = []
    current: list[Span] = []
    room = limit
    for span in tidy(rich):
        rest = span.text
        while length(rest) > room:
            at = _cut_at(rest, room, new_line_helps=bool(current))
            current.append(Span(rest[:at], span.bold, span.italic, span.code, span.link))
            cut.append(tuple(current))
            rest, current, room = rest[at:].lstrip(), [], limit
        if rest:
            current.append(Span(rest, span.bold, span.italic, span.code, span.link))
            room -= length(rest)
    return (*cut, tuple(current)) if current or not cut else tuple(cut)


def usable(link: str) -> str:
    """The link with everything percent-encoded that Markdown could trip over; empty if it is not an http(s) address."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc or re.search(r"[\s\x00-\x1f]", link):
        return ""
    encoded = quote(link, safe="%/:?#@!$&'*+,=~._-")
    return encoded if len(encoded) <= URL_LIMIT else ""


def write(rich: Rich, version: Version, *, line_break: str, in_table: bool = False) -> str:
    """The text as Markdown that starts a line; `line_break` stands for each line break inside the text."""
    spans = _on_lines(tidy(rich))
    written = ""
    for index, span in enumerate(spans):
        if span.text == "\n":
            written += line_break
            continue
        starts_line = index == 0 or spans[index - 1].text == "\n"
        after = spans[index + 1] if index + 1 < len(spans) else None
        alone = not (index and _styled(spans[index - 1])) and not (after and _styled(after))
        written += _write_span(span, version, starts_line, in_table, alone)
        if after and after.link and written.endswith("!"):
            written = written[:-1] + "\\!"
    return written


def escape(text: str, *, starts_line: bool = False) -> str:
    """Text that reads back as itself wherever inline Markdown may stand."""
    text = _ALWAYS.sub(r"\\\g<0>", text)
    text = _LOOSE_UNDERSCORE.sub(r"\\_", text)
    text = _ENTITY.sub(r"\\&", text)
    text = _EMOJI_NAME.sub(r"\\:", text)
    if starts_line:
        text = _NUMBER_START.sub(r"\1\\", _LINE_START.sub(r"\\\g<0>", text))
    return text


def _write_span(span: Span, version: Version, starts_line: bool, in_table: bool, alone: bool) -> str:
    core = _code(span.text, version, in_table) if span.code else ""
    if not core:
        text: Callable[[str], str] = lambda part: escape(part, starts_line=starts_line)  # noqa: E731
        core = text(span.text) if span.link else _with_links(span.text, starts_line)
    if span.link:
        core = f"[{core}]({span.link})"
    # Asterisks work only beside letters and digits (CommonMark's flanking rules); the tags, which v1 lacks, always do.
    clear = alone and not span.link and not span.code and span.text[0].isalnum() and span.text[-1].isalnum()
    asterisks = version == "v1" or (clear and span.bold != span.italic)
    if core.endswith("\\"):
        return core  # a reader may take the backslash for one that escapes the closing tag
    if span.italic:
        core = f"*{core}*" if asterisks else f"<i>{core}</i>"
    if span.bold:
        core = f"**{core}**" if asterisks else f"<b>{core}</b>"
    return core


def _code(text: str, version: Version, in_table: bool) -> str:
    """A code span, or nothing where none can hold this text."""
    ticks = max((len(run) for run in re.findall("`+", text)), default=0)
    if ticks > (1 if version == "v2" else 0) or not text.strip():
        return ""
    if in_table and "|" in text:
        # A table reads `\|` as a pipe before the code span is read, so a backslash before a pipe cannot be told.
        if "\\" in text or version == "v1":
            return ""
        text = text.replace("|", "\\|")
    pad = " " if text[0] in " `" or text[-1] in " `" else ""
    fence = "`" * (ticks + 1)
    return f"{fence}{pad}{text}{pad}{fence}"


def _with_links(text: str, starts_line: bool) -> str:
    """Escaped text in which bare addresses are links to themselves; left bare, their escapes would become visible."""
    written, done = "", 0
    for found in _BARE_URL.finditer(text):
        url = found.group().rstrip(".,;:!?'*")
        if not usable(url):
            continue
        before = text[done : found.start()]
        written += escape(before, starts_line=starts_line and not done)
        written = written[:-1] + "\\!" if written.endswith("!") else written
        written += f"[{escape(url)}]({usable(url)})"
        done = found.start() + len(url)
    return written + escape(text[done:], starts_line=starts_line and not done)


def _style(span: Span) -> tuple[bool, bool, bool, str]:
    return span.bold, span.italic, span.code, span.link


def _styled(span: Span) -> bool:
    return span.text != "\n" and _style(span) != (False, False, False, "")


def _blanks_apart(span: Span) -> list[Span]:
    text = span.text.strip()
    if not text:
        return [Span(span.text)] if span.text else []
    start = span.text.index(text)
    before, after = span.text[:start], span.text[start + len(text) :]
    middle = Span(text, span.bold, span.italic, span.code, span.link)
    return [part for part in (Span(before), middle, Span(after)) if part.text]


def _on_lines(spans: Rich) -> list[Span]:
    """Spans without line breaks inside, a span "\\n" for each break between two lines that hold something."""
    result: list[Span] = []
    for span in spans:
        for index, line in enumerate(span.text.split("\n")):
            if index and result and result[-1].text != "\n":
                if not result[-1].code:
                    result[-1] = _with_text(result[-1], result[-1].text.rstrip())
                result = [part for part in result if part.text]
                result.append(Span("\n"))
            line = line.lstrip() if not result or result[-1].text == "\n" else line
            line = line.rstrip() if index < span.text.count("\n") else line
            if line:
                result.append(_with_text(span, line))
    while result and (result[-1].text == "\n" or not result[-1].text.strip()):
        result.pop()
    if result:
        result[-1] = _with_text(result[-1], result[-1].text.rstrip())
    return result


def _with_text(span: Span, text: str) -> Span:
    return Span(text, span.bold, span.italic, span.code, span.link)


def _cut_at(text: str, room: int, *, new_line_helps: bool) -> int:
    """Where to cut so that at most `room` UTF-16 units stay, best after a blank; 0 to begin on a new piece."""
    end = 0
    used = 0
    while end < len(text) and used + length(text[end]) <= room:
        used += length(text[end])
        end += 1
    blank = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))
    if blank > 0:
        return blank + 1
    return 0 if new_line_helps else max(end, 1)
