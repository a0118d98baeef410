"""What the app hears: the JSON of messages, and event callbacks for subscribed events in channels it is in."""

from typing import Any
from urllib.parse import quote

from bot.local.slack import text as slack_text
from bot.local.slack.delivery import Dispatcher
from bot.local.slack.model import Channel, File, Json, Message, Person
from bot.local.slack.world import APP_ID, BOT_ID, TEAM_DOMAIN, TEAM_ID, World, new_id

LEGACY_VERIFICATION_TOKEN = "local-verification"  # noqa: S105 — Slack's obsolete field; nothing checks it


def file_json(world: World, file: File) -> Json:
    """Return a file as messages and files.info show it."""
    private = f"{world.base_url}slack/files/{file.id}/{quote(file.name, safe='')}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2].lower() or "text",
        "user": file.user,
        "user_team": TEAM_ID,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "is_public": True,
        "url_private": private,
        "url_private_download": private + "?download=1",
        "permalink": f"{world.base_url}files/{file.user}/{file.id}/{quote(file.name, safe='')}",
    }


def message_json(world: World, message: Message, *, with_metadata: bool = True) -> Json:
    """Return a message as the Web API and events show it."""
    body: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts, "team": TEAM_ID}
    if message.subtype:
        body["subtype"] = message.subtype
    if message.client_msg_id:
        body["client_msg_id"] = message.client_msg_id
    if message.bot_id:
        body |= {"bot_id": message.bot_id, "app_id": APP_ID, "bot_profile": bot_profile(world)}
    for key in ("blocks", "attachments"):
        if getattr(message, key):
            body[key] = getattr(message, key)
    if message.client_msg_id and message.text and not message.blocks:
        body["blocks"] = [slack_text.as_rich_text(message.text, f"rt{message.ts.partition('.')[2]}")]
    if message.metadata and with_metadata:
        body["metadata"] = message.metadata
    if message.files:
        body["files"] = [file_json(world, world.files[f]) for f in message.files if f in world.files]
    if message.edited_ts:
        body["edited"] = {"user": message.edited_by, "ts": message.edited_ts}
    if message.reactions:
        body["reactions"] = [{"name": n, "users": users, "count": len(users)} for n, users in message.reactions.items()]
    if message.thread_ts:
        body["thread_ts"] = message.thread_ts
        body |= _thread_json(world, message)
    return body


def _thread_json(world: World, message: Message) -> Json:
    if message.is_reply:
        root = world.message(message.channel, message.thread_ts or "")
        return {"parent_user_id": root.user} if root else {}
    replies = world.replies(message.channel, message.ts)
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts if replies else message.ts,
        "reply_users": users,
        "subscribed": True,
    }


def bot_profile(world: World) -> Json:
    """Return what messages of the app tell about it."""
    return {
        "id": BOT_ID,
        "app_id": APP_ID,
        "user_id": world.bot.id,
        "name": world.manifest.name,
        "deleted": False,
        "updated": 0,
        "team_id": TEAM_ID,
        "icons": {},
    }


def user_ref(person: Person) -> Json:
    """Return a person as interaction payloads name them."""
    return {"id": person.id, "username": person.name, "name": person.name, "team_id": TEAM_ID}


def team_ref() -> Json:
    """Return the workspace as interaction payloads name it."""
    return {"id": TEAM_ID, "domain": TEAM_DOMAIN}


class Events:
    """Publishes events to the app, if it asked for them and may see the channel."""

    def __init__(self, world: World, dispatcher: Dispatcher) -> None:
        self._world = world
        self._dispatcher = dispatcher

    def posted(self, message: Message) -> None:
        """A new message: `message.*`, and `app_mention` beside it if it names the app."""
        channel = self._world.channels[message.channel]
        event = self._in_channel(channel, message_json(self._world, message), message.ts)
        self._message_event(channel, event)
        mention = f"<@{self._world.bot.id}"
        # Slack tells apps of no mentions in their own messages.
        if mention in message.text and message.bot_id is None:
            kept = {k: v for k, v in event.items() if k not in {"type", "subtype", "channel_type"}}
            self._publish(channel, "app_mention", {"type": "app_mention", **kept})

    def changed(self, before: Json, message: Message) -> None:
        """A message was edited, by its author or by chat.update; `before` is its JSON until then."""
        after = {key: v for key, v in message_json(self._world, message).items() if key != "team"}
        self._hidden(message, "message_changed", {"message": after, "previous_message": before})

    def deleted(self, before: Json, message: Message) -> None:
        """A message was deleted."""
        self._hidden(message, "message_deleted", {"deleted_ts": message.ts, "previous_message": before})

    def reaction(self, kind: str, person: Person, message: Message, emoji: str) -> None:
        """`kind` is "reaction_added" or "reaction_removed"."""
        event = {
            "type": kind,
            "user": person.id,
            "reaction": emoji,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "item_user": message.user,
            "event_ts": self._world.next_ts(),
        }
        self._publish(self._world.channels[message.channel], kind, event)

    def home_opened(self, person: Person, view: Json | None) -> None:
        """Someone opened the app's Home tab."""
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self._world.direct(person).id,
            "tab": "home",
            "event_ts": self._world.next_ts(),
        }
        if view is not None:
            event["view"] = view
        self._publish(None, "app_home_opened", event)

    def joined(self, person: Person, channel: Channel, inviter: Person) -> None:
        """Someone, or the app, became a member."""
        event = {
            "type": "member_joined_channel",
            "user": person.id,
            "channel": channel.id,
            "channel_type": "G" if channel.is_private else "C",
            "team": TEAM_ID,
            "inviter": inviter.id,
            "event_ts": self._world.next_ts(),
        }
        self._publish(channel, "member_joined_channel", event)

    def _hidden(self, message: Message, subtype: str, what: Json) -> None:
        channel = self._world.channels[message.channel]
        ts = self._world.next_ts()
        body = {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, **what}
        self._message_event(channel, self._in_channel(channel, body, ts))

    def _in_channel(self, channel: Channel, body: Json, ts: str) -> Json:
        kind = "im" if channel.is_im else "group" if channel.is_private else "channel"
        return {**body, "channel": channel.id, "channel_type": kind, "event_ts": ts}

    def _message_event(self, channel: Channel, event: Json) -> None:
        kind = "im" if channel.is_im else "groups" if channel.is_private else "channels"
        self._publish(channel, f"message.{kind}", event)

    def _publish(self, channel: Channel | None, subscription: str, event: dict[str, Any]) -> None:
        if subscription not in self._world.manifest.events:
            return
        if channel is not None and not self._world.bot_is_in(channel):
            return
        authorization = {
            "enterprise_id": None,
            "team_id": TEAM_ID,
            "user_id": self._world.bot.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        self._dispatcher.event(
            {
                "token": LEGACY_VERIFICATION_TOKEN,
                "team_id": TEAM_ID,
                "context_team_id": TEAM_ID,
                "context_enterprise_id": None,
                "api_app_id": APP_ID,
                "event": event,
                "type": "event_callback",
                "event_id": new_id("Ev"),
                "event_time": int(float(event["event_ts"])),
                "authorizations": [authorization],
                "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
                "event_context": new_id("4-"),
            }
        )
