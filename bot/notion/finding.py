"""Finding in Notion what an earlier run made and did not get to record.

Search is neither immediate nor complete, so the places are read where our things can be: the children of a page for
pages and databases, the column Key for rows.
"""

import re

from bot.notion.client import JSON, NotionClient
from bot.notion.columns import KEY
from bot.notion.errors import NotShared, RequestRefused
from bot.notion.inline import Version
from bot.planning.document import Paragraph, Span

MOST_CANDIDATES = 25
"""Pages whose text is read in search of a mark; newer ones first, so older siblings never matter in practice."""


def mark(project_key: str) -> Paragraph:
    """The last line of a project page: a plain page has no column for a key, so it stands in the text."""
    return Paragraph((Span("Published from Slack by planthread. Key "), Span(project_key, code=True)))


async def markdown_of(client: NotionClient, page_id: str, version: Version, doing: str) -> str:
    """A page's body as Markdown."""
    answer = await client.get(f"pages/{page_id}/markdown", doing, {"markdown_version": version})
    return str(answer.get("markdown", ""))


async def project_page(
    client: NotionClient, parent_id: str, project_key: str, title: str, version: Version
) -> JSON | None:
    """The child of the parent page that carries the project's mark; pages of that title are looked at first."""
    doing = "looking for the project page"
    pages = [block async for block in client.children(parent_id, doing) if block.get("type") == "child_page"]
    pages.reverse()
    pages.sort(key=lambda block: block["child_page"].get("title") != title)
    for block in pages[:MOST_CANDIDATES]:
        try:
            body = await markdown_of(client, block["id"], version, doing)
        except (NotShared, RequestRefused):
            continue
        if re.search(rf"\bKey\W+{re.escape(project_key)}(?![\w-])", body):
            return await client.get(f"pages/{block['id']}", doing)
    return None


async def database(client: NotionClient, page_id: str, name: str) -> JSON | None:
    """The database of that name on the project page, the oldest if there are several."""
    doing = f"looking for the database {name}"
    async for block in client.children(page_id, doing):
        if block.get("type") == "child_database" and block["child_database"].get("title") == name:
            return await client.get(f"databases/{block['id']}", doing)
    return None


async def row(client: NotionClient, data_source_id: str, key: str) -> JSON | None:
    """The row with this Key, the oldest if there are several."""
    body: JSON = {
        "filter": {"property": KEY, "rich_text": {"equals": key}},
        "sorts": [{"timestamp": "created_time", "direction": "ascending"}],
    }
    async for found in client.query(data_source_id, body, "looking for a row"):
        return found
    return None


async def view(client: NotionClient, data_source_id: str, name: str) -> JSON | None:
    """The view of that name; the list of views gives their ids only, so each is opened."""
    doing = f"looking for the view {name}"
    query: dict[str, str | int] = {"data_source_id": data_source_id}
    for listed in (await client.get("views", doing, query)).get("results", ()):
        found = await whether_there(client, f"views/{listed['id']}", doing)
        if found is not None and found.get("name") == name:
            return found
    return None


async def whether_there(client: NotionClient, path: str, doing: str) -> JSON | None:
    """The object at `path`, or None if Notion does not show it to us."""
    try:
        return await client.get(path, doing)
    except NotShared:
        return None


def edited_by_a_person(page: JSON) -> bool:
    """Whether the last one to edit a page that we made was somebody else."""
    last, first = (page.get(field) or {} for field in ("last_edited_by", "created_by"))
    return bool(last.get("id") != first.get("id"))
