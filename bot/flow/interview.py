"""The interview as it happens: what is said is recorded, an answer settles, the next question follows.

Every function that changes the record runs in one transaction and writes what has to be said into the outbox of the
same transaction. Nothing here decides about the method: that is `bot.planning.interview`.
"""

import json
import time
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.flow import speaking
from bot.flow.dashboard import refresh_dashboard
from bot.flow.parts import Parts
from bot.planning.interview import Ask, Contribution, Interview, Question, QuestionKind, QuestionState, Reopen
from bot.planning.reading import Kind, Position
from bot.planning.session import Participant, Session
from bot.planning.stages import Stage
from bot.planning.topics import topic_of
from bot.slack.delivery import SlackError, permalink
from bot.slack.inbound import ButtonPressed, MessageDeleted, MessageEdited, MessagePosted, ReactionAdded
from bot.slack.messages import SlackMessage, notices
from bot.slack.messages.contradiction import contradiction_message
from bot.slack.messages.explanation import explanation_message
from bot.slack.messages.question import question_message, settled_question_message
from bot.slack.spoken import mentioned, plain_text
from bot.writing.writer import AcceptedQuestion, AcceptedTurn
from storage import UnitOfWork
from storage.interviews import Role

SETTLE = "settle_answer"
"""The name of the workflow that ends the quiet time; never rename it."""

SETTLING_REACTIONS = frozenset({"white_check_mark", "heavy_check_mark", "ballot_box_with_check", "+1", "thumbsup"})
TAKEN = "eyes"

Written = TypeVar("Written", MessagePosted, MessageEdited)


@dataclass(frozen=True, slots=True)
class Settling:
    """The argument of the workflow that ends a quiet time."""

    session_id: str
    question_id: str
    round: int

    def to_json(self) -> str:
        """As the engine keeps it."""
        return json.dumps({"session": self.session_id, "question": self.question_id, "round": self.round})

    @classmethod
    def from_json(cls, text: str) -> "Settling":
        """Read it back."""
        found = json.loads(text)
        return cls(found["session"], found["question"], found["round"])


