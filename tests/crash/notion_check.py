"""What stands in Notion after a campaign: one whole page and one whole row for each session, and nothing twice."""

from collections import Counter
from collections.abc import Iterator

from bot.local.notion.reading import JSON, PageReading
from bot.local.notion.store import NotionStore
from bot.local.slack.workspace import SlackWorkspace
from bot.notion.markdown import render
from bot.planning.document import Document
from bot.planning.specification import ProductSpecification
from bot.planning.specification_document import specification_document
from bot.slack.delivery import permalink
from storage.tables import DocumentVersionRow, SessionRow
from tests.crash.findings import Finding, Kind
from tests.crash.record import Record

Found = Iterator[tuple[Kind, str]]


def check_notion(notion: NotionStore, slack: SlackWorkspace, record: Record) -> list[Finding]:
    """Hold every approved session's pages against its record."""
    findings = []
    projects = [notion.page(node.id) for node in notion.tree().children if node.kind == "page"]
    published = [s for s in record.sessions if record.of(record.approvals, s.id)]
    for session in published:
        mine = [page for page in projects if session.id in str(page.blocks)]
        found = _project(notion, slack, session, mine, record)
        findings += [Finding(kind, f"{session.title} ({session.id})", what) for kind, what in found]
    if len(projects) != len(published):
        kind = Kind.DUPLICATED if len(projects) > len(published) else Kind.LOST
        findings.append(Finding(kind, "Notion", f"{len(projects)} project pages for {len(published)} sessions"))
    findings += _created_once(notion)
    return findings


def _created_once(notion: NotionStore) -> list[Finding]:
    """Also what was thrown away again counts: each create that was done, by its parent and its key."""
    made = Counter(_what(request.path, request.body or {}) for request in notion.requests if _creates(request))
    return [
        Finding(Kind.DUPLICATED, "Notion", f"created {times} times: {what}")
        for what, times in made.items()
        if times > 1
    ]


def _creates(request: object) -> bool:
    return (
        getattr(request, "method", "") == "POST"
        and getattr(request, "status", 0) == 200
        and (getattr(request, "path", "") in ("/v1/pages", "/v1/databases"))
    )


def _what(path: str, body: JSON) -> str:
    parent = body.get("parent", {})
    where = parent.get("data_source_id") or parent.get("page_id")
    titles = [part["text"]["content"] for part in _title(body)]
    return f"{path} {''.join(titles)!r} in {where}"


def _title(body: JSON) -> list[JSON]:
    if "title" in body:
        return list(body["title"])
    for value in body.get("properties", {}).values():
        if isinstance(value, dict) and value.get("title"):
            return list(value["title"])
    return []


def _project(
    notion: NotionStore, slack: SlackWorkspace, session: SessionRow, pages: list[PageReading], record: Record
) -> Found:
    if len(pages) != 1:
        yield (Kind.DUPLICATED if pages else Kind.LOST), f"{len(pages)} project pages"
        return
    node = next(n for n in notion.tree().children if n.id == pages[0].id)
    databases = [notion.database(child.id) for child in node.children if child.kind == "database"]
    rows = [row for database in databases for source in database.data_sources for row in source.rows]
    if len(databases) != 1 or len(rows) != 1:
        kind = Kind.DUPLICATED if len(databases) > 1 or len(rows) > 1 else Kind.LOST
        yield kind, f"{len(databases)} databases with {len(rows)} rows"
        return
    approved = max(record.of(record.approvals, session.id), key=lambda row: row.version)
    version = next(row for row in record.of(record.versions, session.id) if row.version == approved.version)
    row = notion.page(rows[0].id)
    if row.property_text.get("Source hash") != version.content_hash:
        yield Kind.LOST, f"the row is not that of version {version.version}"
    expected = _as_notion_keeps(notion, _document(slack, session, version, approved.approved_by_name))
    if row.markdown.strip() != expected.strip():
        yield Kind.LOST, f"the page is not the whole of version {version.version}"
    for publication in record.of(record.publications, session.id):
        if not publication.notion_id:
            yield Kind.OTHER, f"begun and never recorded: {publication.key}"


def _document(slack: SlackWorkspace, session: SessionRow, version: DocumentVersionRow, approver: str) -> Document:
    return specification_document(
        ProductSpecification.model_validate(version.content),
        status=f"approved by {approver}",
        version=version.version,
        thread_url=permalink(slack.url, session.channel_id, session.thread_ts),
    )


def _as_notion_keeps(notion: NotionStore, document: Document) -> str:
    """What Notion gives back for a document, from a page in a workspace of its own."""
    other = NotionStore(base_url=notion.base_url)
    return other.person_creates(other.root_page_id, "expected", render(document)).markdown
