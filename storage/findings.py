"""What the checks found in each version of an artefact, and what people said to it."""

import time
from collections.abc import Sequence

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.planning.artefact import ArtefactKind
from bot.planning.checks import Finding, Severity
from storage.inserting import InsertUnlessThere
from storage.tables import findings

_OF_ARTEFACT = (findings.c.session_id == bindparam("of_session"), findings.c.artefact == bindparam("of_artefact"))
_OF_VERSION = (*_OF_ARTEFACT, findings.c.version == bindparam("of_version"))
_STORE = InsertUnlessThere(findings)
_FOUND = select(findings).where(*_OF_VERSION).order_by(findings.c.position)
_ACCEPTED = select(*findings.c["key", "verdict", "settled_by", "settled_at"]).where(
    *_OF_ARTEFACT, findings.c.verdict != ""
)
_SETTLE = update(findings).where(*_OF_VERSION, findings.c.key == bindparam("which"))


class Findings:
    """The findings of a session's artefacts, by version."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def store(
        self, session_id: str, artefact: ArtefactKind, version: int, found: Sequence[Finding], *, stays: str
    ) -> None:
        """Store what was found in a version. A finding that got the verdict `stays` in an earlier one has it still."""
        of_artefact = {"of_session": session_id, "of_artefact": artefact.value}
        accepted = {
            row.key: {"verdict": row.verdict, "settled_by": row.settled_by, "settled_at": row.settled_at}
            for row in (await self._db.execute(_ACCEPTED, of_artefact)).all()
            if row.verdict == stays
        }
        waiting = {"verdict": "", "settled_by": "", "settled_at": None}
        for position, finding in enumerate(found):
            row = {
                "session_id": session_id,
                "artefact": artefact.value,
                "version": version,
                "key": finding.key,
                "position": position,
                "rule": str(finding.rule),
                "place": finding.place,
                "message": finding.message,
                "severity": finding.severity.value,
                **accepted.get(finding.key, waiting),
            }
            await self._db.execute(_STORE.on(self._db), row)

    async def of(self, session_id: str, artefact: ArtefactKind, version: int) -> tuple[Finding, ...]:
        """What was found in a version, in the order of the report."""
        rows = await self._db.execute(_FOUND, _which(session_id, artefact, version))
        return tuple(Finding(row.rule, row.place, row.message, Severity(row.severity)) for row in rows.all())

    async def settled(self, session_id: str, artefact: ArtefactKind, version: int) -> dict[str, str]:
        """The verdict and who gave it, by the finding's key: "Fine as it is · Ana"."""
        rows = await self._db.execute(_FOUND, _which(session_id, artefact, version))
        return {row.key: f"{row.verdict} · {row.settled_by}" for row in rows.all() if row.verdict}

    async def settle(
        self, session_id: str, artefact: ArtefactKind, version: int, key: str, verdict: str, by: str
    ) -> None:
        """Record what somebody (a display name) said to a finding."""
        values = {"verdict": verdict, "settled_by": by, "settled_at": time.time()}
        await self._db.execute(_SETTLE, {**_which(session_id, artefact, version), "which": key, **values})


def _which(session_id: str, artefact: ArtefactKind, version: int) -> dict[str, object]:
    return {"of_session": session_id, "of_artefact": artefact.value, "of_version": version}
