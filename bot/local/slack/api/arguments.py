"""What a caller sent, form-encoded or JSON, read by name and kind."""

import json
from collections.abc import Mapping
from typing import Any

from bot.local.slack.errors import SlackError, invalid


class Arguments:
    """Arguments of one call."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def text(self, name: str) -> str | None:
        """Return a string, or None when it was not sent."""
        value = self._values.get(name)
        return None if value is None else value if isinstance(value, str) else str(value)

    def need(self, name: str) -> str:
        """Return a string; raise `invalid_arguments` when it is missing or empty."""
        value = self.text(name)
        if not value:
            raise invalid("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        """Return a truth value; missing is False."""
        value = self._values.get(name)
        return value is True or str(value).lower() in {"1", "true"}

    def integer(self, name: str, default: int, most: int) -> int:
        """Return a number between 1 and `most`; raise `invalid_limit`."""
        value = self._values.get(name, default)
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise SlackError("invalid_limit") from None
        return min(max(number, 1), most)

    def json(self, name: str, error: str) -> Any:
        """Return JSON that came as such or as a string; raise `error` when it does not parse."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackError(error) from None
