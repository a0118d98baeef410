"""Changes that people ask for in plain words, applied by rules; what no rule fits is kept as an open question.

Applying the same request again changes nothing more, so that it may be handed over once a section.
"""

import re
from collections.abc import Callable
from typing import TypeVar

from bot.planning.bank.loading import load
from bot.planning.clauses import clipped, ended, plain, sentences
from bot.planning.ears import short_title
from bot.planning.interview import Interview
from bot.planning.material import source_of
from bot.planning.retelling import retold
from bot.planning.specification import (
    REVIEW,
    Criterion,
    NonGoal,
    OpenQuestion,
    Priority,
    ProductSpecification,
    Requirement,
    Source,
    Statement,
)
from bot.planning.technical.specification import TechnicalSpecification
from bot.planning.wishes import obligation

Specification = ProductSpecification
Reviewed = TypeVar("Reviewed", ProductSpecification, TechnicalSpecification)
_STARTS = re.compile(
    r"(?:remove|delete|drop|strike|take out|add|include|rename|change|reword|update|make\s+FR|FR-\d)", re.I
)
_PRIORITIES = {"must": Priority.MUST, "should": Priority.SHOULD, "could": Priority.COULD}
_POLITE = re.compile(
    r"^(?:please|pls|could you|can you|and|also|then|we should|let['’]s|i['’]d like to|i want to)[\s,]+", re.I
)
_REMOVE = re.compile(
    r"^(?:remove|delete|drop|strike|take out|get rid of)\s+(?:requirements?\s+)?"
    r"(FR-\d+(?:(?:,\s*|\s+)(?:and\s+)?FR-\d+)*)"
    r"(?:\s*[,;:–—-].*|\s+(?:because|since|as|entirely|completely|please)\b.*)?$",
    re.I | re.S,
)
_PRIORITY = re.compile(
    r"^(?:make\s+)?(FR-\d+)\s*(?:is|should be|to be|:|to|as)?\s*(?:only\s+)?(?:an?\s+)?(must|should|"
    r"could)(?:[- ]have)?$",
    re.I,
)
_REPLACE = re.compile(
    r"^(?:change\s+|reword\s+|update\s+)?(FR-\d+)(?:\s*[:–—-]\s*|\s+(?:to|into)\s*[:“\"]?\s*|"
    r"\s+(?=should|must|shall))(.{3,})$",
    re.I | re.S,
)
_RENAME = re.compile(r"^rename\s+(.{1,120}?)\s+(?:to|into|as)\s+(.{1,120})$", re.I | re.S)
_ADD = re.compile(
    r"^(?:add|include)(?:\s*[:–—-])?\s+(?:that\s+)?"
    r"(?:(?:as\s+)?(?:an?\s+|another\s+|the\s+|a new\s+)?(?P<what>requirement|"
    r"feature|non-?goal|constraint|limit|success measure|"
    r"open question)s?\s*[:–—-]?\s+(?:that\s+)?)?(?P<text>.{3,})$",
    re.I | re.S,
)
_WISH = re.compile(
    r"^(?:the|a|an|it|we|they|you|there|every\w*|all|each|users?|people|\w+s)\b.{0,200}?"
    r"\b(?:must|should|shall|needs? to|has to|have to)\s+(?:also\s+|not\s+)?\w+.{2,}$",
    re.I | re.S,
)
"""A sentence that says what something must do is a requirement, with or without the word *add*."""


def amended(draft: Specification, request: str, interview: Interview) -> Specification:
    """The draft with the request applied: *add …*, *remove FR-3*, *FR-2: new text*, *FR-2 is a could*, *rename … to …*.

    Each line or sentence of the request is taken by itself. What fits no rule, or names something that does not exist,
    becomes an open question with the request word for word. Ids stay; a new requirement gets the next one.
    """
    for wish in wishes_in(request, _STARTS, lambda text: bool(_REPLACE.match(text) or _ADD.match(text))):
        draft = _applied(draft, wish, interview) or recorded(draft, wish, interview)
    return draft


def wishes_in(request: str, starts: re.Pattern[str], may_go_on: Callable[[str], bool]) -> list[str]:
    """The single changes in a request, never none: each line or sentence that `starts` like one is one by itself.

    What follows a change that `may_go_on` over several sentences (new wording) belongs to it.
    """
    found: list[str] = []
    for line in plain(request).splitlines():
        goes_on = False
        for sentence in sentences(line):
            bare = unadorned(sentence)
            if goes_on and not starts.match(bare):
                found[-1] += f" {sentence}"
            else:
                found.append(sentence)
                # New wording may be several sentences long; any other change is said in one.
                goes_on = may_go_on(bare)
    return found or [clipped(request.strip(), 1000)]


def unadorned(wish: str) -> str:
    """The wish without the words that are only polite, and without an end mark."""
    return _POLITE.sub("", wish.strip()).rstrip(' .!”"')


def _applied(draft: Specification, wish: str, interview: Interview) -> Specification | None:
    """The draft after the first rule that fits, or None."""
    bare = unadorned(wish)
    sources = asked_in(wish, interview)
    rules: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Specification | None]], ...] = (
        (_REMOVE, lambda m: _removed(draft, set(re.findall(r"FR-\d+", m[1].upper())))),
        (_PRIORITY, lambda m: _changed(draft, m[1].upper(), {"priority": _PRIORITIES[m[2].casefold()]})),
        (_REPLACE, lambda m: _reworded(draft, m[1].upper(), m[2], sources)),
        (_RENAME, lambda m: _renamed(draft, m[1].strip(" “”\"'"), m[2].strip(" “”\"'"))),
        (_ADD, lambda m: _added(draft, m["what"] or "requirement", m["text"].strip(' “”"'), sources)),
        (_WISH, lambda m: _added(draft, "requirement", m[0].strip(' “”"'), sources)),
    )
    for pattern, rule in rules:
        if match := pattern.match(bare):
            return rule(match)
    return None


