"""Boxes that people and agents ticked in a sprint's file: found again, and kept when the file is written anew.

A task is known by its id, wherever it is planned; a deliverable by its file and words.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from bot.folder.files import File

_BOX = re.compile(r"^- \[[ xX]\] (?P<line>.*)$", re.MULTILINE)
_TICKED = re.compile(r"^- \[[xX]\] (?P<line>.*)$", re.MULTILINE)
_TASK = re.compile(r"\*\*(T-\d+)\*\*")


def unticked(text: str) -> str:
    """The text with every box empty: two that differ in ticks alone are the same then."""
    return _BOX.sub(r"- [ ] \g<line>", text)


def keep_ticks(files: Iterable[File], found: Mapping[str, str]) -> tuple[tuple[File, ...], tuple[str, ...]]:
    """The files with the ticks of those that were `found` (text by path), and what was ticked that there is no more."""
    ticked = {}
    for path, text in found.items():
        for match in _TICKED.finditer(text):
            ticked[_key(path, match["line"])] = f"{path}: {match['line']}"
    kept: set[str] = set()
    written = []
    for file in files:
        boxes = {_key(file.path, match["line"]) for match in _BOX.finditer(file.text)} & set(ticked)
        written.append(replace(file, text=_with_ticks(file, boxes)))
        kept |= boxes
    return tuple(written), tuple(where for key, where in ticked.items() if key not in kept)


def _with_ticks(file: File, keys: Collection[str]) -> str:
    def box(match: re.Match[str]) -> str:
        return f"- [x] {match['line']}" if _key(file.path, match["line"]) in keys else match[0]

    return _BOX.sub(box, file.text)


def _key(path: str, line: str) -> str:
    task = _TASK.match(line)
    return task[1] if task else f"{path} {line.rstrip()}"
