"""Block Kit as HTML: one function per block type, all pure.

Reference: https://docs.slack.dev/reference/block-kit/blocks
"""

import logging
from typing import Any

from markupsafe import Markup

from bot.local.page.elements import element, picture, text_object
from bot.local.page.markdown import markdown
from bot.local.page.markup import icon, link, tag
from bot.local.page.rich_text import rich_text
from bot.local.page.viewpoint import Viewpoint

Json = dict[str, Any]
log = logging.getLogger(__name__)

_STATUS = {
    "pending": ("radio_button_unchecked", "Waiting"),
    "in_progress": ("autorenew", "In progress"),
    "complete": ("check_circle", "Done"),
    "error": ("error", "Failed"),
}
_LEVELS = {"default": "info", "info": "info", "warning": "warning", "error": "error", "success": "check_circle"}


def blocks_html(blocks: list[Json], eyes: Viewpoint) -> Markup:
    """All blocks of a message or view in their order; a type that is not known here is named, not dropped."""
    return Markup("").join(_block(block, eyes) for block in blocks)


def _block(block: Json, eyes: Viewpoint) -> Markup:
    kind = block.get("type", "")
    draw = _DRAWN.get(kind)
    if draw is None:
        return tag("p", f"(a block of type “{kind}”)", cls="quiet")
    try:
        drawn = draw(block, eyes)
    except (AttributeError, KeyError, TypeError, ValueError):
        # One block of an odd shape must not take the rest of the conversation off the screen.
        log.exception("a block of type %s has a shape that the page does not know", kind)
        return tag("p", f"(a block of type “{kind}” that the page cannot draw)", cls="quiet")
    return tag("div", drawn, cls=f"bk {kind}")


def _header(block: Json, eyes: Viewpoint) -> Markup:
    return tag("h3", text_object(block.get("text"), eyes))


def _section(block: Json, eyes: Viewpoint) -> Markup:
    body = [tag("div", text_object(block["text"], eyes), cls="text")] if block.get("text") else []
    if block.get("fields"):
        body.append(tag("div", [tag("div", text_object(field, eyes)) for field in block["fields"]], cls="fields"))
    accessory = block.get("accessory")
    if not accessory:
        return Markup("").join(body)
    side = tag("div", element(accessory, block.get("block_id", ""), eyes), cls="accessory")
    return tag("div", tag("div", body, cls="grow"), side, cls="beside")


def _divider(block: Json, eyes: Viewpoint) -> Markup:
    return tag("hr")


def _elements(block: Json, eyes: Viewpoint) -> Markup:
    return Markup("").join(element(thing, block.get("block_id", ""), eyes) for thing in block.get("elements") or [])


def _markdown(block: Json, eyes: Viewpoint) -> Markup:
    return markdown(block.get("text", ""), eyes)


def _image(block: Json, eyes: Viewpoint) -> Markup:
    title = text_object(block.get("title"), eyes)
    return tag("figure", tag("figcaption", title) if title else None, picture(block, cls="picture"))


def _table(block: Json, eyes: Viewpoint) -> Markup:
    settings = block.get("column_settings") or []
    aligned = [(one or {}).get("align", "left") for one in settings]

    def cell(name: str, content: Json, column: int) -> Markup:
        written = (
            rich_text(content, eyes)
            if content.get("type") == "rich_text"
            else text_object(str(content.get("text", content.get("value", ""))), eyes)
        )
        side = aligned[column] if column < len(aligned) and aligned[column] in {"center", "right"} else ""
        return tag(name, written, cls=side or None)

    rows = block.get("rows") or []
    head = [tag("tr", [cell("th", content, n) for n, content in enumerate(row)]) for row in rows[:1]]
    body = [tag("tr", [cell("td", content, n) for n, content in enumerate(row)]) for row in rows[1:]]
    return tag("div", tag("table", tag("thead", head), tag("tbody", body)), cls="wide")


def _task(block: Json, eyes: Viewpoint) -> Markup:
    status = block.get("status", "pending")
    glyph, said = _STATUS.get(status, _STATUS["pending"])
    head = [icon(glyph), tag("span", text_object(block.get("title"), eyes), cls="grow"), tag("small", said)]
    sources = [
        tag("li", link(source.get("url", ""), source.get("text") or source.get("url", "")))
        for source in block.get("sources") or []
    ]
    more = [rich_text(block[part], eyes) for part in ("details", "output") if isinstance(block.get(part), dict)]
    if sources:
        more.append(tag("ul", sources))
    line = tag("div", head, cls=f"line {status}")
    return line if not more else line + tag("div", more, cls="more")


def _plan(block: Json, eyes: Viewpoint) -> Markup:
    tasks = [tag("li", _task(task, eyes)) for task in block.get("tasks") or []]
    return tag("h4", text_object(block.get("title"), eyes)) + tag("ol", tasks)


def _alert(block: Json, eyes: Viewpoint) -> Markup:
    level = block.get("level") or "default"
    body = tag("div", text_object(block.get("text"), eyes), cls="grow")
    return tag("div", icon(_LEVELS.get(level, "info")), body, cls=f"level {level}", role="note")


def _card(block: Json, eyes: Viewpoint) -> Markup:
    parts: list[Markup] = []
    if block.get("hero_image"):
        parts.append(picture(block["hero_image"], cls="picture"))
    for key, name in (("title", "h4"), ("subtitle", "small"), ("body", "p")):
        if block.get(key):
            parts.append(tag(name, text_object(block[key], eyes)))
    if block.get("actions"):
        inside = [element(thing, block.get("block_id", ""), eyes) for thing in block["actions"]]
        parts.append(tag("div", inside, cls="bk actions"))
    return Markup("").join(parts)


def _container(block: Json, eyes: Viewpoint) -> Markup:
    title = text_object(block.get("title"), eyes)
    if isinstance(block.get("rich_text_title"), dict):
        title = rich_text(block["rich_text_title"], eyes)
    subtitle = tag("small", text_object(block["subtitle"], eyes)) if block.get("subtitle") else None
    inside = blocks_html(block.get("child_blocks") or [], eyes)
    if block.get("is_collapsible"):
        return tag("details", tag("summary", title, subtitle), inside, open=not block.get("default_collapsed"))
    return tag("div", tag("h4", title), subtitle, inside)


def _carousel(block: Json, eyes: Viewpoint) -> Markup:
    return blocks_html(block.get("elements") or [], eyes)


def _input(block: Json, eyes: Viewpoint) -> Markup:
    inside = element(block.get("element") or {}, block.get("block_id", ""), eyes)
    hint = tag("small", text_object(block["hint"], eyes)) if block.get("hint") else None
    return tag("label", tag("strong", text_object(block.get("label"), eyes))) + inside + (hint or Markup(""))


def _video(block: Json, eyes: Viewpoint) -> Markup:
    return link(block.get("title_url") or block.get("video_url", ""), "▶ ", text_object(block.get("title"), eyes))


_DRAWN = {
    "header": _header,
    "section": _section,
    "divider": _divider,
    "context": _elements,
    "actions": _elements,
    "context_actions": _elements,
    "markdown": _markdown,
    "rich_text": rich_text,
    "image": _image,
    "table": _table,
    "task_card": _task,
    "plan": _plan,
    "alert": _alert,
    "card": _card,
    "container": _container,
    "carousel": _carousel,
    "input": _input,
    "video": _video,
}
