"""What the real slack_sdk sends is valid by Slack's own types, and the journal of calls is how others check theirs."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.local.slack.model import Call
from bot.local.slack.workspace import SlackWorkspace
from tests.local.slack import contract
from tests.local.slack.test_rules import EXAMPLES, modal, section, text_input
from tests.local.slack.test_web_api import refused
from tests.people import People

PRODUCT = "C0PRODUCT1"


@contract.needed
async def test_what_the_sdk_sends_is_valid_by_slacks_types(
    client: AsyncWebClient, slack: SlackWorkspace, people: People
) -> None:
    root = await people.ana.says("root")
    here = {"channel": PRODUCT, "thread_ts": root.ts}
    to = {"recipient_user_id": "U0ANA00001", "recipient_team_id": "T0ACME0001"}
    blocks = [EXAMPLES[kind] for kind in ("section", "actions", "context")]
    posted = await client.chat_postMessage(**here, text="x", blocks=blocks)
    await client.chat_update(channel=PRODUCT, ts=posted["ts"], text="y", blocks=[])
    await client.chat_postEphemeral(channel=PRODUCT, user="U0ANA00001", text="x")
    await client.files_upload_v2(**here, filename="a.md", content="# a", title="A")
    await client.views_open(trigger_id=slack.triggers.issue("U0ANA00001"), view=modal(text_input()))
    await client.views_publish(user_id="U0ANA00001", view={"type": "home", "blocks": [section()]})
    await client.conversations_replies(channel=PRODUCT, ts=root.ts, include_all_metadata=True)
    await client.reactions_add(channel=PRODUCT, timestamp=root.ts, name="eyes")
    await client.assistant_threads_setStatus(channel_id=PRODUCT, thread_ts=root.ts, status="is thinking…")
    stream = await client.chat_stream(**here, **to)
    await stream.append(markdown_text="x" * 300)
    await stream.stop()

    assert [call.method for call in slack.calls if call.error] == []
    booleans_of_forms = "'1' is not of type 'boolean'"
    found = [line for line in contract.complaints(slack.calls) if booleans_of_forms not in line]
    assert found == []


@contract.needed
def test_a_wrong_block_is_named() -> None:
    call = Call("chat.postMessage", {"channel": PRODUCT, "text": "x", "blocks": [{"type": "header"}]}, None, 0.0)
    assert contract.complaints([call]) == [
        "chat.postMessage: block 0 (header) is not one of Slack's: {'type': 'header'}"
    ]


async def test_the_journal_names_refused_calls_with_their_arguments(
    client: AsyncWebClient, slack: SlackWorkspace
) -> None:
    await refused(client.chat_postMessage(channel="C404", text="x"))
    journal = [(call.method, call.arguments["channel"], call.error) for call in slack.calls]
    assert journal == [("chat.postMessage", "C404", "channel_not_found")]
