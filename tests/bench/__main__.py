"""`python -m tests.bench [NAME …] [--json] [--tiny]`: one line, or one JSON object, for each figure."""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable

from tests.bench import acknowledging, context_tokens, decision_recall, memory, notion_requests, starting, turning
from tests.bench.measurement import FULL, TINY, Measurement, Size

Measure = Callable[[Size], Awaitable[list[Measurement]]]

BENCHES: dict[Measure, tuple[str, ...]] = {
    acknowledging.measure: ("ack_p50_ms", "ack_p99_ms"),
    turning.measure: ("turn_overhead_p50_ms",),
    starting.measure: ("try_ready_s",),
    memory.measure: ("bot_rss_mb",),
    notion_requests.measure: (
        "notion_requests_first_publish",
        "notion_requests_unchanged",
        "notion_requests_small_change",
    ),
    context_tokens.measure: ("tokens_turn_200_over_20", "tokens_turn_200_vs_naive", "prompt_prefix_share"),
    decision_recall.measure: ("decision_recall",),
}
"""What gives which figures; those of one line come from one run."""

NAMES = tuple(name for names in BENCHES.values() for name in names)


def main() -> None:
    """Measure what is named, or everything, and print each figure as soon as it is there."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--tiny", action="store_true", help="only to see that it works")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(NAMES)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there is: {', '.join(NAMES)}")
    wanted = set(chosen.names or NAMES)
    for measure, names in BENCHES.items():
        if wanted.isdisjoint(names):
            continue
        for measurement in asyncio.run(_measured(measure, TINY if chosen.tiny else FULL)):
            if measurement.name in wanted:
                print(_line(measurement, as_json=chosen.json), flush=True)


async def _measured(measure: Measure, size: Size) -> list[Measurement]:
    return await measure(size)


def _line(measurement: Measurement, *, as_json: bool) -> str:
    told = measurement.to_json()
    if as_json:
        return json.dumps(told)
    peer = f"  (peer {told['peer']}, ratio {told['ratio']})" if told["peer"] is not None else ""
    return f"{told['name']}: {told['value']} {told['unit']}{peer}"


if __name__ == "__main__":
    main()
