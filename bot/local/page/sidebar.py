"""The left edge: the workspace, its channels, the app, and who one is."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.local.page.markup import icon, tag
from bot.local.page.messages import portrait
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack import Channel


@dataclass(frozen=True)
class SidebarState:
    """What the sidebar shows: `place` is a channel id or "home"; `unread` are channel ids."""

    team: str
    place: str
    unread: frozenset[str]
    app_is_connected: bool


def sidebar_html(state: SidebarState, eyes: Viewpoint) -> Markup:
    """The sidebar; its buttons carry what they do in `data-…`."""
    bot = next(person for person in eyes.people if person.is_bot)
    connected = "connected" if state.app_is_connected else "not connected yet"
    presence = tag("span", cls="presence on" if state.app_is_connected else "presence", title=f"The bot is {connected}")
    app = tag(
        "button",
        portrait(bot.id, eyes),
        tag("span", bot.real_name, cls="name"),
        presence,
        type="button",
        cls="place current" if state.place == "home" else "place",
        data_do="home",
        aria_label=f"{bot.real_name}, app home, {connected}",
    )
    return Markup("").join(
        (
            tag(
                "div",
                tag("span", state.team[:1], cls="team-sign", aria_hidden="true"),
                tag("strong", state.team),
                cls="team",
            ),
            tag(
                "nav",
                tag("h2", "Channels"),
                [_channel(channel, state) for channel in eyes.channels if not channel.is_im],
                tag("h2", "Apps"),
                app,
                aria_label="Channels",
            ),
            _people(eyes),
        )
    )


def people_buttons(eyes: Viewpoint) -> list[Markup]:
    """One button per person to be that person."""
    return [
        tag(
            "button",
            portrait(person.id, eyes),
            tag("span", person.real_name.split()[0]),
            type="button",
            role="radio",
            aria_checked="true" if person.id == eyes.me.id else "false",
            title=f"{person.real_name} · {person.title} · {person.tz}",
            aria_label=f"Be {person.real_name.split()[0]}",
            data_do="person",
            data_person=person.id,
        )
        for person in eyes.people
        if not person.is_bot
    ]


def _people(eyes: Viewpoint) -> Markup:
    group = tag("div", people_buttons(eyes), role="radiogroup", aria_label="Who are you?", cls="people")
    return tag("footer", tag("h2", "You are"), group)


def _channel(channel: Channel, state: SidebarState) -> Markup:
    unread = channel.id in state.unread
    sign = icon("lock") if channel.is_private else tag("span", "#", cls="hash", aria_hidden="true")
    shared = tag("span", icon("domain"), title="Shared with another company") if channel.is_ext_shared else None
    here = channel.id == state.place
    classes = ["place", "current" if here else "", "unread" if unread else ""]
    return tag(
        "button",
        sign,
        tag("span", channel.name, cls="name"),
        shared,
        tag("span", cls="dot") if unread else None,
        type="button",
        cls=" ".join(filter(None, classes)),
        data_do="channel",
        data_channel=channel.id,
        aria_current="page" if here else None,
        aria_label=f"{channel.name}, unread" if unread else channel.name,
    )
