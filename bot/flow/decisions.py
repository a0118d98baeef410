"""Keeps the ledger in step with what was said: what changes an answer changes what was decided, in one transaction."""

import time

from bot.flow.record import interview_of, load, session_of
from bot.planning.artefact import ArtefactKind
from bot.planning.deciding import decide, requested, taken_back
from bot.planning.interview import Contribution
from bot.planning.reading import Reading
from storage import UnitOfWork

UNREAD = Reading()
"""Nobody read the words: they were edited, said late, or settled with a button."""


async def keep_decisions(work: UnitOfWork, session_id: str, question_id: str, reading: Reading = UNREAD) -> None:
    """Store what the question decides as it stands now, and withdraw what it does not decide any more."""
    asked = await work.interviews.asked(question_id)
    if asked is None:
        return
    session = await session_of(work, session_id)
    interview = await interview_of(work, session, asked.side)
    new = decide(interview, interview.question(asked.number), reading, time.time())
    await work.decisions.add(session_id, new)
    interview = await interview_of(work, session, asked.side)
    await work.decisions.withdraw(session_id, taken_back(interview, interview.question(asked.number)))


async def keep_request(work: UnitOfWork, session_id: str, artefact: ArtefactKind, request: Contribution) -> None:
    """Store what a change request decides; the same request again changes nothing."""
    _, interview = await load(work, session_id)
    await work.decisions.add(session_id, requested(interview, artefact, request, time.time()))
