"""Cycles, order and depth of a graph of dependencies."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planning.graphs import MOST_CYCLES, dependencies_first, depths, elementary_cycles, reaches

NODES = tuple("abcdefg")
GRAPHS = st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=14)


def test_each_cycle_is_told_once_and_the_shortest_first():
    edges = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "b"), ("d", "d")]
    assert elementary_cycles(NODES, edges) == (("d",), ("b", "c"), ("a", "b", "c"))


def test_a_graph_full_of_cycles_is_cut_off():
    nodes = [f"n{n}" for n in range(60)]
    assert len(elementary_cycles(nodes, [(a, b) for a in nodes for b in nodes if a != b])) == MOST_CYCLES


def test_a_long_cycle_among_many_paths_is_found():
    layers = [[f"{layer}-{n}" for n in range(8)] for layer in range(8)]
    edges = [(a, b) for left, right in pairwise(layers) for a in left for b in right]
    nodes = [node for layer in layers for node in layer]
    assert elementary_cycles(nodes, edges) == ()
    assert len(elementary_cycles(nodes, [*edges, ("7-0", "0-0")])[0]) == 8


@given(GRAPHS)
def test_what_is_called_a_cycle_is_one_and_is_told_once(edges):
    found = elementary_cycles(NODES, edges)
    assert all(set(zip(cycle, (*cycle[1:], cycle[0]), strict=True)) <= edges for cycle in found)
    assert all(len(set(cycle)) == len(cycle) and min(cycle) == cycle[0] for cycle in found)
    assert len(set(found)) == len(found)
    assert [len(cycle) for cycle in found] == sorted(len(cycle) for cycle in found)


@given(GRAPHS)
def test_a_graph_has_a_cycle_exactly_when_one_is_told(edges):
    assert bool(elementary_cycles(NODES, edges)) == any(reaches(edges, b, a) for a, b in edges)


@given(GRAPHS)
def test_without_a_cycle_everything_comes_after_what_it_depends_on(edges):
    order = dependencies_first(NODES, edges)
    assert sorted(order) == list(NODES)
    if not elementary_cycles(NODES, edges):
        assert all(order.index(b) < order.index(a) for a, b in edges)


@given(GRAPHS)
def test_a_node_is_deeper_than_what_it_depends_on(edges):
    found = depths(NODES, edges)
    if not elementary_cycles(NODES, edges):
        assert all(found[a] > found[b] for a, b in edges)
    assert all(found[node] == 0 for node in NODES if not any(a == node for a, _ in edges))


@pytest.mark.parametrize(
    ("edges", "order"),
    [([], "abc"), ([("a", "c")], "bca"), ([("a", "b"), ("b", "a")], "abc"), ([("a", "x")], "abc")],
    ids=["nothing", "one edge", "a cycle", "an unknown node"],
)
def test_what_nothing_decides_stays_in_the_order_given(edges, order):
    assert dependencies_first(tuple("abc"), edges) == tuple(order)
