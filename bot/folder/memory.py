"""What was last written into a folder, kept in the folder itself, so that a person's edit can be told from our text."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

MEMORY = ".planthread.json"
"""The file that holds it. Without it every file counts as a person's."""


Plain = Callable[[str], str]
"""Takes out of a text what people may change without it counting as an edit."""


@dataclass(slots=True)
class Memory:
    """`written` are the texts that a file may hold of us, by path; while it is being written there are two, the one
    before (`""` where there was no file) and the one after it. `left` are hashes of texts that were turned down with
    "leave". `plain` takes out of a text what may differ without being an edit."""

    project: str
    written: dict[str, list[str]] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    plain: Plain = str

    @classmethod
    def read(cls, content: str, project: str, plain: Plain = str) -> "Memory":
        """As it was written. Raises `ValueError` where that is not readable."""
        if not content:
            return cls(project, plain=plain)
        found = json.loads(content)
        if not isinstance(found, dict) or not all(isinstance(found.get(key), dict) for key in ("written", "left")):
            raise ValueError("not a memory of a folder")
        return cls(str(found.get("project", "")), found["written"], found["left"], plain)

    def to_json(self) -> str:
        """As it is written, the same for the same content."""
        content = {"project": self.project, "written": self.written, "left": self.left}
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def is_ours(self, path: str, content: str) -> bool:
        """Whether the file holds what we wrote; other line ends, such as git makes, are no edit."""
        return self._same(content) in [self._same(text) for text in self.written.get(path, ())]

    def is_settled(self, path: str) -> bool:
        """Whether we wrote the file, and know that we came to the end of it."""
        return len(self.written.get(path, ())) == 1

    def last(self, path: str) -> str:
        """What we wrote last, empty where we did not."""
        return self.written.get(path, [""])[-1]

    def was_left(self, path: str, text: str) -> bool:
        """Whether the thread chose to leave the file alone rather than to write this."""
        return self.left.get(path) == _hash(text)

    def leave(self, path: str, text: str) -> None:
        """Remember that."""
        self.left[path] = _hash(text)

    def begin(self, path: str, text: str) -> None:
        """Remember what is about to be written."""
        self.written[path] = [*self.written.get(path, ("",)), text]

    def end(self, path: str, text: str) -> None:
        """Remember that it was."""
        self.written[path] = [text]
        self.left.pop(path, None)

    def forget(self, path: str) -> None:
        """The file is no longer ours."""
        self.written.pop(path, None)
        self.left.pop(path, None)

    def _same(self, content: str) -> str:
        return self.plain(content.replace("\r\n", "\n"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
