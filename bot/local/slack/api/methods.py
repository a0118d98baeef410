"""All methods, and what happens around each call, in Slack's order: token, scope, rate, then the method itself."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.local.slack.api.arguments import Arguments
from bot.local.slack.errors import SlackError
from bot.local.slack.model import Json
from bot.local.slack.workspace import SlackWorkspace

BOT_TOKEN = "xoxb-local-planthread"  # noqa: S105 — opens nothing but the local workspace
APP_TOKEN = "xapp-local-planthread"  # noqa: S105 — opens nothing but the local workspace


@dataclass(frozen=True)
class Method:
    """One method of the Web API."""

    run: Callable[[SlackWorkspace, Arguments], Json]
    scopes: tuple[str, ...] = ()
    """Any one of them is enough; methods whose scope depends on the channel check it themselves."""
    tier: int | None = None
    """Rate tier; None for methods that have rules of their own."""
    app_token: bool = False
    """Wants the app-level token instead of the bot's."""


def all_methods() -> dict[str, Method]:
    """Return every method by its name."""
    from bot.local.slack.api import app, chat, conversations, files, reactions, status, streams, users, views

    modules = (app, chat, conversations, files, reactions, status, streams, users, views)
    return {name: method for module in modules for name, method in module.METHODS.items()}


def call(
    workspace: SlackWorkspace, methods: dict[str, Method], name: str, token: str | None, arguments: Arguments
) -> Json:
    """Run a method and return its answer without "ok"; raise `SlackError`."""
    method = methods.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    _check_token(token, method)
    granted = workspace.world.manifest.scopes
    if method.scopes and not set(method.scopes) & set(granted):
        raise SlackError("missing_scope", needed=method.scopes[0], provided=",".join(granted))
    workspace.rates.call(name, method.tier)
    return method.run(workspace, arguments)


def _check_token(token: str | None, method: Method) -> None:
    if not token:
        raise SlackError("not_authed")
    if token not in {BOT_TOKEN, APP_TOKEN}:
        raise SlackError("invalid_auth")
    if (token == APP_TOKEN) != method.app_token:
        raise SlackError("not_allowed_token_type")
