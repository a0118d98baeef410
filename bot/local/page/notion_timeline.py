"""A timeline of a Notion database as HTML: one bar a row from its first to its last day, and the weeks above."""

from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from bot.local.notion import Row, ViewReading
from bot.local.page.markup import tag
from bot.local.page.notion_blocks import page_link

MOST_MARKS = 4
"""Weeks that are named above the bars, so that the names have room beside the thread; of a longer plan every second,
third … one is."""


@dataclass(frozen=True)
class _Span:
    """The days of one row, the last one included."""

    first: date
    last: date


def timeline_html(view: ViewReading) -> Markup:
    """The rows of a view in the order of their dates; those without a date are listed below."""
    rows = [row for group in view.groups for row in group.rows]
    dated = sorted(
        ((span, row) for row in rows if (span := _span(row, view.date_property))), key=lambda one: one[0].first
    )
    undated = [row for row in rows if _span(row, view.date_property) is None]
    if not rows:
        return tag("p", "Nothing in here yet.", cls="empty")
    drawn = Markup("")
    if dated:
        whole = _Span(_monday(min(span.first for span, _ in dated)), max(span.last for span, _ in dated))
        bars = [_line(span, row, whole, view.date_property) for span, row in dated]
        drawn = tag("div", _weeks(whole), tag("ol", bars), cls="timeline")
    if not undated:
        return drawn
    links = [tag("li", page_link(row.id, row.title or "Untitled", row.icon)) for row in undated]
    return drawn + tag("p", "Without dates yet", cls="quiet") + tag("ul", links, cls="undated")


def _span(row: Row, name: str) -> _Span | None:
    value = (row.properties.get(name) or {}).get("date")
    if not value:
        return None
    first = date.fromisoformat(str(value["start"])[:10])
    last = date.fromisoformat(str(value.get("end") or value["start"])[:10])
    return _Span(first, max(first, last))


def _line(span: _Span, row: Row, whole: _Span, name: str) -> Markup:
    left, width = _share(span.first, whole), _width(span, whole)
    bar = tag("span", cls="bar", style=f"left:{left:.2f}%;width:{width:.2f}%")
    label = page_link(row.id, row.title or "Untitled", row.icon)
    days = tag("small", row.property_text.get(name, ""))
    return tag("li", tag("div", label, days, cls="label"), tag("div", bar, cls="track", aria_hidden="true"))


def _weeks(whole: _Span) -> Markup:
    count = (whole.last - whole.first).days // 7 + 1
    step = -(-count // MOST_MARKS)
    mondays = [whole.first + timedelta(weeks=number) for number in range(0, count, step)]
    marks = [tag("span", f"{day.day} {day:%b}", style=f"left:{_share(day, whole):.2f}%") for day in mondays]
    return tag("div", marks, cls="weeks", aria_hidden="true")


def _share(day: date, whole: _Span) -> float:
    """Where a day begins, in per cent of the whole."""
    return 100 * (day - whole.first).days / ((whole.last - whole.first).days + 1)


def _width(span: _Span, whole: _Span) -> float:
    return _share(span.last + timedelta(days=1), whole) - _share(span.first, whole)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
