"""Notion's REST API as Starlette routes."""

from __future__ import annotations

from starlette.routing import Route

from bot.local.notion.store import NotionStore


def notion_routes(store: NotionStore) -> list[Route]:
    """The routes ``/v1/…`` of the API, to be mounted under ``/notion``; give the bot ``<server>/notion`` as base URL."""
    raise NotImplementedError
