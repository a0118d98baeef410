"""The people of conversation tests: they wait for what is to come, and say what stands there when it does not."""

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.local.slack.delivery import Timings
from bot.local.slack.workspace import SlackWorkspace
from tests.local.slack.test_rules import actions, button, section
from tests.people import People, Thread, pressable, visible

PRODUCT = "C0PRODUCT1"


async def later(*calls: object) -> None:
    """Run calls after whoever waits has begun to wait."""
    await asyncio.sleep(0.01)
    for call in calls:
        await call  # type: ignore[misc]


async def test_a_thread_is_read_from_top_to_bottom(client: AsyncWebClient, people: People) -> None:
    await client.chat_postMessage(channel=PRODUCT, text="Dashboard")
    thread = await people.planner.opens_a_thread("Dashboard")
    reply = {"channel": PRODUCT, "thread_ts": thread.root.ts}
    posting = asyncio.create_task(
        later(
            client.chat_postMessage(**reply, text="Welcome."),
            client.chat_postMessage(**reply, text="Who is it for?"),
            client.chat_postMessage(**reply, text="And why?"),
        )
    )
    question = await people.planner.asks(thread)
    assert question.text == "Who is it for?"
    await people.ana.says("Managers", thread)
    assert (await thread.next_message()).text == "And why?"
    assert [message.text for message in thread.messages if not message.bot_id] == ["Managers"]
    await posting


async def test_each_new_thread_is_given_out_once(client: AsyncWebClient, people: People) -> None:
    for name in ("first", "second"):
        await client.chat_postMessage(channel=PRODUCT, text=name)
    found = [(await people.planner.opens_a_thread()).root.text for _ in range(2)]
    assert found == ["first", "second"]


async def test_waiting_in_vain_shows_what_stands_there(client: AsyncWebClient, people: People) -> None:
    root = await people.ana.says("the root")
    await client.chat_postMessage(channel=PRODUCT, thread_ts=root.ts, text="x", blocks=[section("in blocks")])
    with pytest.raises(AssertionError, match=r"in vain for.*'a question'(.|\n)*ana: the root\n +planthread: in blocks"):
        await people.planner.says(Thread(people, root), "a question", timeout=0.05)


async def test_what_is_visible_is_what_blocks_say(client: AsyncWebClient, people: People) -> None:
    blocks = [section("*Q1*"), actions(button("Skip", action_id="skip", value="hidden"))]
    await client.chat_postMessage(channel=PRODUCT, text="fallback", blocks=blocks)
    message = people.workspace.history("#product", "Ana")[0]
    assert visible(message) == "*Q1*\nSkip"
    assert pressable(message) == ["Skip"]


async def test_an_edit_is_seen(client: AsyncWebClient, people: People) -> None:
    posted = await client.chat_postMessage(channel=PRODUCT, text="3 of 7")
    thread = await people.planner.opens_a_thread()
    changing = asyncio.create_task(later(client.chat_update(channel=PRODUCT, ts=posted["ts"], text="4 of 7")))
    assert (await people.ben.sees("4 of 7", thread.root)).ts == posted["ts"]
    await changing


def test_planthreads_own_manifest_is_understood() -> None:
    workspace = SlackWorkspace(timings=Timings())
    assert [command for command, _, _ in workspace.commands()] == ["/plan"]
    assert workspace.shortcuts() == [("plan_this", "Plan this")]
    assert "message.channels" in workspace.world.manifest.events
