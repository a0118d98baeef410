"""What listeners may ask about what is stored: lists, status, what waits for a person."""

from collections.abc import Sequence
from dataclasses import replace

from bot.flow.board import board_of, summary_times, waiting_link
from bot.planning.schedules import Schedule
from bot.planning.session import Session
from bot.planning.sprints.plan import Capacity
from bot.planning.stages import Phase
from bot.slack.delivery import Identity, permalink
from bot.slack.messages import Link
from bot.slack.messages.dashboard import Dashboard
from bot.slack.messages.replies import SessionLine
from bot.slack.messages.schedule import CurrentSchedule
from storage import Database, UnitOfWork


class StoredQueries:
    """Answers from the database alone; never asks Slack or Notion."""

    def __init__(self, database: Database, identity: Identity, usual_schedule: Schedule) -> None:
        self._database = database
        self._identity = identity
        self._usual_schedule = usual_schedule

    async def sessions_of(self, workspace_id: str, user_id: str, channel_id: str) -> Sequence[SessionLine]:
        """The sessions of a person, and those of the channel that they ask in, newest first."""
        async with self._database.reading() as work:
            mine = await work.sessions.of_person(workspace_id, user_id)
            here = await work.sessions.visible_in(workspace_id, channel_id) if channel_id else ()
            found = {session.id: session for session in (*mine, *here) if session.thread_ts}
            return [await self._line(work, session) for session in found.values()]

    async def waiting_for(self, workspace_id: str, user_id: str) -> Sequence[Link]:
        """The questions and reviews that a person may settle, oldest first; not those of sessions that sleep."""
        waiting = []
        async with self._database.reading() as work:
            for session in reversed(await work.sessions.of_person(workspace_id, user_id)):
                what = await waiting_link(work, session) if session.paused_at is None else None
                if session.stage.phase is Phase.REVIEW and not session.may_approve(user_id):
                    continue
                if what is not None:
                    waiting.append(Link(f"{session.title}: {what.label}", what.url))
        return waiting

    async def status_of_channel(self, workspace_id: str, channel_id: str) -> Dashboard | None:
        """The newest session of a channel."""
        async with self._database.reading() as work:
            newest = [s for s in await work.sessions.visible_in(workspace_id, channel_id) if s.thread_ts][:1]
            return await self._board(work, newest[0]) if newest else None

    async def status_of_thread(self, workspace_id: str, channel_id: str, thread_ts: str) -> Dashboard | None:
        """The session that lives in a thread."""
        async with self._database.reading() as work:
            session = await work.sessions.in_thread(workspace_id, channel_id, thread_ts)
            return await self._board(work, session) if session else None

    async def status_of_session(self, workspace_id: str, channel_id: str, session_id: str) -> Dashboard | None:
        """A session, if it lives in that channel."""
        async with self._database.reading() as work:
            session = await work.sessions.get(session_id)
            if session is None or (session.workspace_id, session.channel_id) != (workspace_id, channel_id):
                return None
            return await self._board(work, session)

    async def schedule_of(self, workspace_id: str, channel_id: str, session_id: str) -> CurrentSchedule | None:
        """When a session is summarised by itself, if it lives in that channel."""
        async with self._database.reading() as work:
            session = await work.sessions.get(session_id)
            if session is None or (session.workspace_id, session.channel_id) != (workspace_id, channel_id):
                return None
            schedule = await work.schedules.of(session_id) or self._usual_schedule
            zone = next((p.time_zone for p in session.participants if p.user_id == session.owner), "")
            return CurrentSchedule(schedule, self._usual_schedule, zone)

    async def capacity_of(self, session_id: str) -> Capacity | None:
        """What the team said it can do, if it was asked already."""
        async with self._database.reading() as work:
            session = await work.sessions.get(session_id)
            return session.capacity if session else None

    async def _board(self, work: UnitOfWork, session: Session) -> Dashboard:
        board = await board_of(work, session)
        return replace(board, links=(Link("Thread", self._thread(session)), *board.links))

    async def _line(self, work: UnitOfWork, session: Session) -> SessionLine:
        waiting = await waiting_link(work, session)
        return SessionLine(
            title=session.title,
            stage=session.stage,
            permalink=self._thread(session),
            waiting=waiting.label if waiting else "",
            asleep=session.paused_at is not None,
            summaries=await summary_times(work, session),
        )

    def _thread(self, session: Session) -> str:
        return permalink(self._identity.url, session.channel_id, session.thread_ts)
