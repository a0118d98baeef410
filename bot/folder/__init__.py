"""Publishing to a folder of Markdown: the same content as in Notion, for a team without an account.

Imports `bot.planning` only. Begin reading in `publisher` (what is written, kept and asked about), then `files` (which
file holds what) and `names` (names that every file system takes).
"""

from bot.folder.names import folder_name
from bot.folder.publisher import FolderError, FolderPublisher

__all__ = ["FolderError", "FolderPublisher", "folder_name"]
