"""What Slack accepts as a message. https://docs.slack.dev/reference/methods/chat.postMessage"""

import json
from typing import Any

from bot.local.slack.errors import SlackError, invalid
from bot.local.slack.model import Json
from bot.local.slack.rules.blocks import check_blocks, with_ids
from bot.local.slack.rules.schema import Report

MAX_TEXT = 40_000
MAX_TEXT_IN_BLOCKS = 13_200
"""Undocumented; see https://github.com/slackapi/bolt-js/issues/2509."""
MAX_METADATA = 8_000
"""Characters of the event payload as JSON; Slack answers `metadata_too_large` above its own limit."""
MAX_ATTACHMENTS = 100


def check_message(text: str | None, blocks: Any, attachments: Any = None, *, has_files: bool = False) -> list[Json]:
    """Return the blocks with ids; raise the `SlackError` that the Web API would answer with."""
    if text is not None and len(text) > MAX_TEXT:
        raise SlackError("msg_too_long")
    if not (text or "").strip() and not blocks and not attachments and not has_files:
        raise SlackError("no_text")
    if attachments is not None and (not isinstance(attachments, list) or len(attachments) > MAX_ATTACHMENTS):
        raise SlackError("too_many_attachments" if isinstance(attachments, list) else "invalid_attachments")
    return check_message_blocks(blocks)


def check_message_blocks(blocks: Any) -> list[Json]:
    """Return a message's blocks with ids; raise `invalid_blocks` or `msg_blocks_too_long`."""
    if not blocks:
        return []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    report = Report("message")
    check_blocks(blocks, "/blocks", report)
    if report.problems:
        raise invalid("invalid_blocks", report.problems)
    if report.text_length > MAX_TEXT_IN_BLOCKS:
        raise SlackError("msg_blocks_too_long")
    return with_ids(blocks)


def check_metadata(metadata: Any) -> Json | None:
    """Return message metadata as it is stored; raise `invalid_metadata_format` or `metadata_too_large`."""
    if metadata is None or metadata == {}:
        return None
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata["event_payload"])) > MAX_METADATA or len(metadata["event_type"]) > 255:
        raise SlackError("metadata_too_large")
    return metadata
