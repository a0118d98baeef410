"""Commands, presses, modals, shortcuts, uploads and streams with the real slack_bolt."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.models.metadata import Metadata
from slack_sdk.web.async_client import AsyncWebClient

from bot.local.slack.workspace import SlackWorkspace
from tests.local.slack.conftest import Connect
from tests.people import People, Thread

SKIP = {
    "type": "actions",
    "block_id": "controls",
    "elements": [
        {"type": "button", "action_id": "skip", "value": "Q1", "text": {"type": "plain_text", "text": "Skip"}},
        {
            "type": "static_select",
            "action_id": "size",
            "options": [
                {"text": {"type": "plain_text", "text": "Small"}, "value": "s"},
                {"text": {"type": "plain_text", "text": "Large"}, "value": "l"},
            ],
        },
    ],
}
IDEA = {
    "type": "modal",
    "callback_id": "start",
    "title": {"type": "plain_text", "text": "New plan"},
    "submit": {"type": "plain_text", "text": "Start"},
    "notify_on_close": True,
    "private_metadata": "from-test",
    "blocks": [
        {
            "type": "input",
            "block_id": "idea",
            "label": {"type": "plain_text", "text": "Idea"},
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 50},
        },
        {
            "type": "input",
            "block_id": "team",
            "optional": True,
            "label": {"type": "plain_text", "text": "Teammates"},
            "element": {"type": "multi_users_select", "action_id": "users"},
        },
    ],
}


async def test_a_slash_command_is_acknowledged_with_an_ephemeral_and_answered_in_the_channel(
    app: AsyncApp, people: People, connect: Connect
) -> None:
    heard: list[dict[str, Any]] = []

    @app.command("/plan")
    async def plan(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        heard.append(body)
        await ack("On it.")
        await client.chat_postMessage(channel=body["channel_id"], text="The dashboard")

    await connect(app)
    outcome = await people.ana.types("/plan a report for @ben & <friends>")

    assert outcome.ok
    await people.ana.sees_ephemeral("On it.")
    thread = await people.planner.opens_a_thread("The dashboard")
    assert thread.root.user == people.workspace.bot.id
    assert heard[0]["text"] == "a report for <@U0BEN00001|ben> &amp; &lt;friends&gt;"
    assert heard[0]["channel_name"] == "product"
    assert people.workspace.world.ephemerals_for(thread.root.channel, people.ben.person) == []


async def test_a_command_that_does_not_ask_for_escaping_gets_the_text_as_typed(
    app: AsyncApp, people: People, connect: Connect
) -> None:
    @app.command("/raw")
    async def raw(ack: Any, command: dict[str, Any]) -> None:
        await ack(text=f"You typed: {command['text']}", response_type="in_channel")

    await connect(app)
    await people.ana.types("/raw for @ben")
    assert (await people.planner.opens_a_thread("You typed")).root.text == "You typed: for @ben"


async def test_without_the_app_a_slash_command_fails_and_says_so(people: People) -> None:
    outcome = await people.ana.types("/plan anything")
    assert not outcome.ok
    await people.ana.sees_ephemeral("/plan failed because the app did not respond (dispatch_failed)")


async def test_a_slash_command_that_is_not_acknowledged_is_not_repeated(
    app: AsyncApp, people: People, connect: Connect, slack: SlackWorkspace
) -> None:
    @app.command("/plan")
    async def plan(body: dict[str, Any]) -> None:
        await asyncio.sleep(0)

    await connect(app)
    assert not (await people.ana.types("/plan anything")).ok
    await people.ana.sees_ephemeral("operation_timeout")
    assert [(d.envelope_type, d.acked_after) for d in slack.deliveries] == [("slash_commands", None)]


async def test_an_unknown_slash_command_never_reaches_the_app(people: People, slack: SlackWorkspace) -> None:
    assert not (await people.ana.types("/plann anything")).ok
    await people.ana.sees_ephemeral("`/plann` is not a valid command")
    assert not slack.deliveries


async def test_a_press_tells_who_where_and_what_and_its_response_url_replaces_the_message(
    app: AsyncApp, client: AsyncWebClient, people: People, connect: Connect
) -> None:
    heard: list[dict[str, Any]] = []

    @app.action("skip")
    async def skip(ack: Any, body: dict[str, Any], respond: Any) -> None:
        heard.append(body)
        await ack()
        await respond(text="Skipped.", replace_original=True, blocks=[])

    root = await people.ana.says("a thread")
    posted = await client.chat_postMessage(
        channel=root.channel, thread_ts=root.ts, text="Who reads it?", blocks=[SKIP], metadata=Metadata("q", {"id": 1})
    )
    question = people.workspace.message(root.channel, posted["ts"])
    assert question is not None
    await connect(app)
    assert (await people.ben.presses("Skip", question)).ok

    await people.ben.sees("Skipped.", question)
    body = heard[0]
    assert body["user"]["id"] == people.ben.person.id
    assert body["actions"][0] | {"action_ts": ""} == {
        "action_id": "skip",
        "block_id": "controls",
        "type": "button",
        "value": "Q1",
        "text": {"type": "plain_text", "text": "Skip"},
        "action_ts": "",
    }
    assert body["container"]["thread_ts"] == body["message"]["thread_ts"] == root.ts
    assert body["message"]["metadata"] == {"event_type": "q", "event_payload": {"id": 1}}


async def test_a_choice_in_a_menu_arrives_as_its_option(
    app: AsyncApp, client: AsyncWebClient, people: People, connect: Connect
) -> None:
    heard: list[dict[str, Any]] = []

    @app.action("size")
    async def size(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack()

    posted = await client.chat_postMessage(channel="C0PRODUCT1", text="How big?", blocks=[SKIP])
    message = people.workspace.message("#product", posted["ts"])
    assert message is not None
    await connect(app)
    await people.chen.chooses("Large", message, action_id="size")
    assert heard[0]["actions"][0]["selected_option"]["value"] == "l"
    assert heard[0]["state"]["values"]["controls"]["size"]["selected_option"]["value"] == "l"


async def test_a_press_that_nobody_acknowledges_is_shown_as_a_problem(
    app: AsyncApp, client: AsyncWebClient, people: People, connect: Connect
) -> None:
    posted = await client.chat_postMessage(channel="C0PRODUCT1", text="How big?", blocks=[SKIP])
    message = people.workspace.message("#product", posted["ts"])
    assert message is not None
    await connect(app)
    outcome = await people.chen.presses("Skip", message)
    assert outcome.problem == "The app did not respond (operation_timeout)."


def _modal_app(app: AsyncApp, submitted: list[dict[str, Any]], closed: list[bool]) -> None:
    @app.command("/plan")
    async def plan(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=IDEA)

    @app.view("start")
    async def start(ack: Any, view: dict[str, Any]) -> None:
        submitted.append(view)
        idea = view["state"]["values"]["idea"]["text"]["value"]
        if idea == "again":
            await ack(response_action="errors", errors={"idea": "Say a little more."})
        elif idea == "more":
            await ack(response_action="push", view=IDEA | {"callback_id": "second"})
        elif idea == "other":
            await ack(response_action="update", view=IDEA | {"title": {"type": "plain_text", "text": "Other"}})
        elif idea == "broken":
            await ack(response_action="errors", errors={"no such block": "?"})
        else:
            await ack()

    @app.view_closed("start")
    async def cancelled(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        closed.append(body["is_cleared"])


async def test_a_modal_is_filled_refused_and_sent(app: AsyncApp, people: People, connect: Connect) -> None:
    submitted: list[dict[str, Any]] = []
    _modal_app(app, submitted, [])
    await connect(app)
    await people.ana.types("/plan")
    modal = await people.ana.sees_modal("New plan")

    assert (await people.ana.fills(modal, {"Idea": ""})).errors == {"idea": "Please complete this required field."}
    assert "at most 50" in (await people.ana.fills(modal, {"Idea": "x" * 51})).errors["idea"]
    assert not submitted
    assert (await people.ana.fills(modal, {"Idea": "again"})).errors == {"idea": "Say a little more."}
    assert people.workspace.modal("Ana") is modal
    assert (await people.ana.fills(modal, {"Idea": "a report", "Teammates": ["ben", "chen"]})).ok
    assert people.workspace.modal("Ana") is None
    assert submitted[-1]["private_metadata"] == "from-test"
    assert submitted[-1]["state"]["values"] == {
        "idea": {"text": {"type": "plain_text_input", "value": "a report"}},
        "team": {
            "users": {
                "type": "multi_users_select",
                "selected_users": [people.ben.person.id, people.chen.person.id],
            }
        },
    }


async def test_modals_are_stacked_updated_and_cancelled(app: AsyncApp, people: People, connect: Connect) -> None:
    closed: list[bool] = []
    _modal_app(app, [], closed)
    await connect(app)
    await people.ana.types("/plan")
    first = await people.ana.sees_modal("New plan")
    assert (await people.ana.fills(first, {"Idea": "broken"})).problem == "We had some trouble connecting. Try again?"
    await people.ana.fills(first, {"Idea": "more"})
    second = await people.ana.sees_modal("New plan")
    assert (second.previous_id, second.root_id) == (first.id, first.id)
    await people.ana.closes(second)
    assert people.workspace.modal("Ana") is first
    await people.ana.fills(first, {"Idea": "other"})
    assert (await people.ana.sees_modal("Other")).id == first.id
    await people.ana.closes(first)
    assert people.workspace.modal("Ana") is None
    assert closed == [False]


async def test_the_shortcut_carries_the_message(app: AsyncApp, people: People, connect: Connect) -> None:
    heard: list[dict[str, Any]] = []

    @app.shortcut("plan_this")
    async def plan_this(ack: Any, body: dict[str, Any], respond: Any) -> None:
        heard.append(body)
        await ack()
        await respond("Planning.")

    await connect(app)
    said = await people.ben.says("We should automate the report")
    assert (await people.ana.uses_shortcut("Plan this", said)).ok
    await people.ana.sees_ephemeral("Planning.")
    assert heard[0]["message"]["text"] == "We should automate the report"
    assert heard[0]["message_ts"] == said.ts


async def test_a_file_is_uploaded_in_three_steps_into_the_thread(client: AsyncWebClient, people: People) -> None:
    root = await people.ana.says("a thread")
    await client.files_upload_v2(
        channel=root.channel,
        thread_ts=root.ts,
        filename="spec.md",
        title="Specification",
        content="# Größe",
        initial_comment="The whole document",
    )
    shared = Thread(people, root).messages[0]
    file = people.workspace.file(shared.files[0])
    assert (shared.text, shared.subtype, shared.thread_ts) == ("The whole document", "file_share", root.ts)
    assert (file.name, file.title, file.content.decode()) == ("spec.md", "Specification", "# Größe")


async def test_text_is_streamed_into_a_thread(client: AsyncWebClient, people: People) -> None:
    root = await people.ana.says("a thread")
    stream = await client.chat_stream(
        channel=root.channel,
        thread_ts=root.ts,
        recipient_user_id=people.ana.person.id,
        recipient_team_id="T0ACME0001",
        buffer_size=4,
    )
    await stream.append(markdown_text="Half a ")
    reply = Thread(people, root).messages[0]
    assert (reply.text, reply.streaming) == ("Half a ", True)
    await stream.append(markdown_text="sentence.")
    await stream.stop(blocks=[SKIP])
    assert (reply.text, reply.streaming) == ("Half a sentence.", False)
    assert [block["type"] for block in reply.blocks] == ["markdown", "actions"]
