"""`python -m tests.simulation [--season S] [--sessions N] [--days N] [--seed S] [--json]`.

Two quarters, autumn and spring, of 200 sessions in 12 time zones: between them every clock is changed both ways, in the
north and in the south. It prints what was due, what came of it, and everything that went wrong; 1 where anything did.
It takes some minutes a season.
"""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
import time
from pathlib import Path

import structlog

from storage import Database
from tests.simulation.quarter import SEASONS, Found, Quarter


def main() -> int:
    """Run both quarters and say what came of them."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulation", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--season", action="append", choices=SEASONS, help="one of the two (default: both)")
    parser.add_argument("--json", action="store_true", help="one JSON object a quarter instead of lines to read")
    chosen = parser.parse_args()
    # What the bot says about each reminder is not what is asked for here.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    wrong = False
    for season in chosen.season or SEASONS:
        began = time.monotonic()
        found = asyncio.run(_run(season, chosen))
        told = {"season": season, **found.figures, "seconds": round(time.monotonic() - began), **found.wrong}
        print(json.dumps(told) if chosen.json else "\n".join(f"{name}: {value}" for name, value in told.items()) + "\n")
        if any(found.wrong.values()):
            print(found, file=sys.stderr)
            wrong = True
    return int(wrong)


async def _run(season: str, chosen: argparse.Namespace) -> Found:
    with tempfile.TemporaryDirectory(prefix="planthread-simulation-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'planthread.db'}")
        await database.migrate()
        try:
            quarter = Quarter(database, SEASONS[season], days=chosen.days, sessions=chosen.sessions, seed=chosen.seed)
            return await quarter.run()
        finally:
            await database.close()


if __name__ == "__main__":
    sys.exit(main())
