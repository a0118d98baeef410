"""Hears the obligation in what somebody said the product must do; `ears` holds what comes out."""

import re
from dataclasses import replace

from bot.planning.clauses import lowered
from bot.planning.ears import Form, Obligation
from bot.planning.openings import without_labels, without_lead_ins, without_reason, without_trigger
from bot.planning.specification import Priority
from bot.planning.verbs import (
    base_form,
    from_gerund,
    is_clause,
    is_plural,
    names_people,
    role,
    starts_with_third_person,
    starts_with_verb,
    words,
)

_PRODUCT = r"(?:it|this|that|the (?:product|app|application|tool|bot|system|thing|software|solution|platform|service))"
_MODAL = (
    r"(?P<modal>must|shall|should|could|can|will|would|may|might|has to|have to|needs to|need to|"
    r"ought to|is supposed to|are supposed to|has got to|['’]ll)"
)
_NOT = r"(?P<neg>\s+(?:not|never|no longer|under no circumstances)|n['’]t|not)?"
_SUBJECT_MODAL = re.compile(
    rf"^(?P<subject>.{{1,60}}?)\s*\b(?P<cannot>can(?:no|['’])t|won['’]t)?(?(cannot)|"
    rf"{_MODAL}{_NOT})\s+(?:also |just |simply |always |really )*(?P<able>be able to |be allowed to |"
    rf"get to )?(?P<verb>\w+)(?P<rest>.*)$",
    re.I | re.S,
)
_BARE_MODAL = re.compile(rf"^{_MODAL}{_NOT}\s+(?P<able>be able to )?(?P<verb>\w+)(?P<rest>.*)$", re.I | re.S)
_WANT = re.compile(
    r"^(?P<who>we|i|you|they|people|users|everyone|[\w\s]{1,40}?)\s*(?:['’]d (?:like|love)|"
    r"would (?:like|love)|want|wants|need|needs|wish)\s+(?:(?P<it>it|the (?:app|tool|bot|product|"
    r"system)) )?(?P<to>to (?:be able to |have )?)?(?P<what>.+)$",
    re.I | re.S,
)
_WAY = re.compile(
    r"^(?:a |an |some |the )?(?:(?:easy|quick|simple) )?(?:way|ability|option|possibility|"
    r"chance)(?: for (?P<who>.+?))? to (?P<what>.+)$",
    re.I | re.S,
)
_THERE = re.compile(
    r"^there (?:is|are|must be|should be|has to be|have to be|needs to be|could be|will be)\s+(?P<what>.+)$", re.I
)
_LET = re.compile(r"^(?:lets?|allows?|enables?)\s+(?P<rest>\S+\s+\S.*)$", re.I | re.S)
_FORBIDS = re.compile(r"^(?:never|don['’]t|do not|does not|doesn['’]t|not)\s+(?P<verb>\w+)(?P<rest>.*)$", re.I | re.S)


_NO_ARTICLE = frozenset(
    words(
        "a an the this that these those my our your their its his her one two three four five six seven eight nine "
        "ten all any each every some no both few many more most several enough everyone everybody someone people "
        "anyone nobody whoever it they we access data feedback help history information support search time work "
        "text email paper money privacy confirmation good better clear less nothing anything everything something"
    )
)


_PEOPLE_DO = frozenset(
    words(
        "approve reject edit undo see view know choose pick select tap press click type enter scan swipe read "
        "browse comment look find search upload sign correct adjust walk understand react"
    )
)
"""What a person does with a product rather than the product itself: `scan a shelf` means that people can."""


_ANYBODY = "people"
"""Who *you* and *they* are while nobody said more: the product's users."""


def obligation(said: str, *, team: str = "the team", users: str = "people") -> Obligation:
    """The obligation in one sentence or item of a list. `team` names who *we* are, `users` who taps and chooses."""
    text, priority = without_labels(said.replace("’", "'").strip().rstrip(".!;, "))
    text, reason = without_reason(text)
    trigger, text = without_trigger(text)
    text, later = without_labels(text)
    found = _response(text, team)
    if found.form is Form.DO and found.core.split()[0].casefold() in _PEOPLE_DO:
        found = replace(found, form=Form.LET, actor=users)
    elif found.form is Form.LET and found.actor == _ANYBODY:
        found = replace(found, actor=users)
    found = replace(found, trigger=trigger, reason=reason)
    if found.form is Form.QUOTE:
        found = replace(found, core=said.strip().rstrip(".!;, "), trigger="")
    return replace(found, priority=priority or later or found.priority)


