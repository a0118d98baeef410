"""The four artefacts of the method, and what all of them have in common.

Each rests on the ones before it: the technical specification on the product specification, the modules on both, the
sprint plan on the modules. An artefact names the content it was written from (`basis`), so that code can tell when it
is out of date.
"""

import hashlib
import json
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class ArtefactKind(StrEnum):
    """What a session produces, in the order in which it is written. The values are stored: never rename one."""

    PRODUCT_SPECIFICATION = "product_specification"
    TECHNICAL_SPECIFICATION = "technical_specification"
    MODULES = "modules"
    SPRINTS = "sprints"

    @property
    def noun(self) -> str:
        """How it is called in a sentence: "the product specification"."""
        return _NOUNS[self]

    @property
    def basis(self) -> "tuple[ArtefactKind, ...]":
        """The artefacts that it is written from, all that come before it."""
        order = tuple(ArtefactKind)
        return order[: order.index(self)]


_NOUNS = {
    ArtefactKind.PRODUCT_SPECIFICATION: "product specification",
    ArtefactKind.TECHNICAL_SPECIFICATION: "technical specification",
    ArtefactKind.MODULES: "module plan",
    ArtefactKind.SPRINTS: "sprint plan",
}


class Part(BaseModel):
    """A piece of an artefact: immutable, and with nothing in it that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Basis(Part):
    """The approved content that an artefact was written from: its version, and its content's hash."""

    kind: ArtefactKind
    version: int
    content_hash: str


class Artefact(Part):
    """What every artefact has. `language` is an IETF tag; `written_by` a model's name or "written without a model"."""

    title: Text
    language: str = "en"
    written_by: str = ""

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of the canonical JSON: an approval is bound to it."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


class Derived(Artefact):
    """An artefact that was written from others: `basis` names their approved content."""

    basis: Annotated[tuple[Basis, ...], Field(max_length=3)] = ()
