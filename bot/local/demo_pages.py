"""What the demo published, as text for a terminal: the specifications in full, of the rest a table and one page."""

import re
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from bot.local.aloud import without_addresses
from bot.local.notion import NotionStore
from bot.local.notion.reading import DataSourceReading, Node, PageReading, Row

IN_FULL = ("Product specification", "Technical specification")
"""Types of documents that are printed to their ends; of the other kinds one page is enough."""
NOT_FOR_PEOPLE = ("Key", "Source hash", "Slack thread")
"""Columns by which the bot finds its rows again, and the thread that the reader has just seen."""


def print_pages(notion: NotionStore, console: Console) -> bool:
    """Print everything that lies under the root page; False where nothing does."""
    nodes = list(_nodes(notion.tree()))
    for node in nodes:
        if node.kind == "page":
            _print_page(notion.page(node.id), console)
            continue
        for source in notion.database(node.id).data_sources:
            _print_table(node.title, source, console)
            for row in _shown(source.rows):
                _print_page(notion.page(row.id), console)
    return bool(nodes)


def _nodes(root: Node) -> Iterator[Node]:
    for child in root.children:
        yield child
        yield from _nodes(child)


def _shown(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows whose pages are printed: each that is read in full, and the first of every other type."""
    seen: set[str] = set()
    for row in rows:
        kind = row.property_text.get("Type", "")
        if kind in IN_FULL or kind not in seen:
            yield row
        seen.add(kind)


def _print_page(page: PageReading, console: Console) -> None:
    console.rule(f"In Notion: {page.icon} {page.title}")
    console.print(_page_text(page.markdown))


def _print_table(title: str, source: DataSourceReading, console: Console) -> None:
    """The database as its table view shows it, without columns in which nothing stands."""
    count = len(source.rows)
    console.rule(f"In Notion: the database “{title}” with {count} row{'s' * (count != 1)}")
    columns = [
        name
        for name in source.properties
        if name not in NOT_FOR_PEOPLE and any(row.property_text.get(name) for row in source.rows)
    ]
    table = Table(*columns, show_lines=False)
    for row in source.rows:
        table.add_row(*(_cell(row, name) for name in columns))
    console.print(table, markup=False)


def _cell(row: Row, column: str) -> str:
    """A cell's text, relations by the numbers that their titles begin with: "M-1, M-3"."""
    related = row.related.get(column, ())
    return ", ".join(page.title.partition(" ")[0] for page in related) or row.property_text.get(column, "")


def _page_text(markdown: str) -> Markdown:
    """A page for the terminal: Notion's tags as Markdown."""
    quoted = re.sub(r'<callout icon="([^"]*)">\s*(.*?)\s*</callout>', r"> \1 \2\n", markdown, flags=re.DOTALL)
    bold = re.sub(r"</?b>", "**", quoted)
    italic = re.sub(r"</?i>", "_", bold)
    without_databases = re.sub(r"<database [^>]*>.*?</database>\n?", "", italic)
    return Markdown(without_addresses(without_databases), hyperlinks=False)
