"""`planthread export`: a session's plan as a folder that can be written as often as one likes."""

from dataclasses import dataclass
from pathlib import Path

from bot.folder import FolderPublisher
from bot.handover.files import README, files_of
from bot.handover.finding import find_session, reading
from bot.handover.record import record_of
from bot.planning.artefact import ArtefactKind
from bot.writing.tokens import count_tokens


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to: paths below the folder, `left` those of files that somebody else wrote or edited."""

    title: str
    readme: Path
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    left: tuple[str, ...]
    missing: tuple[ArtefactKind, ...]
    notes: tuple[str, ...]


async def export(database_url: str, wanted: str, folder: Path, *, replace: bool = False) -> Exported:
    """Write the plan of the session that is meant into `folder`, which is made if need be.

    A file that was there before, or that somebody edited, stays as it is unless `replace` says otherwise. Raises
    `NotReadableError`, `NoSuchSessionError` and `bot.folder.FolderError`.
    """
    async with reading(database_url) as work:
        session = await find_session(work, wanted)
        record = await record_of(work, session)
    files = files_of(record, count_tokens)
    # Not the key of a publication: the bot's own folder of the project is not to be written by two.
    run = await FolderPublisher(folder).write(
        f"{session.id}/handover", files, decisions={file.path: "replace" for file in files} if replace else None
    )
    return Exported(
        title=record.title,
        readme=folder / README,
        written=(*run.created, *run.updated),
        unchanged=tuple(run.unchanged),
        left=tuple(conflict.name for conflict in run.conflicts),
        missing=record.missing,
        notes=tuple(run.notes),
    )
