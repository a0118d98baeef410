"""The Markdown endpoints: a page's body as one text, and edits of that text.

Rules: https://developers.notion.com/reference/update-page-markdown. Assumed, since nobody could run it: blocks that an
edit leaves as they were keep their ids, `replace_content` makes new ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.local.notion import outline
from bot.local.notion.drafts import Draft
from bot.local.notion.markdown import Parsed, Version, parse
from bot.local.notion.older_markdown import render_older
from bot.local.notion.problems import failed, invalid, too_long
from bot.local.notion.reading import JSON
from bot.local.notion.rendering import render
from bot.local.notion.workspace import Workspace

MAX_EDITS = 100
COMMANDS = ("insert_content", "replace_content_range", "update_content", "replace_content")


def version_of(given: Mapping[str, Any]) -> Version:
    """The request's ``markdown_version``; Notion's default is still the deprecated v1."""
    version = given.get("markdown_version", "v1")
    if version not in ("v1", "v2"):
        raise failed("markdown_version", f'should be `"v1"` or `"v2"`, instead was `"{version}"`.')
    return "v2" if version == "v2" else "v1"


def read_body(text: Any, given: Mapping[str, Any], path: str) -> Parsed:
    """A Markdown text of a request, parsed in the request's version."""
    if not isinstance(text, str):
        raise failed(path, "should be a string, instead was `undefined`.")
    return parse(text, version_of(given))


def page_text(ws: Workspace, page_id: str, version: Version) -> str:
    """A page's body in this version's syntax."""
    drafts = outline.drafts_of(ws, page_id)
    return render(drafts) if version == "v2" else render_older(drafts)


def _answer(ws: Workspace, page_id: str, version: Version, warnings: list[str]) -> JSON:
    answer: JSON = {
        "object": "page_markdown",
        "id": page_id,
        "markdown": page_text(ws, page_id, version),
        "truncated": False,
        "unknown_block_ids": [],
    }
    return {**answer, "warnings": warnings} if warnings and version == "v2" else answer


def retrieve_markdown(ws: Workspace, page_id: str, query: Mapping[str, Any]) -> JSON:
    """GET /v1/pages/{page_id}/markdown."""
    page = ws.find("page", page_id)
    return _answer(ws, page["id"], version_of(query), [])


def update_markdown(ws: Workspace, page_id: str, body: JSON) -> JSON:
    """PATCH /v1/pages/{page_id}/markdown with one of `COMMANDS`."""
    page = ws.find("page", page_id)
    if ws.in_trash("page", page):
        raise invalid("Can't edit page that is archived. You must unarchive the page before editing.")
    command = body.get("type")
    if command not in COMMANDS:
        names = ", ".join(f'`"{name}"`' for name in COMMANDS)
        raise failed("type", f'should be {names}, instead was `"{command}"`.')
    extra = sorted(set(body) - {"type", command, "markdown_version", "allow_async"})
    if extra:
        raise failed(extra[0], "should be not present, instead was defined.")
    given = body.get(command)
    if not isinstance(given, dict):
        raise failed(str(command), "should be defined, instead was `undefined`.")
    version = version_of(body)
    text = _edited(page_text(ws, page["id"], version), str(command), given, version)
    parsed = parse(text, version)
    write_body(
        ws,
        page["id"],
        parsed,
        allow_deleting=given.get("allow_deleting_content") is True,
        keep_same=command != "replace_content",
    )
    return _answer(ws, page["id"], version, parsed.warnings)


def write_body(ws: Workspace, page_id: str, parsed: Parsed, *, allow_deleting: bool, keep_same: bool) -> None:
    """Make a parsed text the page's body, with the page counted as edited."""
    mine = {block for block in outline.child_ids(ws, page_id) if _is_child(ws, block)}
    kept: list[Draft] = []
    for draft in parsed.drafts:
        known = draft.type not in ("page_ref", "database_ref") or draft.content["id"] in ("", *mine)
        if known and not (draft.type == "database_ref" and not draft.content["id"]):
            kept.append(draft)
        else:
            parsed.warnings.append(f'A tag that names no child of this page was left out: "{draft.content["title"]}".')
    parsed.drafts = kept
    refuse_lost_children(ws, mine, kept, allow_deleting=allow_deleting)
    outline.replace(ws, page_id, kept, keep_same=keep_same)
    ws.touch_page(page_id)


def _is_child(ws: Workspace, block_id: str) -> bool:
    block = ws.records.get("block", block_id)
    return block is not None and block["type"] in outline.CHILD_KINDS


def refuse_lost_children(ws: Workspace, mine: set[str], drafts: list[Draft], *, allow_deleting: bool) -> None:
    """Child pages and databases that a new text leaves out are deleted only when the request says so."""
    lost = mine - {str(draft.content.get("id", "")) for draft in drafts}
    if lost and not allow_deleting:
        names = ", ".join(f"{outline.title_of(ws, block)} ({block})" for block in sorted(lost))
        raise invalid(
            "This operation would delete child pages or databases: "
            f"{names}. Set allow_deleting_content to true to allow it."
        )


def _edited(text: str, command: str, given: JSON, version: Version) -> str:
    if command == "replace_content":
        return _string(given, "new_str", command)
    if command == "update_content":
        return _updated(text, given)
    content = _string(given, "content", command)
    gap = "\n\n" if version == "v2" else "\n"
    if command == "replace_content_range":
        start, end = _selection(text, _string(given, "content_range", command))
        return text[:start] + content + text[end:]
    position = given.get("position")
    if "after" in given and position is not None:
        raise failed("insert_content.position", "should be not present: give `after` or `position`.")
    if "after" in given:
        end = _selection(text, str(given["after"]))[1]
        return text[:end] + gap + content + text[end:]
    parts = [content, text] if position and position.get("type") == "start" else [text, content]
    return gap.join(part for part in parts if part)


def _string(given: JSON, key: str, command: str) -> str:
    if not isinstance(given.get(key), str):
        raise failed(f"{command}.{key}", "should be a string, instead was `undefined`.")
    return str(given[key])


def _updated(text: str, given: JSON) -> str:
    edits = given.get("content_updates")
    if not isinstance(edits, list):
        raise failed("update_content.content_updates", "should be an array.")
    if len(edits) > MAX_EDITS:
        raise too_long("update_content.content_updates.length", MAX_EDITS, len(edits))
    for index, edit in enumerate(edits):
        path = f"update_content.content_updates[{index}]"
        if not isinstance(edit, dict) or not isinstance(edit.get("new_str"), str):
            raise failed(f"{path}.new_str", "should be a string, instead was `undefined`.")
        old = edit.get("old_str")
        if not isinstance(old, str) or not old:
            raise failed(f"{path}.old_str", "should be a non-empty string.")
        found = text.count(old)
        if found == 0:
            raise invalid(f"{path}.old_str was not found in the page content.")
        if found > 1 and edit.get("replace_all_matches") is not True:
            raise invalid(f"{path}.old_str matches {found} locations: make it unique or set replace_all_matches.")
        text = text.replace(old, edit["new_str"])
    return text


def _selection(text: str, selection: str) -> tuple[int, int]:
    """Where a "start text...end text" selection begins and ends."""
    first, dots, last = selection.partition("...")
    start = text.find(first)
    stop = text.find(last, start + len(first)) if dots else start
    if start < 0 or stop < 0 or not first:
        raise invalid(f'The selection "{selection}" does not match any content in the page.')
    return start, stop + len(last) if dots else start + len(first)
