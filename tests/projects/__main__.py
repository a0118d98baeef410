"""`python -m tests.projects NAME … [--model] [--json]`: a project through the whole method, and its figures.

Ends with exit code 1 when something breaks a promise of the method.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from bot.planning.checks import Severity
from tests import projects
from tests.conversations import scripted_project
from tests.conversations.conftest import world_with_bot
from tests.conversations.scripted_model import MODEL, scripted_model
from tests.projects.judging import complaints
from tests.projects.outcome import outcome_of
from tests.projects.play import play_of


def main() -> None:
    """Play what is named, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.projects", description=__doc__)
    parser.add_argument("names", nargs="+", metavar="NAME", choices=projects.names(), help=", ".join(projects.names()))
    parser.add_argument("--model", action="store_true", help="with a scripted model instead of the built-in writer")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    chosen = parser.parse_args()
    sound = True
    for name in chosen.names:
        figures = asyncio.run(played_with_a_model(name) if chosen.model else played(name))
        sound = sound and not figures["complaints"]
        print(json.dumps(figures) if chosen.json else _lines(figures), flush=True)
    sys.exit(0 if sound else 1)


async def played_with_a_model(name: str) -> dict[str, Any]:
    """The figures of a project, after a play with the scripted model on an SQLite file."""
    async with scripted_model(scripted_project.load(name)) as model:
        figures = await played(name, openai_model=MODEL, openai_api_key="k", openai_base_url=model.base_url)
    return figures | {"answers": dict(model.asked), "repairs": dict(+model.repairs)}


async def played(name: str, **settings: Any) -> dict[str, Any]:
    """The figures of a project, after a play with the built-in writer, or with these settings, on an SQLite file."""
    with tempfile.TemporaryDirectory(prefix="planthread-project-") as folder:
        async with world_with_bot(Path(folder), **settings) as world, play_of(world, projects.load(name)) as play:
            await play.whole()
            outcome = await outcome_of(play)
    return {
        "name": name,
        "written_by": sorted(outcome.written_by),
        "requirements": len(outcome.product.features),
        "components": len(outcome.technical.components),
        "modules": len(outcome.modules.modules),
        "sprints": len(outcome.sprints.sprints),
        "tasks": len(outcome.sprints.tasks),
        "largest_pack_tokens": max(pack.tokens for pack in outcome.packs.values()),
        "seconds": {step.name: round(step.seconds, 2) for step in play.steps},
        "longest_standstill_s": {step.name: round(step.standstill, 3) for step in play.steps},
        "notion_requests": {step.name: step.requests for step in play.steps if step.requests},
        "warnings": outcome.found(Severity.WARNING),
        "complaints": complaints(outcome),
    }


def _lines(figures: dict[str, Any]) -> str:
    told = []
    for name, value in figures.items():
        match value:
            case dict():
                told += [f"{name}:", *(f"  {step}: {figure}" for step, figure in value.items())]
            case list():
                told += [f"{name}: {len(value)}", *(f"  {line}" for line in value)]
            case _:
                told.append(f"{name}: {value}")
    return "\n".join(told)


if __name__ == "__main__":
    main()
