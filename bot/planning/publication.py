"""What is published of a session, and what comes of it: the same for Notion and for a folder of Markdown.

Text in here is plain; whoever writes it somewhere escapes it for that place.
"""

import difflib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Literal, Protocol

from bot.planning.document import Document

MODULE = "Module"
"""The `type` of a document that is a module; all others are specifications."""

Choice = Literal["replace", "leave"]
"""What to do about a page that a person edited: write ours over it, or let it be this time."""


@dataclass(frozen=True, slots=True)
class DocumentPublication:
    """One document: a specification, or a module (`type` is `MODULE`).

    `key` is unique in the project (such as ``product-specification`` or ``M-3``); `source_hash` changes exactly when
    something that should be written changes; `owner` is a display name; `thread_url` an http(s) address or empty.
    """

    key: str
    name: str
    status: str
    version: int
    owner: str
    thread_url: str
    source_hash: str
    body: Document
    type: str = "Product specification"


@dataclass(frozen=True, slots=True)
class SprintPublication:
    """One sprint. `start` and `end` are its first and last day, None while nobody has said when the work begins."""

    key: str
    name: str
    goal: str
    start: date | None
    end: date | None
    status: str
    source_hash: str
    body: Document


@dataclass(frozen=True, slots=True)
class TaskPublication:
    """One task.

    `estimate` is in person-days; `owner` a display name or empty; `sprint`, `module` and `depends_on` are keys of a
    sprint, of a document and of tasks of the same project (`""` for none).
    """

    key: str
    name: str
    status: str
    estimate: float
    owner: str
    sprint: str
    module: str
    depends_on: tuple[str, ...]
    source_hash: str
    body: Document


@dataclass(frozen=True, slots=True)
class ProjectPublication:
    """A session's project: its own page (`summary`) and all that is below it. `key` is the session's id."""

    key: str
    title: str
    summary: Document
    documents: tuple[DocumentPublication, ...]
    sprints: tuple[SprintPublication, ...] = ()
    tasks: tuple[TaskPublication, ...] = ()

    @property
    def specifications(self) -> tuple[DocumentPublication, ...]:
        """The documents that are no modules, in the order given."""
        return tuple(document for document in self.documents if document.type != MODULE)

    @property
    def modules(self) -> tuple[DocumentPublication, ...]:
        """The documents that are modules, in the order given."""
        return tuple(document for document in self.documents if document.type == MODULE)

    @property
    def tasks_in_order(self) -> tuple[TaskPublication, ...]:
        """The tasks so that each comes after those that it depends on, otherwise in the order given.

        Where tasks wait for each other in a circle, the circle is broken at the task that is given first.
        """
        by_key = {task.key: task for task in self.tasks}
        ordered: dict[str, TaskPublication] = {}
        begun: set[str] = set()
        for task in self.tasks:
            waiting = [task]
            while waiting:
                current = waiting[-1]
                begun.add(current.key)
                before = next((by_key[key] for key in current.depends_on if key in by_key and key not in begun), None)
                if before is not None:
                    waiting.append(before)
                    continue
                ordered.setdefault(current.key, current)
                waiting.pop()
        return tuple(ordered.values())


@dataclass(frozen=True, slots=True)
class Conflict:
    """A page (or file) that a person edited, so it was not written.

    `name` is its name for people; `theirs` its Markdown as it is now; `their_diff` what they changed since we wrote
    it; `our_diff` what writing ours would change. All of it is other people's text: escape before showing.
    """

    key: str
    name: str
    url: str
    theirs: str
    their_diff: str
    our_diff: str


@dataclass(frozen=True, slots=True)
class PublicationResult:
    """What a publication came to.

    `url` is the project page; `documents`, `sprints` and `tasks` map each one's key to its page's address; the tuples
    of keys say what happened to which (what is in `conflicts` is in none of them); `notes` are sentences for the
    thread about things that people had moved, deleted or changed and what was done about it.
    """

    url: str
    documents: dict[str, str]
    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()
    sprints: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a publication is: `done` of `total` steps, and a few words on the step just finished."""

    done: int
    total: int
    text: str

    def __str__(self) -> str:
        """As people read it: "12 of 58 · Module M-3 Sending"."""
        return f"{self.done} of {self.total} · {self.text}"


OnProgress = Callable[[Progress], Awaitable[None]]


class PublicationError(Exception):
    """A publication did not come to its end; what was written stays, and publishing again goes on from there.

    `what_happened`, `kept` and `what_to_do` are sentences for people; `retryable` is true where waiting is enough.
    """

    retryable = False

    def __init__(self, what_happened: str, what_to_do: str, *, kept: str = "") -> None:
        super().__init__(" ".join(filter(None, (what_happened, kept, what_to_do))))
        self.what_happened = what_happened
        self.what_to_do = what_to_do


class ProjectPublisher(Protocol):
    """Somewhere that projects are published to, as often as one likes."""

    async def publish(
        self,
        project: ProjectPublication,
        on_progress: OnProgress | None = None,
        decisions: Mapping[str, Choice] | None = None,
    ) -> PublicationResult:
        """Bring the place up to date with `project`; safe to repeat after any failure, at any point.

        `decisions` answers conflicts of the publication before by their key, and is for this publication only.
        Raises `PublicationError`.
        """


def page_key(project: str, kind: Literal["document", "sprint", "task"], key: str) -> str:
    """What names a page of a project everywhere: in conflicts and decisions, in Notion's column Key, on record."""
    return f"{project}/{kind}/{key}"


def facts_of(published: DocumentPublication | SprintPublication | TaskPublication) -> tuple[str, ...]:
    """All that is said of a page beside its body, a line each ("estimate: 1.5"): what its columns are filled from."""
    names = (one.name for one in fields(published))
    return tuple(f"{name}: {getattr(published, name)!r}" for name in names if name not in ("body", "source_hash"))


def line_difference(before: str, after: str, limit: int = 4000) -> str:
    """What changed, line by line, `-` gone and `+` new, at most `limit` characters."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    text = "\n".join(line for line in lines if not line.startswith(("---", "+++")))
    return text if len(text) <= limit else text[:limit].rsplit("\n", 1)[0] + "\n…"


def step_name(kind: str, name: str) -> str:
    """What progress calls a step: "Sprint S-1 First report"; the kind is not said twice."""
    return name if name.casefold().startswith(kind.casefold()) else f"{kind} {name}"
