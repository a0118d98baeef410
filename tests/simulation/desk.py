"""What the engine does for the schedules, without a workflow behind it: orders are kept in a list."""

from dataclasses import dataclass, field

from bot.flow.schedules import DueSummary, Timetable
from bot.planning.session import Participant, Session
from bot.planning.stages import Stage
from storage import Database, UnitOfWork
from tests.simulation.clock import Clock, Stepped


@dataclass(frozen=True)
class Ordered:
    """A summary that was ordered, and when (seconds since the epoch)."""

    summary: DueSummary
    workflow_id: str
    at: float


@dataclass
class Desk:
    """Takes orders in the place of the engine."""

    database: Database
    clock: Clock
    orders: list[Ordered] = field(default_factory=list)
    broken: bool = False

    async def enqueue(
        self, work: UnitOfWork, *, workflow: str, workflow_id: str, argument: str, partition: str, priority: int
    ) -> None:
        """As `Engine.enqueue`; raises while it is `broken`."""
        if self.broken:
            raise ConnectionError("the database went away")
        self.orders.append(Ordered(DueSummary.from_json(argument), workflow_id, self.clock.now))

    def timetable(self) -> tuple[Timetable, list[Stepped]]:
        """A timetable under our clock; once it is open, the list holds its scheduler."""
        made: list[Stepped] = []

        def make(**options: object) -> Stepped:
            made.append(Stepped(**options))
            return made[-1]

        return Timetable(self, make), made


def a_session(session_id: str, owner: str = "UANA") -> Session:
    """A session that has just begun."""
    return Session(
        id=session_id,
        workspace_id="T1",
        channel_id="C1",
        thread_ts=f"1.{session_id}",
        title="Report",
        idea="a report that writes itself",
        idea_permalink="",
        language="en",
        owner=owner,
        owner_name="Ana",
        stage=Stage.PRODUCT_INTERVIEW,
        response_url="",
        notion_parent="",
        notion_url="",
        revision=0,
        participants=(Participant(owner, "Ana"),),
    )
