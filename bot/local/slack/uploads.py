"""Uploads in Slack's three steps: ask for a URL, send the bytes there, complete and share."""

import secrets
from dataclasses import dataclass

from bot.local.slack.errors import SlackError
from bot.local.slack.model import File
from bot.local.slack.timeline import Timeline
from bot.local.slack.world import World, new_id


@dataclass
class _Upload:
    file_id: str
    name: str
    length: int


class Uploads:
    """Files of the app on their way in."""

    def __init__(self, world: World, timeline: Timeline) -> None:
        self._world = world
        self._timeline = timeline
        self._expected: dict[str, _Upload] = {}

    def begin(self, name: str, length: int) -> tuple[str, str]:
        """Return (upload URL, file id)."""
        if length <= 0:
            raise SlackError("invalid_arguments")
        token, upload = secrets.token_urlsafe(24), _Upload(new_id("F"), name, length)
        self._expected[token] = upload
        return f"{self._world.base_url}slack/upload/v1/{token}", upload.file_id

    def receive(self, token: str, content: bytes) -> bool:
        """Take the bytes; False if the URL is unknown or the length is not what was announced."""
        upload = self._expected.get(token)
        if upload is None or len(content) != upload.length:
            return False
        del self._expected[token]
        self._timeline.add_file(self._world.bot, upload.name, content, file_id=upload.file_id, complete=False)
        return True

    def complete(self, file_id: str, title: str | None) -> File:
        """Finish a file; raise `file_not_found` if its bytes never came."""
        file = self._world.files.get(file_id)
        if file is None or file.complete:
            raise SlackError("file_not_found")
        file.complete, file.title = True, title or file.name
        self._world.save(file)
        return file
