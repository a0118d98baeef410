"""What people can and cannot do, and what is still there after a restart."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.local.server import LocalServer
from bot.local.slack.errors import ManifestError, NoSuchElementError, NotAllowedError
from bot.local.slack.model import Change
from bot.local.slack.text import as_sent, as_typed
from bot.local.slack.workspace import SlackWorkspace
from tests.local.slack.conftest import HURRIED, MANIFEST, Connect
from tests.people import People


async def test_people_only_write_where_they_are(slack: SlackWorkspace) -> None:
    with pytest.raises(NotAllowedError, match="chen is not in #leads"):
        await slack.post("Chen", "#leads", "hello")
    with pytest.raises(NotAllowedError, match="account is off"):
        await slack.post("Gus", "#product", "hello")
    with pytest.raises(NotAllowedError, match="nothing to send"):
        await slack.post("Ana", "#product", "  ")
    assert [channel.name for channel in slack.channels("Chen")] == ["product", "random", "partners"]


async def test_a_guest_sees_only_the_channels_they_were_invited_to(slack: SlackWorkspace) -> None:
    await slack.activate("Gus", "#product")
    assert [channel.name for channel in slack.channels("Gus")] == ["product"]
    await slack.post("Gus", "#product", "I am a guest")
    assert [person.name for person in slack.people()] == ["ana", "ben", "chen", "gus"]


async def test_people_change_only_their_own_messages(people: People) -> None:
    said = await people.ana.says("mine")
    with pytest.raises(NotAllowedError):
        await people.ben.edits(said, "yours")
    with pytest.raises(NotAllowedError):
        await people.ben.deletes(said)
    await people.ana.edits(said, "still mine")
    assert (said.text, said.edited_by) == ("still mine", people.ana.person.id)


async def test_pressing_what_is_not_there_says_what_is(people: People, client: AsyncWebClient) -> None:
    go = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    await client.chat_postMessage(channel="C0PRODUCT1", text="x", blocks=[{"type": "actions", "elements": [go]}])
    message = people.workspace.history("#product", "Ana")[0]
    with pytest.raises(NoSuchElementError, match=r"'went'.*\['go'\]"):
        await people.workspace.press("Ana", message, "went")
    with pytest.raises(AssertionError, match=r"no 'Went' to press; there is: \['Go'\]"):
        await people.ana.presses("Went", message)


async def test_screens_hear_of_every_change_from_the_moment_they_ask(people: People) -> None:
    await people.ana.says("unheard")
    async with people.workspace.changes() as changes:
        root = await people.ana.says("heard")
        await people.ben.reacts("eyes", root)
        heard = [await changes.next(), await changes.next()]
    assert heard == [
        Change("message", root.channel, root.ts),
        Change("reaction", root.channel, root.ts),
    ]


async def test_everything_is_kept_between_starts(tmp_path: Path) -> None:
    first = SlackWorkspace(tmp_path, manifest=MANIFEST)
    root = await first.post("Ana", "#product", "an idea", file=("a.txt", b"content"))
    await first.post("Ben", "#product", "an answer", root.ts)
    await first.react("Chen", root, "eyes")
    await first.remove_bot("#leads")
    await first.close()

    second = SlackWorkspace(tmp_path, manifest=MANIFEST)
    kept = second.thread("#product", root.ts)
    assert [message.text for message in kept] == ["an idea", "an answer"]
    assert kept[0].reactions == {"eyes": [second.person("Chen").id]}
    assert second.file(kept[0].files[0]).content == b"content"
    assert second.bot.id not in second.channel("#leads").members
    assert (await second.post("Ana", "#product", "later")).ts > kept[1].ts
    await second.close()


async def test_events_that_the_app_never_took_are_delivered_after_a_restart(tmp_path: Path) -> None:
    first = SlackWorkspace(tmp_path, manifest=MANIFEST)
    async with LocalServer(first):
        await first.post("Ana", "#product", "one")
        await first.post("Ana", "#product", "two")
    await first.close()

    second = SlackWorkspace(tmp_path, manifest=MANIFEST, timings=HURRIED)
    async with LocalServer(second) as server, aiohttp.ClientSession(server.slack_api_url) as session:
        headers = {"Authorization": f"Bearer {server.app_token}"}
        async with session.post("apps.connections.open", headers=headers) as answer:
            url = (await answer.json())["url"]
        heard = []
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
            for _ in range(2):
                envelope = await socket.receive_json()
                heard.append(envelope["payload"]["event"]["text"])
                await socket.send_json({"envelope_id": envelope["envelope_id"]})
            await second.settled()
    assert heard == ["one", "two"]
    assert list(second.world.rows.all("pending")) == []
    await second.close()


async def test_a_socket_needs_a_fresh_ticket_and_survives_nonsense(server: LocalServer, slack: SlackWorkspace) -> None:
    headers = {"Authorization": f"Bearer {server.app_token}"}
    async with aiohttp.ClientSession(server.slack_api_url) as session:
        async with session.post("apps.connections.open", headers=headers) as answer:
            url = (await answer.json())["url"]
        async with session.ws_connect(url) as socket:
            await socket.receive_json()
            for nonsense in ("", "{", "[]", '{"envelope_id": null}', '{"envelope_id": {"a": 1}}'):
                await socket.send_str(nonsense)
            await slack.post("Ana", "#product", "still listening?")
            envelope = await socket.receive_json()
            assert (envelope["type"], envelope["retry_attempt"], envelope["retry_reason"]) == ("events_api", 0, "")
            await socket.send_str(json.dumps({"envelope_id": envelope["envelope_id"]}))
            await slack.settled()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_an_eleventh_connection_is_turned_away(server: LocalServer, slack: SlackWorkspace) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = []
        for _ in range(11):
            sockets.append(await session.ws_connect(f"{server.url}slack/link?ticket={slack.dispatcher.ticket()}"))
        greetings = [(await socket.receive_json())["type"] for socket in sockets]
    assert greetings == ["hello"] * 10 + ["disconnect"]


async def test_deliveries_are_measured(app: AsyncApp, people: People, connect: Connect, slack: SlackWorkspace) -> None:
    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        pass

    await connect(app)
    await people.ana.says("one")
    await slack.settled()
    delivery = slack.deliveries[0]
    assert delivery.event_id.startswith("Ev")
    assert delivery.acked_after is not None
    assert 0 < delivery.acked_after < HURRIED.acknowledge


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"no manifest at .*manifest\.yml"):
        SlackWorkspace(manifest=tmp_path / "manifest.yml")
    (tmp_path / "manifest.yml").write_text("just text")
    with pytest.raises(ManifestError, match="not a Slack app manifest"):
        SlackWorkspace(manifest=tmp_path / "manifest.yml")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a & b < c > d", "a &amp; b &lt; c &gt; d"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("@here please", "<!here> please"),
        ("ben@example.com", "ben@example.com"),
        ("ask @ben.", "ask <@UBEN>."),
        ("@nobody #nowhere", "@nobody #nowhere"),
        ("see (https://a.b/c_d?e=f).", "see (<https://a.b/c_d?e=f>)."),
        ("`https://a.b` ```@ben <x>```", "`https://a.b` ```@ben &lt;x&gt;```"),
        ("👍🏽 👍 ✅", ":+1:🏽 :+1: :white_check_mark:"),
        ("שלום *עולם*", "שלום *עולם*"),
    ],
)
def test_typed_text_is_stored_as_slack_stores_it(typed: str, stored: str) -> None:
    assert as_typed(typed, {"ben": "UBEN"}.get, {}.get) == stored


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("<@U1> <#C1|x> <https://a.b|label> <!date^1^{date}|soon>", None),
        ("a < b > c & d", "a &lt; b &gt; c &amp; d"),
        ("already &lt;escaped&gt; &amp; fine", None),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("bare https://a.b/c.", "bare <https://a.b/c>."),
    ],
)
def test_the_apps_text_keeps_its_markup_and_nothing_else(sent: str, stored: str | None) -> None:
    assert as_sent(sent) == (stored or sent)
