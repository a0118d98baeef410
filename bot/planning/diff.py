"""What changed between two versions of a specification, place by place, and how people read it.

Requirements are matched by id, audiences and workflows by name, everything else by its words: a statement that kept
most of them was changed, one that did not is a new one.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Protocol, TypeVar

from bot.planning.document import Callout, Document, Heading, Paragraph, Part, Rich, Span, rich
from bot.planning.specification import ProductSpecification, Requirement, Statement, Workflow

SAME_STATEMENT = 0.6
"""From this similarity on (`difflib` ratio over words) two statements are one that was reworded."""


class Effect(StrEnum):
    """What happened to a place."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `place` is what people call it ("FR-3 · Export", "Constraint"); texts are plain, `""` if none."""

    effect: Effect
    place: str
    before: str
    after: str


class _Worded(Protocol):
    @property
    def text(self) -> str: ...


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Worded)
N = TypeVar("N", bound=_Identified)


def changes(old: ProductSpecification, new: ProductSpecification) -> tuple[Change, ...]:
    """Every difference that a reader would see, in the order of the document; empty when there is none."""
    found: list[Change] = [
        *single("Title", old.title, new.title),
        *alike("Decision", old.decisions, new.decisions, worded),
        *single("Problem", worded(old.problem), worded(new.problem)),
        *single("Outcome", worded(old.outcome), worded(new.outcome)),
        *alike("Success", old.success, new.success, worded),
        *named(
            unique((f"Audience · {a.name}", worded(a)) for a in old.audience),
            unique((f"Audience · {a.name}", worded(a)) for a in new.audience),
        ),
        *named(
            unique((f"Workflow · {w.name}", _workflow(w)) for w in old.workflows),
            unique((f"Workflow · {w.name}", _workflow(w)) for w in new.workflows),
        ),
        *identified(old.features, new.features, lambda r: r.title, _requirement),
        *alike("Constraint", old.constraints, new.constraints, worded),
        *alike("Non-goal", old.non_goals, new.non_goals, worded),
        *alike(
            "Open question",
            old.open_questions,
            new.open_questions,
            lambda q: block(q.text, ("Owner", q.owner), ("What waits for it", q.blocks)),
        ),
        *alike("Assumption", old.assumptions, new.assumptions, lambda a: block(a.text, ("If it is wrong", a.breaks))),
    ]
    return tuple(found)


def summary(found: Sequence[Change]) -> str:
    """The changes in a few words: "3 changed, 1 added: FR-1 · Export, Constraint"."""
    if not found:
        return "Nothing changed"
    counts = Counter(change.effect for change in found)
    numbers = ", ".join(f"{counts[effect]} {effect.value}" for effect in Effect if counts[effect])
    places = list(dict.fromkeys(change.place for change in found))
    shown = ", ".join(places[:6]) + (f" and {len(places) - 6} more" if len(places) > 6 else "")
    return f"{numbers}: {shown}"


def changes_document(found: Sequence[Change], *, old_version: int, new_version: int) -> Document:
    """The changes to read: what it was with the lost words in italics, what it is now with the new words in bold."""
    parts: list[Part] = [Paragraph(rich(summary(found) + "."))]
    for change in found:
        parts.append(Heading(3, f"{change.place} · {change.effect.value}"))
        match change.effect:
            case Effect.ADDED:
                parts.append(Callout(rich(change.after), "➕"))
            case Effect.REMOVED:
                parts.append(Callout(rich(change.before), "➖"))
            case Effect.CHANGED:
                before, after = marked(change.before, change.after)
                parts.append(Paragraph((Span("Was:"), Span(" "), *before)))
                parts.append(Paragraph((Span("Now:"), Span(" "), *after)))
    return Document(f"What changed from version {old_version} to {new_version}", tuple(parts))


