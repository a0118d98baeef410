"""Blocks before they have ids: what Markdown and the API's block arrays are both read into, and rendered from."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.local.notion.reading import JSON
from bot.local.notion.rich_text import text_item

TEXT_BLOCKS = frozenset(
    {
        "paragraph",
        "heading_1",
        "heading_2",
        "heading_3",
        "heading_4",
        "bulleted_list_item",
        "numbered_list_item",
        "to_do",
        "toggle",
        "quote",
        "callout",
    }
)
"""Blocks that carry rich text and may hold children (headings only when they are toggles)."""

MEDIA_BLOCKS = frozenset({"image", "video", "pdf", "file", "audio"})

LANGUAGES = frozenset(
    [
        "abap",
        "abc",
        "agda",
        "arduino",
        "ascii art",
        "assembly",
        "bash",
        "basic",
        "bnf",
        "c",
        "c#",
        "c++",
        "clojure",
        "coffeescript",
        "coq",
        "css",
        "dart",
        "dhall",
        "diff",
        "docker",
        "ebnf",
        "elixir",
        "elm",
        "erlang",
        "f#",
        "flow",
        "fortran",
        "gherkin",
        "glsl",
        "go",
        "graphql",
        "groovy",
        "haskell",
        "hcl",
        "html",
        "idris",
        "java",
        "javascript",
        "json",
        "julia",
        "kotlin",
        "latex",
        "less",
        "lisp",
        "livescript",
        "llvm ir",
        "lua",
        "makefile",
        "markdown",
        "markup",
        "matlab",
        "mathematica",
        "mermaid",
        "nix",
        "notion formula",
        "objective-c",
        "ocaml",
        "pascal",
        "perl",
        "php",
        "plain text",
        "powershell",
        "prolog",
        "protobuf",
        "purescript",
        "python",
        "r",
        "racket",
        "reason",
        "ruby",
        "rust",
        "sass",
        "scala",
        "scheme",
        "scss",
        "shell",
        "smalltalk",
        "solidity",
        "sql",
        "swift",
        "toml",
        "typescript",
        "vb.net",
        "verilog",
        "vhdl",
        "visual basic",
        "webassembly",
        "xml",
        "yaml",
        "java/c/c++/c#",
    ]
)
"""What a code block's ``language`` may be (the contract's languageRequest)."""

LANGUAGE_ALIASES = {
    "js": "javascript",
    "ts": "typescript",
    "py": "python",
    "sh": "shell",
    "yml": "yaml",
    "md": "markdown",
}


@dataclass
class Draft:
    """One block to be: its type, its content as the API answers it, its children.

    ``type`` is a block type of the API, or ``page_ref``/``database_ref`` for a child page or database that a Markdown
    text mentions by address (``content`` then holds ``id``, ``""`` for a new page, and ``title``).
    """

    type: str
    content: JSON
    children: list[Draft] = field(default_factory=list)

    @property
    def rich_text(self) -> list[JSON]:
        """The block's text, ``[]`` where it has none."""
        text: list[JSON] = self.content.get("rich_text", [])
        return text

    @property
    def color(self) -> str:
        """The block's colour in the API's words."""
        return str(self.content.get("color", "default"))


def count(drafts: list[Draft]) -> int:
    """How many blocks these are, children included."""
    return sum(1 + count(draft.children) for draft in drafts)


def text_block(kind: str, rich_text: list[JSON], color: str = "default", children: list[Draft] | None = None) -> Draft:
    """A block of `TEXT_BLOCKS` with the defaults that Notion fills in."""
    content: JSON = {"rich_text": rich_text, "color": color}
    if kind.startswith("heading_"):
        content["is_toggleable"] = False
    if kind == "to_do":
        content["checked"] = False
    if kind == "callout":
        content["icon"] = None
    return Draft(kind, content, children or [])


def code_block(source: str, language: str) -> Draft:
    """A code block; an unknown language becomes plain text."""
    language = LANGUAGE_ALIASES.get(language.lower(), language.lower())
    return Draft(
        "code",
        {
            "rich_text": [text_item(source[start : start + 2000]) for start in range(0, len(source), 2000)],
            "caption": [],
            "language": language if language in LANGUAGES else "plain text",
        },
    )


def table_block(rows: list[list[list[JSON]]], *, header_row: bool, header_column: bool = False) -> Draft:
    """A table from rows of cells of rich text; short rows are filled up."""
    width = max(len(row) for row in rows)
    children = [Draft("table_row", {"cells": [*row, *([[]] * (width - len(row)))]}) for row in rows]
    content: JSON = {"table_width": width, "has_column_header": header_row, "has_row_header": header_column}
    return Draft("table", content, children)


def api_color(name: str) -> str:
    """Markdown's colour (``yellow_bg``) in the API's words (``yellow_background``)."""
    return f"{name[:-3]}_background" if name.endswith("_bg") else name or "default"


def markdown_color(name: str) -> str:
    """The API's colour in Markdown's words."""
    return name.replace("_background", "_bg")
