"""The right half: what the team reads in Notion, kept up to date while the bot writes it."""

import asyncio
from collections.abc import Callable
from typing import Any

from markupsafe import Markup
from nicegui import background_tasks, events, ui

from bot.local.notion import PageReading
from bot.local.notion.reading import Change
from bot.local.page.desk import Desk
from bot.local.page.dialogs import edited
from bot.local.page.markup import icon, tag
from bot.local.page.notion_blocks import PageBody, Segment
from bot.local.page.notion_databases import database_html
from bot.local.page.notion_pages import empty_workspace, foot_html, head_html, path_to, title_html
from bot.local.page.viewpoint import Viewpoint

Json = dict[str, Any]

SETTLE_SECONDS = 0.08
"""A publication comes as many requests; the page is drawn once for those that arrive together."""
PREVIEW_ROWS = 8
MERMAID = {
    "securityLevel": "strict",
    "theme": "neutral",
    "fontFamily": "inherit",
    "htmlLabels": False,
    "flowchart": {"htmlLabels": False},
}


class NotionPane:
    """One page or database at a time. `eyes` tells who reads; `open_address` opens links into the workspace."""

    def __init__(self, desk: Desk, eyes: Callable[[], Viewpoint], open_address: Callable[[str], None]) -> None:
        self._notion = desk.notion
        self._eyes = eyes
        self._open_address = open_address
        self._at = self._notion.root_page_id
        self._views: dict[str, str] = {}
        self._drawn: list[tuple[Segment, ui.html | ui.mermaid]] = []
        self._due: asyncio.Task[None] | None = None
        with ui.element("section").classes("notion").props('aria-label="Notion"') as root:
            self._root = root
            root.on("click", self._did, js_handler="(e) => planthread.clicked(e, emit)")
            with ui.element("div").classes("head"):
                ui.html(str(tag("span", "N", cls="notion-sign", title="Notion")), sanitize=False)
                self._head = ui.html("", sanitize=False).classes("grow")
                self._tools = ui.html(str(_tools()), sanitize=False).classes("page-tools")
            with ui.element("div").classes("paper").props('tabindex="0"') as paper:
                self._paper = paper
                with ui.element("article").classes("page"):
                    self._title = ui.html("", sanitize=False)
                    self._body = ui.element("div").classes("page-body")
                    self._foot = ui.html("", sanitize=False)
        children = self._notion.tree().children
        self.open(children[0].id if len(children) == 1 else self._notion.root_page_id)

    def open(self, object_id: str) -> None:
        """Show a page or database; one that does not exist is said to be gone."""
        if object_id != self._at:
            self._clear()
            ui.run_javascript(f"getHtmlElement({self._paper.id})?.scrollTo(0, 0)")
        self._at = object_id
        self.refresh()

    def changed(self, change: Change) -> None:
        """Follow one change, together with those that come right after it."""
        first = change.kind == "page" and change.action == "created" and self._at == self._notion.root_page_id
        if first and len(children := self._notion.tree().children) == 1:
            self._at = children[0].id
            self._clear()
        if self._due is None or self._due.done():
            self._due = background_tasks.create(self._refresh_soon(), context=self._root)

    async def _refresh_soon(self) -> None:
        await asyncio.sleep(SETTLE_SECONDS)
        self.refresh()

    def refresh(self) -> None:
        """Draw what is open as it is now, and only what differs from what is drawn."""
        tree = self._notion.tree()
        path = path_to(tree, self._at)
        if path and path[-1].kind == "database":
            self._head.set_content(str(head_html(tree, path)))
            self._show_database()
            return
        try:
            page = self._notion.page(self._at)
        except KeyError:
            self._show_gone()
            return
        leaf = "" if path else page.title or "Untitled"
        self._head.set_content(str(head_html(tree, path or self._path_of_row(page), leaf)))
        self._show_page(page, is_empty_root=page.id == tree.id and not tree.children)

    def _show_page(self, page: PageReading, *, is_empty_root: bool) -> None:
        eyes = self._eyes()
        self._tools.set_visibility(page.id != self._notion.root_page_id)
        self._title.set_content("" if is_empty_root else str(title_html(page, eyes)))
        self._foot.set_content("" if is_empty_root else str(foot_html(page, eyes)))
        if is_empty_root:
            self._draw([Segment("html", str(empty_workspace()))])
            return
        self._draw(PageBody(page.blocks, self._inline_database).segments())

    def _show_database(self) -> None:
        database = self._notion.database(self._at)
        self._tools.set_visibility(False)
        title = tag(
            "header", tag("div", database.icon, cls="page-icon") if database.icon else None, tag("h1", database.title)
        )
        self._title.set_content(str(title))
        self._foot.set_content("")
        self._draw([Segment("html", str(self._database(self._at, None)))])

    def _show_gone(self) -> None:
        self._clear()
        self._tools.set_visibility(False)
        self._title.set_content(str(tag("p", "This page is not here (any more).", cls="note")))
        self._foot.set_content("")

    def _inline_database(self, database_id: str) -> Markup:
        try:
            title = self._notion.database(database_id).title or "Untitled"
        except KeyError:
            return Markup("")
        name = tag(
            "button",
            icon("table_chart"),
            " ",
            title,
            type="button",
            cls="page-link",
            data_do="database",
            data_page=database_id,
        )
        return tag("section", tag("h3", name), self._database(database_id, PREVIEW_ROWS), cls="inline-database")

    def _database(self, database_id: str, limit: int | None) -> Markup:
        database = self._notion.database(database_id)
        views = self._notion.views(database.data_sources[0].id) if database.data_sources else ()
        return database_html(database, views, self._views.get(database_id, ""), limit=limit)

    def _path_of_row(self, page: PageReading) -> list[Any]:
        """The way to the database that a row lies in."""
        tree = self._notion.tree()
        for node in _databases(tree):
            if any(source.id == page.parent_id for source in self._notion.database(node).data_sources):
                return path_to(tree, node)
        return []

    def _draw(self, segments: list[Segment]) -> None:
        """Update segment by segment, so that a diagram that did not change is not drawn again."""
        for index, segment in enumerate(segments):
            if index < len(self._drawn) and self._drawn[index][0].kind == segment.kind:
                old, element = self._drawn[index]
                if old != segment:
                    element.set_content(segment.content)
                    self._drawn[index] = (segment, element)
                continue
            for _, element in self._drawn[index:]:
                element.delete()
            del self._drawn[index:]
            with self._body:
                self._drawn.append((segment, _element(segment)))
        for _, element in self._drawn[len(segments) :]:
            element.delete()
        del self._drawn[len(segments) :]

    def _clear(self) -> None:
        self._body.clear()
        self._drawn.clear()

    # Doing ------------------------------------------------------------------------------------------------------

    async def _did(self, event: events.GenericEventArguments) -> None:
        did: Json = event.args if isinstance(event.args, dict) else {}
        page_id = str(did.get("page", ""))
        try:
            match did.get("do"):
                case "page" | "database":
                    self.open(page_id)
                case "view":
                    self._views[page_id] = str(did.get("view", ""))
                    self.refresh()
                case "open":
                    self._open_address(str(did.get("href", "")))
                case "edit-page":
                    await self._edit()
                case "comment":
                    await self._comment()
        except (KeyError, ValueError) as refusal:
            ui.notify(str(refusal.args[0] if refusal.args else refusal), type="warning")

    async def _edit(self) -> None:
        page = self._notion.page(self._at)
        text = await edited(f"Edit “{page.title}” as {self._editor_name}", "Page as Markdown", page.markdown, rows=18)
        if text is not None and text != page.markdown:
            self._notion.person_edits(page.id, markdown=text, person=self._editor())

    async def _comment(self) -> None:
        page = self._notion.page(self._at)
        text = await edited(f"Comment on “{page.title}”", "Comment", "", "Comment")
        if text and text.strip():
            self._notion.person_comments(page.id, text.strip(), person=self._editor())

    @property
    def _editor_name(self) -> str:
        return self._eyes().me.real_name.split()[0]

    def _editor(self) -> str | None:
        """The Notion account of who looks at the page, found by name."""
        name = self._editor_name.lower()
        return next((person.id for person in self._notion.people() if person.name.lower().startswith(name)), None)


def _element(segment: Segment) -> ui.html | ui.mermaid:
    if segment.kind == "mermaid":
        return ui.mermaid(segment.content, config=MERMAID).classes("diagram").props('role="img" aria-label="Diagram"')
    return ui.html(segment.content, sanitize=False).classes("prose")


def _tools() -> Markup:
    edit = tag(
        "button",
        icon("edit"),
        tag("span", "Edit"),
        type="button",
        cls="btn",
        data_do="edit-page",
        aria_label="Edit as a person",
        title="Edit as a person",
    )
    comment = tag(
        "button",
        icon("chat_bubble_outline"),
        tag("span", "Comment"),
        type="button",
        cls="btn",
        data_do="comment",
        aria_label="Comment",
        title="Comment",
    )
    return edit + comment


def _databases(node: Any) -> list[str]:
    found = [node.id] if node.kind == "database" else []
    for child in node.children:
        found += _databases(child)
    return found
