"""Short words for long request bodies."""

from __future__ import annotations

from typing import Any


def title(text: str) -> dict[str, Any]:
    """A title property's value."""
    return {"title": [{"type": "text", "text": {"content": text}}]}


def text(content: str) -> dict[str, Any]:
    """A rich text property's value."""
    return {"rich_text": [{"type": "text", "text": {"content": content}}]}
