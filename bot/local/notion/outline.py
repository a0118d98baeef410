"""A page's blocks as records: putting drafts in, reading them out as drafts or as the API's block objects."""

from __future__ import annotations

from difflib import SequenceMatcher

from bot.local.notion.drafts import Draft
from bot.local.notion.reading import JSON
from bot.local.notion.rendering import render
from bot.local.notion.rich_text import plain, text_item
from bot.local.notion.workspace import Workspace, to_the_minute, user

CHILD_KINDS = {"child_page": "page", "child_database": "database"}


def holder(ws: Workspace, object_id: str) -> tuple[str, JSON] | None:
    """What holds children under this id: a page, or a block that is no child page or database."""
    for kind in ("page", "block"):
        record = ws.records.get(kind, object_id)
        if record is not None:
            return kind, record
    return None


def child_ids(ws: Workspace, holder_id: str) -> list[str]:
    """The ids of the live children of a page or block, in order."""
    found = holder(ws, holder_id)
    ids: list[str] = found[1]["children"] if found else []
    return [child for child in ids if not _gone(ws, child)]


def _gone(ws: Workspace, block_id: str) -> bool:
    block = ws.records.get("block", block_id)
    if block is None:
        return True
    kind = CHILD_KINDS.get(block["type"])
    record = ws.records.get(kind, block_id) if kind else block
    return record is None or bool(record["in_trash"])


def insert(ws: Workspace, holder_id: str, drafts: list[Draft], at: int | None = None) -> list[str]:
    """Put new blocks under a page or block, before the ``at``-th child or at the end; returns their ids.

    Drafts that name an existing child (``page_ref``) are not created but moved to their place.
    """
    new_ids = [_create(ws, holder_id, draft) for draft in drafts]
    kind, record = holder(ws, holder_id) or ("page", ws.records.must("page", holder_id))
    children = [child for child in record["children"] if child not in new_ids]
    position = len(children) if at is None else at
    children[position:position] = new_ids
    ws.records.put(kind, {**record, "children": children})
    return new_ids


def _create(ws: Workspace, holder_id: str, draft: Draft) -> str:
    if draft.type in ("page_ref", "database_ref") and draft.content["id"]:
        return str(draft.content["id"])
    if draft.type == "page_ref":
        page = ws.add_page(_parent(ws, holder_id), {"title": [text_item(draft.content["title"])]})
        ws.records.put("block", _block(ws, page["id"], holder_id, "child_page", {}))
        ws.count_blocks(1)
        return str(page["id"])
    block_id = ws.new_id()
    ws.records.put("block", _block(ws, block_id, holder_id, draft.type, draft.content))
    ws.count_blocks(1)
    if draft.children:
        insert(ws, block_id, draft.children)
    return block_id


def _parent(ws: Workspace, holder_id: str) -> JSON:
    kind = "page_id" if ws.records.get("page", holder_id) else "block_id"
    return {"type": kind, kind: holder_id}


def _block(ws: Workspace, block_id: str, holder_id: str, kind: str, content: JSON) -> JSON:
    return {
        "id": block_id,
        "type": kind,
        "content": content,
        "parent": _parent(ws, holder_id),
        "children": [],
        "in_trash": False,
        **ws.stamps(),
    }


def add_child(ws: Workspace, page_id: str, child_id: str, kind: str, at: int | None = None) -> None:
    """Show a child page (``child_page``) or database (``child_database``) among the blocks of a page."""
    ws.records.put("block", _block(ws, child_id, page_id, kind, {}))
    page = ws.records.get("page", page_id)
    if page is None:
        return
    children = list(page["children"])
    children.insert(len(children) if at is None else at, child_id)
    ws.records.put("page", {**page, "children": children})


def trash_block(ws: Workspace, block_id: str, in_trash: bool = True) -> None:
    """Put a block (a child page or database: the thing itself) into the trash, or take it out."""
    block = ws.records.get("block", block_id)
    if block is None:
        return
    kind = CHILD_KINDS.get(block["type"], "block")
    record = ws.records.must(kind, block_id)
    ws.records.put(kind, {**record, "in_trash": in_trash, **ws.edited()})
    ws.note(kind, block_id, "trashed" if in_trash else "restored")


def drafts_of(ws: Workspace, holder_id: str) -> list[Draft]:
    """The live blocks under a page or block, nested, as drafts that can be rendered."""
    return [_draft(ws, child) for child in child_ids(ws, holder_id)]


def _draft(ws: Workspace, block_id: str) -> Draft:
    block = ws.records.must("block", block_id)
    if block["type"] in CHILD_KINDS:
        content = {"id": block_id, "title": title_of(ws, block_id), "url": ws.url(block_id)}
        return Draft(block["type"], content)
    return Draft(block["type"], block["content"], drafts_of(ws, block_id))


def title_of(ws: Workspace, object_id: str) -> str:
    """The title of a page or database, ``""`` for an unknown one."""
    page = ws.records.get("page", object_id)
    if page is not None:
        return plain(page["properties"].get("title") or [])
    database = ws.records.get("database", object_id)
    return plain(database["title"]) if database else ""


def replace(ws: Workspace, page_id: str, drafts: list[Draft], *, keep_same: bool) -> None:
    """Make these the page's blocks. Children pages and databases that are named stay; other old blocks are trashed.

    With ``keep_same``, blocks that read the same as before keep their ids.
    """
    old = child_ids(ws, page_id)
    old_texts = [_key(_draft(ws, block)) for block in old]
    new_texts = [_key(draft) for draft in drafts]
    kept: dict[int, str] = {}
    if keep_same:
        for same in SequenceMatcher(None, old_texts, new_texts, autojunk=False).get_matching_blocks():
            kept |= {same.b + step: old[same.a + step] for step in range(same.size)}
    new_ids = [kept[i] if i in kept else _create(ws, page_id, draft) for i, draft in enumerate(drafts)]
    stay = set(new_ids)
    for block_id in old:
        if block_id not in stay:
            trash_block(ws, block_id)
    page = ws.records.must("page", page_id)
    gone = [child for child in page["children"] if child not in stay]
    ws.records.put("page", {**page, "children": new_ids + gone})


def _key(draft: Draft) -> str:
    kind = draft.type.replace("_ref", "").replace("child_", "")
    if kind in ("page", "database"):
        return f"<{kind} {draft.content['id']}>"
    return render([draft])


def block_object(ws: Workspace, block: JSON) -> JSON:
    """A block as the API answers it."""
    content = block["content"]
    has_children = bool(child_ids(ws, block["id"])) if block["type"] not in CHILD_KINDS else True
    in_trash = block["in_trash"]
    if block["type"] in CHILD_KINDS:
        content = {"title": title_of(ws, block["id"])}
        in_trash = _gone(ws, block["id"])
    return {
        "object": "block",
        "id": block["id"],
        "parent": block["parent"],
        "created_time": to_the_minute(block["created_time"]),
        "last_edited_time": to_the_minute(block["last_edited_time"]),
        "created_by": user(block["created_by"]),
        "last_edited_by": user(block["last_edited_by"]),
        "has_children": has_children,
        "in_trash": in_trash,
        "type": block["type"],
        block["type"]: content,
    }


def nested_objects(ws: Workspace, holder_id: str) -> list[JSON]:
    """The live blocks under a page or block as block objects, each with its children in ``children``."""
    objects = []
    for block_id in child_ids(ws, holder_id):
        block = ws.records.must("block", block_id)
        inner = [] if block["type"] in CHILD_KINDS else nested_objects(ws, block_id)
        objects.append({**block_object(ws, block), "children": inner})
    return objects
