"""Changes of a technical specification that people ask for in plain words; what no rule fits is an open question.

Applying the same request again changes nothing more. What was taken out stays on the record as a line that says so.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from bot.planning.amendments import asked_in, recorded, unadorned, wishes_in
from bot.planning.clauses import capitalised, clipped
from bot.planning.interview import Interview
from bot.planning.retelling import retold
from bot.planning.specification import OpenQuestion, Source
from bot.planning.technical.architecture import answered_by
from bot.planning.technical.choices import nothing_weighed
from bot.planning.technical.gaps import parts_missing
from bot.planning.technical.lexicon import architecture
from bot.planning.technical.measures import measures
from bot.planning.technical.names import parts_in
from bot.planning.technical.references import sound
from bot.planning.technical.specification import Alternative, Component, Layer, Operation, Risk, TechnicalSpecification

Specification = TechnicalSpecification

_ID = r"(?:C|TD|IF)-\d+"
_THING = r"(?:(?:the|a|an|our)\s+)?(?:(?:component|part|choice|technology|interface|risk|entity)s?\s+)?"
_STARTS = re.compile(rf"(?:remove|delete|drop|strike|take out|add|include|rename|use|replace|{_ID})", re.I)
_REMOVE = re.compile(
    rf"^(?:remove|delete|drop|strike|take out|get rid of)\s+{_THING}(?P<what>.{{2,150}}?)"
    r"(?:\s*[,;:–—]\s.*|\s+(?:because|since|as|entirely|completely)\b.*)?$",
    re.I | re.S,
)
_RENAME = re.compile(rf"^rename\s+{_THING}(?P<old>.{{1,120}}?)\s+(?:to|into|as)\s+(?P<new>.{{1,100}})$", re.I | re.S)
_INSTEAD = re.compile(
    r"^(?:(?:we|let['’]s|the team)\s+(?:should\s+|will\s+)?)?"
    r"(?:use|take|go with|choose|switch to)\s+(?P<new>.{1,60}?)\s+"
    r"(?:instead of|rather than|in place of|not)\s+(?:the\s+)?(?P<old>.{1,60}?)"
    r"(?:[\s,;:–—]+(?P<why>(?:because|since|as|so that)\b.*))?$",
    re.I | re.S,
)
_REPLACE = re.compile(
    r"^(?:replace|swap)\s+(?:the\s+)?(?P<old>.{1,60}?)\s+(?:with|by|for)\s+(?:the\s+)?(?P<new>.{1,60}?)"
    r"(?:[\s,;:–—]+(?P<why>(?:because|since|as|so that)\b.*))?$",
    re.I | re.S,
)
_ADD = re.compile(
    r"^(?:add|include)\s+(?:(?:an?|another|the|one more)\s+)?(?:new\s+)?(?P<what>risk|constraint|limit|component|part|"
    r"(?:open\s+)?question)s?\s*(?:[:–—-]|that|called|for)?\s+(?P<text>.{3,})$",
    re.I | re.S,
)


def technical_amended(draft: Specification, request: str, interview: Interview) -> Specification:
    """The draft with the request applied: *remove C-3*, *rename … to …*, *use X instead of Y*, *add a risk: …*.

    Each line or sentence of the request is taken by itself. What fits no rule, or names something that does not exist,
    becomes an open question with the request word for word. Ids stay; what is new gets the next one.
    """
    for wish in wishes_in(request, _STARTS, lambda text: bool(_ADD.match(text))):
        draft = _applied(draft, wish, interview) or recorded(draft, wish, interview)
    return draft


def _applied(draft: Specification, wish: str, interview: Interview) -> Specification | None:
    """The draft after the first rule that fits, or None."""
    bare = unadorned(wish)
    sources = asked_in(wish, interview)
    rules: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Specification | None]], ...] = (
        (_REMOVE, lambda m: _removed(draft, m["what"], wish, sources, interview)),
        (_RENAME, lambda m: _renamed(draft, _unquoted(m["old"]), _unquoted(m["new"]))),
        (_INSTEAD, lambda m: _replaced(draft, _unquoted(m["old"]), _unquoted(m["new"]), wish, sources)),
        (_REPLACE, lambda m: _replaced(draft, _unquoted(m["old"]), _unquoted(m["new"]), wish, sources)),
        (_ADD, lambda m: _added(draft, m["what"].casefold(), m["text"].strip(), sources, interview)),
    )
    for pattern, rule in rules:
        if match := pattern.match(bare):
            return rule(match)
    return None


def _removed(
    draft: Specification, what: str, wish: str, sources: tuple[Source, ...], interview: Interview
) -> Specification | None:
    note = _taken_out(wish, sources)
    if any(o.quality == note.quality and o.text == note.text for o in draft.operations):
        return draft
    for field, known in (
        ("components", lambda part: (part.id, part.name)),
        ("choices", lambda choice: (choice.id, choice.title, choice.chosen)),
        ("interfaces", lambda interface: (interface.id, interface.name)),
        ("entities", lambda entity: (entity.name,)),
        ("risks", lambda risk: (risk.text,)),
    ):
        there: Sequence[Any] = getattr(draft, field)
        gone = _meant(there, _unquoted(what), known)
        # The last component stays: nothing would answer anything any more.
        if gone is not None and not (field == "components" and len(there) == 1):
            left = draft.model_copy(
                update={field: tuple(p for p in there if p is not gone), "operations": (*draft.operations, note)}
            )
            return _whole(left, interview)
    return None


def _whole(draft: Specification, interview: Interview) -> Specification:
    """The draft without loose ends, and with a question for each requirement that nothing answers any more."""
    if interview.product is None:
        return draft
    draft = sound(draft, interview.product)
    known = {question.text for question in draft.open_questions}
    asked = tuple(q for q in parts_missing(interview, interview.product, draft) if q.text not in known)
    return draft.model_copy(update={"open_questions": (*draft.open_questions, *asked)})


def _meant(there: Sequence[Any], what: str, known: Callable[[Any], tuple[str, ...]]) -> Any | None:
    """What people mean by an id or a name, or by words that only one of them holds."""
    wanted = " ".join(what.casefold().split())
    exact = [one for one in there if wanted in (name.casefold() for name in known(one))]
    if exact or re.fullmatch(_ID, what, re.I) or len(wanted) < 4:
        return exact[0] if exact else None
    partly = [one for one in there if any(wanted in name.casefold() for name in known(one))]
    return partly[0] if len(partly) == 1 else None


def _renamed(draft: Specification, old: str, new: str) -> Specification | None:
    new = clipped(new, 100)
    for field, attribute in (
        ("components", "name"),
        ("choices", "title"),
        ("interfaces", "name"),
        ("entities", "name"),
    ):
        there: Sequence[Any] = getattr(draft, field)
        meant = _meant(there, old, _named_by(attribute))
        if meant is not None and getattr(meant, attribute) == new:
            return draft
        if meant is not None:
            renamed = meant.model_copy(update={attribute: new})
            return draft.model_copy(update={field: tuple(renamed if one is meant else one for one in there)})
        if any(getattr(one, attribute) == new for one in there):
            return draft
    return None


def _named_by(attribute: str) -> Callable[[Any], tuple[str, ...]]:
    return lambda one: (getattr(one, "id", ""), getattr(one, attribute))


def _replaced(draft: Specification, old: str, new: str, wish: str, sources: tuple[Source, ...]) -> Specification | None:
    """The choice of *old* becomes one of *new*, with *old* as the alternative that was turned down."""
    lexicon = architecture()
    for choice in draft.choices:
        if lexicon.folded(choice.chosen) == lexicon.folded(new) and any(
            lexicon.folded(a.name) == lexicon.folded(old) for a in choice.alternatives
        ):
            return draft
    chosen = next((c for c in draft.choices if lexicon.folded(c.chosen) == lexicon.folded(old)), None)
    if chosen is None:
        return None
    why = lexicon.phrases["replaced"].format(words=clipped(wish, 300))
    others = () if nothing_weighed(chosen) else chosen.alternatives
    others = tuple(a for a in others if lexicon.folded(a.name) != lexicon.folded(new))
    update = {
        "chosen": new,
        "title": _swapped(chosen.title, old, new),
        "text": retold(wish, sources[0].author_name if sources else ""),
        "alternatives": (*others, Alternative(name=chosen.chosen, why_not=why)),
        "sources": tuple(dict.fromkeys((*chosen.sources, *sources))),
    }
    choices = tuple(c.model_copy(update=update) if c is chosen else c for c in draft.choices)
    components = tuple(c.model_copy(update={"name": _swapped(c.name, old, new)}) for c in draft.components)
    return draft.model_copy(update={"choices": choices, "components": components})


def _swapped(name: str, old: str, new: str) -> str:
    swapped = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, name, flags=re.IGNORECASE)
    return clipped(swapped, 100)


def _added(
    draft: Specification, what: str, words: str, sources: tuple[Source, ...], interview: Interview
) -> Specification | None:
    text = clipped(retold(words, sources[0].author_name if sources else ""), 1900)
    if what in ("component", "part"):
        return _with_component(draft, words, text, sources, interview)
    quality = architecture().qualities["limits.hard"]
    field, part = {
        "risk": ("risks", Risk(text=text, sources=sources, owner=interview.owner_name)),
        "constraint": (
            "operations",
            Operation(quality=quality, text=text, sources=sources, measure="; ".join(measures(words))),
        ),
    }.get(
        what.replace("limit", "constraint"),
        ("open_questions", OpenQuestion(text=text, sources=sources, owner=interview.owner_name)),
    )
    there = getattr(draft, field)
    return draft if any(p.text == part.text for p in there) else draft.model_copy(update={field: (*there, part)})


def _with_component(
    draft: Specification, words: str, text: str, sources: tuple[Source, ...], interview: Interview
) -> Specification | None:
    """The draft with the part that the words name; None when they name none."""
    named = parts_in(words)
    if not named:
        return None
    name = capitalised(named[0].name)
    if any(c.name.casefold() == name.casefold() for c in draft.components):
        return draft
    new = Component(
        id=f"C-{draft.next_component}", name=clipped(name, 80), layer=named[0].layer, text=text, sources=sources
    )
    answers = answered_by((new,), interview.product.features if interview.product else ())
    caller = next((c for c in draft.components if c.layer is Layer.LOGIC and not c.external), None)
    parts = [
        c.model_copy(update={"uses": (*c.uses, new.id)}) if c is caller and new.layer is not Layer.INTERFACE else c
        for c in draft.components
    ]
    uses = (caller.id,) if caller is not None and new.layer is Layer.INTERFACE else ()
    new = new.model_copy(update={"answers": answers[new.id], "uses": uses})
    return draft.model_copy(update={"components": (*parts, new), "next_component": draft.next_component + 1})


def _taken_out(wish: str, sources: tuple[Source, ...]) -> Operation:
    phrases = architecture().phrases
    text = clipped(phrases["taken_out"].format(request=wish.strip(" .")), 1900)
    return Operation(quality=phrases["taken_out_quality"], text=text, sources=sources)


def _unquoted(text: str) -> str:
    return text.strip(" “”\"'.,")
