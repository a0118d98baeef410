"""Requests to Notion: a first publication, the same again, and one small change."""

from tests.bench.measurement import Measurement, Size
from tests.notion.stage import count_requests


async def measure(_size: Size) -> list[Measurement]:
    """Counted on the wire, with one specification and its project page."""
    return [Measurement(name, count, "requests") for name, count in (await count_requests()).items()]
