"""Blocks and their limits. https://docs.slack.dev/reference/block-kit/blocks"""

import copy
import secrets
from collections.abc import Iterator
from typing import Any

from bot.local.slack.model import Json
from bot.local.slack.rules.elements import ELEMENTS, IMAGE, IN_ACTIONS, IN_INPUT, IN_SECTION, element
from bot.local.slack.rules.schema import (
    Report,
    Rule,
    Shape,
    anything,
    boolean,
    list_of,
    object_of,
    one_of,
    string,
    text,
    typed,
)

MESSAGE_ONLY = frozenset({"markdown", "table", "plan", "task_card", "context_actions", "card", "container"})
MAX_IN_MESSAGE, MAX_IN_VIEW = 50, 100
MAX_MARKDOWN = 12_000
"""Characters of all markdown blocks of one message together."""

_BLOCK: dict[str, Rule] = {"block_id": string(255)}
_IMAGE_FIELDS = object_of(Shape({**IMAGE.fields, "type": one_of("image")}, ("alt_text",)))


def _image(value: Any, place: str, report: Report) -> None:
    _IMAGE_FIELDS(value, place, report)
    _check_source(value, place, report)


def _check_source(image: Any, place: str, report: Report) -> None:
    if isinstance(image, dict) and ("image_url" in image) == ("slack_file" in image):
        report.add("must provide exactly one of: image_url, slack_file", place)


def _rich_text(value: Any, place: str, report: Report) -> None:
    if not isinstance(value, dict) or value.get("type") != "rich_text":
        report.add("unsupported type", place)
        return
    report.text_length += sum(len(piece) for piece in _texts(value.get("elements")))


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        yield from _texts(node.get("elements"))


def _context_element(value: Any, place: str, report: Report) -> None:
    if isinstance(value, dict) and value.get("type") == "image":
        _image(value, place, report)
    else:
        text(3000)(value, place, report)


def _markdown(value: Any, place: str, report: Report) -> None:
    string(MAX_MARKDOWN, 1)(value, place, report)
    if isinstance(value, str):
        report.text_length += len(value)
        report.markdown_length += len(value)


def _counted(limit: int) -> Rule:
    by_length = string(limit, 1)

    def rule(value: Any, place: str, report: Report) -> None:
        by_length(value, place, report)
        report.text_length += len(value) if isinstance(value, str) else 0

    return rule


def _cell(value: Any, place: str, report: Report) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "image":
        _check_source(value, place, report)
    if kind == "rich_text":
        _rich_text(value, place, report)
    elif kind == "raw_text":
        object_of(Shape({"text": _counted(10_000)}, ("text",)))(value, place, report)
    elif kind == "raw_number":
        object_of(Shape({"text": string(255), "value": anything}, ("value",)))(value, place, report)
    else:
        report.add(f"unsupported type: {kind}", f"{place}/type")


_SOURCE = object_of(Shape({"url": string(3000, 1), "text": _counted(255)}, ("url", "text")))
_TASK_FIELDS: dict[str, Rule] = {
    **_BLOCK,
    "task_id": string(255, 1),
    "title": _counted(255),
    "details": _rich_text,
    "output": _rich_text,
    "sources": list_of(_SOURCE, 100),
    "status": one_of("pending", "in_progress", "complete", "error"),
}
_TASK = Shape(_TASK_FIELDS, ("task_id", "title", "status"))

