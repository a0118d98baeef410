"""The versions of artefacts, and who approved which."""

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.planning.artefact import Artefact, ArtefactKind
from bot.planning.modules.plan import ModulePlan
from bot.planning.specification import ProductSpecification
from bot.planning.sprints.plan import SprintPlan
from bot.planning.technical.specification import TechnicalSpecification
from storage.inserting import InsertUnlessThere
from storage.tables import approvals, document_versions

MODELS: dict[ArtefactKind, type[Artefact]] = {
    ArtefactKind.PRODUCT_SPECIFICATION: ProductSpecification,
    ArtefactKind.TECHNICAL_SPECIFICATION: TechnicalSpecification,
    ArtefactKind.MODULES: ModulePlan,
    ArtefactKind.SPRINTS: SprintPlan,
}

_OF_KIND = (
    document_versions.c.session_id == bindparam("session_id"),
    document_versions.c.kind == bindparam("kind"),
)
_NEWEST = select(func.max(document_versions.c.version)).where(*_OF_KIND)
_ADD = insert(document_versions)
_LATEST = select(document_versions).where(*_OF_KIND).order_by(document_versions.c.version.desc()).limit(1)
_VERSION = select(document_versions).where(*_OF_KIND, document_versions.c.version == bindparam("version"))

_APPROVE = InsertUnlessThere(approvals, returning=approvals.c.version)
_APPROVAL = select(*approvals.c["version", "content_hash", "approved_by", "approved_by_name", "approved_at"]).where(
    approvals.c.session_id == bindparam("session_id"),
    approvals.c.kind == bindparam("kind"),
    approvals.c.version == bindparam("version"),
    approvals.c.content_hash == bindparam("content_hash"),
    approvals.c.voided_at.is_(None),
)
_EVER_APPROVED = (
    select(document_versions)
    .join(
        approvals,
        (approvals.c.session_id == document_versions.c.session_id)
        & (approvals.c.kind == document_versions.c.kind)
        & (approvals.c.version == document_versions.c.version)
        & (approvals.c.content_hash == document_versions.c.content_hash),
    )
    .where(*_OF_KIND)
    .order_by(document_versions.c.version.desc())
    .limit(1)
)
_APPROVED = _EVER_APPROVED.where(approvals.c.voided_at.is_(None))
_VOID = update(approvals).where(
    approvals.c.session_id == bindparam("of_session"),
    approvals.c.kind == bindparam("of_kind"),
    approvals.c.voided_at.is_(None),
)


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A stored version; `version` counts from 1, `request` is what was asked to change."""

    kind: ArtefactKind
    version: int
    artefact: Artefact
    content_hash: str
    request: str
    requested_by: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved which content; `approved_at` in seconds since the epoch."""

    version: int
    content_hash: str
    approved_by: str
    approved_by_name: str
    approved_at: float


class Documents:
    """The versions of a session's artefacts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def add(
        self, session_id: str, kind: ArtefactKind, artefact: Artefact, request: str = "", requested_by: str = ""
    ) -> int:
        """Store the next version and return its number."""
        version: int = (await self._db.scalar(_NEWEST, _of(session_id, kind)) or 0) + 1
        row = {
            **_of(session_id, kind),
            "version": version,
            "content": artefact.model_dump(mode="json"),
            "content_hash": artefact.content_hash,
            "request": request,
            "requested_by": requested_by,
            "created_at": time.time(),
        }
        await self._db.execute(_ADD, row)
        return version

    async def latest(self, session_id: str, kind: ArtefactKind) -> StoredVersion | None:
        """The newest version."""
        return _version((await self._db.execute(_LATEST, _of(session_id, kind))).first())

    async def version(self, session_id: str, kind: ArtefactKind, version: int) -> StoredVersion | None:
        """That version."""
        return _version((await self._db.execute(_VERSION, {**_of(session_id, kind), "version": version})).first())

    async def newest_approved(
        self, session_id: str, kind: ArtefactKind, *, even_void: bool = False
    ) -> StoredVersion | None:
        """The newest version whose approval counts; with `even_void` also one whose approval was taken back."""
        statement = _EVER_APPROVED if even_void else _APPROVED
        return _version((await self._db.execute(statement, _of(session_id, kind))).first())

    async def approve(self, session_id: str, version: StoredVersion, user_id: str, name: str) -> bool:
        """Record an approval; False when that version was approved already."""
        row = {
            **_of(session_id, version.kind),
            "version": version.version,
            "content_hash": version.content_hash,
            "approved_by": user_id,
            "approved_by_name": name,
            "approved_at": time.time(),
        }
        return await self._db.scalar(_APPROVE.on(self._db), row) is not None

    async def approval(self, session_id: str, version: StoredVersion) -> Approval | None:
        """The approval of exactly that content, if it still counts; an approval of other content does not."""
        which = {"version": version.version, "content_hash": version.content_hash}
        row = (await self._db.execute(_APPROVAL, {**_of(session_id, version.kind), **which})).first()
        return None if row is None else Approval(*row)

    async def void(self, session_id: str, kind: ArtefactKind) -> None:
        """Take back every approval of that artefact: what it was written from has changed."""
        values = {"of_session": session_id, "of_kind": kind.value, "voided_at": time.time()}
        await self._db.execute(_VOID, values)


def _of(session_id: str, kind: ArtefactKind) -> dict[str, Any]:
    return {"session_id": session_id, "kind": kind.value}


def _version(row: Row[Any] | None) -> StoredVersion | None:
    if row is None:
        return None
    kind = ArtefactKind(row.kind)
    artefact = MODELS[kind].model_validate(row.content)
    return StoredVersion(kind, row.version, artefact, row.content_hash, row.request, row.requested_by)
