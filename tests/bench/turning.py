"""From the settled answer (a quick answer, or ✅ on one that is recorded) to the next question in the thread."""

import asyncio
import time

from bot.local.slack.model import Message
from tests.bench.measurement import Measurement, Size, percentile
from tests.bench.stage import Stage, stage
from tests.people import Thread, pressable

PER_SESSION = 6
"""Turns of one session: no interview is over sooner."""


async def measure(size: Size) -> list[Measurement]:
    """p50 with the built-in writer; by the clock that Slack's timestamps come from."""
    took: list[float] = []
    async with stage() as bot:
        while len(took) < size.turns:
            thread, question = await bot.begun(f"a weekly report, number {len(took)}")
            for number in range(2, 2 + min(PER_SESSION, size.turns - len(took))):
                begun = await _settle(bot, thread, question)
                question = await bot.people.planner.asks(thread, f"Q{number} ")
                took.append((float(question.ts) - begun) * 1000)
            await asyncio.sleep(0.2)
    return [Measurement("turn_overhead_p50_ms", percentile(took, 0.50), "ms")]


async def _settle(bot: Stage, thread: Thread, question: Message) -> float:
    """Answer, and return when that was settled (Unix seconds)."""
    quick = pressable(question)[0]
    if quick != "Skip":
        begun = time.time()
        await bot.people.ben.presses(quick, question)
        return begun
    said = await bot.people.ana.says("Team leads copy numbers from three tools for two hours every Friday.", thread)
    await bot.people.planner.reacted("eyes", said)
    await bot.slack.settled()
    begun = time.time()
    await bot.people.ben.reacts("white_check_mark", question)
    return begun
