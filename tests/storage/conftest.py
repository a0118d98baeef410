"""A migrated database, SQLite and PostgreSQL in turn, and a session in it."""

from collections.abc import AsyncIterator

import pytest

from bot.planning.interview import Contribution, Question, WrittenBy
from bot.planning.session import Participant, Session
from bot.planning.stages import Stage
from storage import Database


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    await database.migrate()
    yield database
    await database.close()


def a_session(session_id: str = "s1", **changes: object) -> Session:
    values: dict[str, object] = {
        "id": session_id,
        "workspace_id": "T1",
        "channel_id": "C1",
        "thread_ts": "",
        "title": "Report",
        "idea": "a report that writes itself",
        "idea_permalink": "",
        "language": "en",
        "owner": "UANA",
        "owner_name": "Ana",
        "stage": Stage.PRODUCT_INTERVIEW,
        "response_url": "",
        "notion_parent": "",
        "notion_url": "",
        "revision": 0,
        "participants": (Participant("UANA", "Ana"), Participant("UBEN", "Ben", approver=True)),
    }
    return Session(**(values | changes))  # type: ignore[arg-type]


def a_question(number: int, session_id: str = "s1") -> Question:
    return Question(
        id=f"{session_id}.{number}",
        number=number,
        facet="audience.primary",
        text="Who reads it first?",
        why="They decide.",
        options=("Managers", "Accountants"),
        recommended="Managers",
        written_by=WrittenBy.BUILTIN,
    )


def said(text: str, ts: str, author: str = "UANA") -> Contribution:
    return Contribution(f"s1:{ts}", author, author.removeprefix("U").title(), text, ts, f"https://acme/{ts}")
