"""The Web API refuses what Slack refuses, in Slack's words, and keeps what Slack keeps."""

import dataclasses
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.local.server import LocalServer
from bot.local.slack.model import Message
from bot.local.slack.workspace import SlackWorkspace
from tests.people import People, Thread

PRODUCT, RANDOM = "C0PRODUCT1", "C0RANDOM01"


async def refused(call: Any) -> dict[str, Any]:
    """Return the answer of a call that the API refuses."""
    with pytest.raises(SlackApiError) as refusal:
        await call
    answer: dict[str, Any] = refusal.value.response.data
    return answer


async def error_of(call: Any) -> str:
    return str((await refused(call))["error"])


def first(workspace: SlackWorkspace) -> Message:
    return workspace.world.in_channel(PRODUCT)[0]


# Who calls -----------------------------------------------------------------------------------------------------------


async def test_a_call_needs_the_right_token(server: LocalServer) -> None:
    def client(token: str | None) -> AsyncWebClient:
        return AsyncWebClient(token=token, base_url=server.slack_api_url)

    assert await error_of(client(None).auth_test()) == "not_authed"
    assert await error_of(client("xoxb-somebody-else").auth_test()) == "invalid_auth"
    assert await error_of(client(server.app_token).auth_test()) == "not_allowed_token_type"
    assert await error_of(client(server.bot_token).apps_connections_open(app_token=server.bot_token)) == (
        "not_allowed_token_type"
    )


async def test_auth_test_tells_who_and_where(client: AsyncWebClient, server: LocalServer) -> None:
    answer = await client.auth_test()
    told = {key: answer[key] for key in ("url", "team", "user", "user_id", "bot_id")}
    assert told == {
        "url": server.url,
        "team": "Acme",
        "user": "planthread",
        "user_id": "U0PLANTHRD",
        "bot_id": "B0PLANTHRD",
    }


async def test_a_scope_that_the_manifest_does_not_ask_for_is_missing(client: AsyncWebClient) -> None:
    answer = await refused(client.files_info(file="F1"))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "files:read")
    assert "chat:write" in answer["provided"].split(",")
    assert await error_of(client.conversations_open(users=["U0ANA00001"])) == "missing_scope"


async def test_every_answer_names_the_scopes(client: AsyncWebClient) -> None:
    headers = {key.lower(): value for key, value in (await client.users_info(user="U0ANA00001")).headers.items()}
    assert headers["x-accepted-oauth-scopes"] == "users:read"
    assert "users:read" in headers["x-oauth-scopes"].split(",")


async def test_an_unknown_method_is_unknown(client: AsyncWebClient) -> None:
    answer = await refused(client.api_call("chat.shout"))
    assert (answer["error"], answer["req_method"]) == ("unknown_method", "chat.shout")


async def test_form_and_json_are_both_understood(server: LocalServer, slack: SlackWorkspace) -> None:
    headers = {"Authorization": f"Bearer {server.bot_token}"}
    arguments = {"channel": PRODUCT, "text": "hello"}
    async with aiohttp.ClientSession(server.slack_api_url, headers=headers) as session:
        for sent in ({"data": arguments}, {"json": arguments}):
            async with session.post("chat.postMessage", **sent) as answer:
                assert (await answer.json())["ok"]
        broken = {**headers, "Content-Type": "application/json"}
        async with session.post("chat.postMessage", data="{", headers=broken) as answer:
            assert await answer.json() == {"ok": False, "error": "invalid_json"}
    assert [message.text for message in slack.world.in_channel(PRODUCT)] == ["hello", "hello"]


# Where ---------------------------------------------------------------------------------------------------------------


async def test_the_bot_posts_only_where_it_is_a_member(client: AsyncWebClient, slack: SlackWorkspace) -> None:
    await slack.remove_bot("#leads")
    assert await error_of(client.chat_postMessage(channel=RANDOM, text="x")) == "not_in_channel"
    assert await error_of(client.chat_postMessage(channel="C0LEADS001", text="x")) == "channel_not_found"
    assert await error_of(client.chat_postMessage(channel="C404", text="x")) == "channel_not_found"
    assert await error_of(client.conversations_history(channel=RANDOM)) == "not_in_channel"
    assert (await client.conversations_info(channel=RANDOM))["channel"]["is_member"] is False


async def test_channels_tell_whether_another_company_shares_them(client: AsyncWebClient) -> None:
    listed = (await client.conversations_list(types="public_channel,private_channel"))["channels"]
    shared = {channel["name"]: (channel["is_ext_shared"], channel["is_private"]) for channel in listed}
    assert shared == {
        "product": (False, False),
        "random": (False, False),
        "leads": (False, True),
        "partners": (True, False),
    }
    assert [c["name"] for c in (await client.users_conversations())["channels"]] == ["product", "partners"]


