"""Gives components, choices and interfaces their ids: what stays keeps its own, what is new gets the next number.

A number that was given once is never given again, whatever became of what had it.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from bot.planning.requirements import content_words, overlap

SAME = 0.5
"""Share of common content words from which on two things of one version and the next count as the same."""


class Identified(Protocol):
    """What has an id of a prefix and a number, and says something."""

    @property
    def id(self) -> str:
        """`C-3`."""
        ...

    @property
    def text(self) -> str:
        """What it says."""
        ...


T = TypeVar("T", bound=Identified)


def matched(
    found: Sequence[T], before: Sequence[T], following: int, prefix: str, name: Callable[[T], str]
) -> tuple[tuple[str, ...], int]:
    """The ids for `found`, in its order, and the number that comes after them.

    `before` is the last version, `following` its next number. Two are the same when they have one `name` (case aside),
    else when they say mostly the same; each id is kept once.
    """
    number = max([following, *(int(one.id.removeprefix(prefix)) + 1 for one in before)])
    left = list(before)
    ids: dict[int, str] = {}
    for same in (_named_alike(name), _worded_alike(name)):
        for index, one in enumerate(found):
            if index in ids:
                continue
            old = next((each for each in left if same(one, each)), None)
            if old is not None:
                left.remove(old)
                ids[index] = old.id
    for index in range(len(found)):
        if index not in ids:
            ids[index] = f"{prefix}{number}"
            number += 1
    return tuple(ids[index] for index in range(len(found))), number


def _named_alike(name: Callable[[T], str]) -> Callable[[T, T], bool]:
    return lambda one, other: _folded(name(one)) == _folded(name(other))


def _worded_alike(name: Callable[[T], str]) -> Callable[[T, T], bool]:
    def alike(one: T, other: T) -> bool:
        mine, theirs = (content_words(f"{name(each)} {each.text}") for each in (one, other))
        return overlap(mine, theirs) >= SAME

    return alike


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
