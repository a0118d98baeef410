"""A model that is fine until the product is approved, and then does everything but its work, in another way each time.

It goes through the ways of a step one after the other, also where it is asked to mend an answer.
"""

import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import cycle
from typing import Any

from tests.conversations.model_server import Answer
from tests.conversations.scripted_model import ANSWERS, SHED, ScriptedModel, dependencies_in_a_circle
from tests.conversations.scripted_prompts import Prompt

Says = Callable[[Prompt], dict[str, Any] | Answer]

RUSSIAN = "Эта часть хранит все книги и показывает их людям, которые ищут что-нибудь почитать на выходные дни"
NONSENSE = "Colourless green ideas sleep furiously"
GHOST = "FR-91"

NOWHERE: dict[str, Says] = {
    "an empty string": lambda prompt: Answer(""),
    "invalid JSON": lambda prompt: Answer('{"modules": [{"name": "Books", "requirements": ["FR-1"'),
    "null everywhere": lambda prompt: Answer(json.dumps(dict.fromkeys(("modules", "scope", "tasks", "goal")))),
    "a refusal": lambda prompt: Answer(refusal="I cannot help with that."),
    "an answer that is cut short": lambda prompt: Answer('{"tasks": [', finish="length"),
}
"""What cannot be read, whatever was asked."""


def spoilt(shape: str, **changes: Any) -> Says:
    """A good answer to the shape, with these keys replaced wherever they stand in it."""

    def within(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: changes[key] if key in changes else within(each) for key, each in value.items()}
        return [within(each) for each in value] if isinstance(value, list | tuple) else value

    return lambda prompt: within(ANSWERS[shape](prompt))


def without_half(shape: str) -> Says:
    """A good answer of which every list lacks its second half."""

    def says(prompt: Prompt) -> dict[str, Any]:
        return {
            key: value[: len(value) // 2] if isinstance(value, list) else value
            for key, value in ANSWERS[shape](prompt).items()
        }

    return says


def technical(shape: str) -> dict[str, Says]:
    """The ways of a section of the technical specification."""
    pointing = {"answers": [GHOST], "uses": ["Nobody"], "owner": "C-91", "provider": "C-91"}
    return {
        "invented ids": spoilt(shape, **pointing),
        "half of it": without_half(shape),
        "another language": spoilt(shape, text=RUSSIAN),
        "nothing was said": spoilt(shape, sources=[{"label": "Q91", "quote": "never said"}]),
        **NOWHERE,
    }


def cut(prompt: Prompt) -> dict[str, Any]:
    """Names twice, modules of nothing, a requirement that there is not, and one that is forgotten."""
    ids = prompt.ids()
    parts = {"Loans": ids[:3], "loans": ids[3:5], "Ghosts": [GHOST], "Shadows": [], "Waiting list": ids[5:-1]}
    return {"modules": [{"name": name, "requirements": owned} for name, owned in parts.items()]}


CUTTING: dict[str, Says] = {
    "sixty modules": lambda p: {"modules": [{"name": f"Part {n}", "requirements": []} for n in range(60)]},
    "names twice, ghosts and gaps": cut,
}
DESCRIBING: dict[str, Says] = {
    "another language": spoilt("module", scope=RUSSIAN, interactions=[RUSSIAN]),
    "nothing but words": spoilt("module", scope=NONSENSE, interactions=[NONSENSE]),
    "what others own": spoilt("module", done_when=[f"{GHOST}: the moon is reached"]),
    **NOWHERE,
}
CONNECTING: dict[str, Says] = {
    "each relies on itself": lambda p: {
        "dependencies": [{"module": m["id"], "relies_on": m["id"], "why": "x"} for m in p.lines("modules")]
    },
    "a circle": partial(dependencies_in_a_circle, SHED),
}
BREAKING_DOWN: dict[str, Says] = {
    "no estimates": lambda p: {"tasks": [{"title": "Do it well", "kind": "product", "requirement": p.ids()[0]}]},
    "another language": spoilt("sprint_tasks", title=RUSSIAN, done_when=RUSSIAN),
    "nothing but words": spoilt("sprint_tasks", title=NONSENSE, done_when=NONSENSE),
    "negative and absurd estimates": spoilt("sprint_tasks", optimistic=-5, likely=9e9, pessimistic=0),
    "invented requirements": spoilt("sprint_tasks", requirement=GHOST),
    **NOWHERE,
}
ORDERING: dict[str, Says] = {
    "everything needs everything": lambda p: {
        "needs": [{"task": a["id"], "needs": b["id"]} for a in p.lines("tasks") for b in p.lines("tasks")][:120]
    }
}
WORDING: dict[str, Says] = {
    "another language": spoilt("sprint_words", goal=RUSSIAN, milestone=f"{RUSSIAN}!", demo=f"{RUSSIAN}."),
    "no words": spoilt("sprint_words", goal="Go", milestone="Go", demo="Go"),
    "nothing but words": spoilt("sprint_words", goal=NONSENSE, milestone=f"{NONSENSE}!", demo=f"{NONSENSE} twice"),
    **NOWHERE,
}
LONG_AGO = {"operation": "start", "tasks": [], "sprint": "", "text": "2020-01-06", "figures": []}
CHANGING: dict[str, Says] = {"a date in the past": lambda p: {"changes": [LONG_AGO]}}


def turns_hostile(model: ScriptedModel) -> Counter[str]:
    """From now on it misbehaves in every step after the interview; gives how often it did what, as `shape: way`."""
    done: Counter[str] = Counter()
    steps = {
        "modules": CUTTING,
        "module": DESCRIBING,
        "module_dependencies": CONNECTING,
        "sprint_tasks": BREAKING_DOWN,
        "sprint_needs": ORDERING,
        "sprint_words": WORDING,
        "sprint_changes": CHANGING,
    }
    # The sections share one round, so that a play meets all of it.
    sections = [shape for shape in ANSWERS if shape.startswith("technical_")]
    around = cycle(technical(sections[0]))

    def section(shape: str) -> Says:
        def says(prompt: Prompt) -> dict[str, Any] | Answer:
            way = next(around)
            done[f"technical: {way}"] += 1
            return technical(shape)[way](prompt)

        return says

    def step(shape: str, ways: dict[str, Says]) -> Says:
        left = cycle(ways)

        def says(prompt: Prompt) -> dict[str, Any] | Answer:
            way = next(left)
            done[f"{shape}: {way}"] += 1
            return ways[way](prompt)

        return says

    model.instead |= {shape: section(shape) for shape in sections}
    model.instead |= {shape: step(shape, ways) for shape, ways in steps.items()}
    return done
