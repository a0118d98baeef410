"""Notion's own OpenAPI contract as a judge of exchanges, with an overlay for what is newer than the contract.

The contract is not ours and is not copied: it lies beside the project, and tests that need it skip where it does not.
Use it as `store.validate = contract.judge()`; complaints are in `store.violations`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from bot.local.notion.gate import Exchange
from tests.schemas import Contract

FOLDER = Path(__file__).parents[3].parent / "shared" / "contracts" / "notion"
WHY_SKIPPED = "Notion's contract is not beside the project (../shared/contracts/notion)"

# Newer than the contract: https://developers.notion.com/reference/create-view and the types of Notion's SDK.
_SORT = {
    "type": "object",
    "properties": {"property": {"type": "string"}, "direction": {"enum": ["ascending", "descending"]}},
    "required": ["property", "direction"],
    "additionalProperties": False,
}
_GROUP = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "property_id": {"type": "string"},
        "group_by": {"type": "string"},
        "sort": {
            "type": "object",
            "properties": {"type": {"enum": ["manual", "ascending", "descending"]}},
            "required": ["type"],
        },
        "hide_empty_groups": {"type": "boolean"},
    },
    "required": ["type", "property_id", "sort"],
    "additionalProperties": False,
}
_SHOWN = {
    "type": ["array", "null"],
    "maxItems": 100,
    "items": {
        "type": "object",
        "properties": {
            "property_id": {"type": "string"},
            "visible": {"type": "boolean"},
            "width": {"type": "number"},
            "wrap": {"type": "boolean"},
            "status_show_as": {"enum": ["select", "checkbox"]},
            "card_property_width_mode": {"enum": ["full_line", "inline"]},
            "date_format": {"type": "string"},
            "time_format": {"enum": ["12_hour", "24_hour", "hidden"]},
        },
        "required": ["property_id"],
        "additionalProperties": False,
    },
}


def _look(kind: str, required: list[str], **more: Any) -> dict[str, Any]:
    properties = {"type": {"const": kind}, "properties": _SHOWN, **more}
    return {"type": "object", "properties": properties, "required": ["type", *required]}


_CONFIGURATION = {
    "oneOf": [
        _look("table", [], group_by={"anyOf": [_GROUP, {"type": "null"}]}),
        _look("board", ["group_by"], group_by=_GROUP, card_layout={"enum": ["list", "compact", None]}),
        _look("calendar", ["date_property_id"], date_property_id={"type": "string"}),
        _look("timeline", ["date_property_id"], date_property_id={"type": "string"}),
        _look("list", []),
        _look("gallery", []),
    ]
}
_VIEW = {
    "name": {"type": "string"},
    "filter": {"type": ["object", "null"]},
    "sorts": {"anyOf": [{"type": "array", "items": _SORT, "maxItems": 100}, {"type": "null"}]},
    "quick_filters": {"type": ["object", "null"]},
    "configuration": _CONFIGURATION,
}
_NEW_VIEW = {
    **_VIEW,
    "data_source_id": {"type": "string"},
    "type": {"enum": ["table", "board", "list", "calendar", "timeline", "gallery"]},
    "database_id": {"type": "string"},
    "position": {"type": "object"},
}
OVERLAY: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/v1/views"): {
        "type": "object",
        "properties": _NEW_VIEW,
        "required": ["data_source_id", "name", "type"],
        "additionalProperties": False,
    },
    ("PATCH", "/v1/views/{view_id}"): {"type": "object", "properties": _VIEW, "additionalProperties": False},
}
_NEWER_KEYS = {
    ("POST", "/v1/pages"): {"markdown_version"},
    ("PATCH", "/v1/pages/{page_id}/markdown"): {"markdown_version", "allow_async"},
}


def available() -> bool:
    """Whether the contract lies beside the project."""
    return any(FOLDER.glob("notion-openapi-*.json"))


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    loaded: dict[str, Any] = json.loads(next(FOLDER.glob("notion-openapi-*.json")).read_text(encoding="utf-8"))
    _allow_status_options(loaded["components"]["schemas"])
    return loaded


def _allow_status_options(schemas: dict[str, Any]) -> None:
    """Options of a status property can be given since 2026 (the SDK's StatusPropertyConfigRequest)."""
    options = deepcopy(schemas["selectPropertyConfigurationRequest"]["properties"]["select"])
    schemas["statusPropertyConfigurationRequest"]["properties"]["status"] = options


@cache
def _request_validator(method: str, template: str) -> Contract | None:
    if (method, template) in OVERLAY:
        return Contract(OVERLAY[method, template])
    body = _operation(method, template).get("requestBody")
    return _validator(body["content"]["application/json"]["schema"], document()["components"]) if body else None


@cache
def _answer_validator(method: str, template: str, status: int) -> Contract | None:
    answer = _operation(method, template).get("responses", {}).get(str(status))
    if not answer or (method, template) in OVERLAY:
        return None
    relaxed = _relaxed({"schema": answer["content"]["application/json"]["schema"], **document()})
    return _validator(relaxed["schema"], relaxed["components"])


def _operation(method: str, template: str) -> dict[str, Any]:
    found: dict[str, Any] = document()["paths"].get(template, {}).get(method.lower(), {})
    return found


def _validator(schema: dict[str, Any], components: dict[str, Any]) -> Contract:
    return Contract({**schema, "components": components}, formats=("uuid", "date"))


def _relaxed(part: Any) -> Any:
    """The contract's answers combine closed schemas with `allOf` and overlapping ones with `oneOf`, which no document
    can satisfy: for answers, closed becomes open and one-of becomes any-of."""
    if isinstance(part, list):
        return [_relaxed(item) for item in part]
    if not isinstance(part, dict):
        return part
    names = {"oneOf": "anyOf"}
    kept = {key: value for key, value in part.items() if not (key == "additionalProperties" and value is False)}
    return {names.get(key, key): _relaxed(value) for key, value in kept.items()}


def judge(*, answers: bool = True) -> Callable[[Exchange], None]:
    """A validator for `NotionStore.validate`: every accepted request, and every answer, must fit the contract."""

    def check(exchange: Exchange) -> None:
        key = exchange.method, exchange.template
        validator = _request_validator(*key)
        if validator is not None and exchange.status < 400:
            given = {
                name: value for name, value in (exchange.body or {}).items() if name not in _NEWER_KEYS.get(key, ())
            }
            _complain("request", validator, given)
        judged = _answer_validator(*key, exchange.status) if answers and exchange.status else None
        if judged is not None:
            _complain("answer", judged, exchange.answer)

    return check


def _complain(what: str, validator: Contract, value: Any) -> None:
    error = next(iter(sorted(validator.iter_errors(value), key=lambda found: list(map(str, found.path)))), None)
    if error is not None:
        deepest = min(error.context or [error], key=lambda found: -len(found.absolute_path))
        where = "/".join(str(step) for step in deepest.absolute_path)
        raise AssertionError(f"{what} at {where or 'the top'}: {deepest.message[:300]}")
