"""Blocks: read, change, delete, list and append."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.local.notion import outline
from bot.local.notion.block_requests import BLOCK_TYPES, read_blocks, read_content
from bot.local.notion.listing import list_object
from bot.local.notion.problems import failed, invalid, not_found
from bot.local.notion.reading import JSON
from bot.local.notion.workspace import BOT, Workspace, dashed, is_uuid


def _find(ws: Workspace, block_id: str) -> tuple[str, JSON]:
    """The page or block under this id; a page id works wherever a block id does."""
    if is_uuid(block_id):
        for kind in ("page", "block"):
            record = ws.records.get(kind, dashed(block_id))
            if record is not None and ws.is_shared(kind, record):
                return kind, record
        raise not_found("block", dashed(block_id), BOT.name)
    return "block", ws.find("block", block_id)


def retrieve_block(ws: Workspace, block_id: str) -> JSON:
    """GET /v1/blocks/{block_id}."""
    _, record = _find(ws, block_id)
    block = ws.records.get("block", record["id"])
    if block is None:  # a page that lies on no page: the shared root, or a row of a data source
        block = {**record, "type": "child_page", "content": {}, "children": []}
    return outline.block_object(ws, block)


def list_children(ws: Workspace, block_id: str, query: Mapping[str, Any]) -> JSON:
    """GET /v1/blocks/{block_id}/children."""
    _, record = _find(ws, block_id)
    children = [block for i in outline.child_ids(ws, record["id"]) if (block := ws.records.get("block", i))]
    return list_object("block", children, query, lambda block: outline.block_object(ws, block), where="query")


def append_children(ws: Workspace, block_id: str, body: JSON) -> JSON:
    """PATCH /v1/blocks/{block_id}/children: up to 100 blocks, nested two levels."""
    kind, record = _find(ws, block_id)
    _editable(ws, kind, record)
    if "after" in body:
        raise failed("after", "should be not present, instead was defined. Use `position` instead.")
    unknown = sorted(set(body) - {"children", "position"})
    if unknown:
        raise failed(unknown[0], "should be not present, instead was defined.")
    drafts = read_blocks(body.get("children"))
    before = outline.child_ids(ws, record["id"])
    at = _position(body.get("position"), record["children"])
    new_ids = outline.insert(ws, record["id"], drafts, at)
    page = record if kind == "page" else ws.page_above(record)
    if page is not None:
        ws.touch_page(page["id"])
    blocks = [ws.records.get("block", i) for i in new_ids if i not in before]
    shown = [outline.block_object(ws, block) for block in blocks if block]
    return {"object": "list", "results": shown, "next_cursor": None, "has_more": False, "type": "block", "block": {}}


def _editable(ws: Workspace, kind: str, record: JSON) -> None:
    if ws.in_trash(kind, record):
        raise invalid("Can't edit block that is archived. You must unarchive the block before editing.")


def _position(given: Any, children: list[str]) -> int | None:
    if given is None or given.get("type") == "end":
        return None
    if given.get("type") == "start":
        return 0
    after = (given.get("after_block") or {}).get("id", "")
    if not is_uuid(after) or dashed(after) not in children:
        raise failed("position.after_block.id", "should be a child of the block.")
    return children.index(dashed(after)) + 1


def update_block(ws: Workspace, block_id: str, body: JSON) -> JSON:
    """PATCH /v1/blocks/{block_id}: its content, or ``in_trash``."""
    kind, record = _find(ws, block_id)
    if kind == "page":
        raise invalid("Can't edit a child page as a block: use the pages endpoint.")
    if body.get("in_trash") is not False:
        _editable(ws, kind, record)
    kinds = [key for key in body if key not in ("type", "in_trash", "object")]
    if kinds and kinds != [record["type"]]:
        raise failed(kinds[0], f"should be not present: the block is a {record['type']}.")
    if kinds and record["type"] in BLOCK_TYPES - {"table"}:
        content = {**record["content"], **body[record["type"]]}
        if "children" in body[record["type"]]:
            raise failed(f"{record['type']}.children", "should be not present, instead was defined.")
        draft = read_content(record["type"], content, record["type"], 1)
        record = ws.change("block", record, content=draft.content)
    if "in_trash" in body:
        outline.trash_block(ws, record["id"], body["in_trash"])
    _touched(ws, record)
    return outline.block_object(ws, ws.records.get("block", record["id"]) or record)


def delete_block(ws: Workspace, block_id: str) -> JSON:
    """DELETE /v1/blocks/{block_id}: into the trash."""
    _, record = _find(ws, block_id)
    block = ws.records.get("block", record["id"])
    if block is None:
        raise invalid("Archiving workspace level pages via API not supported.")
    _editable(ws, "block", block)
    outline.trash_block(ws, block["id"])
    _touched(ws, block)
    return outline.block_object(ws, ws.records.get("block", block["id"]) or block)


def _touched(ws: Workspace, block: JSON) -> None:
    page = ws.page_above(block)
    if page is not None:
        ws.touch_page(page["id"])
