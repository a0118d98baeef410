"""Turns what somebody said the product must do into one obligation in EARS form, in their own words.

EARS (Mavin et al., *Easy Approach to Requirements Syntax*, 2009): `When <trigger>, the product shall <response>`. The
words stay; only the frame around them is ours. What fits no pattern is quoted instead of being bent into one.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.planning.clauses import capitalised, clipped, ended, lowered
from bot.planning.specification import Priority
from bot.planning.verbs import (
    base_form,
    from_gerund,
    in_third_person,
    is_clause,
    is_plural,
    names_people,
    starts_with_third_person,
    starts_with_verb,
    words,
)

TITLE_WORDS = 8

_LEAD_INS = re.compile(
    r"^(?:so|well|ok(?:ay)?|yeah|yes|yep|hm+|um+|oh|honestly|basically|frankly|actually|really|also|and|plus|but|then|"
    r"next|finally|first(?:ly)?|second(?:ly)?|third(?:ly)?|lastly|definitely|obviously|of course|for sure|ideally|"
    r"i (?:also )?(?:think|guess|believe|feel|mean|suppose)(?: that)?|i['’]d say|in my opinion|imo|imho|for me|to me|from my side|"
    r"the (?:main|most important|key|biggest) (?:thing|one|point|part)(?: for (?:me|us))? (?:is|would be)(?: that)?|"
    r"most important(?:ly)?(?: is(?: that)?)?|above all|at the very least|at least|please|agreed|"
    r"one more(?: thing)?|another (?:thing|one)(?: is(?: that)?)?|what matters (?:most )?is(?: that)?|it['’]s important that|"
    r"what we need is|all we need is|we need it to be that|no,)(?=[\s,:–—-])[\s,:–—-]*",
    re.I,
)
LABELS = (
    (re.compile(r"^(?:must[- ]haves?|musts?|required|essential|critical|mandatory)\s*[:–—-]\s*", re.I), Priority.MUST),
    (re.compile(r"^(?:should[- ]haves?|important)\s*[:–—-]\s*", re.I), Priority.SHOULD),
    (
        re.compile(
            r"^(?:(?:a |as a )?(?:nice[- ]to[- ]haves?|could[- ]haves?|bonus|optional(?:ly)?|maybe|perhaps|if possible|if there['’]s time)"
            r"(?: would be| is)?(?=[\s:,–—-])|(?:it )?(?:would|might) be (?:nice|great|cool|good|lovely) (?:if|to have|to)(?=\s))\s*[:,–—-]?\s*",
            re.I,
        ),
        Priority.COULD,
    ),
    (re.compile(r"^(?:later|not now|phase 2|v2|out of scope|won['’]t have)\s*[:,–—-]\s*", re.I), Priority.WONT),
)
_TAILS = (
    (re.compile(r"[,\s(–—-]+(?:(?:would|could) be (?:a )?(?:nice[- ]to[- ]have|nice|great|bonus)|(?:is|are) (?:a )?(?:nice[- ]to[- ]have|nice|optional)|nice[- ]to[- ]have|if possible|if (?:there['’]s|we have) time|maybe|as a bonus)\)?$", re.I), Priority.COULD),
    (re.compile(r"[,\s(–—-]+(?:(?:can|could) (?:come|wait|be) (?:later|for later|for v2)|can wait|later on|later|not now|for v2|in v2|in phase 2|some day)\)?$", re.I), Priority.WONT),
    (re.compile(r"[,\s(–—-]+(?:(?:is|are) (?:a must|essential|critical|mandatory|important)|that['’]s a must)\)?$", re.I), Priority.MUST),
)
_REASON = re.compile(r"[,\s–—-]+(?:\(?)((?:because|since (?=we|they|people|it|nobody|the|i )|so that|so (?=we|they|people|nobody|no one|i |the|everyone|that)|otherwise|that['’]s why|as (?=we |they |nobody ))\b.*)$", re.I)
_TRIGGER = re.compile(
    r"^(?P<word>when(?:ever)?|if|once|as soon as|after|before|while|as long as|unless|every|each|on|at|by|in case|within|during)\b(?P<rest>[^,]+),\s*(?:then\s+)?(?P<then>.+)$",
    re.I | re.S,
)
_TRIGGER_WITHOUT_COMMA = re.compile(
    r"^(?P<word>when(?:ever)?|if|once|as soon as)\s+(?P<rest>.+?)\s+(?:then\s+)?(?P<then>(?:it|the (?:product|app|tool|bot|system))\s+(?:must|should|shall|could|can|has to|needs to|[a-z]+s)\b.+)$",
    re.I | re.S,
)
_TRAILING = re.compile(r"^(?P<then>.{8,}?)\s+(?P<word>if|when(?:ever)?|once|as soon as)\s+(?P<rest>\S+\s+\S+.*)$", re.I | re.S)
_ASKS_WHEN = re.compile(r"\b(?:see|know|show|shows|check|checks|tell|tells|decide|decides|choose|ask|asks|say|says|even|only|learn|and|or|to|of|about|matter|no matter)$", re.I)
_PRODUCT = r"(?:it|this|that|the (?:product|app|application|tool|bot|system|thing|software|solution|platform|service))"
_MODAL = r"(?P<modal>must|shall|should|could|can|will|would|may|might|has to|have to|needs to|need to|ought to|is supposed to|are supposed to|has got to|['’]ll)"
_NOT = r"(?P<neg>\s+(?:not|never|no longer|under no circumstances)|n['’]t|not)?"
_SUBJECT_MODAL = re.compile(rf"^(?P<subject>.{{1,60}}?)\s*\b(?P<cannot>can(?:no|['’])t|won['’]t)?(?(cannot)|{_MODAL}{_NOT})\s+(?:also |just |simply |always |really )*(?P<able>be able to |be allowed to |get to )?(?P<verb>\w+)(?P<rest>.*)$", re.I | re.S)
_BARE_MODAL = re.compile(rf"^{_MODAL}{_NOT}\s+(?P<able>be able to )?(?P<verb>\w+)(?P<rest>.*)$", re.I | re.S)
_WANT = re.compile(r"^(?P<who>we|i|you|they|people|users|everyone|[\w\s]{1,40}?)\s*(?:['’]d (?:like|love)|would (?:like|love)|want|wants|need|needs|wish)\s+(?:(?P<it>it|the (?:app|tool|bot|product|system)) )?(?P<to>to (?:be able to |have )?)?(?P<what>.+)$", re.I | re.S)
_WAY = re.compile(r"^(?:a |an |some |the )?(?:(?:easy|quick|simple) )?(?:way|ability|option|possibility|chance)(?: for (?P<who>.+?))? to (?P<what>.+)$", re.I | re.S)
_THERE = re.compile(r"^there (?:is|are|must be|should be|has to be|have to be|needs to be|could be|will be)\s+(?P<what>.+)$", re.I)
_LET = re.compile(r"^(?:lets?|allows?)\s+(?P<who>.+?)\s+(?:to\s+)?(?P<verb>[a-z]+)\b(?P<rest>.*)$", re.I | re.S)
_FORBIDS = re.compile(r"^(?:never|don['’]t|do not|does not|doesn['’]t|not)\s+(?P<verb>\w+)(?P<rest>.*)$", re.I | re.S)


_NO_ARTICLE = frozenset(
    (
        "a an the this that these those my our your their its his her one two three four five six seven eight nine ten all any each every some "
        "no both few many more most several enough everyone everybody someone people anyone nobody whoever it they we access data feedback help history "
        "information support search time work text email paper money privacy confirmation good better clear less nothing anything everything something"
    ).split()
)


_PEOPLE_DO = frozenset(
    "approve reject edit undo see view know choose pick select tap press click type enter scan swipe read browse comment "
    "look find search upload sign correct adjust walk understand react".split()
)
"""What a person does with a product rather than the product itself: `scan a shelf` means that people can."""


class Form(StrEnum):
    """How the words of an obligation are framed."""

    DO = "do"
    NOT = "not"
    LET = "let"
    REQUIRE = "require"
    THING = "thing"
    PROVIDE = "provide"
    WITHOUT = "without"
    ENSURE = "ensure"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One obligation, still in its parts.

    `core` is what remains of the words: a verb phrase in base form (do, not, let, require, thing), a noun phrase (provide, without), a
    clause (ensure) or the words themselves (quote). `actor` is who or what does it where that is not the product.
    `trigger` opens the sentence, with its own word (`when nobody approves`).
    """

    form: Form
    core: str
    actor: str = ""
    trigger: str = ""
    reason: str = ""
    priority: Priority | None = None

    @property
    def sentence(self) -> str:
        """The obligation in EARS form."""
        core = self.core.rstrip(" .,;:!")
        response = {
            Form.DO: f"the product shall {core}",
            Form.NOT: f"the product shall not {core}",
            Form.LET: f"the product shall let {self.actor} {core}",
            Form.REQUIRE: f"the product shall require {self.actor} to {core}",
            Form.THING: f"{self.actor} shall {core}",
            Form.PROVIDE: f"the product shall provide {core}",
            Form.WITHOUT: f"the product shall work without {core}",
            Form.ENSURE: f"the product shall make sure that {core}",
            Form.QUOTE: f"the product shall do justice to this wish: “{core}”",
        }[self.form]
        return ended(capitalised(f"{self.trigger}, {response}" if self.trigger else response))

    @property
    def title(self) -> str:
        """At most eight words that name it."""
        core = self.core
        if self.form is Form.NOT:
            core = f"never {core}" if not core.startswith("be ") else f"not {core}"
        elif self.form is Form.WITHOUT:
            core = f"no {core}"
        elif self.form is Form.LET:
            core = core if len(self.actor.split()) > 3 else f"{self.actor} {core}" if is_plural(self.actor) else core
        elif self.form in (Form.THING, Form.REQUIRE):
            core = _does(self.actor, core)
        return short_title(core)

    @property
    def outcome(self) -> str:
        """What somebody can observe when it is met, as a clause in the present."""
        core = self.core.rstrip(" .,;:!")
        return {
            Form.DO: f"the product {in_third_person(core)}",
            Form.NOT: f"the product does not {core}",
            Form.LET: f"{self.actor} can {core}",
            Form.REQUIRE: f"the product requires {self.actor} to {core}",
            Form.THING: _does(self.actor, core),
            Form.PROVIDE: f"the product offers {core}",
            Form.WITHOUT: f"everything works without {core}",
            Form.ENSURE: core,
            Form.QUOTE: "the person who asked for it agrees that it is met",
        }[self.form]


