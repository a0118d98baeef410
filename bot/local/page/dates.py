"""Moments in messages, `<!date^…>`, by the clock of whoever looks.

Reference: https://docs.slack.dev/messaging/formatting-message-text#date-formatting
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.local.page.viewpoint import Viewpoint

_TOKEN = re.compile(r"\{(\w+)\}")
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def shown(target: str, eyes: Viewpoint) -> str | None:
    """The text of `!date^<seconds>^<format>`, in the page's English; None where it is none that Slack could show."""
    try:
        _, seconds, form, *_ = target.split("^")
        moment = datetime.fromtimestamp(int(seconds), UTC).astimezone(eyes.zone)
    except (ValueError, OverflowError, OSError):
        return None
    if not set(_TOKEN.findall(form)) <= {*_FORMS, *(f"{name}_pretty" for name in _PRETTY)}:
        return None
    return _TOKEN.sub(lambda match: _written(match[1], moment, eyes), form)


def _written(token: str, moment: datetime, eyes: Viewpoint) -> str:
    name = token.removesuffix("_pretty")
    near = _NEAR.get((moment.date() - eyes.today()) // timedelta(days=1)) if name != token else None
    return near or _FORMS[name](moment)


_FORMS: dict[str, Callable[[datetime], str]] = {
    "date_num": lambda m: f"{m:%Y-%m-%d}",
    "date": lambda m: f"{m.day} {m:%B %Y}",
    "date_short": lambda m: f"{m.day} {m:%b %Y}",
    "date_long": lambda m: f"{m:%A}, {m.day} {m:%B %Y}",
    "time": lambda m: f"{m:%H:%M}",
    "time_secs": lambda m: f"{m:%H:%M:%S}",
}
_PRETTY = ("date", "date_short", "date_long")