async def test_lists_come_in_pages(client: AsyncWebClient) -> None:
    page = await client.users_list(limit=2)
    following = await client.users_list(limit=10, cursor=page["response_metadata"]["next_cursor"])
    names = [member["name"] for member in (*page["members"], *following["members"])]
    assert names == ["ana", "ben", "chen", "gus", "planthread"]
    assert following["response_metadata"]["next_cursor"] == ""
    assert await error_of(client.users_list(cursor="elsewhere")) == "invalid_cursor"


async def test_people_have_a_time_zone_and_guests_are_marked(client: AsyncWebClient) -> None:
    ana = (await client.users_info(user="U0ANA00001"))["user"]
    guest = (await client.users_info(user="U0GUS00001"))["user"]
    assert (ana["tz"], ana["is_restricted"]) == ("Europe/Lisbon", False)
    assert (guest["is_restricted"], guest["deleted"]) == (True, True)
    assert await error_of(client.users_info(user="U404")) == "user_not_found"


# Messages ------------------------------------------------------------------------------------------------------------


async def test_a_message_needs_something_to_show_and_has_a_length(client: AsyncWebClient) -> None:
    assert await error_of(client.chat_postMessage(channel=PRODUCT, text=" ")) == "no_text"
    assert await error_of(client.chat_postMessage(channel=PRODUCT, text="x" * 40_001)) == "msg_too_long"
    assert (await client.chat_postMessage(channel=PRODUCT, text="x" * 40_000))["ok"]
    assert await error_of(client.chat_postMessage(channel=PRODUCT, text="x", thread_ts="1.2")) == "thread_not_found"


async def test_stray_markup_in_the_apps_text_is_escaped_and_mentions_are_kept(
    client: AsyncWebClient, slack: SlackWorkspace
) -> None:
    await client.chat_postMessage(channel=PRODUCT, text="<@U0ANA00001> a<b & c &amp; see https://example.com")
    assert first(slack).text == "<@U0ANA00001> a&lt;b &amp; c &amp; see <https://example.com>"


async def test_only_its_own_messages_can_be_changed_or_deleted(client: AsyncWebClient, people: People) -> None:
    said = await people.ana.says("mine")
    assert await error_of(client.chat_update(channel=PRODUCT, ts=said.ts, text="yours")) == "cant_update_message"
    assert await error_of(client.chat_delete(channel=PRODUCT, ts=said.ts)) == "cant_delete_message"
    assert await error_of(client.chat_update(channel=PRODUCT, ts="1.2", text="yours")) == "message_not_found"
    assert said.text == "mine"


async def test_an_update_keeps_what_it_leaves_out(client: AsyncWebClient, slack: SlackWorkspace) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*dashboard*"}}
    metadata = {"event_type": "planthread", "event_payload": {"key": "s1"}}
    posted = await client.chat_postMessage(channel=PRODUCT, text="a", blocks=[section], metadata=metadata)
    await client.chat_update(channel=PRODUCT, ts=posted["ts"], text="b")
    message = first(slack)
    assert (message.text, len(message.blocks), message.metadata) == ("b", 1, metadata)
    assert message.edited_by == slack.bot.id
    await client.chat_update(channel=PRODUCT, ts=posted["ts"], text="c", blocks=[])
    assert message.blocks == []


async def test_a_deleted_root_with_replies_leaves_a_tombstone(
    client: AsyncWebClient, people: People, slack: SlackWorkspace
) -> None:
    posted = await client.chat_postMessage(channel=PRODUCT, text="root")
    await people.ana.says("a reply", first(slack))
    await client.chat_delete(channel=PRODUCT, ts=posted["ts"])
    assert first(slack).subtype == "tombstone"
    assert await error_of(client.chat_delete(channel=PRODUCT, ts=posted["ts"])) == "cant_delete_message"


async def test_an_ephemeral_is_seen_by_one_person_and_is_in_no_history(
    client: AsyncWebClient, people: People, slack: SlackWorkspace
) -> None:
    await client.chat_postEphemeral(channel=PRODUCT, user="U0ANA00001", text="only you")
    await people.ana.sees_ephemeral("only you")
    assert [m.text for m in slack.history("#product", "Ana")] == ["only you"]
    assert slack.history("#product", "Ben") == []
    assert (await client.conversations_history(channel=PRODUCT))["messages"] == []
    chen_in_leads = client.chat_postEphemeral(channel="C0LEADS001", user="U0CHEN0001", text="x")
    assert await error_of(chen_in_leads) == "user_not_in_channel"


