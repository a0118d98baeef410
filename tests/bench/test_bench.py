"""Each benchmark runs and says what `architecture.md` promises; how fast is for `python -m tests.bench` to say."""

import asyncio
import json
import sys

import pytest

from tests.bench.__main__ import BENCHES, NAMES
from tests.bench.measurement import TINY, Measurement, percentile

LONG = {"ack_p50_ms", "turn_overhead_p50_ms", "bot_rss_mb"}
"""Benchmarks that start whole bots; of these the start itself is measured in every run."""


@pytest.mark.parametrize(
    "names",
    [pytest.param(names, marks=[pytest.mark.campaign] if LONG & set(names) else []) for names in BENCHES.values()],
    ids=lambda names: names[0],
)
async def test_each_benchmark_gives_a_positive_figure_for_each_of_its_names(names: tuple[str, ...]) -> None:
    measure = next(measure for measure, given in BENCHES.items() if given == names)
    measured = await measure(TINY)
    assert [m.name for m in measured] == list(names)
    assert all(m.value > 0 for m in measured if m.name != "notion_requests_unchanged")


async def test_the_command_prints_one_json_object_a_line_for_the_names_that_were_asked_for() -> None:
    command = (sys.executable, "-m", "tests.bench", "notion_requests_first_publish", "notion_requests_unchanged")
    process = await asyncio.create_subprocess_exec(*command, "--json", stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    printed = [json.loads(line) for line in out.decode().splitlines()]
    assert [set(line) for line in printed] == [{"name", "value", "unit", "peer", "ratio"}] * 2
    assert [line["name"] for line in printed] == list(command[3:])


async def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench", "speed"), stderr=asyncio.subprocess.PIPE
    )
    _, told = await process.communicate()
    assert process.returncode == 2
    assert all(name in told.decode().replace("\n", " ") for name in NAMES)


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile(range(1, 101), 0.99) == 99
    assert percentile([7], 0.99) == 7


def test_the_ratio_says_how_many_times_the_peers_figure_ours_is() -> None:
    assert Measurement("ack_p99_ms", 30, "ms", 20).to_json()["ratio"] == 1.5
    assert Measurement("try_ready_s", 3, "s").to_json() == {
        "name": "try_ready_s", "value": 3, "unit": "s", "peer": None, "ratio": None
    }  # fmt: skip
