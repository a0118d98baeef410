"""Blocks, views and metadata: accepted at each limit, refused one beyond it, with Slack's own complaint."""

import json
from typing import Any

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.blocks import block_elements as sdk_elements
from slack_sdk.models.views import View

from bot.local.slack.errors import SlackError
from bot.local.slack.rules.blocks import BLOCKS
from bot.local.slack.rules.message import check_message_blocks
from bot.local.slack.rules.view import check_view
from tests.local.slack import contract

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str = "hello", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str = "Go", **more: Any) -> Json:
    return {"type": "button", "text": plain(label), **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def option(label: str, value: str | None = None, **more: Any) -> Json:
    return {"text": plain(label), "value": value or label, **more}


def menu(*options: Json, **more: Any) -> Json:
    return actions({"type": "static_select", "action_id": "m", "options": list(options), **more})


def rich_text(text: str) -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }


def text_input(**more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "a"}
    return {"type": "input", "block_id": "i", "label": plain("Idea"), "element": element, **more}


def table(rows: int, columns: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def task(**more: Any) -> Json:
    return {"type": "task_card", "task_id": "1", "title": "Audience", "status": "complete", **more}


def container(*inside: Json, **more: Any) -> Json:
    return {"type": "container", "title": plain("More"), "child_blocks": [*inside], **more}


def problems(*blocks: Any) -> list[str]:
    """Return what Slack would say against these blocks; empty when it takes them."""
    try:
        check_message_blocks([*blocks])
    except SlackError as refusal:
        found: list[str] = refusal.details.get("errors", [refusal.code])
        return found
    return []


def view_problems(view: Json, kind: str = "modal") -> list[str]:
    try:
        check_view(view, kind)
    except SlackError as refusal:
        found: list[str] = refusal.details["errors"]
        return found
    return []


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Plan"), "submit": plain("Start"), "blocks": list(blocks), **more}


IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a picture"}

EXAMPLES: dict[str, Json] = {
    "section": section(accessory=button(action_id="go"), block_id="s"),
    "header": {"type": "header", "text": plain("Title")},
    "divider": {"type": "divider"},
    "context": {"type": "context", "elements": [{"type": "mrkdwn", "text": "_why_"}, IMAGE]},
    "actions": actions(button(action_id="go", value="1", style="primary"), button("No", action_id="no")),
    "context_actions": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "f",
                "positive_button": {"text": plain("Good"), "value": "+"},
                "negative_button": {"text": plain("Bad"), "value": "-"},
            }
        ],
    },
    "image": IMAGE,
    "input": text_input(),
    "markdown": {"type": "markdown", "text": "# Title"},
    "rich_text": rich_text("hello"),
    "table": table(2, 3),
    "task_card": task(details=rich_text("two questions")),
    "plan": {"type": "plan", "title": "Writing", "tasks": [task()]},
    "alert": {"type": "alert", "text": plain("Careful"), "level": "warning"},
    "card": {"type": "card", "title": {"type": "mrkdwn", "text": "Report"}, "actions": [button(action_id="open")]},
    "container": {"type": "container", "title": plain("More"), "child_blocks": [section()]},
}


def test_there_is_an_example_of_every_kind_of_block() -> None:
    assert set(EXAMPLES) == set(BLOCKS)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_plain_example_of_each_kind_is_taken(kind: str) -> None:
    assert problems(EXAMPLES[kind]) == []


@contract.needed
@pytest.mark.parametrize("kind", EXAMPLES)
def test_whatever_is_taken_is_valid_by_slacks_types_with_any_field_left_out(kind: str) -> None:
    validator = contract.validator("KnownBlock")
    assert validator is not None
    example = EXAMPLES[kind]
    for missing in [None, *(key for key in example if key != "type")]:
        block = {key: value for key, value in example.items() if key != missing}
        if not problems(json.loads(json.dumps(block))):
            assert validator.is_valid(block), f"without {missing}"


def test_the_complaint_reads_as_slacks() -> None:
    with pytest.raises(SlackError) as refusal:
        check_message_blocks([section(), section("x" * 3001)])
    assert refusal.value.body() == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [
            "failed to match all allowed schemas [json-pointer:/blocks/1/text]",
            "must be less than 3001 characters [json-pointer:/blocks/1/text/text]",
        ],
        "response_metadata": {
            "messages": [
                "[ERROR] failed to match all allowed schemas [json-pointer:/blocks/1/text]",
                "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]",
            ]
        },
    }


