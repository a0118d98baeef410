"""The views of our tables. None is worth failing for: a table without one can be read as well."""

from bot.notion import finding
from bot.notion.client import JSON, NotionClient
from bot.notion.columns import Columns
from bot.notion.errors import NotAllowed, NotShared, RequestRefused
from bot.notion.library import Libraries, Library
from bot.notion.publication import Ledger, Published
from bot.notion.run import Run
from bot.notion.tables import View, views_of
from bot.notion.writing import Pages


class Views:
    """Arranges each view once; what people change in it later is theirs."""

    def __init__(self, client: NotionClient, ledger: Ledger, pages: Pages, libraries: Libraries) -> None:
        self._client = client
        self._ledger = ledger
        self._pages = pages
        self._libraries = libraries

    async def arrange(self, run: Run, library: Library) -> None:
        """Make the views of a table that are not there yet. Raises `NotionError` only where Notion is out of reach."""
        for view in views_of(library.table, run.project):
            key = library.table.view_key(run.project.key, view)
            known = await self._ledger.find(key)
            if known is not None and known.source_hash == library.data_source_id:
                continue
            view_id = ""
            try:
                await self._libraries.learn_columns(library)
                view_id = await (self._create(library, view, key) if view.slug else self._take_over(library, view))
            except (RequestRefused, NotShared, NotAllowed):
                run.notes.append(_refused(view))
            source_id = library.data_source_id
            await self._ledger.record(Published(key, "view", view_id or source_id, "", source_id, ""))

    async def _take_over(self, library: Library, view: View) -> str:
        """The view that Notion makes with a database becomes ours; its id, empty where somebody deleted it."""
        doing = f"arranging {library.table.noun}"
        query: dict[str, str | int] = {"data_source_id": library.data_source_id}
        listed = (await self._client.get("views", doing, query)).get("results", ())
        if not listed:
            return ""
        body: JSON = {"name": view.name, "configuration": configuration(view, library.columns)}
        await self._client.put(f"views/{listed[0]['id']}", body, doing)
        return str(listed[0]["id"])

    async def _create(self, library: Library, view: View, key: str) -> str:
        body: JSON = {
            "database_id": library.database_id,
            "data_source_id": library.data_source_id,
            "name": view.name,
            "type": view.type,
            "configuration": configuration(view, library.columns),
        }
        if view.filter is not None:
            body["filter"] = view.filter
        made, _ = await self._pages.create_once(
            key,
            "views",
            body,
            f"making the view {view.name}",
            lambda: finding.view(self._client, library.data_source_id, view.name),
        )
        return str(made["id"])


def configuration(view: View, columns: Columns) -> JSON:
    """How a view shows its table (developers.notion.com/reference/view); columns are named by id there."""
    made: JSON = {"type": view.type, "properties": columns.shown(view.shows)}
    grouped = columns.id_of(view.group_by) if view.group_by else ""
    if grouped:
        kind = columns.found[view.group_by]["type"]
        made["group_by"] = {"type": kind, "property_id": grouped, "sort": {"type": "manual"}}
    if view.dates:
        made["date_property_id"] = columns.id_of(view.dates)
    return made


def _refused(view: View) -> str:
    if view.slug:
        return f"Notion did not take the view “{view.name}”; please make it by hand if you miss it."
    return f"The columns Key and Source hash of “{view.name}” could not be hidden; please hide them by hand."
