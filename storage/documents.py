"""Document versions and approvals."""

import time
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.planning.specification import ProductSpecification
from storage.inserting import insert_into
from storage.tables import ApprovalRow, DocumentVersionRow

PRODUCT_SPECIFICATION = "product_specification"


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

    def __init__(self, session: AsyncSession) -> None:
        self._db = session

    async def add(
        self, session_id: str, specification: ProductSpecification, request: str = "", requested_by: str = ""
    ) -> int:
        """Store the next version and return its number."""
        latest = await self._db.scalar(
            select(func.max(DocumentVersionRow.version)).where(
                DocumentVersionRow.session_id == session_id, DocumentVersionRow.kind == PRODUCT_SPECIFICATION
            )
        )
        version = (latest or 0) + 1
        self._db.add(
            DocumentVersionRow(
                session_id=session_id,
                kind=PRODUCT_SPECIFICATION,
                version=version,
                content=specification.model_dump(mode="json"),
                content_hash=specification.content_hash,
                request=request,
                requested_by=requested_by,
                created_at=time.time(),
            )
        )
        await self._db.flush()
        return version

    async def latest(self, session_id: str) -> SpecificationVersion | None:
        """The newest version."""
        row = await self._db.scalar(
            select(DocumentVersionRow)
            .where(DocumentVersionRow.session_id == session_id, DocumentVersionRow.kind == PRODUCT_SPECIFICATION)
            .order_by(DocumentVersionRow.version.desc())
            .limit(1)
        )
        return None if row is None else _version(row)

    async def version(self, session_id: str, version: int) -> SpecificationVersion | None:
        """That version."""
        row = await self._db.get(DocumentVersionRow, (session_id, PRODUCT_SPECIFICATION, version))
        return None if row is None else _version(row)

    async def approve(self, session_id: str, version: SpecificationVersion, user_id: str, name: str) -> bool:
        """Record an approval; False when that version was approved already."""
        insert = insert_into(self._db, ApprovalRow).values(
            session_id=session_id,
            kind=PRODUCT_SPECIFICATION,
            version=version.version,
            content_hash=version.content_hash,
            approved_by=user_id,
            approved_by_name=name,
            approved_at=time.time(),
        )
        row = await self._db.execute(insert.on_conflict_do_nothing().returning(ApprovalRow.version))
        return row.first() is not None

    async def approval(self, session_id: str, version: SpecificationVersion) -> Approval | None:
        """The approval of exactly that content; an approval of other content does not count."""
        row = await self._db.get(ApprovalRow, (session_id, PRODUCT_SPECIFICATION, version.version))
        if row is None or row.content_hash != version.content_hash:
            return None
        return Approval(row.version, row.content_hash, row.approved_by, row.approved_by_name, row.approved_at)


def _version(row: DocumentVersionRow) -> SpecificationVersion:
    return SpecificationVersion(
        row.version,
        ProductSpecification.model_validate(row.content),
        row.content_hash,
        row.request,
        row.requested_by,
    )
