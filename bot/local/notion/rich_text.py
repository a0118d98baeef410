"""Rich text: from what a request may send to what Notion stores and answers, and to plain text."""

from __future__ import annotations

from typing import Any

from bot.local.notion.problems import failed, invalid, too_long
from bot.local.notion.reading import JSON

MAX_CONTENT = 2000
"""UTF-16 code units in one rich text item, as Notion counts them (reference/request-limits)."""
MAX_ITEMS = 100
MAX_EQUATION = 1000
MAX_URL = 2000

PLAIN_STYLE: JSON = {
    "bold": False,
    "italic": False,
    "strikethrough": False,
    "underline": False,
    "code": False,
    "color": "default",
}

_HUES = ("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
COLORS = frozenset(
    ["default", *_HUES, *(f"{hue}_background" for hue in _HUES), "default_background"],
)


def utf16_length(text: str) -> int:
    """The length of a text as Notion counts it: characters outside the basic plane (emoji) count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def text_item(content: str, style: JSON | None = None, link: str | None = None) -> JSON:
    """One stored text item with all the keys that Notion answers with."""
    return {
        "type": "text",
        "text": {"content": content, "link": {"url": link} if link else None},
        "annotations": {**PLAIN_STYLE, **(style or {})},
        "plain_text": content,
        "href": link,
    }


def mention_item(mention: JSON, plain: str, href: str | None, style: JSON | None = None) -> JSON:
    """One stored mention, for example ``{"type": "page", "page": {"id": …}}``."""
    return {
        "type": "mention",
        "mention": mention,
        "annotations": {**PLAIN_STYLE, **(style or {})},
        "plain_text": plain,
        "href": href,
    }


def plain(rich_text: list[JSON]) -> str:
    """The text without its styles."""
    return "".join(item["plain_text"] for item in rich_text)


def check_url(url: Any, path: str) -> str:
    """A link's address, or a refusal when it is no text, empty, without a scheme or too long."""
    if not isinstance(url, str):
        raise failed(path, f"should be a string, instead was `{_shown(url)}`.")
    if utf16_length(url) > MAX_URL:
        raise too_long(f"{path}.length", MAX_URL, utf16_length(url))
    if not (url.startswith(("/", "#")) or ":" in url):
        raise invalid("Invalid URL for link.")
    return url


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value!r}" if not isinstance(value, str) else f'"{value}"'


def read_rich_text(value: Any, path: str) -> list[JSON]:
    """Check a request's rich text array and return it as stored. Raises `NotionError` for what Notion refuses."""
    if not isinstance(value, list):
        raise failed(path, f"should be an array, instead was `{_shown(value)}`.")
    if len(value) > MAX_ITEMS:
        raise too_long(f"{path}.length", MAX_ITEMS, len(value))
    return [_read_item(item, f"{path}[{index}]") for index, item in enumerate(value)]


def _read_item(item: Any, path: str) -> JSON:
    if not isinstance(item, dict):
        raise failed(path, f"should be an object, instead was `{_shown(item)}`.")
    kind = item.get("type") or next((key for key in ("text", "mention", "equation") if key in item), "text")
    if kind not in ("text", "mention", "equation"):
        raise failed(f"{path}.type", f'should be `"text"`, `"mention"`, or `"equation"`, instead was `"{kind}"`.')
    if not isinstance(item.get(kind), dict):
        raise failed(f"{path}.{kind}", "should be defined, instead was `undefined`.")
    style = _read_style(item.get("annotations"), f"{path}.annotations")
    if kind == "text":
        return _read_text(item["text"], style, f"{path}.text")
    if kind == "equation":
        return _read_equation(item["equation"], style, f"{path}.equation")
    return _read_mention(item["mention"], style, f"{path}.mention")


def _read_text(text: JSON, style: JSON, path: str) -> JSON:
    content = text.get("content")
    if not isinstance(content, str):
        raise failed(f"{path}.content", "should be a string, instead was `undefined`.")
    if utf16_length(content) > MAX_CONTENT:
        raise too_long(f"{path}.content.length", MAX_CONTENT, utf16_length(content))
    unknown = set(text) - {"content", "link"}
    if unknown:
        raise failed(f"{path}.{min(unknown)}", "should be not present, instead was defined.")
    link = text.get("link")
    url = check_url(link.get("url"), f"{path}.link.url") if isinstance(link, dict) else None
    return text_item(content, style, url)


def _read_equation(equation: JSON, style: JSON, path: str) -> JSON:
    expression = equation.get("expression")
    if not isinstance(expression, str):
        raise failed(f"{path}.expression", "should be a string, instead was `undefined`.")
    if utf16_length(expression) > MAX_EQUATION:
        raise too_long(f"{path}.expression.length", MAX_EQUATION, utf16_length(expression))
    return equation_item(expression, style)


def equation_item(expression: str, style: JSON | None = None) -> JSON:
    """One stored inline equation."""
    return {
        "type": "equation",
        "equation": {"expression": expression},
        "annotations": {**PLAIN_STYLE, **(style or {})},
        "plain_text": expression,
        "href": None,
    }


_MENTIONS = ("user", "date", "page", "database", "template_mention", "custom_emoji")


def _read_mention(mention: JSON, style: JSON, path: str) -> JSON:
    kind = mention.get("type") or next((key for key in _MENTIONS if key in mention), "")
    if kind not in _MENTIONS or not isinstance(mention.get(kind), dict):
        raise failed(path, "should be a user, date, page, database, template_mention or custom_emoji mention.")
    value: JSON = mention[kind]
    if kind == "date":
        return mention_item({"type": kind, kind: value}, str(value.get("start", "")), None, style)
    return mention_item({"type": kind, kind: value}, f"@{value.get('id', '')}", None, style)


def _read_style(value: Any, path: str) -> JSON:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise failed(path, f"should be an object, instead was `{_shown(value)}`.")
    for key, given in value.items():
        if key not in PLAIN_STYLE:
            raise failed(f"{path}.{key}", "should be not present, instead was defined.")
        if key == "color" and given not in COLORS:
            raise failed(f"{path}.color", f'should be a color of Notion, instead was `"{given}"`.')
        if key != "color" and not isinstance(given, bool):
            raise failed(f"{path}.{key}", f"should be a boolean or `undefined`, instead was `{_shown(given)}`.")
    return dict(value)