async def test_metadata_comes_back_only_when_asked_for(client: AsyncWebClient) -> None:
    metadata = {"event_type": "planthread", "event_payload": {"key": "q1"}}
    root = await client.chat_postMessage(channel=PRODUCT, text="root")
    await client.chat_postMessage(channel=PRODUCT, text="reply", thread_ts=root["ts"], metadata=metadata)
    plain = await client.conversations_replies(channel=PRODUCT, ts=root["ts"])
    full = await client.conversations_replies(channel=PRODUCT, ts=root["ts"], include_all_metadata=True)
    assert [message.get("metadata") for message in plain["messages"]] == [None, None]
    assert [message.get("metadata") for message in full["messages"]] == [None, metadata]
    assert full["messages"][0]["reply_count"] == 1
    assert await error_of(client.conversations_replies(channel=PRODUCT, ts="1.2")) == "thread_not_found"


async def test_metadata_has_a_form_and_a_size(client: AsyncWebClient) -> None:
    shapeless = client.chat_postMessage(channel=PRODUCT, text="x", metadata={"key": "q1"})
    assert await error_of(shapeless) == "invalid_metadata_format"
    heavy = {"event_type": "planthread", "event_payload": {"text": "x" * 9000}}
    assert await error_of(client.chat_postMessage(channel=PRODUCT, text="x", metadata=heavy)) == "metadata_too_large"


async def test_a_permalink_leads_to_the_message_in_its_thread(client: AsyncWebClient, people: People) -> None:
    root = await people.ana.says("root")
    reply = await people.ben.says("reply", root)
    link = (await client.chat_getPermalink(channel=PRODUCT, message_ts=reply.ts))["permalink"]
    path = f"archives/{PRODUCT}/p{reply.ts.replace('.', '')}?thread_ts={root.ts}&cid={PRODUCT}"
    assert link == people.workspace.url + path
    assert await error_of(client.chat_getPermalink(channel=PRODUCT, message_ts="1.2")) == "message_not_found"


async def test_history_shows_roots_and_broadcasts_newest_first(client: AsyncWebClient, people: People) -> None:
    root = await people.ana.says("root")
    await people.ben.says("reply", root)
    await people.ben.says("for all", root, broadcast=True)
    shown = (await client.conversations_history(channel=PRODUCT))["messages"]
    assert [message["text"] for message in shown] == ["for all", "root"]
    older = (await client.conversations_history(channel=PRODUCT, latest=root.ts, inclusive=True))["messages"]
    assert [message["text"] for message in older] == ["root"]


async def test_reactions_are_counted_once(client: AsyncWebClient, people: People) -> None:
    said = await people.ana.says("an answer")
    where = {"channel": PRODUCT, "timestamp": said.ts}
    assert await error_of(client.reactions_remove(name="eyes", **where)) == "no_reaction"
    await client.reactions_add(name="eyes", **where)
    await people.ben.reacts("eyes", said)
    assert await error_of(client.reactions_add(name="eyes", **where)) == "already_reacted"
    assert await error_of(client.reactions_add(name="so many words", **where)) == "invalid_name"
    gone = client.reactions_add(name="eyes", channel=PRODUCT, timestamp="1.2")
    assert await error_of(gone) == "message_not_found"
    shown = (await client.conversations_history(channel=PRODUCT))["messages"][0]["reactions"]
    assert shown == [{"name": "eyes", "users": ["U0PLANTHRD", "U0BEN00001"], "count": 2}]


@pytest.mark.parametrize("mention", ["<!channel>", "<!here|here>", "<!everyone>", "<!subteam^S123|team>"])
async def test_a_mention_of_a_crowd_raises_an_alarm_wherever_it_stands(
    client: AsyncWebClient, slack: SlackWorkspace, mention: str
) -> None:
    harmless = {"type": "section", "text": {"type": "plain_text", "text": mention}}
    await client.chat_postMessage(channel=PRODUCT, text="&lt;!channel&gt;", blocks=[harmless])
    assert slack.alarms == []
    places: list[dict[str, Any]] = [
        {"text": f"hi {mention}"},
        {"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": mention}}]},
        {"text": "x", "blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": mention}]}]},
        {"text": "x", "blocks": [{"type": "markdown", "text": f"# {mention}"}]},
        {"text": "x", "attachments": [{"text": mention}]},
    ]
    for place in places:
        await client.chat_postMessage(channel=PRODUCT, **place)
    await client.chat_update(channel=PRODUCT, ts=first(slack).ts, text=mention, blocks=[])
    assert [alarm.mention for alarm in slack.alarms] == [mention] * 6


# Streams, files, status ----------------------------------------------------------------------------------------------