LIMITS = {
    "section text": (sdk.SectionBlock.text_max_length, lambda n: section("x" * n)),
    "section field": (2000, lambda n: {"type": "section", "fields": [plain("x" * n)]}),
    "section fields": (
        sdk.SectionBlock.fields_max_length,
        lambda n: {"type": "section", "fields": [plain("x")] * n},
    ),
    "header": (sdk.HeaderBlock.text_max_length, lambda n: {"type": "header", "text": plain("x" * n)}),
    "markdown": (sdk.MarkdownBlock.text_max_length, lambda n: {"type": "markdown", "text": "x" * n}),
    "context elements": (
        sdk.ContextBlock.elements_max_length,
        lambda n: {"type": "context", "elements": [plain("x")] * n},
    ),
    "actions elements": (sdk.ActionsBlock.elements_max_length, lambda n: actions(*[button()] * n)),
    "block_id": (sdk.Block.block_id_max_length, lambda n: section(block_id="b" * n)),
    "action_id": (
        sdk_elements.InteractiveElement.action_id_max_length,
        lambda n: actions(button(action_id="a" * n)),
    ),
    "button text": (sdk_elements.ButtonElement.text_max_length, lambda n: actions(button("x" * n))),
    "button value": (sdk_elements.ButtonElement.value_max_length, lambda n: actions(button(value="x" * n))),
    "options": (
        sdk_elements.StaticSelectElement.options_max_length,
        lambda n: menu(*[option(str(i)) for i in range(n)]),
    ),
    "option text": (sdk.Option.label_max_length, lambda n: menu(option("x" * n, "v"))),
    "option value": (sdk.Option.value_max_length, lambda n: menu(option("x", "v" * n))),
    "option description": (75, lambda n: menu(option("x", description=plain("d" * n)))),
    "placeholder": (150, lambda n: menu(option("x"), placeholder=plain("p" * n))),
    "overflow options": (
        sdk_elements.OverflowMenuElement.options_max_length,
        lambda n: actions({"type": "overflow", "options": [option(str(i)) for i in range(n)]}),
    ),
    "table rows": (100, lambda n: table(n, 1)),
    "table columns": (20, lambda n: table(1, n)),
    "confirm text": (
        sdk.ConfirmObject.text_max_length,
        lambda n: actions(
            button(confirm={"title": plain("?"), "text": plain("x" * n), "confirm": plain("Yes"), "deny": plain("No")})
        ),
    ),
}


@pytest.mark.parametrize("what", LIMITS)
def test_a_block_is_taken_at_its_limit_and_refused_one_beyond(what: str) -> None:
    limit, make = LIMITS[what]
    assert problems(make(limit)) == []
    assert problems(make(limit + 1)) != []


