"""Requests to Notion: a first publication, the same again, and one small change."""

from tests.bench.measurement import Measurement, Size
from tests.notion.stage import Stage
from tests.notion.whole_project import small_change, whole_project


async def measure(_size: Size) -> list[Measurement]:
    """Counted on the wire, with 2 specifications, 8 modules, 4 sprints and 40 tasks (`product.md`, §4).

    The small change is a new version of one specification, the summary that follows from it, and three tasks with a
    new text. What publishing such a project can take at least is 64 requests: a page, 3 databases, 2 reads of what
    they are made of, 4 views and 54 rows.
    """
    return [Measurement(name, count, "requests") for name, count in (await count_requests()).items()]


async def count_requests() -> dict[str, int]:
    """Requests to Notion by the name of the benchmark."""
    stage, project = Stage(), whole_project()
    return {
        "notion_requests_first_publish": await stage.requests_for(project),
        "notion_requests_unchanged": await stage.requests_for(project),
        "notion_requests_small_change": await stage.requests_for(small_change(project)),
    }