def _response(text: str, team: str) -> Obligation:
    for pattern in (_imperative, _wanted, _with_modal, _present, _noun_phrase):
        found = pattern(text, team)
        if found is not None:
            return found
    return Obligation(Form.QUOTE, text)


def _imperative(text: str, team: str) -> Obligation | None:
    if match := _FORBIDS.match(text):
        verb = base_form(match["verb"]) or match["verb"].lower()
        return Obligation(Form.NOT, f"{verb}{match['rest']}") if base_form(match["verb"]) else None
    if (match := _LET.match(text)) and (found := _let(match["rest"], team)):
        return found
    if starts_with_verb(text):
        return Obligation(Form.DO, lowered(text))
    first, _, rest = text.partition(" ")
    if from_gerund(first) and rest and not is_clause(text):
        return Obligation(Form.DO, f"{from_gerund(first)} {rest}")
    if match := _THERE.match(text):
        return Obligation(Form.PROVIDE, _nouns(match["what"]))
    if match := _WAY.match(text):
        who = _actor(match["who"] or "people", team)
        return Obligation(Form.LET, lowered(match["what"]), who) if starts_with_verb(match["what"]) else None
    return None


def _let(text: str, team: str) -> Obligation | None:
    """`the lead edit it`, `people to choose`: who may do something, and what."""
    parts = text.split(" ")
    for index in range(1, min(6, len(parts))):
        who, verb = " ".join(parts[:index]), parts[index]
        somebody = names_people(who) or who.casefold() in ("them", "me", "us")
        if somebody and (base_form(verb) == verb or verb == "to") and not role(verb):
            core = " ".join(parts[index + (verb == "to") :])
            return Obligation(Form.LET, core, _actor(who, team)) if core else None
    return None


def _wanted(text: str, team: str) -> Obligation | None:
    match = _WANT.match(text)
    if not match or not (names_people(match["who"]) or match["who"].casefold() in ("we", "i", "you", "they")):
        return None
    what = without_lead_ins(match["what"])
    if match["it"] and match["to"]:
        return Obligation(Form.DO, lowered(what)) if base_form(what.split()[0]) else None
    if match["to"] and match["to"].strip() != "to have" and base_form(what.split()[0]) == what.split()[0].casefold():
        return Obligation(Form.LET, lowered(what), _actor(match["who"], team))
    if match["it"]:
        return None
    return _imperative(what, team) or _noun_phrase(what, team)


def _with_modal(text: str, team: str) -> Obligation | None:
    if match := _BARE_MODAL.match(text):
        verb = _verb(match["verb"])
        form = Form.NOT if match["neg"] else Form.DO
        priority = _priority(match["modal"])
        return Obligation(form, f"{verb}{match['rest']}", priority=priority) if verb else None
    match = _SUBJECT_MODAL.match(text)
    if not match or not (verb := _verb(match["verb"])) or not _is_subject(match["subject"], match["modal"] or ""):
        return None
    subject, core = match["subject"].strip(), f"{verb}{match['rest']}"
    negative = bool(match["cannot"] or match["neg"])
    priority = _priority(match["modal"] or "")
    if re.fullmatch(_PRODUCT, subject, re.I):
        return Obligation(Form.NOT if negative else Form.DO, core, priority=priority)
    if names_people(subject):
        actor = _actor(subject, team)
        if negative:
            return Obligation(Form.NOT, f"let {actor} {core}", priority=priority)
        obliged = (match["modal"] or "").casefold() in ("must", "has to", "have to") and not match["able"]
        mine = subject.casefold() in ("i", "we", "you")
        return Obligation(Form.REQUIRE if obliged and not mine else Form.LET, core, actor, priority=priority)
    if starts_with_verb(subject):
        return None
    return Obligation(
        Form.THING, f"not {core}" if negative else core, _with_article(lowered(subject)), priority=priority
    )


def _is_subject(subject: str, modal: str) -> bool:
    """Whether the words before a modal are its subject, not part of a phrase that only contains one."""
    _, relative, clause = re.sub(r"\b(?:that|which|who)\b", "|", subject).partition("|")
    if relative:
        return modal.casefold() in ("must", "should", "shall", "has to", "have to") and len(clause.split()) >= 3
    return len(subject.split()) <= 6 and not re.search(r"\b(?:if|when)\b", subject, re.I)


