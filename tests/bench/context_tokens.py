"""Tokens of a turn as an interview gets longer, beside the whole transcript, and how much of a prompt is unchanged.

`python -m tests.bench.context_tokens` prints the table over 10, 50, 100 and 200 answers and draws `tokens_a_turn.png`.
"""

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean

from bot.flow.pictures import drawn
from bot.writing import record
from bot.writing.tokens import count_tokens
from bot.writing.turns import turn_prompt
from tests.bench.long_talks import Moment, talk
from tests.bench.measurement import TINY, Measurement, Size

ROOM = 48_000
WHOLE = 10_000_000
SEEDS = (0, 1, 2, 3, 4)
SHOWN = (10, 20, 50, 100, 200)
CHARTED = tuple(range(20, 201, 20))


@dataclass(frozen=True)
class Cost:
    """A turn after so many `answers`: its tokens, those of the whole transcript, and its unchanged share (0 to 1)."""

    answers: int
    tokens: int
    naive: int
    unchanged: float


async def measure(size: Size) -> list[Measurement]:
    """The worst of several talks, each with a checkpoint every ten answers and without any."""
    long, short = (200, 20) if size != TINY else (40, 20)
    runs = [costs(seed, long, every) for seed in (SEEDS if size != TINY else SEEDS[:1]) for every in (10, 0)]
    last, early = [run[-1] for run in runs], [run[short] for run in runs]
    ratio = max(late.tokens / soon.tokens for late, soon in zip(last, early, strict=True))
    return [
        Measurement("tokens_turn_200_over_20", ratio, "times"),
        Measurement("tokens_turn_200_vs_naive", max(each.tokens / each.naive for each in last), "times"),
        Measurement("prompt_prefix_share", min(each.unchanged for run in runs for each in run[1:]), "share"),
    ]


@cache
def costs(seed: int, answers: int, checkpoint_every: int) -> tuple[Cost, ...]:
    """The turns of a talk, the one after 0 answers first and the one after `answers` last."""
    found: list[Cost] = []
    before = ""
    beside = {*SHOWN, *CHARTED, answers}
    for moment in talk(seed, answers + 1, checkpoint_every=checkpoint_every):
        prompt = "\n".join(turn_prompt(moment.before, moment.answered, ROOM))
        naive = _naive(moment) if moment.number - 1 in beside else 0
        found.append(Cost(moment.number - 1, count_tokens(prompt), naive, unchanged(before, prompt)))
        before = prompt
    return tuple(found)


def unchanged(before: str, prompt: str) -> float:
    """Which part of a prompt's tokens begins exactly like the prompt before it."""
    same = next((at for at, (one, other) in enumerate(zip(before, prompt, strict=False)) if one != other), len(before))
    return 1 - count_tokens(prompt[same:]) / count_tokens(prompt)


def _naive(moment: Moment) -> int:
    """Tokens of the same turn with all that was said instead of what it came to."""
    system, _ = turn_prompt(moment.before, moment.answered, ROOM)
    return count_tokens(f"{system}\n{record.idea(moment.before)}\n{record.record(moment.before, WHOLE)}")


def table(runs: Sequence[Sequence[Cost]]) -> str:
    """Means over the talks, and the smallest unchanged share of any turn so far."""
    lines = ["| answers | tokens | whole transcript | ratio | unchanged, mean | unchanged, least |", "|" + "---|" * 6]
    for answers in SHOWN:
        at = [run[answers] for run in runs]
        tokens, naive = mean(each.tokens for each in at), mean(each.naive for each in at)
        shares = [each.unchanged for run in runs for each in run[1 : answers + 1]]
        figures = f"{tokens:,.0f} | {naive:,.0f} | {tokens / naive:.2f} | {mean(shares):.3f} | {min(shares):.3f}"
        lines.append(f"| {answers} | {figures} |")
    return "\n".join(lines)


def chart(runs: Sequence[Sequence[Cost]]) -> str:
    """The same as a Mermaid chart: our tokens and the transcript's."""
    ours = [round(mean(run[answers].tokens for run in runs)) for answers in CHARTED]
    naive = [round(mean(run[answers].naive for run in runs)) for answers in CHARTED]
    return "\n".join(
        [
            '%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "#1f6feb, #b35900"}}}}%%',
            "xychart-beta",
            '    title "Tokens of a turn: ours (blue) and the whole transcript (brown)"',
            f'    x-axis "answers" [{", ".join(map(str, CHARTED))}]',
            f'    y-axis "tokens" 0 --> {max(naive)}',
            f"    line {ours}",
            f"    line {naive}",
        ]
    )


def main() -> None:
    """Print the table, and draw the chart where it is wanted."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.context_tokens", description=__doc__)
    parser.add_argument("--plot", type=Path, default=Path("tokens_a_turn.png"), help="where the picture goes")
    parser.add_argument("--talks", type=int, default=len(SEEDS), help="how many talks to measure")
    chosen = parser.parse_args()
    runs = [costs(seed, SHOWN[-1], 10) for seed in range(chosen.talks)]
    print(table(runs))
    picture = asyncio.run(drawn(chart(runs)))
    if picture is None:
        parser.error("the chart could not be drawn")
    chosen.plot.write_bytes(picture)
    print(f"drawn: {chosen.plot}")


if __name__ == "__main__":
    main()
