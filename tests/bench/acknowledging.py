"""How long an event waits for its acknowledgement while many arrive, by the local workspace's own clock."""

import asyncio

from bot.local.slack.model import Message
from tests.bench.measurement import Measurement, Size, percentile
from tests.bench.stage import ECHO, Stage, stage
from tests.people import Thread


async def measure(size: Size) -> list[Measurement]:
    """p50 and p99 of the bot's, and of the echo app's under the same load."""
    async with stage() as bot:
        threads = [(await bot.begun(f"a weekly report, number {n}"))[0] for n in range(size.sessions)]
        ours = await _under_load(bot, threads, size)
    async with stage(ECHO) as echo:
        roots = [await echo.people.ana.says(f"thread {n}") for n in range(size.sessions)]
        await echo.slack.settled()
        peers = await _under_load(echo, roots, size)
    return [
        Measurement("ack_p50_ms", percentile(ours, 0.50), "ms", percentile(peers, 0.50)),
        Measurement("ack_p99_ms", percentile(ours, 0.99), "ms", percentile(peers, 0.99)),
    ]


async def _under_load(on: Stage, threads: list[Thread] | list[Message], size: Size) -> list[float]:
    """Milliseconds to the acknowledgement of each message, sent at an even pace into one thread after the other."""
    clock = asyncio.get_running_loop().time
    people = (on.people.ana, on.people.ben, on.people.chen)
    already, begun = len(on.slack.deliveries), clock()
    for n in range(round(size.seconds * size.rate)):
        await asyncio.sleep(begun + n / size.rate - clock())
        await people[n % 3].says(f"On Mondays we copy {n} numbers by hand, it takes hours.", threads[n % len(threads)])
    await on.slack.settled()
    sent = [d for d in list(on.slack.deliveries)[already:] if d.envelope_type == "events_api"]
    late = [d for d in sent if d.acked_after is None]
    if late:
        raise AssertionError(f"{len(late)} of {len(sent)} events were not acknowledged")
    return [d.acked_after * 1000 for d in sent if d.acked_after is not None]
