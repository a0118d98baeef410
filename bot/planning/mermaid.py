"""Text of people inside Mermaid diagrams: whatever they wrote, the diagram stays whole.

Mermaid takes `#` and a code point and `;` for a character that means nothing to its grammar (its documentation,
"Entity codes to escape characters"); nearly everything that is no letter, digit or space is written like that.
"""

import re
import unicodedata

from bot.planning.clauses import clipped

_PLAIN = frozenset("LMN")
"""Unicode's letters, marks and numbers."""
_INVISIBLE = frozenset({"Cf", "Cc", "Co", "Cs", "Cn"})
_INSIDE = frozenset("-,'()")
"""Marks that mean nothing to Mermaid behind a letter or digit, so that labels stay readable in its source."""
_END = re.compile(r"(?<![^\W_])end(?![^\W_])", re.IGNORECASE)


def label(text: str, length: int = 40) -> str:
    """The text as a label of at most `length` characters before escaping, on one line; `…` when nothing is left.

    To be put between double quotes in a flowchart, as it stands in a sequence diagram.
    """
    visible = "".join(" " if unicodedata.category(c) in _INVISIBLE else c for c in text)
    line = clipped(" ".join(visible.split()), length) or "…"
    # Mermaid's documentation warns of the word "end": it closes a block in some versions.
    ends = {match.start() for match in _END.finditer(line)}
    return "".join(c if _harmless(line, at) and at not in ends else _entity(c) for at, c in enumerate(line))


def _harmless(line: str, at: int) -> bool:
    character = line[at]
    if character in _INSIDE:
        return at > 0 and (_is_plain(line[at - 1]) or (character == "(" and line[at - 1] == " "))
    return character == " " or _is_plain(character)


def _is_plain(character: str) -> bool:
    return unicodedata.category(character)[0] in _PLAIN


def _entity(character: str) -> str:
    return f"#{ord(character)};"
