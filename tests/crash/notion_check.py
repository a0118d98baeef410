"""What stands in Notion after a campaign: of each session one whole project as it is to be published, nothing twice."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from bot.local.notion.reading import JSON, DatabaseReading, PageReading, Row
from bot.local.notion.store import NotionStore
from bot.notion.columns import KEY, said, same_value
from bot.notion.finding import mark
from bot.notion.markdown import before_children, render
from bot.notion.tables import TABLES, Links, Table, keys_of, row_of, tables_of, views_of
from bot.planning.document import Document
from bot.planning.publication import ProjectPublication
from tests.crash.findings import Finding, Kind
from tests.crash.record import Record

CREATES = ("/v1/pages", "/v1/databases", "/v1/views")

Found = Iterator[tuple[Kind, str]]


def check_notion(notion: NotionStore, projects: Mapping[str, ProjectPublication], record: Record) -> list[Finding]:
    """Hold what stands in Notion against `projects`, which are what each session (by its id) is to have there."""
    findings = []
    pages = [notion.page(node.id) for node in notion.tree().children if node.kind == "page"]
    for session_id, project in projects.items():
        mine = [page for page in pages if session_id in str(page.blocks)]
        found = [*_project(notion, project, mine), *_never_recorded(record, session_id)]
        findings += [Finding(kind, f"{project.title} ({session_id})", what) for kind, what in found]
    if len(pages) != len(projects):
        kind = Kind.DUPLICATED if len(pages) > len(projects) else Kind.LOST
        findings.append(Finding(kind, "Notion", f"{len(pages)} project pages for {len(projects)} sessions"))
    return findings + _created_once(notion)


# whatever was made -----------------------------------------------------------------------------------------------


def _created_once(notion: NotionStore) -> list[Finding]:
    """Also what was thrown away again counts: each create that was done, by its parent and its title."""
    made = Counter(
        _what(request.path, request.body or {})
        for request in notion.requests
        if request.method == "POST" and request.status == 200 and request.path in CREATES
    )
    return [
        Finding(Kind.DUPLICATED, "Notion", f"created {times} times: {what}")
        for what, times in made.items()
        if times > 1
    ]


def _what(path: str, body: JSON) -> str:
    parent = body.get("parent", body)
    where = parent.get("data_source_id") or parent.get("page_id")
    return f"{path} {body.get('name') or _title(body)!r} in {where}"


def _title(body: JSON) -> str:
    values = (body, *body.get("properties", {}).values())
    return next((str(said({"title": value["title"]})) for value in values if value.get("title")), "")


def _never_recorded(record: Record, session_id: str) -> Found:
    for publication in record.of(record.publications, session_id):
        if not publication.notion_id:
            yield Kind.OTHER, f"begun and never recorded: {publication.key}"


# one project -----------------------------------------------------------------------------------------------------


def _project(notion: NotionStore, project: ProjectPublication, pages: list[PageReading]) -> Found:
    if len(pages) != 1:
        yield (Kind.DUPLICATED if pages else Kind.LOST), f"{len(pages)} project pages"
        return
    marked = replace(project.summary, parts=(*project.summary.parts, mark(project.key)))
    if not _says(notion, pages[0], marked):
        yield Kind.LOST, "the project page does not say what it should"
    node = next(node for node in notion.tree().children if node.id == pages[0].id)
    there = [notion.database(child.id) for child in node.children if child.kind == "database"]
    tables = tables_of(project)
    if sorted(database.title for database in there) != sorted(table.name for table in tables):
        kind = Kind.DUPLICATED if len(there) > len(tables) else Kind.LOST
        yield kind, f"the databases {[database.title for database in there]}"
        return
    databases = {table.id: next(one for one in there if one.title == table.name) for table in tables}
    links: Links = {table.id: _by_key(table, project, databases[table.id]) for table in TABLES if table in tables}
    for table in tables:
        yield from _rows(notion, table, project, databases[table.id], links)
        yield from _views(notion, table, project, databases[table.id])


def _rows_in(database: DatabaseReading) -> list[Row]:
    return [row for source in database.data_sources for row in source.rows]


def _key(row: Row) -> str:
    return row.property_text.get(KEY, "")


def _by_key(table: Table, project: ProjectPublication, database: DatabaseReading) -> dict[str, str]:
    """The page id of each row by the key that the plan knows it by."""
    there = {_key(row): row.id for row in _rows_in(database)}
    known = {key: there.get(table.row_key(project.key, key)) for key in keys_of(table, project)}
    return {key: page_id for key, page_id in known.items() if page_id is not None}


def _rows(
    notion: NotionStore, table: Table, project: ProjectPublication, database: DatabaseReading, links: Links
) -> Found:
    """Each row once, with every column (relations to the very rows of this project) and its whole body."""
    there = _rows_in(database)
    found = Counter(_key(row) for row in there)
    wanted = {table.row_key(project.key, key): key for key in keys_of(table, project)}
    for key, times in found.items():
        if times > 1 or key not in wanted:
            yield Kind.DUPLICATED, f"{times} rows {key!r} in {table.noun}"
    for key in wanted:
        if not found[key]:
            yield Kind.LOST, f"no row {key!r} in {table.noun}"
    for shown in there:
        if _key(shown) not in wanted:
            continue
        row = row_of(table, project, wanted[_key(shown)], links)
        for name, value in row.values.items():
            if not same_value(value, shown.properties.get(name, {})):
                yield Kind.LOST, f"{name} of {row.ledger_key!r} says {shown.property_text.get(name)!r}"
        if not _says(notion, notion.page(shown.id), row.body):
            yield Kind.LOST, f"the page {row.ledger_key!r} does not say what it should"


def _views(notion: NotionStore, table: Table, project: ProjectPublication, database: DatabaseReading) -> Found:
    there = [view.name for source in database.data_sources for view in notion.views(source.id)]
    wanted = [view.name for view in views_of(table, project)]
    if sorted(there) != sorted(wanted):
        kind = Kind.DUPLICATED if len(there) > len(wanted) else Kind.LOST
        yield kind, f"the views {there} of {table.noun} instead of {wanted}"


def _says(notion: NotionStore, page: PageReading, wanted: Document) -> bool:
    """Whether the page holds, before what lies in it, exactly what Notion makes of the document."""
    return before_children(page.markdown).strip() == _as_notion_keeps(notion.base_url, render(wanted))


@cache
def _as_notion_keeps(base_url: str, markdown: str) -> str:
    """What Notion gives back for a body, from a page in a workspace of its own; plans have most bodies in common."""
    other = NotionStore(base_url=base_url)
    kept = other.person_creates(other.root_page_id, "expected", markdown).markdown.strip()
    other.close()
    return kept
