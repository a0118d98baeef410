"""HTML written so that text cannot become markup: whatever is not `Markup` is escaped on its way in."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

Content = str | Markup | Iterable["Content"] | None
"""What may stand inside an element: text (escaped), markup (kept), several of them, or nothing."""

_VOID = frozenset({"br", "hr", "img", "input"})


def tag(name: str, /, *children: Content, **attributes: str | bool | None) -> Markup:
    """One element. Attribute names use "_" for "-" (`cls` is `class`); None and False leave an attribute out."""
    written = Markup("").join(_attribute(key, value) for key, value in attributes.items())
    opening = Markup("<") + Markup(name) + written + Markup(">")  # noqa: S704 - names are ours
    if name in _VOID:
        return opening
    return opening + flat(children) + Markup("</") + Markup(name) + Markup(">")  # noqa: S704 - names are ours


def flat(content: Content) -> Markup:
    """Content as one piece of markup."""
    if content is None:
        return Markup("")
    if isinstance(content, str):
        return escape(content)
    return Markup("").join(flat(part) for part in content)


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


def _attribute(key: str, value: str | bool | None) -> Markup:
    if value is None or value is False:
        return Markup("")
    name = "class" if key == "cls" else key.rstrip("_").replace("_", "-")
    if value is True:
        return Markup(" ") + Markup(name)  # noqa: S704 - names are ours
    return Markup(' {}="{}"').format(Markup(name), value)  # noqa: S704 - names are ours
