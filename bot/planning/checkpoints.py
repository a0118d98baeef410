"""Checkpoints: what a conversation came to so far, kept instead of the conversation (step 7).

Decisions are not part of the prose: a checkpoint names them by number and the ledger holds their words, so that no
summary can change one.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.planning.topics import Side


class Reason(StrEnum):
    """Why a checkpoint was made. The values are stored."""

    ANSWERS = "answers"
    TOKENS = "tokens"
    ASKED = "asked"
    STAGE = "stage"
    SCHEDULE = "schedule"


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Point(_Content):
    """A line of a summary and the numbers of the questions that it rests on: at least one."""

    text: str
    questions: tuple[int, ...]


class OpenPoint(_Content):
    """Something that nobody decided yet: who is to decide it (a display name, or ""), and which question it is."""

    text: str
    owner: str = ""
    question: int | None = None


class Happening(_Content):
    """Something that happened to an artefact, in a sentence; `permalink` leads to the message that tells it, or is "".

    `key` identifies it among all that happened in the session.
    """

    key: str
    text: str
    permalink: str = ""


class Checkpoint(_Content):
    """The state of a session at one moment.

    `points` say why, each with its questions. `through_decision` is the newest decision that it knows, and
    `through_question` the newest settled question. `decided` are the decisions that are new since people were last
    shown a checkpoint, `changed` those of them that took an earlier one's place, `withdrawn` the decisions taken back
    since then, `happened` what became of the artefacts. `still_to_ask` are titles of topics. `known` are keys of all
    that happened and was taken back so far, told now or before.
    `record` identifies what the record was (a hash), so that a second checkpoint of the same record can be left out.
    `made_at` is in seconds since the epoch; `written_by` a writer's label.
    """

    number: int
    side: Side
    reason: Reason
    points: tuple[Point, ...] = ()
    decided: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    withdrawn: tuple[int, ...] = ()
    happened: tuple[Happening, ...] = ()
    open: tuple[OpenPoint, ...] = ()
    assumptions: tuple[Point, ...] = ()
    still_to_ask: tuple[str, ...] = ()
    open_question: int | None = None
    through_decision: int = 0
    through_question: int = 0
    known: tuple[str, ...] = ()
    record: str = ""
    written_by: str = ""
    made_at: float = 0.0
