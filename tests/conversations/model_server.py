"""An OpenAI-compatible endpoint on a loopback port, whose answers are computed from what is asked."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web


@dataclass(frozen=True)
class Answer:
    """What goes over the line; `cut` ends the stream before its end."""

    text: str = ""
    finish: str = "stop"
    refusal: str = ""
    cut: bool = False


@asynccontextmanager
async def serving(answer: Callable[[dict[str, Any]], Awaitable[Answer]]) -> AsyncIterator[str]:
    """The endpoint at work; gives its base URL. `answer` gets the body of each request."""

    async def complete(request: web.Request) -> web.StreamResponse:
        said = await answer(await request.json())
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        await response.write(_chunk({"content": said.text, "refusal": said.refusal or None}))
        if not said.cut:
            await response.write(_chunk({}, said.finish) + b"data: [DONE]\n\n")
        return response

    app = web.Application(client_max_size=4 * 1024 * 1024)
    app.router.add_post("/v1/chat/completions", complete)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


def shape_of(body: dict[str, Any]) -> str:
    """The name of the shape that the answer has to have."""
    return str(body["response_format"]["json_schema"]["name"])


def between(text: str, tag: str) -> str:
    """What a prompt holds between `<tag>` and `</tag>`; empty where there is none."""
    return text.partition(f"<{tag}>\n")[2].partition(f"\n</{tag}>")[0]


def waiting_in(task: str) -> dict[str, Any] | None:
    """The question that the prompt of a turn has open, `said` as texts; None where none is."""
    if not re.search(r"^Open question: Q\d+", task, re.MULTILINE):
        return None
    line: dict[str, Any] = json.loads(between(task, "record").splitlines()[-1])
    return line | {"said": [said.partition(": ")[2] for said in line["said"]]}


def _chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    event = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted-1", "choices": [choice]}
    return f"data: {json.dumps(event)}\n\n".encode()
