"""views.*: modals and Home tabs."""

from bot.local.slack.api import access
from bot.local.slack.api.arguments import Arguments
from bot.local.slack.api.methods import Method
from bot.local.slack.errors import SlackError, invalid
from bot.local.slack.model import Json
from bot.local.slack.views import view_json
from bot.local.slack.workspace import SlackWorkspace


def _open(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    return {"view": view_json(workspace.views.open(_trigger(arguments), _view(arguments)))}


def _push(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    return {"view": view_json(workspace.views.push(_trigger(arguments), _view(arguments)))}


def _update(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external_id:
        raise invalid("invalid_arguments", ["missing required field: view_id"])
    return {"view": view_json(workspace.views.update(view_id, external_id, _view(arguments), arguments.text("hash")))}


def _publish(workspace: SlackWorkspace, arguments: Arguments) -> Json:
    if not workspace.world.manifest.has_home:
        raise SlackError("not_enabled")
    person = access.member(workspace, arguments.need("user_id"))
    return {"view": view_json(workspace.views.publish(person, _view(arguments), arguments.text("hash")))}


def _trigger(arguments: Arguments) -> str:
    return arguments.text("trigger_id") or arguments.need("interactivity_pointer")


def _view(arguments: Arguments) -> object:
    view: object = arguments.json("view", "invalid_arguments")
    if view is None:
        raise invalid("invalid_arguments", ["missing required field: view"])
    return view


METHODS = {
    "views.open": Method(_open, tier=4),
    "views.push": Method(_push, tier=4),
    "views.update": Method(_update, tier=4),
    "views.publish": Method(_publish, tier=4),
}
