"""What a sentence thinks of each technology that it names: wanted or turned down, and the reason where it gives one."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.planning.clauses import clipped
from bot.planning.openings import without_reason
from bot.planning.technical.names import Technology, technologies_in

REASON_LENGTH = 300

_NO_BEFORE = re.compile(
    r"\b(?:instead of|rather than|not|no|never|without|avoid|against|drop(?:ped)?|nor|"
    r"(?:do|does|did|would|wo|will|ca|could)(?:n['’]t| not) (?:want|use|like|need|choose|take)|ruled out|rejected|"
    r"turned down|considered|looked at|thought (?:about|of)|tried|(?:moved?|migrat\w+|away) from|replac\w+|weighed)\b"
    r"(?:\s+(?:to|the|a|an|use|want|also|using|even|really|any|maybe|with))*\s*$",
    re.I,
)
_PREFERS = re.compile(
    r"\b(?:prefer\w*|cho[so]e\w*|chosen|pick\w*|take|took|go(?:es)?|like\w*|better)\b.*\bover\s*$", re.I
)
_NO_AFTER = re.compile(
    r"^[\s,]*(?:(?:both|all|which)\s+)?(?:is|was|were|are|would be|seems?|looks?|felt|feels|got|gets?)\s+"
    r"(?:clearly |just |simply |already )?(?:out\b|too\b|not\b|no\b|overkill|ruled out|rejected|off the table|"
    r"turned down|dropped|overpriced|expensive|hard|slow\b|"
    r"(?:considered|discussed|weighed|evaluated|looked at|tried)\b[\w\s,]*?\b(?:and|but)\s+(?:then |finally |later )?"
    r"(?:turned down|rejected|dropped|ruled out|discarded)|"
    r"(?:an? )?(?:\w+ )?(?:pain|nightmare|mess|problem|trouble|mistake|disaster)\b)|"
    r"^[\s,]*(?:both |all )?(?:overkill|overpriced)\b",
    re.I,
)
_OVER = re.compile(r"^\s*over\s+(?:the\s+)?$", re.I)
_SO = re.compile(r"^(?P<why>.{4,}?),?\s+so\s+", re.I)
_REASON_GOES_ON = re.compile(r"\b(?:because|since|as)\b[^,;.]*$", re.I)
_AND_ALSO_NO = re.compile(r"^[\s,]*(?:or|nor|and|/)\s*(?:the\s+)?$", re.I)
_LEADS_ON = re.compile(r"[\s,;]*\b(?:and|but|not|no|or|so|then|instead of|rather than|we|the|with)$", re.I)


@dataclass(frozen=True, slots=True)
class Stance:
    """One technology of a sentence. `reason` is said in the same breath, `""` where nobody gave one."""

    technology: Technology
    wanted: bool
    reason: str = ""

    @property
    def name(self) -> str:
        """The technology's name as it was written."""
        return self.technology.name


def stances(sentence: str, people: Collection[str] = (), *, unknown: bool = False) -> list[Stance]:
    """Every technology that the sentence names, in order; `unknown` as in `technologies_in`."""
    found: list[Stance] = []
    named = technologies_in(sentence, people, unknown=unknown)
    for position, one in enumerate(named):
        before = sentence[named[position - 1].end if position else 0 : one.start]
        end = named[position + 1].start if position + 1 < len(named) else len(sentence)
        after = sentence[one.end : end]
        preferred = bool(_PREFERS.search(sentence[: one.start]) or (position and _OVER.match(before)))
        wanted = not (preferred or _NO_BEFORE.search(before) or _NO_AFTER.match(after))
        if wanted and found and not found[-1].wanted and _AND_ALSO_NO.match(before) and not _was_dismissed(found[-1]):
            wanted = False
        if _REASON_GOES_ON.search(after):
            # A technology may be part of the reason: "because all our other tools are in Python".
            after += re.split(r"[,;.]", sentence[end:], maxsplit=1)[0]
        found.append(Stance(one, wanted, _reason(after, sentence)))
    return _with_shared_reasons(found)


def _with_shared_reasons(found: list[Stance]) -> list[Stance]:
    """Two that were turned down in one breath (`A and B, both overkill`) were turned down for one reason."""
    for position in range(len(found) - 2, -1, -1):
        one, following = found[position], found[position + 1]
        if not one.wanted and not following.wanted and not one.reason:
            found[position] = replace(one, reason=following.reason)
    return found


def _was_dismissed(stance: Stance) -> bool:
    """Whether the sentence ended its thought about the technology, so that the next one begins anew."""
    return bool(stance.reason)


def _reason(after: str, sentence: str) -> str:
    """The reason behind the technology: its own words, else those of the whole sentence where there is only one."""
    match = _NO_AFTER.match(after)
    if match:
        return clipped(after.strip(" ,.;"), REASON_LENGTH)
    own = without_reason(f"it is {after}")[1] or without_reason(sentence)[1]
    # "We know Vue, so Vue over React" gives its reason first.
    reason = own or (before["why"] if (before := _SO.match(sentence)) else "")
    reason = reason.strip(" ,.;")
    while (shorter := _LEADS_ON.sub("", reason).rstrip(" ,;")) != reason:
        reason = shorter
    return clipped(reason, REASON_LENGTH)
