"""A document's text never becomes structure in the Markdown file, and what is structure survives."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.planning.document import (
    Callout,
    Code,
    Contents,
    Document,
    Heading,
    Item,
    Listing,
    Paragraph,
    Rich,
    Span,
    Table,
    rich,
)
from bot.planning.markdown import block, markdown
from bot.planning.visible_text import clean, one_line

HOSTILE = st.text(
    alphabet=st.one_of(st.sampled_from([*"\\`*_{}[]()<>#+-=.!|~&:;/ \n1aé", "\u202e", "😀"]), st.characters()),
    max_size=60,
)
READER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def read_back(source: str) -> str:
    """The text that a CommonMark reader shows, without the space that layout adds."""
    shown = re.sub(r"<[^>]*>", "", READER.render(source))
    return re.sub(r"\s+", "", html.unescape(shown))


def typed(text: str) -> str:
    return re.sub(r"\s+", "", clean(text))


@given(HOSTILE)
def test_a_paragraph_shows_exactly_what_was_typed(text: str) -> None:
    source = block(Paragraph(rich(text)))
    assert read_back(source) == typed(text)
    assert not re.search(r"<(?!/?p>|br ?/?>)", READER.render(source))


@given(HOSTILE, HOSTILE)
def test_list_items_and_callouts_hold_anything(text: str, other: str) -> None:
    for ordered in (False, True):
        source = block(Listing((Item(rich("x" + text), (rich("y" + other),)), Item(rich("z"))), ordered))
        shown = READER.render(source)
        assert shown.count("<li>") == 3
        assert typed("x" + text + "y" + other + "z") == read_back(source)
    assert READER.render(block(Callout(rich(text + "x"), "💡"))).count("<blockquote>") == 1


@given(HOSTILE, HOSTILE)
def test_a_table_keeps_its_cells(text: str, other: str) -> None:
    source = block(Table((rich("a"), rich("b")), ((rich(text), rich(other)),)))
    assert READER.render(source).count("<td") == 2
    assert read_back(source) == "ab" + typed(text) + typed(other)


@given(HOSTILE)
def test_code_stays_code(text: str) -> None:
    shown = READER.render(block(Code(text, "mermaid")))
    assert shown.startswith('<pre><code class="language-mermaid">')
    assert shown.rstrip().endswith("</code></pre>")
    assert shown.count("<code") == 1


@given(HOSTILE)
def test_a_heading_is_one_line(text: str) -> None:
    shown = READER.render(block(Heading(2, "x" + text)))
    assert shown.count("\n") == 1
    assert shown.startswith("<h2>")


@pytest.mark.parametrize(
    ("span", "source"),
    [
        (Span("bold", bold=True), "**bold**"),
        (Span(" spaced ", bold=True), " **spaced** "),
        (Span("both", bold=True, italic=True), "**_both_**"),
        (Span("a`b", code=True), "``a`b``"),
        (Span("Q4, Ana", link="https://x.test/a(b)"), "[Q4, Ana](https://x.test/a%28b%29)"),
        (Span("click", link="javascript:alert(1)"), "click"),
        (Span("click", link="https://x.test/" + "a" * 3000), "click"),
    ],
)
def test_spans(span: Span, source: str) -> None:
    content: Rich = (Span("x "), span, Span(" y"))
    assert " ".join(block(Paragraph(content)).split()) == " ".join(f"x {source} y".split())


def test_the_table_of_contents_follows_github_in_naming_repeated_headings() -> None:
    document = Document("Scope", (Contents(), Heading(2, "Scope"), Heading(3, "Scope"), Heading(2, "What's next?")))
    assert markdown(document).splitlines()[2:4] == ["- [Scope](#scope-1)", "- [What's next?](#whats-next)"]


def test_the_same_document_is_the_same_file() -> None:
    document = Document("T", (Paragraph(rich("one")), Code("graph TD\nA-->B", "mermaid")))
    assert markdown(document) == "# T\n\none\n\n```mermaid\ngraph TD\nA-->B\n```\n"


def test_a_title_of_two_lines_is_one_heading() -> None:
    assert markdown(Document("a\n# b", ())) == f"# {one_line('a # b')}\n"
