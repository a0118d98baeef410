"""Text that people or models typed, so that a reader sees what is there and nothing else is there.

Characters that nobody sees can reorder a line (bidirectional controls, "Trojan Source", CVE-2021-42574), hide words
from a search, or carry a hidden message. What is visible stays: right-to-left text, emoji sequences, combining marks.
"""

import re

_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls; line feed and tab are seen to below
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"  # fillers, soft hyphen, marks
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"  # bidirectional embeddings, overrides and isolates
    "\ufdd0-\ufdef\ufffe\uffff"  # noncharacters
    "\U000e0000-\U000e0fff"  # tags and supplementary variation selectors
    "]"
)
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Joiners belong between emoji or letters of scripts that need them; among ASCII letters they only hide.
_IDLE_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")


def clean(text: str) -> str:
    """The text without invisible characters; lines end in `\\n`, tabs are spaces, lone surrogates are U+FFFD."""
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = _UNSEEN.sub("", _SURROGATE.sub("\ufffd", text))
    return _IDLE_JOINER.sub("", text)


def one_line(text: str) -> str:
    """The cleaned text on one line, without space around it or twice in it."""
    return " ".join(clean(text).split())
