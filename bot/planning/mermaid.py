"""Text of people inside Mermaid diagrams: whatever they wrote, the diagram stays whole.

Mermaid takes `#` and a code point and `;` for a character that means nothing to its grammar (its documentation,
"Entity codes to escape characters"); everything that is no letter, digit or space is written like that.
"""

import unicodedata

from bot.planning.clauses import clipped

_PLAIN = frozenset("LMNZ")
"""Unicode's letters, marks, numbers and separators."""
_JOINS = frozenset({"Cf", "Cc", "Co", "Cs", "Cn"})


def label(text: str, length: int = 40) -> str:
    """The text as a label of at most `length` characters before escaping, on one line; `…` when nothing is left.

    To be put between double quotes in a flowchart, as it stands in a sequence diagram.
    """
    visible = "".join(" " if unicodedata.category(c) in _JOINS else c for c in text)
    line = clipped(" ".join(visible.split()), length) or "…"
    # A word that the grammar of sequence diagrams knows (`end`) is one only when it stands there letter by letter.
    first, rest = line[0], line[1:]
    return _entity(first) + "".join(c if _harmless(c) else _entity(c) for c in rest)


def _harmless(character: str) -> bool:
    return character == " " or (unicodedata.category(character)[0] in _PLAIN and not character.isspace())


def _entity(character: str) -> str:
    return f"#{ord(character)};"
