"""The files of a hand-over in one zip."""

import io
import zipfile
from collections.abc import Iterable

from bot.folder.files import File
from bot.folder.names import safe_name

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The time that every file in the zip has, the earliest that the format knows: the same plan gives the same zip."""


def zipped(title: str, files: Iterable[File]) -> bytes:
    """The zip: all files in one folder that is called as the product is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(f"{safe_name(title)}/{file.path}", BEGINNING)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.text.encode(errors="replace"), zipfile.ZIP_DEFLATED)
    return out.getvalue()
