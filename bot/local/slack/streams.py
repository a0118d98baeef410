"""Streaming messages: text that grows in place. https://docs.slack.dev/reference/methods/chat.startStream"""

from typing import Any

from bot.local.slack.errors import SlackError
from bot.local.slack.model import Json, Message
from bot.local.slack.rules.message import check_message_blocks, check_metadata
from bot.local.slack.timeline import Timeline
from bot.local.slack.world import BOT_ID, World

MAX_APPEND = 12_000
_TASK_STATES = {"pending", "in_progress", "complete", "error"}


class Streams:
    """The messages that are being streamed."""

    def __init__(self, world: World, timeline: Timeline, seconds: float) -> None:
        self._world = world
        self._timeline = timeline
        self._seconds = seconds
        self._touched: dict[tuple[str, str], float] = {}

    def start(self, channel_id: str, thread_ts: str, markdown: str | None, chunks: Any) -> Message:
        """Post an empty message in a thread and open it for appending."""
        message = Message(
            ts="",
            channel=channel_id,
            text="",
            user=self._world.bot.id,
            bot_id=BOT_ID,
            thread_ts=thread_ts,
            streaming=True,
        )
        self._add(message, markdown, chunks)
        self._timeline.post(message)
        self._touched[message.ref] = self._world.clock()
        return message

    def append(self, message: Message, markdown: str | None, chunks: Any) -> None:
        """Add text or chunks; raise `message_not_in_streaming_state`, `msg_too_long` or `invalid_chunks`."""
        self._check_open(message)
        self._add(message, markdown, chunks)
        self._touched[message.ref] = self._world.clock()
        self._timeline.change(message, self._world.bot, quiet=True)

    def stop(self, message: Message, markdown: str | None, chunks: Any, blocks: Any, metadata: Any) -> None:
        """Finish the message; `blocks` go below what was streamed."""
        self._check_open(message)
        below = check_message_blocks(blocks)
        self._add(message, markdown, chunks)
        del self._touched[message.ref]
        self._timeline.change(
            message,
            self._world.bot,
            streaming=False,
            blocks=[*message.blocks, *below],
            metadata=check_metadata(metadata) or message.metadata,
        )

    def is_open(self, message: Message) -> bool:
        """Whether the message can still be appended to."""
        touched = self._touched.get(message.ref)
        return message.streaming and touched is not None and self._world.clock() - touched <= self._seconds

    def _check_open(self, message: Message) -> None:
        if not self.is_open(message):
            raise SlackError("message_not_in_streaming_state")

    def _add(self, message: Message, markdown: str | None, chunks: Any) -> None:
        if chunks is not None and not isinstance(chunks, list):
            raise SlackError("invalid_chunks")
        if markdown and len(markdown) > MAX_APPEND:
            raise SlackError("msg_too_long")
        blocks = [dict(block) for block in message.blocks]
        if markdown:
            _append_text(blocks, markdown)
        for chunk in chunks or []:
            _append_chunk(blocks, chunk)
        message.blocks = blocks
        message.text = "\n".join(block["text"] for block in blocks if block["type"] == "markdown")


def _append_text(blocks: list[Json], markdown: str) -> None:
    if blocks and blocks[-1]["type"] == "markdown":
        blocks[-1]["text"] += markdown
    else:
        blocks.append({"type": "markdown", "text": markdown, "block_id": f"stream-{len(blocks)}"})


def _append_chunk(blocks: list[Json], chunk: Any) -> None:
    match chunk:
        case {"type": "markdown_text", "text": str(text)}:
            if len(text) > MAX_APPEND:
                raise SlackError("msg_too_long")
            _append_text(blocks, text)
        case {"type": "task_update", "id": str(task_id), "title": str(), "status": status} if status in _TASK_STATES:
            shown = {key: value for key, value in chunk.items() if key in {"title", "status", "sources"}}
            texts = {key: _rich_text(chunk[key]) for key in ("details", "output") if chunk.get(key)}
            task = {"type": "task_card", "task_id": task_id, "block_id": f"task-{task_id}", **shown, **texts}
            places = [i for i, block in enumerate(blocks) if block.get("task_id") == task_id]
            if places:
                blocks[places[0]] |= task
            else:
                blocks.append(task)
        case {"type": "plan_update", "title": str(title)}:
            blocks[:] = [block for block in blocks if block.get("block_id") != "stream-plan"]
            blocks.insert(0, {"type": "plan", "title": title, "block_id": "stream-plan"})
        case {"type": "blocks", "blocks": list(more)}:
            blocks.extend(check_message_blocks(more))
        case _:
            raise SlackError("invalid_chunks")


def _rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
