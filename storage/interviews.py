"""Questions, what was said to them, and the evidence quoted from answers."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.planning.interview import Contribution, Evidence, Interview, Question, QuestionKind, QuestionState, WrittenBy
from bot.planning.session import Session
from storage.inserting import insert_into
from storage.tables import ChangeRequestRow, ContributionRow, EvidenceRow, QuestionRow


class Role(StrEnum):
    """What a contribution is to its question; only an `ANSWER` counts in the interview."""

    ANSWER = "answer"
    COUNTER_QUESTION = "counter"
    SIDE_TALK = "side"


@dataclass(frozen=True, slots=True)
class Said:
    """Where a stored contribution belongs."""

    question_id: str
    question_number: int
    question_state: QuestionState
    author: str
    text: str
    role: Role = Role.ANSWER


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question stands, without what was said to it. `settle_due` in seconds since the epoch."""

    id: str
    number: int
    state: QuestionState
    round: int
    settle_due: float | None


class Interviews:
    """The record of a session's interview."""

    def __init__(self, session: AsyncSession) -> None:
        self._db = session

    async def load(self, session: Session) -> Interview:
        """The whole record, as the planning core reads it."""
        questions = (
            await self._db.scalars(
                select(QuestionRow).where(QuestionRow.session_id == session.id).order_by(QuestionRow.number)
            )
        ).all()
        said = (
            await self._db.scalars(
                select(ContributionRow)
                .where(
                    ContributionRow.session_id == session.id,
                    ContributionRow.role == Role.ANSWER,
                    ContributionRow.deleted.is_(False),
                )
                .order_by(ContributionRow.said_at)
            )
        ).all()
        requests = await self._db.scalars(
            select(ChangeRequestRow)
            .where(ChangeRequestRow.session_id == session.id)
            .order_by(ChangeRequestRow.created_at)
        )
        evidence = await self._db.scalars(select(EvidenceRow).where(EvidenceRow.session_id == session.id))
        return Interview(
            title=session.title,
            idea=session.idea,
            questions=tuple(_question(row, said) for row in questions),
            evidence=tuple(Evidence(row.facet, row.question, row.quote) for row in evidence.all()),
            language=session.language,
            idea_permalink=session.idea_permalink,
            owner=session.owner,
            owner_name=session.owner_name,
            requests=tuple(
                Contribution(r.key, r.author, r.author_name, r.text, r.said_at, r.permalink) for r in requests.all()
            ),
        )

    async def asked(self, question_id: str) -> Asked | None:
        """How that question stands; cheaper than the whole record."""
        row = await self._db.get(QuestionRow, question_id, populate_existing=True)
        if row is None:
            return None
        return Asked(row.id, row.number, QuestionState(row.state), row.round, row.settle_due)

    async def add_question(self, session_id: str, question: Question, note: str = "") -> None:
        """Store a new question."""
        self._db.add(
            QuestionRow(
                id=question.id,
                session_id=session_id,
                number=question.number,
                facet=question.facet,
                text=question.text,
                why=question.why,
                options=list(question.options),
                recommended=question.recommended,
                written_by=question.written_by.value,
                note=note,
                kind=question.kind.value,
                state=question.state.value,
            )
        )
        await self._db.flush()

    async def change_question(self, question_id: str, **values: Any) -> None:
        """Set columns of a question (`state`, `unclear`, `decided_by`, `posted_at`, `settle_due`)."""
        if isinstance(values.get("state"), QuestionState):
            values["state"] = values["state"].value
        await self._db.execute(update(QuestionRow).where(QuestionRow.id == question_id).values(**values))

    async def reopen(self, question_id: str) -> int:
        """Open a question again for another round of answers, and return the number of the round (2, 3, …)."""
        row = await self._db.execute(
            update(QuestionRow)
            .where(QuestionRow.id == question_id)
            .values(state=QuestionState.OPEN.value, round=QuestionRow.round + 1, posted_at="", settle_due=None)
            .returning(QuestionRow.round)
        )
        return row.scalar_one()

    async def round_of(self, question_id: str) -> int:
        """The round of answers that the question is in, from 1."""
        return await self._db.scalar(select(QuestionRow.round).where(QuestionRow.id == question_id)) or 1

    async def contribute(self, session_id: str, question_id: str, said: Contribution) -> bool:
        """Record what somebody said; False when that message is recorded already."""
        insert = insert_into(self._db, ContributionRow).values(
            id=said.id,
            session_id=session_id,
            question_id=question_id,
            round=select(QuestionRow.round).where(QuestionRow.id == question_id).scalar_subquery(),
            author=said.author,
            author_name=said.author_name,
            text=said.text,
            said_at=said.said_at,
            permalink=said.permalink,
            role=Role.ANSWER.value,
            late=said.late,
            deleted=False,
            edits=[],
        )
        row = await self._db.execute(insert.on_conflict_do_nothing().returning(ContributionRow.id))
        return row.first() is not None

    async def arm(self, question_id: str, due: float) -> None:
        """Say when the question's answer is complete unless more is said: seconds since the epoch."""
        await self.change_question(question_id, settle_due=due)

    async def disarm(self, question_id: str) -> None:
        """Nothing is waited for any more."""
        await self.change_question(question_id, settle_due=None)

    async def voices(self, question_id: str) -> int:
        """How many people have answered the question in its present round."""
        authors = await self._db.scalars(
            select(ContributionRow.author)
            .where(
                ContributionRow.question_id == question_id,
                ContributionRow.round
                == select(QuestionRow.round).where(QuestionRow.id == question_id).scalar_subquery(),
                ContributionRow.role == Role.ANSWER,
                ContributionRow.deleted.is_(False),
            )
            .distinct()
        )
        return len(authors.all())

    async def classify(self, contribution_ids: Iterable[str], role: Role) -> None:
        """Say what contributions turned out to be; anything but an answer no longer counts as one."""
        await self._db.execute(
            update(ContributionRow).where(ContributionRow.id.in_(list(contribution_ids))).values(role=role.value)
        )

    async def said(self, session_id: str, said_at: str) -> Said | None:
        """What the message with that timestamp was recorded as."""
        found = await self._db.execute(
            select(QuestionRow, ContributionRow)
            .join(ContributionRow, ContributionRow.question_id == QuestionRow.id)
            .where(ContributionRow.session_id == session_id, ContributionRow.said_at == said_at)
        )
        row = found.first()
        if row is None:
            return None
        question, contribution = row
        state = QuestionState(question.state)
        role = Role(contribution.role)
        return Said(question.id, question.number, state, contribution.author, contribution.text, role)

    async def edit(self, session_id: str, said_at: str, text: str) -> None:
        """Replace the words of a message, keeping the earlier ones."""
        row = await self._db.scalar(
            select(ContributionRow).where(ContributionRow.session_id == session_id, ContributionRow.said_at == said_at)
        )
        if row is not None and row.text != text:
            row.edits = [*row.edits, {"at": time.time(), "text": row.text}]
            row.text = text
            row.role = Role.ANSWER.value
            await self._db.flush()

    async def delete(self, session_id: str, said_at: str) -> None:
        """Take a message out of the answer."""
        await self._db.execute(
            update(ContributionRow)
            .where(ContributionRow.session_id == session_id, ContributionRow.said_at == said_at)
            .values(deleted=True)
        )

    async def request_change(self, session_id: str, version: int, request: Contribution) -> None:
        """Record what somebody asked to change in a version; the same request again changes nothing."""
        insert = insert_into(self._db, ChangeRequestRow).values(
            session_id=session_id,
            key=request.id,
            version=version,
            author=request.author,
            author_name=request.author_name,
            text=request.text,
            said_at=request.said_at,
            permalink=request.permalink,
            created_at=time.time(),
        )
        await self._db.execute(insert.on_conflict_do_nothing())

    async def request_shown(self, session_id: str, key: str, said_at: str, permalink: str) -> None:
        """Record where in the thread a request is shown."""
        await self._db.execute(
            update(ChangeRequestRow)
            .where(ChangeRequestRow.session_id == session_id, ChangeRequestRow.key == key)
            .values(said_at=said_at, permalink=permalink)
        )

    async def add_evidence(self, session_id: str, evidence: Iterable[Evidence]) -> None:
        """Store which other facets an answer made clear."""
        for item in evidence:
            insert = insert_into(self._db, EvidenceRow).values(
                session_id=session_id, question=item.question, facet=item.facet, quote=item.quote
            )
            await self._db.execute(insert.on_conflict_do_nothing())


def _question(row: QuestionRow, said: Iterable[ContributionRow]) -> Question:
    mine = [c for c in said if c.question_id == row.id]
    answered_in = max((c.round for c in mine), default=row.round)
    return Question(
        id=row.id,
        number=row.number,
        facet=row.facet,
        text=row.text,
        why=row.why,
        options=tuple(row.options),
        recommended=row.recommended,
        written_by=WrittenBy(row.written_by),
        kind=QuestionKind(row.kind),
        state=QuestionState(row.state),
        contributions=tuple(
            Contribution(
                c.id,
                c.author,
                c.author_name,
                c.text,
                c.said_at,
                c.permalink,
                superseded=c.round < answered_in,
                late=c.late,
            )
            for c in mine
        ),
        unclear=row.unclear,
        posted_at=row.posted_at,
        decided_by=row.decided_by,
    )
