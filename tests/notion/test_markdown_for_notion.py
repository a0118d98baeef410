"""What we write reads back in Notion as the same text in the same blocks, whatever people or models typed."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.local.notion.drafts import Draft
from bot.local.notion.markdown import parse
from bot.local.notion.rendering import render as notion_renders
from bot.notion.markdown import before_children, portions, render, same
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
    rich,
)
from bot.planning.publication import line_difference

HOSTILE = [
    "# not a heading",
    "- [ ] not a task",
    "1. not a list",
    "12) nor this",
    "> not a quote",
    "```\nnot code\n```",
    "~~~ not code",
    '<callout icon="x">not a callout</callout>',
    "</callout>",
    '<database url="x">gone</database>',
    '<page url="x" />',
    "| not | a table |\n| --- | --- |\n| x | y |",
    "a\n---\nb",
    "a\n===\nb",
    "[not](javascript:alert(1)) a link",
    "![not](https://example.com/x.png) an image",
    "<https://example.com>",
    "**not bold** _not italic_ ~~not struck~~ `not code` $not math$ $$nor this$$",
    "&lt;not escaped&gt; &amp; &#35;",
    ":smile: [^https://example.com] @here <@U1> <!channel>",
    "\\# \\\\ \\",
    "    indented",
    "\tindented",
    '{color="red"}',
    "::: callout\nx\n:::",
    "snake_case_name __init__ 2*3*4 a|b C:\\temp\\|x",
    "مرحبا بالعالم 🎉 e\u0301 \u202eabc",
    "https://example.com/a_b?c=1&d=*x*",
    "see (https://example.com/a_(b)).",
    "<script>alert(1)</script>",
    "+ plus\n* star\n= equals\n: colon\n-dash",
]

words = st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029"), max_size=60)
texts = st.one_of(st.sampled_from(HOSTILE), words, st.tuples(st.sampled_from(HOSTILE), words).map("".join))
spans = st.builds(
    Span,
    texts,
    bold=st.booleans(),
    italic=st.booleans(),
    code=st.booleans(),
    link=st.sampled_from(["", "", "https://example.com/x_(1)?a=[b]&c=|", "javascript:alert(1)"]),
)
singles = spans.map(lambda span: (span,))
riches = st.lists(spans, min_size=1, max_size=4).map(tuple)


def test_documents_look_in_notion_as_they_were_meant() -> None:
    document = Document(
        "Weekly report",
        (
            Contents(),
            Heading(2, "Features"),
            Callout((Span("Decision: ", bold=True), Span("reports go out on Monday")), icon="✅"),
            Listing((Item(rich("first"), (rich("below"),)), Item(rich("second")))),
            Table((rich("Who"), rich("Why")), ((rich("Ana"), rich("a|b", code=True)),)),
            Code("graph TD\n  a --> b", "mermaid"),
            Paragraph((Span("see "), Span("Q4", link="https://example.slack.com/archives/C1/p1"))),
        ),
    )
    assert render(document) == (
        "<table-of-contents />\n\n"
        "## Features\n\n"
        '<callout icon="✅">\n<b>Decision:</b> reports go out on Monday\n</callout>\n\n'
        "- first\n\t- below\n- second\n\n"
        "| Who | Why |\n| --- | --- |\n| Ana | `a\\|b` |\n\n"
        "```mermaid\ngraph TD\n  a --> b\n```\n\n"
        "see [Q4](https://example.slack.com/archives/C1/p1)"
    )


@given(riches)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_no_text_in_a_paragraph_becomes_structure(content: Rich) -> None:
    blocks = read(Paragraph(content))
    assert {block.type for block in blocks} <= {"paragraph"}
    assert_same_text(content, blocks)


@given(riches)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_no_text_in_a_callout_leaves_the_callout(content: Rich) -> None:
    blocks = read(Callout(content), Paragraph(rich("after")))
    assert [block.type for block in blocks] == (["callout", "paragraph"] if shown(content) else ["paragraph"])
    assert not [child.type for block in blocks for child in block.children if child.type != "paragraph"]
    assert_same_text(content, blocks[:-1])


@given(riches, riches, st.booleans())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_no_text_in_a_list_leaves_its_item(first: Rich, below: Rich, ordered: bool) -> None:
    blocks = read(Listing((Item((Span("x "), *first), (below,)), Item(rich("second"))), ordered))
    kind = "numbered_list_item" if ordered else "bulleted_list_item"
    assert [block.type for block in blocks] == [kind, kind]
    assert [child.type for child in blocks[0].children] == (["bulleted_list_item"] if shown(below) else [])
    assert_same_text((Span("x "), *first), [without_children(blocks[0])])
    assert_same_text(below, blocks[0].children)


@given(riches, riches)
@settings(max_examples=100, deadline=None, derandomize=True)
@example(rich("a\\|b", code=True), rich("`|`", code=True))
def test_no_text_in_a_table_leaves_its_cell(first: Rich, second: Rich) -> None:
    (table,) = read(Table((rich("h"), rich("i")), ((first, second), (second, first))))
    assert table.type == "table"
    cells = [row.content["cells"] for row in table.children]
    assert [len(row) for row in cells] == [2, 2, 2]
    assert [text_of(cell) for cell in cells[1]] == [shown(first), shown(second)]


@given(texts)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_no_text_in_a_heading_becomes_another_block(text: str) -> None:
    blocks = read(Heading(2, text), Paragraph(rich("after")))
    assert [block.type for block in blocks] == (["heading_2", "paragraph"] if shown(rich(text)) else ["paragraph"])
    assert_same_text(rich(text), blocks[:-1])


@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80)))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_code_cannot_end_its_own_fence(text: str) -> None:
    blocks = read(Code(text, "python"), Paragraph(rich("after")))
    assert [block.type for block in blocks][-1] == "paragraph"
    assert {block.type for block in blocks[:-1]} <= {"code"}
    assert squeezed("".join(text_of(block.rich_text) for block in blocks[:-1])) == squeezed(clean(text))


@given(st.one_of(st.sampled_from(HOSTILE), words))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_version_1_shows_the_same_paragraphs(text: str) -> None:
    drafts = parse(render(Document("x", (Paragraph(rich(text)),)), "v1"), "v1").drafts
    assert {block.type for block in drafts} <= {"paragraph"}


@pytest.mark.parametrize("style", ["bold", "italic", "code"])
@pytest.mark.parametrize("text", ["plain", " edges ", "“quoted”", "f(x):", "a*b", "x`y", "tail!", "1."])
def test_styles_survive_whatever_stands_beside_them(style: str, text: str) -> None:
    (block,) = read(Paragraph((Span("before"), replace(Span(text), **{style: True}), Span("after"))))
    styled = [run["plain_text"] for run in block.rich_text if run["annotations"][style]]
    assert styled == [text.strip()]


def test_only_web_addresses_become_links() -> None:
    (block,) = read(Paragraph((Span("a", link="javascript:alert(1)"), Span("b", link="https://example.com/(x)"))))
    assert [run["href"] for run in block.rich_text] == [None, "https://example.com/%28x%29"]


def test_long_texts_are_cut_into_blocks_that_notion_takes() -> None:
    long = " ".join(f"word{number}" for number in range(1500))
    paragraphs = read(Paragraph(rich(long)))
    assert len(paragraphs) > 1
    assert all(len(text_of(block.rich_text)) <= 2000 for block in paragraphs)
    assert " ".join(text_of(block.rich_text).strip() for block in paragraphs) == long
    (callout,) = read(Callout(rich(long)))
    assert [child.type for child in callout.children] == ["paragraph"] * (len(paragraphs) - 1)
    assert len(read(Paragraph(rich("🎉" * 1500)))) == 2  # an emoji counts twice


def test_long_tables_begin_anew_with_their_header() -> None:
    tables = read(Table((rich("n"),), tuple((rich(str(number)),) for number in range(250))))
    assert [len(table.children) for table in tables] == [100, 100, 53]
    assert {text_of(table.children[0].content["cells"][0]) for table in tables} == {"n"}


def test_a_document_of_many_blocks_is_cut_into_requests_that_notion_takes() -> None:
    document = Document("x", tuple(Paragraph(rich(f"paragraph {number}")) for number in range(2000)))
    parts = portions(document)
    assert "\n\n".join(parts) == render(document)
    assert all(len(parse(part).drafts) <= 1000 for part in parts)
    heavy = Document("x", tuple(Paragraph(rich("ä" * 1900)) for _ in range(300)))
    assert all(len(part.encode()) < 450_000 for part in portions(heavy))


@given(st.lists(st.one_of(singles.map(Paragraph), singles.map(Callout), texts.map(lambda text: Heading(2, text)))))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_what_notion_gives_back_counts_as_the_same(parts: list[Part]) -> None:
    ours = render(Document("x", tuple(parts)))
    assert same(ours, notion_renders(parse(ours).drafts))


@pytest.mark.parametrize(
    "edited", ["Reports go out on Tuesday.", "Reports go out on **Monday**.", "Reports go out.\n\non Monday"]
)
def test_a_persons_edit_does_not_count_as_the_same(edited: str) -> None:
    assert not same("Reports go out on Monday.", edited)


def test_a_difference_names_what_went_and_what_came() -> None:
    assert line_difference("one\ntwo\nthree", "one\n2\nthree") == "@@ -1,3 +1,3 @@\n one\n-two\n+2\n three"
    assert line_difference("a", "b" * 10_000).endswith("…")


def test_our_part_of_a_page_ends_where_its_children_begin() -> None:
    page = 'text\n\n<database url="https://x">Documents</database>\n\nsomebody\'s notes'
    assert before_children(page) == "text"
    assert before_children("text \\<database url=x>") == "text \\<database url=x>"


def read(*parts: Part) -> list[Draft]:
    return parse(render(Document("x", parts))).drafts


def text_of(rich_text: list[dict[str, Any]]) -> str:
    return squeezed("".join(run["plain_text"] for run in rich_text))


def all_text(blocks: list[Draft]) -> str:
    return squeezed(" ".join(f"{text_of(block.rich_text)} {all_text(block.children)}" for block in blocks))


def without_children(block: Draft) -> Draft:
    return Draft(block.type, block.content)


def assert_same_text(content: Rich, blocks: list[Draft]) -> None:
    assert all_text(blocks) == shown(content)


def shown(content: Rich) -> str:
    return squeezed(clean("".join(span.text for span in content)))


def clean(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]", "\ufffd", text)


def squeezed(text: str) -> str:
    return " ".join(text.split())
