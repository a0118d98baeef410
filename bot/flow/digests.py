"""Digests: which sessions of a channel wait, and for whom, told at the times that its members asked for."""

import json
from datetime import UTC, datetime, timedelta

import structlog

from bot.flow.addressed import addressed
from bot.flow.board import link_to, waiting_link
from bot.flow.engine import Engine
from bot.flow.parts import Parts
from bot.flow.speaking import WAITS
from bot.planning.schedule_words import ScheduleError, parse
from bot.planning.schedules import Cadence, describe, next_time
from bot.slack.delivery import Delivery, Place, SlackError, SlackUnavailableError
from bot.slack.messages import Link, Person, SlackMessage
from bot.slack.messages.digest import (
    WaitingSession,
    digest_for_members,
    digest_message,
    digest_not_understood,
    digest_off,
    digest_on,
)
from storage import Database
from storage.digests import Digest

log = structlog.get_logger()

DIGEST = "digest"
"""The name of the workflow; never rename it."""

STILL_NEWS = timedelta(hours=2)
"""How late a digest may come after a standstill: in the evening nobody needs that of the morning."""

SESSIONS_OF_A_CHANNEL = 100

USUAL = "weekdays 9:00"
"""What `/plan digest on` means."""


async def order_due(engine: Engine, database: Database, now: float) -> None:
    """Order the digests that are due at `now` (seconds since the epoch), each once for its time."""
    async with database.reading() as work:
        due = [(digest, at) for digest in await work.digests.all() if (at := _due(digest, now))]
    for digest, at in due:
        async with database.unit_of_work() as work:
            await engine.enqueue(
                work,
                workflow=DIGEST,
                workflow_id=f"digest:{digest.workspace_id}:{digest.channel_id}:{int(at)}",
                argument=json.dumps({"workspace": digest.workspace_id, "channel": digest.channel_id, "at": int(at)}),
                partition=digest.channel_id,
                priority=1,
            )


def _due(digest: Digest, now: float) -> float | None:
    """The newest time of the digest that came since it was asked for and not long ago, in seconds since the epoch."""
    moment = datetime.fromtimestamp(now, UTC)
    after = max(moment - STILL_NEWS, datetime.fromtimestamp(digest.changed_at, UTC))
    found = None
    while (coming := next_time(digest.schedule, after)) is not None and coming <= moment:
        found = after = coming
    return found.timestamp() if found else None


class ChannelDigests:
    """What `/plan digest` does; answers within Slack's three seconds."""

    def __init__(self, database: Database, delivery: Delivery) -> None:
        self._database = database
        self._delivery = delivery

    async def ask(self, workspace_id: str, channel_id: str, user_id: str, words: str) -> SlackMessage:
        """Start, change or stop a channel's digest, or say what is set (no `words`). Only members of it may."""
        channel = await self._delivery.channel(channel_id)
        if channel is None or not channel.bot_is_member or not await self._delivery.is_member(channel_id, user_id):
            return digest_for_members()
        if words:
            try:
                await self._change(workspace_id, channel_id, user_id, words)
            except ScheduleError as error:
                return digest_not_understood(str(error))
        async with self._database.reading() as work:
            digest = await work.digests.of(workspace_id, channel_id)
        return digest_on(describe(digest.schedule, datetime.now(UTC))) if digest else digest_off()

    async def _change(self, workspace_id: str, channel_id: str, user_id: str, words: str) -> None:
        zone = (await self._delivery.profile_of(user_id)).time_zone or "UTC"
        schedule = parse(USUAL if words.casefold() == "on" else words, zone)
        if schedule.cadence is Cadence.ANSWERS:
            raise ScheduleError("A digest comes at a time of day.")
        async with self._database.unit_of_work() as work:
            if schedule.cadence is Cadence.OFF:
                await work.digests.stop(workspace_id, channel_id)
            else:
                await work.digests.set(workspace_id, channel_id, schedule, user_id)


class DigestFlow:
    """The workflow of one digest."""

    def __init__(self, parts: Parts) -> None:
        self._engine = parts.engine
        self._delivery = parts.delivery

    async def run(self, argument: str) -> None:
        """Post it, unless nothing waits or nobody wants it any more; Slack is tried for a minute."""
        order = json.loads(argument)
        for wait in (*WAITS, None):
            done = await self._engine.step("digest", lambda: self._post(**order))
            if done or wait is None:
                return
            await self._engine.sleep(wait)

    async def _post(self, workspace: str, channel: str, at: int) -> bool:
        """False when Slack was not there. What an attempt before a crash left in the channel is found, not doubled."""
        waiting = await self._waiting(workspace, channel)
        if not waiting:
            return True
        message, place, operation = digest_message(waiting), Place(channel), f"digest:{channel}:{at}"
        try:
            if await self._delivery.find(place, operation) is None:
                await self._delivery.post(place, message.text, list(message.blocks), operation)
        except SlackUnavailableError:
            return False
        except SlackError as error:
            log.warning("a digest could not be posted", channel=channel, code=error.code)
        return True

    async def _waiting(self, workspace: str, channel: str) -> list[WaitingSession]:
        """The sessions that wait and do not sleep, whoever waited longest first."""
        found: list[tuple[float, WaitingSession]] = []
        async with self._engine.database.reading() as work:
            if await work.digests.of(workspace, channel) is None:
                return []
            for session in await work.sessions.visible_in(workspace, channel, SESSIONS_OF_A_CHANNEL):
                waiting = await work.waiting.of(session.id) if session.paused_at is None else None
                what = await waiting_link(work, session)
                if waiting is None or what is None:
                    continue
                people = tuple(Person(p.user_id, p.name) for p in await addressed(work, session, waiting))
                thread = Link(session.title, await link_to(work, session, waiting.ref))
                found.append((waiting.since, WaitingSession(thread, what.label, people)))
        return [session for _, session in sorted(found, key=lambda item: item[0])]
