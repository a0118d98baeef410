"""What rests on a changed artefact: told in the thread, and brought up to date part by part when somebody says so."""

from collections.abc import Mapping
from typing import Any

from bot.flow import speaking
from bot.flow.crafts.craft import Craft
from bot.flow.parts import Parts
from bot.flow.versions import version_key
from bot.planning.artefact import ArtefactKind, Derived
from bot.planning.modules.plan import ModulePlan
from bot.planning.sprints.plan import SprintPlan
from bot.planning.staleness import Affected, affected, changed_ids
from bot.planning.technical.specification import TechnicalSpecification
from bot.slack.inbound import ButtonPressed
from bot.slack.messages import notices
from bot.slack.messages.out_of_date import out_of_date_message
from storage import UnitOfWork
from storage.documents import StoredVersion


class OutOfDate:
    """Every method runs inside a transaction of the caller; what has to be said goes into the outbox with it."""

    def __init__(self, parts: Parts, crafts: Mapping[ArtefactKind, Craft[Any]]) -> None:
        self._parts = parts
        self._crafts = crafts

    async def found(self, work: UnitOfWork, session_id: str, kind: ArtefactKind) -> dict[ArtefactKind, StoredVersion]:
        """The later artefacts whose newest version was not written from what is approved now, in order."""
        stale = {}
        for later in ArtefactKind:
            latest = await work.documents.latest(session_id, later) if kind in later.basis else None
            if latest is not None and await self.changed_basis(work, session_id, latest) is not None:
                stale[later] = latest
        return stale

    async def changed_basis(self, work: UnitOfWork, session_id: str, version: StoredVersion) -> ArtefactKind | None:
        """The first artefact of which other content is approved now than this version was written from."""
        for basis in version.artefact.basis if isinstance(version.artefact, Derived) else ():
            current = await work.documents.newest_approved(session_id, basis.kind)
            if current is not None and current.content_hash != basis.content_hash:
                return basis.kind
        return None

    async def tell(
        self,
        work: UnitOfWork,
        session_id: str,
        approved: StoredVersion,
        stale: Mapping[ArtefactKind, StoredVersion],
    ) -> None:
        """Name what is out of date since that approval, and take back the approvals of it."""
        for later in stale:
            await work.documents.void(session_id, later)
        touched = await self._touched(work, session_id, stale)
        message = out_of_date_message(
            approved.kind,
            session=session_id,
            version=approved.version,
            affected=[(later, _places(latest, touched)) for later, latest in stale.items()],
        )
        key = version_key(session_id, approved.kind, approved.version)
        await speaking.post(work, session_id, f"stale:{key}", message)

    async def to_update(
        self, work: UnitOfWork, session_id: str, event: ButtonPressed
    ) -> tuple[ArtefactKind, tuple[str, ...]] | None:
        """The next artefact to renew and the ids in it that are affected; None when the button is stale.

        One at a time: what comes after it is written from what the team approves of this one.
        """
        current = await work.documents.newest_approved(session_id, event.press.about)
        stale = await self.found(work, session_id, event.press.about)
        if current is None or current.version != event.press.version or not stale:
            notice = notices.stale_button()
            await speaking.whisper(work, session_id, f"tell:{event.key}"[:128], event.user_id, notice)
            return None
        kind = next(iter(stale))
        touched = await self._touched(work, session_id, {kind: stale[kind]})
        return kind, tuple(sorted(touched.ids))

    async def _touched(
        self, work: UnitOfWork, session_id: str, stale: Mapping[ArtefactKind, StoredVersion]
    ) -> Affected:
        """What the changes since the stale versions were written touch in them."""
        changed: dict[str, None] = {}
        for latest in stale.values():
            for basis in latest.artefact.basis if isinstance(latest.artefact, Derived) else ():
                old = await work.documents.version(session_id, basis.kind, basis.version)
                current = await work.documents.newest_approved(session_id, basis.kind)
                if old and current and old.content_hash != current.content_hash:
                    found = self._crafts[basis.kind].changes(old.artefact, current.artefact)
                    changed |= dict.fromkeys(changed_ids(found))
        parts = {}
        for kind in ArtefactKind:
            newest = await work.documents.latest(session_id, kind)
            parts[kind] = newest.artefact if newest else None
        technical = parts[ArtefactKind.TECHNICAL_SPECIFICATION]
        modules, sprints = parts[ArtefactKind.MODULES], parts[ArtefactKind.SPRINTS]
        return affected(
            tuple(changed),
            technical if isinstance(technical, TechnicalSpecification) else None,
            modules if isinstance(modules, ModulePlan) else None,
            sprints if isinstance(sprints, SprintPlan) else None,
        )


def _places(latest: StoredVersion, touched: Affected) -> list[str]:
    """The affected parts of an artefact as people know them: id and name."""
    match latest.artefact:
        case TechnicalSpecification() as spec:
            return [f"{c.id} {c.name}" for c in spec.components if c.id in touched.components]
        case ModulePlan() as plan:
            return [f"{m.id} {m.title}" for m in plan.modules if m.id in touched.modules]
        case SprintPlan() as plan:
            return [f"{t.id} {t.title}" for t in plan.tasks if t.id in touched.tasks]
        case _:
            return []
