"""The parts of a Notion page around its body as HTML: breadcrumbs, title, properties, comments, the tree of pages."""

from datetime import datetime

from markupsafe import Markup

from bot.local.notion import Node, PageReading
from bot.local.page.markup import icon, lines, tag
from bot.local.page.notion_blocks import page_link
from bot.local.page.notion_databases import property_html
from bot.local.page.viewpoint import Viewpoint

CRUMBS = 2
"""How many names the breadcrumbs hold; what lies before them is behind "…"."""


def path_to(tree: Node, wanted: str) -> list[Node]:
    """The nodes from the root to the page or database with this id; empty when it is not in the tree."""
    if _same(tree.id, wanted):
        return [tree]
    for child in tree.children:
        if found := path_to(child, wanted):
            return [tree, *found]
    return []


def head_html(tree: Node, path: list[Node], leaf: str = "") -> Markup:
    """Breadcrumbs with the tree of all pages behind a button; `leaf` is the name of a row, which is not in the tree."""
    here = path[-1].id if path else ""
    crumbs: list[Markup] = [_crumb(node, last=node.id == here and not leaf) for node in path]
    if leaf:
        crumbs.append(tag("span", leaf, aria_current="page"))
    if len(crumbs) > CRUMBS:
        root = tag(
            "button", "…", type="button", data_do="page", data_page=tree.id, aria_label=tree.title, title=tree.title
        )
        crumbs = [root, *crumbs[-CRUMBS:]]
    separator = tag("span", "/", cls="slash", aria_hidden="true")
    trail = [part for crumb in crumbs for part in (crumb, separator)][:-1]
    summary = tag("summary", icon("account_tree"), aria_label="All pages", title="All pages")
    pages = tag("details", summary, tag("nav", _tree(tree, here), cls="menu tree", aria_label="All pages"), cls="drop")
    return tag("div", pages, tag("nav", trail, cls="crumbs", aria_label="Breadcrumbs"), cls="crumb-line")


def title_html(page: PageReading, eyes: Viewpoint) -> Markup:
    """Icon, title, the notes that matter (trash, lock), and the properties that hold something."""
    notes = []
    if page.in_trash:
        notes.append(tag("p", icon("delete"), " This page is in the trash.", cls="note"))
    if page.locked:
        notes.append(tag("p", icon("lock"), " This page is locked.", cls="note"))
    rows = [
        tag(
            "div",
            tag("dt", name),
            tag("dd", _property(page, name, text) or tag("span", "Empty", cls="quiet")),
        )
        for name, text in page.property_text.items()
        if (page.properties.get(name) or {}).get("type") != "title"
    ]
    sign = tag("div", page.icon, cls="page-icon", aria_hidden="true") if page.icon else None
    return Markup("").join(
        (
            tag("div", notes),
            tag("header", sign, tag("h1", page.title or "Untitled")),
            tag("dl", rows, cls="properties") if rows else Markup(""),
        )
    )


def _property(page: PageReading, name: str, text: str) -> Markup:
    return property_html(page.properties.get(name) or {}, text, page.related.get(name, ()))


def foot_html(page: PageReading, eyes: Viewpoint) -> Markup:
    """Comments, and who edited last."""
    comments = [
        tag(
            "li",
            tag("span", comment.author.name[:1], cls="portrait", aria_hidden="true"),
            tag(
                "div",
                tag("strong", comment.author.name),
                tag("time", moment(comment.created_time, eyes)),
                tag("p", lines(comment.text)),
            ),
        )
        for comment in page.comments
    ]
    block = tag("section", tag("h2", "Comments"), tag("ul", comments), cls="comments") if comments else Markup("")
    by = page.last_edited_by
    return block + tag("p", f"Edited by {by.name}, {moment(page.last_edited_time, eyes)}", cls="edited-by")


def moment(iso: str, eyes: Viewpoint) -> str:
    """An ISO time as the person's local day and time."""
    try:
        ts = f"{datetime.fromisoformat(iso).timestamp():.6f}"
    except ValueError:
        return iso
    return f"{eyes.day(ts)} {eyes.clock(ts)}"


def empty_workspace() -> Markup:
    """Before anything was published."""
    return tag(
        "div",
        icon("auto_stories"),
        tag("h2", "Nothing published yet"),
        tag(
            "p", "Approve a specification in the Slack thread and it appears here as pages your team can read and edit."
        ),
        cls="welcome-card",
    )


def _tree(node: Node, here: str) -> Markup:
    sign = node.icon or ("🗂️" if node.kind == "database" else "📄")
    line = page_link(node.id, node.title or "Untitled", sign, do=node.kind)
    children = [_tree(child, here) for child in node.children]
    return tag("li", line, tag("ul", children) if children else None, cls="here" if _same(node.id, here) else None)


def _crumb(node: Node, *, last: bool) -> Markup:
    name = f"{node.icon} {node.title or 'Untitled'}".strip()
    if last:
        return tag("span", name, aria_current="page")
    return tag("button", name, type="button", data_do=node.kind, data_page=node.id)


def _same(one: str, other: str) -> bool:
    return one.replace("-", "") == other.replace("-", "")