def obligation(said: str, *, team: str = "the team", users: str = "people") -> Obligation:
    """The obligation in one sentence or item of a list. `team` names who *we* are, `users` who taps and chooses."""
    text, priority = _without_labels(said.strip().rstrip(".!;, "))
    text, reason = _without_reason(text)
    trigger, text = without_trigger(text)
    text, later = _without_labels(text)
    found = _response(text, team)
    if found.form is Form.DO and found.core.split()[0].casefold() in _PEOPLE_DO:
        found = replace(found, form=Form.LET, actor=users)
    elif found.form is Form.LET and found.actor == "you":
        found = replace(found, actor=users)
    found = replace(found, trigger=trigger, reason=reason)
    if found.form is Form.QUOTE:
        found = replace(found, core=said.strip().rstrip(".!;, "), trigger="")
    return replace(found, priority=priority or later or found.priority)


def _does(actor: str, core: str) -> str:
    if not is_plural(actor):
        return f"{actor} {in_third_person(core)}"
    return f"{actor} {'are' + core[2:] if core.startswith('be ') else f'do {core}' if core.startswith('not ') else core}"


def short_title(text: str) -> str:
    """A title of at most eight words, cut where a clause ends and never after a word that leads on."""
    text = re.sub(r"^(?:a|an|the)\s+(?=\w)", "", text.strip(), flags=re.I)
    head = text
    if len(text.split()) > TITLE_WORDS:
        head = re.split(r"[,;:(–—]|\s(?:because|so that|before|after|if|when|whenever|unless|until|which|even)\s", text)[0]
    taken = (head if len(head.split()) >= 2 else text).split()[:TITLE_WORDS]
    dangling = r"(?:who|what|when|where|how|if|a|an|the|of|to|for|from|with|and|or|by|in|on|at|as|that|is|are|their|its|our|my|not|into|than|per|without|has|have)"
    while len(taken) > 1 and re.fullmatch(dangling, taken[-1], re.I):
        taken.pop()
    return clipped(capitalised(" ".join(taken).strip(" .,;:–—-")), 80) or "Wish"


