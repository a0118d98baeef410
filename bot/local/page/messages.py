"""One message as HTML: author, content, files, reactions, the way into its thread, and what its reader may do."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from markupsafe import Markup

from bot.local.page.blocks import blocks_html
from bot.local.page.elements import text_object
from bot.local.page.files import file_html
from bot.local.page.markup import icon, tag
from bot.local.page.mrkdwn import mrkdwn
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack import File, Message
from bot.local.slack.emoji import to_characters
from bot.local.slack.model import SLACKBOT

Json = dict[str, Any]

REACTIONS = ("white_check_mark", "eyes", "+1", "tada", "question")
QUICK = 2
"""How many of the reactions stand in the open; the rest are in the picker."""
_REACTION_WORDS = {
    "white_check_mark": "done",
    "+1": "thumbs up",
    "eyes": "eyes",
    "tada": "celebrate",
    "question": "question",
}
THREAD_SIGN = Markup(
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 4v9a4 4 0 0 0 4 4h8M14 13l4 4-4 4" fill="none" '
    'stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>'
    '<circle cx="6" cy="4" r="2.4" fill="currentColor"/></svg>'
)
"""The app's own sign, drawn here so that nothing has to be loaded."""


@dataclass(frozen=True)
class Shown:
    """A message with what is known about it where it is shown."""

    message: Message
    in_thread: bool = False
    """Shown in a thread, where there is no way into a thread."""
    follows: bool = False
    """The author wrote the message above it just before: no second portrait."""
    replies: int = 0
    last_reply: str = ""
    """ts of the last reply."""
    unread_replies: bool = False
    files: tuple[File, ...] = ()
    shortcuts: tuple[tuple[str, str], ...] = field(default=())
    """The app's message shortcuts as (callback id, name)."""


def message_html(shown: Shown, eyes: Viewpoint) -> Markup:
    """The message as an `article`; page.js finds it again by `data-ts` and `data-channel`."""
    message = shown.message
    name = author_name(message.user, eyes)
    if message.subtype == "tombstone":
        inside = tag("p", "This message was deleted.", cls="quiet")
    else:
        inside = Markup("").join(
            (_content(message, eyes), *(file_html(one, eyes) for one in shown.files), _reactions(message, eyes))
        )
    head = tag(
        "header",
        tag("strong", name, cls="author"),
        tag("span", "APP", cls="app-badge") if message.bot_id else None,
        tag("time", eyes.clock(message.ts), title=eyes.full(message.ts)),
    )
    body = tag(
        "div", None if shown.follows else head, _only_you(message), inside, _thread_link(shown, eyes), cls="body"
    )
    side = tag("time", eyes.clock(message.ts), cls="aside") if shown.follows else portrait(message.user, eyes)
    classes = ["msg", "follows" if shown.follows else "", "ephemeral" if message.ephemeral_for else ""]
    return tag(
        "article",
        tag("div", side, cls="side"),
        body,
        _tools(shown, eyes),
        cls=" ".join(filter(None, classes)),
        data_ts=message.ts,
        data_channel=message.channel,
        aria_label=f"{name}, {eyes.clock(message.ts)}",
    )


def author_name(user: str, eyes: Viewpoint) -> str:
    """The full name of who wrote something."""
    if user == SLACKBOT:
        return "Slackbot"
    return next((person.real_name for person in eyes.people if person.id == user), user)


def portrait(user: str, eyes: Viewpoint) -> Markup:
    """A coloured square with an initial, or the app's sign."""
    person = next((person for person in eyes.people if person.id == user), None)
    if person is not None and person.is_bot:
        return tag("span", THREAD_SIGN, cls="portrait bot", aria_hidden="true")
    initial = (person.real_name if person else author_name(user, eyes))[:1].upper()
    color = person.color if person and person.color.isalnum() else "64748b"
    return tag("span", initial, cls="portrait", style=f"background:#{color}", aria_hidden="true")


def _only_you(message: Message) -> Markup | None:
    if not message.ephemeral_for:
        return None
    dismiss = tag("button", "Dismiss", type="button", data_do="dismiss", cls="as-link") if message.bot_id else None
    return tag("p", icon("visibility"), " Only visible to you ", dismiss, cls="only-you")


