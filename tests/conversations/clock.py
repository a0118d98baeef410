"""The bot's clockwork in the hands of a test: time is told to it, and nobody sleeps."""

import asyncio

from bot.flow.engine import Engine
from bot.flow.waiting import look
from bot.local.slack.model import Message
from storage.waiting import Unanswered
from tests.people import PATIENCE


class Clock:
    """The bot's clockwork in the hands of a test."""

    engine: Engine

    async def knows(self, message: Message) -> Unanswered:
        """Wait until the record knows that a question or a review stands there."""
        async with asyncio.timeout(PATIENCE):
            while True:
                async with self.engine.database.reading() as work:
                    found = [await work.waiting.of(session.id) for session in await work.sessions.all()]
                for waiting in found:
                    if waiting is not None and waiting.ref == message.ts:
                        return waiting
                await asyncio.sleep(0.02)

    async def was_posted(self, question: Message, at: float) -> None:
        """Let a question have been posted at that moment."""
        waiting = await self.knows(question)
        async with self.engine.database.unit_of_work() as work:
            await work.interviews.change_question(waiting.question, posted_at=f"{at:.6f}")

    async def strikes(self, now: float) -> None:
        """Let the bot look at what waits, and do what is due at that moment."""
        await look(self.engine, self.engine.database, now)
