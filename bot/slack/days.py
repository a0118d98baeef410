"""Which day it is for a person: what they call today is a matter of where they are."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.slack.delivery import PersonFacts, SlackError

PATIENCE = 1.0
"""Seconds that Slack is given to tell where somebody is: a form has to be answered within three."""


async def today_of(
    user_id: str, person: Callable[[str], Awaitable[PersonFacts]], now: datetime, patience: float = PATIENCE
) -> date:
    """The day that it is at `now` where that person is; in UTC while nobody knows where that is."""
    try:
        async with asyncio.timeout(patience):
            zone = (await person(user_id)).time_zone
        return now.astimezone(ZoneInfo(zone) if zone else UTC).date()
    except (SlackError, TimeoutError, LookupError, ValueError, OSError):
        # ZoneInfo raises the last three for a name that is none.
        return now.astimezone(UTC).date()