def without_lead_ins(text: str) -> str:
    """The text without the words by which people only begin to speak (`so, I think …`)."""
    while True:
        shorter = _LEAD_INS.sub("", text, count=1)
        if shorter == text or len(shorter.split()) < 1 or not shorter.strip():
            return text
        text = shorter


def _without_labels(text: str) -> tuple[str, Priority | None]:
    priority: Priority | None = None
    while True:
        before, text = text, without_lead_ins(text)
        for pattern, meant in LABELS:
            if match := pattern.match(text):
                text, priority = text[match.end() :], priority or meant
        for pattern, meant in _TAILS:
            if match := pattern.search(text):
                text, priority = text[: match.start()], priority or meant
        if text == before or not text.strip():
            return re.sub(r"[\s,]+(?:but|and|so)$", "", (text or before).strip()), priority


def _without_reason(text: str) -> tuple[str, str]:
    match = _REASON.search(text)
    if match and len(text[: match.start()].split()) >= 2:
        return text[: match.start()].rstrip(" ,("), match[1].strip(" )")
    return text, ""


def without_trigger(text: str) -> tuple[str, str]:
    """What sets an obligation off (`when nobody approves`, `""` for nothing) and the text without it."""
    match = _TRIGGER.match(text) or _TRIGGER_WITHOUT_COMMA.match(text)
    if match and len(match["then"].split()) >= 2:
        return f"{match['word'].lower()}{' ' if not match['rest'].startswith(' ') else ''}{match['rest'].rstrip()}", match["then"]
    match = _TRAILING.match(text)
    if match and not _ASKS_WHEN.search(match["then"]) and is_clause(match["rest"]):
        return f"{match['word'].lower()} {match['rest']}", match["then"].rstrip(" ,")
    return "", text


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
    if (match := _LET.match(text)) and base_form(match["verb"]):
        return Obligation(Form.LET, f"{base_form(match['verb'])}{match['rest']}", _actor(match["who"], team))
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
    if not match or not (verb := _verb(match["verb"])) or re.search(r"\b(that|which|who|if|when)\b", match["subject"], re.I):
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
    if len(subject.split()) > 6 or starts_with_verb(subject):
        return None
    return Obligation(Form.THING, f"not {core}" if negative else core, _with_article(lowered(subject)), priority=priority)


