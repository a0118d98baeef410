"""What people ask of a module plan in plain words, as one typed wish for each sentence that a rule fits."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.planning.amendments import unadorned
from bot.planning.clauses import plain, sentences


@dataclass(frozen=True, slots=True)
class Merged:
    """Several modules are to be one: the one named by `into`, else the first, goes on."""

    modules: tuple[str, ...]
    into: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """A module is to be two."""

    module: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Requirements belong into another module."""

    requirements: tuple[str, ...]
    to: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A module has another title."""

    module: str
    title: str


@dataclass(frozen=True, slots=True)
class Parted:
    """A module does not need another one."""

    module: str
    from_module: str


@dataclass(frozen=True, slots=True)
class Mended:
    """What a check found is to be put right; `finding` is its place and its message."""

    finding: str


Wish = Merged | Split | Moved | Renamed | Parted | Mended

_M, _FR = r"(M-\d+)", r"(FR-\d+(?:(?:\s*,\s*|\s+)(?:and\s+)?FR-\d+)*)"
_NOT = r"(?:does\s*n[o’']?t|do\s*n[o’']?t|should\s*n[o’']?t|must\s*n[o’']?t|no\s+longer|never)"
_RELY = r"(?:needs?|depends?\s+on|rel(?:y|ies)\s+on|uses?|calls?)"


def wishes(request: str) -> tuple[tuple[str, Wish | None], ...]:
    """Each sentence of the request, as it was written, with what it asks for; None where no rule fits."""
    found = [sentence for line in plain(request).splitlines() for sentence in sentences(line)]
    return tuple((sentence, _heard(sentence)) for sentence in found or [request.strip()])


def _heard(sentence: str) -> Wish | None:
    bare = unadorned(sentence)
    for pattern, rule in _RULES:
        if match := pattern.match(bare):
            return rule(match)
    return None


def ids_in(text: str) -> tuple[str, ...]:
    """The ids of modules and requirements that a text names, in order."""
    return tuple(each.upper() for each in re.findall(r"\b(?:FR|M)-\d+", text, re.I))


def _moved(match: re.Match[str]) -> Moved:
    return Moved(ids_in(match[1]), match[2].upper())


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Wish]]

_RULES: tuple[_Rule, ...] = (
    (
        re.compile(
            r"^(?:merge|combine|join|unite)\s+(M-\d+(?:(?:\s*,\s*|\s+)(?:(?:and|with|&)\s+)?M-\d+)*)"
            r"(?:\s+into\s+(M-\d+|one))?$",
            re.I,
        ),
        lambda m: Merged(ids_in(m[1]), "".join(ids_in(m[2] or ""))),
    ),
    (
        re.compile(rf"^split\s+(?:up\s+)?{_M}(?:\s+(?:up|in(?:to)?\s+(?:two|2)(?:\s+modules)?))?$", re.I),
        lambda m: Split(m[1].upper()),
    ),
    (re.compile(rf"^(?:move|give|put|shift)\s+{_FR}\s+(?:from\s+M-\d+\s+)?(?:in)?to\s+{_M}$", re.I), _moved),
    (re.compile(rf"^{_FR}\s+(?:should\s+)?(?:belongs?|goes|go)\s+(?:in)?to\s+{_M}$", re.I), _moved),
    (re.compile(rf"^{_M}\s+{_NOT}\s+{_RELY}\s+{_M}$", re.I), lambda m: Parted(m[1].upper(), m[2].upper())),
    (re.compile(r"^fix\s+((?:FR|M|C)-\d+.*|.+:.+)$", re.I | re.S), lambda m: Mended(m[1])),
    (
        re.compile(rf"^(?:rename|call)\s+{_M}\s+(?:(?:to|into|as)\s+)?(.{{1,200}})$", re.I | re.S),
        lambda m: Renamed(m[1].upper(), m[2].strip(" “”\"'")),
    ),
)
