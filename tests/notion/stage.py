"""A Notion to publish to, in this process: strict, countable, and able to lose a request or the whole bot."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.local.notion import NotionStore, notion_routes
from bot.notion import (
    DocumentPublication,
    NotionClient,
    ProjectPublication,
    PublicationResult,
    Published,
    Publisher,
)
from bot.notion.pacing import Pace
from bot.planning.document import (
    Callout,
    Code,
    Contents,
    Document,
    Heading,
    Item,
    Listing,
    Paragraph,
    Span,
    Table,
    rich,
)

PROJECT = "S-7f3a"
"""The key of the project here, and below that of its specification's page."""
SPECIFICATION = f"{PROJECT}/document/product-specification"


class Killed(BaseException):
    """The bot's process ends here; nothing in it may catch this."""


Loss = Literal["killed before", "killed after", "time-out after", "502 before", "502 after", "503 with its id"]
"""What becomes of a request: the bot dies before or after Notion does it, or only the answer is lost."""


class Wire(httpx.AsyncBaseTransport):
    """The network to the local Notion. `lose(n, how)` loses the n-th request (from 1) from now on."""

    def __init__(self, app: Starlette) -> None:
        self._notion = httpx.ASGITransport(app=app)
        self._losses: dict[int, Loss] = {}
        self.sent = 0

    def lose(self, nth: int, how: Loss) -> None:
        self._losses[self.sent + nth] = how

    def heal(self) -> None:
        self._losses.clear()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        loss = self._losses.pop(self.sent, None)
        if loss == "killed before":
            raise Killed
        if loss == "502 before":
            return httpx.Response(502, text="<html>Bad gateway</html>", request=request)
        answer = await self._notion.handle_async_request(request)
        if loss is None:
            return answer
        if loss == "killed after":
            raise Killed
        if loss == "time-out after":
            raise httpx.ReadTimeout("no answer", request=request)
        if loss == "503 with its id":
            made = httpx.Response(200, content=await answer.aread()).json()
            told = {"committed_resource_id": made["id"]} if request.method == "POST" and "id" in made else {}
            body = {"object": "error", "status": 503, "code": "service_unavailable", "message": "Busy."}
            return httpx.Response(503, json={**body, "additional_data": told}, request=request)
        return httpx.Response(502, text="<html>Bad gateway</html>", request=request)


@dataclass
class MemoryLedger:
    """A ledger that survives the bot, as the database does."""

    entries: dict[str, Published] = field(default_factory=dict)
    intended: set[str] = field(default_factory=set)

    async def find(self, key: str) -> Published | None:
        found = self.entries.get(key)
        return found if found is not None and found.notion_id else None

    async def intend(self, key: str) -> bool:
        before = key in self.intended
        self.intended.add(key)
        return before

    async def record(self, published: Published) -> None:
        self.intended.add(published.key)
        self.entries[published.key] = published


@dataclass
class Hours:
    """A clock that moves only when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def pace(self, limit: int = 180) -> Pace:
        return Pace(limit, clock=lambda: self.now, sleep=self.sleep, chance=lambda: 0.5)


class Stage:
    """The local Notion with a publisher in front of it. `validate` is asked about every request."""

    def __init__(self, validate: Callable[[Any], None] | None = None) -> None:
        self.store = NotionStore(base_url="http://notion.test")
        self.store.validate = validate
        self.hours = Hours()
        self.store.rate_limit.clock = lambda: self.hours.now
        self.wire = Wire(Starlette(routes=[Mount("/notion", routes=notion_routes(self.store))]))
        self.ledger = MemoryLedger()

    def client(self, token: str = "") -> NotionClient:
        return NotionClient(
            token or self.store.token,
            base_url="http://notion.test/notion",
            pace=self.hours.pace(),
            transport=self.wire,
        )

    def publisher(self, **options: Any) -> Publisher:
        """A publisher as a fresh process would make it."""
        return Publisher(self.client(), self.store.root_page_id, self.ledger, **options)

    async def publish(self, project: ProjectPublication, **options: Any) -> PublicationResult:
        return await self.publisher().publish(project, **options)

    async def requests_for(self, project: ProjectPublication) -> int:
        """How many requests publishing this takes now."""
        before = self.wire.sent
        await self.publish(project)
        return self.wire.sent - before

    # what a reader sees

    def project_pages(self) -> list[Any]:
        return [self.store.page(node.id) for node in self.store.tree().children]

    def databases(self) -> list[Any]:
        return [self.store.database(node.id) for page in self.store.tree().children for node in page.children]

    def rows(self) -> list[Any]:
        return [row for database in self.databases() for source in database.data_sources for row in source.rows]

    def database(self, name: str) -> Any:
        """The one database of this name."""
        (found,) = [database for database in self.databases() if database.title == name]
        return found

    def view(self, database: str, name: str) -> Any:
        """The one view of this name on that database."""
        (source,) = self.database(database).data_sources
        (found,) = [view for view in self.store.views(source.id) if view.name == name]
        return found

    def row(self, name: str) -> Any:
        """The one page with this name in the tables."""
        (found,) = [row for row in self.rows() if row.title == name]
        return self.store.page(found.id)


def specification(version: int = 1, *, more: str = "") -> DocumentPublication:
    """A small product specification with one of everything a document can hold."""
    thread = "https://example.slack.com/archives/C1/p1"
    parts = (
        Contents(),
        Heading(2, "Features"),
        Callout(rich("Decision: reports go out on Monday."), icon="✅"),
        Paragraph((Span("FR-1", bold=True), Span(" A report is sent. "), Span("Q4", link=thread))),
        Listing((Item(rich("given a week"), (rich("with five days"),)), Item(rich("then a report"))), ordered=True),
        Table((rich("Who"), rich("Why")), ((rich("Ana"), rich("asked | answered")),)),
        Code("graph TD\n  a[Ana] --> b[Report]", "mermaid"),
        Paragraph(rich(f"Written in version {version}. {more}".strip())),
    )
    return DocumentPublication(
        key="product-specification",
        name="Product specification",
        status="Approved",
        version=version,
        owner="Ana",
        thread_url=thread,
        source_hash=f"hash-{version}-{len(more)}",
        body=Document("Weekly report", parts),
    )


def project(*documents: DocumentPublication, decision: str = "Reports go out on Monday.") -> ProjectPublication:
    """A session's project with these documents, by default the first version of its specification."""
    summary = Document(
        "Weekly report", (Callout(rich(decision), icon="✅"), Paragraph(rich("A report that writes itself.")))
    )
    return ProjectPublication(PROJECT, "Weekly report", summary, documents or (specification(),))


def second_version() -> ProjectPublication:
    """The same project after a requested change."""
    return project(specification(2, more="Managers get a copy."))


def with_module(first: ProjectPublication) -> ProjectPublication:
    """The project with one more document."""
    module = replace(specification(), key="module-1", name="Module: sending", type="Module", source_hash="module")
    return replace(first, documents=(*first.documents, module))