def _present(text: str, team: str) -> Obligation | None:
    match = re.match(
        rf"^{_PRODUCT}\s+(?:also |then |just |always |automatically )?(?P<verb>\w+)(?P<rest>.*)$", text, re.I | re.S
    )
    if match and (base := base_form(match["verb"])):
        return Obligation(Form.DO, f"{base}{match['rest']}")
    if starts_with_third_person(text):
        verb, _, rest = text.partition(" ")
        return Obligation(Form.DO, f"{base_form(verb)} {rest}".rstrip())
    if found := _somebody_does(text, team):
        return found
    if is_clause(text) and not re.match(
        r"(?:i|we|you|they|that|this|what|who|which|how|why|where|when|if)\b", text, re.I
    ):
        return Obligation(Form.ENSURE, _with_article(lowered(text)))
    return None


def _somebody_does(text: str, team: str) -> Obligation | None:
    """`The front desk sees who is late`: people, a verb in the present, and what they do."""
    parts = text.split(" ")
    for index in range(1, min(5, len(parts) - 1)):
        who, verb = " ".join(parts[:index]), parts[index]
        base = base_form(verb)
        fits = base and base not in ("be", "have") and (base != verb.casefold()) != is_plural(who)
        if fits and names_people(who):
            return Obligation(Form.LET, " ".join([base, *parts[index + 1 :]]), _actor(who, team))
    return None


def _noun_phrase(text: str, team: str) -> Obligation | None:
    if match := re.match(r"^no\s+(?P<what>.+)$", text, re.I):
        return Obligation(Form.WITHOUT, match["what"]) if not is_clause(match["what"]) else None
    if is_clause(text) or len(text.split()) > 22 or not text:
        return None
    first = words(text)[:1]
    if not first or first[0] in (
        "i",
        "we",
        "they",
        "he",
        "she",
        "not",
        "if",
        "when",
        "what",
        "how",
        "why",
        "who",
        "which",
        "because",
        "for",
        "in",
        "on",
        "at",
        "with",
        "to",
        "by",
        "from",
        "is",
        "are",
        "was",
        "just",
        "only",
        "like",
    ):
        return None
    return Obligation(Form.PROVIDE, _nouns(text))


def _verb(word: str) -> str:
    """The base form where the word can be a verb after *must*: every plain word can, an adverb or an article cannot."""
    if base_form(word) == word.casefold():
        return word.casefold()
    plain = re.fullmatch(r"[a-z]+", word, re.I) and not re.search(r"(ly|ing)$", word, re.I)
    return word.casefold() if plain and word.casefold() not in ("the", "a", "an", "have", "haves") else ""


def _priority(modal: str) -> Priority | None:
    modal = modal.casefold()
    if modal in ("must", "shall", "has to", "have to", "needs to", "need to", "has got to"):
        return Priority.MUST
    if modal in ("should", "ought to", "is supposed to", "are supposed to"):
        return Priority.SHOULD
    return Priority.COULD if modal in ("could", "may", "might", "would") else None


def _actor(who: str, team: str) -> str:
    who = who.strip()
    if who.casefold() in ("we", "us", "i", "me"):
        return team
    return _ANYBODY if who.casefold() in ("you", "they", "them") else _with_article(lowered(who))


def _nouns(text: str) -> str:
    return _with_article(lowered(text.strip()))


def _with_article(phrase: str) -> str:
    """The phrase with *a* or *an* where a single countable thing stands without an article."""
    found = words(phrase)
    if not found or is_plural(phrase) or not phrase.isascii() or any(c.isdigit() for c in found[0]):
        return phrase
    first = found[0]
    if first in _NO_ARTICLE or first.endswith(("ing", "'s", "’s")) or phrase[:1].isupper():
        return phrase
    head = (
        re.split(
            r"\s(?:of|in|at|on|for|with|who|that|from|by|to|before|after|per|as|when|if|is|are|goes|gets|has|"
            r"must|\d+|one|two|three)\s",
            phrase,
        )[0]
        .split()[-1]
        .casefold()
    )
    if head in _NO_ARTICLE or head.endswith(("ing", "ness", "ity", "ics", "ance", "ware")) or "," in phrase:
        return phrase
    return f"{'an' if first[0] in 'aeio' or first.startswith('un') else 'a'} {phrase}"
