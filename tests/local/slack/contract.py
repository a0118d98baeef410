"""Slack's request types as JSON Schema, for checking what an app sends; they lie beside the checkout, not in it.

complaints = contract.complaints(workspace.calls)
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.local.slack.model import Call
from tests.schemas import Contract

PATH = Path(__file__).parents[4] / "shared/contracts/slack/slack-node-sdk-requests.jsonschema.json"
needed = pytest.mark.skipif(not PATH.exists(), reason="the API contracts are not beside this checkout")

_JSON_INSIDE = {"blocks", "attachments", "metadata", "view", "files", "chunks", "loading_messages"}
_NUMBERS = {"length", "limit"}


@cache
def validator(definition: str) -> Contract | None:
    """Return what checks one of Slack's types, such as "KnownBlock"; None where the contract does not know it."""
    definitions = json.loads(PATH.read_text())["definitions"]
    if definition not in definitions:
        return None
    return Contract({"$ref": f"#/definitions/{definition}", "definitions": definitions}, draft=7)


def complaints(calls: Iterable[Call]) -> list[str]:
    """Return what is wrong with calls by Slack's types, one line each; blocks are named one by one."""
    return [complaint for call in calls for complaint in _complaints(call)]


def _complaints(call: Call) -> list[str]:
    arguments = {name: _decoded(name, value) for name, value in call.arguments.items()}
    found = []
    blocks = [*(arguments.get("blocks") or []), *((arguments.get("view") or {}).get("blocks") or [])]
    for place, block in enumerate(blocks):
        check = validator("KnownBlock")
        if check is not None and not check.is_valid(block):
            found.append(f"{call.method}: block {place} ({block.get('type')}) is not one of Slack's: {block}")
    whole = validator("".join(part[0].upper() + part[1:] for part in call.method.split(".")) + "Arguments")
    if not found and whole is not None:
        found += [f"{call.method}: {error.message[:300]}" for error in whole.iter_errors(arguments)]
    return found


def _decoded(name: str, value: Any) -> Any:
    if isinstance(value, str) and name in _JSON_INSIDE:
        return json.loads(value)
    if isinstance(value, str) and name in _NUMBERS:
        return int(value)
    return value
