"""The interactive parts of messages and views as plain HTML controls.

A control says what it does in `data-…` attributes; page.js hears clicks and changes at the pane's root and sends
them to the server, which looks the element up in the stored blocks again (so that a page cannot invent one).

Reference: https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from bot.local.page.markup import icon, link, tag
from bot.local.page.mrkdwn import mrkdwn, plain
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack.emoji import to_characters

Json = dict[str, Any]


def text_object(text: Json | str | None, eyes: Viewpoint) -> Markup:
    """A text object: mrkdwn, or plain text."""
    if not text:
        return Markup("")
    if isinstance(text, str):
        return plain(text)
    if text.get("type") == "mrkdwn":
        return mrkdwn(text.get("text", ""), eyes)
    return plain(text.get("text", ""), emoji=text.get("emoji", True))


def words(text: Json | str | None) -> str:
    """A text object as plain words, for labels."""
    if not text:
        return ""
    return to_characters(text if isinstance(text, str) else text.get("text", ""))


def options_of(element: Json, eyes: Viewpoint) -> list[tuple[str, str]]:
    """What can be chosen as (value, label): given options, or the people or channels of the workspace."""
    kind = element.get("type", "")
    if kind.endswith("users_select"):
        return [(person.id, person.real_name) for person in eyes.people if not person.is_bot]
    if kind.endswith(("channels_select", "conversations_select")):
        return [(channel.id, f"#{channel.name}") for channel in eyes.channels]
    given = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        given += group.get("options", [])
    return [(option.get("value", ""), words(option.get("text"))) for option in given]


def chosen_in(element: Json) -> list[str]:
    """The values that are chosen from the beginning."""
    kind = element.get("type", "")
    single = ("initial_user", "initial_channel", "initial_conversation", "initial_date", "initial_time")
    several = ("initial_users", "initial_channels", "initial_conversations")
    found = [element[key] for key in single if element.get(key)]
    for key in several:
        found += element.get(key) or []
    if kind not in {"plain_text_input"} and element.get("initial_option"):
        found.append(element["initial_option"].get("value", ""))
    return found + [option.get("value", "") for option in element.get("initial_options") or []]


def element(thing: Json, block_id: str, eyes: Viewpoint) -> Markup:
    """One element of an actions, section, context or input block."""
    kind = thing.get("type", "")
    if kind == "image":
        return picture(thing)
    if kind in {"mrkdwn", "plain_text"}:
        return tag("span", text_object(thing, eyes))
    draw = _DRAWN.get(kind)
    if draw is not None:
        return draw(thing, block_id, eyes)
    if kind.startswith("multi_"):
        return _several(thing, block_id, eyes)
    if kind.endswith("_select"):
        return _select(thing, block_id, eyes)
    return tag("span", f"({kind or 'element'})", cls="quiet")


def picture(thing: Json, *, cls: str = "thumb") -> Markup:
    """An image of this workspace; one from elsewhere is a link, because the page loads nothing from elsewhere."""
    alt = thing.get("alt_text") or "image"
    stored = thing.get("slack_file") or {}
    if stored.get("id"):
        return tag("img", src=f"/page/files/{stored['id']}", alt=alt, cls=cls, loading="lazy")
    return link(thing.get("image_url") or stored.get("url") or "", f"🖼 {alt}")


def _does(thing: Json, block_id: str, do: str = "press") -> dict[str, str | bool | None]:
    return {"data_do": do, "data_action": thing.get("action_id", ""), "data_block": block_id}


def _button(thing: Json, block_id: str, eyes: Viewpoint) -> Markup:
    style = thing.get("style", "")
    cls = "btn" + (f" {style}" if style in {"primary", "danger"} else "")
    label = thing.get("accessibility_label")
    button = tag(
        "button",
        text_object(thing.get("text"), eyes),
        type="button",
        cls=cls,
        aria_label=label,
        **_does(thing, block_id),
    )
    url = thing.get("url")
    if not url:
        return button
    opens = link(url, text_object(thing.get("text"), eyes), icon("open_in_new"))
    return tag("span", opens, cls=f"linked {cls}", **_does(thing, block_id))


def _select(thing: Json, block_id: str, eyes: Viewpoint) -> Markup:
    label = words(thing.get("placeholder")) or "Choose an option"
    chosen = chosen_in(thing)
    choices = [tag("option", name, value=value, selected=value in chosen) for value, name in options_of(thing, eyes)]
    first = tag("option", label, value="", selected=not chosen, disabled=True)
    return tag("select", first, choices, cls="choose", aria_label=label, **_does(thing, block_id, "choose"))


def _several(thing: Json, block_id: str, eyes: Viewpoint) -> Markup:
    label = words(thing.get("placeholder")) or "Choose some"
    chosen = chosen_in(thing)
    boxes = [_box("checkbox", thing, value, name, value in chosen) for value, name in options_of(thing, eyes)]
    summary = tag("summary", label, tag("span", f" ({len(chosen)})" if chosen else ""), cls="btn")
    return tag("details", summary, tag("div", boxes, cls="menu"), cls="drop", **_does(thing, block_id, "choose"))


def _boxes(thing: Json, block_id: str, eyes: Viewpoint) -> Markup:
    kind = "radio" if thing.get("type") == "radio_buttons" else "checkbox"
    chosen = chosen_in(thing)
    boxes = [
        _box(
            kind,
            thing,
            option.get("value", ""),
            text_object(option.get("text"), eyes),
            option.get("value") in chosen,
            text_object(option.get("description"), eyes),
            group=block_id,
        )
        for option in thing.get("options") or []
    ]
    return tag(
        "div", boxes, cls="boxes", role="radiogroup" if kind == "radio" else "group", **_does(thing, block_id, "choose")
    )


def _box(
    kind: str, thing: Json, value: str, label: str, on: bool, description: Markup | None = None, group: str = ""
) -> Markup:
    box = tag("input", type=kind, value=value, checked=on, name=f"{group}{thing.get('action_id', '')}")
    return tag("label", box, tag("span", label, tag("small", description) if description else None))


def _overflow(thing: Json, block_id: str, eyes: Viewpoint) -> Markup:
    items: Iterable[Markup] = (
        tag(
            "button",
            text_object(option.get("text"), eyes),
            type="button",
            role="menuitem",
            data_value=option.get("value", ""),
            **_does(thing, block_id),
        )
        for option in thing.get("options") or []
    )
    summary = tag("summary", icon("more_horiz"), cls="btn", aria_label="More options")
    return tag("details", summary, tag("div", list(items), cls="menu", role="menu"), cls="drop")


def _picker(thing: Json, block_id: str, eyes: Viewpoint) -> Markup:
    kind = {"datepicker": "date", "timepicker": "time"}.get(thing.get("type", ""), "datetime-local")
    label = words(thing.get("placeholder")) or f"Pick a {kind}"
    value = thing.get("initial_date") or thing.get("initial_time") or ""
    return tag("input", type=kind, value=value, cls="choose", aria_label=label, **_does(thing, block_id, "choose"))


def _feedback(thing: Json, block_id: str, eyes: Viewpoint) -> Markup:
    pair = [(thing.get("positive_button") or {}, "👍"), (thing.get("negative_button") or {}, "👎")]
    buttons = [
        tag(
            "button",
            face,
            type="button",
            cls="btn",
            aria_label=words(button.get("text")),
            title=words(button.get("text")),
            data_value=button.get("value", ""),
            **_does(thing, block_id),
        )
        for button, face in pair
    ]
    return tag("span", buttons, cls="feedback")


def _icon_button(thing: Json, block_id: str, eyes: Viewpoint) -> Markup:
    label = words(thing.get("text")) or thing.get("icon", "")
    glyph = icon("delete" if thing.get("icon") == "trash" else "bolt")
    return tag("button", glyph, type="button", cls="btn", aria_label=label, title=label, **_does(thing, block_id))


def _text_input(thing: Json, block_id: str, eyes: Viewpoint) -> Markup:
    label = words(thing.get("placeholder"))
    value = thing.get("initial_value", "")
    does = _does(thing, block_id, "fill")
    if thing.get("multiline"):
        return tag("textarea", value, placeholder=label, aria_label=label, cls="choose", rows="3", **does)
    return tag("input", type="text", value=value, placeholder=label, aria_label=label, cls="choose", **does)


_DRAWN = {
    "button": _button,
    "workflow_button": _button,
    "checkboxes": _boxes,
    "radio_buttons": _boxes,
    "overflow": _overflow,
    "datepicker": _picker,
    "timepicker": _picker,
    "datetimepicker": _picker,
    "feedback_buttons": _feedback,
    "icon_button": _icon_button,
    "plain_text_input": _text_input,
}


def find_element(blocks: list[Json], block_id: str, action_id: str) -> Json | None:
    """The element with these ids in a message's or view's blocks; None when it is not there (any more)."""
    for block in blocks:
        inner = block.get("child_blocks") or (block.get("elements") if block.get("type") == "carousel" else None)
        if inner and (found := find_element(inner, block_id, action_id)):
            return found
        if block.get("block_id", "") != block_id:
            continue
        candidates = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
        candidates += block.get("actions") or []
        for candidate in candidates:
            if isinstance(candidate, dict) and candidate.get("action_id") == action_id:
                return candidate
    return None
