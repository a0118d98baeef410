"""The one place that posts to Slack.

Every message carries the id of our operation as metadata, so that after a crash it is found again instead of being
posted twice. What Slack answers becomes one of three errors, by what can be done about it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

T = TypeVar("T")

EVENT_TYPE = "planthread_operation"

_TRY_AGAIN = {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
_NEEDS_A_PERSON = {
    "not_in_channel": "planthread is not in this channel",
    "channel_not_found": "planthread cannot see this channel",
    "is_archived": "the channel is archived",
    "invalid_auth": "Slack no longer accepts the bot's token",
    "not_authed": "Slack got no token",
    "account_inactive": "the bot's account was deactivated",
    "token_revoked": "the bot's token was revoked",
    "token_expired": "the bot's token has expired",
    "missing_scope": "the app lacks a permission",
    "restricted_action": "a workspace setting does not let the bot post here",
}


class SlackError(Exception):
    """Slack did not do what was asked. `code` is Slack's own word for why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class SlackUnavailableError(SlackError):
    """Passing: trying again later can help without anybody doing anything."""


class SlackBlockedError(SlackError):
    """Somebody has to do something first (invite the bot, renew a token); what was to be said is kept."""


class SlackRefusedError(SlackError):
    """Slack will never accept this request as it is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to post: a channel, and in it a thread (empty: the channel itself)."""

    channel_id: str
    thread_ts: str = ""


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What matters about a channel before a session starts in it."""

    name: str
    bot_is_member: bool
    shared_with_others: bool


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What matters about a person; `time_zone` is an IANA name or empty, `left` whether their account is closed."""

    user_id: str
    name: str
    time_zone: str
    guest: bool
    left: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in its workspace; `url` begins its permalinks."""

    workspace_id: str
    workspace_name: str
    url: str
    user_id: str
    user_name: str
    bot_id: str


def slack_client(token: str, api_url: str, *, only_reads: bool = False) -> AsyncWebClient:
    """A Web API client that waits when Slack tells it to slow down.

    With `only_reads` it also repeats what failed on the way. Nothing else may: a post whose answer was lost may stand
    in the channel already.
    """
    client = AsyncWebClient(token=token, base_url=api_url, timeout=30)
    client.retry_handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=5)]
    if only_reads:
        client.retry_handlers += [
            AsyncConnectionErrorRetryHandler(max_retry_count=2),
            AsyncServerErrorRetryHandler(max_retry_count=2),
        ]
    return client


class Delivery:
    """Says things in Slack and finds out what it needs to know about channels and people."""

    def __init__(self, client: AsyncWebClient, reader: AsyncWebClient) -> None:
        self._client = client
        self._reader = reader
        self._people: dict[str, PersonFacts] = {}

    async def post(self, place: Place, text: str, blocks: list[dict[str, Any]], operation: str) -> str:
        """Post a message and return its timestamp."""
        response = await _asked(
            lambda: self._client.chat_postMessage(
                channel=place.channel_id,
                thread_ts=place.thread_ts or None,
                text=text,
                blocks=blocks or None,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"operation": operation}},
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return str(response["ts"])

    async def update(self, place: Place, ts: str, text: str, blocks: list[dict[str, Any]], operation: str) -> str:
        """Replace a message of ours in place."""
        await _asked(
            lambda: self._client.chat_update(
                channel=place.channel_id,
                ts=ts,
                text=text,
                blocks=blocks or None,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"operation": operation}},
            )
        )
        return ts

    async def whisper(self, place: Place, user_id: str, text: str, blocks: list[dict[str, Any]]) -> str:
        """Show a message to one person only."""
        response = await _asked(
            lambda: self._client.chat_postEphemeral(
                channel=place.channel_id,
                user=user_id,
                thread_ts=place.thread_ts or None,
                text=text,
                blocks=blocks or None,
            )
        )
        return str(response["message_ts"])

    async def react(self, place: Place, ts: str, name: str) -> str:
        """Put a reaction on a message; one that is there already is fine."""
        try:
            await _asked(lambda: self._client.reactions_add(channel=place.channel_id, timestamp=ts, name=name))
        except SlackRefusedError as error:
            if error.code != "already_reacted":
                raise
        return ts

    async def show_status(self, place: Place, status: str) -> None:
        """Show in the thread what the bot is busy with, until its next message; a courtesy that may fail.

        Slack shows "planthread <status>", for two minutes at most (`assistant.threads.setStatus`).
        """
        with suppress(SlackError):
            await _asked(
                lambda: self._client.assistant_threads_setStatus(
                    channel_id=place.channel_id, thread_ts=place.thread_ts, status=status
                )
            )

    async def upload(self, place: Place, filename: str, title: str, content: str | bytes) -> str:
        """Share a file in the thread and return its file id."""
        response = await _asked(
            lambda: self._client.files_upload_v2(
                channel=place.channel_id,
                thread_ts=place.thread_ts or None,
                filename=filename,
                title=title,
                content=content,
            )
        )
        return str(response["files"][0]["id"])

    async def respond(self, response_url: str, text: str, blocks: list[dict[str, Any]]) -> str:
        """Answer a command or button through its `response_url` (Slack allows five answers in 30 minutes)."""
        webhook = AsyncWebhookClient(response_url)
        try:
            response = await webhook.send(text=text, blocks=blocks or None, response_type="ephemeral")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SlackUnavailableError("connection", "Slack could not be reached") from error
        if response.status_code != 200:
            raise SlackRefusedError(str(response.status_code), "Slack no longer takes answers to that command")
        return "responded"

    async def publish_home(self, user_id: str, view: dict[str, Any]) -> None:
        """Show the App Home of a person."""
        await _asked(lambda: self._client.views_publish(user_id=user_id, view=view))

    async def find(self, place: Place, operation: str) -> str | None:
        """The timestamp of the message that carries our operation, if it was posted; reads the thread once."""
        async for message in self._messages(place):
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("operation") == operation:
                return str(message["ts"])
        return None

    async def find_file(self, place: Place, filename: str) -> str | None:
        """The id of a file with that name in the thread, if it was shared."""
        async for message in self._messages(place):
            for file in message.get("files") or ():
                if file.get("name") == filename and message.get("bot_id"):
                    return str(file["id"])
        return None

    async def channel(self, channel_id: str) -> ChannelFacts | None:
        """What is known about a channel; None when the bot cannot see it."""
        try:
            response = await _asked(lambda: self._reader.conversations_info(channel=channel_id))
        except SlackBlockedError as error:
            if error.code == "channel_not_found":
                return None
            raise
        found: dict[str, Any] = response["channel"]
        return ChannelFacts(
            name=str(found.get("name", "")),
            bot_is_member=bool(found.get("is_member")),
            shared_with_others=bool(found.get("is_ext_shared") or found.get("is_pending_ext_shared")),
        )

    async def person(self, user_id: str, *, fresh: bool = False) -> PersonFacts:
        """Name, time zone, guest status and whether they left; asked once a process, and anew with `fresh`."""
        if fresh or user_id not in self._people:
            response = await _asked(lambda: self._reader.users_info(user=user_id))
            user: dict[str, Any] = response["user"]
            profile: dict[str, Any] = user.get("profile") or {}
            self._people[user_id] = PersonFacts(
                user_id=user_id,
                name=str(profile.get("display_name") or user.get("real_name") or user.get("name") or user_id),
                time_zone=str(user.get("tz") or ""),
                guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
                left=bool(user.get("deleted")),
            )
        return self._people[user_id]

    async def name_of(self, user_id: str) -> str:
        """A person's name, or their id while Slack does not tell: what somebody said is worth more than their name."""
        return (await self.profile_of(user_id)).name

    async def profile_of(self, user_id: str) -> PersonFacts:
        """The same with their time zone: nothing but the id while Slack does not tell."""
        try:
            return await self.person(user_id)
        except SlackError:
            return PersonFacts(user_id, user_id, time_zone="", guest=False)

    async def is_member(self, channel_id: str, user_id: str) -> bool:
        """Whether the person is in the channel; False when the bot cannot see it.

        Where there are more members than Slack tells at once, whoever could type there is taken for one.
        """
        try:
            response = await _asked(lambda: self._reader.conversations_members(channel=channel_id, limit=1000))
        except SlackBlockedError:
            return False
        there: list[str] = response["members"]
        return user_id in there or bool((response.get("response_metadata") or {}).get("next_cursor"))

    async def identity(self) -> Identity:
        """Who the token belongs to."""
        response = await _asked(self._reader.auth_test)
        return Identity(
            workspace_id=str(response["team_id"]),
            workspace_name=str(response.get("team") or ""),
            url=str(response["url"]).rstrip("/"),
            user_id=str(response["user_id"]),
            user_name=str(response.get("user") or "planthread"),
            bot_id=str(response.get("bot_id") or ""),
        )

    async def _messages(self, place: Place) -> AsyncIterator[dict[str, Any]]:
        """The messages of the thread, or the newest ones of the channel."""
        if not place.thread_ts:
            response = await _asked(
                lambda: self._reader.conversations_history(
                    channel=place.channel_id, include_all_metadata=True, limit=50
                )
            )
            for message in response.get("messages") or ():
                yield message
            return
        cursor = ""
        while True:
            request = partial(
                self._reader.conversations_replies,
                channel=place.channel_id,
                ts=place.thread_ts,
                include_all_metadata=True,
                limit=200,
                cursor=cursor or None,
            )
            response = await _asked(request)
            for message in response.get("messages") or ():
                yield message
            cursor = str((response.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return


async def _asked(call: Callable[[], Awaitable[AsyncSlackResponse]]) -> AsyncSlackResponse:
    try:
        return await call()
    except SlackApiError as error:
        raise _error(_code(error)) from error
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise SlackUnavailableError("connection", "Slack could not be reached") from error


def _code(error: SlackApiError) -> str:
    if getattr(error.response, "status_code", 200) >= 500:
        return "service_unavailable"
    try:
        return str(error.response["error"])
    except (KeyError, TypeError):
        return "service_unavailable"


def _error(code: str) -> SlackError:
    if code in _TRY_AGAIN:
        return SlackUnavailableError(code, "Slack is busy or has a problem of its own")
    if code in _NEEDS_A_PERSON:
        return SlackBlockedError(code, _NEEDS_A_PERSON[code])
    return SlackRefusedError(code, f"Slack refused the request ({code})")


def permalink(workspace_url: str, channel_id: str, ts: str, thread_ts: str = "") -> str:
    """The link to a message, in the form that `chat.getPermalink` gives, without asking Slack."""
    link = f"{workspace_url.rstrip('/')}/archives/{channel_id}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread_ts}&cid={channel_id}" if thread_ts and thread_ts != ts else link
