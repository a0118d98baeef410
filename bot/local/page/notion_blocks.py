"""A Notion page's blocks as HTML, in segments: diagrams stand apart because the browser draws them.

Reference: https://developers.notion.com/reference/block
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from markupsafe import Markup

from bot.local.page.markup import icon, lines, link, tag

Json = dict[str, Any]

_MARKS = (("bold", "strong"), ("italic", "em"), ("strikethrough", "s"), ("underline", "u"), ("code", "code"))
_LISTS = {"bulleted_list_item": "ul", "numbered_list_item": "ol", "to_do": "ul"}
_LINKS = frozenset({"bookmark", "embed", "link_preview", "image", "video", "file", "pdf", "audio"})


@dataclass(frozen=True)
class Segment:
    """A run of a page: HTML, or the source of one Mermaid diagram."""

    kind: Literal["html", "mermaid"]
    content: str


class PageBody:
    """Draws the blocks of one page; ``database`` draws a database that lies in it, by id."""

    def __init__(self, blocks: list[Json], database: Callable[[str], Markup]) -> None:
        self._blocks = blocks
        self._database = database
        self._headings = list(_headings(blocks))

    def segments(self) -> list[Segment]:
        """The page from top to bottom."""
        out: list[Segment] = []
        for diagram, run in groupby(self._blocks, key=_is_diagram):
            if diagram:
                out += [Segment("mermaid", plain(block["code"].get("rich_text", []))) for block in run]
            else:
                out.append(Segment("html", str(self._all(list(run)))))
        return out

    def _all(self, blocks: list[Json]) -> Markup:
        out: list[Markup] = []
        for name, run in groupby(blocks, key=lambda block: _LISTS.get(block["type"], "")):
            inside = [self._block(block) for block in run]
            out += [tag(name, inside)] if name else inside
        return Markup("").join(out)

    def _children(self, block: Json) -> Markup:
        return self._all(block.get("children") or [])

    def _block(self, block: Json) -> Markup:
        kind = block["type"]
        content = block.get(kind) or {}
        written = rich(content.get("rich_text") or [])
        color = _color_class(content.get("color"))
        if kind.startswith("heading_"):
            return self._heading(block, kind, content, written)
        match kind:
            case "paragraph":
                return tag("p", written, cls=color) + self._children(block)
            case "bulleted_list_item" | "numbered_list_item":
                return tag("li", written, self._children(block), cls=color)
            case "to_do":
                done = bool(content.get("checked"))
                return tag(
                    "li", "☑ " if done else "☐ ", written, self._children(block), cls="todo done" if done else "todo"
                )
            case "quote":
                return tag("blockquote", written, self._children(block), cls=color)
            case "callout":
                sign = tag("span", _emoji(content.get("icon")) or "💡", cls="sign", aria_hidden="true")
                return tag(
                    "div", sign, tag("div", written, self._children(block)), cls=f"callout {color or ''}".strip()
                )
            case "toggle":
                return tag("details", tag("summary", written), self._children(block), cls=color)
            case "code":
                return self._code(content)
            case "divider":
                return tag("hr")
            case "table":
                return self._table(block, content)
            case "table_of_contents":
                return self._contents()
            case "child_page" | "child_database":
                return self._child(block, kind, content)
            case "link_to_page":
                return page_link(content.get("page_id", ""), "Linked page")
            case "column_list":
                columns = [tag("div", self._children(column)) for column in block.get("children") or []]
                return tag("div", columns, cls="columns")
            case "equation":
                return tag("pre", content.get("expression", ""))
        if kind in _LINKS:
            url = content.get("url") or (content.get(content.get("type", "")) or {}).get("url", "")
            return tag("p", link(url, rich(content.get("caption") or []) or url or kind))
        return tag("p", written or f"({kind})", cls="quiet") + self._children(block)

    def _heading(self, block: Json, kind: str, content: Json, written: Markup) -> Markup:
        level = str(min(int(kind[-1]) + 1, 5))
        anchor = f"b-{block.get('id', '')}"
        heading = tag(f"h{level}", written, id=anchor, cls=_color_class(content.get("color")))
        if content.get("is_toggleable"):
            return tag("details", tag("summary", heading), self._children(block), open=True)
        return heading + self._children(block)

    def _code(self, content: Json) -> Markup:
        language = content.get("language", "")
        label = tag("small", language) if language not in {"", "plain text"} else None
        return tag("div", label, tag("pre", tag("code", plain(content.get("rich_text") or []))), cls="code")

    def _table(self, block: Json, content: Json) -> Markup:
        rows = []
        for number, row in enumerate(block.get("children") or []):
            head = number == 0 and content.get("has_column_header")
            cells = (row.get("table_row") or {}).get("cells") or []
            rows.append(
                tag(
                    "tr",
                    [
                        tag("th" if head or (n == 0 and content.get("has_row_header")) else "td", rich(cell))
                        for n, cell in enumerate(cells)
                    ],
                )
            )
        return tag("div", tag("table", tag("tbody", rows)), cls="wide")

    def _contents(self) -> Markup:
        top = min((level for level, _, _ in self._headings), default=1)
        items = [
            tag("li", tag("a", text, href=f"#b-{block_id}"), cls=f"level{level - top + 1}")
            for level, block_id, text in self._headings
        ]
        return tag("nav", tag("ul", items), cls="contents", aria_label="Table of contents") if items else Markup("")

    def _child(self, block: Json, kind: str, content: Json) -> Markup:
        if kind == "child_database":
            return self._database(block.get("id", ""))
        return tag("p", page_link(block.get("id", ""), content.get("title") or "Untitled"))


def rich(items: list[Json]) -> Markup:
    """Notion's rich text: marks, colours, links and mentions."""
    out: list[Markup] = []
    for item in items:
        written = lines(item.get("plain_text", ""))
        marks = item.get("annotations") or {}
        for name, element in _MARKS:
            if marks.get(name):
                written = tag(element, written)
        if color := _color_class(marks.get("color")):
            written = tag("span", written, cls=color)
        mention = item.get("mention") or {}
        if mention.get("type") in {"page", "database"}:
            target = (mention.get(mention["type"]) or {}).get("id", "")
            written = page_link(target, written, do=mention["type"])
        elif item.get("type") == "mention":
            written = tag("span", written, cls="mention")
        elif item.get("href"):
            written = link(item["href"], written)
        out.append(written)
    return Markup("").join(out)


