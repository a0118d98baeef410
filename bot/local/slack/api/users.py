"""users.info and users.list: people."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.local.slack.api import access
from bot.local.slack.api.arguments import Arguments
from bot.local.slack.api.methods import Method
from bot.local.slack.model import Json, Person
from bot.local.slack.workspace import SlackWorkspace
from bot.local.slack.world import TEAM_ID


def user_json(person: Person) -> Json:
    """Return a person as users.info shows them (without `users:read.email`, no address)."""
    offset = datetime.now(ZoneInfo(person.tz)).utcoffset()
    return {
        "id": person.id,
        "team_id": TEAM_ID,
        "name": person.name,
        "deleted": not person.active,
        "color": person.color,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz.rpartition("/")[2].replace("_", " "),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {
            "real_name": person.real_name,
            "real_name_normalized": person.real_name,
            "display_name": person.real_name.split()[0],
            "display_name_normalized": person.real_name.split()[0],
            "title": person.title,
            "team": TEAM_ID,
        },
        "is_admin": False,
        "is_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 0,
    }


def _info(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    return {"user": user_json(access.member(workspace, arguments.need("user")))}


def _list(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    everyone = [user_json(person) for person in workspace.world.people.values()]
    shown, more = access.page(everyone, arguments.text("cursor"), arguments.integer("limit", 200, 1000))
    return {"members": shown, "cache_ts": int(workspace.world.clock()), **more}


METHODS = {
    "users.info": Method(_info, ("users:read",), tier=4),
    "users.list": Method(_list, ("users:read",), tier=2),
}
