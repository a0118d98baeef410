"""The root message of a thread, kept up to date with the record."""

from bot.flow import speaking
from bot.flow.record import interview_of
from bot.planning.artefact import ArtefactKind
from bot.planning.session import Session
from bot.planning.stages import INTERVIEWED
from bot.slack.messages import Link, Person, SlackMessage
from bot.slack.messages.dashboard import Dashboard, coverage_of, dashboard_message
from storage import UnitOfWork


async def refresh_dashboard(work: UnitOfWork, session_id: str) -> None:
    """Have the dashboard redrawn; several changes before it is sent become one update."""
    revision = await work.sessions.next_revision(session_id)
    message = await dashboard_of(work, session_id)
    root = speaking.root_of(session_id)
    await speaking.update(work, session_id, f"dashboard:{session_id}:{revision}", root, message)


async def dashboard_of(work: UnitOfWork, session_id: str) -> SlackMessage:
    """The dashboard as the record stands now. Raises `KeyError` for an unknown session."""
    session = await work.sessions.get(session_id)
    if session is None:
        raise KeyError(session_id)
    interview = await interview_of(work, session, session.stage.side)
    return dashboard_message(
        Dashboard(
            session=session.id,
            title=session.title,
            owner=Person(session.owner, session.owner_name),
            stage=session.stage,
            participants=tuple(Person(p.user_id, p.name) for p in session.participants if p.name),
            coverage=coverage_of(interview) if session.stage.kind in INTERVIEWED.values() else (),
            written=await written_so_far(work, session),
            links=_links(session),
        )
    )


async def written_so_far(work: UnitOfWork, session: Session) -> tuple[str, ...]:
    """What was approved so far, and what of it is out of date by now."""
    found = []
    for kind in ArtefactKind:
        approved = await work.documents.newest_approved(session.id, kind, even_void=True)
        if approved is not None:
            counts = await work.documents.approval(session.id, approved)
            state = f"approved by {counts.approved_by_name}" if counts else "out of date"
            found.append(f"{kind.noun.capitalize()}, version {approved.version}, {state}")
    return tuple(found)


def _links(session: Session) -> tuple[Link, ...]:
    if session.notion_url:
        return (Link("Project in Notion", session.notion_url),)
    return ()
