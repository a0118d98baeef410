"""auth.test, apps.connections.open, bots.info, team.info: who the app is, and its way to Socket Mode."""

from bot.local.slack.api.arguments import Arguments
from bot.local.slack.api.methods import Method
from bot.local.slack.errors import SlackError
from bot.local.slack.model import Json
from bot.local.slack.workspace import SlackWorkspace
from bot.local.slack.world import APP_ID, BOT_ID, TEAM_DOMAIN, TEAM_ID, TEAM_NAME


def _auth_test(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    return {
        "url": workspace.url,
        "team": TEAM_NAME,
        "user": workspace.bot.name,
        "team_id": TEAM_ID,
        "user_id": workspace.bot.id,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def _connections_open(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    ticket = workspace.dispatcher.ticket()
    return {"url": f"{workspace.url.replace('http', 'ws', 1)}slack/link?ticket={ticket}&app_id={APP_ID}"}


def _bots_info(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    if arguments.text("bot") not in {None, BOT_ID}:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": BOT_ID,
            "app_id": APP_ID,
            "user_id": workspace.bot.id,
            "name": workspace.bot.name,
            "deleted": False,
            "updated": 0,
            "icons": {},
        }
    }


def _team_info(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    return {"team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN, "url": workspace.url}}


METHODS = {
    "auth.test": Method(_auth_test),
    "apps.connections.open": Method(_connections_open, tier=1, app_token=True),
    "bots.info": Method(_bots_info, ("users:read",), tier=3),
    "team.info": Method(_team_info, ("team:read",), tier=3),
}
