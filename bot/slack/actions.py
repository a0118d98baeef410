"""What people can press, and what a button carries.

A button's `value` is the JSON of a `Press`; its `action_id` starts with the `Action`, followed by `:n` where one
message holds several of a kind, because Slack wants action ids unique within a block.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.planning.artefact import ArtefactKind


class Action(StrEnum):
    """Everything that a button of ours can mean."""

    ANSWER = "answer"
    SKIP = "skip"
    UNKNOWN = "unknown"
    BACK = "back"
    ENOUGH = "enough"
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    BACK_TO_QUESTIONS = "back_to_questions"
    RETRY = "retry"
    START = "start"
    STATUS = "status"
    RESUME = "resume"
    DOWNLOAD = "download"
    TAKE_OVER = "take_over"
    REPLACE = "replace"
    LEAVE_ALONE = "leave_alone"
    NEXT_STEP = "next_step"
    PLAN_SPRINTS = "plan_sprints"
    FIX = "fix"
    FINE = "fine"
    CUT = "cut"
    UPDATE_AFFECTED = "update_affected"
    HAND_OVER = "hand_over"
    SUMMARISE = "summarise"
    SCHEDULE = "schedule"


class View(StrEnum):
    """Our modals, by `callback_id`."""

    PLAN = "plan_modal"
    REQUEST_CHANGES = "request_changes_modal"
    PLAN_THIS = "plan_this"
    CAPACITY = "capacity_modal"
    SCHEDULE = "schedule_modal"


class Press(BaseModel):
    """The payload of a button: which session, and what in it the button was about when it was drawn.

    `channel` is set where Slack does not say it itself: in a form's metadata. Buttons from before there were several
    kinds of artefacts name none: `about` reads that as the product specification.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    session: str
    kind: ArtefactKind | None = None
    question: str | None = None
    option: int | None = None
    version: int | None = None
    content_hash: str | None = None
    operation: str | None = None
    channel: str | None = None

    @property
    def about(self) -> ArtefactKind:
        """The artefact that the button belongs to."""
        return self.kind or ArtefactKind.PRODUCT_SPECIFICATION

    @classmethod
    def parse(cls, value: str | None) -> "Press | None":
        """The payload in a button's value; None when it is none of ours."""
        try:
            return cls.model_validate_json(value or "")
        except ValidationError:
            return None


def action_of(action_id: str) -> Action | None:
    """The action that an `action_id` stands for; None when it is none of ours."""
    try:
        return Action(action_id.partition(":")[0])
    except ValueError:
        return None
