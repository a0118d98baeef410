"""Takes apart what people wrote: Slack's markup off, then sentences, then items of a list."""

import html
import re
import unicodedata
from collections.abc import Collection, Sequence

_ABBREVIATIONS = re.compile(
    r"\b(e\.g|i\.e|etc|approx|vs|mr|mrs|ms|dr|st|no|nr|incl|resp|z\.B|bzw|ca|usw|a\.m|p\.m)\.$", re.I
)
_TITLES = re.compile(r"\b(?:mr|mrs|ms|dr|prof|st)\.$", re.I)
_BULLET = re.compile(r"^\s*(?:[-*•–—‣▪◦>]+|\(?\d{1,2}[.)]|\(?[a-z]\))\s+", re.I)
_CLOSES = re.compile(r"(?<=[.!?…。！？])[\"”')\]]*\s+|(?<=[。！？])|;\s+")
_INVISIBLE = frozenset({"Cf", "Cc", "Co", "Cs", "Cn"})


def plain(text: str) -> str:
    """The text as people read it: links by their label, no mentions' ids, no emphasis marks, no emoji, no invisible
    characters. Lines stay lines.
    """
    text = re.sub(r"<(?:https?|mailto|tel)[^|>]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"<(https?://[^>|]*)>", r"\1", text)
    text = re.sub(r"<#\w+\|([^>]*)>", r"#\1", text)
    text = re.sub(r"<[@!#][^|>]*\|?([^>]*)>[,:]?\s*", r"\1 ", text)
    text = html.unescape(text)
    text = re.sub(r":[a-z0-9_+'-]+:", " ", text, flags=re.I)
    text = re.sub(r"```|(?<![\w*])[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}(?![\w*])", "", text)
    kept = text.translate({ord(c): " " for c in set(text) if not _is_text(c)})
    return "\n".join(" ".join(line.split()) for line in kept.splitlines()).strip()


def sentences(text: str) -> list[str]:
    """The sentences of a plain text, bullets and line ends included, without their bullets; in order, never empty."""
    found: list[str] = []
    for line in text.splitlines():
        line = _BULLET.sub("", line).strip()
        pieces = [piece for piece in _CLOSES.split(line) if piece]
        joined: list[str] = []
        for piece in pieces:
            if joined and (
                _TITLES.search(joined[-1]) or (_ABBREVIATIONS.search(joined[-1]) and not piece[:1].isupper())
            ):
                joined[-1] += f" {piece}"
            else:
                joined.append(piece)
        found += [piece.strip() for piece in joined if any(c.isalnum() for c in piece)]
    return found


def clipped(text: str, length: int) -> str:
    """The text, or its beginning up to a whole word and an ellipsis, never longer than `length` characters."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rpartition(" ")[0].rstrip(" ,;:–—-") or cut) + "…"


def capitalised(text: str) -> str:
    """The text with its first letter as a capital, all others as they are."""
    return text[:1].upper() + text[1:]


def lowered(text: str, names: Collection[str] = ()) -> str:
    """The text fit to go on inside a sentence: a first capital that is only there because the sentence began goes.

    `names` are words that keep theirs.
    """
    first = text.split(maxsplit=1)[0] if text.split() else ""
    opens_with_a_name = first in ("I", "I'm", "I'd", "I've", "I'll") or sum(c.isupper() for c in first) > 1
    opens_with_a_name = opens_with_a_name or bool(re.match(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b", first))
    opens_with_a_name = opens_with_a_name or re.sub(r"['’]s$", "", first) in names
    opens_with_a_name = opens_with_a_name or any(c.isdigit() for c in first) or first.endswith(("'s", "’s"))
    return text if opens_with_a_name else text[:1].lower() + text[1:]


def joined(names: Sequence[str]) -> str:
    """Names in a sentence: `A, B and C`; `""` for none."""
    return " and ".join(([", ".join(names[:-1])] if names[:-1] else []) + list(names[-1:]))


def ended(text: str) -> str:
    """The text as a sentence: with a full stop unless it has an end already."""
    text = text.rstrip(" ,;:–—-")
    return text if text.endswith((".", "!", "?", "…", ".”", "。")) else f"{text}."


def _is_text(character: str) -> bool:
    category = unicodedata.category(character)
    if character == "\n":
        return True
    if category in _INVISIBLE:
        return False
    # Emoji are "other symbols"; currency, arithmetic and letters of any script stay.
    return category not in ("So", "Sk") or character in "°©®№^`"