def marked(before: str, after: str) -> tuple[Rich, Rich]:
    """Both texts with the words that differ set apart: italic in `before`, bold in `after`."""
    left, right = _words(before), _words(after)
    old: list[Span] = []
    new: list[Span] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        differs = tag != "equal"
        old += _run(left[a:b], italic=differs)
        new += _run(right[c:d], bold=differs)
    return tuple(old), tuple(new)


def _run(words: Sequence[str], *, bold: bool = False, italic: bool = False) -> list[Span]:
    """One span per line: emphasis must not span a line break."""
    text = "".join(words)
    return [
        Span(piece, bold=bold and bool(piece.strip()), italic=italic and bool(piece.strip()))
        for piece in re.split(r"(\n+)", text)
        if piece
    ]


def _words(text: str) -> list[str]:
    return re.findall(r"\n|[^\S\n]+|\S+", text)


def single(place: str, before: str, after: str) -> Iterable[Change]:
    """The change of a text that stands once, if it is one."""
    if before != after:
        yield Change(Effect.CHANGED, place, before, after)


def named(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterable[Change]:
    """Changes between texts under unique names, in the order of `new`, what is gone last."""
    before = dict(old)
    after = dict(new)
    for place, text in new:
        if place not in before:
            yield Change(Effect.ADDED, place, "", text)
        elif before[place] != text:
            yield Change(Effect.CHANGED, place, before[place], text)
    for place, text in old:
        if place not in after:
            yield Change(Effect.REMOVED, place, text, "")


def identified(
    old: Sequence[N], new: Sequence[N], title: Callable[[N], str], shown: Callable[[N], str]
) -> Iterable[Change]:
    """Changes between what has ids, under places such as `FR-3 · Export`."""
    titles = {one.id: title(one) for one in (*old, *new)}
    for change in named([(one.id, shown(one)) for one in old], [(one.id, shown(one)) for one in new]):
        yield Change(change.effect, f"{change.place} · {titles[change.place]}", change.before, change.after)


def alike(place: str, old: Sequence[T], new: Sequence[T], shown: Callable[[T], str]) -> Iterable[Change]:
    """Changes between statements without a name: what is most alike belongs together."""
    rest = list(old)
    origin: dict[int, T] = {}
    for exactly in (True, False):
        for n, statement in enumerate(new):
            if n in origin:
                continue
            alike = [_likeness(was.text, statement.text) for was in rest]
            best = max(alike, default=0.0)
            if best >= (1 if exactly else SAME_STATEMENT):
                origin[n] = rest.pop(alike.index(best))
    for n, statement in enumerate(new):
        if n not in origin:
            yield Change(Effect.ADDED, place, "", shown(statement))
        elif shown(origin[n]) != shown(statement):
            yield Change(Effect.CHANGED, place, shown(origin[n]), shown(statement))
    for statement in rest:
        yield Change(Effect.REMOVED, place, shown(statement), "")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def unique(places: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Places under names that occur once: a second one of the same name gets a number."""
    seen: Counter[str] = Counter()
    found = []
    for place, text in places:
        seen[place] += 1
        found.append((place if seen[place] == 1 else f"{place} ({seen[place]})", text))
    return found


def worded(statement: Statement) -> str:
    """A statement as people read it, marked where no answer supports it."""
    return f"Assumption: {statement.text}" if statement.assumed else statement.text


def _workflow(workflow: Workflow) -> str:
    return "\n".join((worded(workflow), *(f"{n}. {step}" for n, step in enumerate(workflow.steps, 1))))


def _requirement(requirement: Requirement) -> str:
    criteria = (f"Given {c.given}, when {c.when}, then {c.then}" for c in requirement.acceptance)
    return block(
        f"{requirement.title}\n{worded(requirement)}",
        ("Priority", requirement.priority.value),
        ("Why", requirement.rationale),
        ("Accepted when", "\n".join(criteria)),
    )


def block(text: str, *facts: tuple[str, str]) -> str:
    """A text and below it the facts that there are, one a line under its label."""
    return "\n".join((text, *(f"{label}: {value}" for label, value in facts if value)))
