"""The files of a hand-over in one zip."""

import asyncio
import io
import zipfile
from collections.abc import Iterable

from bot.folder.files import File
from bot.folder.names import safe_name
from bot.handover.files import files_of
from bot.handover.record import Record
from bot.writing.tokens import count_tokens

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The time that every file in the zip has, the earliest that the format knows: the same plan gives the same zip."""


async def archive_of(record: Record) -> bytes:
    """The whole plan of a session as a zip, built beside the event loop: context packs are measured in it."""
    return await asyncio.to_thread(_built, record)


def zipped(title: str, files: Iterable[File]) -> bytes:
    """The zip: all files in one folder that is called as the product is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(f"{safe_name(title)}/{file.path}", BEGINNING)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _built(record: Record) -> bytes:
    return zipped(record.title, files_of(record, count_tokens))
