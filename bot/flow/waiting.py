"""Looking after what waits: one reminder after a working day, sleep after a week, digests for those who asked.

`look` finds what may be due and orders a workflow of the session; the workflow checks again, in its transaction, and
speaks. That a reminder stands at most once is kept in the record (`questions.nudged_at`, the operation `nudge:…`).
"""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

import structlog

from bot.flow import speaking
from bot.flow.addressed import addressed, person_in
from bot.flow.board import link_to, name_of_what_waits
from bot.flow.digests import order_due
from bot.flow.engine import Engine
from bot.flow.parts import Parts
from bot.flow.record import interview_of
from bot.flow.sleeping import Sleeping
from bot.flow.versions import version_of
from bot.planning.session import Participant, Session
from bot.planning.waiting import EARLIEST_NUDGE, Awaited, falls_asleep, to_be_nudged, zone_of
from bot.slack.delivery import SlackError, SlackRefusedError
from bot.slack.messages import Link, Person, SlackMessage
from bot.slack.messages.message import sentence
from bot.slack.messages.nudge import question_nudge, review_nudge
from storage import Database, UnitOfWork
from storage.waiting import NUDGE, Unanswered

log = structlog.get_logger()

WAKE = "wake"
"""The name of the workflow; never rename it."""

AGAIN_SECONDS = 3600
"""How soon something that the workflow found too early is looked at again: a profile knew better than the record."""


