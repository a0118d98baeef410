"""What Slack accepts as a modal or Home tab. https://docs.slack.dev/reference/views"""

from typing import Any

from bot.local.slack.errors import invalid
from bot.local.slack.model import Json
from bot.local.slack.rules.blocks import check_blocks, with_ids
from bot.local.slack.rules.schema import Report, Rule, Shape, anything, boolean, check_fields, string, text

_COMMON: dict[str, Rule] = {
    "blocks": anything,
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_MODAL = Shape(
    {
        **_COMMON,
        "title": text(24, plain=True),
        "submit": text(24, plain=True),
        "close": text(24, plain=True),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
    },
    ("title", "blocks"),
)
_HOME = Shape(_COMMON, ("blocks",))


def check_view(view: Any, kind: str) -> Json:
    """Return the view with ids in its blocks; `kind` is "modal" or "home". Raise `invalid_arguments` with the list."""
    report = Report("home" if kind == "home" else "modal")
    if not isinstance(view, dict):
        raise invalid("invalid_arguments", ["must be an object [json-pointer:/view]"])
    if view.get("type") != kind:
        report.add(f"must be one of: {kind}", "/view/type")
    check_fields(view, _HOME if kind == "home" else _MODAL, "/view", report)
    blocks = view.get("blocks")
    if isinstance(blocks, list):
        check_blocks(blocks, "/view/blocks", report)
        if kind == "modal" and "submit" not in view and any(_is_input(block) for block in blocks):
            report.add("missing required field: submit", "/view")
    elif "blocks" in view:
        report.add("must be an array", "/view/blocks")
    if report.problems:
        raise invalid("invalid_arguments", report.problems)
    return {**view, "blocks": with_ids(view["blocks"])}


def _is_input(block: Any) -> bool:
    return isinstance(block, dict) and block.get("type") == "input"
