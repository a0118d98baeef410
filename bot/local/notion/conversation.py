"""Comments, users and search: the endpoints around pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.local.notion.databases import data_source_object
from bot.local.notion.listing import list_object
from bot.local.notion.pages import only, page_object
from bot.local.notion.problems import failed, invalid, not_found
from bot.local.notion.reading import JSON, Person
from bot.local.notion.rich_text import plain, read_rich_text
from bot.local.notion.values import PAGE_SCHEMA
from bot.local.notion.workspace import BOT, PEOPLE, WORKSPACE_ID, Workspace, dashed, is_uuid, to_the_minute, user


def comment_object(ws: Workspace, comment: JSON) -> JSON:
    """A comment as the API answers it."""
    author = ws.person(comment["created_by"])
    return {
        "object": "comment",
        "id": comment["id"],
        "parent": comment["parent"],
        "discussion_id": comment["discussion_id"],
        "created_time": to_the_minute(comment["created_time"]),
        "last_edited_time": to_the_minute(comment["last_edited_time"]),
        "created_by": user(comment["created_by"]),
        "rich_text": comment["rich_text"],
        "display_name": {"type": "integration" if author.kind == "bot" else "user", "resolved_name": author.name},
    }


def create_comment(ws: Workspace, body: JSON) -> JSON:
    """POST /v1/comments: on a page or block, or in a discussion."""
    only(body, {"parent", "discussion_id", "rich_text", "attachments", "display_name"})
    if ("parent" in body) == ("discussion_id" in body):
        raise invalid("body failed validation: provide either parent or discussion_id.")
    text = read_rich_text(body.get("rich_text"), "rich_text")
    if "discussion_id" in body:
        said = [c for c in ws.records.all("comment") if c["discussion_id"] == body["discussion_id"]]
        if not said:
            raise not_found("discussion", str(body["discussion_id"]), BOT.name)
        return comment_object(ws, add_comment(ws, said[0]["parent"], text, said[0]["discussion_id"]))
    parent = {key: value for key, value in (body["parent"] or {}).items() if key != "type"}
    if len(parent) != 1 or next(iter(parent)) not in ("page_id", "block_id"):
        raise failed("parent", "should have `page_id` or `block_id`.")
    key, value = next(iter(parent.items()))
    target = ws.find(key.removesuffix("_id"), value)
    return comment_object(ws, add_comment(ws, {"type": key, key: target["id"]}, text, None))


def add_comment(ws: Workspace, parent: JSON, text: list[JSON], discussion_id: str | None) -> JSON:
    """Keep a comment; a new discussion begins where none is named."""
    comment = {
        "id": ws.new_id(),
        "parent": parent,
        "discussion_id": discussion_id or ws.new_id(),
        "rich_text": text,
        **ws.stamps(),
    }
    ws.records.put("comment", comment)
    ws.note("comment", comment["id"], "created")
    return comment


def list_comments(ws: Workspace, query: Mapping[str, Any]) -> JSON:
    """GET /v1/comments?block_id=…: the comments on a page or block."""
    target = str(query.get("block_id", ""))
    kind = "page" if is_uuid(target) and ws.records.get("page", dashed(target)) else "block"
    found = ws.find(kind, target)["id"]
    comments = [c for c in ws.records.all("comment") if c["parent"][c["parent"]["type"]] == found]
    return list_object("comment", comments, query, lambda comment: comment_object(ws, comment), where="query")


def retrieve_comment(ws: Workspace, comment_id: str) -> JSON:
    """GET /v1/comments/{comment_id}."""
    return comment_object(ws, ws.find("comment", comment_id))


def user_object(person: Person) -> JSON:
    """A user as the API answers it."""
    common = {"object": "user", "id": person.id, "name": person.name, "avatar_url": None, "type": person.kind}
    if person.kind == "person":
        return {**common, "person": {"email": f"{person.name.lower()}@example.com"}}
    limits = {"max_file_upload_size_in_bytes": 5_242_880}
    owner = {"type": "workspace", "workspace": True}
    info = {
        "owner": owner,
        "workspace_id": WORKSPACE_ID,
        "workspace_limits": limits,
        "workspace_name": "Local workspace",
    }
    return {**common, "bot": info}


def list_users(query: Mapping[str, Any]) -> JSON:
    """GET /v1/users."""
    people = [user_object(person) for person in (*PEOPLE, BOT)]
    return list_object("user", people, query, lambda person: person, where="query")


def retrieve_user(user_id: str) -> JSON:
    """GET /v1/users/{user_id}, where ``me`` is the integration."""
    wanted = BOT.id if user_id == "me" else user_id
    found = [person for person in (*PEOPLE, BOT) if is_uuid(wanted) and person.id == dashed(wanted)]
    if not found:
        raise not_found("user", user_id, BOT.name)
    return user_object(found[0])


def search(ws: Workspace, body: JSON, delay: float) -> JSON:
    """POST /v1/search: pages and data sources by title, but nothing that is younger than ``delay`` seconds."""
    only(body, {"query", "sort", "filter", "start_cursor", "page_size"})
    wanted = (body.get("filter") or {}).get("value")
    if wanted not in (None, "page", "data_source"):
        raise failed("filter.value", f'should be `"page"` or `"data_source"`, instead was `"{wanted}"`.')
    words = str(body.get("query", "")).casefold()
    found = [
        {**record, "kind": kind}
        for kind in ("page", "data_source")
        for record in ws.records.all(kind)
        if wanted in (None, kind) and words in _title(kind, record).casefold() and _findable(ws, kind, record, delay)
    ]
    newest_first = (body.get("sort") or {}).get("direction", "descending") == "descending"
    found.sort(key=lambda record: str(record["last_edited_time"]), reverse=newest_first)
    return list_object("page_or_data_source", found, body, lambda record: _found(ws, record))


def _title(kind: str, record: JSON) -> str:
    title = PAGE_SCHEMA["title"]["id"]
    return plain(record["properties"].get(title) or []) if kind == "page" else plain(record["title"])


def _findable(ws: Workspace, kind: str, record: JSON, delay: float) -> bool:
    old_enough = ws.seconds_since(record["created_time"]) >= delay
    return old_enough and ws.is_shared(kind, record) and not ws.in_trash(kind, record)


def _found(ws: Workspace, record: JSON) -> JSON:
    return page_object(ws, record) if record["kind"] == "page" else data_source_object(ws, record)
