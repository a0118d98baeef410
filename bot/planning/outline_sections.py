"""The sections that answers fill: audience, workflows, constraints, non-goals, and what the overview says first."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.planning.bank.loading import Bank
from bot.planning.clauses import capitalised, clipped, ended, lowered, plain, sentences
from bot.planning.interview import Interview, QuestionKind, QuestionState
from bot.planning.lists import names_in, steps_in
from bot.planning.material import Material, Said
from bot.planning.openings import without_lead_ins
from bot.planning.requirements import Setting, duties_in_the_main_use, facts_of_exceptions, put_off
from bot.planning.retelling import retold
from bot.planning.specification import Audience, Decision, NonGoal, Source, Statement, Workflow
from bot.planning.verbs import agree, base_form, is_clause, names_people, role

PROBLEM_LENGTH = 700
"""The overview opens with the problem in about five lines (`method.md`, "Product specification")."""
ALTERNATIVE_LENGTH = 300
OUTCOME_LENGTH = 400

_NOTHING = re.compile(
    r"^(?:no|none|nothing|nope|nobody|no one|not really|no limits?|no constraints?|"
    r"n/?a)\b(?:[ ,]*(?:really|that (?:i|we) know of|comes to mind|i can think of|so far|for now|"
    r"special|hard|real|limits?|constraints?|else|at all|here))*$",
    re.I,
)
_HEDGES = re.compile(
    r"^(?:mainly|mostly|primarily|probably|first(?: of all)?|definitely|just|it['’]?s(?: for)?|"
    r"that['’]?s|for|i['’]?d say|the people who are|obviously|our|my)(?=\s)[\s,:]*",
    re.I,
)
_AFTER_NAME = re.compile(
    r"\s*(?:[,;:(–—]|\s-\s|\.|\b(?:because|since|who|whose|they|he|she|first|only|also|just|usually|"
    r"mostly|mainly|really|will|would|can|should|need|needs|want|wants|use|uses|read|reads|get|gets|"
    r"have|has|do|does|are|is|so|when|before|after|during|while|on|at|in the (?:morning|evening|"
    r"afternoon))\b)",
    re.I,
)
_LEAVE_OUT = re.compile(
    r"^(?:(?:we|i|it|you|they) (?:can|could) (?:skip|leave out|drop|do without|live without|wait with)|"
    r"(?:we|i|they)?\s*(?:also\s+)?(?:don['’]?t|do not|won['’]?t|will not) (?:need|want|do|have|build|"
    r"support)(?: any)?|"
    r"(?:skip|leave out|leave|drop|without|not|no|forget(?: about)?|definitely no|certainly no|"
    r"absolutely no)(?: any)?)\s+",
    re.I,
)
_LATER = re.compile(
    r"[,\s(–—-]*\b(?:(?:can|could|may|will|would have to|has to|have to) (?:wait|come later|be later|"
    r"come (?:in|with) .{1,20})(?: (?:for now|until later))?|(?:for )?later(?: on)?|not now|for now|"
    r"for the moment|at first|in v2|for v2|in the first version|yet|either|out of scope|some day|"
    r"maybe in .{1,20})\)?\s*$",
    re.I,
)


def problem(material: Material, bank: Bank) -> Statement:
    """The problem today, and what people use instead."""
    today = _told(material.on("problem.today"), PROBLEM_LENGTH)
    instead = material.on("positioning.alternative")
    told = _told(instead, ALTERNATIVE_LENGTH)
    if told is None:
        return today or Statement(text=bank.phrases["no_problem"])
    text = told.text if is_clause(instead[0].text) else bank.phrases["used_today"].format(what=lowered(told.text))
    if today is None:
        return Statement(text=text, sources=told.sources)
    return Statement(text=f"{today.text} {text}", sources=(*today.sources, *told.sources))


def outcome(material: Material, bank: Bank) -> Statement:
    """What will be different."""
    return _told(material.on("problem.outcome"), OUTCOME_LENGTH) or Statement(text=bank.phrases["no_outcome"])


def success(material: Material, bank: Bank) -> tuple[Statement, ...]:
    """How the team will notice that it works, one statement each."""
    frame = bank.phrases["if_it_works"]
    return tuple(
        s.model_copy(update={"text": frame.format(what=lowered(s.text))})
        if re.match(r"(?:if|when)\b[^,]+$", s.text, re.I)
        else s
        for s in _statements(material.on("success.measure", "success.scale"))
    )


def constraints(material: Material, bank: Bank) -> tuple[Statement, ...]:
    """The limits, one statement each."""
    said = material.on("constraints.hard")
    limits = [s for s in said if not _NOTHING.match(s.text.rstrip(". "))]
    if said and not limits:
        return (Statement(text=bank.phrases["no_limits"], sources=_sources(said)),)
    return tuple(_statements(limits)) or (Statement(text=bank.phrases["no_constraints"]),)


def users(material: Material, bank: Bank) -> str:
    """Who uses it first, to stand in a sentence (`the team leads`)."""
    for said in material.on("audience.primary"):
        name = _name(said.text)
        if (
            name
            and names_people(name)
            and len(name.split()) <= 5
            and not re.match(r"(?:both|all|everyone|everybody)\b", name, re.I)
        ):
            name = lowered(name)
            return name if re.match(r"(?:the|a|an|each|every|all|our|my|their|two|three|\d)\b", name) else f"the {name}"
    return bank.phrases["users"]


def first_users(material: Material) -> frozenset[str]:
    """The people (first names) who said *we* or *us* when they named the first users."""
    said = material.on("audience.primary")
    return frozenset(
        s.author
        for s in said
        if re.search(r"\b(?:we|us|our|my|i|me)\b(?! (?:think|guess|suppose|believe))", s.text, re.I)
    )


def audience(material: Material, bank: Bank) -> tuple[Audience, ...]:
    """Who uses it, who else is affected; what is said about them goes with the last that was named."""
    found: list[Audience] = []
    for facet, alone in (("audience.primary", "uses_first"), ("audience.others", "affected")):
        group: list[tuple[list[str], list[Said]]] = []
        for said in material.on(facet):
            if _NOTHING.match(said.text.rstrip(". ")):
                continue
            name = _name(said.text)
            if re.match(r"(?:i|me|myself)\b", without_lead_ins(said.text), re.I) and said.author:
                group.append(([said.author], [said]))
            elif name:
                group.append((names_in(name), [said]))
            elif group:
                group[-1][1].append(said)
            else:
                group.append(([bank.phrases["users"]], [said]))
        for names, about in group:
            found += _entries(names, about, bank.phrases[alone])
    return tuple(_by_name(found)) or (
        Audience(name=bank.phrases["no_audience_name"], text=bank.phrases["no_audience"]),
    )


def workflows(material: Material, setting: Setting) -> tuple[Workflow, ...]:
    """The main use step by step, and what is expected to go wrong."""
    phrases = setting.bank.phrases
    found = []
    demanded = {id(one) for one in duties_in_the_main_use(material)}
    said = [one for one in material.on("scenarios.main") if id(one) not in demanded]
    if said:
        steps = [retold(step, one.author).rstrip(".") for one in said for step in steps_in(one.text.rstrip(". "))]
        found.append(
            Workflow(
                name=phrases["workflow"],
                text=phrases["workflow_text"].format(audience=agree(setting.users, "use")),
                steps=tuple(clipped(step, 500) for step in dict.fromkeys(steps) if step),
                sources=_sources(said),
            )
        )
    facts = facts_of_exceptions(material, setting)
    if facts:
        steps = [retold(one.text, one.author).rstrip(".") for one in facts]
        steps = [clipped(step, 500) for step in dict.fromkeys(steps) if step]
        found.append(
            Workflow(
                name=phrases["exceptions"], text=phrases["exceptions_text"], steps=tuple(steps), sources=_sources(facts)
            )
        )
    return tuple(found) or (Workflow(name=phrases["no_workflow_name"], text=phrases["no_workflow"]),)


def non_goals(material: Material, setting: Setting) -> tuple[NonGoal, ...]:
    """What the first version leaves out."""
    phrases = setting.bank.phrases
    said = material.on("features.later")
    found: list[NonGoal] = []
    for one in said:
        bare = one.text.rstrip(".! ")
        if _NOTHING.match(bare):
            continue
        found += [
            NonGoal(text=clipped(text, 1900), sources=(one.source,))
            for text in _left_out(bare, one, phrases["not_first"])
        ]
    if said and not found:
        found.append(NonGoal(text=phrases["nothing_later"], sources=_sources(said)))
    found += put_off(material, setting, found)
    by_text: dict[str, NonGoal] = {}
    for goal in found:
        first = by_text.setdefault(goal.text.casefold(), goal)
        sources = tuple(dict.fromkeys((*first.sources, *goal.sources)))
        by_text[goal.text.casefold()] = first.model_copy(update={"sources": sources})
    return tuple(by_text.values()) or (NonGoal(text=phrases["no_non_goals"]),)


def decisions(interview: Interview, material: Material, bank: Bank) -> tuple[Decision, ...]:
    """What the team decided in so many words: a resolved contradiction, an option that was chosen, the launch."""
    phrases = bank.phrases
    found: list[Decision] = []
    for question in interview.questions:
        said = [s for facet in material.by_facet.values() for s in facet if s.question.number == question.number]
        chosen = [s for s in said if s.chosen]
        dispute = next(
            (d for d in material.disputes if d.resolution and d.resolution[0].question.number == question.number), None
        )
        asked = clipped(plain(question.text).replace("\n", " "), 600)
        if dispute:
            words = " ".join(retold(s.text, s.author) for s in dispute.resolution)
            sources = (*_sources(dispute.resolution), *dispute.positions)
            found.append(
                Decision(text=clipped(phrases["resolved"].format(question=asked, answer=words), 1900), sources=sources)
            )
        elif (
            question.kind is QuestionKind.RESOLVE
            and question.state is QuestionState.ANSWERED
            and said
            and not question.unclear
        ):
            words = " ".join(retold(s.text, s.author) for s in said)
            text = phrases["resolved"].format(question=asked, answer=words)
            found.append(Decision(text=clipped(text, 1900), sources=_sources(said)))
        elif chosen:
            last = sentences(asked)[-1] if sentences(asked) else asked
            answer = ended(" / ".join(dict.fromkeys(s.text.rstrip(".") for s in chosen)))
            found.append(
                Decision(text=phrases["chosen"].format(question=last, answer=answer), sources=_sources(chosen))
            )
    for one in material.on("launch.first_users"):
        if not one.chosen and not _NOTHING.match(one.text.rstrip(". ")):
            what = retold(one.text, one.author)
            found.append(Decision(text=clipped(phrases["launch"].format(what=what), 1900), sources=(one.source,)))
    return tuple(found)


def scope_decision(left_out: Sequence[NonGoal], bank: Bank) -> tuple[Decision, ...]:
    """What the first version leaves out, as the one decision that it is; nothing where nobody left anything out."""
    before, after = bank.phrases["not_first"].split("{what}")
    named = [g for g in left_out if g.sources and g.text.startswith(before)]
    if not named:
        return ()
    items = [goal.text.removeprefix(before).removesuffix(after) for goal in named]
    sources = tuple(dict.fromkeys(source for goal in named for source in goal.sources))
    return (Decision(text=clipped(bank.phrases["scope"].format(what="; ".join(items)), 1900), sources=sources),)


def _told(said: Sequence[Said], length: int) -> Statement | None:
    """The sentences as one text. Whole sentences only: those beyond the length stay in the sources."""
    told: list[str] = []
    for one in said:
        sentence = retold(one.text, one.author)
        if sentence not in told and (not told or len(" ".join([*told, sentence])) <= length):
            told.append(sentence)
    return Statement(text=clipped(" ".join(told), 1900), sources=_sources(said)) if told else None


def _statements(said: Iterable[Said]) -> Iterator[Statement]:
    found: dict[str, list[Said]] = {}
    for one in said:
        found.setdefault(retold(one.text, one.author), []).append(one)
    for text, who in found.items():
        yield Statement(text=clipped(text, 1900), sources=_sources(who))


def _name(text: str) -> str:
    """The people that a sentence names first; `""` when it goes on about people named before, or names nobody."""
    text = without_lead_ins(text.rstrip(".! "))
    shorter = _HEDGES.sub("", text)
    while shorter != text:
        text, shorter = shorter, _HEDGES.sub("", shorter)
    if re.match(
        r"(?:they|he|she|it|this|that|there|we|you|and|but|because|so|if|when|on|in|at|with|not|only|"
        r"usually|always|never|sometimes|about|around|roughly|some \d|\d)\b",
        text,
        re.I,
    ):
        return ""
    name = _AFTER_NAME.split(text, maxsplit=1)[0].strip(" ,;:–—-")
    listed = names_in(text)
    if "," in text and len(listed) > 1 and all(names_people(part) for part in listed):
        name = text
    words = name.split()
    for index, word in enumerate(words[1:], start=1):
        if not role(word) and base_form(word) not in ("", word.casefold()):
            name = " ".join(words[:index])
            break
    if not name or len(name.split()) > 8 or is_clause(name):
        return ""
    short_answer = len(text.split()) <= 5
    return name if names_people(name) or short_answer else ""


def _entries(names: list[str], about: list[Said], alone: str) -> list[Audience]:
    told = []
    for one in about:
        sentence = retold(
            re.sub(r"^(?:me|myself)\b[^,.;:–—-]*[,.;:–—-]\s*", "", without_lead_ins(one.text), flags=re.I), one.author
        )
        if (
            _bare(sentence) not in {_bare(name) for name in names}
            and len(sentence.split()) > len(" and ".join(names).split()) + 1
        ):
            told.append(sentence)
    text = clipped(" ".join(dict.fromkeys(told)) or alone, 1900)
    first, *others = [
        clipped(capitalised(re.sub(r"^(?:the|our|my|a|an) ", "", name, flags=re.I)), 100) for name in names
    ]
    entries = [Audience(name=first, text=text, sources=_sources(about))]
    shared = alone if told else text
    return entries + [Audience(name=name, text=shared, sources=_sources(about)) for name in others]


def _by_name(found: list[Audience]) -> Iterator[Audience]:
    """One entry a name: what different people said about the same group stands together."""
    merged: dict[str, Audience] = {}
    for entry in found:
        key = _bare(entry.name)
        if key in merged:
            first = merged[key]
            text = first.text if entry.text in first.text else clipped(f"{first.text} {entry.text}", 1900)
            sources = tuple(dict.fromkeys((*first.sources, *entry.sources)))
            merged[key] = first.model_copy(update={"text": text, "sources": sources})
        else:
            merged[key] = entry
    yield from merged.values()


def _left_out(bare: str, said: Said, frame: str) -> list[str]:
    text = without_lead_ins(bare)
    core = _LATER.sub("", text)
    core, removed = _LEAVE_OUT.subn("", core, count=1)
    core = re.sub(r"^(?:is|are|to|having|any)\s+", "", core).strip(" ,;:")
    core = re.sub(r"\s+(?:are|is)(?: nice| great)?(?: but)?$|[,\s]+but$", "", core)
    if not core or (is_clause(core) and not removed):
        return [retold(said.text, said.author)]
    items = (
        re.split(r",\s*(?:(?:and|or)\s+)?(?:no\s+)?", core)
        if re.search(r",", core) and all(len(p.split()) <= 6 and not is_clause(p) for p in core.split(","))
        else [core]
    )
    cleaned = [
        _LATER.sub("", re.sub(r"^(?:no|any|the|a|an|and|or)\s+", "", item.strip(), flags=re.I)) for item in items
    ]
    return [frame.format(what=lowered(item)) for item in cleaned if item]


def _bare(text: str) -> str:
    return re.sub(r"^(?:the|our|my|a|an) ", "", text.casefold()).strip(" .!,")


def _sources(said: Iterable[Said]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(one.source for one in said))
