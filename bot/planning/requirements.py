"""Requirements from what people said: one obligation each, with its reason, its priority and a test that can be observed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.planning.bank.loading import Bank
from bot.planning.clauses import capitalised, clipped, ended, lowered
from bot.planning.ears import Form, Obligation, obligation, short_title
from bot.planning.lists import things_in
from bot.planning.material import Material, Said
from bot.planning.retelling import third
from bot.planning.specification import Criterion, NonGoal, Priority, Requirement, Source
from bot.planning.verbs import is_clause, words

SAME = 0.75
"""Share of common content words from which on two requirements count as one."""

_ORDER = (Priority.MUST, Priority.SHOULD, Priority.COULD, Priority.WONT)
_EMPTY = frozenset(
    "the a an to of in on at for from by with and or is are be it its that this they them their product shall let provide make "
    "sure not so as than then when if who what which was has have had will can every all each one any do does people team".split()
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What frames the acceptance criteria: who uses the product, and the steps of the main workflow."""

    users: str
    steps: tuple[str, ...]
    bank: Bank


@dataclass(frozen=True, slots=True)
class _Wish:
    obligation: Obligation
    said: tuple[Said, ...]
    exception: bool

    @property
    def priority(self) -> Priority:
        return self.obligation.priority or (Priority.SHOULD if self.exception else Priority.MUST)


def requirements(material: Material, setting: Setting) -> tuple[Requirement, ...]:
    """The requirements in order of priority, with provisional ids `FR-1`, `FR-2` …; wishes that were put off are left out
    (`put_off`).
    """
    wishes = [w for w in _wishes(material, setting) if w.priority is not Priority.WONT]
    wishes.sort(key=lambda wish: _ORDER.index(wish.priority))
    titles: set[str] = set()
    found = []
    for number, wish in enumerate(wishes, start=1):
        title = _unique(wish.obligation.title, titles)
        found.append(
            Requirement(
                id=f"FR-{number}",
                title=title,
                text=clipped(wish.obligation.sentence, 1900),
                rationale=clipped(_rationale(wish, material, setting.bank), 600),
                priority=wish.priority,
                acceptance=(_criterion(wish, setting),),
                sources=_sources(wish.said),
            )
        )
    return tuple(found)


def put_off(material: Material, setting: Setting) -> tuple[NonGoal, ...]:
    """What somebody named among the features and put off in the same breath."""
    phrases = setting.bank.phrases
    return tuple(
        NonGoal(text=clipped(phrases["not_first"].format(what=_thing(wish.obligation)), 1900), sources=_sources(wish.said))
        for wish in _wishes(material, setting)
        if wish.priority is Priority.WONT
    )


def facts_of_exceptions(material: Material, setting: Setting) -> tuple[Said, ...]:
    """What people said on the bad day that obliges the product to nothing: it describes what goes wrong."""
    obliging = {id(said) for wish in _wishes(material, setting) for said in wish.said}
    return tuple(said for said in material.on("scenarios.exception") if id(said) not in obliging)


