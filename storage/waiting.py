"""What sessions wait for: the open question, or the review of the newest version."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.planning.interview import QuestionKind, QuestionState
from bot.planning.stages import Phase, Stage
from storage.interviews import Role
from storage.outbox import REPEAT, Sending
from storage.tables import contributions, outbox, questions, sessions

QUESTION = "question:"
"""How the operations that post questions begin; the question's id and its round follow."""

REVIEW = "review:"
"""How the operations that post reviews begin; the version's key follows."""

NUDGE = "nudge:"
"""How the operations that remind people begin; the operation that asked them follows."""

_REVIEWING = [stage.value for stage in Stage if stage.phase is Phase.REVIEW]
_LAST_SAID = (
    select(func.max(contributions.c.said_at))
    .where(contributions.c.question_id == questions.c.id, contributions.c.deleted.is_(False))
    .scalar_subquery()
)
_QUESTIONS = (
    select(*questions.c["session_id", "id", "round", "kind", "posted_at", "nudged_at", "settle_due"])
    .add_columns(_LAST_SAID.label("said_at"))
    .join(sessions, sessions.c.id == questions.c.session_id)
    .where(questions.c.state == QuestionState.OPEN.value, questions.c.posted_at != "")
)
_REVIEWS = (
    select(*outbox.c["session_id", "operation", "ref", "state"])
    .join(sessions, sessions.c.id == outbox.c.session_id)
    .where(
        sessions.c.stage.in_(_REVIEWING),
        outbox.c.operation.like(f"{REVIEW}%") | outbox.c.operation.like(f"{NUDGE}{REVIEW}%"),
    )
    .order_by(outbox.c.id)
)
_LAST_VOICE = (
    select(contributions.c.author)
    .where(
        contributions.c.session_id == bindparam("of_session"),
        contributions.c.role == Role.ANSWER.value,
        contributions.c.deleted.is_(False),
    )
    .order_by(contributions.c.said_at.desc())
    .limit(1)
)
_OF_SESSION = sessions.c.id == bindparam("session_id")
_AWAKE = sessions.c.paused_at.is_(None)
_QUESTION_OF, _REVIEWS_OF = _QUESTIONS.where(_OF_SESSION), _REVIEWS.where(_OF_SESSION)
# Slack's timestamps have a fixed length, so they sort as text.
_OLD_QUESTIONS = _QUESTIONS.where(_AWAKE, questions.c.posted_at < bindparam("before"))
_OLD_REVIEWS = _REVIEWS.where(_AWAKE)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What a session waits for, as it stands in the thread.

    `operation` asked it first; `ref` is the timestamp of the message where it can be answered now. It has waited
    `since` then (seconds since the epoch): it was posted, or somebody said something to it. `nudged`: people were
    reminded of it already. `answering`: something was said that is about to be read.
    `question` is its id, "" for a review; `resolves` whether it asks two people to settle a contradiction.
    """

    session_id: str
    operation: str
    ref: str
    since: float
    nudged: bool = False
    answering: bool = False
    question: str = ""
    resolves: bool = False


class Waiting:
    """What waits for people; a session waits for one thing at most."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def of(self, session_id: str) -> Unanswered | None:
        """What that session waits for, asleep or not; None while nothing that can be answered stands in Slack."""
        which = {"session_id": session_id}
        found = (*await self._questions(_QUESTION_OF, which), *await self._reviews(_REVIEWS_OF, which))
        return found[0] if found else None

    async def since_before(self, moment: float) -> tuple[Unanswered, ...]:
        """All that has waited since before that moment (seconds since the epoch) in sessions that do not sleep."""
        found = (
            *await self._questions(_OLD_QUESTIONS, {"before": f"{moment:.6f}"}),
            *await self._reviews(_OLD_REVIEWS, {}),
        )
        return tuple(waiting for waiting in found if waiting.since < moment)

    async def last_voice(self, session_id: str) -> str:
        """The user id of whoever answered last; "" before anybody did."""
        return await self._db.scalar(_LAST_VOICE, {"of_session": session_id}) or ""

    async def _questions(self, query: Select[Any], values: dict[str, str]) -> tuple[Unanswered, ...]:
        rows = (await self._db.execute(query, values)).all()
        return tuple(_question(row) for row in rows)

    async def _reviews(self, query: Select[Any], values: dict[str, str]) -> tuple[Unanswered, ...]:
        rows = (await self._db.execute(query, values)).all()
        nudged = {row.operation for row in rows if row.operation.startswith(NUDGE)}
        # The rows come in order, so that the newest review of each session is what stays.
        newest = {row.session_id: row for row in rows if row.operation.startswith(REVIEW)}
        return tuple(_review(row, nudged) for row in newest.values() if row.state == Sending.SENT)


def _question(row: Row[Any]) -> Unanswered:
    said_at = (row.said_at or "").partition("#")[0]
    return Unanswered(
        session_id=row.session_id,
        operation=f"{QUESTION}{row.id}:{row.round}",
        ref=row.posted_at,
        since=float(max(row.posted_at, said_at)),
        nudged=row.nudged_at is not None,
        answering=row.settle_due is not None,
        question=row.id,
        resolves=row.kind == QuestionKind.RESOLVE,
    )


def _review(row: Row[Any], nudged: set[str]) -> Unanswered:
    operation = row.operation.partition(REPEAT)[0]
    return Unanswered(
        session_id=row.session_id,
        operation=operation,
        ref=row.ref,
        since=float(row.ref),
        nudged=f"{NUDGE}{operation}" in nudged,
    )
