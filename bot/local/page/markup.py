"""HTML written so that text cannot become markup: whatever is not `Markup` is escaped on its way in."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

Content = str | Markup | Iterable["Content"] | None
"""What may stand inside an element: text (escaped), markup (kept), several of them, or nothing."""

_VOID = frozenset({"br", "hr", "img", "input"})


def tag(name: str, /, *children: Content, **attributes: str | bool | None) -> Markup:
    """One element. Attribute names use "_" for "-" (`cls` is `class`); None and False leave an attribute out."""
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value not in (None, False))
    if name in _VOID:
        return Markup(f"<{name}{written}>")  # noqa: S704 - names are ours, values were escaped
    return Markup(f"<{name}{written}>{_flat(children)}</{name}>")  # noqa: S704 - children were escaped


def _flat(content: Content) -> str:
    if content is None:
        return ""
    if isinstance(content, str):
        return str(escape(content))
    return "".join(map(_flat, content))


def lines(text: str) -> Markup:
    """Plain text with its line breaks."""
    return Markup("<br>").join(text.split("\n"))


def icon(name: str) -> Markup:
    """A Material icon (the font comes with NiceGUI), invisible to screen readers."""
    return tag("i", name, cls="material-icons", aria_hidden="true")


def web_address(url: str) -> str:
    """The address where a link may point: http(s), mail or this page's own paths; "" for everything else."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"} and parts.netloc:
        return url.strip()
    if parts.scheme == "mailto":
        return url.strip()
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/") and "\\" not in url
    return url.strip() if own else ""


def link(url: str, *label: Content) -> Markup:
    """A link that opens elsewhere (page.js opens links to this workspace in place); just its label if it may not."""
    address = web_address(url)
    if not address:
        return tag("span", *label, title="This link was left out: it does not lead to a web page.")
    return tag("a", *label, href=address, target="_blank", rel="noopener noreferrer")


def _attribute(key: str, value: str | bool | None) -> str:
    name = "class" if key == "cls" else key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