def _content(message: Message, eyes: Viewpoint) -> Markup:
    edited = message.edited_ts and not message.bot_id
    mark = tag("span", " (edited)", cls="edited") if edited else Markup("")
    if message.blocks:
        written = blocks_html(message.blocks, eyes)
    else:
        written = tag("div", mrkdwn(message.text, eyes), cls="text") if message.text else Markup("")
    attached = [_attachment(one, eyes) for one in message.attachments]
    writing = tag("span", cls="caret", aria_hidden="true") if message.streaming else Markup("")
    return tag("div", written, mark, attached, writing, cls="content", dir="auto")


def _attachment(attachment: Json, eyes: Viewpoint) -> Markup:
    if attachment.get("blocks"):
        inside = blocks_html(attachment["blocks"], eyes)
    else:
        parts = [attachment.get(key) for key in ("pretext", "title", "text") if attachment.get(key)]
        inside = Markup("").join(tag("div", text_object({"type": "mrkdwn", "text": part}, eyes)) for part in parts)
        inside = inside or tag("div", mrkdwn(str(attachment.get("fallback", "")), eyes))
    color = str(attachment.get("color", "")).lstrip("#")
    border = f"border-color:#{color}" if len(color) == 6 and color.isalnum() else None
    return tag("div", inside, cls="attachment", style=border)


def _reactions(message: Message, eyes: Viewpoint) -> Markup:
    chips = []
    for name, who in message.reactions.items():
        if not who:
            continue
        names = ", ".join(author_name(person, eyes).split()[0] for person in who)
        mine = eyes.me.id in who
        face = to_characters(f":{name}:")
        chips.append(
            tag(
                "button",
                face,
                tag("span", str(len(who))),
                type="button",
                cls="chip mine" if mine else "chip",
                title=f"{names} reacted with :{name}:",
                aria_label=f"{name}, {len(who)}: {names}",
                aria_pressed="true" if mine else "false",
                data_do="react",
                data_emoji=name,
            )
        )
    return tag("div", chips, cls="reactions") if chips else Markup("")


def _thread_link(shown: Shown, eyes: Viewpoint) -> Markup | None:
    if shown.in_thread or not shown.replies:
        return None
    count = f"{shown.replies} {'reply' if shown.replies == 1 else 'replies'}"
    last = tag("small", f"Last reply {eyes.clock(shown.last_reply)}") if shown.last_reply else None
    new = tag("span", cls="dot", title="New replies") if shown.unread_replies else None
    return tag(
        "button",
        tag("b", count),
        last,
        new,
        type="button",
        cls="to-thread",
        data_do="thread",
        aria_label=f"Open thread, {count}",
    )


def _tools(shown: Shown, eyes: Viewpoint) -> Markup | None:
    message = shown.message
    if message.subtype == "tombstone" or message.ephemeral_for:
        return None
    return _toolbar(message.user == eyes.me.id, shown.in_thread, shown.shortcuts)


@cache
def _toolbar(own: bool, in_thread: bool, shortcuts: tuple[tuple[str, str], ...]) -> Markup:
    """The same few toolbars stand on all messages."""
    faces = [_reaction(name) for name in REACTIONS]
    picker = tag("summary", icon("add_reaction"), aria_label="Add reaction", title="Add reaction")
    tools = [*faces[:QUICK], tag("details", picker, tag("div", faces, cls="menu faces-menu"), cls="drop")]
    if not in_thread:
        tools.append(_tool("thread", icon("forum"), "Reply in thread"))
    more = [_item("shortcut", icon("bolt"), name, shortcut=callback) for callback, name in shortcuts]
    more.append(_item("copy-link", icon("link"), "Copy link"))
    if own:
        more.append(_item("edit", icon("edit"), "Edit message"))
        more.append(_item("delete", icon("delete"), "Delete message"))
    summary = tag("summary", icon("more_vert"), aria_label="More actions", title="More actions")
    tools.append(tag("details", summary, tag("div", more, cls="menu", role="menu"), cls="drop"))
    return tag("div", tools, cls="tools", role="toolbar", aria_label="Message actions")


def _reaction(name: str) -> Markup:
    return _tool("react", to_characters(f":{name}:"), f"React with {_REACTION_WORDS[name]}", emoji=name)


def _tool(do: str, face: Markup | str, label: str, emoji: str | None = None) -> Markup:
    return tag("button", face, type="button", aria_label=label, title=label, data_do=do, data_emoji=emoji)


def _item(do: str, face: Markup, label: str, shortcut: str | None = None) -> Markup:
    return tag("button", face, label, type="button", role="menuitem", data_do=do, data_shortcut=shortcut)