def _removed(draft: Specification, gone: set[str]) -> Specification | None:
    left = tuple(r for r in draft.features if r.id not in gone)
    used_before = all(int(identifier[3:]) < draft.next_requirement for identifier in gone)
    # The last requirement stays: a specification without any would have an empty section.
    return draft.model_copy(update={"features": left}) if left and used_before else None


def _changed(draft: Specification, which: str, update: dict[str, object]) -> Specification | None:
    if which not in draft.requirement_ids:
        return None
    features = tuple(r.model_copy(update=update) if r.id == which else r for r in draft.features)
    return draft.model_copy(update={"features": features})


def _reworded(draft: Specification, which: str, words: str, sources: tuple[Source, ...]) -> Specification | None:
    old = next((r for r in draft.features if r.id == which), None)
    if old is None:
        return None
    new = _requirement(which, words, sources, like=old)
    update = {name: getattr(new, name) for name in ("text", "title", "priority", "acceptance")}
    update["sources"] = tuple(dict.fromkeys((*old.sources, *sources)))
    return _changed(draft, which, update)


def _renamed(draft: Specification, old: str, new: str) -> Specification | None:
    if old.upper() in draft.requirement_ids:
        return _changed(draft, old.upper(), {"title": short_title(new)})
    wanted = old.casefold()
    for field, attribute in (("features", "title"), ("audience", "name"), ("workflows", "name")):
        parts = getattr(draft, field)
        if any(getattr(part, attribute).casefold() == wanted for part in parts):
            renamed = tuple(
                part.model_copy(update={attribute: new}) if getattr(part, attribute).casefold() == wanted else part
                for part in parts
            )
            return draft.model_copy(update={field: renamed})
        if any(getattr(part, attribute) == new for part in parts):
            return draft
    names_the_product = wanted in (draft.title.casefold(), "it", "the title", "title", "the product", "product")
    return draft.model_copy(update={"title": clipped(new, 200)}) if names_the_product or draft.title == new else None


def _added(draft: Specification, what: str, words: str, sources: tuple[Source, ...]) -> Specification | None:
    what = what.casefold().replace("non-goal", "nongoal")
    statement = retold(words, sources[0].author_name if sources else "")
    if what in ("requirement", "feature"):
        new = _requirement(f"FR-{draft.next_requirement}", words, sources)
        if any(r.text == new.text for r in draft.features):
            return draft
        return draft.model_copy(
            update={"features": (*draft.features, new), "next_requirement": draft.next_requirement + 1}
        )
    field, part = {
        "nongoal": ("non_goals", NonGoal(text=statement, sources=sources)),
        "constraint": ("constraints", Statement(text=statement, sources=sources)),
        "limit": ("constraints", Statement(text=statement, sources=sources)),
        "success measure": ("success", Statement(text=statement, sources=sources)),
        "open question": ("open_questions", OpenQuestion(text=statement, sources=sources)),
    }[what]
    there = getattr(draft, field)
    return draft if any(p.text == part.text for p in there) else draft.model_copy(update={field: (*there, part)})


def _requirement(
    identifier: str, words: str, sources: tuple[Source, ...], like: Requirement | None = None
) -> Requirement:
    duty = obligation(words)
    given = like.acceptance[0].given if like else "the product is in use"
    when = (
        re.sub(r"^(?:when(?:ever)?|if|once|as soon as)\s+", "", duty.trigger)
        or "somebody comes to the point where it is needed"
    )
    return Requirement(
        id=identifier,
        title=duty.title,
        text=clipped(duty.sentence, 1900),
        rationale=like.rationale if like else "It was asked for in review.",
        priority=duty.priority or (like.priority if like else Priority.MUST),
        acceptance=(Criterion(given=given, when=clipped(when, 500), then=clipped(duty.outcome, 500)),),
        sources=sources,
    )


def recorded(draft: Reviewed, wish: str, interview: Interview) -> Reviewed:
    """The draft with the wish, word for word, among its open questions: no rule fits it, and nothing may get lost."""
    phrases = load(interview.language).phrases
    text = clipped(phrases["open_change"].format(request=ended(wish)), 1900)
    if any(q.text == text for q in draft.open_questions):
        return draft
    question = OpenQuestion(
        text=text, sources=asked_in(wish, interview), owner=interview.owner_name, blocks=phrases["blocks_change"]
    )
    return draft.model_copy(update={"open_questions": (*draft.open_questions, question)})


def asked_in(wish: str, interview: Interview) -> tuple[Source, ...]:
    """The messages that hold the request: what was asked for in review, or where it was written in the thread."""
    wanted = " ".join(wish.casefold().split())
    reviewed = tuple(
        Source(question=REVIEW, author=c.author, author_name=c.author_name, quote=wish[:500], permalink=c.permalink)
        for c in interview.requests
        if wanted in " ".join(plain(c.text).casefold().split())
    )
    return reviewed or tuple(
        source_of(c, q, wish)
        for q in interview.questions
        for c in q.contributions
        if wish.casefold() in plain(c.text).casefold()
    )
