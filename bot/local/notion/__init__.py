"""A Notion on this machine: the REST API that the bot speaks to, as strict as the real one, and what a reader sees.

It is the other side: it imports nothing of the bot. Begin with `store.NotionStore` (the state, what people do and
read) and `routes.notion_routes` (the API as Starlette routes, to be mounted under ``/notion``).
"""

from bot.local.notion.gate import Exchange
from bot.local.notion.problems import NotionError
from bot.local.notion.reading import (
    Change,
    Comment,
    DatabaseReading,
    DataSourceReading,
    Group,
    Node,
    PageReading,
    Person,
    Related,
    Row,
    ViewReading,
)
from bot.local.notion.routes import notion_routes
from bot.local.notion.store import NotionStore

__all__ = [
    "Change",
    "Comment",
    "DataSourceReading",
    "DatabaseReading",
    "Exchange",
    "Group",
    "Node",
    "NotionError",
    "NotionStore",
    "PageReading",
    "Person",
    "Related",
    "Row",
    "ViewReading",
    "notion_routes",
]
