"""Names of files and folders that every file system takes, made from what people call things.

Windows is the strictest: it forbids some characters, a dot or space at the end, and device names with any ending
(learn.microsoft.com/windows/win32/fileio/naming-a-file); it and macOS do not tell capitals apart.
"""

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 60
"""Bytes of a name before its ending. File systems take 255, but a whole path on Windows may have 260 characters."""

_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)


def safe_name(text: str) -> str:
    """Letters and digits of any script with hyphens between; `untitled` where none is left."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text))
    name = _short("-".join(words))
    if not name:
        return "untitled"
    return f"{name}-file" if name.casefold() in _DEVICES else name


def numbered_name(key: str, title: str) -> str:
    """A name that begins with an id and says what it is about: `M-3-sending`, from "M-3" and "M-3 Sending"."""
    about = safe_name(re.sub(rf"^{re.escape(key)}(?!\w)", "", title)).lower()
    return safe_name(key) if about == "untitled" else _short(f"{safe_name(key)}-{about}")


def folder_name(title: str, key: str) -> str:
    """The name of a project's folder: its title, and the session's id, so that two of one title do not meet."""
    tail = safe_name(key)
    return f"{_short(safe_name(title).lower(), LONGEST)}-{tail}"


def distinct(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """The names with a number behind those that are taken or came before, capitals aside."""
    used = {name.casefold() for name in taken}
    found = []
    for name in names:
        number, candidate = 1, name
        while candidate.casefold() in used:
            number += 1
            candidate = f"{name}-{number}"
        used.add(candidate.casefold())
        found.append(candidate)
    return found


def _short(name: str, limit: int = LONGEST) -> str:
    return name.encode()[:limit].decode(errors="ignore").strip("-")