def test_a_message_has_at_most_fifty_blocks() -> None:
    assert problems(*[{"type": "divider"}] * 50) == []
    assert problems(*[{"type": "divider"}] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_markdown_blocks_have_twelve_thousand_characters_together() -> None:
    half = {"type": "markdown", "text": "x" * 6000}
    assert problems(half, half) == []
    assert "12001 characters together" in problems(half, half, {"type": "markdown", "text": "x"})[0]


def test_all_text_of_a_message_has_a_limit_of_its_own() -> None:
    assert problems(*[section("x" * 3000)] * 4, section("x" * 1200)) == []
    assert problems(*[section("x" * 3000)] * 4, section("x" * 1201)) == ["msg_blocks_too_long"]


def test_ids_are_unique_and_made_up_where_they_are_missing() -> None:
    assert "already exists" in problems(section(block_id="b"), section(block_id="b"))[0]
    assert "already exists" in problems(actions(button(action_id="a"), button(action_id="a")))[0]
    assert problems(actions(button(action_id="a")), actions(button(action_id="a"))) == []
    named = check_message_blocks([actions(button(), button())])
    first, second = (element["action_id"] for element in named[0]["elements"])
    assert named[0]["block_id"]
    assert first != second


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
        ({"type": "sektion"}, "unsupported type: sektion [json-pointer:/blocks/0/type]"),
        ("hello", "must be an object [json-pointer:/blocks/0]"),
        ({"text": plain("x")}, "missing required field: type [json-pointer:/blocks/0]"),
        (section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
        (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        (actions(), "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
        (
            actions({"type": "plain_text_input", "action_id": "a"}),
            "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
        ),
        (
            {"type": "header", "text": {"type": "mrkdwn", "text": "*x*"}},
            "must be one of: plain_text [json-pointer:/blocks/0/text/type]",
        ),
        (menu(option("a"), option("a")), "option values must be unique [json-pointer:/blocks/0/elements/0/options]"),
        (
            menu(option("a"), initial_option=option("b")),
            "initial option must match one of the options [json-pointer:/blocks/0/elements/0]",
        ),
        (
            {"type": "container", "child_blocks": [section()]},
            "must provide exactly one of: title, rich_text_title [json-pointer:/blocks/0]",
        ),
        (
            container(section(), default_collapsed=True),
            "default_collapsed requires is_collapsible [json-pointer:/blocks/0/default_collapsed]",
        ),
        (
            container(section(), is_collapsible=True, has_header_divider=True),
            "has_header_divider cannot be set when is_collapsible is true [json-pointer:/blocks/0/has_header_divider]",
        ),
        (
            container(container(section())),
            "unsupported type: container [json-pointer:/blocks/0/child_blocks/0/type]",
        ),
        (
            container({"type": "section"}),
            "missing required field: text [json-pointer:/blocks/0/child_blocks/0]",
        ),
    ],
)
def test_what_is_wrong_with_a_block_is_named_with_its_place(block: Any, problem: str) -> None:
    assert problem in problems(block)


def test_what_folds_may_be_folded_at_first() -> None:
    assert problems(container(section(), is_collapsible=True, default_collapsed=True)) == []


def test_blocks_in_a_container_count_for_ids_as_all_others() -> None:
    assert "already exists" in problems(section(block_id="b"), container(section(block_id="b")))[0]


def test_a_message_has_one_table() -> None:
    assert problems(table(1, 1), table(1, 1)) == ["only_one_table_allowed [json-pointer:/blocks/1]"]


VIEW_LIMITS = {
    "title": (View.title_max_length, lambda n: modal(section(), title=plain("x" * n))),
    "submit": (View.submit_max_length, lambda n: modal(section(), submit=plain("x" * n))),
    "close": (View.close_max_length, lambda n: modal(section(), close=plain("x" * n))),
    "private_metadata": (View.private_metadata_max_length, lambda n: modal(section(), private_metadata="x" * n)),
    "callback_id": (View.callback_id_max_length, lambda n: modal(section(), callback_id="x" * n)),
    "blocks": (View.blocks_max_length, lambda n: modal(*[{"type": "divider"}] * n)),
}


@pytest.mark.parametrize("what", VIEW_LIMITS)
def test_a_modal_is_taken_at_its_limit_and_refused_one_beyond(what: str) -> None:
    limit, make = VIEW_LIMITS[what]
    assert view_problems(make(limit)) == []
    assert view_problems(make(limit + 1)) != []


def test_a_modal_needs_a_title_and_with_inputs_a_submit_button() -> None:
    untitled = {key: value for key, value in modal(section()).items() if key != "title"}
    assert view_problems(untitled) == ["missing required field: title [json-pointer:/view]"]
    unsubmittable = {key: value for key, value in modal(text_input()).items() if key != "submit"}
    assert view_problems(unsubmittable) == ["missing required field: submit [json-pointer:/view]"]


def test_views_take_no_blocks_that_only_messages_have() -> None:
    assert view_problems(modal(EXAMPLES["markdown"])) == [
        "unsupported type: markdown [json-pointer:/view/blocks/0/type]"
    ]


def test_a_home_tab_has_neither_title_nor_submit() -> None:
    assert view_problems({"type": "home", "blocks": [section()]}, "home") == []
    extra = view_problems({"type": "home", "blocks": [], "submit": plain("Go")}, "home")
    assert extra == ["invalid additional property: submit [json-pointer:/view]"]