class InterviewFlow:
    """Steps 1 of the method on the record of one session."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._engine = parts.engine

    # What people do --------------------------------------------------------------------------------------------

    async def said(self, session_id: str, event: MessagePosted) -> None:
        """A message in the thread: it belongs to the question that its author had before them."""
        names = await self._engine.step("people", lambda: self._names(event.user_id, *mentioned(event.text)))
        words = as_written(event, names)
        await self._engine.transaction(
            "record", lambda work: self._record(work, session_id, words, names[event.user_id])
        )

    async def edited(self, session_id: str, event: MessageEdited) -> None:
        """An edited message changes the recorded answer."""
        names = await self._engine.step("people", lambda: self._names(event.user_id, *mentioned(event.text)))
        words = as_written(event, names)
        await self._engine.transaction("edit", lambda work: self._change(work, session_id, words))

    async def deleted(self, session_id: str, event: MessageDeleted) -> None:
        """A deleted message leaves the recorded answer; a question without any answer left is put again."""
        await self._engine.transaction("delete", lambda work: self._change(work, session_id, event))
        if await self._engine.transaction("orphaned", lambda work: self._nothing_open(work, session_id)):
            await self.go_on(session_id)

    async def reacted(self, session_id: str, event: ReactionAdded) -> bool:
        """A check mark settles the answer at once. True when the team is through with its questions."""
        question_id = await self._engine.transaction("check", lambda work: self._checked(work, session_id, event))
        return bool(question_id) and await self.settle(session_id, question_id, final=True)

    async def chose(self, session_id: str, event: ButtonPressed) -> bool:
        """A quick answer, which settles at once."""
        author = await self._engine.step("author", lambda: self._name(event.user_id))
        took = await self._engine.transaction("choose", lambda work: self._choose(work, session_id, event, author))
        return took and await self.settle(session_id, str(event.press.question), final=True)

    async def passed(self, session_id: str, event: ButtonPressed, state: QuestionState) -> bool:
        """*Skip* or *We don't know*: the question is settled without an answer."""
        author = await self._engine.step("author", lambda: self._name(event.user_id))
        took = await self._engine.transaction("pass", lambda work: self._pass(work, session_id, event, author, state))
        return took and await self.go_on(session_id)

    async def went_back(self, session_id: str, event: ButtonPressed) -> None:
        """*Back*: the open question is set aside and the one before it opened again."""
        author = await self._engine.step("author", lambda: self._name(event.user_id))
        await self._engine.transaction("back", lambda work: self._back(work, session_id, event, author))

    async def stopped(self, session_id: str, event: ButtonPressed) -> bool:
        """*That's enough*: what was said counts as the answer, what was not asked becomes an open question."""
        author = await self._engine.step("author", lambda: self._name(event.user_id))
        return await self._engine.transaction("enough", lambda work: self._enough(work, session_id, event, author))

    # What follows ----------------------------------------------------------------------------------------------

    async def quiet_ended(self, settling: Settling) -> bool:
        """The quiet time may be over. True when the team is through with its questions."""
        due = await self._engine.transaction("due", lambda work: self._is_due(work, settling))
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
        outcome = await self._engine.transaction("next", lambda work: self._next(work, session_id, None))
        if outcome == "propose":
            turn = await self._engine.step("propose", lambda: self._turn(session_id, None, False), AcceptedTurn)
            outcome = await self._engine.transaction("ask", lambda work: self._next(work, session_id, turn.question))
        return outcome == "write"

    # Transactions ----------------------------------------------------------------------------------------------

    async def _record(self, work: UnitOfWork, session_id: str, event: MessagePosted, author: str) -> None:
        session, interview = await self._load(work, session_id)
        question = interview.question_at(event.ts)
        if question is None or session.stage is not Stage.PRODUCT_INTERVIEW:
            return
        if not event.text.strip() and event.files:
            notice = notices.files_are_not_read(author)
            await speaking.whisper(work, session_id, f"file:{event.key}"[:128], event.user_id, notice)
            return
        late = question.state is not QuestionState.OPEN
        said = Contribution(
            id=f"{session_id}:{event.ts}",
            author=event.user_id,
            author_name=author,
            text=_with_files(event),
            said_at=event.ts,
            permalink=self._link(session, event.ts),
            late=late,
        )
        if not await work.interviews.contribute(session_id, question.id, said):
            return
        await work.sessions.join(session_id, [Participant(event.user_id, author)])
        await speaking.react(work, session_id, event.ts, TAKEN)
        if not late:
            await self._arm(work, session_id, question.id)

    async def _arm(self, work: UnitOfWork, session_id: str, question_id: str) -> None:
        """Wait for more before the answer counts; each message starts the wait anew."""
        wait = self._parts.quiet.after(await work.interviews.voices(question_id))
        await work.interviews.arm(question_id, time.time() + wait)
        sequence = await work.sessions.next_sequence(session_id)
        settling = Settling(session_id, question_id, await work.interviews.round_of(question_id))
        await self._engine.enqueue(
            work,
            workflow=SETTLE,
            workflow_id=f"settle:{question_id}:{sequence}",
            argument=settling.to_json(),
            partition=session_id,
            priority=sequence,
            delay=wait,
        )

    async def _change(self, work: UnitOfWork, session_id: str, event: MessageEdited | MessageDeleted) -> None:
        said = await work.interviews.said(session_id, event.ts)
        if said is None:
            return
        session, _ = await self._load(work, session_id)
        if isinstance(event, MessageEdited):
            if said.text == event.text:
                return
            await work.interviews.edit(session_id, event.ts, event.text)
        else:
            await work.interviews.delete(session_id, event.ts)
        await work.sessions.note(session_id, event.user_id, event.kind, question=said.question_number, ts=event.ts)
        if said.question_state is QuestionState.OPEN:
            await self._arm(work, session_id, said.question_id)
        elif session.stage is Stage.PRODUCT_INTERVIEW:
            await self._put_again_if_empty(work, session, said.question_id)
            await self._redraw(work, session_id, said.question_id)
        else:
            notice = notices.answer_changed(f"Q{said.question_number}", deleted=isinstance(event, MessageDeleted))
            await speaking.post(work, session_id, f"changed:{event.key}"[:128], notice)

    async def _put_again_if_empty(self, work: UnitOfWork, session: Session, question_id: str) -> None:
        interview = await work.interviews.load(session)
        question = next(q for q in interview.questions if q.id == question_id)
        if question.state is QuestionState.ANSWERED and not question.answer:
            await work.interviews.change_question(question_id, state=QuestionState.SET_ASIDE)

    async def _nothing_open(self, work: UnitOfWork, session_id: str) -> bool:
        session, interview = await self._load(work, session_id)
        asked_before = bool(interview.questions)
        return session.stage is Stage.PRODUCT_INTERVIEW and asked_before and interview.open_question is None

    async def _checked(self, work: UnitOfWork, session_id: str, event: ReactionAdded) -> str:
        if event.reaction.partition("::")[0] not in SETTLING_REACTIONS:
            return ""
        _, interview = await self._load(work, session_id)
        question = interview.open_question
        if question is None or not question.answer:
            return ""
        concerned = {question.posted_at, *(c.said_at for c in question.contributions)}
        return question.id if event.ts in concerned else ""

    async def _choose(self, work: UnitOfWork, session_id: str, event: ButtonPressed, author: str) -> bool:
        session, interview = await self._load(work, session_id)
        question = self._pressed_question(interview, event)
        option = event.press.option
        if question is None or option is None or not 0 <= option < len(question.options):
            await self._stale(work, session_id, event)
            return False
        said = Contribution(
            id=f"{session_id}:{event.key}"[:64],
            author=event.user_id,
            author_name=author,
            text=question.options[option],
            said_at=f"{question.posted_at}#{event.user_id}",
            permalink=self._link(session, question.posted_at),
        )
        await work.interviews.contribute(session_id, question.id, said)
        await work.sessions.join(session_id, [Participant(event.user_id, author)])
        return True

    async def _pass(
        self, work: UnitOfWork, session_id: str, event: ButtonPressed, author: str, state: QuestionState
    ) -> bool:
        _, interview = await self._load(work, session_id)
        question = self._pressed_question(interview, event)
        if question is None:
            await self._stale(work, session_id, event)
            return False
        await work.interviews.change_question(question.id, state=state, decided_by=author, settle_due=None)
        await work.sessions.note(session_id, event.user_id, state.value, question=question.number)
        await self._redraw(work, session_id, question.id)
        return True

    async def _back(self, work: UnitOfWork, session_id: str, event: ButtonPressed, author: str) -> None:
        _, interview = await self._load(work, session_id)
        question = self._pressed_question(interview, event)
        if question is None:
            await self._stale(work, session_id, event)
            return
        earlier = interview.previous_to(question)
        if earlier is None:
            await self._tell(work, session_id, event, notices.nothing_to_go_back_to())
            return
        await work.interviews.change_question(
            question.id, state=QuestionState.SET_ASIDE, decided_by=author, settle_due=None
        )
        await self._redraw(work, session_id, question.id)
        await self._reopen(work, session_id, earlier)
        await refresh_dashboard(work, session_id)

    async def _enough(self, work: UnitOfWork, session_id: str, event: ButtonPressed, author: str) -> bool:
        session, interview = await self._load(work, session_id)
        question = interview.open_question
        if session.stage is not Stage.PRODUCT_INTERVIEW:
            await self._stale(work, session_id, event)
            return False
        if question is not None:
            state = QuestionState.ANSWERED if question.answer else QuestionState.SKIPPED
            await work.interviews.change_question(question.id, state=state, decided_by=author, settle_due=None)
            await self._redraw(work, session_id, question.id)
        for waiting in interview.questions:
            if waiting.state is QuestionState.SET_ASIDE:
                await work.interviews.change_question(waiting.id, state=QuestionState.SKIPPED)
        await work.sessions.note(session_id, event.user_id, "enough", progress=str(interview.progress))
        return True

    async def _is_due(self, work: UnitOfWork, settling: Settling) -> bool:
        due = await work.interviews.settle_due(settling.question_id)
        if due is None or await work.interviews.open_question_id(settling.session_id) != settling.question_id:
            return False
        if await work.interviews.round_of(settling.question_id) != settling.round:
            return False
        # A message that has arrived but was not recorded yet is part of the answer; it will start the wait anew.
        return time.time() >= due - 0.05 and not await work.inbox.waiting(settling.session_id, "message_posted")

    async def _turn(self, session_id: str, question_id: str | None, final: bool) -> AcceptedTurn:
        async with self._engine.database.unit_of_work() as work:
            _, interview = await self._load(work, session_id)
        answered = next((q for q in interview.questions if q.id == question_id), None)
        return await self._parts.guard.accept_turn(interview, answered, final=final)

    async def _apply(self, work: UnitOfWork, session_id: str, question_id: str, turn: AcceptedTurn) -> str:
        session, interview = await self._load(work, session_id)
        question = interview.open_question
        if question is None or question.id != question_id:
            return "done"
        match turn.reading.kind:
            case Kind.COUNTER_QUESTION:
                await self._explain(work, session, question, turn.reading.explanation)
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
        await work.interviews.add_evidence(session_id, turn.reading.evidence)
        await work.sessions.note(session_id, "", "answered", question=question.number, note=turn.note)
        await self._redraw(work, session_id, question.id)
        if contradicted and not unresolved and turn.question is not None:
            await self._ask(work, session_id, turn.question, QuestionKind.RESOLVE, turn.reading.positions)
            await refresh_dashboard(work, session_id)
            return "done"
        return await self._next(work, session_id, turn.question)

    async def _explain(self, work: UnitOfWork, session: Session, question: Question, explanation: str) -> None:
        asked_back = [c.id for c in question.answer if "?" in c.text] or [c.id for c in question.answer]
        await work.interviews.classify(asked_back, Role.COUNTER_QUESTION)
        await work.interviews.change_question(question.id, settle_due=None)
        message = explanation_message(question, explanation, permalink=self._link(session, question.posted_at))
        await speaking.post(work, session.id, f"explain:{asked_back[-1]}"[:128], message)

    async def _next(self, work: UnitOfWork, session_id: str, proposed: AcceptedQuestion | None) -> str:
        session, interview = await self._load(work, session_id)
        if session.stage is not Stage.PRODUCT_INTERVIEW or interview.open_question is not None:
            return "done"
        step = interview.next_step()
        if isinstance(step, Reopen):
            await self._reopen(work, session_id, step.question)
        elif isinstance(step, Ask):
            if proposed is None or proposed.facet not in {facet.key for facet in step.facets}:
                return "propose"
            await self._ask(work, session_id, proposed, step.kind)
        else:
            return "write"
        await refresh_dashboard(work, session_id)
        return "done"

    async def _ask(
        self,
        work: UnitOfWork,
        session_id: str,
        accepted: AcceptedQuestion,
        kind: QuestionKind,
        positions: tuple[Position, ...] = (),
    ) -> None:
        _, interview = await self._load(work, session_id)
        last = interview.last_question
        number = last.number + 1 if last else 1
        question = Question(
            id=f"{session_id}.{number}",
            number=number,
            facet=accepted.facet,
            text=accepted.text,
            why=accepted.why,
            options=accepted.options,
            recommended=accepted.recommended,
            written_by=accepted.written_by,
            kind=kind,
        )
        await work.interviews.add_question(session_id, question, accepted.note)
        await self._post_question(work, session_id, question, interview.with_question(question), 1, positions)

    async def _reopen(self, work: UnitOfWork, session_id: str, question: Question) -> None:
        current_round = await work.interviews.reopen(question.id)
        reopened = replace(question, state=QuestionState.OPEN)
        _, interview = await self._load(work, session_id)
        await self._post_question(work, session_id, reopened, interview, current_round)

    async def _post_question(
        self,
        work: UnitOfWork,
        session_id: str,
        question: Question,
        interview: Interview,
        current_round: int,
        positions: tuple[Position, ...] = (),
    ) -> None:
        topic = topic_of(question.facet).title
        can_go_back = interview.previous_to(question) is not None
        if positions:
            message = contradiction_message(
                question,
                positions,
                topic=topic,
                progress=interview.progress,
                session=session_id,
                can_go_back=can_go_back,
            )
        else:
            message = question_message(
                question, topic=topic, progress=interview.progress, session=session_id, can_go_back=can_go_back
            )
        operation = question_operation(question.id, current_round)
        await speaking.post(work, session_id, operation, message, question=question.id)

    async def _redraw(self, work: UnitOfWork, session_id: str, question_id: str) -> None:
        """Show on the question's own message what became of it, without its buttons."""
        _, interview = await self._load(work, session_id)
        question = next(q for q in interview.questions if q.id == question_id)
        message = settled_question_message(
            question,
            topic=topic_of(question.facet).title,
            progress=interview.progress,
            decided_by=question.decided_by,
        )
        posted = question_operation(question_id, await work.interviews.round_of(question_id))
        sequence = await work.sessions.next_revision(session_id)
        await speaking.update(work, session_id, f"redraw:{question_id}:{sequence}", posted, message)

    def _pressed_question(self, interview: Interview, event: ButtonPressed) -> Question | None:
        question = interview.open_question
        return question if question is not None and question.id == event.press.question else None

    async def _stale(self, work: UnitOfWork, session_id: str, event: ButtonPressed) -> None:
        await self._tell(work, session_id, event, notices.stale_button())

    async def _tell(self, work: UnitOfWork, session_id: str, event: ButtonPressed, notice: SlackMessage) -> None:
        await speaking.whisper(work, session_id, f"tell:{event.key}"[:128], event.user_id, notice)

    async def _load(self, work: UnitOfWork, session_id: str) -> tuple[Session, Interview]:
        session = await work.sessions.get(session_id)
        if session is None:
            raise KeyError(session_id)
        return session, await work.interviews.load(session)

    async def _name(self, user_id: str) -> str:
        try:
            return (await self._parts.delivery.person(user_id)).name
        except SlackError:
            # What somebody said is worth more than their name.
            return user_id

    async def _names(self, *user_ids: str) -> dict[str, str]:
        return {user_id: await self._name(user_id) for user_id in dict.fromkeys(user_ids)}

    def _link(self, session: Session, ts: str) -> str:
        return permalink(self._parts.identity.url, session.channel_id, ts, session.thread_ts)


def as_written(event: Written, names: dict[str, str]) -> Written:
    """The event with its text as people wrote it: names for ids, `<` for `&lt;`."""
    return event.model_copy(update={"text": plain_text(event.text, names)})


def question_operation(question_id: str, current_round: int) -> str:
    """The operation that posts a question in a round of answers."""
    return f"question:{question_id}:{current_round}"


def _with_files(event: MessagePosted) -> str:
    files = [f"(file: {file.name} {file.permalink})".replace(" )", ")") for file in event.files]
    return "\n".join([event.text, *files]).strip()
