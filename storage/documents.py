"""Document versions and approvals."""

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.planning.specification import ProductSpecification
from storage.inserting import InsertUnlessThere
from storage.tables import approvals, document_versions

PRODUCT_SPECIFICATION = "product_specification"

_OF_SESSION = (
    document_versions.c.session_id == bindparam("session_id"),
    document_versions.c.kind == PRODUCT_SPECIFICATION,
)
_NEWEST = select(func.max(document_versions.c.version)).where(*_OF_SESSION)
_ADD = insert(document_versions)
_LATEST = select(document_versions).where(*_OF_SESSION).order_by(document_versions.c.version.desc()).limit(1)
_VERSION = select(document_versions).where(*_OF_SESSION, document_versions.c.version == bindparam("version"))
_APPROVE = InsertUnlessThere(approvals, returning=approvals.c.version)
_APPROVAL = select(*approvals.c["version", "content_hash", "approved_by", "approved_by_name", "approved_at"]).where(
    approvals.c.session_id == bindparam("session_id"),
    approvals.c.kind == PRODUCT_SPECIFICATION,
    approvals.c.version == bindparam("version"),
    approvals.c.content_hash == bindparam("content_hash"),
)


@dataclass(frozen=True, slots=True)
class SpecificationVersion:
    """A stored version; `version` counts from 1, `request` is what was asked to change."""

    version: int
    specification: ProductSpecification
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
    """The versions of a session's product specification."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def add(
        self, session_id: str, specification: ProductSpecification, request: str = "", requested_by: str = ""
    ) -> int:
        """Store the next version and return its number."""
        version: int = (await self._db.scalar(_NEWEST, {"session_id": session_id}) or 0) + 1
        row = {
            "session_id": session_id,
            "kind": PRODUCT_SPECIFICATION,
            "version": version,
            "content": specification.model_dump(mode="json"),
            "content_hash": specification.content_hash,
            "request": request,
            "requested_by": requested_by,
            "created_at": time.time(),
        }
        await self._db.execute(_ADD, row)
        return version

    async def latest(self, session_id: str) -> SpecificationVersion | None:
        """The newest version."""
        return _version((await self._db.execute(_LATEST, {"session_id": session_id})).first())

    async def version(self, session_id: str, version: int) -> SpecificationVersion | None:
        """That version."""
        return _version((await self._db.execute(_VERSION, {"session_id": session_id, "version": version})).first())

    async def approve(self, session_id: str, version: SpecificationVersion, user_id: str, name: str) -> bool:
        """Record an approval; False when that version was approved already."""
        row = {
            "session_id": session_id,
            "kind": PRODUCT_SPECIFICATION,
            "version": version.version,
            "content_hash": version.content_hash,
            "approved_by": user_id,
            "approved_by_name": name,
            "approved_at": time.time(),
        }
        return await self._db.scalar(_APPROVE.on(self._db), row) is not None

    async def approval(self, session_id: str, version: SpecificationVersion) -> Approval | None:
        """The approval of exactly that content; an approval of other content does not count."""
        which = {"session_id": session_id, "version": version.version, "content_hash": version.content_hash}
        row = (await self._db.execute(_APPROVAL, which)).first()
        return None if row is None else Approval(*row)


def _version(row: Row[Any] | None) -> SpecificationVersion | None:
    if row is None:
        return None
    specification = ProductSpecification.model_validate(row.content)
    return SpecificationVersion(row.version, specification, row.content_hash, row.request, row.requested_by)