def plain(items: list[Json]) -> str:
    """Rich text without its marks."""
    return "".join(item.get("plain_text", "") for item in items)


def page_link(page_id: str, label: Markup | str, sign: str = "", *, do: str = "page") -> Markup:
    """A link to a page (or, with ``do``, a database) of this workspace, opened in place."""
    front = tag("span", sign, aria_hidden="true") if sign else icon("description" if do == "page" else "table_chart")
    return tag("button", front, " ", tag("span", label), type="button", cls="page-link", data_do=do, data_page=page_id)


def _is_diagram(block: Json) -> bool:
    return block["type"] == "code" and (block.get("code") or {}).get("language") == "mermaid"


def _headings(blocks: list[Json]) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    for block in blocks:
        kind = block["type"]
        if kind.startswith("heading_"):
            found.append((int(kind[-1]), block.get("id", ""), plain((block.get(kind) or {}).get("rich_text") or [])))
        found += _headings(block.get("children") or [])
    return found


def _emoji(sign: Json | None) -> str:
    return str(sign.get("emoji", "")) if sign and sign.get("type") == "emoji" else ""


def _color_class(color: str | None) -> str | None:
    if not color or color == "default":
        return None
    return "n-" + "".join(letter for letter in color.replace("_", "-") if letter.isalpha() or letter == "-")
