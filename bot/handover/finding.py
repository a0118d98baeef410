"""Opening the database to read it, and finding the session that somebody means."""

import re
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.planning.session import Session
from bot.planning.visible_text import one_line
from bot.slack.delivery import permalink
from storage import Database, UnitOfWork
from storage.inspection import tables_found

CANDIDATES = 10
"""Sessions that an error names."""

_LINK = re.compile(r"https?://[^/\s]+/archives/(?P<channel>[A-Z0-9]+)(?:/p(?P<ts>\d{7,}))?")
_THREAD = re.compile(r"[?&]thread_ts=(?P<ts>[\d.]+)")


class NotReadableError(Exception):
    """The database cannot be read by this planthread; the message says why and what to do."""


class NoSuchSessionError(Exception):
    """No session is meant, or several may be; the message names those that there are."""


@asynccontextmanager
async def reading(database_url: str) -> AsyncIterator[UnitOfWork]:
    """The record, as it stands now; a bot may go on writing it meanwhile.

    Raises `NotReadableError`, and SQLAlchemy's errors where the database does not answer.
    """
    database = Database(database_url)
    try:
        if database.is_sqlite and not _is_file(database.url.database):
            raise NotReadableError(
                f"There is no database at {database.url.database} yet. Set PLANTHREAD_DATA_DIR or DATABASE_URL as it "
                "is set for the bot."
            )
        found = await tables_found(database)
        if not found.known:
            raise NotReadableError(
                "The database was made by a newer planthread than this one. Install the newer version."
            )
        if found.current != found.newest:
            raise NotReadableError(
                "The database was made by an older planthread. Start `planthread run` once, which brings it up to date."
            )
        async with database.reading() as work:
            yield work
    finally:
        await database.close()


def _is_file(path: str | None) -> bool:
    return bool(path) and Path(str(path)).is_file()


async def find_session(work: UnitOfWork, wanted: str) -> Session:
    """The session with that id, or whose thread a link leads to, or whose title holds that text.

    A title that is exactly the text goes before titles that hold it; capitals do not matter. Raises
    `NoSuchSessionError`.
    """
    wanted = wanted.strip()
    known = await work.sessions.all()
    by_id = [session for session in known if session.id == wanted]
    found = by_id or await _linked(work, known, wanted) or _titled(known, wanted)
    if len(found) == 1:
        return found[0]
    if found:
        raise NoSuchSessionError(f"Several sessions fit “{wanted}”. Name one by its id:\n{_listed(found)}")
    if not known:
        raise NoSuchSessionError("There is no session in this database yet. Start one in Slack with /plan.")
    raise NoSuchSessionError(f"No session fits “{wanted}”. There are:\n{_listed(known)}")


async def _linked(work: UnitOfWork, known: Iterable[Session], wanted: str) -> list[Session]:
    """The session of the thread that a link to any of its messages leads to."""
    link = _LINK.match(wanted)
    if link is None:
        return []
    thread = _THREAD.search(wanted)
    ts = (thread["ts"] if thread else link["ts"] or "").replace(".", "")
    found = []
    for session in known:
        if session.channel_id == link["channel"] and session.thread_ts.replace(".", "") == ts:
            url = await work.sessions.workspace_url(session.workspace_id)
            # Timestamps and channels are unique in a workspace only.
            if wanted.startswith(permalink(url, session.channel_id, "")):
                found.append(session)
    return found


def _titled(known: Sequence[Session], wanted: str) -> list[Session]:
    words = wanted.casefold()
    exact = [session for session in known if session.title.casefold() == words]
    return exact or [session for session in known if words and words in session.title.casefold()]


def _listed(sessions: Sequence[Session]) -> str:
    lines = [f"  {session.id}  {one_line(session.title)}" for session in sessions[:CANDIDATES]]
    more = len(sessions) - CANDIDATES
    return "\n".join((*lines, f"  … and {more} more") if more > 0 else lines)
