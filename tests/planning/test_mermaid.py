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


@settings(max_examples=4, deadline=None)
@given(st.lists(HOSTILE, min_size=5, max_size=5))
def test_any_text_is_a_label_in_a_flowchart_and_in_a_sequence(texts):
    # Several in one diagram: to draw one more label costs a tenth of drawing one more diagram.
    flowchart, sequence = ["flowchart TD"], ["sequenceDiagram"]
    for at, name in enumerate(map(label, texts)):
        flowchart += [f'subgraph S{at}["{name}"]', f'C{at}["{name}"]', "end", f'C{at} -->|"{name}"| D{at}["{name}"]']
        sequence += [f"participant C{at} as {name}", f"C{at}->>C{at}: {name}", f"Note over C{at}: {name}"]
    for source in ("\n".join(flowchart), "\n".join(sequence)):
        # mermaidx raises where a diagram does not parse; lists in labels are drawn as a complaint.
        assert "Unsupported markdown" not in mermaidx.render(source).svg()
