"""What every request passes before and after its endpoint: token, version, limits, faults, the journal."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.local.notion.faults import Fault, RecordedRequest
from bot.local.notion.problems import CODES, NotionError, invalid
from bot.local.notion.reading import JSON
from bot.local.notion.workspace import BOT

if TYPE_CHECKING:
    from bot.local.notion.store import NotionStore

VERSION = "2026-03-11"
MAX_PAYLOAD = 500 * 1024


@dataclass(frozen=True)
class Call:
    """One request as an endpoint sees it."""

    store: NotionStore
    ids: Mapping[str, str]
    query: Mapping[str, str]
    body: JSON


@dataclass(frozen=True)
class Exchange:
    """One request with its answer, for a validator: ``template`` is the route, for example ``/v1/pages/{page_id}``."""

    method: str
    template: str
    query: dict[str, str]
    body: JSON | None
    status: int
    answer: JSON


Endpoint = Callable[[Call], JSON]


def handler(
    store: NotionStore, template: str, endpoint: Endpoint, capability: str
) -> Callable[[Request], Awaitable[Response]]:
    """A Starlette endpoint that guards ``endpoint``, which works on the store and returns JSON or raises a refusal."""

    async def handle(request: Request) -> Response:
        path = template.format(**request.path_params)
        raw = await request.body()
        body: JSON | None = None
        fault = store.faults.take(request.method, path)
        status = 0
        try:
            try:
                body = _body(raw)
                _admit(store, request, capability)
                answer, status = await _play(store, endpoint, request, body or {}, fault), 200
                problem = None
            except NotionError as refused:
                problem, status = refused, refused.status
                answer = refused.body(str(uuid.uuid4()))
            if fault is not None and fault.timeout:
                status = 0
                await _never(request)
        finally:
            given = RecordedRequest(
                request.method, path, dict(request.query_params), body, status, store.rate_limit.clock()
            )
            store.requests.append(given)
        _validate(store, Exchange(request.method, template, given.query, body, status, answer))
        headers = {"retry-after": str(problem.retry_after)} if problem and problem.retry_after is not None else {}
        return JSONResponse(answer, status_code=status, headers=headers)

    return handle


def _body(raw: bytes) -> JSON | None:
    if not raw:
        return None
    if len(raw) > MAX_PAYLOAD:
        raise invalid(f"body failed validation: the payload has {len(raw)} bytes, the maximum is {MAX_PAYLOAD}.")
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise NotionError(400, "invalid_json", "Error parsing JSON body.") from error
    if not isinstance(body, dict):
        raise invalid("body failed validation: body should be an object.")
    return body


def _admit(store: NotionStore, request: Request, capability: str) -> None:
    if request.headers.get("authorization") != f"Bearer {store.token}":
        raise NotionError(401, "unauthorized", "API token is invalid.")
    version = request.headers.get("notion-version")
    if version is None:
        raise NotionError(
            400,
            "missing_version",
            "Notion-Version header failed validation: "
            "Notion-Version header should be defined, instead was `undefined`.",
        )
    if version != VERSION:
        raise invalid(
            f'Notion-Version header failed validation: it should be `"{VERSION}"` here, instead was `"{version}"`.'
        )
    store.rate_limit.admit()
    if capability not in store.capabilities:
        raise NotionError(403, "restricted_resource", "Insufficient permissions for this endpoint.")


async def _play(store: NotionStore, endpoint: Endpoint, request: Request, body: JSON, fault: Fault | None) -> JSON:
    if fault is not None and fault.delay:
        await asyncio.sleep(fault.delay)
    goes_wrong = fault is not None and (fault.status is not None or fault.timeout)
    if fault is not None and goes_wrong and not fault.after_commit:
        if fault.timeout:
            return {}
        raise _asked(fault, {})
    with store.acting(BOT):
        answer = endpoint(Call(store, request.path_params, dict(request.query_params), body))
    if fault is not None and fault.status is not None:
        raise _asked(fault, _committed(request.method, answer))
    return answer


def _asked(fault: Fault, committed: dict[str, str | list[str]]) -> NotionError:
    status = fault.status or 500
    code, message = CODES.get(status, CODES[500])
    return NotionError(status, fault.code or code, message, additional_data=committed, retry_after=fault.retry_after)


def _committed(method: str, answer: JSON) -> dict[str, str | list[str]]:
    """What Notion says of a write that was saved although it answers 503 (reference/request-limits)."""
    guidance: list[str] = ["Read the object again to confirm the saved change.", "Do not repeat the write."]
    if answer.get("object") == "list":
        return {"retry_guidance": guidance, "committed_child_ids": [item["id"] for item in answer["results"]]}
    if method == "POST" and "id" in answer:
        return {"retry_guidance": guidance, "committed_resource_id": str(answer["id"])}
    return {"retry_guidance": guidance}


async def _never(request: Request) -> None:
    """Wait until the other side gives up."""
    while (await request.receive())["type"] != "http.disconnect":
        continue


def _validate(store: NotionStore, exchange: Exchange) -> None:
    if store.validate is None:
        return
    try:
        store.validate(exchange)
    except Exception as complaint:  # noqa: BLE001 - whatever a test's validator raises is its verdict
        store.violations.append(f"{exchange.method} {exchange.template}: {complaint}")


def not_played(store: NotionStore) -> Callable[[Request], Awaitable[Response]]:
    """The answer to addresses that Notion's API, or this part of it, does not have."""

    async def handle(request: Request) -> Response:
        path: Any = request.path_params.get("rest", "")
        store.requests.append(
            RecordedRequest(
                request.method, f"/v1/{path}", dict(request.query_params), None, 400, store.rate_limit.clock()
            )
        )
        return JSONResponse(
            NotionError(400, "invalid_request_url", "Invalid request URL.").body(str(uuid.uuid4())), 400
        )

    return handle
