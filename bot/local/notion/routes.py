"""Notion's REST API as Starlette routes: the table of what the local Notion answers."""

from __future__ import annotations

from starlette.routing import Route

from bot.local.notion import blocks, conversation, databases, markdown_edits, pages, views
from bot.local.notion.gate import Endpoint, handler, not_played
from bot.local.notion.store import NotionStore

_READ, _INSERT, _UPDATE = "read_content", "insert_content", "update_content"

ENDPOINTS: tuple[tuple[str, str, str, Endpoint], ...] = (
    ("GET", "/v1/users", "read_users", lambda c: conversation.list_users(c.query)),
    ("GET", "/v1/users/{user_id}", "read_users", lambda c: conversation.retrieve_user(c.ids["user_id"])),
    ("POST", "/v1/search", _READ, lambda c: conversation.search(c.store, c.body, c.store.search_delay)),
    ("POST", "/v1/pages", _INSERT, lambda c: pages.create_page(c.store, c.body)),
    ("GET", "/v1/pages/{page_id}", _READ, lambda c: pages.retrieve_page(c.store, c.ids["page_id"])),
    ("PATCH", "/v1/pages/{page_id}", _UPDATE, lambda c: pages.update_page(c.store, c.ids["page_id"], c.body)),
    ("POST", "/v1/pages/{page_id}/move", _UPDATE, lambda c: pages.move_page(c.store, c.ids["page_id"], c.body)),
    (
        "GET",
        "/v1/pages/{page_id}/markdown",
        _READ,
        lambda c: markdown_edits.retrieve_markdown(c.store, c.ids["page_id"], c.query),
    ),
    (
        "PATCH",
        "/v1/pages/{page_id}/markdown",
        _UPDATE,
        lambda c: markdown_edits.update_markdown(c.store, c.ids["page_id"], c.body),
    ),
    (
        "GET",
        "/v1/pages/{page_id}/properties/{property_id}",
        _READ,
        lambda c: pages.retrieve_property(c.store, c.ids["page_id"], c.ids["property_id"], c.query),
    ),
    ("GET", "/v1/blocks/{block_id}", _READ, lambda c: blocks.retrieve_block(c.store, c.ids["block_id"])),
    ("PATCH", "/v1/blocks/{block_id}", _UPDATE, lambda c: blocks.update_block(c.store, c.ids["block_id"], c.body)),
    ("DELETE", "/v1/blocks/{block_id}", _UPDATE, lambda c: blocks.delete_block(c.store, c.ids["block_id"])),
    (
        "GET",
        "/v1/blocks/{block_id}/children",
        _READ,
        lambda c: blocks.list_children(c.store, c.ids["block_id"], c.query),
    ),
    (
        "PATCH",
        "/v1/blocks/{block_id}/children",
        _INSERT,
        lambda c: blocks.append_children(c.store, c.ids["block_id"], c.body),
    ),
    ("POST", "/v1/databases", _INSERT, lambda c: databases.create_database(c.store, c.body)),
    ("GET", "/v1/databases/{database_id}", _READ, lambda c: databases.retrieve_database(c.store, c.ids["database_id"])),
    (
        "PATCH",
        "/v1/databases/{database_id}",
        _UPDATE,
        lambda c: databases.update_database(c.store, c.ids["database_id"], c.body),
    ),
    ("POST", "/v1/data_sources", _INSERT, lambda c: databases.create_data_source(c.store, c.body)),
    (
        "GET",
        "/v1/data_sources/{data_source_id}",
        _READ,
        lambda c: databases.retrieve_data_source(c.store, c.ids["data_source_id"]),
    ),
    (
        "PATCH",
        "/v1/data_sources/{data_source_id}",
        _UPDATE,
        lambda c: databases.update_data_source(c.store, c.ids["data_source_id"], c.body),
    ),
    (
        "POST",
        "/v1/data_sources/{data_source_id}/query",
        _READ,
        lambda c: databases.query_data_source(c.store, c.ids["data_source_id"], c.body),
    ),
    ("POST", "/v1/views", _INSERT, lambda c: views.create_view(c.store, c.body)),
    ("GET", "/v1/views", _READ, lambda c: views.list_views(c.store, c.query)),
    ("GET", "/v1/views/{view_id}", _READ, lambda c: views.retrieve_view(c.store, c.ids["view_id"])),
    ("PATCH", "/v1/views/{view_id}", _UPDATE, lambda c: views.update_view(c.store, c.ids["view_id"], c.body)),
    ("DELETE", "/v1/views/{view_id}", _UPDATE, lambda c: views.delete_view(c.store, c.ids["view_id"])),
    ("POST", "/v1/comments", "insert_comments", lambda c: conversation.create_comment(c.store, c.body)),
    ("GET", "/v1/comments", "read_comments", lambda c: conversation.list_comments(c.store, c.query)),
    (
        "GET",
        "/v1/comments/{comment_id}",
        "read_comments",
        lambda c: conversation.retrieve_comment(c.store, c.ids["comment_id"]),
    ),
)


def notion_routes(store: NotionStore) -> list[Route]:
    """The routes ``/v1/…`` of the API, for a mount under ``/notion``; the bot's base URL is ``<server>/notion``."""
    routes = [
        Route(template, handler(store, template, endpoint, capability), methods=[method])
        for method, template, capability, endpoint in ENDPOINTS
    ]
    every = ["GET", "POST", "PATCH", "PUT", "DELETE"]
    return [*routes, Route("/v1/{rest:path}", not_played(store), methods=every)]
