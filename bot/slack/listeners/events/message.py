"""Messages in threads: written, edited, deleted."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.slack.inbound import MessageDeleted, MessageEdited, MessagePosted, SharedFile
from bot.slack.listeners.doors import Doors
from bot.slack.listeners.events.app_mention import asks_for_something

_WRITTEN = {None, "file_share", "thread_broadcast", "me_message"}


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str | None = None
    title: str | None = None
    permalink: str | None = None


class _Message(BaseModel):
    """The part of Slack's message that matters here (https://docs.slack.dev/reference/events/message)."""

    model_config = ConfigDict(extra="ignore")

    ts: str = ""
    thread_ts: str = ""
    user: str = ""
    bot_id: str | None = None
    subtype: str | None = None
    text: str = ""
    files: tuple[_File, ...] = ()

    @property
    def by_a_person_in_a_thread(self) -> bool:
        return bool(self.user and self.thread_ts and self.thread_ts != self.ts and not self.bot_id)


async def message(event: dict[str, Any], body: dict[str, Any], *, doors: Doors) -> None:
    """Hand over what people did in threads; everything else is none of our business."""
    kind = event.get("subtype")
    base = {"key": f"{body['team_id']}:{body['event_id']}", "workspace_id": body["team_id"]}
    if kind == "message_changed":
        now, before = _Message.model_validate(event["message"]), _Message.model_validate(event["previous_message"])
        if now.by_a_person_in_a_thread and now.text != before.text:
            await doors.intake(
                MessageEdited(
                    **base,
                    channel_id=event["channel"],
                    user_id=now.user,
                    thread_ts=now.thread_ts,
                    ts=now.ts,
                    text=now.text,
                )
            )
    elif kind == "message_deleted":
        gone = _Message.model_validate(event.get("previous_message") or {})
        if gone.by_a_person_in_a_thread:
            await doors.intake(
                MessageDeleted(
                    **base, channel_id=event["channel"], user_id=gone.user, thread_ts=gone.thread_ts, ts=gone.ts
                )
            )
    elif kind in _WRITTEN:
        written = _Message.model_validate(event)
        if written.by_a_person_in_a_thread and not asks_for_something(written.text, doors.bot_user_id):
            await doors.intake(
                MessagePosted(
                    **base,
                    channel_id=event["channel"],
                    user_id=written.user,
                    thread_ts=written.thread_ts,
                    ts=written.ts,
                    text=written.text,
                    files=tuple(
                        SharedFile(name=f.title or f.name or "file", permalink=f.permalink or "") for f in written.files
                    ),
                )
            )
