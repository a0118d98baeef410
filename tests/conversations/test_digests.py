"""The digest of a channel: only where somebody asked for it, and only when something waits."""

import re
from datetime import UTC, datetime

import pytest

from bot.local.slack.model import Message
from bot.planning.schedules import Cadence, Schedule, next_time
from tests.conversations.clock import Clock
from tests.conversations.conftest import World
from tests.people import visible

pytestmark = pytest.mark.one_database
"""What storage is asked here is tested on both databases in tests/storage."""

DAY = 24 * 3600.0


async def test_a_channel_that_asked_for_it_hears_what_waits_and_for_whom(clock: Clock, world: World) -> None:
    await world.planning()
    await world.planning("a stock count")
    await world.ben.types("/plan digest weekdays 9:00")
    await world.ben.sees_ephemeral("weekdays at 9:00, America/New_York")
    nine = next_weekday_at_nine("America/New_York")
    await clock.strikes(nine)
    await clock.strikes(nine + 60)
    digest = await world.people.until(lambda: next(iter(digests(world)), None), "a digest")
    shown = visible(digest)
    assert "Two sessions wait for you" in shown
    assert "Q1 waits for an answer · Ana" in shown
    assert not re.search(r"<@\w+>", str(digest.blocks))
    await world.ana.types("/plan status")
    await world.ana.sees_ephemeral("topics clear")
    assert digests(world) == [digest]


async def test_without_anything_that_waits_and_without_a_request_nothing_is_said(clock: Clock, world: World) -> None:
    nine = next_weekday_at_nine("Europe/Lisbon")
    await world.ana.types("/plan digest on")
    await world.ana.sees_ephemeral("weekdays at 9:00, Europe/Lisbon")
    await clock.strikes(nine)
    await world.planning()
    await world.ana.types("/plan digest off")
    await world.ana.sees_ephemeral("No digest")
    await clock.strikes(nine + DAY)
    await world.ana.types("/plan status")
    await world.ana.sees_ephemeral("topics clear")
    assert digests(world) == []


async def test_where_the_bot_is_no_member_nobody_gets_a_digest(world: World) -> None:
    await world.ana.types("/plan digest on", in_="#random")
    await world.ana.sees_ephemeral("for the members of a channel")
    await world.slack.invite_bot("#random")
    await world.ana.types("/plan digest on", in_="#random")
    await world.ana.sees_ephemeral("This channel gets a digest")


async def test_what_is_no_time_is_explained(world: World) -> None:
    await world.ana.types("/plan digest sometimes")
    await world.ana.sees_ephemeral("weekdays 17:00")
    await world.ana.types("/plan digest of everything that we read in a week")
    await world.ana.sees_ephemeral("/plan a digest")
    await world.ana.types("/plan digest every 10 answers")
    await world.ana.sees_ephemeral("A digest comes at a time of day")


def digests(world: World) -> list[Message]:
    channel = world.slack.channel("#product").id
    return [m for m in world.slack.world.in_channel(channel) if "for you" in visible(m) and m.bot_id]


def next_weekday_at_nine(zone: str) -> float:
    """In seconds since the epoch."""
    weekdays = Schedule(Cadence.TIME, cron="0 9 * * 1-5", zone=zone)
    coming = next_time(weekdays, datetime.now(UTC))
    assert coming is not None
    return coming.timestamp()
