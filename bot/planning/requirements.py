"""Requirements from what people said: one obligation each, with its reason, its priority and an observable test."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.planning.bank.loading import Bank
from bot.planning.clauses import capitalised, clipped, ended, lowered
from bot.planning.ears import Form, Obligation, short_title
from bot.planning.lists import things_in
from bot.planning.material import Material, Said
from bot.planning.retelling import third
from bot.planning.specification import Criterion, NonGoal, Priority, Requirement, Source
from bot.planning.verbs import agree, is_clause, words
from bot.planning.wishes import obligation

SAME = 0.75
"""Share of common content words from which on two requirements count as one."""

REASON = 0.4
"""Share of a requirement's words that an answer has to hold to count as its reason."""

_MESSAGES = re.compile(r"\b(tell|notify|remind|inform|ask|call|text|e-?mail|ping|warn|alert|message) me\b", re.I)
_TIMES = frozenset(words("day week month year hour minut tim friday monday tuesday wednesday thursday today morn noon"))
_ORDER = (Priority.MUST, Priority.SHOULD, Priority.COULD, Priority.WONT)
_EMPTY = frozenset(
    words(
        "the a an to of in on at for from by with and or is are be it its that this they them their product shall "
        "let provide make sure not so as than then when if who what which was has have had will can every all each "
        "one any do does people team"
    )
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What frames requirements: who uses the product, the steps of the main workflow, the people who took part (first
    names), and those among them who said *we* about the first users.
    """

    users: str
    steps: tuple[str, ...]
    bank: Bank
    people: tuple[str, ...] = ()
    first_users: frozenset[str] = frozenset()

    def who(self, author: str) -> str:
        """Who *I* and *we* are in a wish: the first users where its author counts among them, else the author."""
        return self.users if author in self.first_users else author or "one person"


@dataclass(frozen=True, slots=True)
class _Wish:
    obligation: Obligation
    said: tuple[Said, ...]
    exception: bool

    @property
    def priority(self) -> Priority:
        return self.obligation.priority or (Priority.SHOULD if self.exception else Priority.MUST)


def requirements(material: Material, setting: Setting, left_out: Sequence[NonGoal] = ()) -> tuple[Requirement, ...]:
    """The requirements in order of priority, with provisional ids `FR-1`, `FR-2` …

    Wishes that were put off are left out (`put_off`), and so is what was only nice to have where the team put the same
    among the non-goals `left_out`.
    """
    wishes = [w for w in _wishes(material, setting) if w.priority is not Priority.WONT and not _given_up(w, left_out)]
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


def both_named(features: Sequence[Requirement], left_out: Sequence[NonGoal]) -> tuple[tuple[Requirement, NonGoal], ...]:
    """Requirements that the team also left out in other words: somebody has to say which holds."""
    return tuple((r, goal) for r in features for goal in left_out if _same_thing(r.text, goal.text))


def _given_up(wish: _Wish, left_out: Sequence[NonGoal]) -> bool:
    return wish.priority is Priority.COULD and any(
        _same_thing(wish.obligation.sentence, goal.text) for goal in left_out
    )


def _same_thing(requirement: str, non_goal: str) -> bool:
    thing = content_words(non_goal.partition(":")[2])
    return overlap(content_words(requirement) - {"offer"}, thing) >= SAME


def put_off(material: Material, setting: Setting, left_out: Sequence[NonGoal] = ()) -> tuple[NonGoal, ...]:
    """What somebody named among the features and put off in the same breath, or only as nice to have while the team
    left it out (`left_out`).
    """
    phrases = setting.bank.phrases
    return tuple(
        NonGoal(
            text=clipped(phrases["not_first"].format(what=_thing(wish.obligation)), 1900), sources=_sources(wish.said)
        )
        for wish in _wishes(material, setting)
        if wish.priority is Priority.WONT or _given_up(wish, left_out)
    )


def duties_in_the_main_use(material: Material) -> tuple[Said, ...]:
    """Sentences on the main use that demand instead of telling a step (`odd numbers should be marked`)."""
    said = material.on("scenarios.main")
    duties = {id(s): obligation(s.text) for s in said}
    demands = (Form.DO, Form.NOT, Form.THING)
    return tuple(
        s for s in said if duties[id(s)].form in demands and duties[id(s)].priority in (Priority.MUST, Priority.SHOULD)
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
        _Wish(_told(_duty(thing, said, setting), said, setting), (said,), False)
        for said in (*material.on("features.core"), *duties_in_the_main_use(material))
        for thing in things_in(said.text)
    ]
    return _merged([*found, *_exceptions(material.on("scenarios.exception"), setting)])


def _duty(thing: str, said: Said, setting: Setting) -> Obligation:
    return obligation(thing, team=setting.who(said.author), users=setting.users)


def _exceptions(said: Sequence[Said], setting: Setting) -> Iterable[_Wish]:
    """Obligations of the bad day: a fact told before (`the scanner dies. Then …`) is what sets them off."""
    before: Said | None = None
    for one in said:
        fact_before, before = before, None
        for thing in things_in(one.text):
            duty = _duty(thing, one, setting)
            if duty.priority is Priority.WONT:
                duty = replace(duty, priority=None)
            if not _obliges(duty, one):
                before = one
                continue
            sources: tuple[Said, ...] = (one,)
            if not duty.trigger and duty.form is not Form.NOT:
                fact = _fact(fact_before, one)
                duty = replace(duty, trigger=fact or _asked_for(one) or setting.bank.phrases["wrong"])
                sources = (fact_before, one) if fact and fact_before else sources
            yield _Wish(_told(duty, one, setting), sources, True)


def _obliges(duty: Obligation, said: Said) -> bool:
    if said.chosen or duty.form in (Form.DO, Form.NOT, Form.REQUIRE, Form.WITHOUT):
        return True
    return bool(duty.trigger and duty.form is not Form.QUOTE) or (
        duty.form in (Form.LET, Form.THING) and duty.priority is not None
    )


def _fact(before: Said | None, after: Said) -> str:
    if before is None or before.author != after.author or before.question.number != after.question.number:
        return ""
    fact = re.sub(
        r"^(?:sometimes|often|usually|most likely|probably|(?:the )?worst(?: case)?(?: is)?(?: when)?|"
        r"it happens that|also|and)[,:]?\s+",
        "",
        before.text.rstrip(".! "),
        flags=re.I,
    )
    return f"if {third(lowered(fact), before.author)}" if len(fact.split()) <= 14 and is_clause(fact) else ""


def _asked_for(said: Said) -> str:
    """What the question itself named as the bad day (`What should happen when nobody reacts in time?`)."""
    match = re.search(r"\b(?:when|if) ([^?“”]+)\?\s*$", said.question.text)
    vague = match and re.search(r"\b(?:that|this|something)\b", match[1])
    return f"if {match[1].strip()}" if match and not vague else ""


def _told(duty: Obligation, said: Said, setting: Setting) -> Obligation:
    who = setting.who(said.author)

    def tell(text: str) -> str:
        # A message to *me* goes to that person; a screen that *I* see is seen by everybody in the role.
        text = _MESSAGES.sub(lambda m: f"{m[1]} {said.author}", text) if said.author else text
        return third(text, who, who if who == setting.users else "the team")

    return replace(
        duty,
        core=duty.core if duty.form is Form.QUOTE else tell(duty.core),
        trigger=tell(duty.trigger),
        reason=tell(duty.reason),
    )


def _merged(wishes: list[_Wish]) -> list[_Wish]:
    """Wishes that say the same become one, with everybody who said it."""
    kept: list[_Wish] = []
    for wish in wishes:
        mine = content_words(wish.obligation.sentence)
        for index, other in enumerate(kept):
            same_kind = (wish.obligation.form is Form.NOT) == (other.obligation.form is Form.NOT)
            if same_kind and overlap(mine, content_words(other.obligation.sentence)) >= SAME:
                stronger = min((wish, other), key=lambda w: _ORDER.index(w.priority))
                kept[index] = replace(
                    other,
                    obligation=replace(other.obligation, priority=stronger.priority),
                    said=(*other.said, *wish.said),
                )
                break
        else:
            kept.append(wish)
    return kept


def _rationale(wish: _Wish, material: Material, bank: Bank) -> str:
    phrases, duty, first = bank.phrases, wish.obligation, wish.said[0]
    if duty.reason:
        return ended(capitalised(duty.reason))
    mine = content_words(f"{duty.core} {duty.trigger}") - _TIMES
    reasons = material.on("problem.today", "problem.outcome", "success.measure", "positioning.alternative")
    best = max(reasons, key=lambda said: len(mine & content_words(said.text)), default=None)
    common = len(mine & content_words(best.text)) if best is not None else 0
    if best is not None and common >= 2 and common >= REASON * len(mine):
        quote = clipped(best.text.rstrip("."), 200)
        return phrases["because_problem"].format(words=quote, label=best.source.label, name=best.author)
    key = "because_exception" if wish.exception else "because_asked"
    return phrases[key].format(name=first.author or "Somebody", label=first.source.label)


def _criterion(wish: _Wish, setting: Setting) -> Criterion:
    """One test of the obligation: its own trigger or the fitting step of the main use, and what is observed then."""
    duty, phrases = wish.obligation, setting.bank.phrases
    core = duty.core.rstrip(" .,;:!")
    when, then = _when(duty), duty.outcome
    if duty.form is Form.LET:
        then = phrases["then_can"].format(actor=duty.actor, core=core)
        when = when or phrases["when_wants"].format(actor=agree(duty.actor, "want"), core=core)
    elif duty.form is Form.PROVIDE:
        seeker = setting.who(wish.said[0].author) if re.search(r"\b(?:I|me|my)\b", wish.said[0].text) else setting.users
        when = when or phrases["when_looks"].format(users=agree(seeker, "look"), core=core)
    elif duty.form is Form.NOT:
        then = then if when else phrases["then_never"].format(core=core)
        when = when or phrases["when_whole"]
    elif duty.form is Form.QUOTE:
        when = phrases["when_asked"]
    when = when or _step(duty, setting) or phrases["when_any"].format(users=setting.users)
    given = phrases["given"].format(users=setting.users)
    return Criterion(given=clipped(given, 500), when=clipped(when, 500), then=clipped(then, 500))


def _when(duty: Obligation) -> str:
    """The trigger without the word that opens it (`if nobody approves` -> `nobody approves`)."""
    when = re.sub(r"^(?:when(?:ever)?|if|once|as soon as|in case)\s+", "", duty.trigger, flags=re.I)
    a_time = when == duty.trigger and re.match(r"(?:on|at|by|after|before|within|during|every|each)\b", when, re.I)
    return f"it is time ({when})" if a_time else when


def _step(duty: Obligation, setting: Setting) -> str:
    """The step of the main use that the obligation is about, else the first one; `""` when none is a sentence."""
    steps = [s for s in setting.steps if is_clause(s) and not re.match(r"(?:when|if|once|as soon as)\b", s, re.I)]
    if not steps:
        return ""
    mine = content_words(duty.core)
    best = max(steps, key=lambda step: len(mine & content_words(step)))
    chosen = best if len(mine & content_words(best)) >= 2 else steps[0]
    return lowered(chosen.rstrip(".! "), setting.people)


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
