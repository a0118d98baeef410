"""A message of the local Slack as plain text, for a terminal: what a person would read out, buttons in brackets."""

import re
from collections.abc import Callable, Iterator

from bot.local.slack import Message, SlackWorkspace
from bot.local.slack.model import Json

_READ = ("title", "text", "fields", "rows", "elements", "details", "output", "tasks")


def read_aloud(message: Message, slack: SlackWorkspace) -> str:
    """The message's text, line by line, and the names of its files."""
    lines = [line for block in message.blocks for line in _lines(block, slack.rendered)]
    shown = "\n".join(lines) if lines else slack.rendered(message.text)
    return "\n".join(filter(None, (shown, *(f"📎 {slack.file(file).name}" for file in message.files))))


def buttons_of(message: Message) -> dict[str, tuple[str, str]]:
    """The message's buttons by their labels, each as (action id, block id)."""
    return {
        element["text"]["text"]: (element["action_id"], block["block_id"])
        for block in message.blocks
        for element in block.get("elements", ())
        if element.get("type") == "button"
    }


def without_addresses(markdown: str) -> str:
    """Links to this machine by their labels alone: nobody reads out an address."""
    return re.sub(r"\[([^\]]*)\]\(http://127\.0\.0\.1[^)]*\)", r"\1", markdown)


def _lines(block: Json, rendered: Callable[[str], str]) -> Iterator[str]:
    match block["type"]:
        case "divider":
            return
        case "actions" | "context_actions":
            labels = [element["text"]["text"] for element in block["elements"] if isinstance(element.get("text"), dict)]
            yield "  ".join(f"[{label}]" for label in labels)
        case "header":
            yield block["text"]["text"].upper()
        case "markdown":
            yield without_addresses(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", block["text"]))
        case "container":
            yield from (rendered(text) for text in _texts(block.get("title")))
            yield from (line for child in block["child_blocks"] for line in _lines(child, rendered))
        case "context":
            yield "  ".join(rendered(text) for text in _texts(block["elements"]))
        case _:
            yield from (rendered(text) for text in _texts(block))


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        for key in _READ:
            yield from _texts(node.get(key))
