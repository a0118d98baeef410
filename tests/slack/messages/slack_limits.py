"""Slack's limits as its documentation gives them, written down independently of the code that must respect them.

https://docs.slack.dev/reference/block-kit (blocks, block elements, composition objects), /reference/views,
/reference/methods/chat.postMessage. Lengths are counted as the clients count: UTF-16 code units.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.schemas import Contract

CONTRACT = Path(__file__).parents[4] / "shared" / "contracts" / "slack" / "slack-node-sdk-requests.jsonschema.json"

JSON = Mapping[str, Any]

TEXT_OF = {
    # where: (longest, shortest)
    "header.text": (150, 1),
    "section.text": (3000, 1),
    "section.fields": (2000, 1),
    "context.elements": (3000, 1),
    "button.text": (75, 1),
    "input.label": (2000, 1),
    "input.hint": (2000, 1),
    "plain_text_input.placeholder": (150, 1),
    "multi_users_select.placeholder": (150, 1),
    "conversations_select.placeholder": (150, 1),
    "static_select.placeholder": (150, 1),
    "option.text": (75, 1),
    "option.description": (75, 1),
    "confirm.title": (100, 1),
    "confirm.text": (300, 1),
    "confirm.confirm": (30, 1),
    "confirm.deny": (30, 1),
    "container.title": (150, 1),
    "modal.title": (24, 1),
    "modal.submit": (24, 1),
    "modal.close": (24, 1),
}
STRINGS = {"block_id": 255, "action_id": 255, "callback_id": 255, "private_metadata": 3000, "url": 3000}
COUNTS = {
    "container.child_blocks": 10,
    "actions.elements": 25,
    "context.elements": 10,
    "section.fields": 10,
    "static_select.options": 100,
}
BLOCKS = {"message": 50, "modal": 100, "home": 100}
VALUE = {"button": 2000, "option": 150}
MARKDOWN_IN_A_PAYLOAD = 12_000
ALL_TEXT_OF_A_MESSAGE = 13_200
FALLBACK = 4_000
IN_A_VIEW = {"section", "header", "context", "actions", "divider", "input", "image"}


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def complaints(surface: str, thing: JSON) -> list[str]:
    """What Slack would refuse in a message, modal or home view; empty when it would take it."""
    found = []
    blocks = thing.get("blocks", [])
    if not 1 <= len(blocks) <= BLOCKS[surface]:
        found.append(f"{len(blocks)} blocks")
    if surface == "message":
        found += _message(thing)
    else:
        found += [f"{b['type']} in a view" for b in blocks if b["type"] not in IN_A_VIEW]
    action_ids = Counter(e["action_id"] for e in _objects(blocks) if "action_id" in e)
    block_ids = Counter(b["block_id"] for b in blocks if "block_id" in b)
    found += [f"{twice} twice" for twice, n in (action_ids + block_ids).items() if n > 1 and surface == "message"]
    for where, thing_inside in _objects_with_names(surface, thing):
        found += _object(where, thing_inside)
    return found


def contract_complaints(method: str, arguments: JSON) -> list[str]:
    """What the contract of the method says against the arguments. Skips where the contract is not on this machine."""
    validator = _validator(method)
    return [f"{list(e.absolute_path)}: {e.message[:300]}" for e in validator.iter_errors(dict(arguments))]


@cache
def _validator(method: str) -> Contract:
    if not CONTRACT.exists():
        pytest.skip("Slack's contract is not beside this project")
    schema = json.loads(CONTRACT.read_text("utf-8"))
    return Contract({"$ref": f"#/definitions/{method}", "definitions": schema["definitions"]}, draft=7)


def all_text(thing: Any) -> Iterator[str]:
    """Every string that somebody can read in a message or view."""
    if isinstance(thing, Mapping):
        if isinstance(thing.get("text"), str):
            yield thing["text"]
        for value in thing.values():
            yield from all_text(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from all_text(value)


def _message(thing: JSON) -> list[str]:
    found = []
    if not 1 <= units(thing["text"]) <= FALLBACK:
        found.append(f"text of {units(thing['text'])}")
    markdown = sum(units(b["text"]) for b in thing["blocks"] if b["type"] == "markdown")
    if markdown > MARKDOWN_IN_A_PAYLOAD:
        found.append(f"markdown of {markdown}")
    everything = sum(map(units, all_text(thing["blocks"])))
    if everything > ALL_TEXT_OF_A_MESSAGE:
        found.append(f"{everything} characters together")
    return found


def _object(where: str, thing: JSON) -> list[str]:
    found = []
    for key, value in thing.items():
        place = f"{where}.{key}"
        texts = value if isinstance(value, list) else [value]
        if place in COUNTS and not 1 <= len(texts) <= COUNTS[place]:
            found.append(f"{len(texts)} {place}")
        if key in STRINGS and isinstance(value, str) and not 1 <= units(value) <= STRINGS[key]:
            found.append(f"{place} of {units(value)}")
        if key == "value" and where in VALUE and units(value) > VALUE[where]:
            found.append(f"{place} of {units(value)}")
        for text in texts:
            if isinstance(text, Mapping) and text.get("type") in ("plain_text", "mrkdwn"):
                longest, shortest = TEXT_OF[place]
                if not shortest <= units(text["text"].strip()) <= longest:
                    found.append(f"{place} of {units(text['text'])}")
    if where == "plain_text_input" and units(thing.get("initial_value", "")) > thing.get("max_length", 3000):
        found.append("initial_value longer than max_length")
    return found


def _objects(thing: Any) -> Iterator[JSON]:
    if isinstance(thing, Mapping):
        yield thing
        for value in thing.values():
            yield from _objects(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from _objects(value)


def _objects_with_names(name: str, thing: Any) -> Iterator[tuple[str, JSON]]:
    if isinstance(thing, Mapping):
        if thing.get("type") not in ("plain_text", "mrkdwn"):
            kind = thing.get("type") or {"options": "option", "initial_option": "option"}.get(name, name)
            yield kind, thing
        for key, value in thing.items():
            yield from _objects_with_names(key, value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from _objects_with_names(name, value)