async def test_a_stream_needs_a_recipient_a_thread_and_takes_12000_characters_at_once(
    client: AsyncWebClient, people: People
) -> None:
    root = await people.ana.says("root")
    to = {"recipient_user_id": "U0ANA00001", "recipient_team_id": "T0ACME0001"}
    nobody = client.chat_startStream(channel=PRODUCT, thread_ts=root.ts)
    assert await error_of(nobody) == "missing_recipient_user_id"
    assert await error_of(client.chat_startStream(channel=PRODUCT, thread_ts="1.2", **to)) == "thread_not_found"
    ts = (await client.chat_startStream(channel=PRODUCT, thread_ts=root.ts, **to))["ts"]
    long = client.chat_appendStream(channel=PRODUCT, ts=ts, markdown_text="x" * 12_001)
    assert await error_of(long) == "msg_too_long"
    assert await error_of(client.chat_update(channel=PRODUCT, ts=ts, text="x")) == "streaming_state_conflict"
    await client.chat_stopStream(channel=PRODUCT, ts=ts, markdown_text="done")
    late = client.chat_appendStream(channel=PRODUCT, ts=ts, markdown_text="more")
    assert await error_of(late) == "message_not_in_streaming_state"


async def test_a_stream_shows_tasks_and_a_plan(client: AsyncWebClient, people: People) -> None:
    root = await people.ana.says("root")
    to = {"recipient_user_id": "U0ANA00001", "recipient_team_id": "T0ACME0001"}
    task = {"type": "task_update", "id": "1", "title": "Audience", "status": "in_progress"}
    plan = {"type": "plan_update", "title": "Writing"}
    ts = (await client.chat_startStream(channel=PRODUCT, thread_ts=root.ts, chunks=[plan, task], **to))["ts"]
    await client.chat_appendStream(channel=PRODUCT, ts=ts, chunks=[task | {"status": "complete"}])
    shown = Thread(people, root).messages[0].blocks
    assert [(b["type"], b["title"], b.get("status")) for b in shown] == [
        ("plan", "Writing", None),
        ("task_card", "Audience", "complete"),
    ]
    wrong = client.chat_appendStream(channel=PRODUCT, ts=ts, chunks=[{"type": "dance"}])
    assert await error_of(wrong) == "invalid_chunks"


async def test_a_file_that_was_never_sent_cannot_be_completed(client: AsyncWebClient) -> None:
    begun = await client.files_getUploadURLExternal(filename="a.md", length=3)
    files = [{"id": begun["file_id"], "title": "A"}]
    assert await error_of(client.files_completeUploadExternal(files=files, channel_id=PRODUCT)) == "file_not_found"
    async with aiohttp.ClientSession() as session, session.post(begun["upload_url"], data=b"four") as answer:
        assert answer.status == 400
    async with aiohttp.ClientSession() as session, session.post(begun["upload_url"], data=b"ok!") as answer:
        assert await answer.text() == "OK - 3"
    elsewhere = client.files_completeUploadExternal(files=files, channel_id=RANDOM)
    assert await error_of(elsewhere) == "not_in_channel"
    assert (await client.files_completeUploadExternal(files=files, channel_id=PRODUCT))["files"][0]["title"] == "A"


async def test_file_contents_stay_closed_without_the_scope_for_them(
    client: AsyncWebClient, server: LocalServer, people: People
) -> None:
    await people.ana.says("see", file=("secret.txt", b"the secret"))
    shown = (await client.conversations_history(channel=PRODUCT))["messages"][0]["files"][0]
    headers = {"Authorization": f"Bearer {server.bot_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(shown["url_private_download"]) as answer,
    ):
        assert "the secret" not in await answer.text()


async def test_the_status_line_goes_away_when_the_bot_speaks(client: AsyncWebClient, people: People) -> None:
    root = await people.ana.says("root")
    line = {"channel_id": PRODUCT, "thread_ts": root.ts}
    await client.assistant_threads_setStatus(status="is thinking…", loading_messages=["Reading"], **line)
    shown = people.workspace.status("#product", root.ts)
    assert shown is not None
    assert (shown.status, shown.loading_messages) == ("is thinking…", ["Reading"])
    await client.chat_postMessage(channel=PRODUCT, thread_ts=root.ts, text="done")
    assert people.workspace.status("#product", root.ts) is None
    too_many = client.assistant_threads_setStatus(status="x", loading_messages=["x"] * 11, **line)
    assert await error_of(too_many) == "invalid_arguments"


async def test_agent_sessions_need_an_agent_app(client: AsyncWebClient, people: People) -> None:
    root = await people.ana.says("root")
    session = {"channel_id": PRODUCT, "thread_ts": root.ts, "status": "processing"}
    assert await error_of(client.agents_sessions_setStatus(**session)) == "not_authorized"
    world = people.workspace.world
    world.manifest = dataclasses.replace(world.manifest, is_agent=True)
    await client.agents_sessions_setStatus(**session, title="Writing")
    shown = people.workspace.status("#product", root.ts)
    assert shown is not None
    assert shown.status == "Writing"
    assert await error_of(client.agents_sessions_setStatus(**{**session, "status": "asleep"})) == "invalid_arguments"