def content_words(text: str) -> frozenset[str]:
    """The words that carry the meaning, as crude stems, for comparing two texts."""
    return frozenset(re.sub(r"(?:ing|ed|es|s)$", "", w) for w in words(text) if w not in _EMPTY and len(w) > 2)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of common words in all words of both (Jaccard)."""
    return len(one & other) / len(one | other) if one and other else 0.0


def _wishes(material: Material, setting: Setting) -> list[_Wish]:
    found = [
        _Wish(_told(obligation(thing, users=setting.users), said), (said,), False)
        for said in material.on("features.core")
        for thing in things_in(said.text)
    ]
    return _merged([*found, *_exceptions(material.on("scenarios.exception"), setting)])


def _exceptions(said: Sequence[Said], setting: Setting) -> Iterable[_Wish]:
    """Obligations of the bad day: a fact told before (`the scanner dies. Then …`) is what sets them off."""
    before: Said | None = None
    for one in said:
        for thing in things_in(one.text):
            duty = obligation(thing, users=setting.users)
            if not _obliges(duty, one):
                before = one
                continue
            sources = (one,)
            if not duty.trigger and duty.form is not Form.NOT:
                fact = _fact(before, one)
                duty = replace(duty, trigger=fact or _asked_for(one) or setting.bank.phrases["wrong"])
                sources = (before, one) if fact and before else sources
            yield _Wish(_told(duty, one), sources, True)
            before = None


def _obliges(duty: Obligation, said: Said) -> bool:
    if said.chosen or duty.form in (Form.DO, Form.NOT, Form.REQUIRE, Form.WITHOUT):
        return True
    return bool(duty.trigger and duty.form is not Form.QUOTE) or (duty.form in (Form.LET, Form.THING) and duty.priority is not None)


def _fact(before: Said | None, after: Said) -> str:
    if before is None or before.author != after.author or before.question.number != after.question.number:
        return ""
    fact = re.sub(r"^(?:sometimes|often|usually|most likely|probably|(?:the )?worst(?: case)?(?: is)?(?: when)?|it happens that|also|and)[,:]?\s+", "", before.text.rstrip(".! "), flags=re.I)
    return f"if {third(lowered(fact), before.author)}" if len(fact.split()) <= 14 and is_clause(fact) else ""


def _asked_for(said: Said) -> str:
    """What the question itself named as the bad day (`What should happen when nobody reacts in time?`)."""
    match = re.search(r"\b(?:when|if) ([^?“”]+)\?\s*$", said.question.text)
    vague = match and re.search(r"\b(?:that|this|something)\b", match[1])
    return f"if {match[1].strip()}" if match and not vague else ""


def _told(duty: Obligation, said: Said) -> Obligation:
    def tell(text: str) -> str:
        return third(text, said.author or "one person")

    return replace(duty, core=duty.core if duty.form is Form.QUOTE else tell(duty.core), trigger=tell(duty.trigger), reason=tell(duty.reason))


def _merged(wishes: list[_Wish]) -> list[_Wish]:
    """Wishes that say the same become one, with everybody who said it."""
    kept: list[_Wish] = []
    for wish in wishes:
        mine = content_words(wish.obligation.sentence)
        for index, other in enumerate(kept):
            same_kind = (wish.obligation.form is Form.NOT) == (other.obligation.form is Form.NOT)
            if same_kind and overlap(mine, content_words(other.obligation.sentence)) >= SAME:
                stronger = min((wish, other), key=lambda w: _ORDER.index(w.priority))
                kept[index] = replace(other, obligation=replace(other.obligation, priority=stronger.priority), said=(*other.said, *wish.said))
                break
        else:
            kept.append(wish)
    return kept


def _rationale(wish: _Wish, material: Material, bank: Bank) -> str:
    phrases, duty, first = bank.phrases, wish.obligation, wish.said[0]
    if duty.reason:
        return ended(capitalised(duty.reason))
    mine = content_words(f"{duty.core} {duty.trigger}")
    reasons = material.on("problem.today", "problem.outcome", "success.measure", "positioning.alternative")
    best = max(reasons, key=lambda said: len(mine & content_words(said.text)), default=None)
    if best is not None and len(mine & content_words(best.text)) >= 2:
        quote = clipped(best.text.rstrip("."), 200)
        return phrases["because_problem"].format(words=quote, label=best.source.label, name=best.author)
    key = "because_exception" if wish.exception else "because_asked"
    return phrases[key].format(name=first.author or "Somebody", label=first.source.label)


def _criterion(wish: _Wish, setting: Setting) -> Criterion:
    duty, phrases = wish.obligation, setting.bank.phrases
    step = _step(duty, setting)
    given = phrases["given"].format(users=setting.users)
    if duty.trigger:
        when = re.sub(r"^(?:when(?:ever)?|if|once|as soon as|in case)\s+", "", duty.trigger, flags=re.I)
        when = when if when != duty.trigger else f"it is {when}" if re.match(r"(?:on|at|by|after|before|within|during)\b", when) else when
    elif step:
        when = step
    else:
        when = phrases["when_asked"] if duty.form is Form.QUOTE else phrases["when_any"]
    return Criterion(given=clipped(given, 500), when=clipped(when, 500), then=clipped(duty.outcome, 500))


def _step(duty: Obligation, setting: Setting) -> str:
    """The step of the main workflow that the obligation is about, else the step that starts it."""
    if not setting.steps or duty.form is Form.QUOTE:
        return ""
    mine = content_words(duty.core)
    best = max(setting.steps, key=lambda step: len(mine & content_words(step)))
    chosen = best if mine & content_words(best) else setting.steps[0]
    return lowered(chosen.rstrip(".! "))


def _thing(duty: Obligation) -> str:
    return re.sub(r"^(?:a|an|the) ", "", duty.core.rstrip(" .,;:!"))


def _unique(title: str, taken: set[str]) -> str:
    candidate, number = title, 2
    while candidate.casefold() in taken:
        candidate, number = f"{short_title(title)} ({number})", number + 1
    taken.add(candidate.casefold())
    return candidate


def _sources(said: Iterable[Said]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(one.source for one in said))
