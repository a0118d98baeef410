"""Takes a sentence apart that lists several things, carefully: better one sentence too long than two without sense."""

import re

from bot.planning.openings import LABELS, without_lead_ins, without_trigger
from bot.planning.verbs import base_form, is_clause, is_plural, starts_with_third_person, starts_with_verb

_JOINTS = re.compile(
    r",\s*(?:and\s+then\s+|and\s+|then\s+|or\s+)?|\s+and\s+(?:then\s+)?|\s+then\s+|;\s*|\s*(?:->|→|=>)\s*", re.I
)
_POINTS_BACK = re.compile(r"\b(?:it|them|they|its|their|those|this|these|that one|him|her)\b", re.I)
_PREFIX = re.compile(
    r"^(?P<prefix>(?:[\w' -]{1,40}?\s+)?(?:must|shall|should|could|can|will|has to|have to|needs to|"
    r"need to)\s+(?:also )?(?:be able to )?)(?P<rest>\S.*)$",
    re.I | re.S,
)
_SUBJECT = re.compile(
    r"^(?P<prefix>(?:it|the (?:product|app|tool|bot|system))\s+(?:also )?)(?P<rest>\S.*)$", re.I | re.S
)
_DOER = re.compile(
    r"\b(?P<who>I|(?i:we|they)|(?i:the|a|an|each|every|our|my)\s+[\w-]+(?:\s+(?!\w+s\b)[\w-]+)?|"
    r"(?i:everyone|somebody|someone))\s+(?P<verb>[a-z]+)\b"
)
_TWO_THINGS = re.compile(
    r"^(?P<want>(?:(?:i|we|they) (?:need|want|would like) |i['’]d like |"
    r"we['’]d like )?)(?P<one>an? (?:(?! and |\bthat\b|\bwhich\b).)+?),?\s+and\s+(?P<other>an? .+)$",
    re.I,
)
_SHORTEST = 2
_LONGEST_ITEM = 6


def things_in(sentence: str) -> list[str]:
    """The separate obligations in a sentence, each as a phrase that can stand alone.

    `it must scan codes and print a list` gives `it must scan codes` and `it must print a list`. One obligation comes
    back as it is.
    """
    bare = re.sub(r"[,\s]+please$", "", sentence.strip().rstrip(".! "), flags=re.I)
    label, text = _label(without_lead_ins(bare))
    if two := _TWO_THINGS.match(text):
        return [f"{label}{two['want']}{two['one']}", f"{label}{two['want']}{two['other']}"]
    trigger, rest = without_trigger(text)
    if trigger and not text.casefold().startswith(trigger.casefold()):
        return [bare]
    opening = f"{label}{trigger}, " if trigger else label
    prefix, action = _prefix(rest)
    parts = _verb_list(action) if (prefix or starts_with_verb(action) or starts_with_third_person(action)) else []
    if len(parts) < 2:
        parts, prefix = (_noun_list(rest), "") if not trigger else ([], "")
    return [f"{opening}{prefix}{part}" for part in parts] if len(parts) > 1 else [bare]


def steps_in(sentence: str) -> list[str]:
    """The steps that a sentence tells, one after the other; pronouns may point back to the step before."""
    pieces: list[str] = []
    start = 0
    for joint in _JOINTS.finditer(sentence):
        left, right = sentence[start : joint.start()], sentence[joint.end() :]
        goes_on = starts_with_third_person(right) or starts_with_verb(right) or _then_or_arrow(joint[0])
        clause = is_clause(" ".join(right.split()[:7])) and "," in joint[0] and is_clause(left)
        opens = re.match(r"(?:when|if|once|as soon as|after|before|while|every|on|at|until)\b", left, re.I)
        if (
            len(left.split()) >= _SHORTEST
            and len(right.split()) >= _SHORTEST
            and (goes_on or clause)
            and not (opens and not _acts(left))
        ):
            pieces.append(left)
            start = joint.end()
    pieces.append(sentence[start:])
    pieces = _with_subject(pieces)
    return [
        re.sub(r"^(?:and|then|so)\s+", "", piece.strip(" ,;"), flags=re.I) for piece in pieces if piece.strip(" ,;")
    ]


