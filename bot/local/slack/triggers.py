"""trigger_ids: what lets the app open a modal for a person, once and for three seconds."""

import secrets
from dataclasses import dataclass

from bot.local.slack.errors import SlackError
from bot.local.slack.world import Clock


@dataclass
class _Trigger:
    person: str
    issued: float
    used: bool = False


class Triggers:
    """Issues and exchanges trigger ids."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._issued: dict[str, _Trigger] = {}

    def issue(self, person_id: str) -> str:
        """Return a new id for something that a person just did."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = _Trigger(person_id, self._clock())
        return trigger_id

    def exchange(self, trigger_id: str) -> str:
        """Return the person's id; raise `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock() - trigger.issued > self._seconds:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.person
