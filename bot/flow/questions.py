"""Putting questions: the next one, one that was set aside, and what became of one on its own message."""

from dataclasses import replace

from bot.flow import speaking
from bot.flow.dashboard import refresh_dashboard
from bot.flow.record import interview_of, load, session_of
from bot.planning.interview import Ask, Interview, Question, QuestionKind, QuestionState, Reopen
from bot.planning.reading import Position
from bot.planning.session import Session
from bot.planning.stages import Phase
from bot.planning.topics import topic_of
from bot.slack.delivery import permalink
from bot.slack.messages.contradiction import contradiction_message
from bot.slack.messages.explanation import explanation_message
from bot.slack.messages.question import question_message, settled_question_message
from bot.writing.writer import AcceptedQuestion
from storage import UnitOfWork
from storage.interviews import Role
from storage.waiting import QUESTION


class Questions:
    """Every method runs inside a transaction of the caller; what has to be said goes into the outbox with it."""

    def __init__(self, workspace_url: str) -> None:
        self._workspace_url = workspace_url

    async def explain(self, work: UnitOfWork, session: Session, question: Question, explanation: str) -> None:
        """Answer a counter-question; the open question stays open, word for word."""
        asked_back = [c.id for c in question.answer if "?" in c.text] or [c.id for c in question.answer]
        await work.interviews.classify(asked_back, Role.COUNTER_QUESTION)
        await work.interviews.change_question(question.id, settle_due=None)
        message = explanation_message(
            question,
            explanation,
            permalink=permalink(self._workspace_url, session.channel_id, question.posted_at, session.thread_ts),
        )
        await speaking.post(work, session.id, f"explain:{asked_back[-1]}"[:128], message)

    async def put_next(self, work: UnitOfWork, session_id: str, proposed: AcceptedQuestion | None) -> str:
        """Put the next question where none is open.

        "done", "propose" (a writer has to find words first), or "write" (nothing is left to ask).
        """
        session, interview = await load(work, session_id)
        if session.stage.phase is not Phase.INTERVIEW or interview.open_question is not None:
            return "done"
        step = interview.next_step()
        if isinstance(step, Reopen):
            await self.reopen(work, session_id, step.question)
        elif isinstance(step, Ask):
            if proposed is None or proposed.facet not in {facet.key for facet in step.facets}:
                return "propose"
            await self.ask(work, session_id, proposed, step.kind)
        else:
            return "write"
        await refresh_dashboard(work, session_id)
        return "done"

    async def ask(
        self,
        work: UnitOfWork,
        session_id: str,
        accepted: AcceptedQuestion,
        kind: QuestionKind,
        positions: tuple[Position, ...] = (),
    ) -> None:
        """Store a question that the guard accepted, and have it posted."""
        _, interview = await load(work, session_id)
        number = interview.next_number
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
        await work.interviews.add_question(session_id, interview.side, question, accepted.note)
        await self._post(work, session_id, question, interview.with_question(question), 1, positions)

    async def reopen(self, work: UnitOfWork, session_id: str, question: Question) -> None:
        """Open a question again, with the same number and words."""
        current_round = await work.interviews.reopen(question.id)
        reopened = replace(question, state=QuestionState.OPEN)
        _, interview = await load(work, session_id)
        await self._post(work, session_id, reopened, interview, current_round)

    async def _post(
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
        asks = " ".join(dict.fromkeys(position.author for position in positions))
        await speaking.post(work, session_id, operation, message, question=question.id, asks=asks)

    async def redraw(self, work: UnitOfWork, session_id: str, question_id: str) -> None:
        """Show on the question's own message what became of it, without its buttons."""
        session = await session_of(work, session_id)
        asked = await work.interviews.asked(question_id)
        interview = await interview_of(work, session, asked.side if asked else session.stage.side)
        question = next(q for q in interview.questions if q.id == question_id)
        message = settled_question_message(
            question,
            topic=topic_of(question.facet).title,
            progress=interview.progress,
            decided_by=question.decided_by,
        )
        posted = await work.outbox.newest(question_operation(question_id, await work.interviews.round_of(question_id)))
        sequence = await work.sessions.next_revision(session_id)
        await speaking.update(work, session_id, f"redraw:{question_id}:{sequence}", posted, message)


def question_operation(question_id: str, current_round: int) -> str:
    """The operation that posts a question in a round of answers."""
    return f"{QUESTION}{question_id}:{current_round}"
