"""What stands around the core of a wish: words that only begin to speak, a priority, a reason, a trigger."""

import re

from bot.planning.specification import Priority
from bot.planning.verbs import is_clause

_LEAD_INS = re.compile(
    r"^(?:so|well|ok(?:ay)?|yeah|yes|yep|hm+|um+|oh|honestly|basically|frankly|actually|really|also|and|plus|but|then|"
    r"(?:next|finally|first(?:ly)?|second(?:ly)?|third(?:ly)?|lastly)(?=[,:])|definitely|obviously|"
    r"of course|for sure|ideally|"
    r"i (?:also )?(?:think|guess|believe|feel|mean|suppose)(?: that)?|i['’]d say|in my opinion|imo|imho|"
    r"for me|to me|from my side|"
    r"the (?:main|most important|key|biggest) (?:thing|one|point|part)(?: for (?:me|us))? (?:is|would be)(?: that)?|"
    r"most important(?:ly)?(?: is(?: that)?)?|above all|at the very least|at least|please|agreed|"
    r"one more(?: thing)?|another (?:thing|one)(?: is(?: that)?)?|what matters (?:most )?is(?: that)?|"
    r"it['’]s important that|"
    r"what we need is|all we need is|we need it to be that|no,)(?=[\s,:–—-])[\s,:–—-]*",
    re.I,
)
LABELS = (
    (re.compile(r"^(?:must[- ]haves?|musts?|required|essential|critical|mandatory)\s*[:–—-]\s*", re.I), Priority.MUST),
    (re.compile(r"^(?:should[- ]haves?|important)\s*[:–—-]\s*", re.I), Priority.SHOULD),
    (
        re.compile(
            r"^(?:(?:a |as a )?(?:nice[- ]to[- ]haves?|could[- ]haves?|bonus|optional(?:ly)?|maybe|perhaps|"
            r"if possible|if there['’]s time)"
            r"(?: would be| is)?(?=[\s:,–—-])|(?:it )?(?:would|might) be (?:nice|great|cool|good|lovely) (?:if|"
            r"to have|to)(?=\s))\s*[:,–—-]?\s*",
            re.I,
        ),
        Priority.COULD,
    ),
    (re.compile(r"^(?:later|not now|phase 2|v2|out of scope|won['’]t have)\s*[:,–—-]\s*", re.I), Priority.WONT),
)
_TAILS = (
    (
        re.compile(
            r"[,\s(–—-]+(?:(?:would|could) be (?:a )?(?:nice[- ]to[- ]have|nice|great|bonus)|(?:is|"
            r"are) (?:a )?(?:nice[- ]to[- ]have|nice|optional)|nice[- ]to[- ]have|if possible|if (?:there['’]s|"
            r"we have) time|maybe|as a bonus)\)?$",
            re.I,
        ),
        Priority.COULD,
    ),
    (
        re.compile(
            r"[,\s(–—-]+(?:(?:can|could) (?:come|wait|be) (?:later|for later|for v2)|can wait|"
            r"(?<=[,(–—-] )later(?: on)?|(?<=\()later|not now|for v2|in v2|in phase 2|some day)\)?$",
            re.I,
        ),
        Priority.WONT,
    ),
    (
        re.compile(
            r"[,\s(–—-]+(?:(?:is|are) (?:a must|essential|critical|mandatory|important)|that['’]s a must)\)?$", re.I
        ),
        Priority.MUST,
    ),
)
_REASON = re.compile(
    r"[,\s–—-]+(?:\(?)((?:because|since (?=we|they|people|it|nobody|the|i )|so that|so (?=we|they|"
    r"people|nobody|no one|i |the|everyone|that)|otherwise|that['’]s (?:why|what|how)|as (?=we |they |"
    r"nobody ))\b.*)$",
    re.I,
)
_TRIGGER = re.compile(
    r"^(?P<word>when(?:ever)?|if|once|as soon as|after|before|while|as long as|unless|every|each|on|at|"
    r"by|in case|within|during)\b(?P<rest>[^,]+),\s*(?:then\s+)?(?P<then>.+)$",
    re.I | re.S,
)
_TRIGGER_WITHOUT_COMMA = re.compile(
    r"^(?P<word>when(?:ever)?|if|once|as soon as)\s+(?P<rest>.+?)\s+(?:then\s+)?(?P<then>(?:it|"
    r"the (?:product|app|tool|bot|system))\s+(?:must|should|shall|could|can|has to|needs to|"
    r"[a-z]+s)\b.+)$",
    re.I | re.S,
)
_TRAILING = re.compile(
    r"^(?P<then>.{8,}?)\s+(?P<word>if|when(?:ever)?|once|as soon as)\s+(?P<rest>\S+\s+\S+.*)$", re.I | re.S
)
_ASKS_WHEN = re.compile(
    r"\b(?:see|know|show|shows|check|checks|tell|tells|decide|decides|choose|ask|asks|say|says|even|"
    r"only|learn|and|or|to|of|about|matter|no matter)$",
    re.I,
)


_POINTS_BACK = re.compile(r"(?:it|they|he|she|that|this)\b", re.I)
"""A trigger that points back has to stay behind what it points to."""


def without_lead_ins(text: str) -> str:
    """The text without the words by which people only begin to speak (`so, I think …`)."""
    while True:
        shorter = _LEAD_INS.sub("", text, count=1)
        if shorter == text or len(shorter.split()) < 1 or not shorter.strip():
            return text
        text = shorter


def without_labels(text: str) -> tuple[str, Priority | None]:
    """The text without words such as `nice to have:` or `can wait`, and the priority that they give it."""
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
            return re.sub(r"[\s,]+(?:but|and|so|please|too)$", "", (text or before).strip()), priority


def without_reason(text: str) -> tuple[str, str]:
    """The text without its reason, and the reason (`because …`, `so that …`; `""` for none)."""
    match = _REASON.search(text)
    if match and len(text[: match.start()].split()) >= 2:
        return text[: match.start()].rstrip(" ,("), match[1].strip(" )")
    return text, ""


def without_trigger(text: str) -> tuple[str, str]:
    """What sets an obligation off (`when nobody approves`, `""` for nothing) and the text without it."""
    match = _TRIGGER.match(text) or _TRIGGER_WITHOUT_COMMA.match(text)
    if match and len(match["then"].split()) >= 2:
        return (
            f"{match['word'].lower()}{' ' if not match['rest'].startswith(' ') else ''}{match['rest'].rstrip()}",
            match["then"],
        )
    match = _TRAILING.match(text)
    if (
        match
        and not _ASKS_WHEN.search(match["then"])
        and is_clause(match["rest"])
        and not _POINTS_BACK.match(match["rest"])
    ):
        return f"{match['word'].lower()} {match['rest']}", match["then"].rstrip(" ,")
    return "", text
