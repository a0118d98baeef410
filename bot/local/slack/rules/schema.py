"""A small language for rules on JSON: each rule looks at a value and reports problems with their place.

Problems read as Slack's do: "must be less than 3001 characters [json-pointer:/blocks/0/text/text]".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Surface = Literal["message", "modal", "home"]


@dataclass
class Report:
    """What was found in one message or view."""

    surface: Surface
    problems: list[str] = field(default_factory=list)
    text_length: int = 0
    markdown_length: int = 0
    block_ids: set[str] = field(default_factory=set)
    tables: int = 0

    def add(self, problem: str, place: str) -> None:
        """Note a problem at a JSON pointer."""
        self.problems.append(f"{problem} [json-pointer:{place}]")


Rule = Callable[[Any, str, Report], None]


@dataclass(frozen=True)
class Shape:
    """The fields of an object of one type."""

    fields: Mapping[str, Rule]
    required: tuple[str, ...] = ()


def anything(value: Any, place: str, report: Report) -> None:
    """Accept whatever it is."""


def boolean(value: Any, place: str, report: Report) -> None:
    """Accept true and false."""
    if not isinstance(value, bool):
        report.add("must be a boolean", place)


def number(value: Any, place: str, report: Report) -> None:
    """Accept numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        report.add("must be a number", place)


def string(at_most: int, at_least: int = 0) -> Rule:
    """Accept a string within a length."""

    def rule(value: Any, place: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add("must be a string", place)
        elif len(value) > at_most:
            report.add(f"must be less than {at_most + 1} characters", place)
        elif len(value) < at_least:
            report.add(f"must be more than {at_least - 1} characters", place)

    return rule


def one_of(*allowed: str) -> Rule:
    """Accept one of some words."""

    def rule(value: Any, place: str, report: Report) -> None:
        if value not in allowed:
            report.add(f"must be one of: {', '.join(allowed)}", place)

    return rule


def list_of(rule_for_each: Rule, at_most: int, at_least: int = 0) -> Rule:
    """Accept a list within a size, each item by its rule."""

    def rule(value: Any, place: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add("must be an array", place)
            return
        if len(value) > at_most:
            report.add(f"no more than {at_most} items allowed", place)
        elif len(value) < at_least:
            report.add(f"must provide at least {at_least} items", place)
        for index, item in enumerate(value):
            rule_for_each(item, f"{place}/{index}", report)

    return rule


def text(at_most: int, *, plain: bool = False, at_least: int = 1) -> Rule:
    """Accept a text object (`plain`: plain_text only)."""
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    shape = Shape(
        {"type": one_of(*kinds), "text": string(at_most, at_least), "emoji": boolean, "verbatim": boolean},
        ("type", "text"),
    )

    def rule(value: Any, place: str, report: Report) -> None:
        before = len(report.problems)
        check_fields(value, shape, place, report)
        if isinstance(value, dict) and isinstance(value.get("text"), str):
            report.text_length += len(value["text"])
        if not plain and len(report.problems) > before:
            report.problems.insert(before, f"failed to match all allowed schemas [json-pointer:{place}]")

    return rule


def object_of(shape: Shape) -> Rule:
    """Accept an object with these fields."""

    def rule(value: Any, place: str, report: Report) -> None:
        check_fields(value, shape, place, report)

    return rule


def typed(shapes: Mapping[str, Shape], allowed: frozenset[str] | None = None) -> Rule:
    """Accept an object whose `type` chooses its shape; `allowed` narrows the types."""

    def rule(value: Any, place: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must be an object", place)
            return
        kind = value.get("type")
        if kind is None:
            report.add("missing required field: type", place)
        elif not isinstance(kind, str) or kind not in shapes or (allowed is not None and kind not in allowed):
            report.add(f"unsupported type: {kind}", f"{place}/type")
        else:
            check_fields(value, shapes[kind], place, report)

    return rule


def check_fields(value: Any, shape: Shape, place: str, report: Report) -> None:
    """Check an object's fields against a shape."""
    if not isinstance(value, dict):
        report.add("must be an object", place)
        return
    for name in shape.required:
        if name not in value:
            report.add(f"missing required field: {name}", place)
    for name, item in value.items():
        if name == "type":
            continue
        rule = shape.fields.get(name)
        if rule is None:
            report.add(f"invalid additional property: {name}", place)
        else:
            rule(item, f"{place}/{name}", report)
    kind = shape.fields.get("type")
    if kind is not None and "type" in value:
        kind(value["type"], f"{place}/type", report)
