"""A real notion-client against a real server on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from notion_client import AsyncClient
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.local.notion import NotionStore, notion_routes
from tests.local.notion import contract


@asynccontextmanager
async def served(store: NotionStore) -> AsyncIterator[str]:
    """The store behind a server; gives the base URL for a client."""
    app = Starlette(routes=[Mount("/notion", routes=notion_routes(store))])
    config = uvicorn.Config(app, port=0, log_level="warning", lifespan="off")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    # Not server.serve(): it looks only every 0.1 s whether it may end, and that for each of a hundred tests.
    await server.startup()
    store.base_url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield f"{store.base_url}/notion"
    finally:
        for listening in server.servers:
            listening.close()
        for connection in list(server.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)


@asynccontextmanager
async def speaking(store: NotionStore, **options: object) -> AsyncIterator[AsyncClient]:
    """A client that never retries by itself, so that each test sees what the API said."""
    given = {"auth": store.token, "notion_version": "2026-03-11", "retry": False, **options}
    async with served(store) as base_url, AsyncClient(base_url=base_url, **given) as client:  # type: ignore[arg-type]
        yield client


@pytest.fixture
def store() -> NotionStore:
    """An empty workspace, judged by Notion's contract where that is at hand."""
    made = NotionStore()
    made.search_delay = 0.0
    if contract.available():
        made.validate = contract.judge()
    return made


@pytest.fixture
async def notion(store: NotionStore) -> AsyncIterator[AsyncClient]:
    """The client; what it sent and got must have fitted the contract in the end."""
    async with speaking(store) as client:
        yield client
    assert store.violations == []
