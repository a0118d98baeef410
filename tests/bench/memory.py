"""Resident memory after one whole session, from the idea to the page in Notion."""

from tests.bench.measurement import Measurement, Size
from tests.bench.stage import ECHO, stage


async def measure(size: Size) -> list[Measurement]:
    """The bot's, and the echo app's after as many messages."""
    async with stage(ANSWER_QUIET_SECONDS="0.3") as bot:
        thread, question = await bot.begun("a weekly report that writes itself")
        for number in range(2, 2 + min(6, size.turns)):
            await bot.people.ana.says("Team leads copy numbers from three tools for two hours every Friday.", thread)
            await bot.people.ben.reacts("white_check_mark", question)
            question = await bot.people.planner.asks(thread, f"Q{number} ")
        await bot.people.ben.presses("That's enough", question)
        review = await bot.people.planner.says(thread, "may approve", timeout=30)
        await bot.people.ana.presses("Approve", review)
        await bot.people.planner.says(thread, "is published in Notion", timeout=30)
        ours = bot.resident_mb
    async with stage(ECHO) as echo:
        for n in range(20):
            await echo.people.ana.says(f"message {n}")
        await echo.slack.settled()
        peer = echo.resident_mb
    return [Measurement("bot_rss_mb", ours, "MiB", peer)]
