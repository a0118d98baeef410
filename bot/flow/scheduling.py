"""People say when their session is summarised: when they start it, in the form, or in the thread."""

from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot.flow import speaking
from bot.flow.dashboard import refresh_dashboard
from bot.flow.parts import Parts
from bot.flow.record import session_of
from bot.planning.schedule_words import ScheduleError, parse, zone_of
from bot.planning.schedules import Cadence, Schedule, describe
from bot.planning.session import Participant, Session
from bot.slack.delivery import SlackError
from bot.slack.inbound import PlanRequested, ScheduleGiven
from bot.slack.messages.schedule import not_a_schedule, only_who_takes_part, schedule_message
from storage import UnitOfWork

log = structlog.get_logger()

UNKNOWN_ZONE = "UTC"
"""The time zone of a schedule whose owner's profile names none."""


class Scheduling:
    """Changes the schedule of one session, inside its workflows; the timetable notices by itself."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._engine = parts.engine

    async def begin(self, session_id: str, event: PlanRequested) -> None:
        """Keep what was said in the form that started the session."""
        if not event.summaries:
            return
        zone = await self._engine.step("time zone", lambda: self._zone_of(event.user_id))
        await self._engine.transaction("schedule", lambda work: self._begin(work, session_id, event, zone))

    async def given(self, session_id: str, event: ScheduleGiven) -> None:
        """Change the schedule, or say what is set; either way the answer stands in the thread."""
        async with self._engine.database.reading() as work:
            owner = (await session_of(work, session_id)).owner
        zone = await self._engine.step("time zone", lambda: self._zone_of(owner))
        author = await self._parts.delivery.name_of(event.user_id)
        await self._engine.transaction("schedule", lambda work: self._given(work, session_id, event, zone, author))

    async def _zone_of(self, user_id: str) -> str:
        """The time zone in somebody's profile, as it is now; "" where Slack does not tell, or nobody knows it."""
        try:
            return zone_of((await self._parts.delivery.person(user_id, fresh=True)).time_zone)
        except (SlackError, ScheduleError):
            return ""

    async def _begin(self, work: UnitOfWork, session_id: str, event: PlanRequested, zone: str) -> None:
        session = await session_of(work, session_id)
        await self._remember(work, session, zone)
        try:
            schedule = parse(event.summaries, zone or UNKNOWN_ZONE)
        except ScheduleError as error:
            # The form has checked it; whatever it was, the session goes on with what is usual.
            log.warning("a schedule was not understood", session=session_id, why=str(error))
            return
        await self._set(work, session, schedule, event.user_id, session.owner_name)
        await refresh_dashboard(work, session_id)

    async def _given(self, work: UnitOfWork, session_id: str, event: ScheduleGiven, zone: str, author: str) -> None:
        session = await session_of(work, session_id)
        known = zone or _remembered(session)
        tell = f"tell:{event.key}"[:128]
        await self._remember(work, session, zone)
        current = await work.schedules.of(session_id) or self._parts.limits.schedule
        if not (event.text or event.session_id):
            answer = schedule_message(current, datetime.now(UTC))
            await speaking.post(work, session_id, tell, answer)
            return
        if event.user_id not in {session.owner, *(person.user_id for person in session.participants)}:
            await speaking.whisper(work, session_id, tell, event.user_id, only_who_takes_part())
            return
        try:
            asked = (
                parse(event.text, event.zone or known or UNKNOWN_ZONE) if event.text else self._parts.limits.schedule
            )
        except ScheduleError as error:
            await speaking.whisper(work, session_id, tell, event.user_id, not_a_schedule(error))
            return
        await self._set(work, session, asked, event.user_id, author)
        # Said where UTC was taken because nothing better was known, not where somebody chose it.
        guessed = not (event.zone or known) and asked.cadence is Cadence.TIME and asked.zone == UNKNOWN_ZONE
        answer = schedule_message(
            asked, datetime.now(UTC), set_by=author, zone_missing_of=session.owner_name if guessed else ""
        )
        await speaking.post(work, session_id, tell, answer)
        await refresh_dashboard(work, session_id)

    async def _set(self, work: UnitOfWork, session: Session, schedule: Schedule, user_id: str, author: str) -> None:
        await work.schedules.set(session.id, replace(schedule, set_by=author))
        told = describe(schedule, datetime.now(UTC))
        await work.sessions.note(session.id, user_id, "schedule", set=told, cron=schedule.cron, zone=schedule.zone)

    async def _remember(self, work: UnitOfWork, session: Session, zone: str) -> None:
        if zone and zone != _remembered(session):
            owner = Participant(session.owner, session.owner_name, time_zone=zone)
            await work.sessions.join(session.id, [owner])


def _remembered(session: Session) -> str:
    """The owner's time zone as it was known last."""
    return next((person.time_zone for person in session.participants if person.user_id == session.owner), "")