def _with_subject(pieces: list[str]) -> list[str]:
    """Steps that begin with a verb get the one who did the step before: `checks it` becomes `the lead checks it`."""
    told: list[str] = []
    subject = ""
    for piece in pieces:
        bare = re.sub(r"^(?:and|then|so)\s+", "", piece.strip(" ,;"), flags=re.I)
        if subject and (
            starts_with_third_person(bare) if subject not in ("I", "we", "they") else starts_with_verb(bare)
        ):
            bare = f"{subject} {bare}"
        elif found := _DOER.search(bare):
            verb = found["verb"]
            who = found["who"].strip()
            who = who if who == "I" else f"{who[0].lower()}{who[1:]}"
            fits = base_form(verb) if who in ("I", "we", "they") else base_form(verb) not in ("", verb.casefold())
            subject = re.sub(r"^an? ", "the ", who) if fits else ""
        told.append(bare)
    return told


def names_in(phrase: str) -> list[str]:
    """The names in a short list (`team leads and the finance folks`); one name comes back as it is."""
    parts = [p.strip() for p in re.split(r",\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s*/\s*|\s+plus\s+", phrase) if p.strip()]
    return parts if len(parts) > 1 and all(_is_name(p) for p in parts) else [phrase]


def _is_name(part: str) -> bool:
    return len(part.split()) <= 5 and not is_clause(part) and not re.search(r"\b(?:who|which|that)\b", part, re.I)


def _then_or_arrow(joint: str) -> bool:
    return bool(re.search(r"then|->|→|=>|;", joint, re.I))


def _acts(left: str) -> bool:
    """Whether a piece that opens with a condition holds what then happens, too."""
    _, comma, after = left.partition(",")
    return bool(comma) and len(after.split()) >= _SHORTEST


def _label(text: str) -> tuple[str, str]:
    for pattern, _ in LABELS:
        if match := pattern.match(text):
            return text[: match.end()], text[match.end() :]
    return "", text


def _prefix(text: str) -> tuple[str, str]:
    match = _PREFIX.match(text)
    if match and base_form(match["rest"].split()[0]):
        return match["prefix"], match["rest"]
    match = _SUBJECT.match(text)
    if match and starts_with_third_person(match["rest"] + " it"):
        return match["prefix"], match["rest"]
    return "", text


def _verb_list(action: str) -> list[str]:
    third = starts_with_third_person(action)
    starts = starts_with_third_person if third else starts_with_verb
    for joint in _JOINTS.finditer(action):
        left, right = action[: joint.start()], action[joint.end() :]
        item = _JOINTS.split(right)[0]
        joined_by_or = re.search(r"\bor\b", joint[0])
        if joined_by_or or len(left.split()) < _SHORTEST or len(item.split()) < _SHORTEST or not starts(right):
            continue
        if named := _named(item, left):
            return [left.strip(" ,"), *_verb_list(named + right[len(item) :])]
    action = action.strip(" ,")
    aside = re.search(
        r",\s*(?P<thing>(?:big|large|small|short|clear|loud|bright|plain|no)\s+\w+s)(?=$|\s+(?:because|so that)\b)",
        action,
    )
    if aside and len(action[: aside.start()].split()) >= _SHORTEST:
        return [action[: aside.start()], action[aside.start("thing") :]]
    return [action]


def _named(item: str, left: str) -> str:
    """The item with what its pronoun points back to, taken from the item on its left; `""` in doubt."""
    if not _POINTS_BACK.search(item):
        return item
    thing = re.match(
        r"\w+\s+(?:(?:a|an|the)\s+)?(?P<noun>[a-z-]+(?: [a-z-]+){0,2}?)(?:\s+(?:in|at|on|for|with|from|by|"
        r"to|who|that)\b.*)?$",
        left.strip(" ,"),
        re.I,
    )
    if not thing or re.search(
        r"\b(?:it|them|this|that|what|who|which|how|people|everyone|me|us)\b", thing["noun"], re.I
    ):
        return ""
    pronoun = "them" if is_plural(thing["noun"]) else "it"
    named, found = re.subn(rf"\b{pronoun}\b", f"the {thing['noun']}", item, count=1, flags=re.I)
    return named if found else ""


def _noun_list(text: str) -> list[str]:
    if "," not in text or is_clause(text) or starts_with_verb(text):
        return []
    parts = [part.strip() for part in re.split(r",\s*(?:and\s+|or\s+)?", text) if part.strip()]
    last, conjunction, more = parts[-1].partition(" and ")
    if conjunction and len(parts) > 1:
        parts[-1:] = [last, more]
    leads_on = (
        r"(?:but|so|because|if|when|which|who|with|for|like|by|in|on|at|even|especially|not|just|only|then|until)\b"
    )
    fits = all(len(part.split()) <= _LONGEST_ITEM and not re.match(leads_on, part, re.I) for part in parts)
    return parts if fits and len(parts) > 1 else []
