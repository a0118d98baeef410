"""Modules that need each other in a circle: the team picks the edge to cut."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.planning.artefact import ArtefactKind
from bot.planning.modules.plan import ModulePlan
from bot.slack.actions import Action, Press
from bot.slack.messages.message import SlackMessage, actions, button, context, message, section
from bot.slack.text import line, name

EDGES = 5
"""Buttons in one row."""


def cycle_message(plan: ModulePlan, cycle: Sequence[str], *, session: str, version: int) -> SlackMessage:
    """One circle (module ids in order, the last one needs the first) with a button for each of its edges."""
    titles = {module.id: f"{module.id} {module.title}" for module in plan.modules}
    path = " → ".join(line(titles.get(module, module), limit=80) for module in (*cycle, cycle[0]))
    edges = list(zip(cycle, (*cycle[1:], cycle[0]), strict=True))
    blocks: list[Block] = [
        section(f"*These modules need each other in a circle, so none of them can be built first:*\n{path}"),
        actions(
            *(
                button(
                    f"Cut {one} → {other}",
                    Action.CUT,
                    Press(session=session, kind=ArtefactKind.MODULES, version=version, operation=f"{one}>{other}"),
                    n=n,
                )
                for n, (one, other) in enumerate(edges[:EDGES])
            )
        ),
        context("Which of them can do without the other? What it needed from there is kept as an open point in both."),
    ]
    return message(f"Modules need each other in a circle: {path}. Pick the edge to cut.", *blocks)


def cut_message(module: str, from_module: str, by: str) -> SlackMessage:
    """What the cycle's message says once an edge was cut; `by` is a display name, not escaped."""
    text = f"✂️ {name(by)} cut {line(module)} → {line(from_module)}."
    return message(text, section(text))
