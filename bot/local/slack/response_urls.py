"""response_urls: what lets the app answer a command or press for half an hour, five times.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import secrets
from dataclasses import dataclass

from bot.local.slack import text as slack_text
from bot.local.slack.errors import SlackError
from bot.local.slack.model import Json, Message, Person
from bot.local.slack.rules.message import check_message, check_metadata
from bot.local.slack.timeline import Timeline
from bot.local.slack.world import BOT_ID, World

MAX_USES = 5


@dataclass
class _Url:
    person: Person
    channel: str
    original: Message | None
    issued: float
    uses: int = 0


class ResponseUrls:
    """Issues the URLs and does what is posted to them."""

    def __init__(self, world: World, timeline: Timeline, seconds: float) -> None:
        self._world = world
        self._timeline = timeline
        self._seconds = seconds
        self._urls: dict[str, _Url] = {}

    def issue(self, person: Person, channel_id: str, original: Message | None = None) -> str:
        """Return a new URL; `original` is the message with the element that was used."""
        token = secrets.token_hex(16)
        self._urls[token] = _Url(person, channel_id, original, self._world.clock())
        return f"{self._world.base_url}slack/response/{token}"

    def use(self, token: str, body: Json) -> None:
        """Do what was posted; raise `SlackError` (`expired_url`, `used_url`, `no_text`, `invalid_blocks`, …)."""
        url = self._urls.get(token)
        if url is None or self._world.clock() - url.issued > self._seconds:
            raise SlackError("expired_url", status=404)
        if url.uses >= MAX_USES:
            raise SlackError("used_url", status=404)
        self.respond(url.person, url.channel, url.original, body)
        url.uses += 1

    def respond(self, person: Person, channel_id: str, original: Message | None, body: Json) -> Message | None:
        """Answer with a message payload: new (ephemeral unless "in_channel"), or instead of the original."""
        if body.get("delete_original"):
            if original is None:
                raise SlackError("cant_delete_message", status=404)
            self._timeline.delete(original)
            return None
        text = slack_text.as_sent(str(body.get("text") or ""))
        blocks = check_message(text, body.get("blocks"), body.get("attachments"))
        attachments = body.get("attachments") or []
        if body.get("replace_original") and original is not None:
            if original.user != self._world.bot.id:
                raise SlackError("cant_update_message", status=404)
            return self._timeline.change(original, self._world.bot, text=text, blocks=blocks, attachments=attachments)
        message = Message(
            ts="",
            channel=channel_id,
            text=text,
            blocks=blocks,
            attachments=attachments,
            user=self._world.bot.id,
            bot_id=BOT_ID,
            thread_ts=body.get("thread_ts"),
            metadata=check_metadata(body.get("metadata")),
        )
        if body.get("response_type") == "in_channel":
            return self._timeline.post(message)
        message.ephemeral_for = person.id
        return self._timeline.show_ephemeral(message)
