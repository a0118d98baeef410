"""One event, one workflow: what happened is looked up, handled by its kind, and what there is to say is said."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.flow import board, speaking
from bot.flow.answers import Settling
from bot.flow.artefacts import ArtefactFlow
from bot.flow.checkpoints import Checkpoints
from bot.flow.crafts.craft import Craft
from bot.flow.dashboard import refresh_dashboard
from bot.flow.engine import EngineError
from bot.flow.handing_over import hand_over
from bot.flow.interview import InterviewFlow
from bot.flow.parts import Parts
from bot.flow.project import artefact_of
from bot.flow.publication import Reference, enqueue_publication
from bot.flow.record import session_of
from bot.flow.schedules import DueSummary
from bot.flow.scheduling import Scheduling
from bot.flow.sleeping import Sleeping, stir_soon
from bot.planning.artefact import ArtefactKind
from bot.planning.checkpoints import Reason
from bot.planning.interview import QuestionState
from bot.planning.publication import Choice
from bot.planning.session import Participant, Session
from bot.planning.stages import INTERVIEWED, Phase
from bot.slack.actions import Action, Press
from bot.slack.delivery import ChannelFacts, SlackError, permalink
from bot.slack.inbound import (
    INBOUND,
    ButtonPressed,
    CapacityGiven,
    ChangesRequested,
    Inbound,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    PlanRequested,
    ReactionAdded,
    ScheduleGiven,
)
from bot.slack.messages import Person, SlackMessage, notices
from bot.slack.messages.errors import error_message
from bot.slack.messages.summary import DECISIONS
from storage import UnitOfWork

log = structlog.get_logger()

SETTLING = frozenset({Action.ANSWER, Action.SKIP, Action.UNKNOWN})
"""Buttons that settle a question."""


class SessionFlow:
    """Dispatches a session's events, one after the other."""

    def __init__(self, parts: Parts, crafts: Mapping[ArtefactKind, Craft[Any]]) -> None:
        self._parts = parts
        self._engine = parts.engine
        self._speaker = speaking.Speaker(parts.engine, parts.delivery)
        self._sleeping = Sleeping(parts)
        self._interview = InterviewFlow(parts)
        self._artefacts = ArtefactFlow(parts, crafts)
        self._checkpoints = Checkpoints(parts)
        self._scheduling = Scheduling(parts)

    # Workflows -------------------------------------------------------------------------------------------------

    async def handle_event(self, key: str) -> None:
        """One accepted event."""
        # Read outside a step: an accepted event never changes, so a replay sees the same.
        async with self._engine.database.reading() as work:
            found = await self._event(work, key)
        if found is None:
            return
        session_id, event = str(found["session"]), INBOUND.validate_python(found["event"])
        if await self._guarded(session_id, key, lambda: self._handle(session_id, event)):
            # Not noted as having run: to say it again changes nothing.
            async with self._engine.database.unit_of_work() as work:
                await work.inbox.handled(key)
                await stir_soon(work, self._engine, session_id, event)

    async def settle_answer(self, argument: str) -> None:
        """The quiet time after a message may be over."""
        settling = Settling.from_json(argument)

        async def settle() -> None:
            if await self._interview.quiet_ended(settling):
                await self._write(settling.session_id)
            else:
                await self._checkpoints.after_answer(settling.session_id)

        await self._guarded(settling.session_id, f"settle:{settling.question_id}", settle)

    async def scheduled_summary(self, argument: str) -> None:
        """A summary is due by the session's schedule."""
        due = DueSummary.from_json(argument)

        async def summarise() -> None:
            if await self._engine.transaction("awake", lambda work: self._is_awake(work, due.session_id)):
                await self._checkpoints.summarise(due.session_id, Reason.SCHEDULE, due.key)
                # Also where there was nothing new: it shows when the next one comes.
                await self._engine.transaction("dashboard", lambda work: refresh_dashboard(work, due.session_id))

        await self._guarded(due.session_id, due.workflow_id, summarise)

    async def speak(self, session_id: str) -> None:
        """Send what waits in the session's outbox."""
        await self._speaker.speak(session_id)

    # Events ----------------------------------------------------------------------------------------------------

    async def _handle(self, session_id: str, event: Inbound) -> None:
        finished = False
        match event:
            case PlanRequested():
                await self._start(session_id, event)
            case MessagePosted():
                await self._interview.said(session_id, event)
            case MessageEdited():
                await self._interview.edited(session_id, event)
            case MessageDeleted():
                await self._interview.deleted(session_id, event)
            case ReactionAdded():
                finished = await self._interview.reacted(session_id, event)
            case ChangesRequested():
                await self._artefacts.change(session_id, event)
            case CapacityGiven():
                await self._plan_sprints(session_id, event)
            case ScheduleGiven():
                await self._scheduling.given(session_id, event)
            case ButtonPressed():
                finished = await self._press(session_id, event)
        if finished:
            await self._write(session_id)
        elif isinstance(event, ReactionAdded) or (isinstance(event, ButtonPressed) and event.action in SETTLING):
            await self._checkpoints.after_answer(session_id)

    async def _press(self, session_id: str, event: ButtonPressed) -> bool:
        """Act on a button. True when the interview is over and the specification is to be written."""
        match event.action:
            case Action.ANSWER:
                return await self._interview.chose(session_id, event)
            case Action.SKIP:
                return await self._interview.passed(session_id, event, QuestionState.SKIPPED)
            case Action.UNKNOWN:
                return await self._interview.passed(session_id, event, QuestionState.UNKNOWN)
            case Action.BACK:
                await self._interview.went_back(session_id, event)
            case Action.ENOUGH:
                return await self._interview.stopped(session_id, event)
            case Action.APPROVE:
                if await self._artefacts.approve(session_id, event):
                    await self._checkpoints.after_approval(session_id)
            case Action.BACK_TO_QUESTIONS:
                reopened = await self._artefacts.back_to_questions(session_id, event)
                return reopened and await self._interview.go_on(session_id)
            case Action.DOWNLOAD if event.press.operation == DECISIONS:
                await self._checkpoints.download(session_id, event)
            case Action.RESUME:
                await self._sleeping.resume(session_id, event)
            case Action.DOWNLOAD:
                await self._artefacts.download(session_id, event)
            case Action.NEXT_STEP:
                return await self._go_on(session_id, event)
            case Action.FIX:
                await self._artefacts.fix(session_id, event)
            case Action.FINE:
                await self._artefacts.fine(session_id, event)
            case Action.CUT:
                await self._artefacts.cut(session_id, event)
            case Action.UPDATE_AFFECTED:
                await self._artefacts.update_affected(session_id, event)
            case Action.SUMMARISE:
                await self._checkpoints.summarise(
                    session_id, Reason.ASKED, event.key, asked_by=event.user_id, quiet_without_news=False
                )
            case Action.HAND_OVER:
                await self._engine.transaction("hand over", lambda work: hand_over(work, session_id, event))
            case Action.RETRY | Action.START:
                return await self._again(session_id, event)
            case Action.TAKE_OVER | Action.REPLACE | Action.LEAVE_ALONE:
                decided = await self._engine.transaction(
                    "decide", lambda work: self._decide(work, session_id, event), tuple[ArtefactKind, str] | None
                )
                if decided:
                    kind, change = decided
                    await self._artefacts.write(session_id, kind, f"Take over these edits made in Notion:\n{change}")
            case _:
                log.info("a button without a workflow", action=event.action)
        return False

    async def _write(self, session_id: str) -> None:
        """The interview is over: sum it up, and write what it was for."""
        await self._checkpoints.at_the_end(session_id)
        kind = await self._engine.transaction("which", lambda work: self._interviewed(work, session_id), ArtefactKind)
        await self._artefacts.write(session_id, kind)

    async def _interviewed(self, work: UnitOfWork, session_id: str) -> ArtefactKind:
        return INTERVIEWED[(await session_of(work, session_id)).stage.side]

    async def _go_on(self, session_id: str, event: ButtonPressed) -> bool:
        """The next step of the method. True when an interview is over before it began."""
        kind = await self._artefacts.go_on(session_id, event)
        if kind is ArtefactKind.TECHNICAL_SPECIFICATION:
            return await self._interview.begin_technical(session_id)
        if kind is not None:
            await self._artefacts.write(session_id, kind)
        return False

    async def _plan_sprints(self, session_id: str, event: CapacityGiven) -> None:
        ready = await self._engine.transaction("capacity", lambda work: self._keep_capacity(work, session_id, event))
        if ready:
            await self._artefacts.write(session_id, ArtefactKind.SPRINTS)

    async def _keep_capacity(self, work: UnitOfWork, session_id: str, event: CapacityGiven) -> bool:
        """Store what the team can do. True when the sprints can be planned."""
        session = await session_of(work, session_id)
        await work.sessions.change(session_id, capacity=event.capacity)
        refusal = None
        if session.stage.phase is Phase.WRITING:
            refusal = notices.still_written(session.stage.kind)
        elif session.stage.phase is Phase.INTERVIEW:
            refusal = notices.still_asking(session.stage.kind)
        elif await work.documents.newest_approved(session_id, ArtefactKind.MODULES) is None:
            refusal = notices.not_yet(ArtefactKind.MODULES)
        if refusal is not None:
            await speaking.whisper(work, session_id, f"tell:{event.key}"[:128], event.user_id, refusal)
        return refusal is None

    async def _again(self, session_id: str, event: ButtonPressed) -> bool:
        """*Retry*: handle the event that failed once more; for a publication, publish again."""
        operation = event.press.operation or ""
        if operation.startswith("publish"):
            await self._engine.transaction("again", lambda work: self._publish_again(work, session_id, event))
            return False
        async with self._engine.database.reading() as work:
            found = await self._event(work, operation)
        if found is None or found["session"] != session_id:
            return operation.startswith("settle:") and await self._interview.settle(
                session_id, operation.removeprefix("settle:")
            )
        failed = INBOUND.validate_python(found["event"])
        if isinstance(failed, ButtonPressed) and failed.action in (Action.RETRY, Action.START):
            return False
        await self._handle(session_id, failed)
        await self._engine.transaction("handled again", lambda work: work.inbox.handled(operation))
        return False

    async def _is_awake(self, work: UnitOfWork, session_id: str) -> bool:
        return (await session_of(work, session_id)).paused_at is None

    # Start -----------------------------------------------------------------------------------------------------

    async def _start(self, session_id: str, event: PlanRequested) -> None:
        channel = await self._engine.step(
            "channel", lambda: self._parts.delivery.channel(event.channel_id), ChannelFacts | None
        )
        people = await self._engine.step("people", lambda: self._people(event), tuple[Participant, ...])
        ready = await self._engine.transaction(
            "start", lambda work: self._begin(work, session_id, event, channel, people)
        )
        if not await self._speaker.speak(session_id) or not ready:
            return
        await self._scheduling.begin(session_id, event)
        if await self._interview.go_on(session_id):
            await self._write(session_id)

    async def _begin(
        self,
        work: UnitOfWork,
        session_id: str,
        event: PlanRequested,
        channel: ChannelFacts | None,
        people: tuple[Participant, ...],
    ) -> bool:
        session = await session_of(work, session_id)
        if channel is None or not channel.bot_is_member:
            me = self._parts.identity
            again = Press(session=session_id, operation=event.key)
            notice = notices.not_in_channel(me.user_id, me.user_name, again=again)
            await self._to_starter(work, session, event, notice)
            return False
        if channel.shared_with_others and not self._parts.allow_shared_channels:
            await self._to_starter(work, session, event, notices.shared_with_another_company())
            return False
        await work.sessions.join(session_id, people)
        owner = next(person for person in people if person.user_id == event.user_id)
        link = permalink(self._parts.identity.url, event.channel_id, event.from_ts) if event.from_ts else ""
        await work.sessions.change(session_id, owner_name=owner.name, idea_permalink=link)
        await speaking.post_root(work, session_id, await board.dashboard_of(work, session_id))
        return True

    async def _to_starter(self, work: UnitOfWork, session: Session, event: PlanRequested, notice: SlackMessage) -> None:
        """Tell whoever started it, where the thread does not exist yet."""
        operation = f"starter:{session.id}:{secrets.token_hex(4)}"
        if event.response_url:
            await speaking.respond(work, session.id, operation, event.response_url, notice)
        else:
            await speaking.whisper(work, session.id, operation, event.user_id, notice)

    async def _people(self, event: PlanRequested) -> tuple[Participant, ...]:
        """Everybody who is in from the start, with what their profiles say."""
        found = []
        for user_id in dict.fromkeys((event.user_id, *event.teammates, *event.approvers)):
            profile = await self._parts.delivery.profile_of(user_id)
            found.append(Participant(user_id, profile.name, user_id in event.approvers, profile.time_zone))
        return tuple(found)

    # Publication -----------------------------------------------------------------------------------------------

    async def _publish_again(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> None:
        session = await session_of(work, session_id)
        about = Reference.parse(event.press.operation or "")
        if about is not None:
            await enqueue_publication(work, self._engine, session, about.kind, about.version, event.key)

    async def _decide(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> tuple[ArtefactKind, str] | None:
        """What an approver said about a page that somebody edited in Notion; the change to take over, if any."""
        session = await session_of(work, session_id)
        about = Reference.parse(event.press.operation or "")
        if not session.may_approve(event.user_id):
            named = [Person(session.owner, name) for name in session.approver_names]
            notice = notices.not_allowed(named)
            await speaking.whisper(work, session_id, f"tell:{event.key}"[:128], event.user_id, notice)
            return None
        key = about.key if about else ""
        await work.sessions.note(session_id, event.user_id, event.action.value, key=key)
        if event.action is Action.REPLACE and about and key:
            decisions: dict[str, Choice] = {key: "replace"}
            await enqueue_publication(work, self._engine, session, about.kind, about.version, event.key, decisions)
        elif event.action is Action.LEAVE_ALONE:
            await speaking.post(work, session_id, f"left:{event.key}"[:128], notices.page_left_alone())
        elif event.action is Action.TAKE_OVER:
            found = await work.sessions.latest_note(session_id, "notion_edit", key=key)
            change = str(found.get("change", "")) if found else ""
            return (artefact_of(key), change) if change else None
        return None

    # Around every event ----------------------------------------------------------------------------------------

    async def _event(self, work: UnitOfWork, key: str) -> dict[str, Any] | None:
        stored = await work.inbox.get(key)
        return {"session": stored.session_id, "event": stored.payload} if stored else None

    async def _guarded(self, session_id: str, key: str, run: Callable[[], Awaitable[None]]) -> bool:
        """Run, and say what there is to say; what goes wrong is told in the thread with a reference and a way on.

        False when it went wrong.
        """
        went_well = True
        try:
            await run()
        except EngineError:
            raise
        except SlackError as error:
            reference = await self._fail(session_id, key, str(error))
            log.warning("slack did not answer", reference=reference, session=session_id, key=key, code=error.code)
            went_well = False
        except Exception as error:
            reference = await self._fail(session_id, key, "")
            log.exception("an event failed", reference=reference, session=session_id, key=key, error=str(error))
            went_well = False
        await self._speaker.speak(session_id)
        return went_well

    async def _fail(self, session_id: str, key: str, reason: str) -> str:
        return await self._engine.transaction("failed", lambda work: self._note_failure(work, session_id, key, reason))

    async def _note_failure(self, work: UnitOfWork, session_id: str, key: str, reason: str) -> str:
        reference = secrets.token_hex(4)
        await work.inbox.failed(key, reference)
        notice = error_message(
            f"{reason or 'Something went wrong on my side'}. Everything that was said is kept.",
            reference=reference,
            way_on="Press Retry to go on.",
            session=session_id,
            operation=key,
        )
        session = await session_of(work, session_id)
        if session.thread_ts:
            await speaking.post(work, session_id, f"failed:{reference}", notice)
        elif session.response_url:
            await speaking.respond(work, session_id, f"failed:{reference}", session.response_url, notice)
        return reference
