"""Recording what people say: messages, edits, deletions, quick answers, and when an answer is complete."""

import json
import time
from dataclasses import dataclass

from bot.flow import speaking
from bot.flow.decisions import keep_decisions
from bot.flow.engine import Engine
from bot.flow.parts import Parts
from bot.flow.questions import Questions
from bot.flow.record import load, session_of
from bot.flow.versions import version_key
from bot.planning.interview import Contribution, Interview, Question, QuestionState
from bot.planning.session import Participant, Session
from bot.planning.stages import INTERVIEWED, Phase
from bot.planning.topics import Side
from bot.slack.delivery import permalink
from bot.slack.inbound import ButtonPressed, MessageDeleted, MessageEdited, MessagePosted, ReactionAdded
from bot.slack.messages import SlackMessage, notices
from storage import UnitOfWork
from storage.interviews import Asked, Role
from storage.waiting import QUESTION

SETTLE = "settle_answer"
"""The name of the workflow that ends the quiet time; never rename it."""

SETTLING_REACTIONS = frozenset({"white_check_mark", "heavy_check_mark", "ballot_box_with_check", "+1", "thumbsup"})
TAKEN = "eyes"
EARLY_SECONDS = 0.05
"""A clock that is read twice may differ by that much."""


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


class Answers:
    """Every method runs inside a transaction of the caller; what has to be said goes into the outbox with it."""

    def __init__(self, parts: Parts, questions: Questions) -> None:
        self._engine: Engine = parts.engine
        self._quiet = parts.quiet
        self._workspace_url = parts.identity.url
        self._questions = questions

    async def record(self, work: UnitOfWork, session_id: str, event: MessagePosted, author: Participant) -> None:
        """A message belongs to the question that its author had before them; each message is recorded once."""
        session = await session_of(work, session_id)
        posted = await work.outbox.newest_before(session_id, QUESTION, event.ts)
        question = await work.interviews.asked(posted.removeprefix(QUESTION).rpartition(":")[0])
        if question is None or not await self._is_part_of_the_interview(work, session, question, event.ts):
            return
        if not event.text.strip() and event.files:
            notice = notices.files_are_not_read(author.name)
            await speaking.whisper(work, session_id, f"file:{event.key}"[:128], event.user_id, notice)
            return
        late = question.state is not QuestionState.OPEN
        said = Contribution(
            id=f"{session_id}:{event.ts}",
            author=event.user_id,
            author_name=author.name,
            text=_with_files(event),
            said_at=event.ts,
            permalink=self._link(session, event.ts),
            late=late,
        )
        if not await work.interviews.contribute(session_id, question.id, said):
            return
        if (author.user_id, author.name) not in {(p.user_id, p.name) for p in session.participants}:
            await work.sessions.join(session_id, [author])
        await speaking.react(work, session_id, event.ts, TAKEN)
        if late:
            await keep_decisions(work, session_id, question.id)
        if not late:
            await self._arm(work, session_id, question)
        elif not _being_asked(session, question.side):
            notice = notices.answer_changed(f"Q{question.number}", deleted=False)
            await speaking.post(work, session_id, f"changed:{event.key}"[:128], notice)

    async def _arm(self, work: UnitOfWork, session_id: str, question: Asked) -> None:
        """Wait for more before the answer counts; each message starts the wait anew, and one look at a time is due."""
        wait = self._quiet.after(await work.interviews.voices(question.id))
        await work.interviews.arm(question.id, time.time() + wait)
        if question.settle_due is None:
            await self._look_again(work, Settling(session_id, question.id, question.round), wait)

    async def _look_again(self, work: UnitOfWork, settling: Settling, wait: float) -> None:
        sequence = await work.sessions.next_sequence(settling.session_id)
        await self._engine.enqueue(
            work,
            workflow=SETTLE,
            workflow_id=f"settle:{settling.question_id}:{sequence}",
            argument=settling.to_json(),
            partition=settling.session_id,
            priority=sequence,
            delay=wait,
        )

    async def _is_part_of_the_interview(self, work: UnitOfWork, session: Session, question: Asked, ts: str) -> bool:
        """Whether a message was written before what came of the interview was put up: then people discuss that."""
        if session.stage.side is not question.side:
            return False
        if session.stage.phase is Phase.INTERVIEW:
            return True
        kind = INTERVIEWED[question.side]
        latest = await work.documents.latest(session.id, kind)
        key = version_key(session.id, kind, latest.version) if latest else ""
        shown = await work.outbox.ref(f"review:{key}") if key else ""
        return not shown or ts < shown

    async def change(
        self, work: UnitOfWork, session_id: str, event: MessageEdited | MessageDeleted, author: str
    ) -> None:
        """An edited or deleted message changes the record; an answer still open waits for more again."""
        said = await work.interviews.said(session_id, event.ts)
        if said is None:
            await self._overtaken(work, session_id, event, author)
            return
        session, _ = await load(work, session_id)
        if isinstance(event, MessageEdited):
            if said.text == event.text:
                return
            await work.interviews.edit(session_id, event.ts, event.text)
        else:
            await work.interviews.delete(session_id, event.ts)
        await work.sessions.note(session_id, event.user_id, event.kind, question=said.question_number, ts=event.ts)
        await keep_decisions(work, session_id, said.question_id)
        question = await work.interviews.asked(said.question_id)
        if question is not None and question.state is QuestionState.OPEN:
            await self._arm(work, session_id, question)
        elif question is not None and _being_asked(session, question.side):
            await self._put_again_if_empty(work, session, said.question_id)
            await self._questions.redraw(work, session_id, said.question_id)
        else:
            notice = notices.answer_changed(f"Q{said.question_number}", deleted=isinstance(event, MessageDeleted))
            await speaking.post(work, session_id, f"changed:{event.key}"[:128], notice)

    async def _overtaken(
        self, work: UnitOfWork, session_id: str, event: MessageEdited | MessageDeleted, author: str
    ) -> None:
        """The change came before the message itself: Slack promises no order. What the message says now counts."""
        now = MessagePosted(
            key=event.key,
            workspace_id=event.workspace_id,
            channel_id=event.channel_id,
            user_id=event.user_id,
            thread_ts=event.thread_ts,
            ts=event.ts,
            text=event.text if isinstance(event, MessageEdited) else "",
        )
        await self.record(work, session_id, now, Participant(event.user_id, author))
        if isinstance(event, MessageDeleted):
            await work.interviews.delete(session_id, event.ts)
            said = await work.interviews.said(session_id, event.ts)
            if said is not None:
                await keep_decisions(work, session_id, said.question_id)

    async def _put_again_if_empty(self, work: UnitOfWork, session: Session, question_id: str) -> None:
        interview = await work.interviews.load(session, session.stage.side)
        question = next(q for q in interview.questions if q.id == question_id)
        if question.state is QuestionState.ANSWERED and not question.answer:
            await work.interviews.change_question(question_id, state=QuestionState.SET_ASIDE)

    async def checked(self, work: UnitOfWork, session_id: str, event: ReactionAdded) -> str:
        """The id of the open question that a check mark settles; empty when the reaction means nothing.

        On a message that was taken for talk or for a question back it says that this is the answer all the same.
        """
        if event.reaction.partition("::")[0] not in SETTLING_REACTIONS:
            return ""
        said = await work.interviews.said(session_id, event.ts)
        if said is not None and said.role is not Role.ANSWER and said.question_state is QuestionState.OPEN:
            await work.interviews.classify([f"{session_id}:{event.ts}"], Role.ANSWER)
        _, interview = await load(work, session_id)
        question = interview.open_question
        if question is None or not question.answer:
            return ""
        concerned = {question.posted_at, *(c.said_at for c in question.contributions)}
        return question.id if event.ts in concerned else ""

    async def choose(self, work: UnitOfWork, session_id: str, event: ButtonPressed, author: str) -> bool:
        """Record a quick answer; False when the button is stale."""
        session, interview = await load(work, session_id)
        question = pressed_question(interview, event)
        option = event.press.option
        if question is None or option is None or not 0 <= option < len(question.options):
            await tell(work, session_id, event, notices.stale_button())
            return False
        said = Contribution(
            id=f"{session_id}:{event.key}",
            author=event.user_id,
            author_name=author,
            text=question.options[option],
            said_at=f"{question.posted_at}#{event.user_id}",
            permalink=self._link(session, question.posted_at),
        )
        await work.interviews.contribute(session_id, question.id, said)
        await work.sessions.join(session_id, [Participant(event.user_id, author)])
        return True

    async def is_due(self, work: UnitOfWork, settling: Settling) -> bool:
        """Whether the quiet time of the open question is over and there is an answer."""
        question = await work.interviews.asked(settling.question_id)
        if question is None or question.state is not QuestionState.OPEN or question.settle_due is None:
            return False
        if question.round != settling.round:
            return False
        if not await work.interviews.voices(settling.question_id):
            await work.interviews.disarm(settling.question_id)
            return False
        if await work.inbox.waiting(settling.session_id, "message_posted"):
            # What has arrived but is not recorded yet may be part of the answer: look again right after it.
            await self._look_again(work, settling, 0)
            return False
        left = question.settle_due - time.time()
        if left > EARLY_SECONDS:
            await self._look_again(work, settling, left)
            return False
        # Whatever becomes of the reading, the next message starts a wait of its own.
        await work.interviews.disarm(settling.question_id)
        return True

    def _link(self, session: Session, ts: str) -> str:
        return permalink(self._workspace_url, session.channel_id, ts, session.thread_ts)


def pressed_question(interview: Interview, event: ButtonPressed) -> Question | None:
    """The open question, if the button belongs to it."""
    question = interview.open_question
    return question if question is not None and question.id == event.press.question else None


async def tell(work: UnitOfWork, session_id: str, event: ButtonPressed, notice: SlackMessage) -> None:
    """Show a notice to whoever pressed."""
    await speaking.whisper(work, session_id, f"tell:{event.key}"[:128], event.user_id, notice)


def _being_asked(session: Session, side: Side) -> bool:
    return session.stage.phase is Phase.INTERVIEW and session.stage.side is side


def _with_files(event: MessagePosted) -> str:
    files = [f"(file: {file.name} {file.permalink})".replace(" )", ")") for file in event.files]
    return "\n".join([event.text, *files]).strip()
