"""What there is to hand over of a session: each artefact as it counts, and newer drafts beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from bot.planning.artefact import Artefact, ArtefactKind
from bot.planning.checkpoints import Checkpoint
from bot.planning.decisions import Ledger
from bot.planning.modules.plan import ModulePlan
from bot.planning.session import Session
from bot.planning.specification import ProductSpecification
from bot.planning.sprints.plan import SprintPlan
from bot.planning.technical.specification import TechnicalSpecification
from bot.slack.delivery import permalink
from storage import UnitOfWork
from storage.documents import Approval, StoredVersion

A = TypeVar("A", bound=Artefact)


class Status(StrEnum):
    """How far an artefact may be relied on. The values stand in `plan.json`: never rename one."""

    APPROVED = "approved"
    DRAFT = "draft"
    OUT_OF_DATE = "out_of_date"


@dataclass(frozen=True, slots=True)
class Standing:
    """One version of an artefact, and how it stands. `approval` is there exactly while it is approved."""

    stored: StoredVersion
    status: Status
    approval: Approval | None = None

    @property
    def words(self) -> str:
        """The status as people read it, behind a version."""
        match self.status:
            case Status.APPROVED:
                return f"approved by {self.approval.approved_by_name}" if self.approval else "approved"
            case Status.OUT_OF_DATE:
                return "OUT OF DATE: what it rests on has changed since it was approved"
            case Status.DRAFT:
                return "DRAFT: nobody has approved it yet"


@dataclass(frozen=True, slots=True)
class Record:
    """A session as it is handed over.

    `standing` holds the version of each artefact that counts: the newest approved one, or else the newest. `drafts`
    holds what was written after an approved version and is not approved itself. `thread_url` is an http(s) address,
    empty where the workspace's is not known. `ledger` holds every decision, `summary` is the newest one.
    """

    session: Session
    thread_url: str
    standing: Mapping[ArtefactKind, Standing]
    drafts: Mapping[ArtefactKind, Standing]
    ledger: Ledger = field(default=Ledger())
    summary: Checkpoint | None = None

    @property
    def title(self) -> str:
        """What the product is called: as its specification says, or as the session was started."""
        return self.product.title if self.product else self.session.title

    @property
    def product(self) -> ProductSpecification | None:
        """The product specification, if it is written."""
        return self._artefact(ArtefactKind.PRODUCT_SPECIFICATION, ProductSpecification)

    @property
    def technical(self) -> TechnicalSpecification | None:
        """The technical specification, if it is written."""
        return self._artefact(ArtefactKind.TECHNICAL_SPECIFICATION, TechnicalSpecification)

    @property
    def modules(self) -> ModulePlan | None:
        """The modules, if they are carved."""
        return self._artefact(ArtefactKind.MODULES, ModulePlan)

    @property
    def sprints(self) -> SprintPlan | None:
        """The sprints, if they are planned."""
        return self._artefact(ArtefactKind.SPRINTS, SprintPlan)

    @property
    def missing(self) -> tuple[ArtefactKind, ...]:
        """What is not written yet."""
        return tuple(kind for kind in ArtefactKind if kind not in self.standing)

    def _artefact(self, kind: ArtefactKind, model: type[A]) -> A | None:
        found = self.standing.get(kind)
        artefact = found.stored.artefact if found else None
        return artefact if isinstance(artefact, model) else None


async def record_of(work: UnitOfWork, session: Session) -> Record:
    """What there is to hand over of the session now."""
    standing, drafts = {}, {}
    for kind in ArtefactKind:
        newest = await work.documents.latest(session.id, kind)
        if newest is None:
            continue
        approved = await work.documents.newest_approved(session.id, kind)
        standing[kind] = await _standing(work, session.id, approved or newest)
        if approved is not None and newest.version > approved.version:
            drafts[kind] = await _standing(work, session.id, newest)
    url = await work.sessions.workspace_url(session.workspace_id)
    thread = permalink(url, session.channel_id, session.thread_ts) if url and session.thread_ts else ""
    ledger, summary = await work.decisions.of(session.id), await work.checkpoints.latest(session.id)
    return Record(session, thread, standing, drafts, ledger, summary)


async def _standing(work: UnitOfWork, session_id: str, stored: StoredVersion) -> Standing:
    approval = await work.documents.approval(session_id, stored)
    if approval is not None:
        return Standing(stored, Status.APPROVED, approval)
    ever = await work.documents.newest_approved(session_id, stored.kind, even_void=True)
    was_approved = ever is not None and ever.version == stored.version
    return Standing(stored, Status.OUT_OF_DATE if was_approved else Status.DRAFT)
