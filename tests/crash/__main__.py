"""`python -m tests.crash SCENARIO --kills N --json [--database-url URL | --database postgresql] [--seed S]`.

interview  teams answer questions, and the bot dies anywhere
publish    teams approve version after version, and the bot dies while it publishes
plan       a whole plan (2 specifications, 8 modules, 4 sprints, 40 tasks) is published for the first time, and the bot
           dies at requests to Notion that are spread evenly over the publication, at each in a session of its own;
           the long form, --kills all, is at every request, before it was done and after it: 138 sessions in half an
           hour or more, which --part divides among several runs
schedule   sessions are due every second or two, and what orders their summaries dies: one process on SQLite, two on
           PostgreSQL
"""

import argparse
import asyncio
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.crash.campaign import SCENARIOS, run_campaign
from tests.crash.databases import database_in
from tests.crash.findings import Result
from tests.crash.plan_campaign import Share, run_plan_campaign
from tests.crash.schedule_campaign import run_schedule_campaign

PLAN, SCHEDULE = "plan", "schedule"


def main() -> int:
    """Run one campaign and say what came of it; 1 when something was lost, doubled or out of order."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenario", choices=sorted((*SCENARIOS, PLAN, SCHEDULE)))
    parser.add_argument("--kills", type=_kills, default=30, metavar="N", help="how often; plan: 'all' or 0 for all")
    parser.add_argument("--part", type=_share, default=Share(), metavar="I/N", help="plan: the Ith of N portions of it")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines to read")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite", help="an empty one")
    parser.add_argument("--database-url", default="", help="an empty database of yours instead")
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn; a plan draws nothing")
    parser.add_argument("--folder", type=Path, help="keep the bot's data and log here")
    chosen = parser.parse_args()
    if not chosen.kills and chosen.scenario != PLAN:
        parser.error(f"--kills all is for {PLAN}: elsewhere the bot dies at any moment, and there is no end of those")
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="planthread-crash-")))
        folder.mkdir(parents=True, exist_ok=True)
        url = chosen.database_url or stack.enter_context(database_in(folder, chosen.database))
        result = asyncio.run(_campaign(chosen, folder, url))
    told = result.to_json()
    if chosen.json:
        print(json.dumps(told))
    else:
        for name, value in told.items():
            if name != "findings":
                print(f"{name}: {value}")
        print("\n".join(told["findings"]))
    return 1 if result.findings else 0


async def _campaign(chosen: argparse.Namespace, folder: Path, url: str) -> Result:
    if chosen.scenario == PLAN:
        return await run_plan_campaign(chosen.kills, folder, url, chosen.part)
    if chosen.scenario == SCHEDULE:
        return await run_schedule_campaign(chosen.kills, folder, url, chosen.seed)
    return await run_campaign(chosen.scenario, chosen.kills, folder, url, chosen.seed)


def _kills(text: str) -> int:
    if text == "all":
        return 0
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number nor 'all'")
    return int(text)


def _share(text: str) -> Share:
    part, _, parts = text.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a portion such as 1/3")
    return Share(int(part), int(parts))


if __name__ == "__main__":
    sys.exit(main())
