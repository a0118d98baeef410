"""The picture of the dependencies is valid Mermaid whatever the titles hold, and shows what hangs on what."""

import mermaidx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning.mermaid import label
from bot.planning.modules.graph import dependency_graph
from tests.planning.module_examples import module, plan

HOSTILE = st.text(st.sampled_from('ab"]);:<>{}|&#%`\n\\/-=~[(end graph click style'), min_size=1, max_size=50)


def test_a_module_shows_its_id_its_title_and_how_much_it_owns():
    source = dependency_graph(plan(module(1, "Catalogue", requirements=("FR-1", "FR-2")), module(2, "Orders", 1)))
    assert f"{label('M-1')} · {label('Catalogue')}<br/>2 requirements" in source
    assert f"{label('Orders')}<br/>1 requirement" in source
    assert "  M2 --> M1" in source
    assert "linkStyle" not in source


def test_the_edges_of_a_cycle_are_red_and_no_others():
    source = dependency_graph(plan(module(1, "A", 2), module(2, "B", 1), module(3, "C", 1)))
    assert "linkStyle 0,1 stroke:#c0392b" in source
    assert [line.rpartition(":::")[2] for line in source.splitlines() if ":::" in line] == [
        "circle",
        "circle",
        "module",
    ]


def test_a_module_that_does_not_exist_is_drawn_as_missing():
    assert "M9[" in dependency_graph(plan(module(1, "A", 9)))


def test_a_plan_without_modules_says_so():
    assert "No modules yet" in dependency_graph(plan())


@pytest.mark.parametrize(
    "title", ['x"] --> M2["y', "end", "%% gone", "<img src=x onerror=alert(1)>", "a\nb; c", "日本語 🎉"]
)
def test_no_title_breaks_out_of_its_box(title):
    source = dependency_graph(plan(module(1, title), module(2, "Orders", 1)))
    drawn = mermaidx.render(source).svg()
    assert source.count("-->") == 1
    assert "onerror" not in drawn or "<img" not in drawn


@settings(max_examples=5, deadline=None)
@given(
    st.lists(HOSTILE.filter(str.strip), min_size=1, max_size=4),
    st.sets(st.tuples(st.integers(1, 4), st.integers(1, 5))),
)
def test_any_plan_gives_a_picture(titles, edges):
    modules = [module(n, title, *(b for a, b in edges if a == n)) for n, title in enumerate(titles, 1)]
    assert mermaidx.render(dependency_graph(plan(*modules))).svg().startswith("<svg")
