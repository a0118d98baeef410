"""`python -m tests.crash SCENARIO --kills N --json [--database-url URL | --database postgresql] [--seed S]`."""

import argparse
import asyncio
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.crash.campaign import SCENARIOS, run_campaign
from tests.crash.databases import database_in


def main() -> int:
    """Run one campaign and say what came of it; 1 when something was lost, doubled or out of order."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("scenario", choices=sorted(SCENARIOS))
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines to read")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite", help="an empty one")
    parser.add_argument("--database-url", default="", help="an empty database of yours instead")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keep the bot's data and log here")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="planthread-crash-")))
        folder.mkdir(parents=True, exist_ok=True)
        url = chosen.database_url or stack.enter_context(database_in(folder, chosen.database))
        result = asyncio.run(run_campaign(chosen.scenario, chosen.kills, folder, url, chosen.seed))
    told = result.to_json()
    if chosen.json:
        print(json.dumps(told))
    else:
        for name, value in told.items():
            if name != "findings":
                print(f"{name}: {value}")
        print("\n".join(told["findings"]))
    return 1 if result.findings else 0


if __name__ == "__main__":
    sys.exit(main())
