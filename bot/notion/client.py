"""The one door to Notion: every request is paced, repeated where that is safe, and fails with a plain `NotionError`.

`notion_client` sends the request; its own retries are off because they repeat too little (no 502, 504, 529, no
time-outs) and its endpoint methods drop arguments that they do not know, so requests go through `request`.
"""

import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal

import httpx
from notion_client import AsyncClient
from notion_client.client import ClientOptions

from bot.notion.answers import Failure, failure_of
from bot.notion.pacing import Pace

NOTION_VERSION = "2026-03-11"
"""The API version that everything here is written for."""

JSON = dict[str, Any]
"""A JSON object of Notion's API."""

_Repeat = Literal["always", "when certainly not done"]
_log = logging.getLogger("bot.notion")
_sdk_log = logging.getLogger("bot.notion.sdk")


class NotionClient:
    """Notion's API with one retry and pacing layer.

    `pace` keeps to the request window; `attempts` is how often one request is tried; a wait that Notion asks for is
    held out up to `patience` seconds and raised as `RateLimited` beyond. `transport` lets tests stand in for the
    network. `sent` counts the requests so far. Use as an async context manager or call `close`. All methods raise
    `NotionError`.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str = "https://api.notion.com",
        pace: Pace | None = None,
        attempts: int = 5,
        patience: float = 120.0,
        timeout_ms: int = 65_000,  # Notion itself gives up after 60 s and says so; hear it out
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._token = token
        self._pace = pace or Pace()
        self._attempts = attempts
        self._patience = patience
        self.sent = 0
        options = ClientOptions(
            auth=token,
            base_url=base_url.rstrip("/"),
            notion_version=NOTION_VERSION,
            retry=False,
            timeout_ms=timeout_ms,
            logger=_sdk_log,
            log_level=logging.CRITICAL,  # failures are told once, by the errors raised here
        )
        self._sdk = AsyncClient(options, client=httpx.AsyncClient(transport=transport))

    async def __aenter__(self) -> "NotionClient":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._sdk.aclose()

    async def get(self, path: str, doing: str, query: Mapping[str, str | int] | None = None) -> JSON:
        """Read `path` (such as ``pages/<id>``). `doing` completes "while …" in errors."""
        return await self._send("GET", path, doing, query=query)

    async def put(self, path: str, body: JSON, doing: str) -> JSON:
        """PATCH `path` with something that may be done twice with the same result, such as setting a property."""
        return await self._send("PATCH", path, doing, body=body)

    async def change_once(self, path: str, body: JSON, doing: str) -> JSON:
        """PATCH `path` with something that must not be done twice, such as appending. Raises `OutcomeUnknown` too."""
        return await self._send("PATCH", path, doing, body=body, repeat="when certainly not done")

    async def create(self, path: str, body: JSON, doing: str) -> JSON:
        """POST to `path`; repeated only if certainly not done. Raises `OutcomeUnknown` too: then look for it first."""
        return await self._send("POST", path, doing, body=body, repeat="when certainly not done")

    async def query(self, data_source_id: str, body: JSON, doing: str) -> AsyncIterator[JSON]:
        """The rows of a data source that match `body` (`filter`, `sorts`), from all pages of the answer."""
        cursor: JSON = {}
        while True:
            path = f"data_sources/{data_source_id}/query"
            answer = await self._send("POST", path, doing, body={"page_size": 100, **body, **cursor})
            for row in answer.get("results", ()):
                yield row
            if not answer.get("has_more") or not answer.get("next_cursor"):
                return
            cursor = {"start_cursor": answer["next_cursor"]}

    def children(self, block_id: str, doing: str) -> AsyncIterator[JSON]:
        """The blocks directly below a page or block, from all pages of the answer."""
        return self._listed(f"blocks/{block_id}/children", {}, doing)

    def comments(self, page_id: str, doing: str) -> AsyncIterator[JSON]:
        """The open comments on a page, oldest first, from all pages of the answer."""
        return self._listed("comments", {"block_id": page_id}, doing)

    async def _listed(self, path: str, given: Mapping[str, str | int], doing: str) -> AsyncIterator[JSON]:
        query: dict[str, str | int] = {**given, "page_size": 100}
        while True:
            answer = await self.get(path, doing, query)
            for item in answer.get("results", ()):
                yield item
            if not answer.get("has_more") or not answer.get("next_cursor"):
                return
            query["start_cursor"] = answer["next_cursor"]

    async def settle(self, attempt: int) -> None:
        """Wait a moment (longer each time, from attempt 0) for something that Notion may still be finishing."""
        await self._pace.back_off(attempt)

    async def _send(
        self,
        method: str,
        path: str,
        doing: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: JSON | None = None,
        repeat: _Repeat = "always",
    ) -> JSON:
        attempt = 0
        while True:
            await self._pace.wait_for_turn()
            self.sent += 1
            try:
                answer = await self._sdk.request(path, method, query=dict(query) if query else None, body=body)
            except Exception as error:
                failure = failure_of(error, hide=self._token)
                if failure is None:
                    raise
                cause = error
            else:
                if isinstance(answer, dict):
                    return answer
                failure, cause = Failure("unclear"), ValueError("not a JSON object")
            attempt += 1
            once = repeat != "always"
            _log.info("notion %s %s: attempt %d failed with %d", method, path, attempt, failure.status)
            if not self._worth_repeating(failure, attempt, once=once):
                raise failure.error(doing, write=once) from cause
            await self._wait(failure, attempt)

    def _worth_repeating(self, failure: Failure, attempt: int, *, once: bool) -> bool:
        if failure.verdict == "refused" or (failure.verdict == "unclear" and once):
            return False
        return attempt < self._attempts and (failure.retry_after or 0.0) <= self._patience

    async def _wait(self, failure: Failure, attempt: int) -> None:
        if failure.retry_after is None:
            await self._pace.back_off(attempt - 1)
        else:
            self._pace.hold(failure.retry_after)
