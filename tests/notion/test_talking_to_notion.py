"""The one door to Notion: what is repeated, what never is, how long it waits, and what people read when it fails."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.notion import NotionClient, NotionError, page_id_of
from bot.notion.errors import (
    BlockLimitReached,
    ChangedMeanwhile,
    NotAllowed,
    NotAPageId,
    NotShared,
    OutcomeUnknown,
    RateLimited,
    RequestRefused,
    Unavailable,
    WrongToken,
)
from tests.notion.stage import Hours

TOKEN = "ntn_topsecret"
PAGE = "1b2c3d4e-0000-4000-8000-00000000abcd"

Answer = Callable[[httpx.Request], httpx.Response] | httpx.Response | Exception


class Notion:
    """A Notion that gives these answers in turn, and `{}` from then on."""

    def __init__(self, *answers: Answer, limit: int = 180) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.hours = Hours()
        self.client = NotionClient(
            TOKEN,
            base_url="http://notion.test",
            pace=self.hours.pace(limit),
            transport=httpx.MockTransport(self._answer),
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else httpx.Response(200, json={"ok": True})
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)


def refusal(status: int, code: str = "x", message: str = "", **more: Any) -> httpx.Response:
    headers = more.pop("headers", {})
    return httpx.Response(status, json={"object": "error", "code": code, "message": message, **more}, headers=headers)


async def test_every_request_carries_the_token_and_the_version() -> None:
    notion = Notion()
    await notion.client.get("users/me", "checking")
    (request,) = notion.requests
    assert str(request.url) == "http://notion.test/v1/users/me"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["notion-version"] == "2026-03-11"


@pytest.mark.parametrize("status", [409, 429, 500, 502, 503, 504, 529])
async def test_reading_is_repeated_until_notion_answers(status: int) -> None:
    notion = Notion(refusal(status), httpx.Response(status, text="<html>"))
    assert await notion.client.get("pages/1", "reading") == {"ok": True}
    assert len(notion.requests) == 3


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("no"), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("cut")]
)
async def test_reading_is_repeated_when_the_network_fails(error: Exception) -> None:
    notion = Notion(error)
    assert await notion.client.get("pages/1", "reading") == {"ok": True}


@pytest.mark.parametrize(
    "answer", [refusal(409), refusal(429), refusal(529), httpx.ConnectError("no"), httpx.ConnectTimeout("no")]
)
async def test_a_create_is_repeated_only_when_it_certainly_was_not_done(answer: Answer) -> None:
    notion = Notion(answer)
    assert await notion.client.create("pages", {}, "creating") == {"ok": True}


@pytest.mark.parametrize(
    "answer",
    [
        refusal(500),
        refusal(502),
        refusal(503),
        refusal(504),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut"),
        httpx.Response(200, text="<html>a proxy's page</html>"),
        httpx.Response(200, json=[]),
    ],
)
async def test_a_create_without_a_clear_answer_is_never_repeated_blindly(answer: Answer) -> None:
    notion = Notion(answer)
    with pytest.raises(OutcomeUnknown) as caught:
        await notion.client.create("pages", {}, "creating the page")
    assert len(notion.requests) == 1
    assert caught.value.retryable


async def test_what_notion_says_it_committed_is_passed_on() -> None:
    told = {"committed_resource_id": PAGE, "committed_child_ids": ["a", "b"]}
    notion = Notion(refusal(503, "service_unavailable", additional_data=told, request_id="req-1"))
    with pytest.raises(OutcomeUnknown) as caught:
        await notion.client.create("pages", {}, "creating the page")
    assert caught.value.committed_id == PAGE
    assert caught.value.committed_child_ids == ("a", "b")
    assert caught.value.request_id == "req-1"


async def test_a_write_that_may_be_done_twice_is_repeated() -> None:
    notion = Notion(refusal(503))
    assert await notion.client.put("pages/1", {}, "updating") == {"ok": True}
    with pytest.raises(OutcomeUnknown):
        await Notion(refusal(503)).client.change_once("pages/1/markdown", {}, "appending")


async def test_retry_after_is_waited_for_even_beyond_a_minute() -> None:
    notion = Notion(refusal(429, headers={"retry-after": "90"}))
    await notion.client.get("pages/1", "reading")
    assert notion.hours.now == 1090.0


async def test_a_wait_longer_than_a_thread_can_be_held_up_is_handed_back() -> None:
    notion = Notion(refusal(429, headers={"retry-after": "1800"}))
    with pytest.raises(RateLimited) as caught:
        await notion.client.get("pages/1", "publishing")
    assert caught.value.retry_after == 1800
    assert notion.hours.slept == []
    assert "about 1800 seconds" in str(caught.value)


async def test_waits_grow_and_end() -> None:
    notion = Notion(*[refusal(503)] * 9)
    with pytest.raises(Unavailable):
        await notion.client.get("pages/1", "reading")
    assert notion.hours.slept == [0.75, 1.5, 3.0, 6.0]


async def test_no_more_requests_leave_in_a_minute_than_notion_allows() -> None:
    notion = Notion(limit=3)
    started = notion.hours.now
    for _ in range(7):
        await notion.client.get("pages/1", "reading")
    assert notion.hours.now - started == 120.0
    assert notion.hours.slept == [60.0, 60.0]


@pytest.mark.parametrize(
    ("answer", "kind", "retryable", "says"),
    [
        (refusal(401, "unauthorized", "API token is invalid."), WrongToken, False, "set NOTION_TOKEN"),
        (refusal(403, "restricted_resource", "no"), NotAllowed, False, "capabilities"),
        (
            refusal(403, "restricted_resource", "no", additional_data={"block_limit": "x"}),
            BlockLimitReached,
            False,
            "free plan",
        ),
        (refusal(404, "object_not_found", "Could not find"), NotShared, False, "Connections"),
        (
            refusal(400, "validation_error", "Owner is not a property."),
            RequestRefused,
            False,
            "Owner is not a property.",
        ),
        (httpx.Response(413, text="too big"), RequestRefused, False, "it gave no reason"),
        (refusal(409, "conflict_error"), ChangedMeanwhile, True, "try again"),
        (refusal(529, "service_overload"), RateLimited, True, "slow down"),
        (refusal(503), Unavailable, True, "status.notion.so"),
        (httpx.ConnectError("name resolution failed"), Unavailable, True, "could not be reached"),
    ],
)
async def test_each_failure_says_what_happened_what_was_kept_and_what_to_do(
    answer: Answer, kind: type[NotionError], retryable: bool, says: str
) -> None:
    notion = Notion(*[answer] * 5)
    with pytest.raises(NotionError) as caught:
        await notion.client.get("pages/1", "opening the page")
    error = caught.value
    assert type(error) is kind
    assert error.retryable is retryable
    assert "opening the page" in str(error)
    assert "What is already in Notion stays" in str(error)
    assert says in str(error)


async def test_the_token_is_in_no_error() -> None:
    notion = Notion(refusal(400, "validation_error", f"bad header Bearer {TOKEN}"))
    with pytest.raises(RequestRefused) as caught:
        await notion.client.get("pages/1", "reading")
    assert TOKEN not in f"{caught.value} {caught.value.notion_says} {caught.value.args}"


async def test_all_pages_of_a_long_answer_are_read() -> None:
    notion = Notion(
        httpx.Response(200, json={"results": [{"id": "1"}], "has_more": True, "next_cursor": "c"}),
        httpx.Response(200, json={"results": [{"id": "2"}], "has_more": False, "next_cursor": None}),
    )
    assert [block["id"] async for block in notion.client.children("p", "reading")] == ["1", "2"]
    assert notion.requests[1].url.params["start_cursor"] == "c"


@pytest.mark.parametrize(
    "pasted",
    [
        PAGE,
        PAGE.replace("-", "").upper(),
        f"https://www.notion.so/acme/Plans-and-more-{PAGE.replace('-', '')}?pvs=4",
        f"https://www.notion.so/{PAGE.replace('-', '')}?v=00000000000000000000000000000001",
        f"  https://acme.notion.site/{PAGE}#00000000000000000000000000000001 ",
    ],
)
def test_a_page_may_be_named_by_its_id_or_its_address(pasted: str) -> None:
    assert page_id_of(pasted) == PAGE


@pytest.mark.parametrize("pasted", ["", "Plans", "https://www.notion.so/acme/Plans", "1b2c3d4e"])
def test_anything_else_is_no_page_and_says_how_to_get_one(pasted: str) -> None:
    with pytest.raises(NotAPageId, match="Copy link"):
        page_id_of(pasted)
