"""What the checks found in a version: reported in the thread, mended or accepted by people, stored with who said so."""

from collections.abc import Sequence

from bot.flow import speaking
from bot.flow.versions import version_key
from bot.planning.artefact import Artefact, ArtefactKind
from bot.planning.checks import Finding
from bot.planning.modules.cuts import cycles
from bot.planning.modules.plan import ModulePlan
from bot.planning.stages import Phase
from bot.slack.inbound import ButtonPressed
from bot.slack.messages import SlackMessage, notices
from bot.slack.messages.cycle import cut_message, cycle_message
from bot.slack.messages.findings import findings_message, fixing_message
from storage import UnitOfWork
from storage.documents import StoredVersion

MOST_CYCLES = 3
"""Circles of modules that are shown at once: a cut often opens several."""

FINE = "Fine as it is"
FIXING = "Being fixed"


class Findings:
    """Every method runs inside a transaction of the caller; what has to be said goes into the outbox with it."""

    async def report(
        self,
        work: UnitOfWork,
        session_id: str,
        artefact: Artefact,
        kind: ArtefactKind,
        version: int,
        found: Sequence[Finding],
    ) -> None:
        """Store what the checks found in a new version, and say it in short. What was fine before stays fine."""
        await work.findings.store(session_id, kind, version, found, stays=FINE)
        settled = await work.findings.settled(session_id, kind, version)
        message = findings_message(found, kind=kind, session=session_id, version=version, settled=settled)
        key = version_key(session_id, kind, version)
        await speaking.post(work, session_id, f"findings:{key}", message)
        if isinstance(artefact, ModulePlan):
            for number, cycle in enumerate(cycles(artefact)[:MOST_CYCLES]):
                drawn = cycle_message(artefact, cycle, session=session_id, version=version)
                await speaking.post(work, session_id, f"cycle:{key}:{number}", drawn)

    async def to_fix(self, work: UnitOfWork, session_id: str, event: ButtonPressed, author: str) -> str:
        """What the writer is asked to mend; empty when the button is stale."""
        finding = await self._waiting(work, session_id, event)
        if finding is None:
            return ""
        await self._settle(work, session_id, event, finding, FIXING, author)
        await speaking.post(work, session_id, f"fixing:{event.key}"[:128], fixing_message(finding, author))
        await self._redraw(work, session_id, event)
        return f"Fix {finding.place}: {finding.message}"

    async def fine(self, work: UnitOfWork, session_id: str, event: ButtonPressed, author: str) -> None:
        """Record that a finding is accepted, and by whom."""
        finding = await self._waiting(work, session_id, event)
        if finding is not None:
            await self._settle(work, session_id, event, finding, FINE, author)
            await work.sessions.note(session_id, event.user_id, "finding_accepted", finding=finding.message)
            await self._redraw(work, session_id, event)

    async def cut(self, work: UnitOfWork, session_id: str, event: ButtonPressed, author: str) -> str:
        """The request that cuts the edge that was picked; empty when the button is stale."""
        latest = await self._newest(work, session_id, event)
        module, _, other = (event.press.operation or "").partition(">")
        plan = latest.artefact if latest else None
        if not isinstance(plan, ModulePlan) or (module, other) not in set(plan.edges()):
            await self._stale(work, session_id, event)
            return ""
        await work.sessions.note(session_id, event.user_id, "edge_cut", module=module, other=other)
        await speaking.post(work, session_id, f"edge:{event.key}"[:128], cut_message(module, other, author))
        return f"{module} does not need {other}"

    async def _settle(
        self, work: UnitOfWork, session_id: str, event: ButtonPressed, finding: Finding, verdict: str, author: str
    ) -> None:
        version = event.press.version or 0
        await work.findings.settle(session_id, event.press.about, version, finding.key, verdict, author)

    async def _waiting(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> Finding | None:
        """The finding that the button is about, while nobody has said anything to it and its version is the newest."""
        latest = await self._newest(work, session_id, event)
        if latest is not None:
            settled = await work.findings.settled(session_id, event.press.about, latest.version)
            for finding in await work.findings.of(session_id, event.press.about, latest.version):
                if finding.key == event.press.operation and finding.key not in settled:
                    return finding
        await self._stale(work, session_id, event)
        return None

    async def _newest(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> StoredVersion | None:
        latest = await work.documents.latest(session_id, event.press.about)
        session = await work.sessions.get(session_id)
        writing = session is None or session.stage.phase is Phase.WRITING
        return latest if latest and not writing and latest.version == event.press.version else None

    async def _redraw(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> None:
        kind, version = event.press.about, event.press.version or 0
        found = await work.findings.of(session_id, kind, version)
        settled = await work.findings.settled(session_id, kind, version)
        message = findings_message(found, kind=kind, session=session_id, version=version, settled=settled)
        key = version_key(session_id, kind, version)
        revision = await work.sessions.next_revision(session_id)
        await speaking.update(work, session_id, f"refound:{key}:{revision}", f"findings:{key}", message)

    async def _stale(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> None:
        await self._tell(work, session_id, event, notices.stale_button())

    async def _tell(self, work: UnitOfWork, session_id: str, event: ButtonPressed, notice: SlackMessage) -> None:
        await speaking.whisper(work, session_id, f"tell:{event.key}"[:128], event.user_id, notice)
