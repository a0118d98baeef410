"""Tells what a person said in the third person, so that a document does not say *I* and *we*."""

import re

from bot.planning.clauses import capitalised, ended
from bot.planning.ears import without_lead_ins
from bot.planning.verbs import base_form, starts_with_verb, third_person

_VERB_FORMS = {
    "am": "is", "are": "is", "were": "was", "have": "has", "do": "does", "don't": "does not", "haven't": "has not",
    "aren't": "is not", "weren't": "was not", "can't": "cannot",
}  # fmt: skip
_CONTRACTIONS = {"'re": " is", "'m": " is", "'ve": " has", "'d": " would", "'ll": " will"}
_SUBJECT = re.compile(
    r"\b(?P<who>we|I)(?P<short>'(?:re|m|ve|d|ll))?(?P<adverbs>(?:\s+(?:also|usually|often|always|never|just|only|still|really|currently|"
    r"mostly|sometimes|even|manually|basically|already|normally))*)\s+(?P<verb>[A-Za-z']+)"
)


def retold(text: str, author: str, team: str = "the team") -> str:
    """The sentence about the team and its author instead of *we* and *I*: `we copy it` -> `The team copies it.`"""
    text = without_lead_ins(text.strip().replace("’", "'"))
    return ended(capitalised(third(text, author or "one person", team)))


def third(text: str, author: str, team: str = "the team") -> str:
    """As `retold`, for a part of a sentence: no capital and no full stop are put in."""
    text = text.replace("’", "'")

    def subject(match: re.Match[str]) -> str:
        who = author if match["who"] == "I" else team
        if match["short"]:
            return f"{who}{_CONTRACTIONS[match['short']]}{match['adverbs']} {match['verb']}"
        verb = match["verb"]
        known = base_form(verb) == verb.casefold() and verb.casefold() not in _VERB_FORMS
        new = _VERB_FORMS.get(verb.casefold()) or (third_person(verb.casefold()) if known else verb)
        return f"{who}{match['adverbs']} {new}"

    told = []
    for clause in re.split(r"(?<=[,;])\s+", re.sub(r"\bi\b(?!\.)", "I", re.sub(r"\bWe\b", "we", text))):
        match = _SUBJECT.search(clause)
        new = _SUBJECT.sub(subject, clause)
        present = match and not match["short"] and base_form(match["verb"]) == match["verb"].casefold()
        told.append(_joined_verbs(new) if present else new)
    text = " ".join(told)
    for mine, theirs in (
        ("my", f"{author}'s"), ("our", f"{team}'s"), ("ours", f"{team}'s"), ("us", team), ("me", author),
        ("we", team), ("I", author), ("myself", author), ("ourselves", team),
    ):  # fmt: skip
        text = re.sub(rf"\b{mine}\b", theirs, text, flags=0 if mine in ("I", "us") else re.I)
    return text


def _joined_verbs(clause: str) -> str:
    """Verbs joined by *and* take the form of the first: `the team opens it and copy the rows` -> `… and copies the rows`."""

    def joined(match: re.Match[str]) -> str:
        known = starts_with_verb(match["verb"] + clause[match.end() :])
        return match["and"] + (third_person(match["verb"]) if known else match["verb"])

    return re.sub(r"(?P<and>\b(?:and|then)\s+)(?P<verb>[a-z]+)\b", joined, clause)
