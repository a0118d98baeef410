"""The project page itself: written once, found again, and its summary kept up to date."""

from dataclasses import replace

from bot.notion import columns, finding
from bot.notion.client import JSON, NotionClient
from bot.notion.errors import PageOutOfReach
from bot.notion.markdown import portions
from bot.notion.publication import Ledger, ProjectPublication, Published
from bot.notion.run import Run
from bot.notion.tables import summary_hash
from bot.notion.writing import Pages
from bot.planning.document import Document

PROJECT_ICON = "🧭"


class ProjectPage:
    """Writes the page that everything else of a project lies below. `parent` is the id of the page it lies on."""

    def __init__(self, client: NotionClient, ledger: Ledger, pages: Pages, parent: str) -> None:
        self._client = client
        self._ledger = ledger
        self._pages = pages
        self._parent = parent

    async def as_left(self, run: Run) -> bool:
        """Whether the page is known and says what it should, or could be made to say so without reading it."""
        known = await self._ledger.find(run.project.key)
        if known is None:
            return False
        wanted = summary_hash(run.project)
        if known.source_hash != wanted and await self._pages.swap(known, _marked(run.project), wanted) is None:
            return False
        run.url = known.url
        return True

    async def ready(self, run: Run) -> None:
        """The page, looked for, taken out of the trash or created where it has to be. Raises `NotionError`."""
        project = run.project
        known = await self._ledger.find(project.key)
        if known is not None:
            path = f"pages/{known.notion_id}"
            page = await finding.whether_there(self._client, path, "opening the project page")
            if page is not None:
                run.url = known.url
                if page.get("in_trash"):
                    known = known.in_doubt()  # taking it out makes us its last editor
                    await self._ledger.record(known)
                    await self._client.put(path, {"in_trash": False}, "taking the project page out of the trash")
                    run.notes.append("The project page was in Notion's trash and was put back.")
                await self._update(run, known)
                return
            if run.decisions.get(project.key) != "replace":
                raise PageOutOfReach(
                    f"The project page “{project.title}” is not where the integration can see it any more: somebody "
                    "moved it or deleted it for good.",
                    "Move it back or share it with the integration, or choose to publish to a new page.",
                )
            run.notes.append("The earlier project page could not be found any more, so there is a new one.")
        await self._create(run)

    async def _create(self, run: Run) -> None:
        project, version = run.project, self._pages.version
        text = _marked(project)
        first, *rest = portions(text, version)
        body: JSON = {
            "parent": {"type": "page_id", "page_id": self._parent},
            "icon": {"type": "emoji", "emoji": PROJECT_ICON},
            "properties": {"title": columns.title(project.title)},
            "markdown": first,
            "markdown_version": version,
        }
        page, whole = await self._pages.create_once(
            project.key,
            "pages",
            body,
            "creating the project page",
            lambda: finding.project_page(self._client, self._parent, project.key, project.title, version),
        )
        run.url = page.get("url", "")
        entry = Published(project.key, "page", page["id"], run.url, "", "")
        if whole:
            written = await self._pages.finish(entry, text, summary_hash(project), tuple(rest))
            # One request now, so that a new summary is one later instead of three.
            await self._pages.read_back(written, text)
            return
        await self._ledger.record(entry)
        await self._update(run, entry)

    async def _update(self, run: Run, known: Published) -> None:
        project, wanted = run.project, summary_hash(run.project)
        if known.source_hash == wanted:
            return
        choice = run.decisions.get(project.key)
        written = await self._pages.rewrite(known, project.title, _marked(project), wanted, choice)
        if written.conflict is not None:
            await run.undecided(self._ledger, written.conflict, known, project.key, wanted)
            return
        await self._ledger.record(written.published)


def _marked(project: ProjectPublication) -> Document:
    return replace(project.summary, parts=(*project.summary.parts, finding.mark(project.key)))
