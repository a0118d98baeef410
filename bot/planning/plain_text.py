"""What plain text must not hold: markup that a reader's client would act on, and characters that nobody can see.

This finds and names it, so that a writer can be told. What is shown is escaped all the same, where it is shown.
"""

import re
import unicodedata
from collections.abc import Iterator

_DOMAINS = "com|org|net|io|dev|app|ai|co|biz|info|xyz|ru|cn|de|fr|uk"
_STRUCTURE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a mention", re.compile(r"<[@!#]|(?<![\w.])@\w+|(?i:\b@?(?:channel|here|everyone)>)")),
    ("a link", re.compile(r"(?i)\b[a-z][a-z0-9+.-]*://|\bwww\.|\bmailto:|<\S+\|")),
    (
        "a web address",
        re.compile(r"(?i)\b[a-z0-9-]+\.(?:com|org|net|io|dev|app|ai|co|biz|info|xyz|ru|cn|de|fr|uk)\b(?!\w)"),
    ),
    ("HTML", re.compile(r"</?[A-Za-z!?]|&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.IGNORECASE)),
    ("code marks", re.compile(r"`|~~")),
    ("emphasis marks", re.compile(r"\*\S|\S\*|(?<!\w)_{1,2}\S[^_]*_{1,2}(?!\w)")),
    ("a heading, quote, list or table", re.compile(r"(?m)^\s*(?:#{1,6}\s|>|[-*+•▪◦]\s|\||\d{1,2}[.)]\s)")),
    ("brackets of a template", re.compile(r"[{}\[\]]|<\w+>")),
)
_JOINERS = "\u200c\u200d"
_JOINING_SCRIPTS = ("ARABIC", "DEVANAGARI", "BENGALI", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "GUJARATI")


def structure(text: str) -> Iterator[str]:
    """Names of the markup in the text: mentions, links, HTML, Markdown."""
    for name, pattern in _STRUCTURE:
        if pattern.search(text):
            yield name


def disguises(text: str) -> Iterator[str]:
    """Names of what makes text look other than it is: control, invisible and direction-changing characters."""
    unseen = {unicodedata.category(c) for c in text if c not in "\n" and not _joins(c, text)}
    if "Cc" in unseen:
        yield "control characters"
    if "Cf" in unseen:
        yield "invisible or direction-changing characters"
    if unseen & {"Co", "Cs", "Cn", "Zl", "Zp"} or "\ufffd" in text:
        yield "characters that cannot be shown"
    if re.search(r"[\u0300-\u036f\u20d0-\u20ff]{3,}", text):
        yield "piled-up accents"


def clipped(text: str, limit: int) -> str:
    """The text in at most `limit` characters (16 or more), a cut shown by how much is missing."""
    if len(text) <= limit:
        return text
    marker = f" […{len(text) - limit:,} characters left out…] "
    room = limit - len(marker)
    if room < 40:
        return text[: max(1, limit - 1)] + "…"
    head = room * 2 // 3
    return text[:head].rstrip() + marker + text[len(text) - (room - head) :].lstrip()


def _joins(character: str, text: str) -> bool:
    """Whether it is a joiner in a script that needs joiners (they are spelling there, not a trick)."""
    if character not in _JOINERS:
        return False
    return any(unicodedata.name(c, "").startswith(_JOINING_SCRIPTS) for c in text)