def _present(text: str, team: str) -> Obligation | None:
    match = re.match(rf"^{_PRODUCT}\s+(?:also |then |just |always |automatically )?(?P<verb>\w+)(?P<rest>.*)$", text, re.I | re.S)
    if match and (base := base_form(match["verb"])):
        return Obligation(Form.DO, f"{base}{match['rest']}")
    if starts_with_third_person(text):
        verb, _, rest = text.partition(" ")
        return Obligation(Form.DO, f"{base_form(verb)} {rest}".rstrip())
    if found := _somebody_does(text, team):
        return found
    if is_clause(text) and not re.match(r"(?:i|we|you|they|that|this|what|who|which|how|why|where|when|if)\b", text, re.I):
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
    if not first or first[0] in ("i", "we", "they", "he", "she", "not", "if", "when", "what", "how", "why", "who", "which", "because", "for", "in", "on", "at", "with", "to", "by", "from", "is", "are", "was", "just", "only", "like"):
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
    if who.casefold() == "you":
        return "you"
    return "people" if who.casefold() in ("they", "them") else _with_article(lowered(who))


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
    head = re.split(r"\s(?:of|in|at|on|for|with|who|that|from|by|to|before|after|per|as|when|if|is|are|goes|gets|has|must|\d+|one|two|three)\s", phrase)[0].split()[-1].casefold()
    if head in _NO_ARTICLE or head.endswith(("ing", "ness", "ity", "ics", "ance", "ware")) or "," in phrase:
        return phrase
    return f"{'an' if first[0] in 'aeio' or first.startswith('un') else 'a'} {phrase}"
