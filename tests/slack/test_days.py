"""Today is the day that it is where somebody is."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from bot.slack.days import today_of
from bot.slack.delivery import PersonFacts, SlackError

LATE = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


async def day_in(time_zone: str) -> date:
    async def person(user_id: str) -> PersonFacts:
        return PersonFacts(user_id, "Ana", time_zone, guest=False)

    return await today_of("U1", person, LATE)


@pytest.mark.parametrize(
    ("time_zone", "day"),
    [
        ("Asia/Tokyo", 25),
        ("America/Los_Angeles", 24),
        ("Europe/Berlin", 25),
        ("", 24),
        ("Atlantis/Capital", 24),
        ("../x", 24),
    ],
)
async def test_a_day_begins_where_people_are_and_in_utc_where_nobody_knows(time_zone, day):
    assert await day_in(time_zone) == date(2026, 11, day)


async def test_while_slack_does_not_tell_it_is_the_day_in_utc():
    async def refuses(user_id: str) -> PersonFacts:
        raise SlackError("user_not_found", "There is no such person.")

    async def is_slow(user_id: str) -> PersonFacts:
        await asyncio.sleep(60)
        raise AssertionError

    assert await today_of("U1", refuses, LATE) == date(2026, 11, 24)
    assert await today_of("U1", is_slow, LATE, patience=0.01) == date(2026, 11, 24)