BLOCKS: dict[str, Shape] = {
    "section": Shape(
        {
            **_BLOCK,
            "text": text(3000),
            "fields": list_of(text(2000), 10, 1),
            "accessory": element(IN_SECTION),
            "expand": boolean,
        }
    ),
    "header": Shape({**_BLOCK, "text": text(150, plain=True)}, ("text",)),
    "divider": Shape(_BLOCK),
    "context": Shape({**_BLOCK, "elements": list_of(_context_element, 10, 1)}, ("elements",)),
    "actions": Shape({**_BLOCK, "elements": list_of(element(IN_ACTIONS), 25, 1)}, ("elements",)),
    "context_actions": Shape(
        {**_BLOCK, "elements": list_of(element(frozenset({"feedback_buttons", "icon_button"})), 5, 1)}, ("elements",)
    ),
    "image": Shape({**_BLOCK, **IMAGE.fields, "title": text(2000, plain=True)}, ("alt_text",)),
    "input": Shape(
        {
            **_BLOCK,
            "label": text(2000, plain=True),
            "element": element(IN_INPUT),
            "hint": text(2000, plain=True),
            "optional": boolean,
            "dispatch_action": boolean,
        },
        ("label", "element"),
    ),
    "markdown": Shape({**_BLOCK, "text": _markdown}, ("text",)),
    "rich_text": Shape({**_BLOCK, "elements": anything}, ("elements",)),
    "table": Shape(
        {**_BLOCK, "rows": list_of(list_of(_cell, 20), 100, 1), "column_settings": list_of(anything, 20)}, ("rows",)
    ),
    "task_card": _TASK,
    "plan": Shape({**_BLOCK, "title": _counted(255), "tasks": list_of(typed({"task_card": _TASK}), 50)}, ("title",)),
    "alert": Shape(
        {**_BLOCK, "text": text(3000), "level": one_of("default", "info", "warning", "error", "success")}, ("text",)
    ),
    "card": Shape(
        {
            **_BLOCK,
            "hero_image": _image,
            "icon": _image,
            "title": text(150),
            "subtitle": text(150),
            "body": text(200),
            "actions": list_of(element(frozenset({"button"})), 5),
        }
    ),
}
_IN_CONTAINER = frozenset(
    {"actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table"}
)
BLOCKS["container"] = Shape(
    {
        **_BLOCK,
        "title": text(150, plain=True),
        "rich_text_title": _rich_text,
        "subtitle": text(150),
        "child_blocks": list_of(typed(dict(BLOCKS), _IN_CONTAINER), 10, 1),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": _image,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    ("child_blocks",),
)

_ANY_BLOCK = typed(BLOCKS)


def check_blocks(blocks: Any, place: str, report: Report) -> None:
    """Check the blocks of a message or view and note problems and lengths in the report."""
    at_most = MAX_IN_MESSAGE if report.surface == "message" else MAX_IN_VIEW
    list_of(_block, at_most)(blocks, place, report)
    if report.markdown_length > MAX_MARKDOWN:
        report.add(f"markdown blocks must be less than {MAX_MARKDOWN + 1} characters together", place)


def _block(value: Any, place: str, report: Report) -> None:
    before = len(report.problems)
    _ANY_BLOCK(value, place, report)
    if len(report.problems) == before:
        _check_rest(value, place, report)


def _check_rest(value: Json, place: str, report: Report) -> None:
    """What depends on more than one field, or on where the block stands."""
    kind = value["type"]
    if kind in MESSAGE_ONLY and report.surface != "message":
        report.add(f"unsupported type: {kind}", f"{place}/type")
    if kind == "section" and "text" not in value and "fields" not in value:
        report.add("missing required field: text", place)
    if kind == "image":
        _check_source(value, place, report)
    if kind == "rich_text":
        _rich_text(value, place, report)
    if kind == "container":
        _check_container(value, place, report)
    if kind == "table":
        report.tables += 1
        if report.tables > 1:
            report.add("only_one_table_allowed", place)
    _check_unique(value, place, report)


def _check_container(block: Json, place: str, report: Report) -> None:
    """https://docs.slack.dev/reference/block-kit/blocks/container-block"""
    if "title" not in block and "rich_text_title" not in block:
        report.add("must provide exactly one of: title, rich_text_title", place)
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        report.add("default_collapsed requires is_collapsible", f"{place}/default_collapsed")
    if block.get("has_header_divider") and block.get("is_collapsible"):
        report.add("has_header_divider cannot be set when is_collapsible is true", f"{place}/has_header_divider")
    for index, child in enumerate(block["child_blocks"]):
        _check_rest(child, f"{place}/child_blocks/{index}", report)


def _check_unique(block: Json, place: str, report: Report) -> None:
    block_id = block.get("block_id")
    if isinstance(block_id, str) and block_id:
        if block_id in report.block_ids:
            report.add(f"`block_id` {block_id!r} already exists", f"{place}/block_id")
        report.block_ids.add(block_id)
    seen: set[str] = set()
    for item in elements_of(block):
        action_id = item.get("action_id")
        if isinstance(action_id, str) and action_id:
            if action_id in seen:
                report.add(f"`action_id` {action_id!r} already exists for another element", place)
            seen.add(action_id)


def elements_of(block: Json) -> list[Json]:
    """Return the interactive elements of a block, nested blocks' too."""
    found = [*_listed(block.get("elements")), *_listed(block.get("actions"))]
    found += [item for item in (block.get("accessory"), block.get("element")) if isinstance(item, dict)]
    for child in _listed(block.get("child_blocks")):
        found += elements_of(child)
    kinds = ELEMENTS.keys() - {"image"}
    return [item for item in found if isinstance(item.get("type"), str) and item["type"] in kinds]


def _listed(value: Any) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return a copy in which blocks and elements have the ids that Slack makes up where the app left them out."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for item in elements_of(block):
            item.setdefault("action_id", secrets.token_urlsafe(4))
    return blocks
