"""A planned session in a database: the bicycle workshop, with all four artefacts, as the built-in writer plans it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from bot.handover.record import Record, record_of
from bot.planning.artefact import Artefact, ArtefactKind
from bot.planning.specification import Decision
from bot.planning.sprints.breakdown import break_down
from bot.planning.sprints.plan import Capacity
from storage import Database
from tests.planning.workshops import MODULES, PRODUCT, SAID, TECHNICAL
from tests.storage.conftest import a_session

DECIDED = PRODUCT.model_copy(update={"decisions": (Decision(text="Repairs are paid in the workshop.", sources=SAID),)})
SPRINTS = break_down(DECIDED, TECHNICAL, MODULES, Capacity(start=date(2027, 1, 11)))
PLANNED: dict[ArtefactKind, Artefact] = {
    ArtefactKind.PRODUCT_SPECIFICATION: DECIDED,
    ArtefactKind.TECHNICAL_SPECIFICATION: TECHNICAL,
    ArtefactKind.MODULES: MODULES,
    ArtefactKind.SPRINTS: SPRINTS,
}
THREAD = "https://acme.slack.com/archives/C1/p1700000000000100"


class Plans:
    """A database to put sessions into."""

    def __init__(self, database: Database, url: str) -> None:
        self.database, self.url = database, url

    async def session(self, session_id: str = "s1", title: str = "Workshop bookings", ts: str = "1700000000.000100"):
        session = a_session(session_id, title=title, thread_ts=ts)
        async with self.database.unit_of_work() as work:
            await work.sessions.remember_workspace("T1", "Acme", "https://acme.slack.com")
            await work.sessions.start(session, session_id)
        return session

    async def write(self, artefact: Artefact, *, approved: bool = True, session_id: str = "s1") -> None:
        kind = next(kind for kind, planned in PLANNED.items() if type(planned) is type(artefact))
        async with self.database.unit_of_work() as work:
            await work.documents.add(session_id, kind, artefact)
            if approved:
                latest = await work.documents.latest(session_id, kind)
                await work.documents.approve(session_id, latest, "UBEN", "Ben")

    async def record(self) -> Record:
        """What there is to hand over of the first session."""
        async with self.database.reading() as work:
            return await record_of(work, await work.sessions.get("s1"))

    async def planned(self) -> None:
        """A session that is planned to its end, everything approved by Ben."""
        await self.session()
        for artefact in PLANNED.values():
            await self.write(artefact)


@asynccontextmanager
async def plans_in(folder: Path) -> AsyncIterator[Plans]:
    """A database with nothing in it, in `data` below the folder: where `PLANTHREAD_DATA_DIR` of the commands is."""
    url = f"sqlite:///{folder / 'data' / 'planthread.db'}"
    database = Database(url)
    await database.migrate()
    yield Plans(database, url)
    await database.close()


@pytest.fixture
async def plans(tmp_path: Path) -> AsyncIterator[Plans]:
    async with plans_in(tmp_path) as plans:
        yield plans
