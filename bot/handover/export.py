"""`planthread export`: a session's plan as a folder that can be written as often as one likes."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.folder import FolderPublisher
from bot.folder.files import File
from bot.handover.files import README, files_of
from bot.handover.finding import find_session, reading
from bot.handover.record import Record, record_of
from bot.handover.ticks import keep_ticks, unticked
from bot.planning.artefact import ArtefactKind
from bot.planning.publication import Choice
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

    A file that was there before, or that somebody edited, stays as it is unless `replace` says otherwise; ticked boxes
    of sprints stay ticked in any case. Raises
    `NotReadableError`, `NoSuchSessionError` and `bot.folder.FolderError`.
    """
    async with reading(database_url) as work:
        session = await find_session(work, wanted)
        record = await record_of(work, session)
    publisher = FolderPublisher(folder, plain=unticked)
    files, lost = await asyncio.to_thread(_files, record, publisher)
    decisions: dict[str, Choice] = {file.path: "replace" for file in files} if replace else {}
    # Not the key of a publication: the bot's own folder of the project is not to be written by two.
    run = await publisher.write(f"{session.id}/handover", files, decisions=decisions)
    return Exported(
        title=record.title,
        readme=folder / README,
        written=(*run.created, *run.updated),
        unchanged=tuple(run.unchanged),
        left=tuple(conflict.name for conflict in run.conflicts),
        missing=record.missing,
        notes=(*run.notes, *(f"A ticked box is no longer in the plan: {where}" for where in lost)),
    )


def _files(record: Record, publisher: FolderPublisher) -> tuple[tuple[File, ...], tuple[str, ...]]:
    """The files with the boxes ticked that were ticked in the folder, and the ticks that there is no box for."""
    files = files_of(record, count_tokens)
    sprints = (file.path for file in files if file.path.startswith("sprints/"))
    return keep_ticks(files, {path: publisher.read(path) or "" for path in sprints})
