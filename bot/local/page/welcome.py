"""Heads of channels, and what stands where there is nothing yet: what to do next, said once and kindly."""

from markupsafe import Markup

from bot.local.page.markup import icon, tag
from bot.local.page.messages import THREAD_SIGN, portrait
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack import Channel


def channel_head(channel: Channel, eyes: Viewpoint) -> Markup:
    """A channel's name, topic and members."""
    sign = icon("lock") if channel.is_private else tag("span", "#", aria_hidden="true")
    faces = [portrait(person.id, eyes) for person in eyes.people if person.id in channel.members]
    shared = tag("span", "shared with another company", cls="badge") if channel.is_ext_shared else None
    title = tag("h1", sign, channel.name, shared, tag("small", channel.topic))
    count = tag(
        "span", faces, cls="faces", title=f"{len(faces)} members", aria_label=f"{len(faces)} members", role="img"
    )
    return _menu_button() + title + count


def home_head(eyes: Viewpoint, tab: str) -> Markup:
    """The app's name and its tabs; `tab` is "home" or "messages"."""
    bot = next(person for person in eyes.people if person.is_bot)
    tabs = [
        tag("button", label, type="button", role="tab", data_do=name, aria_selected="true" if name == tab else "false")
        for name, label in (("home", "Home"), ("messages", "Messages"))
    ]
    title = tag("h1", portrait(bot.id, eyes), bot.real_name, tag("span", "APP", cls="app-badge"))
    return _menu_button() + title + tag("div", tabs, cls="tabs", role="tablist")


def empty_channel(channel: Channel, eyes: Viewpoint, starter: str) -> Markup:
    """An empty channel: how to begin, or how to get the bot in."""
    bot = next(person for person in eyes.people if person.is_bot)
    if channel.is_im:
        return _card("Nothing here yet", tag("p", f"Messages between you and {bot.real_name} appear here."))
    if eyes.me.id not in channel.members:
        return _card(f"#{channel.name}", tag("p", "You are not in this channel, so you can only look."))
    if bot.id not in channel.members:
        invite = tag("button", f"Invite {bot.real_name}", type="button", cls="btn", data_do="invite")
        said = f"{bot.real_name} is not in #{channel.name}. It only works in channels that invited it."
        return _card("Nothing here yet", tag("p", said), invite)
    try_it = tag("button", icon("edit"), "Fill it in for me", type="button", cls="btn primary", data_do="starter")
    *most, last = [person.real_name.split()[0] for person in eyes.people if not person.is_bot]
    names = f"{', '.join(most)} and {last}" if most else last
    return _card(
        "Plan something together",
        tag("p", "Type this below and press Enter:"),
        tag("p", tag("code", starter), cls="starter"),
        try_it,
        tag(
            "p",
            f"{bot.real_name} opens a thread and asks one question at a time. Answer as anyone on the team: "
            f"switch between {names} under “You are”. What you approve appears on the Notion side.",
            cls="quiet",
        ),
    )


def no_home_yet(eyes: Viewpoint) -> Markup:
    """The Home tab before the app filled it."""
    return _card("Nothing on this page yet", tag("p", "Your planning sessions will be listed here."))


def _card(title: str, *inside: Markup) -> Markup:
    sign = tag("span", THREAD_SIGN, cls="portrait bot big", aria_hidden="true")
    return tag("div", sign, tag("h2", title), *inside, cls="welcome-card")


def _menu_button() -> Markup:
    return tag(
        "button", icon("menu"), type="button", data_do="menu", aria_label="Channels and people", cls="tool narrow"
    )
