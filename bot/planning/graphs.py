"""What has to be known of a graph of dependencies: its cycles, an order, how deep it is.

Nodes are ids; an edge (a, b) says that a depends on b. Edges to unknown nodes count for nothing. The same graph gives
the same answer, whatever order its edges come in. The order is `graphlib`'s; elementary cycles it does not know.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import count, islice, pairwise

MOST_CYCLES = 20
"""Cycles that are listed: nobody reads more, and a dense graph has more than anybody could count."""

_MOST_STEPS = 100_000
"""Paths that are looked at before the search for further cycles is given up; the shortest are found long before."""

Edge = tuple[str, str]
Onward = Mapping[str, Sequence[str]]


def elementary_cycles(
    nodes: Sequence[str], edges: Iterable[Edge], most: int = MOST_CYCLES
) -> tuple[tuple[str, ...], ...]:
    """The elementary cycles, shortest first, at most `most`; each once, beginning with its first node in `nodes`."""
    onward = _onward(nodes, edges)
    place = {node: n for n, node in enumerate(nodes)}
    ways_home = {start: _ways_home(start, onward, place) for start in nodes}
    starts = [start for start in nodes if any(node == start or node in ways_home[start] for node in onward[start])]
    steps = count()
    walks = (
        walk
        for length in range(1, len(nodes) + 1)
        for start in starts
        for walk in _closed_walks(start, length, onward, ways_home[start], steps)
    )
    return tuple(islice(walks, most))


def dependencies_first(nodes: Sequence[str], edges: Iterable[Edge]) -> tuple[str, ...]:
    """Every node after what it depends on, otherwise in the order of `nodes`.

    In a cycle nothing can come first; there the order of `nodes` decides.
    """
    place = {node: n for n, node in enumerate(nodes)}
    onward = {node: list(others) for node, others in _onward(nodes, edges).items()}
    while True:
        sorter = TopologicalSorter(onward)
        try:
            sorter.prepare()
        except CycleError as error:
            # The cycle is told as a path in which each node is needed by the next one.
            path: list[str] = error.args[1]
            needed, by = max(pairwise(path), key=lambda edge: (place[edge[0]], place[edge[1]]))
            onward[by].remove(needed)
            continue
        return tuple(_first_ready_first(sorter, place))


def depths(nodes: Sequence[str], edges: Iterable[Edge]) -> dict[str, int]:
    """How many nodes deep the longest chain below each node is, 0 for one that depends on none.

    A cycle is cut where `dependencies_first` cuts it.
    """
    onward = _onward(nodes, edges)
    found: dict[str, int] = {}
    for node in dependencies_first(nodes, edges):
        found[node] = max((found[other] + 1 for other in onward[node] if other in found), default=0)
    return {node: found[node] for node in nodes}


def reaches(edges: Iterable[Edge], start: str, goal: str) -> bool:
    """Whether `goal` is `start` itself or something that it depends on, over any number of edges."""
    onward: dict[str, list[str]] = {}
    for a, b in edges:
        onward.setdefault(a, []).append(b)
    seen, waiting = {start}, [start]
    while waiting and goal not in seen:
        new = [node for node in onward.get(waiting.pop(), ()) if node not in seen]
        seen.update(new)
        waiting += new
    return goal in seen


def edges_on_cycles(edges: Iterable[Edge]) -> frozenset[Edge]:
    """The edges that lie on a cycle, those from a node to itself included."""
    known = frozenset(edges)
    return frozenset((a, b) for a, b in known if reaches(known, b, a))


def _first_ready_first(sorter: TopologicalSorter[str], place: Mapping[str, int]) -> Iterator[str]:
    ready: set[str] = set()
    while sorter.is_active():
        ready.update(sorter.get_ready())
        node = min(ready, key=place.__getitem__)
        ready.remove(node)
        sorter.done(node)
        yield node


def _onward(nodes: Sequence[str], edges: Iterable[Edge]) -> dict[str, list[str]]:
    place = {node: n for n, node in enumerate(nodes)}
    onward: dict[str, list[str]] = {node: [] for node in nodes}
    known = {(a, b) for a, b in edges if a in place and b in place}
    for a, b in sorted(known, key=lambda edge: (place[edge[0]], place[edge[1]])):
        onward[a].append(b)
    return onward


def _ways_home(start: str, onward: Onward, place: Mapping[str, int]) -> dict[str, int]:
    """How many edges lead back to `start`, for every later node from which it can be reached over later nodes."""
    inward: dict[str, list[str]] = {}
    for node, others in onward.items():
        for other in others:
            inward.setdefault(other, []).append(node)
    found, outermost = {start: 0}, [start]
    while outermost:
        new = [
            (before, found[node] + 1)
            for node in outermost
            for before in inward.get(node, ())
            if before not in found and place[before] > place[start]
        ]
        found.update(new)
        outermost = list(dict.fromkeys(before for before, _ in new))
    del found[start]
    return found


def _closed_walks(
    start: str, length: int, onward: Onward, ways_home: Mapping[str, int], steps: Iterator[int]
) -> Iterator[tuple[str, ...]]:
    """The elementary cycles of exactly `length` edges through `start` and later nodes."""
    paths: list[tuple[str, ...]] = [(start,)]
    while paths and next(steps) < _MOST_STEPS:
        path = paths.pop()
        for node in reversed(onward[path[-1]]):
            if node == start and len(path) == length:
                yield path
            elif node in ways_home and node not in path and len(path) + ways_home[node] <= length:
                paths.append((*path, node))
