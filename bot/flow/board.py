"""Where a session stands, read for its dashboard, for `/plan status`, and for lists of sessions."""

from datetime import UTC, datetime

from bot.flow.record import interview_of
from bot.flow.versions import summary_operation, version_of
from bot.planning.artefact import ArtefactKind
from bot.planning.checkpoints import Checkpoint
from bot.planning.schedules import Cadence, Schedule, describe, next_time
from bot.planning.session import Session
from bot.planning.stages import INTERVIEWED
from bot.planning.waiting import zone_of
from bot.slack.delivery import permalink
from bot.slack.messages import Link, Person, SlackMessage
from bot.slack.messages.dashboard import Dashboard, coverage_of, dashboard_message
from bot.slack.messages.message import counted, sentence
from bot.slack.messages.summary_times import LastSummary, NextSummary, SummaryTimes
from storage import UnitOfWork
from storage.waiting import Unanswered


async def dashboard_of(work: UnitOfWork, session_id: str) -> SlackMessage:
    """The dashboard as the record stands now. Raises `KeyError` for an unknown session."""
    session = await work.sessions.get(session_id)
    if session is None:
        raise KeyError(session_id)
    return dashboard_message(await board_of(work, session))


async def board_of(work: UnitOfWork, session: Session) -> Dashboard:
    """What the dashboard shows."""
    interviewed = session.stage.kind in INTERVIEWED.values()
    interview = await interview_of(work, session, session.stage.side) if interviewed else None
    return Dashboard(
        session=session.id,
        title=session.title,
        owner=Person(session.owner, session.owner_name),
        stage=session.stage,
        participants=tuple(Person(p.user_id, p.name) for p in session.participants if p.name),
        coverage=coverage_of(interview) if interview else (),
        written=await written_so_far(work, session),
        waiting=await waiting_link(work, session),
        links=(Link("Project in Notion", session.notion_url),) if session.notion_url else (),
        summaries=await summary_times(work, session),
        asleep=session.paused_at is not None,
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


async def waiting_link(work: UnitOfWork, session: Session) -> Link | None:
    """What the session waits for, as a link to where it can be answered: "Q4 waits for an answer"."""
    waiting = await work.waiting.of(session.id)
    if waiting is None:
        return None
    verb = "waits for an answer" if waiting.question else "waits for approval"
    what = sentence(await name_of_what_waits(work, waiting))
    return Link(f"{what} {verb}", await link_to(work, session, waiting.ref))


async def name_of_what_waits(work: UnitOfWork, waiting: Unanswered) -> str:
    """How people call it: "Q4", "the product specification"."""
    if waiting.question:
        asked = await work.interviews.asked(waiting.question)
        return f"Q{asked.number}" if asked else "the question"
    kind, _ = version_of(waiting.operation)
    return f"the {kind.noun}"


async def link_to(work: UnitOfWork, session: Session, ts: str) -> str:
    """The link to a message in the session's thread."""
    workspace = await work.sessions.workspace_url(session.workspace_id)
    return permalink(workspace, session.channel_id, ts, session.thread_ts)


async def summary_times(work: UnitOfWork, session: Session) -> SummaryTimes:
    """When the session was summed up last, and when it is next; a session that sleeps is not."""
    latest, schedule = await work.checkpoints.latest_shown(session.id), await work.schedules.of(session.id)
    last = await _last(work, session, latest) if latest else None
    coming = _next(schedule, datetime.now(UTC)) if schedule and session.paused_at is None else None
    return SummaryTimes(last, coming)


async def _last(work: UnitOfWork, session: Session, latest: Checkpoint) -> LastSummary:
    ts = await work.outbox.ref(summary_operation(session.id, latest.number))
    owner = next((p.time_zone for p in session.participants if p.user_id == session.owner), "")
    local = datetime.fromtimestamp(latest.made_at, zone_of(owner))
    return LastSummary(latest.made_at, _said(local), _headline(latest), await link_to(work, session, ts) if ts else "")


def _headline(latest: Checkpoint) -> str:
    if new := len(latest.decided) - len(latest.changed):
        return counted(new, "new decision")
    return latest.points[0].text if latest.points else ""


def _next(schedule: Schedule, now: datetime) -> NextSummary | None:
    match schedule.cadence:
        case Cadence.OFF:
            return None
        case Cadence.ANSWERS:
            return NextSummary(describe(schedule, now))
    coming = next_time(schedule, now)
    return NextSummary(_said(coming), coming.timestamp()) if coming else None


def _said(moment: datetime) -> str:
    """A moment in words that stay true: "24 November at 17:00, Europe/Lisbon"."""
    return f"{moment.day} {moment:%B} at {moment.hour}:{moment:%M}, {moment.tzinfo}"
