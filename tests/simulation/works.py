"""The engine's stand-in that runs what is enqueued: one workflow after the other, at once.

When the process dies in one, it is taken up afterwards where its record ends, as DBOS does (`bot.flow.engine`).
"""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import TypeAdapter

from bot.flow.schedules import SCHEDULED_SUMMARY
from storage import UnitOfWork
from tests.simulation.desk import Desk

T = TypeVar("T")


class Died(BaseException):
    """The process is gone: no handler of an error may notice."""


@dataclass(frozen=True)
class Enqueued:
    """A workflow that waits for its turn, or is taken up again."""

    workflow: str
    workflow_id: str
    argument: str


@dataclass
class Works(Desk):
    """A desk that carries out what it is told. `dies_in` counts the moments at which a process can die."""

    workflows: dict[str, Callable[[str], Awaitable[None]]] = field(default_factory=dict)
    dies_in: int = 0
    deaths: int = 0
    running: str = ""
    _known: set[str] = field(default_factory=set)
    _pending: deque[Enqueued] = field(default_factory=deque)
    _record: list[Any] = field(default_factory=list)
    _place: int = 0

    async def enqueue(
        self,
        work: UnitOfWork,
        *,
        workflow: str,
        workflow_id: str,
        argument: str,
        partition: str,
        priority: int,
        queue: str = "",
        delay: float = 0,
    ) -> None:
        """As `Engine.enqueue`, for a transaction that is not rolled back."""
        if workflow == SCHEDULED_SUMMARY:
            await super().enqueue(
                work,
                workflow=workflow,
                workflow_id=workflow_id,
                argument=argument,
                partition=partition,
                priority=priority,
            )
        if workflow_id not in self._known:
            self._known.add(workflow_id)
            self._pending.append(Enqueued(workflow, workflow_id, argument))

    async def work(self) -> None:
        """Run everything that waits. Raises `Died`; call it again once the process is back."""
        while self._pending:
            self.running, self._place = self._pending[0].workflow_id, 0
            await self.workflows[self._pending[0].workflow](self._pending[0].argument)
            self._pending.popleft()
            self._record = []

    async def transaction(self, name: str, run: Callable[[UnitOfWork], Awaitable[T]], returns: Any = None) -> T:
        """As `Engine.transaction`: what it did and the note that it ran are one."""

        async def transaction() -> T:
            async with self.database.unit_of_work() as work:
                return await run(work)

        result = await self._once(transaction, returns)
        self.may_die()
        return result

    async def step(self, name: str, run: Callable[[], Awaitable[T]], returns: Any = None) -> T:
        """As `Engine.step`: whoever dies before it is noted runs it again."""

        async def step() -> T:
            result = await run()
            self.may_die()
            return result

        return await self._once(step, returns)

    async def sleep(self, seconds: float) -> None:
        """Nothing waits here: Slack is always there."""
        raise AssertionError("a workflow waits")

    def may_die(self) -> None:
        """A moment at which the process can die."""
        if self.dies_in:
            self.dies_in -= 1
            if not self.dies_in:
                self.deaths += 1
                raise Died

    async def _once(self, run: Callable[[], Awaitable[T]], returns: Any) -> T:
        self.may_die()
        adapter: TypeAdapter[T] = TypeAdapter(returns if returns is not None else Any)
        if self._place == len(self._record):
            self._record.append(adapter.dump_python(await run(), mode="json"))
        self._place += 1
        return adapter.validate_python(self._record[self._place - 1])
