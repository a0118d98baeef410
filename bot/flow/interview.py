"""The interview as it happens: what is said is recorded, an answer settles, the next question follows.

Every function that changes the record runs in one transaction and writes what has to be said into the outbox of the
same transaction. Nothing here decides about the method: that is `bot.planning.interview`.
"""

from typing import TypeVar

from bot.flow import speaking
from bot.flow.answers import Answers, Settling, pressed_question, tell
from bot.flow.dashboard import refresh_dashboard
from bot.flow.decisions import keep_decisions
from bot.flow.model_trouble import tell_owner
from bot.flow.parts import Parts
from bot.flow.questions import Questions
from bot.flow.record import load
from bot.planning.interview import QuestionKind, QuestionState
from bot.planning.known import known_facets
from bot.planning.reading import Kind
from bot.planning.session import Participant
from bot.planning.stages import Phase, Stage
from bot.slack.delivery import Place
from bot.slack.inbound import ButtonPressed, MessageDeleted, MessageEdited, MessagePosted, ReactionAdded
from bot.slack.messages import notices
from bot.slack.messages.technical import interview_begins
from bot.slack.spoken import mentioned, plain_text
from bot.writing.writer import AcceptedTurn
from storage import UnitOfWork
from storage.interviews import Role

READING = "is reading the answers…"

Written = TypeVar("Written", MessagePosted, MessageEdited)