class Because(StrEnum):
    """What a session is looked at for."""

    NUDGE = "nudge"
    NUDGE_OWNER = "nudge_owner"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Wake:
    """The argument of the workflow: what is due about the operation that asked something.

    `now` is what the clock said to whoever looked (seconds since the epoch), `ordered_at` what this machine's did.
    """

    because: Because
    session_id: str
    operation: str
    now: float
    ordered_at: float

    def to_json(self) -> str:
        """As the engine keeps it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Wake":
        """Read it back."""
        found = json.loads(text)
        return cls(**{**found, "because": Because(found["because"])})

    def moment(self) -> datetime:
        """Now, by the clock of whoever looked: a workflow may begin hours later than it was ordered."""
        return _moment(self.now + time.time() - self.ordered_at)


async def look(engine: Engine, database: Database, now: float) -> None:
    """Order what is due at `now` (seconds since the epoch). To look twice, or in two processes, orders nothing twice.

    Nothing that has waited for less than a day is read, and of that only what has its next step still before it.
    """
    async with database.reading() as work:
        found = await work.waiting.since_before(now - EARLIEST_NUDGE.total_seconds())
        due = [(waiting, because) for waiting in found if (because := await _due(work, waiting, _moment(now)))]
    for waiting, because in due:
        async with database.unit_of_work() as work:
            await _order(work, engine, waiting, because, now)
    await order_due(engine, database, now)


async def _due(work: UnitOfWork, waiting: Unanswered, now: datetime) -> Because | None:
    asked = _moment(waiting.since)
    if waiting.answering:
        return None
    if falls_asleep(asked) <= now:
        return Because.PAUSE
    session = None if waiting.nudged else await work.sessions.get(waiting.session_id)
    if session is None:
        return None
    people = await addressed(work, session, waiting)
    if to_be_nudged(asked, now, _awaited(session, people)):
        return Because.NUDGE
    # Only Slack knows who has left by now: then it may be the owner's turn, at the owner's hours.
    owner = person_in(session, session.owner)
    alone = owner not in people and to_be_nudged(asked, now, _awaited(session, [owner]))
    return Because.NUDGE_OWNER if alone else None


async def _order(work: UnitOfWork, engine: Engine, waiting: Unanswered, because: Because, now: float) -> None:
    wake = Wake(because, waiting.session_id, waiting.operation, now, time.time())
    await engine.enqueue(
        work,
        workflow=WAKE,
        workflow_id=f"{because}:{waiting.operation}:{waiting.ref}:{int(now // AGAIN_SECONDS)}",
        argument=wake.to_json(),
        partition=waiting.session_id,
        priority=await work.sessions.next_sequence(waiting.session_id),
    )


class WaitingFlow:
    """The workflow of one session that something is due in."""

    def __init__(self, parts: Parts) -> None:
        self._engine = parts.engine
        self._delivery = parts.delivery
        self._speaker = speaking.Speaker(parts.engine, parts.delivery)
        self._sleeping = Sleeping(parts)

    async def run(self, argument: str) -> None:
        """Remind people, or let the session sleep, if it is still time for it; then say so."""
        wake = Wake.from_json(argument)
        if wake.because is Because.PAUSE:
            await self._engine.transaction("sleep", lambda work: self._pause(work, wake))
        else:
            there = await self._engine.step("who is there", lambda: self._there(wake), tuple[Participant, ...])
            await self._engine.transaction("nudge", lambda work: self._nudge(work, wake, there))
        await self._speaker.speak(wake.session_id)

    async def _pause(self, work: UnitOfWork, wake: Wake) -> None:
        found = await self._still(work, wake)
        if found and falls_asleep(_moment(found[1].since)) <= wake.moment():
            await self._sleeping.fall_asleep(work, *found, wake.moment().timestamp())

    async def _nudge(self, work: UnitOfWork, wake: Wake, there: Sequence[Participant]) -> None:
        found = await self._still(work, wake)
        if found is None or found[1].nudged:
            return
        session, waiting = found
        # What their profiles say now is kept, so that the next look knows it.
        await work.sessions.join(session.id, there)
        people = to_be_nudged(_moment(waiting.since), wake.moment(), _awaited(session, there))
        if not people:
            return
        if waiting.question:
            await work.interviews.change_question(waiting.question, nudged_at=wake.moment().timestamp())
        named = [Person(person.user_id, person.name) for person in people]
        message = await _reminder(work, session, waiting, named)
        await speaking.post(work, session.id, f"{NUDGE}{waiting.operation}", message)
        log.info("people were reminded", session=session.id, operation=waiting.operation, people=len(people))

    async def _still(self, work: UnitOfWork, wake: Wake) -> tuple[Session, Unanswered] | None:
        """The session and what it waits for, unless it was answered or fell asleep meanwhile."""
        session, waiting = await work.sessions.get(wake.session_id), await work.waiting.of(wake.session_id)
        if session is None or session.paused_at is not None or waiting is None:
            return None
        return (session, waiting) if waiting.operation == wake.operation and not waiting.answering else None

    async def _there(self, wake: Wake) -> tuple[Participant, ...]:
        """Who is asked and still has an account, with what their profiles say; the owner where all of them left."""
        async with self._engine.database.reading() as work:
            found = await self._still(work, wake)
            asked = await addressed(work, *found) if found else ()
        there = [profile for person in asked if (profile := await self._profile(person))]
        if found and asked and not there:
            owner = await self._profile(person_in(found[0], found[0].owner))
            there = [owner] if owner else []
        return tuple(there)

    async def _profile(self, person: Participant) -> Participant | None:
        """The person as Slack knows them now; None when they have left."""
        try:
            facts = await self._delivery.person(person.user_id, fresh=True)
        except SlackRefusedError:
            return None
        except SlackError:
            return person
        return None if facts.left else replace(person, name=facts.name, time_zone=facts.time_zone or person.time_zone)


async def _reminder(work: UnitOfWork, session: Session, waiting: Unanswered, people: Sequence[Person]) -> SlackMessage:
    url = await link_to(work, session, waiting.ref)
    if not waiting.question:
        what = sentence((await name_of_what_waits(work, waiting)).removeprefix("the "))
        return review_nudge(people, Link(f"{what}, version {version_of(waiting.operation)[1]}", url))
    question = (await interview_of(work, session, session.stage.side)).open_question
    assert question is not None  # noqa: S101 - the database knows exactly one
    return question_nudge(people, Link(f"{question.label}: {question.text}", url))


def _awaited(session: Session, people: Sequence[Participant]) -> tuple[Awaited, ...]:
    """The people with the time zones that they live in; where Slack does not say, the owner's, then UTC."""
    owner = person_in(session, session.owner)
    return tuple(Awaited(p.user_id, p.name, zone_of(p.time_zone, owner.time_zone)) for p in people)


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
