"""Whatever people write, it is a label: no text breaks a diagram, and readable words stay readable."""

import mermaidx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning.mermaid import label

# What Mermaid's grammars give a meaning to, beside any other text.
HOSTILE = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="\"'`|[](){}<>-=~;:#&%\\/^.,!?*_+@$1a \n\t", max_size=30),
    st.sampled_from(
        ["end", "END", "note over C1: x", "1. list", "- item", "```", "%%{init: {}}%%", "\u202edna", "#quot;", "<br>"]
    ),
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Web page (old)", "Web page (old)"),
        ("It's Ana's, too", "It's Ana's, too"),
        ('say "hi"', "say #34;hi#34;"),
        ("a;b#c", "a#59;b#35;c"),
        ("- item", "#45; item"),
        ("the end", "the #101;nd"),
        ("  \n ", "#8230;"),
        ("two\nlines", "two lines"),
    ],
)
def test_a_label_keeps_words_and_writes_marks_as_code_points(text, shown):
    assert label(text) == shown


def test_a_long_text_is_cut_before_it_is_escaped():
    assert label("one two three", 9) == "one two#8230;"


@settings(max_examples=12, deadline=None)
@given(HOSTILE)
def test_any_text_is_a_label_in_a_flowchart_and_in_a_sequence(text):
    name = label(text)
    flowchart = f'flowchart TD\n  subgraph one["{name}"]\n    C1["{name}"]\n  end\n  C1 -->|"{name}"| C2["{name}"]'
    sequence = f"sequenceDiagram\n  participant C1 as {name}\n  C1->>C1: {name}\n  Note over C1: {name}"
    for source in (flowchart, sequence):
        # mermaidx raises where a diagram does not parse; lists in labels are drawn as a complaint.
        assert "Unsupported markdown" not in mermaidx.render(source).svg()
