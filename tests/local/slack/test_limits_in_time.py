"""What runs out: triggers, response URLs, rates, streams; and what goes wrong on purpose."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.local.server import LocalServer
from bot.local.slack.model import Message
from bot.local.slack.workspace import SlackWorkspace
from tests.local.slack.conftest import MANIFEST
from tests.local.slack.test_rules import modal, section
from tests.local.slack.test_web_api import PRODUCT, error_of, refused


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[SlackWorkspace]:
    workspace = SlackWorkspace(manifest=MANIFEST, clock=clock)
    yield workspace
    await workspace.close()


def texts(workspace: SlackWorkspace) -> list[str]:
    return [message.text for message in workspace.history("#product", "Ana")]


async def test_a_trigger_opens_one_modal_within_three_seconds(
    client: AsyncWebClient, slack: SlackWorkspace, clock: Clock
) -> None:
    ana = slack.person("Ana").id
    fresh, late = slack.triggers.issue(ana), slack.triggers.issue(ana)
    assert await error_of(client.views_open(trigger_id="made.up", view=modal(section()))) == "invalid_trigger_id"
    assert await error_of(client.views_open(trigger_id=fresh, view={"type": "modal"})) == "invalid_arguments"
    assert (await client.views_open(trigger_id=fresh, view=modal(section())))["ok"]
    assert await error_of(client.views_open(trigger_id=fresh, view=modal(section()))) == "exchanged_trigger_id"
    clock.now += 3.1
    assert await error_of(client.views_open(trigger_id=late, view=modal(section()))) == "expired_trigger_id"


async def test_a_view_is_updated_only_by_who_saw_its_latest_state(
    client: AsyncWebClient, slack: SlackWorkspace
) -> None:
    trigger = slack.triggers.issue(slack.person("Ana").id)
    opened = (await client.views_open(trigger_id=trigger, view=modal(section())))["view"]
    updated = (await client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(section("new"))))["view"]
    assert updated["hash"] != opened["hash"]
    stale = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(section("newer")))
    assert await error_of(stale) == "hash_conflict"
    assert await error_of(client.views_update(view_id="V404", view=modal(section()))) == "not_found"
    home = {"type": "home", "blocks": [section()]}
    await client.views_publish(user_id="U0ANA00001", view=home)
    assert await error_of(client.views_publish(user_id="U0ANA00001", view=home, hash="old")) == "hash_conflict"


async def test_at_most_three_modals_are_stacked(client: AsyncWebClient, slack: SlackWorkspace) -> None:
    ana = slack.person("Ana").id
    await client.views_open(trigger_id=slack.triggers.issue(ana), view=modal(section()))
    for _ in range(2):
        await client.views_push(trigger_id=slack.triggers.issue(ana), view=modal(section()))
    fourth = client.views_push(trigger_id=slack.triggers.issue(ana), view=modal(section()))
    assert await error_of(fourth) == "push_limit_reached"


async def use(url: str, body: dict[str, Any]) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        return answer.status, await answer.text()


async def test_a_response_url_works_five_times(server: LocalServer, slack: SlackWorkspace) -> None:
    url = slack.response_urls.issue(slack.person("Ana"), PRODUCT)
    assert (await use(url, {"text": " "}))[0] == 400
    answers = [await use(url, {"text": f"answer {count}"}) for count in range(6)]
    assert [status for status, _ in answers] == [200] * 5 + [404]
    assert "used_url" in answers[5][1]
    assert texts(slack) == [f"answer {count}" for count in range(5)]
    assert slack.history("#product", "Ben") == []


async def test_a_response_url_works_for_half_an_hour(server: LocalServer, slack: SlackWorkspace, clock: Clock) -> None:
    url = slack.response_urls.issue(slack.person("Ana"), PRODUCT)
    clock.now += 1799
    assert await use(url, {"text": "in time", "response_type": "in_channel"}) == (200, "ok")
    clock.now += 2
    assert (await use(url, {"text": "too late"}))[0] == 404
    assert [m.text for m in slack.history("#product", "Ben")] == ["in time"]


async def test_a_response_url_replaces_or_deletes_the_ephemeral_it_came_from(
    server: LocalServer, slack: SlackWorkspace
) -> None:
    ana = slack.person("Ana")
    original = slack.timeline.show_ephemeral(
        Message(ts="", channel=PRODUCT, text="Sure?", user=slack.bot.id, bot_id="B", ephemeral_for=ana.id)
    )
    url = slack.response_urls.issue(ana, PRODUCT, original)
    await use(url, {"replace_original": True, "text": "Done."})
    assert texts(slack) == ["Done."]
    await use(url, {"delete_original": True})
    assert texts(slack) == []


async def test_a_channel_takes_a_short_burst_and_then_one_message_a_second(
    client: AsyncWebClient, slack: SlackWorkspace, clock: Clock
) -> None:
    slack.rates.enabled = True
    for count in range(4):
        await client.chat_postMessage(channel=PRODUCT, text=str(count))
    with pytest.raises(SlackApiError) as refusal:
        await client.chat_postMessage(channel=PRODUCT, text="too fast")
    assert (refusal.value.response.status_code, refusal.value.response["error"]) == (429, "ratelimited")
    assert refusal.value.response.headers["Retry-After"] == "1"
    assert (await client.chat_postMessage(channel="C0LEADS001", text="elsewhere"))["ok"]
    clock.now += 1
    assert (await client.chat_postMessage(channel=PRODUCT, text="in time"))["ok"]
    assert texts(slack) == ["0", "1", "2", "3", "in time"]


async def test_a_method_has_its_tier(client: AsyncWebClient, slack: SlackWorkspace, clock: Clock) -> None:
    slack.rates.enabled = True
    for _ in range(20):
        await client.users_list()
    assert await error_of(client.users_list()) == "ratelimited"
    clock.now += 60
    assert (await client.users_list())["ok"]


async def test_the_sdks_retry_handler_waits_out_a_rate_limit(client: AsyncWebClient, slack: SlackWorkspace) -> None:
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    slack.faults.next("chat.postMessage", status=429, retry_after=0)
    assert (await client.chat_postMessage(channel=PRODUCT, text="at last"))["ok"]
    assert texts(slack) == ["at last"]


async def test_a_fault_strikes_as_often_as_asked_and_nothing_happens(
    client: AsyncWebClient, slack: SlackWorkspace
) -> None:
    slack.faults.next("chat.postMessage", error="fatal_error", times=2)
    slack.faults.next("chat.postMessage", status=503)
    answers = [await refused(client.chat_postMessage(channel=PRODUCT, text="x")) for _ in range(3)]
    assert [answer["error"] for answer in answers] == ["fatal_error"] * 3
    assert texts(slack) == []
    assert (await client.chat_postMessage(channel=PRODUCT, text="works"))["ok"]


async def test_a_connection_breaks_after_the_message_was_posted(client: AsyncWebClient, slack: SlackWorkspace) -> None:
    client.retry_handlers.clear()
    slack.faults.next("chat.postMessage", drop_after_commit=True)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=PRODUCT, text="sent, but who knows")
    assert texts(slack) == ["sent, but who knows"]


async def test_an_answer_is_delayed(client: AsyncWebClient, slack: SlackWorkspace) -> None:
    client.timeout = 1
    slack.faults.next("chat.postMessage", delay=30)
    with pytest.raises((TimeoutError, asyncio.TimeoutError)):
        await client.chat_postMessage(channel=PRODUCT, text="slow")


async def test_a_stream_that_nobody_feeds_dies_and_can_still_be_updated(
    client: AsyncWebClient, slack: SlackWorkspace, clock: Clock
) -> None:
    root = await slack.post("Ana", "#product", "root")
    to = {"recipient_user_id": "U0ANA00001", "recipient_team_id": "T0ACME0001"}
    ts = (await client.chat_startStream(channel=PRODUCT, thread_ts=root.ts, markdown_text="half", **to))["ts"]
    clock.now += 301
    late = client.chat_appendStream(channel=PRODUCT, ts=ts, markdown_text=" more")
    assert await error_of(late) == "message_not_in_streaming_state"
    await client.chat_update(channel=PRODUCT, ts=ts, text="the whole", blocks=[])
    assert [m.text for m in slack.thread("#product", root.ts)] == ["root", "the whole"]
