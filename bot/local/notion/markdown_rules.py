"""What Notion-flavored Markdown adds to CommonMark, as rules for markdown-it: tags, mathematics, mentions.

Source: https://developers.notion.com/guides/data-apis/notion-flavored-markdown (``markdown_version: "v2"``). Tags that
are not listed there are literal text, which is why the parser runs without HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

CONTAINERS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "quote",
        "callout",
        "toggle",
        "ul",
        "ol",
        "li",
        "todo",
        "columns",
        "column",
        "equation",
        "table",
        "page",
        "database",
        "image",
        "video",
        "pdf",
        "file",
        "audio",
        "bookmark",
        "embed",
    ]
)
VOIDS = frozenset({"table-of-contents", "p", "page", "database"})
STYLES = {"b": "bold", "i": "italic", "s": "strikethrough", "u": "underline", "span": ""}

_TAG = re.compile(r"<([a-z][a-z0-9-]*)((?:\s+[a-z-]+=\"[^\"]*\")*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"([a-z-]+)=\"([^\"]*)\"")
_FENCE = re.compile(r"[\s>]*(?:[-*+]\s+|\d+[.)]\s+)*(`{3,}|~{3,})")
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag, ``a="b"``, with entities for quotes and ampersands undone."""
    pairs = _ATTRIBUTE.findall(text)
    return {name: value.replace("&quot;", '"').replace("&lt;", "<").replace("&amp;", "&") for name, value in pairs}


def parser() -> MarkdownIt:
    """A CommonMark parser with GFM tables and strikethrough and Notion's own rules."""
    md = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("reference")
    # Addresses are kept as they were sent: comparing what was written with what is read must not see a difference.
    md.normalizeLink = lambda url: url  # type: ignore[method-assign]
    interrupts = {"alt": ["paragraph", "blockquote", "list"]}
    md.block.ruler.before("fence", "notion_tag", _block_tag, interrupts)  # type: ignore[arg-type]
    md.block.ruler.before("fence", "notion_math", _block_math, interrupts)  # type: ignore[arg-type]
    md.inline.ruler.before("autolink", "notion_inline_tag", _inline_tag)
    md.inline.ruler.before("escape", "notion_inline_math", _inline_math)
    return md


def _block_tag(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    if state.is_code_block(line):
        return False
    start = state.bMarks[line] + state.tShift[line]
    match = _TAG.match(state.src, start, state.eMarks[line])
    if match is None:
        return False
    name, attrs, closed = match.groups()
    if closed:
        if name not in VOIDS or state.src[match.end() : state.eMarks[line]].strip():
            return False
        body, lines = "", 1
    else:
        found = _inside(state, line, end, name) if name in CONTAINERS else None
        if found is None:
            return False
        body, lines = found
    if silent:
        return True
    token = state.push("notion_tag", name, 0)
    token.content = body
    token.meta = {"name": name, "attributes": attributes(attrs), "void": bool(closed)}
    token.map = [line, line + lines]
    state.line = line + lines
    return True


def _inside(state: StateBlock, line: int, end: int, name: str) -> tuple[str, int] | None:
    """The text between the tag on this line and its closing tag, and how many lines both take; None if unclosed."""
    last = line + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] >= state.blkIndent):
        last += 1
    text = state.getLines(line, last, state.blkIndent, False)
    opening = _TAG.search(text)
    if opening is None:
        return None
    depth = 0
    for tag in _tags_named(name, _without_code(text)):
        if tag["void"]:
            continue
        depth += -1 if tag["closing"] else 1
        if depth == 0:
            rest = text[tag.end() :].split("\n", 1)[0]
            if rest.strip():
                return None
            return text[opening.end() : tag.start("tag")], text[: tag.end()].count("\n") + 1
    return None


def _without_code(text: str) -> str:
    """The same text with code blanked out, so that tags in it do not count."""
    lines, fence = [], ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark.group(1).startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            lines.append(" " * len(line))
        elif mark:
            fence = mark.group(1)
            lines.append(" " * len(line))
        else:
            lines.append(line)
    return _CODE_SPAN.sub(lambda span: re.sub(r"[^\n]", " ", span.group()), "\n".join(lines))


def _block_math(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    start, stop = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    if state.is_code_block(line) or state.src[start:stop].strip() != "$$":
        return False
    closing = line + 1
    while closing < end and state.getLines(closing, closing + 1, state.blkIndent, False).strip() != "$$":
        closing += 1
    if closing >= end:
        return False
    if not silent:
        token = state.push("notion_math", "", 0)
        token.content = state.getLines(line + 1, closing, state.blkIndent, False)
        token.map = [line, closing + 1]
        state.line = closing + 1
    return True


def _inline_math(state: StateInline, silent: bool) -> bool:
    # Pandoc's rule keeps prices as text: "$5 and $10" is no equation.
    match = re.compile(r"\$(?=\S)((?:\\.|[^$\\])+?)(?<=\S)\$(?!\d)").match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("notion_equation", "", 0).content = match.group(1).replace("\\$", "$")
    state.pos = match.end()
    return True


def _inline_tag(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "<":
        return False
    line_break = re.compile(r"<br\s*/?>").match(state.src, state.pos, state.posMax)
    if line_break:
        if not silent:
            state.push("hardbreak", "br", 0)
        state.pos = line_break.end()
        return True
    match = _TAG.match(state.src, state.pos, state.posMax)
    if match is None or match.group(1) not in {*STYLES, "mention", "date"}:
        return False
    name, attrs, closed = match.group(1), attributes(match.group(2)), bool(match.group(3))
    stop = match.end()
    if not closed:
        found = _closing(state.src, name, match.end(), state.posMax)
        if found is None:
            return False
        stop = found
    if not silent:
        _push_tag(state, name, attrs, match.end(), stop, closed)
    state.pos = stop if closed else stop + len(f"</{name}>")
    return True


def _push_tag(state: StateInline, name: str, attrs: dict[str, str], start: int, stop: int, closed: bool) -> None:
    if name in STYLES:
        opened = state.push("notion_style_open", name, 1)
        opened.meta = {"style": STYLES[name], "color": attrs.get("color", "")}
        limit, state.pos, state.posMax = state.posMax, start, stop
        state.md.inline.tokenize(state)
        state.posMax = limit
        state.push("notion_style_close", name, -1)
        return
    token = state.push(f"notion_{name}", name, 0)
    token.meta = attrs
    token.content = "" if closed else state.src[start:stop]


def _closing(source: str, name: str, start: int, end: int) -> int | None:
    depth = 1
    for tag in _tags_named(name, source[:end]):
        if tag.start("tag") < start or tag["void"]:
            continue
        depth += -1 if tag["closing"] else 1
        if depth == 0:
            return tag.start("tag")
    return None


def _tags_named(name: str, text: str) -> Iterator[re.Match[str]]:
    """All tags of this name that are not escaped (an even number of backslashes before them escapes nothing)."""
    tag = rf"(?P<tag><(?P<closing>/?){re.escape(name)}(?=[\s>/])[^>]*?(?P<void>/?)>)"
    return re.finditer(rf"(?<!\\)(?:\\\\)*{tag}", text)
