"""Notion-flavored Markdown: what is read from it, and that what is written reads back as the same blocks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local.notion.drafts import Draft, code_block, table_block, text_block
from bot.local.notion.markdown import parse
from bot.local.notion.rendering import render
from bot.local.notion.rich_text import plain, text_item


def outline(drafts: list[Draft]) -> list[object]:
    """Types and texts, nested."""
    return [
        (d.type, plain(d.rich_text), outline(d.children)) if d.children else (d.type, plain(d.rich_text))
        for d in drafts
    ]


@pytest.mark.parametrize(
    ("markdown", "blocks"),
    [
        ("one\ntwo", [("paragraph", "one two")]),
        ("one\\\ntwo", [("paragraph", "one\ntwo")]),
        ("##### five", [("heading_4", "five")]),
        ("- [x] done", [("to_do", "done")]),
        ("1. a\n\t- b\n\n\t\tc", [("numbered_list_item", "a", [("bulleted_list_item", "b", [("paragraph", "c")])])]),
        ("> a\n> b", [("quote", "a b")]),
        ("> [!NOTE]\n> b", [("quote", "[!NOTE] b")]),
        ("<toggle>\nTitle\n\n- child\n</toggle>", [("toggle", "Title", [("bulleted_list_item", "child")])]),
        ('<toggle heading="h2">\nTitle\n</toggle>', [("heading_2", "Title")]),
        ("<callout>one line</callout>", [("callout", "one line")]),
        ("<details>\nx\n</details>", [("paragraph", "<details> x </details>")]),
        ("<callout>\nnever closed", [("paragraph", "<callout> never closed")]),
        ("`<callout>` in text", [("paragraph", "<callout> in text")]),
        ("&lt;b&gt; and \\<b>", [("paragraph", "<b> and <b>")]),
        ("from $5 to $10", [("paragraph", "from $5 to $10")]),
        ("the $x^2$ of it", [("paragraph", "the x^2 of it")]),
        ("<script>alert(1)</script>", [("paragraph", "<script>alert(1)</script>")]),
        ("---", [("divider", "")]),
        ("<p />", [("paragraph", "")]),
        ('<ul>\n<li color="red">a\n\nb\n</li>\n</ul>', [("bulleted_list_item", "a", [("paragraph", "b")])]),
    ],
)
def test_markdown_reads_as(markdown: str, blocks: list[object]) -> None:
    assert outline(parse(markdown).drafts) == blocks


def test_the_older_syntax_reads_as_the_same_blocks() -> None:
    old = (
        '# Plan {x}\none\ntwo\n- a\n\t- b\n<callout icon="💡" color="blue_bg">\n\tDecided\n\t- why\n</callout>\n'
        "<details>\n<summary>More</summary>\n\tinside\n</details>\n<table_of_contents/>\n```python\n\tx\n</details>\n```"
    )
    assert outline(parse(old, "v1").drafts) == [
        ("heading_1", "Plan {x}"),
        ("paragraph", "one"),
        ("paragraph", "two"),
        ("bulleted_list_item", "a", [("bulleted_list_item", "b")]),
        ("callout", "Decided", [("bulleted_list_item", "why")]),
        ("toggle", "More", [("paragraph", "inside")]),
        ("table_of_contents", ""),
        ("code", "\tx\n</details>"),
    ]


NASTY = st.text(alphabet="ab1 *_`~[]()<>$#-+=|\\&!:.;/😀\n", min_size=1, max_size=12)
STYLE = st.fixed_dictionaries(
    {name: st.booleans() for name in ("bold", "italic", "strikethrough", "underline")} | {"color": st.just("default")}
)


@st.composite
def rich_texts(draw: st.DrawFn) -> list[dict[str, object]]:
    words = draw(st.lists(NASTY.map(str.strip).filter(bool), min_size=1, max_size=3))
    lines = [" ".join(word.split()) for word in words]
    items = [text_item(("" if n == 0 else " ") + line, draw(STYLE)) for n, line in enumerate(lines)]
    return [item for n, item in enumerate(items) if n == 0 or item["annotations"] != items[n - 1]["annotations"]]


@st.composite
def drafts(draw: st.DrawFn, depth: int = 2) -> Draft:
    kind = draw(
        st.sampled_from(["paragraph", "heading_2", "bulleted_list_item", "to_do", "quote", "callout", "toggle"])
    )
    if draw(st.integers(0, 5)) == 0:
        return code_block(draw(st.text(alphabet="a`\n <>", max_size=9)).strip("\n") or "x", "python")
    if draw(st.integers(0, 7)) == 0:
        return table_block([[draw(rich_texts()), draw(rich_texts())] for _ in range(2)], header_row=draw(st.booleans()))
    inner = draw(st.lists(drafts(depth - 1), max_size=2)) if depth and kind != "heading_2" else []
    return text_block(kind, draw(rich_texts()), draw(st.sampled_from(["default", "red_background"])), inner)


@settings(max_examples=150, deadline=None)
@given(st.lists(drafts(), max_size=3))
def test_what_is_written_reads_back_as_the_same_blocks(page: list[Draft]) -> None:
    written = render(page)
    assert parse(written).drafts == page
    assert render(parse(written).drafts) == written


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab \t\n-*#>`|<>/callouttoggle[]x1.$\\_~", max_size=60))
def test_any_text_settles_after_one_reading(text: str) -> None:
    once = render(parse(text).drafts)
    assert render(parse(once).drafts) == once
