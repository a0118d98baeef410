"""Events over Socket Mode to the real slack_bolt: what a bot hears, when, and how often."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.local.slack.workspace import SlackWorkspace
from tests.local.slack.conftest import Connect
from tests.people import People


async def test_what_people_write_arrives_as_slack_stores_it(app: AsyncApp, people: People, connect: Connect) -> None:
    heard: list[dict[str, Any]] = []

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event)

    await connect(app)
    root = await people.ana.says("Ask @ben: is a < b & c? See https://example.com/a?x=1&y=2. ✅ in #random")
    await people.ben.says("`@ben <raw>`", root)
    await people.workspace.settled()

    assert heard[0]["text"] == (
        "Ask <@U0BEN00001>: is a &lt; b &amp; c? See <https://example.com/a?x=1&amp;y=2>."
        " :white_check_mark: in <#C0RANDOM01|>"
    )
    assert heard[1]["text"] == "`@ben &lt;raw&gt;`"
    assert heard[1]["thread_ts"] == root.ts
    assert people.workspace.rendered(heard[0]["text"]).startswith("Ask @ben: is a < b & c? See https://example.com/a?")


async def test_a_mention_arrives_twice_an_edit_and_a_deletion_once_each(
    app: AsyncApp, people: People, connect: Connect
) -> None:
    heard: list[tuple[str, str | None]] = []

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(("message", event.get("subtype")))
        if event.get("subtype"):
            assert event["previous_message"]["text"] in {"<@U0PLANTHRD> status", "<@U0PLANTHRD> summary"}

    @app.event("app_mention")
    async def mention(event: dict[str, Any]) -> None:
        heard.append((event["type"], event["text"]))

    await connect(app)
    said = await people.ana.says("@planthread status")
    await people.workspace.settled()
    await people.ana.edits(said, "@planthread summary")
    await people.workspace.settled()
    await people.ana.deletes(said)
    await people.workspace.settled()

    assert sorted(heard[:2]) == [("app_mention", "<@U0PLANTHRD> status"), ("message", None)]
    assert heard[2:] == [("message", "message_changed"), ("message", "message_deleted")]


async def test_files_broadcasts_and_reactions_arrive(app: AsyncApp, people: People, connect: Connect) -> None:
    heard: list[Any] = []

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append((event.get("subtype"), [file["name"] for file in event.get("files", [])]))

    @app.event("reaction_added")
    async def added(event: dict[str, Any]) -> None:
        heard.append(("added", event["reaction"], event["user"], event["item"]["ts"]))

    @app.event("reaction_removed")
    async def removed(event: dict[str, Any]) -> None:
        heard.append(("removed", event["reaction"]))

    await connect(app)
    root = await people.ana.says("", file=("export.csv", b"a,b"))
    await people.workspace.settled()
    await people.ben.says("also here", root, broadcast=True)
    await people.workspace.settled()
    await people.chen.reacts("✅", root)
    await people.chen.reacts("white_check_mark", root)
    await people.workspace.settled()
    await people.chen.unreacts("white_check_mark", root)
    await people.workspace.settled()

    assert heard == [
        ("file_share", ["export.csv"]),
        ("thread_broadcast", []),
        ("added", "white_check_mark", people.chen.person.id, root.ts),
        ("removed", "white_check_mark"),
    ]


async def test_nothing_arrives_from_channels_that_the_bot_is_not_in(
    app: AsyncApp, people: People, connect: Connect, slack: SlackWorkspace
) -> None:
    heard: list[str] = []

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    @app.event("member_joined_channel")
    async def joined(event: dict[str, Any]) -> None:
        heard.append(f"{event['user']} joined {event['channel']}")

    await connect(app)
    await people.ana.says("among us", in_="#random")
    await slack.invite_bot("#random")
    await slack.settled()
    await people.ana.says("with the bot", in_="#random")
    await slack.remove_bot("#random")
    await people.ana.says("among us again", in_="#random")
    await slack.settled()
    assert heard == ["U0PLANTHRD joined C0RANDOM01", "with the bot"]


async def test_an_event_that_the_app_has_no_listener_for_comes_again(
    app: AsyncApp, people: People, connect: Connect, slack: SlackWorkspace
) -> None:
    """Bolt acknowledges only what a listener took: an app must listen to all that it subscribed to."""
    await connect(app)
    await people.ana.says("anyone?")
    await slack.settled()
    assert [(d.attempt, d.acked_after) for d in slack.deliveries] == [(n, None) for n in range(4)]


async def test_an_event_without_acknowledgement_comes_again_with_the_same_id(
    app: AsyncApp, people: People, connect: Connect, slack: SlackWorkspace
) -> None:
    seen: list[str] = []

    @app.event("message")
    async def message(body: dict[str, Any]) -> None:
        seen.append(body["event_id"])
        if len(seen) < 3:
            raise RuntimeError("not yet")

    await connect(app)
    await people.ana.says("an answer")
    await slack.settled()

    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert [(d.attempt, d.acked_after is not None) for d in slack.deliveries] == [(0, False), (1, False), (2, True)]


async def test_an_event_is_given_up_after_three_redeliveries(
    app: AsyncApp, people: People, connect: Connect, slack: SlackWorkspace
) -> None:
    @app.event("message")
    async def message() -> None:
        raise RuntimeError("never")

    await connect(app)
    await people.ana.says("an answer")
    await slack.settled()
    assert [d.attempt for d in slack.deliveries] == [0, 1, 2, 3]


async def test_events_wait_for_the_app_to_connect(app: AsyncApp, people: People, connect: Connect) -> None:
    heard: list[str] = []

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    await people.ana.says("one")
    await people.ben.says("two")
    await connect(app)
    await people.workspace.settled()
    assert heard == ["one", "two"]


async def test_several_connections_share_the_events(client: AsyncWebClient, people: People, connect: Connect) -> None:
    heard: list[list[str]] = [[], []]

    def listening(mine: list[str]) -> AsyncApp:
        app = AsyncApp(client=client, process_before_response=True)

        @app.event("message")
        async def message(event: dict[str, Any]) -> None:
            mine.append(event["text"])

        return app

    for mine in heard:
        await connect(listening(mine))
    for count in range(6):
        await people.ana.says(str(count))
    await people.workspace.settled()
    assert sorted(heard[0] + heard[1]) == list("012345")
    assert heard[0]
    assert heard[1]


async def test_a_refreshed_connection_is_replaced_without_losing_anything(
    app: AsyncApp, people: People, connect: Connect, slack: SlackWorkspace
) -> None:
    heard: list[str] = []

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    await connect(app)
    await people.ana.says("before")
    await slack.settled()
    await slack.refresh_connections()
    await people.ana.says("after")
    await slack.settled()
    assert heard == ["before", "after"]


async def test_the_app_comes_back_after_its_connection_broke(
    app: AsyncApp, people: People, connect: Connect, slack: SlackWorkspace
) -> None:
    heard: list[str] = []

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    await connect(app)
    await slack.drop_connections()
    assert not slack.app_is_connected()
    await people.ana.says("still there?")
    await slack.settled()
    assert heard == ["still there?"]


async def test_home_is_published_when_someone_opens_it(app: AsyncApp, people: People, connect: Connect) -> None:
    @app.event("app_home_opened")
    async def opened(event: dict[str, Any], client: AsyncWebClient) -> None:
        text = {"type": "mrkdwn", "text": f"Hello <@{event['user']}>"}
        view = {"type": "home", "blocks": [{"type": "section", "text": text}]}
        await client.views_publish(user_id=event["user"], view=view)

    await connect(app)
    await people.chen.opens_home()
    await people.chen.sees_home(f"Hello <@{people.chen.person.id}>")
    assert people.workspace.home("Ana").view is None


async def test_the_bots_own_messages_are_delivered_and_bolt_keeps_them_from_listeners(
    app: AsyncApp, client: AsyncWebClient, connect: Connect, slack: SlackWorkspace
) -> None:
    heard: list[dict[str, Any]] = []

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        heard.append(event)

    await connect(app)
    posted = await client.chat_postMessage(channel="C0PRODUCT1", text="hello")
    await client.chat_update(channel="C0PRODUCT1", ts=posted["ts"], text="hello again")
    await slack.settled()
    assert [(d.envelope_type, d.attempt) for d in slack.deliveries] == [("events_api", 0), ("events_api", 0)]
    assert heard == []


async def test_an_acknowledgement_can_get_lost(
    app: AsyncApp, people: People, connect: Connect, slack: SlackWorkspace
) -> None:
    heard: list[str] = []

    @app.event("message")
    async def message(body: dict[str, Any]) -> None:
        heard.append(body["event_id"])

    await connect(app)
    slack.dispatcher.redelivered_share = 1.0
    await people.ana.says("an answer")
    await slack.settled()
    assert len(heard) == 2
    assert len(set(heard)) == 1
