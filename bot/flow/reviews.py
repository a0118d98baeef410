"""Reviews in the thread: what an approver may decide about a version, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.flow import speaking
from bot.flow.crafts.craft import Craft
from bot.flow.dashboard import refresh_dashboard
from bot.flow.ground import ground_of
from bot.flow.out_of_date import OutOfDate
from bot.flow.parts import Parts
from bot.flow.publication import enqueue_publication
from bot.flow.record import session_of
from bot.flow.versions import version_key
from bot.planning.artefact import ArtefactKind
from bot.planning.modules.cuts import cycles
from bot.planning.modules.plan import ModulePlan
from bot.planning.session import Session
from bot.planning.stages import Phase, Stage
from bot.slack.inbound import ButtonPressed
from bot.slack.messages import Person, SlackMessage, notices
from bot.slack.messages.publication import approved_message
from bot.slack.messages.review import review_message
from storage import UnitOfWork
from storage.documents import StoredVersion
from storage.waiting import REVIEW


@dataclass(frozen=True, slots=True)
class Presser:
    """Who pressed *Approve*: their display name, whether they are a guest, whether every named approver has left."""

    name: str
    guest: bool
    approvers_left: bool


class Reviews:
    """Every method runs inside a transaction of the caller; what has to be said goes into the outbox with it."""

    def __init__(self, parts: Parts, crafts: Mapping[ArtefactKind, Craft[Any]], out_of_date: OutOfDate) -> None:
        self._parts = parts
        self._crafts = crafts
        self._out_of_date = out_of_date

    async def approve(self, work: UnitOfWork, session_id: str, event: ButtonPressed, presser: Presser) -> bool:
        """Bound to the content that was on screen, and only by who may: the server decides, not what is shown.

        True when it is approved now.
        """
        kind = event.press.about
        session = await session_of(work, session_id)
        latest = await work.documents.latest(session_id, kind)
        refusal = await self._refusal(work, session, latest, event, presser)
        if latest is None or refusal is not None:
            await self._tell(work, session_id, event, refusal or notices.stale_button())
            return False
        if not await work.documents.approve(session_id, latest, event.user_id, presser.name):
            await self._tell(work, session_id, event, notices.stale_button())
            return False
        await work.sessions.change(session_id, stage=Stage.of(kind, Phase.APPROVED))
        await work.sessions.note(
            session_id, event.user_id, "approved", kind=kind.value, version=latest.version, by=presser.name
        )
        await self.withdraw(work, session, latest, f"Approved by {presser.name}", may_change=True)
        stale = await self._out_of_date.found(work, session_id, kind)
        approved = approved_message(
            kind,
            # What rests on it already is brought up to date, not begun anew.
            session="" if stale else session_id,
            version=latest.version,
            approver=Person(event.user_id, presser.name),
            publishing=self._parts.publishes,
        )
        await speaking.post(work, session_id, f"approved:{version_key(session_id, kind, latest.version)}", approved)
        if stale:
            await self._out_of_date.tell(work, session_id, latest, stale)
        if self._parts.publishes:
            await enqueue_publication(work, self._parts.engine, session, kind, latest.version, event.key)
        await refresh_dashboard(work, session_id)
        return True

    async def withdraw(
        self,
        work: UnitOfWork,
        session: Session,
        latest: StoredVersion | None,
        verdict: str,
        *,
        may_change: bool = False,
    ) -> None:
        """Say on the review message of the newest version what became of it; `may_change` keeps the ways to a next."""
        if latest is None:
            return
        ground = await ground_of(work, session.id, latest.kind, self._parts.identity.url)
        message = review_message(
            self._crafts[latest.kind].in_short(latest.artefact, ground),
            session=session.id,
            version=latest.version,
            approvers=approvers_of(session),
            verdict=verdict,
            may_change=may_change,
        )
        key = version_key(session.id, latest.kind, latest.version)
        revision = await work.sessions.next_revision(session.id)
        shown = await work.outbox.newest(f"{REVIEW}{key}")
        await speaking.update(work, session.id, f"verdict:{key}:{revision}", shown, message)

    async def _refusal(
        self,
        work: UnitOfWork,
        session: Session,
        latest: StoredVersion | None,
        event: ButtonPressed,
        presser: Presser,
    ) -> SlackMessage | None:
        """Why it cannot be approved, if it cannot."""
        if latest is None or (latest.version, latest.content_hash) != (event.press.version, event.press.content_hash):
            return moved_on(latest)
        if presser.guest:
            return notices.guests_cannot_approve()
        stands_in = presser.approvers_left and event.user_id == session.owner
        if not (session.may_approve(event.user_id) or stands_in):
            return notices.not_allowed(approvers_of(session))
        if session.stage.phase is Phase.WRITING:
            return notices.still_written(session.stage.kind)
        if session.stage.phase is Phase.INTERVIEW:
            return notices.still_asking(session.stage.kind)
        if isinstance(latest.artefact, ModulePlan) and cycles(latest.artefact):
            return notices.cycle_first()
        changed = await self._out_of_date.changed_basis(work, session.id, latest)
        return notices.basis_changed(changed) if changed else None

    async def _tell(self, work: UnitOfWork, session_id: str, event: ButtonPressed, notice: SlackMessage) -> None:
        await speaking.whisper(work, session_id, f"tell:{event.key}"[:128], event.user_id, notice)


def approvers_of(session: Session) -> Sequence[Person]:
    """Who may approve: the named approvers, or else the owner."""
    named = [Person(p.user_id, p.name) for p in session.participants if p.approver]
    return named or [Person(session.owner, session.owner_name)]


def moved_on(latest: StoredVersion | None) -> SlackMessage:
    """A button of a version that is not the newest any more."""
    return notices.other_version(latest.version) if latest else notices.stale_button()
