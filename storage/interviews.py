"""Questions, what was said to them, and the evidence quoted from answers."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.planning.artefact import ArtefactKind
from bot.planning.interview import Contribution, Evidence, Interview, Question, QuestionKind, QuestionState, WrittenBy
from bot.planning.session import Session
from bot.planning.stages import INTERVIEWED
from bot.planning.topics import TOPICS, Side
from storage.checkpoints import Checkpoints
from storage.decisions import Decisions
from storage.inserting import InsertUnlessThere
from storage.tables import change_requests, contributions, evidence, questions


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
    side: Side
    state: QuestionState
    round: int
    settle_due: float | None


_QUESTIONS = select(questions).where(questions.c.session_id == bindparam("session_id")).order_by(questions.c.number)
_COUNTS = (contributions.c.role == Role.ANSWER.value, contributions.c.deleted.is_(False))
_ANSWERS = (
    select(contributions)
    .where(contributions.c.session_id == bindparam("session_id"), *_COUNTS)
    .order_by(contributions.c.said_at)
)
_REQUESTS = (
    select(*change_requests.c["key", "author", "author_name", "text", "said_at", "permalink"])
    .where(change_requests.c.session_id == bindparam("session_id"), change_requests.c.artefact == bindparam("artefact"))
    .order_by(change_requests.c.created_at)
)
_EVIDENCE = select(*evidence.c["facet", "question", "quote"]).where(evidence.c.session_id == bindparam("session_id"))

_ASKED = select(*questions.c["id", "number", "side", "state", "round", "settle_due"]).where(
    questions.c.id == bindparam("id")
)
_ADD_QUESTION = insert(questions)
_CHANGE_QUESTION = update(questions).where(questions.c.id == bindparam("which"))
_REOPEN = _CHANGE_QUESTION.values(round=questions.c.round + 1).returning(questions.c.round)
_ROUND = select(questions.c.round).where(questions.c.id == bindparam("which"))

_CONTRIBUTE = InsertUnlessThere(
    contributions, returning=contributions.c.id, computed={"round": _ROUND.scalar_subquery()}
)
_VOICES = (
    select(contributions.c.author)
    .where(
        contributions.c.question_id == bindparam("which"), contributions.c.round == _ROUND.scalar_subquery(), *_COUNTS
    )
    .distinct()
)
_CLASSIFY = update(contributions).where(contributions.c.id.in_(bindparam("ids", expanding=True)))
_MESSAGE = (contributions.c.session_id == bindparam("of_session"), contributions.c.said_at == bindparam("ts"))
_SAID = (
    select(
        contributions.c.question_id, questions.c.number, questions.c.state, *contributions.c["author", "text", "role"]
    )
    .join(questions, contributions.c.question_id == questions.c.id)
    .where(*_MESSAGE)
)
_WORDS = select(*contributions.c["text", "edits"]).where(*_MESSAGE)
_CHANGE_MESSAGE = update(contributions).where(*_MESSAGE)

_REQUEST_CHANGE = InsertUnlessThere(change_requests)
_CHANGE_REQUEST = update(change_requests).where(
    change_requests.c.session_id == bindparam("of_session"), change_requests.c.key == bindparam("which")
)
_ADD_EVIDENCE = InsertUnlessThere(evidence)


class Interviews:
    """The record of a session's interview."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def load(self, session: Session, side: Side) -> Interview:
        """The whole record of one side, as the planning core reads it, with the questions of the other."""
        of_session = {"session_id": session.id}
        asked = (await self._db.execute(_QUESTIONS, of_session)).all()
        said = (await self._db.execute(_ANSWERS, of_session)).all()
        requests = (await self._db.execute(_REQUESTS, {**of_session, "artefact": INTERVIEWED[side].value})).all()
        quoted = (await self._db.execute(_EVIDENCE, of_session)).all()
        return Interview(
            title=session.title,
            idea=session.idea,
            questions=tuple(_question(row, said) for row in asked if row.side == side),
            evidence=tuple(Evidence(*row) for row in quoted if row.facet in _facets(side)),
            topics=TOPICS[side],
            language=session.language,
            idea_permalink=session.idea_permalink,
            owner=session.owner,
            owner_name=session.owner_name,
            requests=tuple(Contribution(*row) for row in requests),
            side=side,
            earlier=tuple(_question(row, said) for row in asked if row.side != side),
            ledger=await Decisions(self._db).of(session.id),
            checkpoint=await Checkpoints(self._db).latest(session.id),
        )

    async def asked(self, question_id: str) -> Asked | None:
        """How that question stands; cheaper than the whole record."""
        row = (await self._db.execute(_ASKED, {"id": question_id})).first()
        return _asked(row) if row else None

    async def add_question(self, session_id: str, side: Side, question: Question, note: str = "") -> None:
        """Store a new question of one side."""
        row = {
            "id": question.id,
            "session_id": session_id,
            "number": question.number,
            "side": side.value,
            "facet": question.facet,
            "text": question.text,
            "why": question.why,
            "options": list(question.options),
            "recommended": question.recommended,
            "written_by": question.written_by.value,
            "note": note,
            "kind": question.kind.value,
            "state": question.state.value,
        }
        await self._db.execute(_ADD_QUESTION, row)

    async def change_question(self, question_id: str, **values: Any) -> None:
        """Set columns of a question (`state`, `unclear`, `decided_by`, `posted_at`, `settle_due`, `nudged_at`)."""
        if isinstance(values.get("state"), QuestionState):
            values["state"] = values["state"].value
        await self._db.execute(_CHANGE_QUESTION, {"which": question_id, **values})

    async def reopen(self, question_id: str) -> int:
        """Open a question again for another round of answers, and return the number of the round (2, 3, …)."""
        anew = {"posted_at": "", "settle_due": None, "nudged_at": None}
        which = {"which": question_id, "state": QuestionState.OPEN.value}
        number: int = (await self._db.execute(_REOPEN, {**which, **anew})).scalar_one()
        return number

    async def round_of(self, question_id: str) -> int:
        """The round of answers that the question is in, from 1."""
        return await self._db.scalar(_ROUND, {"which": question_id}) or 1

    async def contribute(self, session_id: str, question_id: str, said: Contribution) -> bool:
        """Record what somebody said; False when that message is recorded already."""
        row = {
            "id": said.id,
            "session_id": session_id,
            "question_id": question_id,
            "which": question_id,
            "author": said.author,
            "author_name": said.author_name,
            "text": said.text,
            "said_at": said.said_at,
            "permalink": said.permalink,
            "role": Role.ANSWER.value,
            "late": said.late,
        }
        return await self._db.scalar(_CONTRIBUTE.on(self._db), row) is not None

    async def arm(self, question_id: str, due: float) -> None:
        """Say when the question's answer is complete unless more is said: seconds since the epoch."""
        await self.change_question(question_id, settle_due=due)

    async def disarm(self, question_id: str) -> None:
        """Nothing is waited for any more."""
        await self.change_question(question_id, settle_due=None)

    async def voices(self, question_id: str) -> int:
        """How many people have answered the question in its present round."""
        return len((await self._db.scalars(_VOICES, {"which": question_id})).all())

    async def classify(self, contribution_ids: Iterable[str], role: Role) -> None:
        """Say what contributions turned out to be; anything but an answer no longer counts as one."""
        await self._db.execute(_CLASSIFY, {"ids": list(contribution_ids), "role": role.value})

    async def said(self, session_id: str, said_at: str) -> Said | None:
        """What the message with that timestamp was recorded as."""
        row = (await self._db.execute(_SAID, {"of_session": session_id, "ts": said_at})).first()
        if row is None:
            return None
        state, role = QuestionState(row.state), Role(row.role)
        return Said(row.question_id, row.number, state, row.author, row.text, role)

    async def edit(self, session_id: str, said_at: str, text: str) -> None:
        """Replace the words of a message, keeping the earlier ones."""
        message = {"of_session": session_id, "ts": said_at}
        row = (await self._db.execute(_WORDS, message)).first()
        if row is not None and row.text != text:
            edits = [*row.edits, {"at": time.time(), "text": row.text}]
            changed = {"edits": edits, "text": text, "role": Role.ANSWER.value}
            await self._db.execute(_CHANGE_MESSAGE, {**message, **changed})

    async def delete(self, session_id: str, said_at: str) -> None:
        """Take a message out of the answer."""
        await self._db.execute(_CHANGE_MESSAGE, {"of_session": session_id, "ts": said_at, "deleted": True})

    async def request_change(
        self, session_id: str, artefact: ArtefactKind, version: int, request: Contribution
    ) -> None:
        """Record what somebody asked to change in a version; the same request again changes nothing."""
        row = {
            "session_id": session_id,
            "key": request.id,
            "artefact": artefact.value,
            "version": version,
            "author": request.author,
            "author_name": request.author_name,
            "text": request.text,
            "said_at": request.said_at,
            "permalink": request.permalink,
            "created_at": time.time(),
        }
        await self._db.execute(_REQUEST_CHANGE.on(self._db), row)

    async def request_shown(self, session_id: str, key: str, said_at: str, permalink: str) -> None:
        """Record where in the thread a request is shown."""
        shown = {"said_at": said_at, "permalink": permalink}
        await self._db.execute(_CHANGE_REQUEST, {"of_session": session_id, "which": key, **shown})

    async def add_evidence(self, session_id: str, found: Iterable[Evidence]) -> None:
        """Store which other facets an answer made clear."""
        for item in found:
            row = {"session_id": session_id, "question": item.question, "facet": item.facet, "quote": item.quote}
            await self._db.execute(_ADD_EVIDENCE.on(self._db), row)


def _facets(side: Side) -> frozenset[str]:
    return frozenset(facet.key for topic in TOPICS[side] for facet in topic.facets)


def _asked(row: Row[Any]) -> Asked:
    return Asked(row.id, row.number, Side(row.side), QuestionState(row.state), row.round, row.settle_due)


def _question(row: Row[Any], said: Iterable[Row[Any]]) -> Question:
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
