"""What somebody proposes for a module plan, in the three small steps of carving: judged, then put right by code.

A refusal is a sentence that the proposer can act on. What remains after that (an id named twice, one forgotten) is no
reason to refuse: code settles it, so that the guarantees of `module_carving` hold whoever proposed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.planning.clauses import clipped
from bot.planning.graphs import Edge, elementary_cycles
from bot.planning.language import main_script, surely_foreign
from bot.planning.modules.checks import listed
from bot.planning.modules.ground import Ground, stems
from bot.planning.modules.groups import LONGEST_TITLE, Group, Grouping, in_order, title_for
from bot.planning.modules.text import LONGEST_LINE, ModuleText, done_when, lines
from bot.planning.visible_text import one_line
from bot.planning.words import vague_words, without_number

MOST_PROPOSED = 12
"""Modules that a proposal may have: more is a list of requirements under another name."""

MOST_LEFT_OUT = 0.25
"""Share of the requirements that a proposal may forget; code finds them a place."""

MOST_CIRCLES = 3
"""Circles that a proposal may leave to a team to cut: it is shown no more at once, and more is a knot."""

LARGEST_SHARE = 0.7
"""Share of the requirements that one module may own before the product counts as not cut at all."""

_CUT_FROM = 6
"""Requirements from which on a product has to be cut."""

_NAMES_NOTHING = re.compile(
    r"^(?:(?:the\s+)?(?:module|part|component|group|m|section)s?\W*[\divx]*|misc\w*|other\w*|general|utils?|utilities|"
    r"helpers?|common|shared|core|rest|various|todo|tbd|n/?a|untitled|none|null|unknown)$",
    re.IGNORECASE,
)
_LAYER = re.compile(
    r"^(?:the\s+)?(?:front\W?end|back\W?end|user interface|ui|gui|api|apis|database|db|server|client|storage|logic|"
    r"business logic|infrastructure|integrations?)(?:\s+(?:layer|tier|module))?$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_REQUIREMENT = re.compile(r"\bFR-\d+\b")

Proposed = tuple[str, Sequence[str]]
"""A module as somebody proposes it: its name and the ids of the requirements that it is to own."""


def grouping_refusals(ground: Ground, proposed: Sequence[Proposed]) -> tuple[str, ...]:
    """Why a cut into modules cannot be used; empty when code can settle the rest."""
    everything = ground.requirements
    # Modules of the same name will be one.
    owned: dict[str, set[str]] = {}
    for name, ids in proposed:
        owned.setdefault(one_line(name).casefold(), set()).update(each for each in ids if each in everything)
    sizes = [len(ids) for ids in owned.values()]
    named = {each for _, ids in proposed for each in ids}
    invented = sorted(named - everything.keys())
    forgotten = [each for each in everything if each not in named]
    names = [one_line(name) for name, _ in proposed]
    found = []
    if len(proposed) > MOST_PROPOSED:
        found.append(f"{len(proposed)} modules are too many: make {MOST_PROPOSED} at most.")
    if len(invented) > len(named & everything.keys()):
        found.append(f"There is no {listed(tuple(invented[:5]))}: use only ids that are in the list.")
    if len(forgotten) > MOST_LEFT_OUT * len(everything):
        found.append(f"No module owns {listed(tuple(forgotten[:20]))}: every requirement has to be in exactly one.")
    if len(everything) >= _CUT_FROM and max(sizes, default=0) > LARGEST_SHARE * len(everything):
        found.append("One module owns nearly everything: cut along what changes together.")
    for name in names:
        if _NAMES_NOTHING.match(name) or not stems(name):
            found.append(f"“{clipped(name, 60)}” says nothing: name the module after what it is about.")
        elif _LAYER.match(name):
            found.append(f"“{name}” is a layer: every module goes through all layers. Name it after what it is about.")
    # Names are too short to tell more than their script.
    if main_script(" ".join(names)) not in ("", *map(main_script, _said(ground))):
        found.append(f"Write in this language: {ground.product.language}.")
    return tuple(dict.fromkeys(found))


def settled_grouping(ground: Ground, proposed: Sequence[Proposed], following: int = 1) -> Grouping:
    """The proposed modules with every requirement in exactly one; ids count upwards from `following`.

    A requirement that is named twice goes to the first that names it, one that nobody names to the module that it is
    nearest to. Modules of the same name are one, those that own nothing are gone, and the smallest of too many are
    joined to the nearest.
    """
    owned: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    held: set[str] = set()
    for name, ids in proposed:
        key = one_line(name).casefold()
        titles.setdefault(key, clipped(one_line(name), LONGEST_TITLE))
        fresh = [each for each in dict.fromkeys(ids) if each in ground.requirements and each not in held]
        owned.setdefault(key, []).extend(fresh)
        held.update(fresh)
    groups = [Group("", titles[key], in_order(ground, ids)) for key, ids in owned.items() if ids]
    if not groups:
        groups = [Group("", "", in_order(ground, ground.requirements))] if ground.requirements else []
        held.update(ground.requirements)
    for each in ground.requirements:
        if each not in held:
            groups = _joined(ground, groups, (each,))
    while len(groups) > MOST_PROPOSED:
        smallest = min(groups, key=lambda group: len(group.requirements))
        groups.remove(smallest)
        groups = _joined(ground, groups, smallest.requirements)
    return Grouping(tuple(_numbered(ground, groups, following)), following + len(groups))


def text_refusals(ground: Ground, group: Group, text: ModuleText) -> tuple[str, ...]:
    """Why the prose of a module cannot be used; empty when it can."""
    found = []
    about = ground.words(group.requirements) | stems(group.title)
    everything = " ".join((text.scope, *text.interactions, *text.technical, *text.done_when))
    if stems(text.scope).isdisjoint(about):
        found.append("The scope has nothing to do with the module's requirements: say what the module is there for.")
    foreign = [each for each in dict.fromkeys(_REQUIREMENT.findall(everything)) if each not in group.requirements]
    if foreign:
        found.append(
            f"{listed(tuple(foreign[:5]))} does not belong to this module: speak only of its own requirements."
        )
    for line in text.done_when:
        vague = vague_words(line)
        if vague and without_number(_REQUIREMENT.sub("", line)):
            found.append(f"“{vague[0]}” in “{clipped(line, 80)}” can be read in two ways: say what can be observed.")
    if surely_foreign(everything, ground.product.language, _said(ground)):
        found.append(f"Write in this language: {ground.product.language}.")
    return tuple(found)


def settled_text(ground: Ground, group: Group, text: ModuleText) -> ModuleText:
    """The prose as a module holds it: no bullets, one line each, and one on when each requirement is done."""
    done = lines(_bare(text.done_when))
    named = {each for line in done for each in _REQUIREMENT.findall(line)}
    missing = done_when(ground, (each for each in group.requirements if each not in named))
    return ModuleText(
        scope=clipped(one_line(_BULLET.sub("", text.scope)), LONGEST_LINE) or group.title,
        interactions=lines(_bare(text.interactions)),
        technical=lines(_bare(text.technical)),
        done_when=lines((*done, *missing)),
    )


def dependency_refusals(groups: Sequence[Group], chosen: Iterable[Edge]) -> tuple[str, ...]:
    """Why the chosen dependencies cannot be used: modules that rely on themselves, or a knot of circles."""
    edges = list(dict.fromkeys(chosen))
    found = [f"{a} cannot rely on itself." for a, b in edges if a == b]
    if len(_circles(groups, edges)) > MOST_CIRCLES:
        found.append("These dependencies are a knot of circles: leave out all but the few that cannot be done without.")
    return tuple(found)


def circle_doubts(groups: Sequence[Group], chosen: Iterable[Edge]) -> tuple[str, ...]:
    """What makes one ask again for the chosen dependencies: a circle, which only a team can settle."""
    return tuple(
        f"{' → '.join((*cycle, cycle[0]))} is a circle: leave out the weakest of these dependencies."
        for cycle in _circles(groups, chosen)
    )


def settled_dependencies(groups: Sequence[Group], chosen: Mapping[Edge, str]) -> dict[Edge, str]:
    """The chosen dependencies between modules that exist, none of a module on itself, each with its reason."""
    ids = {group.id for group in groups}
    return {
        edge: clipped(one_line(why), LONGEST_LINE)
        for edge, why in chosen.items()
        if edge[0] != edge[1] and ids.issuperset(edge)
    }


def _circles(groups: Sequence[Group], chosen: Iterable[Edge]) -> tuple[tuple[str, ...], ...]:
    """The circles of at least two modules, one more than a team may be left with at most."""
    ids = [group.id for group in groups]
    return elementary_cycles(ids, [edge for edge in chosen if edge[0] != edge[1]], MOST_CIRCLES + 1)


def _joined(ground: Ground, groups: Sequence[Group], more: tuple[str, ...]) -> list[Group]:
    near = [ground.kinship(more, group.requirements) for group in groups]
    best = near.index(max(near))
    grown = in_order(ground, (*groups[best].requirements, *more))
    return [replace(g, requirements=grown) if n == best else g for n, g in enumerate(groups)]


def _numbered(ground: Ground, groups: Sequence[Group], following: int) -> list[Group]:
    numbered: list[Group] = []
    for number, group in enumerate(groups, following):
        taken = [other.title for other in (*numbered, *groups) if other.requirements != group.requirements]
        title = group.title
        if not title or _NAMES_NOTHING.match(title) or title.casefold() in (each.casefold() for each in taken):
            title = title_for(ground, group.requirements, taken)
        numbered.append(Group(f"M-{number}", title, group.requirements))
    return numbered


def _bare(texts: Iterable[str]) -> list[str]:
    return [_BULLET.sub("", text) for text in texts]


def _said(ground: Ground) -> list[str]:
    return [ground.product.title, *(f"{r.title} {r.text}" for r in ground.requirements.values())]
