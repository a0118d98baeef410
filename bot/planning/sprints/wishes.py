"""What people ask of a sprint plan in plain words, as one typed wish for each sentence that a rule fits."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.planning.clauses import clipped, plain, sentences
from bot.planning.sprints.capacity import focus_in, people_in, sprint_days_in, start_in
from bot.planning.sprints.estimates import around
from bot.planning.sprints.plan import Estimate
from bot.planning.visible_text import one_line

LONGEST = 1500
"""Characters of one wish."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """A task takes so long."""

    task: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Moved:
    """A task belongs into the sprint whose id has that number."""

    task: str
    sprint: int


@dataclass(frozen=True, slots=True)
class Waits:
    """A task needs others, or with `no_longer` does not."""

    task: str
    others: tuple[str, ...]
    no_longer: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """Tasks are not to be done."""

    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """A task has another title."""

    task: str
    title: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """A task belongs to somebody."""

    task: str
    owner: str


@dataclass(frozen=True, slots=True)
class Team:
    """The capacity is another one: what is not None of it."""

    people: int | None = None
    sprint_days: int | None = None
    focus: float | None = None
    start: date | None = None


Wish = Estimated | Moved | Waits | Dropped | Renamed | Assigned | Team

_POLITE = re.compile(r"^(?:please|pls|could you|can you|and|also|then|we should|let['’]s|i['’]d like to)[\s,]+", re.I)
_T = r"(?:task\s+)?(T-[1-9]\d{0,5})"
_IDS = r"((?:(?:task\s+)?T-[1-9]\d{0,5}(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+)?)+)"
_AMOUNT = r"(\d{1,4}(?:[.,]\d{1,3})?|half an?|an?|one|two|three|four)"
_AND = re.compile(r"\s*;\s*|,?\s+and\s+")
_WORDS = {
    "half a": 0.5,
    "half an": 0.5,
    "a": 1.0,
    "an": 1.0,
    "one": 1.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
}
_DAYS = {"d": 1.0, "h": 1 / 8, "w": 5.0}
"""Working days of a unit, by its first letter."""

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], "Wish"]]


def wishes(request: str) -> tuple[tuple[str, Wish | None], ...]:
    """Each sentence of the request, as it was written, with what it asks for; None where no rule fits."""
    found: list[tuple[str, Wish | None]] = []
    for sentence in sentences(plain(request)) or [one_line(request)]:
        sentence = clipped(sentence, LONGEST)
        if not sentence:
            continue
        pieces = [piece for piece in _AND.split(sentence) if piece]
        heard = [_heard(piece) for piece in pieces]
        # "T-3 needs T-1 and T-2" is one wish: a sentence is cut only where each piece is a wish by itself.
        if len(pieces) > 1 and all(heard) and _heard(sentence) is None:
            found += zip(pieces, heard, strict=True)
        else:
            found.append((sentence, _heard(sentence)))
    return tuple(found)


def _heard(sentence: str) -> Wish | None:
    bare = re.sub(r"[,\s]+please$", "", _POLITE.sub("", sentence.strip()).strip(' .!”"'), flags=re.I)
    for pattern, rule in _RULES:
        if match := pattern.fullmatch(bare):
            try:
                return rule(match)
            except ValueError:
                return None
    return None


def _estimated(match: re.Match[str]) -> Estimated:
    figures = [_amount(figure) for figure in match.group(2, 3, 4) if figure]
    days = sorted(figure * _DAYS[match[5][0].casefold()] for figure in figures)
    if len(days) == 1:
        return Estimated(match[1].upper(), around(days[0]))
    likely = days[1] if len(days) == 3 else round(sum(days) / 2, 2)
    return Estimated(match[1].upper(), Estimate(optimistic=days[0], likely=likely, pessimistic=days[-1]))


def _amount(figure: str) -> float:
    return _WORDS.get(figure.casefold()) or float(figure.replace(",", "."))


def _ids(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.upper() for found in re.findall(r"T-\d+", text, re.I)))


def _rule(
    pattern: str, rule: Callable[[re.Match[str]], Wish]
) -> tuple[re.Pattern[str], Callable[[re.Match[str]], Wish]]:
    return re.compile(pattern, re.I | re.S), rule


_RULES = (
    _rule(
        rf"(?:make\s+)?{_T}\s*(?::|takes?|take|will take|should take|needs?|is|has)\s*(?:about|around|maybe|only)?\s*"
        rf"{_AMOUNT}(?:\s*(?:,|/|to|or|–|-)\s*{_AMOUNT})?(?:\s*(?:,|/|to|or|–|-)\s*{_AMOUNT})?\s*"
        r"(?:person-?\s?)?(d|days?|h|hours?|weeks?)",
        _estimated,
    ),
    _rule(
        rf"(?:move|put|shift|plan|do)\s+{_T}\s+(?:to|into|in)\s+(?:sprint\s+)?(?:S-)?([1-9]\d{{0,3}})",
        lambda m: Moved(m[1].upper(), int(m[2])),
    ),
    _rule(
        rf"{_T}\s+(?:needs|depends on|waits for|requires|comes after|is after|after)\s+{_IDS}(?:\s*(?:first|before))?",
        lambda m: Waits(m[1].upper(), _ids(m[2])),
    ),
    _rule(
        rf"{_T}\s+(?:does not|doesn['’]t|no longer)\s+(?:needs?|depends? on|waits? for|requires?)\s+{_IDS}"
        r"(?:\s*any\s?more)?",
        lambda m: Waits(m[1].upper(), _ids(m[2]), no_longer=True),
    ),
    _rule(
        rf"(?:drop|remove|delete|strike|cancel|take out|get rid of)\s+(?:tasks?\s+)?{_IDS}"
        r"(?:\s*[,;:–—-].*|\s*(?:because|since|as)\b.*)?",
        lambda m: Dropped(_ids(m[1])),
    ),
    _rule(rf"rename\s+{_T}\s+(?:to|into|as)\s+(.{{1,200}})", lambda m: Renamed(m[1].upper(), m[2].strip(" “”\"'"))),
    _rule(rf"(?:assign|give)\s+{_T}\s+to\s+(.{{1,60}})", lambda m: Assigned(m[1].upper(), m[2].strip(" “”\"'"))),
    _rule(
        r"(?:we are|we have|we['’]re|there are|plan (?:for|with)|the team is)\s+(?:only\s+|now\s+)?"
        r"(\w+)(?:\s+of us|\s+(?:people|persons?|developers?|engineers?))",
        lambda m: Team(people=people_in(m[1])),
    ),
    _rule(
        r"(?:make\s+(?:the\s+)?|plan\s+|use\s+|we (?:do|work in|want|have)\s+)?"
        r"(?:the\s+)?sprints?\s+(?:of|are|is|should be|should last|last|lasts|takes?|have)?\s*"
        r"(\w+[\s-]+(?:working[\s-])?(?:days?|weeks?))(?:\s+long)?",
        lambda m: Team(sprint_days=sprint_days_in(m[1])),
    ),
    _rule(
        r"(?:make\s+|plan\s+|use\s+|we (?:do|work in|want|have)\s+)?(\w+[\s-](?:days?|weeks?))[\s-]+sprints?",
        lambda m: Team(sprint_days=sprint_days_in(m[1])),
    ),
    _rule(
        r"(?:the\s+|our\s+)?focus(?:\s+factor)?\s*(?:of|is|to|:)?\s*(\d.{0,12})", lambda m: Team(focus=focus_in(m[1]))
    ),
    _rule(r"(?:we\s+)?(?:can\s+)?(?:start|begin)s?\s+(?:on\s+)?(.{4,30})", lambda m: Team(start=start_in(m[1]))),
)
