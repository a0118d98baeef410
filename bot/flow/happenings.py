"""What became of a session's artefacts, for its summaries: approvals, requests, publications, and what waits now."""

from bot.flow.publication import Reference
from bot.flow.reviews import approvers_of
from bot.flow.versions import version_key
from bot.planning.artefact import ArtefactKind
from bot.planning.checkpoints import Happening, OpenPoint
from bot.planning.session import Session
from bot.planning.stages import Phase
from bot.slack.delivery import permalink
from bot.slack.messages import Link
from storage import UnitOfWork
from storage.sessions import Note

APPROVED, REQUESTED, PUBLISHED = "approved", "changes_requested", "published"
"""Lines of the audit trail that are told."""

_BEGINS = {
    ArtefactKind.TECHNICAL_SPECIFICATION: "The technical interview can begin",
    ArtefactKind.MODULES: "The modules can be carved",
    ArtefactKind.SPRINTS: "The sprints can be planned",
}


async def happened(work: UnitOfWork, session: Session, workspace_url: str) -> tuple[Happening, ...]:
    """Everything that happened to the session's artefacts so far, oldest first, each with the message that tells it."""
    found: dict[str, Happening] = {}
    for note in await work.sessions.notes(session.id, APPROVED, REQUESTED, PUBLISHED):
        kind, version = _about(note)
        who = note.details.get("by") or "Somebody"
        what = f"version {version} of the {kind.noun}"
        key = version_key(session.id, kind, version)
        match note.what:
            case "approved":
                told, link = f"{who} approved {what}", await _link(work, session, f"approved:{key}", workspace_url)
            case "changes_requested":
                operation = f"request:{note.details.get('key', '')}"[:128]
                told, link = f"{who} asked for changes to {what}", await _link(work, session, operation, workspace_url)
            case _:
                told, link = f"The approved {kind.noun}, version {version}, was published", session.notion_url
        # Publishing again what is published already is no news.
        once = f"{note.what}:{kind}:{version}" if note.what == PUBLISHED else f"{note.what}:{note.id}"
        found.setdefault(once, Happening(key=once, text=told, permalink=link))
    return tuple(found.values())


async def waits_for(work: UnitOfWork, session: Session, workspace_url: str) -> Link:
    """What the session waits for where it is no question, as a sentence without its full stop, with a link to it."""
    stage = session.stage
    thread = permalink(workspace_url, session.channel_id, session.thread_ts)
    if stage.phase is Phase.REVIEW:
        latest = await work.documents.latest(session.id, stage.kind)
        version = latest.version if latest else 1
        may = ", ".join(person.name for person in approvers_of(session) if person.name) or "nobody named yet"
        review = await _link(work, session, f"review:{version_key(session.id, stage.kind, version)}", workspace_url)
        return Link(f"Version {version} of the {stage.kind.noun} waits for approval by {may}", review or thread)
    if stage.phase in (Phase.INTERVIEW, Phase.WRITING):
        return Link(f"I write the {stage.kind.noun}", thread)
    following = stage.next_step
    return Link(f"{_BEGINS[following]}: the button is on top" if following else "The plan is complete", thread)


async def open_findings(work: UnitOfWork, session: Session) -> tuple[OpenPoint, ...]:
    """That findings of the checks wait for a word, as one point of whoever may approve."""
    latest = await work.documents.latest(session.id, session.stage.kind)
    if latest is None or session.stage.phase is not Phase.REVIEW:
        return ()
    found = await work.findings.of(session.id, latest.kind, latest.version)
    settled = await work.findings.settled(session.id, latest.kind, latest.version)
    waiting = sum(finding.key not in settled for finding in found)
    if not waiting:
        return ()
    text = f"{waiting} finding{'s' if waiting > 1 else ''} of the checks on the {latest.kind.noun}"
    return (OpenPoint(text=text, owner=", ".join(session.approver_names)),)


def _about(note: Note) -> tuple[ArtefactKind, int]:
    """The artefact and version of a line; lines from before there were several kinds name none."""
    reference = Reference.parse(str(note.details.get("about", "")))
    if note.what == PUBLISHED and reference is not None:
        return reference.kind, reference.version
    kind = ArtefactKind(note.details.get("kind", ArtefactKind.PRODUCT_SPECIFICATION))
    return kind, int(note.details.get("version", 1))


async def _link(work: UnitOfWork, session: Session, operation: str, workspace_url: str) -> str:
    """The link to what the operation posted; empty while it stands nowhere."""
    ref = await work.outbox.ref(operation)
    return permalink(workspace_url, session.channel_id, ref, session.thread_ts) if ref else ""
