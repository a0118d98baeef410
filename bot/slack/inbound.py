"""What comes in from Slack, parsed: the only shapes that the rest of the bot sees of an event.

`key` identifies a delivery: Slack delivers at least once, and the same key twice is the same event.
"""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.planning.artefact import ArtefactKind
from bot.planning.sprints.plan import Capacity
from bot.slack.actions import Action, Press


class _Inbound(BaseModel):
    model_config = ConfigDict(frozen=True)

    key: str
    workspace_id: str
    channel_id: str
    user_id: str


class SharedFile(BaseModel):
    """A file that came with a message."""

    model_config = ConfigDict(frozen=True)

    name: str
    permalink: str = ""


class PlanRequested(_Inbound):
    """Somebody wants to plan an idea. `from_ts` is the message that "Plan this" was used on, if any."""

    kind: Literal["plan_requested"] = "plan_requested"
    idea: str
    title: str = ""
    language: str = ""
    response_url: str = ""
    teammates: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    from_ts: str = ""
    notion_parent: str = ""
    summaries: str = ""


class MessagePosted(_Inbound):
    """Somebody wrote in a thread."""

    kind: Literal["message_posted"] = "message_posted"
    thread_ts: str
    ts: str
    text: str
    files: tuple[SharedFile, ...] = ()


class MessageEdited(_Inbound):
    """Somebody changed what they had written."""

    kind: Literal["message_edited"] = "message_edited"
    thread_ts: str
    ts: str
    text: str


class MessageDeleted(_Inbound):
    """Somebody deleted what they had written."""

    kind: Literal["message_deleted"] = "message_deleted"
    thread_ts: str
    ts: str


class ReactionAdded(_Inbound):
    """Somebody reacted to a message; Slack names the message but not its thread."""

    kind: Literal["reaction_added"] = "reaction_added"
    ts: str
    reaction: str


class ButtonPressed(_Inbound):
    """Somebody pressed a button of ours."""

    kind: Literal["button_pressed"] = "button_pressed"
    action: Action
    press: Press
    message_ts: str = ""
    thread_ts: str = ""


class ChangesRequested(_Inbound):
    """Somebody said in the modal what the document should say instead."""

    kind: Literal["changes_requested"] = "changes_requested"
    session_id: str
    artefact: ArtefactKind = ArtefactKind.PRODUCT_SPECIFICATION
    version: int
    text: str


class CapacityGiven(_Inbound):
    """Somebody said in the modal what the team can do."""

    kind: Literal["capacity_given"] = "capacity_given"
    session_id: str
    capacity: Capacity


class ScheduleGiven(_Inbound):
    """Somebody said when the session is to be summarised by itself, in the modal or in its thread.

    `text` is as it was typed; "" asks what is set, unless it came from the modal: there it means the usual. `zone` is
    the time zone of the modal, "" for the owner's.
    """

    kind: Literal["schedule_given"] = "schedule_given"
    session_id: str = ""
    thread_ts: str = ""
    text: str
    zone: str = ""


Inbound = Annotated[
    PlanRequested
    | MessagePosted
    | MessageEdited
    | MessageDeleted
    | ReactionAdded
    | ButtonPressed
    | ChangesRequested
    | CapacityGiven
    | ScheduleGiven,
    Field(discriminator="kind"),
]

INBOUND: TypeAdapter[Inbound] = TypeAdapter(Inbound)


class Receipt(StrEnum):
    """What became of an event that was handed over; everything but `ACCEPTED` left nothing behind."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    NOT_OURS = "not_ours"
    GONE = "gone"


Intake = Callable[[Inbound], Awaitable[Receipt]]
"""Accepts an event durably: when it returns, the event survives a crash and may be acknowledged to Slack."""
