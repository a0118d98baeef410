"""Endpoints to test against: `llmock`, a real HTTP server that misbehaves on demand, and a raw one for the rest."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from bot.writing.endpoint import Endpoint, ModelSettings
from bot.writing.model import ModelWriter

MODEL = "gpt-4o-mini"
"""A name that llmock lists."""


@pytest.fixture
def settings(llmock: Any) -> ModelSettings:
    # Silence as long as a busy machine may need for one answer; the test of silence itself shortens it.
    return ModelSettings(
        model=MODEL,
        api_key="sk-secret-key-0123456789",
        base_url=llmock.base_url(),
        connect_seconds=2,
        silence_seconds=2,
        total_seconds=8,
        backoff_seconds=0.01,
        longest_wait=1,
    )


@pytest.fixture
async def endpoint(settings: ModelSettings) -> AsyncIterator[Endpoint]:
    async with Endpoint(settings) as endpoint:
        yield endpoint


@pytest.fixture
async def writer(settings: ModelSettings) -> AsyncIterator[ModelWriter]:
    writer = ModelWriter(settings)
    yield writer
    await writer.close()


@pytest.fixture
async def raw_stream(settings: ModelSettings) -> AsyncIterator[Callable[..., Any]]:
    """Starts a server that streams exactly the given events and gives the settings to reach it."""
    runners = []

    async def start(*events: Any) -> ModelSettings:
        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"content-type": "text/event-stream"})
            await response.prepare(request)
            for event in events:
                text = event if isinstance(event, str) else json.dumps(event)
                await response.write(f"data: {text}\n\n".encode())
            return response

        app = web.Application()
        app.router.add_post("/v1/chat/completions", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        runners.append(runner)
        port = runner.addresses[0][1]
        return ModelSettings(
            model=MODEL, api_key="k", base_url=f"http://127.0.0.1:{port}/v1", retries=0, total_seconds=5
        )

    yield start
    for runner in runners:
        await runner.cleanup()


def event(content: str = "", finish: str | None = None, **delta: Any) -> dict[str, Any]:
    """One chunk of a streamed answer."""
    choice = {"index": 0, "delta": {"content": content, **delta}, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": [choice]}
