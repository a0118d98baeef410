"""Checks requests against Notion's own OpenAPI document, with an overlay for what came after it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.schemas import Contract

_FILE = "contracts/notion/notion-openapi-official-2026-03-15.json"
_NEWER = {"/v1/views", "/v1/views/{view_id}"}
"""Endpoints that the document predates; the local Notion checks them by the SDK's types and the public pages."""


@cache
def _document() -> dict[str, Any] | None:
    for folder in Path(__file__).resolve().parents:
        file = folder / "shared" / _FILE
        if file.exists():
            return dict(json.loads(file.read_text()))
    return None


def checker() -> Any:
    """A validator for `NotionStore.validate`; skips the test where the contracts are not on this machine."""
    document = _document()
    if document is None:
        pytest.skip(f"needs ../shared/{_FILE}, which is not part of the project")
    return lambda exchange: check(document, exchange.method, exchange.template, exchange.body)


def check(document: dict[str, Any], method: str, template: str, body: dict[str, Any] | None) -> None:
    """Raise `AssertionError` or jsonschema's `ValidationError` where Notion's contract does not know this request."""
    if template in _NEWER:
        return
    assert template in document["paths"], f"Notion has no {template}"
    operation = document["paths"][template].get(method.lower())
    assert operation is not None, f"Notion has no {method} {template}"
    if "requestBody" not in operation:
        assert not body, f"{method} {template} takes no body"
        return
    given = {key: value for key, value in (body or {}).items() if key != "markdown_version"}
    _validator(method.lower(), template).validate(given)


@cache
def _validator(method: str, template: str) -> Contract:
    document = _document() or {}
    schema = document["paths"][template][method]["requestBody"]["content"]["application/json"]["schema"]
    return Contract({**schema, "components": document["components"]})
