"""How a version of an artefact is called: in operations of the outbox, in file names, in titles."""

import re

from bot.planning.artefact import ArtefactKind
from bot.planning.session import Session


def version_key(session_id: str, kind: ArtefactKind, version: int) -> str:
    """How operations name a version; the product specification's have no kind in them, from when it was alone."""
    if kind is ArtefactKind.PRODUCT_SPECIFICATION:
        return f"{session_id}:{version}"
    return f"{session_id}:{kind}:{version}"


def version_of(operation: str) -> tuple[ArtefactKind, int]:
    """The artefact and the version that an operation names: "review:<session>:modules:2"."""
    _, kind, version = (*operation.split(":")[1:], "")[:3]
    return (ArtefactKind(kind), int(version)) if version else (ArtefactKind.PRODUCT_SPECIFICATION, int(kind))


def file_of(session: Session, kind: ArtefactKind, version: int) -> tuple[str, str]:
    """The name and the title of the Markdown file of a version."""
    suffix = "" if kind is ArtefactKind.PRODUCT_SPECIFICATION else f"-{kind.noun.replace(' ', '-')}"
    return f"{_slug(session.title)}{suffix}-v{version}.md", f"{session.title}: {kind.noun}, version {version}"


def decisions_file(session: Session) -> tuple[str, str]:
    """The name and the title of the Markdown file of all decisions so far."""
    return f"{_slug(session.title)}-decisions.md", f"{session.title}: decisions so far"


def _slug(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
    return words[:60].rstrip("-") or "plan"


def summary_operation(session_id: str, number: int) -> str:
    """The operation that posts a summary."""
    return f"summary:{session_id}:{number}"
