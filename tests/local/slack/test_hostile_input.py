"""Whatever an app sends, the local Slack answers with one of Slack's errors, never with a crash of its own."""

import copy
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local.server import LocalServer
from bot.local.slack.api.methods import all_methods
from bot.local.slack.errors import SlackError
from bot.local.slack.rules.message import check_message, check_metadata
from bot.local.slack.rules.view import check_view
from tests.local.slack.test_rules import EXAMPLES, actions, menu, modal, option

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["type", "text", "value", "options", "elements", "x"]), st.integers(), max_size=2),
)
SOUND = [
    *EXAMPLES.values(),
    menu(option("a"), option("b"), initial_option=option("a")),
    actions({"type": "overflow", "options": [option("a")]}),
]


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all nodes below the root."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place for key, child in children for place in ((*path, key), *places(child, (*path, key)))]


def with_junk(tree: Any, place: tuple[Any, ...], junk: Any) -> Any:
    """Return a copy of the tree with one node replaced."""
    tree = copy.deepcopy(tree)
    node = tree
    for key in place[:-1]:
        node = node[key]
    node[place[-1]] = junk
    return tree


def refusal_of(check: Callable[[], object]) -> str | None:
    """Return the error that the check ends with; anything but a `SlackError` fails the test."""
    try:
        check()
    except SlackError as refusal:
        return refusal.code
    return None


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_a_block_with_junk_in_it_is_taken_or_refused(data: st.DataObject) -> None:
    block = data.draw(st.sampled_from(SOUND))
    broken = with_junk(block, data.draw(st.sampled_from(places(block))), data.draw(JUNK))
    refusals = [
        refusal_of(lambda: check_message("x", [copy.deepcopy(broken)])),
        refusal_of(lambda: check_view(modal(copy.deepcopy(broken)), "modal")),
    ]
    assert set(refusals) <= {None, "invalid_blocks", "invalid_arguments", "msg_blocks_too_long"}


@settings(max_examples=100, deadline=None)
@given(junk=JUNK, name=st.sampled_from(["title", "blocks", "submit", "private_metadata", "type", "more"]))
def test_a_view_with_junk_in_it_is_taken_or_refused(junk: Any, name: str) -> None:
    view = refusal_of(lambda: check_view({**modal(EXAMPLES["section"]), name: junk}, "modal"))
    metadata = refusal_of(lambda: check_metadata({"event_type": "x", "event_payload": {}, name: junk}))
    assert view in {None, "invalid_arguments"}
    assert metadata in {None, "invalid_metadata_format", "metadata_too_large"}


NAMES = """channel channels channel_id ts text blocks attachments metadata thread_ts view view_id trigger_id user
user_id users name timestamp files filename length status chunks markdown_text cursor limit types hash message_ts
recipient_user_id recipient_team_id initial_comment loading_messages oldest latest"""


@pytest.mark.parametrize("method", sorted(all_methods()))
async def test_every_method_answers_odd_arguments(server: LocalServer, method: str) -> None:
    odd: list[Any] = [
        None,
        "",
        7,
        [],
        {},
        ["x"],
        {"type": ["x"]},
        [[]],
        [{"id": []}],
        "x" * 50,
        "[",
        "nul\0",
        "C0PRODUCT1",
    ]
    token = server.app_token if method == "apps.connections.open" else server.bot_token
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session:
        for value in odd:
            sent = dict.fromkeys(NAMES.split(), value)
            for arguments in (sent, {**sent, "channel": "C0PRODUCT1", "channel_id": "C0PRODUCT1", "text": "x"}):
                async with session.post(f"{server.slack_api_url}{method}", json=arguments) as answer:
                    assert answer.status == 200, (arguments, await answer.text())
                    body = await answer.json()
                    assert body["ok"] is True or body["error"] != "internal_error"