class InterviewFlow:
    """Steps 1 and 3 of the method on the record of one session.

    Names are asked for outside of steps: they never decide what happens next, and a transaction that was recorded is
    not run again.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._engine = parts.engine
        self._questions = Questions(parts.identity.url)
        self._answers = Answers(parts, self._questions)

    # What people do --------------------------------------------------------------------------------------------

    async def said(self, session_id: str, event: MessagePosted) -> None:
        """A message in the thread: it belongs to the question that its author had before them."""
        names = await self._names(event.user_id, *mentioned(event.text))
        words = as_written(event, names)
        zone = (await self._parts.delivery.profile_of(event.user_id)).time_zone
        author = Participant(event.user_id, names[event.user_id], time_zone=zone)
        await self._engine.transaction("record", lambda work: self._answers.record(work, session_id, words, author))

    async def edited(self, session_id: str, event: MessageEdited) -> None:
        """An edited message changes the recorded answer."""
        names = await self._names(event.user_id, *mentioned(event.text))
        words = as_written(event, names)
        author = names[event.user_id]
        await self._engine.transaction("edit", lambda work: self._answers.change(work, session_id, words, author))

    async def deleted(self, session_id: str, event: MessageDeleted) -> None:
        """A deleted message leaves the recorded answer; a question without any answer left is put again."""
        author = await self._parts.delivery.name_of(event.user_id)
        await self._engine.transaction("delete", lambda work: self._answers.change(work, session_id, event, author))
        if await self._engine.transaction("orphaned", lambda work: self._nothing_open(work, session_id)):
            await self.go_on(session_id)

    async def reacted(self, session_id: str, event: ReactionAdded) -> bool:
        """A check mark settles the answer at once. True when the team is through with its questions."""
        question_id = await self._engine.transaction(
            "check", lambda work: self._answers.checked(work, session_id, event)
        )
        return bool(question_id) and await self.settle(session_id, question_id, final=True)

    async def chose(self, session_id: str, event: ButtonPressed) -> bool:
        """A quick answer, which settles at once."""
        author = await self._parts.delivery.name_of(event.user_id)
        took = await self._engine.transaction(
            "choose", lambda work: self._answers.choose(work, session_id, event, author)
        )
        return took and await self.settle(session_id, str(event.press.question), final=True)

    async def passed(self, session_id: str, event: ButtonPressed, state: QuestionState) -> bool:
        """*Skip* or *We don't know*: the question is settled without an answer."""
        author = await self._parts.delivery.name_of(event.user_id)
        took = await self._engine.transaction("pass", lambda work: self._pass(work, session_id, event, author, state))
        return took and await self.go_on(session_id)

    async def went_back(self, session_id: str, event: ButtonPressed) -> None:
        """*Back*: the open question is set aside and the one before it opened again."""
        author = await self._parts.delivery.name_of(event.user_id)
        await self._engine.transaction("back", lambda work: self._back(work, session_id, event, author))

    async def begin_technical(self, session_id: str) -> bool:
        """Begin the technical interview with what is known already. True when nothing is left to ask."""
        await self._engine.transaction("begin", lambda work: self._begin(work, session_id))
        return await self.go_on(session_id)

    async def stopped(self, session_id: str, event: ButtonPressed) -> bool:
        """*That's enough*: what was said counts as the answer, what was not asked becomes an open question."""
        author = await self._parts.delivery.name_of(event.user_id)
        return await self._engine.transaction("enough", lambda work: self._enough(work, session_id, event, author))

    # What follows ----------------------------------------------------------------------------------------------

    async def quiet_ended(self, settling: Settling) -> bool:
        """The quiet time may be over. True when the team is through with its questions."""
        due = await self._engine.transaction("due", lambda work: self._answers.is_due(work, settling))
        return due and await self.settle(settling.session_id, settling.question_id)

    async def settle(self, session_id: str, question_id: str, *, final: bool = False) -> bool:
        """Read the answer and put the next question. True when nothing is left to ask.

        `final`: somebody said that this is the answer, so it is not taken for talk.
        """
        turn = await self._engine.step("turn", lambda: self._turn(session_id, question_id, final), AcceptedTurn)
        outcome = await self._engine.transaction("apply", lambda work: self._apply(work, session_id, question_id, turn))
        if outcome == "propose":
            return await self.go_on(session_id)
        return outcome == "write"

    async def go_on(self, session_id: str) -> bool:
        """Put the next question where none is open. True when nothing is left to ask."""
        outcome = await self._engine.transaction("next", lambda work: self._questions.put_next(work, session_id, None))
        if outcome == "propose":
            turn = await self._engine.step("propose", lambda: self._turn(session_id, None, False), AcceptedTurn)
            outcome = await self._engine.transaction("ask", lambda work: self._ask(work, session_id, turn))
        return outcome == "write"

    # Transactions ----------------------------------------------------------------------------------------------

    async def _begin(self, work: UnitOfWork, session_id: str) -> None:
        await work.sessions.change(session_id, stage=Stage.TECHNICAL_INTERVIEW)
        session, interview = await load(work, session_id)
        known = known_facets(interview)
        await work.interviews.add_evidence(session_id, known)
        await speaking.post(
            work, session_id, f"technical:{session_id}:{session.revision}", interview_begins(interview, known)
        )
        await refresh_dashboard(work, session_id)

    async def _nothing_open(self, work: UnitOfWork, session_id: str) -> bool:
        session, interview = await load(work, session_id)
        asked_before = bool(interview.questions)
        return session.stage.phase is Phase.INTERVIEW and asked_before and interview.open_question is None

    async def _pass(
        self, work: UnitOfWork, session_id: str, event: ButtonPressed, author: str, state: QuestionState
    ) -> bool:
        _, interview = await load(work, session_id)
        question = pressed_question(interview, event)
        if question is None:
            await tell(work, session_id, event, notices.stale_button())
            return False
        await work.interviews.change_question(question.id, state=state, decided_by=author, settle_due=None)
        await keep_decisions(work, session_id, question.id)
        await work.sessions.note(session_id, event.user_id, state.value, question=question.number)
        await self._questions.redraw(work, session_id, question.id)
        return True

    async def _back(self, work: UnitOfWork, session_id: str, event: ButtonPressed, author: str) -> None:
        _, interview = await load(work, session_id)
        question = pressed_question(interview, event)
        if question is None:
            await tell(work, session_id, event, notices.stale_button())
            return
        earlier = interview.previous_to(question)
        if earlier is None:
            await tell(work, session_id, event, notices.nothing_to_go_back_to())
            return
        await work.interviews.change_question(
            question.id, state=QuestionState.SET_ASIDE, decided_by=author, settle_due=None
        )
        await self._questions.redraw(work, session_id, question.id)
        await self._questions.reopen(work, session_id, earlier)
        await refresh_dashboard(work, session_id)

    async def _enough(self, work: UnitOfWork, session_id: str, event: ButtonPressed, author: str) -> bool:
        session, interview = await load(work, session_id)
        question = interview.open_question
        if session.stage.phase is not Phase.INTERVIEW:
            await tell(work, session_id, event, notices.stale_button())
            return False
        if question is not None:
            state = QuestionState.ANSWERED if question.answer else QuestionState.SKIPPED
            await work.interviews.change_question(question.id, state=state, decided_by=author, settle_due=None)
            await keep_decisions(work, session_id, question.id)
            await self._questions.redraw(work, session_id, question.id)
        for waiting in interview.questions:
            if waiting.state is QuestionState.SET_ASIDE:
                await work.interviews.change_question(waiting.id, state=QuestionState.SKIPPED)
                await keep_decisions(work, session_id, waiting.id)
        await work.sessions.note(session_id, event.user_id, "enough", progress=str(interview.progress))
        return True

    async def _turn(self, session_id: str, question_id: str | None, final: bool) -> AcceptedTurn:
        async with self._engine.database.reading() as work:
            session, interview = await load(work, session_id)
        answered = next((q for q in interview.questions if q.id == question_id), None)
        if self._parts.guard.takes_time:
            await self._parts.delivery.show_status(Place(session.channel_id, session.thread_ts), READING)
        return await self._parts.guard.accept_turn(interview, answered, final=final)

    async def _ask(self, work: UnitOfWork, session_id: str, turn: AcceptedTurn) -> str:
        session, _ = await load(work, session_id)
        await tell_owner(work, session, turn.setting)
        return await self._questions.put_next(work, session_id, turn.question)

    async def _apply(self, work: UnitOfWork, session_id: str, question_id: str, turn: AcceptedTurn) -> str:
        session, interview = await load(work, session_id)
        question = interview.open_question
        if question is None or question.id != question_id:
            return "done"
        await tell_owner(work, session, turn.setting)
        match turn.reading.kind:
            case Kind.COUNTER_QUESTION:
                await self._questions.explain(work, session, question, turn.reading.explanation)
                return "done"
            case Kind.SIDE_TALK:
                await work.interviews.classify([c.id for c in question.answer], Role.SIDE_TALK)
                await work.interviews.change_question(question.id, settle_due=None)
                return "done"
        contradicted = turn.reading.kind is Kind.CONTRADICTION
        # Asked to resolve it and still of two minds: nothing is averaged, it becomes an open question.
        unresolved = contradicted and question.kind is QuestionKind.RESOLVE
        state = QuestionState.SKIPPED if unresolved else QuestionState.ANSWERED
        await work.interviews.change_question(question.id, state=state, unclear=turn.reading.unclear, settle_due=None)
        await work.interviews.classify(turn.reading.talk, Role.SIDE_TALK)
        await work.interviews.add_evidence(session_id, turn.reading.evidence)
        await keep_decisions(work, session_id, question.id, turn.reading)
        await work.sessions.note(session_id, "", "answered", question=question.number, note=turn.note)
        await self._questions.redraw(work, session_id, question.id)
        if contradicted and not unresolved and turn.question is not None:
            await self._questions.ask(work, session_id, turn.question, QuestionKind.RESOLVE, turn.reading.positions)
            await refresh_dashboard(work, session_id)
            return "done"
        return await self._questions.put_next(work, session_id, turn.question)

    async def _names(self, *user_ids: str) -> dict[str, str]:
        return {user_id: await self._parts.delivery.name_of(user_id) for user_id in dict.fromkeys(user_ids)}


def as_written(event: Written, names: dict[str, str]) -> Written:
    """The event with its text as people wrote it: names for ids, `<` for `&lt;`."""
    return event.model_copy(update={"text": plain_text(event.text, names)})
