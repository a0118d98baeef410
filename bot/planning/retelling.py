"""Tells what a person said in the third person, so that a document does not say *I* and *we*."""

import re

from bot.planning.clauses import capitalised, ended, lowered
from bot.planning.openings import without_lead_ins
from bot.planning.verbs import (
    base_form,
    in_third_person,
    starts_with_third_person,
    starts_with_verb,
    third_person,
    words,
)

_VERB_FORMS = {
    "am": "is", "are": "is", "were": "was", "have": "has", "do": "does", "don't": "does not", "haven't": "has not",
    "aren't": "is not", "weren't": "was not", "can't": "cannot",
}  # fmt: skip
_CONTRACTIONS = {"'re": " is", "'m": " is", "'ve": " has", "'d": " would", "'ll": " will"}
_SUBJECT = re.compile(
    r"\b(?P<who>we|I)(?P<short>'(?:re|m|ve|d|ll))?(?P<adverbs>(?:\s+(?:also|usually|often|always|never|"
    r"just|only|still|really|currently|"
    r"mostly|sometimes|even|manually|basically|already|normally))*)\s+(?P<verb>[A-Za-z']+)"
)


_IRREGULAR_PAST = frozenset(
    words(
        "had did got made took came saw said told found forgot knew thought kept lost left paid put ran sat sent "
        "spent stood taught wrote began broke bought brought built chose drove fell felt gave heard held let meant "
        "met sold went was won cut set cost hit read must can could will would shall should may might not all both "
        "each never always"
    )
)


def retold(text: str, author: str, team: str = "the team") -> str:
    """The sentence about the team and its author instead of *we* and *I*: `we copy it` -> `The team copies it.`"""
    text = without_lead_ins(text.strip().replace("’", "'"))
    if starts_with_third_person(text) or re.match(
        r"(?:has to|have to|needs to|must|should|shall|cannot|can't|is|was|isn't|doesn't|took)\b", text, re.I
    ):
        text = f"it {lowered(text)}"
    return ended(capitalised(third(text, author or "one person", team)))


def third(text: str, author: str, team: str = "the team") -> str:
    """As `retold`, for a part of a sentence: no capital and no full stop are put in."""
    text = re.sub(r"\bi\b(?!\.)", "I", re.sub(r"\bWe\b", "we", text.replace("’", "'")))
    text = re.sub(r",?\s*\bI (?:think|guess|suppose|believe)\b(?=\s*(?:,|$))", "", text)
    text = re.sub(r"\b(?:we|I)(?:'re| are|'m| am) the ones?\b", "they are the ones", text)
    text = re.sub(r"\bof us\b", "of them", text)
    told = []
    present = False
    for clause in re.split(r"(?<=[,;])\s+", text):
        match = _SUBJECT.search(clause)
        new = _SUBJECT.sub(lambda m: _subject(m, author, team), clause)
        if match:
            present = not match["short"] and _is_present(match["verb"])
            told.append(_joined_verbs(new) if present else new)
        elif present and starts_with_verb(new):
            told.append(in_third_person(new))
        else:
            told.append(new)
    return _possessives(" ".join(told), author, team, "I" in re.findall(r"\w+", text))


def _subject(match: re.Match[str], author: str, team: str) -> str:
    who = author if match["who"] == "I" else team
    verb = match["verb"]
    if match["short"]:
        return f"{who}{_CONTRACTIONS[match['short']]}{match['adverbs']} {verb}"
    new = _VERB_FORMS.get(verb.casefold()) or (third_person(verb) if _is_present(verb) else verb)
    return f"{who}{match['adverbs']} {new}"


def _is_present(verb: str) -> bool:
    """After *we* or *I* a plain word is a verb in the present, unless it is a known past form or no verb at all."""
    plain = verb.islower() and verb.isalpha() and not verb.endswith(("ed", "ing", "ly")) and verb not in _IRREGULAR_PAST
    return base_form(verb) == verb or (plain and verb not in _VERB_FORMS)


def _possessives(text: str, author: str, team: str, named: bool) -> str:
    """*my* and *our*; where the author is named in the sentence already, a second name would read oddly."""
    mine, me = ("their", "them") if named else (f"{author}'s", author)
    own = {
        "my": mine,
        "mine": mine,
        "our": f"{team}'s",
        "ours": f"{team}'s",
        "me": me,
        "we": team,
        "myself": "personally",
        "ourselves": "itself",
    }
    # Capitals tell the pronouns *I* and *us* from an enumeration's i and from the US.
    text = re.sub(r"\bI\b", lambda _: author, re.sub(r"\bus\b", lambda _: team, text))
    return re.sub(rf"\b(?:{'|'.join(own)})\b", lambda m: own[m[0].casefold()], text, flags=re.IGNORECASE)


def _joined_verbs(clause: str) -> str:
    """Verbs joined by *and* take the form of the first: `the team opens it and copy it` -> `… and copies it`."""

    def joined(match: re.Match[str]) -> str:
        known = starts_with_verb(match["verb"] + clause[match.end() :])
        return match["and"] + (third_person(match["verb"]) if known else match["verb"])

    return re.sub(r"(?P<and>\b(?:and|then)\s+)(?P<verb>[a-z]+)\b", joined, clause)
